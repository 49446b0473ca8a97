"""A contract goes to the company as it was: rows of the register as published (closures, successors, renames, new numbers)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.home import Home
from graph.resolve.answer import Answer
from graph.resolve.installed import Installed, add_register
from graph.resolve.lines import resolve_line
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.when import DateError, Period

# Published rows: name, number, process, change date, closed, cause, successor.
ROWS = (
    ("株式会社ユーザベース", "7010401075212", "71", "2023-07-11", "2023-07-11", "11", "1010001230222"),
    ("株式会社ユーザベース", "1010001230222", "71", "2024-10-01", "", "", ""),
    ("株式会社ディーエイチシー", "4010401018074", "21", "2024-01-10", "2024-01-10", "11", "1010401170497"),
    ("株式会社ディーエイチシー", "1010401170497", "12", "2026-04-01", "", "", ""),
    ("株式会社カイエ", "1010001074660", "21", "2023-05-02", "2023-05-02", "11", "7010001047537"),
    ("株式会社カイエ", "2320001020450", "01", "2024-05-13", "", "", ""),
    ("大正製薬ホールディングス株式会社", "2013301031198", "21", "2024-07-02", "2024-07-02", "11", "1010001237861"),
    ("大正製薬ホールディングス株式会社", "1010001237861", "71", "2024-07-02", "", "", ""),
    ("株式会社NTTデータ", "6010601062093", "11", "2023-07-03", "", "", ""),
)


@pytest.fixture(scope="module")
def resolver(tmp_path_factory: pytest.TempPathFactory, official: Callable[..., str]) -> OrganizationResolver:
    folder = tmp_path_factory.mktemp("register")
    keys = ("name", "number", "process", "changed", "closed", "cause", "successor")
    (folder / "zenkoku.csv").write_text(official([dict(zip(keys, row, strict=True)) for row in ROWS]), encoding="utf-8")
    home = Home.at(folder / "home")
    add_register(home, folder / "zenkoku.csv")
    return Installed.open(home).organizations


def at(resolver: OrganizationResolver, name: str, date: str) -> Answer:
    return resolver.resolve(name, when=Period.of(date) if date else None)


def candidates(answer: Answer) -> list[str]:
    return [answer.corporate_number] if answer.corporate_number else [c.corporate_number for c in answer.candidates]


@pytest.mark.parametrize(
    ("name", "date", "number"),
    [
        ("株式会社ユーザベース", "2019", "7010401075212"),
        ("株式会社ユーザベース", "2024-05", "1010001230222"),
        ("株式会社ユーザベース", "", "1010001230222"),
        ("㈱ディーエイチシー", "2022-11-30", "4010401018074"),
        ("㈱ディーエイチシー", "2025", "1010401170497"),
        ("大正製薬ホールディングス㈱", "2021", "2013301031198"),
        ("株式会社カイエ", "2021", "1010001074660"),
        ("株式会社カイエ", "2025", "2320001020450"),
    ],
)
def test_the_date_decides_between_bearers_of_one_name(
    resolver: OrganizationResolver, name: str, date: str, number: str
) -> None:
    assert candidates(at(resolver, name, date)) == [number]


def test_a_date_that_reaches_over_the_merger_decides_nothing(resolver: OrganizationResolver) -> None:
    found = at(resolver, "株式会社ユーザベース", "2023")
    assert (found.corporate_number, len(found.candidates)) == ("", 2)


def test_a_name_of_the_reference_data_goes_to_its_bearer_of_that_time(resolver: OrganizationResolver) -> None:
    assert at(resolver, "株式会社エヌ・ティ・ティ・データ", "2019-04-01").corporate_number == "9010601021385"
    assert at(resolver, "株式会社ＮＴＴデータ", "2025").corporate_number == "6010601062093"
    assert at(resolver, "株式会社ＮＴＴデータ", "").corporate_number == "6010601062093"


def test_a_number_printed_beside_the_name_stands_and_what_the_date_says_is_told(resolver: OrganizationResolver) -> None:
    found = resolver.resolve("株式会社ユーザベース", number="7010401075212", when=Period.of("2025"))
    assert found.corporate_number == "7010401075212"
    assert any(one.feature == "date" and "closed 2023-07-11" in one.known for one in found.because)


def test_the_days_outlast_a_later_file(tmp_path: Path, official: Callable[..., str]) -> None:
    home = Home.at(tmp_path / "home")
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    named = {"number": "6010601062093", "name": "株式会社NTTデータ", "process": "11", "changed": "2023-07-03"}
    first.write_text(official([named]), encoding="utf-8")
    moved = {"number": "1010001230222", "name": "株式会社ユーザベース", "process": "12", "changed": "2024-10-01"}
    second.write_text(official([moved]), encoding="utf-8")
    add_register(home, first)
    register = add_register(home, second)
    held = register.by_number("6010601062093")
    assert held is not None
    assert (held.since, register.as_of) == ("2023-07-03", "2024-10-01")


def test_a_line_may_bring_a_date(resolver: OrganizationResolver) -> None:
    answer = resolve_line(resolver)
    line = {"id": 1, "name": "株式会社ユーザベース"}
    assert json.loads(answer(line | {"date": "2019-04"}))["candidates"][0]["corporate_number"] == "7010401075212"
    assert answer(line | {"date": None}) == answer(line)
    with pytest.raises(ValueError, match="date"):
        answer(line | {"date": "April 2019"})


def test_the_text_of_a_line_is_json_and_the_same_for_the_same_name(resolver: OrganizationResolver) -> None:
    answer = resolve_line(resolver)
    for name in ("株式会社ユーザベース", '"青空"\\\t共同企業体・株式会社ユーザベース', "その他", "\ud83d"):
        first = answer({"id": "x", "name": name})
        assert json.dumps(json.loads(first), ensure_ascii=False) == first
        assert answer({"id": "x", "name": name, "address": None}) == answer({"id": "x", "name": name}) == first
    one, true = (answer({"id": 1, "name": "株式会社青空", "corporate_number": given}) for given in (1, "1"))
    assert one == true


@pytest.mark.parametrize("text", ["2019-13", "2019-02-30", "平成31年", "19", "2019/04/01"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        Period.of(text)
