"""The register's index: what goes in comes out, from the official CSV and from Parquet, and later files are added to it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from graph.home import Home
from graph.resolve.corporate_number import check_digit, from_body, is_valid
from graph.resolve.installed import add_register, open_register, register_folder
from graph.resolve.organization_name import NameParser
from graph.resolve.register import Register
from graph.resolve.register_files import RegisterFileError, rows_of

Row = dict[str, str]
Official = Callable[[Sequence[Row]], str]


def number(serial: int) -> str:
    return from_body(10_000_000_000 + serial)


ROWS: list[Row] = [
    {"number": number(1), "name": "株式会社青空システム", "prefecture": "東京都", "city": "港区"},
    {"number": number(2), "name": "青空システム株式会社", "prefecture": "大阪府", "city": "堺市"},
    {"number": number(3), "name": "有限会社髙橋印刷", "kind": "302"},
    {
        "number": number(4),
        "name": "株式会社Ａｏｚｏｒａ　Ｃｌｏｕｄ",
        "furigana": "アオゾラクラウド",
        "english": "Sky, Inc.",
    },
    {
        "number": number(70_000),
        "name": "株式会社山野",
        "closed": "2024-04-01",
        "cause": "11",
        "successor": number(1),
        "process": "71",
    },
    {"number": number(200_000), "name": "旧名株式会社", "changed": "2016-01-04"},
    {"number": number(200_000), "name": "新名株式会社", "process": "11", "changed": "2022-05-01"},
]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


@pytest.fixture
def register(home: Home, tmp_path: Path, official: Official) -> Register:
    path = tmp_path / "zenkoku.csv"
    path.write_text(official(ROWS), encoding="utf-8")
    return add_register(home, path)


def find(register: Register, name: str, *, others: bool = True) -> list[tuple[str, bool, str]]:
    parsed = NameParser().parse(name)
    return [(one.number, one.exact, one.by) for one in register.find(parsed.key, parsed.full, others)]


def test_every_number_is_found_with_its_name(register: Register) -> None:
    for row in ROWS:
        found = register.by_number(row["number"])
        assert found is not None
        assert found.number == row["number"]
    last = register.by_number(number(200_000))
    assert last is not None
    assert last.name == "新名株式会社"
    assert register.by_number(number(5)) is None
    assert register.organizations == 6
    assert register.as_of == "2022-05-01"


def test_bearers_of_a_name_come_with_form_side_and_spelling(register: Register) -> None:
    assert find(register, "株式会社青空システム") == [(number(1), True, "name"), (number(2), False, "name")]
    assert find(register, "有限会社高橋印刷") == [(number(3), False, "name")]
    assert find(register, "株式会社夕空") == []


def test_other_names_lead_to_their_bearers(register: Register) -> None:
    assert find(register, "株式会社アオゾラクラウド") == [(number(4), False, "reading")]
    assert find(register, "Sky Inc.") == [(number(4), False, "English name")]
    assert find(register, "旧名株式会社") == [(number(200_000), False, "former name")]
    assert find(register, "旧名株式会社", others=False) == []


def test_closure_and_successor_are_kept(register: Register) -> None:
    found = register.by_number(number(70_000))
    assert found is not None
    assert (found.closed, found.cause, found.successor) == ("2024-04-01", "merged", number(1))


def test_a_difference_is_added_to_what_is_held(
    home: Home, register: Register, tmp_path: Path, official: Official
) -> None:
    later = [
        {"number": number(1), "name": "株式会社青空ホールディングス", "process": "11", "changed": "2026-08-20"},
        {"number": number(9), "name": "株式会社新星", "changed": "2026-08-20"},
    ]
    path = tmp_path / "diff.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("diff_20260820.csv", official(later).encode("cp932"))
    grown = add_register(home, path)
    assert grown.organizations == 7
    assert find(grown, "株式会社青空ホールディングス") == [(number(1), True, "name")]
    assert (number(1), False, "former name") in find(grown, "株式会社青空システム")
    assert find(grown, "株式会社アオゾラクラウド") == [(number(4), False, "reading")]
    merged = grown.by_number(number(70_000))
    assert merged is not None
    assert (merged.closed, merged.cause, merged.successor) == ("2024-04-01", "merged", number(1))
    assert [one["name"] for one in grown.sources] == ["zenkoku.csv", "diff.zip"]
    fresh = grown.by_number(number(9))
    assert fresh is not None
    assert fresh.new


def test_the_same_file_gives_the_same_bytes(register: Register, home: Home, tmp_path: Path) -> None:
    other = Home.at(tmp_path / "other")
    add_register(other, tmp_path / "zenkoku.csv")
    for path in register_folder(home).iterdir():
        assert path.read_bytes() == (register_folder(other) / path.name).read_bytes(), path.name


def test_numbers_that_nobody_bears_are_left_out(tmp_path: Path, home: Home, official: Official) -> None:
    path = tmp_path / "odd.csv"
    rows = [{"number": n, "name": "株式会社誤"} for n in ("9999999999999", "0000000000000", "1234567890123", "")]
    path.write_text(official(rows), encoding="utf-8")
    register = add_register(home, path)
    assert register.organizations == 0
    assert find(register, "株式会社誤") == []
    assert open_register(home) is not None


def test_a_file_that_is_no_register_says_why(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b,c\r\n", encoding="utf-8")
    with pytest.raises(RegisterFileError, match=r"row 1: 3 columns"):
        list(rows_of(path))
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(b"nothing")
    with pytest.raises(RegisterFileError, match="not a Parquet file"):
        list(rows_of(broken))


@pytest.mark.parametrize(
    "text", ["9999999999999", "0000000000000", "6010601062094", "601060106209", "６０１０６０１０６２０９３", ""]
)
def test_invalid_numbers(text: str) -> None:
    assert not is_valid(text)


def test_check_digit_of_real_numbers() -> None:
    for text in ("6010601062093", "7010001065142", "8000012010038"):
        assert is_valid(text)
        assert check_digit(int(text[1:])) == int(text[0])
