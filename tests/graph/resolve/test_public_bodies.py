"""State bodies and local governments in the spellings that sources print, with their codes and what is above them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from graph.resolve.corporate_number import is_valid
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.local_governments import LocalGovernments, code_of, with_check_digit
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.state_bodies import StateBodies

DATA = Path(__file__).resolve().parents[3] / "graph" / "resolve"


@pytest.fixture(scope="module")
def resolver() -> OrganizationResolver:
    return OrganizationResolver(
        None, ObservedNames(Path("none")), PublicBodies(StateBodies()), KnownNames([], NameParser()), Judgements([])
    )


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("静岡県", "7000020220001"),
        ("静岡県知事", "7000020220001"),
        ("静岡県 交通基盤部 沼津土木事務所", "7000020220001"),
        ("静岡県教育委員会", "7000020220001"),
        ("浜松市 財務部(市長部局等発注分) 調達課", "3000020221309"),
        ("千葉市　財政局　資産経営部契約課", "6000020121002"),
        ("横浜市長", "3000020141003"),
        ("横浜市長 山中 竹春", "3000020141003"),
        ("神奈川県横浜市", "3000020141003"),
        ("横浜市水道局", "3000020141003"),
        ("北海道警察本部", "7000020010006"),
        ("長野県川上村", "4000020203041"),
        ("長野県南佐久郡川上村", "4000020203041"),
        ("東京都府中市", "8000020132063"),
    ],
)
def test_local_governments_and_their_units(resolver: OrganizationResolver, printed: str, number: str) -> None:
    found = resolver.resolve(printed)
    assert (found.corporate_number, found.status) == (number, "resolved")


@pytest.mark.parametrize("printed", ["川上村", "府中市", "伊達市", "南部町役場"])
def test_a_municipality_that_shares_its_name_stays_open_until_a_prefecture_is_known(
    resolver: OrganizationResolver, printed: str
) -> None:
    found = resolver.resolve(printed)
    assert found.corporate_number == ""
    for one in found.candidates:
        assert resolver.resolve(printed, address=one.place).corporate_number == one.corporate_number
    assert found.candidates


def test_a_municipality_whose_code_no_source_prints_is_not_its_namesake(resolver: OrganizationResolver) -> None:
    assert resolver.resolve("府中市", address="広島県府中市府川町").corporate_number == ""


@pytest.mark.parametrize(
    "printed",
    [
        "横浜市社会福祉協議会",
        "静岡県信用保証協会",
        "千葉市土地開発公社",
        "静岡県住宅供給公社",
        "大阪府立大学",
        "川上村森林組合",
        "市川市商工会議所",
        "横浜市長者町整備工場",
        "静岡県弁護士会本部",
        "北海道新聞札幌支局",
    ],
)
def test_bodies_that_only_bear_a_place_are_no_local_government(resolver: OrganizationResolver, printed: str) -> None:
    assert resolver.resolve(printed).corporate_number == ""


@pytest.mark.parametrize(
    ("printed", "number", "above"),
    [
        ("分任支出負担行為担当官\n防衛装備庁\n調達事業部総括装備調達官\n山　口　宜　久\n東京都新宿区市谷本村町５－１",
         "8000012120002", "防衛省 9000012120001"),
        ("支出負担行為担当官 防衛装備庁長官　土 本  英 樹", "8000012120002", "防衛省 9000012120001"),
        ("国家公安委員会（警察庁）", "8000012130001", "内閣府 2000012010019"),
        ("国土交通省 気象庁", "8000012100004", "国土交通省 2000012100001"),
        ("農林水産省(関東農政局)", "5000012080001", ""),
        ("東京地方検察庁", "6000012140010", "法務省 1000012030001"),
        ("運輸省", "2000012100001", ""),
    ],
)  # fmt: skip
def test_state_bodies_and_what_is_above_them(
    resolver: OrganizationResolver, printed: str, number: str, above: str
) -> None:
    found = resolver.resolve(printed)
    assert found.corporate_number == number
    assert "".join(one.known for one in found.because if one.feature == "body above it") == above


def test_a_body_whose_number_no_source_prints_is_known_without_one(resolver: OrganizationResolver) -> None:
    found = resolver.resolve("特許庁")
    assert (found.status, found.corporate_number) == ("resolved", "")
    assert found.entity.endswith("id/org/JP-japan-patent-office")
    assert resolver.resolve("国土交通省運輸安全委員会").entity != resolver.resolve("国土交通省").entity


def test_codes_and_numbers_of_local_governments_follow_their_rule() -> None:
    assert with_check_digit("01100") == "011002"
    assert code_of("9000020011002") == "011002"
    assert code_of("2000012100001") == code_of("9999999999999") == code_of("9000020011003") == ""
    with (DATA / "local_governments.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["code"]]
    assert len(rows) == len({row["code"] for row in rows}) == len({row["number"] for row in rows})
    for row in rows:
        assert is_valid(row["number"])
        assert code_of(row["number"]) == row["code"]
    assert sum(row["code"][2:5] == "000" for row in rows) == 47


def test_every_prefecture_has_its_code() -> None:
    local = LocalGovernments()
    for two in range(1, 48):
        body = local.by_code(with_check_digit(f"{two:02}000"))
        assert body is not None
        assert body.name == body.prefecture
