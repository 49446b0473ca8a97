"""Names to organisations: by number, judgement, state body, reference data, register, or left open with candidates."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from graph import iri
from graph.home import Home
from graph.resolve.corporate_number import from_body
from graph.resolve.installed import Installed, add_register
from graph.resolve.judgements import NEGATIVE, POSITIVE, UNDONE, Judgement, JudgementError, Judgements, append
from graph.resolve.known import KnownNames
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.register import Register
from graph.resolve.spelling import light, loose
from graph.resolve.state_bodies import StateBodies


def number(serial: int) -> str:
    return from_body(20_000_000_000 + serial)


LONG = "株式会社ブルースカイインフォメーションテクノロジーズ"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, official: Callable[..., str]) -> Register:
    folder = tmp_path_factory.mktemp("register")
    path = folder / "zenkoku.csv"
    rows = [
        {"number": number(1), "name": "株式会社青空", "prefecture": "東京都", "city": "港区"},
        {"number": number(2), "name": "株式会社青空", "prefecture": "大阪府", "city": "堺市"},
        {"number": number(3), "name": "青空株式会社", "prefecture": "福岡県", "city": "大野城市"},
        {"number": number(4), "name": LONG, "prefecture": "東京都", "city": "港区"},
        {"number": number(6), "name": "株式会社AozoraNetSystems"},
        {"number": number(5), "name": "株式会社山野", "closed": "2024-04-01", "cause": "11", "successor": number(4)},
        *({"number": number(10 + at), "name": f"株式会社山{mark}"} for at, mark in enumerate("中田本口下上川")),
    ]
    path.write_text(official(rows), encoding="utf-8")
    return add_register(Home.at(folder / "home"), path)


@cache
def shipped() -> tuple[ObservedNames, PublicBodies]:
    """What comes with the program: read once, never changed."""
    return ObservedNames(), PublicBodies(StateBodies())


def resolver(register: Register | None, *judgements: Judgement, observed: Path | None = None) -> OrganizationResolver:
    known = KnownNames([("株式会社NTTデータ", "6010601062093")], NameParser())
    names, bodies = shipped()
    return OrganizationResolver(
        register, ObservedNames(observed) if observed else names, bodies, known, Judgements(judgements)
    )


def test_a_valid_number_decides_whatever_the_name(register: Register) -> None:
    found = resolver(register).resolve("まったく別の名前", number=number(4) + " ")
    assert found.corporate_number == number(4)
    assert found.score < resolver(register).resolve(LONG, number=number(4)).score
    assert [one.rule for one in found.because] == ["check digit right", "differs"]


@pytest.mark.parametrize("printed", ["9999999999999", "0000000000000", "1234567890123", "abc"])
def test_a_number_that_nobody_bears_joins_nothing(register: Register, printed: str) -> None:
    found = resolver(register).resolve("株式会社青空", number=printed)
    assert found.corporate_number == ""
    other = resolver(register).resolve("株式会社星影", number=printed)
    assert found.entity != other.entity


def test_several_bearers_stay_candidates(register: Register) -> None:
    found = resolver(register).resolve("㈱青空")
    assert found.corporate_number == ""
    assert {one.corporate_number for one in found.candidates} == {number(1), number(2)}
    assert "unresolved-" in found.entity


def test_an_address_tells_bearers_apart(register: Register) -> None:
    assert resolver(register).resolve("株式会社青空", "大阪府堺市堺区南瓦町３番１号").corporate_number == number(2)
    assert resolver(register).resolve("株式会社青空\n東京都港区芝１丁目１番１号").corporate_number == number(1)
    assert resolver(register).resolve("株式会社青空", "北海道札幌市中央区").corporate_number == ""


def test_one_bearer_of_a_rare_name_is_taken_and_of_a_common_one_is_not(register: Register) -> None:
    assert resolver(register).resolve(LONG).corporate_number == number(4)
    common = resolver(register).resolve("株式会社山中")
    assert common.corporate_number == ""
    assert [one.corporate_number for one in common.candidates] == [number(10)]


def test_how_complete_the_register_is_stands_in_the_reasons(register: Register) -> None:
    said = [one.known for one in resolver(register).resolve(LONG).because if one.feature == "register"]
    assert said == ["13 organisations, 0% of the whole, to 2015-10-05: a name unique here need not be unique"]
    without = resolver(None).resolve(LONG)
    assert without.corporate_number == ""
    assert "none installed" in without.because[0].known


def test_a_closed_company_says_what_became_of_it(register: Register) -> None:
    found = resolver(register).resolve("株式会社山野", number=number(5))
    assert ("closed", f"2024-04-01 merged, succeeded by {number(4)}") in [(r.feature, r.known) for r in found.because]


def test_a_joint_venture_is_none_of_its_members_even_with_a_number(register: Register) -> None:
    found = resolver(register).resolve(f"{LONG}・株式会社青空共同企業体", number=number(4))
    assert found.corporate_number == ""
    assert [member.corporate_number for member in found.members] == [number(4), ""]


def test_nobody_is_nobody(register: Register) -> None:
    for name in ("その他", "本省", "", "個人A"):
        found = resolver(register).resolve(name)
        assert (found.entity, found.corporate_number, found.candidates) == ("", "", ())


def test_units_of_state_bodies_are_the_body(register: Register) -> None:
    assert resolver(register).resolve("東北地方整備局").corporate_number == "2000012100001"
    assert resolver(register).resolve("厚生労働省(宮城労働局)").corporate_number == "6000012070001"


def observed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "observed.csv"
    path.write_text("\n".join(["key,form,side,number,sources,others", *lines]) + "\n", encoding="utf-8")
    return path


def test_what_independent_rows_print_counts_unless_several_bear_the_name(register: Register, tmp_path: Path) -> None:
    path = observed(tmp_path, *(f"{name},株式会社,before,6010601062093,3,0" for name in ("青星図", "青空")))
    found = resolver(register, observed=path)
    assert found.resolve("㈱青星図").corporate_number == "6010601062093"
    assert found.resolve("株式会社青空").corporate_number == ""


def test_one_row_decides_where_nobody_else_bears_the_name_and_a_row_of_the_measured_year_does_not(
    register: Register, tmp_path: Path
) -> None:
    printed = "大青星図情報連盟基金,一般財団法人,before,6010601062093"
    for sources, wanted in ((1, "6010601062093"), (0, "")):
        found = resolver(register, observed=observed(tmp_path, f"{printed},{sources},0"))
        assert found.resolve("(一財)大青星図情報連盟基金").corporate_number == wanted
    rivalled = observed(tmp_path, "山中,株式会社,before,6010601062093,1,0")
    assert resolver(register, observed=rivalled).resolve("株式会社山中").corporate_number == ""


def test_the_only_bearer_is_left_open_where_rows_do_not_agree(register: Register, tmp_path: Path) -> None:
    key = loose(light(LONG.removeprefix("株式会社")))
    found = resolver(register, observed=observed(tmp_path, f"{key},株式会社,before,,2,2")).resolve(LONG)
    assert (found.corporate_number, [one.corporate_number for one in found.candidates]) == ("", [number(4)])
    assert "rows do not agree" in [one.rule for one in found.because]


def test_a_body_in_parentheses_is_not_the_one_before_them(register: Register, tmp_path: Path) -> None:
    path = observed(tmp_path, "青星図連合,,,6010601062093,9,0")
    assert resolver(register, observed=path).resolve("青星図連合(連合)").corporate_number == "6010601062093"
    assert resolver(register, observed=path).resolve("青星図連合(職員福利厚生会)").corporate_number == ""


def test_another_case_of_latin_letters_is_another_spelling(register: Register) -> None:
    same, other = (resolver(register).resolve(f"株式会社{name}") for name in ("AozoraNetSystems", "AOZORANETSYSTEMS"))
    differs = "spelling differs from the register's"
    assert [differs in {one.feature for one in found.because} for found in (same, other)] == [False, True]


def test_a_judgement_decides_and_undoing_it_restores_both_sides(register: Register, tmp_path: Path) -> None:
    before = resolver(register).resolve("㈱青空")
    path = tmp_path / "judgements.csv"
    append(path, Judgement("株式会社青空", number(2), POSITIVE, "reviewer", "2026-11-27"))
    assert resolver(register, *_read(path)).resolve("㈱青空").corporate_number == number(2)
    append(path, Judgement("株式会社青空", number(2), UNDONE, "reviewer", "2026-11-28"))
    assert resolver(register, *_read(path)).resolve("㈱青空") == before


def test_a_negative_judgement_takes_a_candidate_away(register: Register) -> None:
    denied = Judgement("株式会社青空", number(1), NEGATIVE, "reviewer", "2026-11-27")
    left = resolver(register, denied).resolve("株式会社青空").candidates
    assert [one.corporate_number for one in left] == [number(2)]
    rare = Judgement(LONG.casefold(), number(4), NEGATIVE, "reviewer", "2026-11-27")
    assert resolver(register, rare).resolve(LONG).corporate_number == ""


def test_a_line_without_a_known_verdict_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "judgements.csv"
    path.write_text("name,number,verdict,by,on,note\n甲,1,maybe,x,2026-11-27,\n", encoding="utf-8")
    with pytest.raises(JudgementError, match="line 2"):
        Judgements.load(path)


def _read(path: Path) -> list[Judgement]:
    from graph.resolve.judgements import read

    return read(path)


def test_a_body_without_a_corporate_number_is_known_by_the_name_that_is_printed(tmp_path: Path) -> None:
    organizations = Installed.open(Home.at(tmp_path / "home")).organizations
    answer = organizations.resolve("米国（海軍省）")
    assert organizations.resolve("米海軍省").entity == answer.entity
    assert answer.entity == iri.reference_organization("US-department-of-the-navy")
    assert (answer.corporate_number, answer.status) == ("", "resolved")
    assert answer.because[-1].feature == "name of the reference data"
    assert organizations.resolve("米国").status == "unresolved"
    assert organizations.resolve("米国（海軍省）ほか").status == "unnamed"
