"""The example mirror: built again to the same bytes; its figures add up, its pages are complete, its origin is said."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
import zipfile
from collections import defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MIRROR = ROOT / "examples" / "mirror"
HOUSE = MIRROR / "www.sangiin.go.jp" / "japanese" / "joho1" / "kousei" / "syuisyo"
GOVERNMENT_CLOUD = "5543"
CLOUD_PAYEES = {
    "Amazon Web Services,Inc.": 11_576_938_000,
    "日本オラクル株式会社": 1_077_825_000,
    "グーグル・クラウド・ジャパン合同会社": 154_789_000,
    "Microsoft Corporation": 116_873_000,
}
Row = dict[str, str]


def review(year: int, number: str, folder: Path = MIRROR) -> list[Row]:
    """The rows of one file of the review, cells as printed."""
    (path,) = (folder / "rssystem.go.jp" / "files" / str(year) / "rs").glob(f"{number}_RS_{year}_*.zip")
    with zipfile.ZipFile(path) as archive:
        (member,) = archive.namelist()
        assert member == path.with_suffix(".csv").name
        content = archive.read(member)
    text = content.decode("utf-8-sig")
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def kind(row: Row) -> str:
    if row["支出先の数"] or row["ブロックの合計支出額"]:
        return "block"
    return "contract" if row["契約概要"] or row["金額"] else "payee"


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_building_again_gives_the_same_bytes_with_the_standard_library_alone(tmp_path: Path) -> None:
    script = ROOT / "examples" / "make_mirror.py"
    for target in ("once", "again"):
        subprocess.run([sys.executable, "-S", "-B", str(script), str(tmp_path / target)], check=True, cwd=tmp_path)
        assert files(tmp_path / target) == files(MIRROR)


@pytest.mark.parametrize("year", [2024, 2025])
@pytest.mark.parametrize(("number", "width"), [("1-2", 32), ("2-1", 44), ("5-1", 32), ("5-2", 22)])
def test_every_file_has_the_official_number_of_columns_and_line_ends(year: int, number: str, width: int) -> None:
    rows = review(year, number)
    assert rows
    assert {len(row) for row in rows} == {width}
    assert {row["事業年度"] for row in rows} == {str(year)}
    (path,) = (MIRROR / "rssystem.go.jp" / "files" / str(year) / "rs").glob(f"{number}_*.zip")
    with zipfile.ZipFile(path) as archive:
        content = archive.read(archive.namelist()[0])
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == len(rows) + 1


def test_a_purpose_with_a_line_break_is_quoted() -> None:
    overviews = [row["事業の概要"] for row in review(2025, "1-2")]
    assert any("\n" in overview for overview in overviews)


def test_about_forty_projects_of_several_ministries_and_six_of_the_year_before() -> None:
    now, before = review(2025, "1-2"), review(2024, "1-2")
    assert 35 <= len(now) <= 45
    assert len(before) == 6
    assert {row["予算事業ID"] for row in before} < {row["予算事業ID"] for row in now}
    assert len({row["府省庁"] for row in now}) >= 7


def test_every_row_belongs_to_a_project_and_carries_its_name() -> None:
    for year in (2024, 2025):
        projects = {row["予算事業ID"]: row["事業名"] for row in review(year, "1-2")}
        for number in ("2-1", "5-1", "5-2"):
            for row in review(year, number):
                assert projects[row["予算事業ID"]] == row["事業名"]


def test_the_government_cloud_pays_its_four_providers_what_the_review_of_2025_says() -> None:
    paid = {
        row["支出先名"]: int(row["支出先の合計支出額"])
        for row in review(2025, "5-1")
        if row["予算事業ID"] == GOVERNMENT_CLOUD and row["支出先ブロック番号"] == "A" and kind(row) == "payee"
    }
    assert paid == CLOUD_PAYEES
    assert sum(paid.values()) == 12_926_425_000


def test_payees_add_up_to_their_block_and_contracts_to_no_more_than_their_payee() -> None:
    for year in (2024, 2025):
        block: dict[tuple[str, ...], int] = {}
        payees: dict[tuple[str, ...], int] = defaultdict(int)
        contracts: dict[tuple[str, ...], int] = defaultdict(int)
        paid: dict[tuple[str, ...], int] = defaultdict(int)
        for row in review(year, "5-1"):
            where = (row["予算事業ID"], row["支出先ブロック番号"])
            if kind(row) == "block" and row["ブロックの合計支出額"]:
                block[where] = int(row["ブロックの合計支出額"])
            elif kind(row) == "payee":
                payees[where] += int(row["支出先の合計支出額"] or 0)
                paid[*where, row["支出先名"]] += int(row["支出先の合計支出額"] or 0)
            elif kind(row) == "contract":
                contracts[*where, row["支出先名"]] += int(row["金額"] or 0)
        assert block == {where: payees[where] for where in block}
        assert {where for where in payees if where not in block} == set()
        assert {who: amount for who, amount in contracts.items() if amount > paid[who]} == {}


def test_numbers_and_amounts_end_with_the_blank_that_the_site_prints() -> None:
    for row in review(2025, "5-1"):
        for column in ("法人番号", "ブロックの合計支出額", "支出先の合計支出額", "金額"):
            assert not row[column] or row[column].endswith(" "), row
    assert all(row["執行額（合計）"].endswith(" ") for row in review(2025, "2-1") if row["執行額（合計）"])


def test_flows_join_blocks_that_exist_and_show_a_chain_of_three_and_a_cycle() -> None:
    blocks = {(r["予算事業ID"], r["支出先ブロック番号"]) for r in review(2025, "5-1")}
    below: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for row in review(2025, "5-2"):
        project, payer, payee = row["予算事業ID"], row["支出元の支出先ブロック"], row["支出先の支出先ブロック"]
        if row["国自らが支出する間接経費"]:
            continue
        assert (project, payee) in blocks
        assert not payer or (project, payer) in blocks
        assert (row["担当組織からの支出"] == "TRUE") == (not payer)
        if payer:
            below[project, payer].add((project, payee))
    assert ("1409", "A") in below["1409", "B"]
    assert ("1409", "B") in below["1409", "A"]
    third = {last for second in below["26", "A"] for last in below["26", second[1]]}
    assert ("26", "G") in third
    assert ("26", "H") in below["26", "G"]


def test_the_special_cases_of_the_real_files_are_there() -> None:
    rows = [row for row in review(2025, "5-1") if kind(row) == "payee"]
    assert any(row["支出先名"] == "世界銀行" and row["法人番号"].strip() == "9999999999999" for row in rows)
    assert any(row["その他支出先"] == "TRUE" and not row["法人番号"] for row in rows)
    assert any(row["その他支出先"] == "FALSE" and not row["法人番号"] for row in rows)
    assert any(row["国自らが支出する間接経費"] for row in review(2025, "5-2"))
    amazon = {row["法人番号"].strip() for row in rows if row["支出先名"].startswith("アマゾンウェブサービスジャパン")}
    assert amazon == {"6011001106696", "1011001017717"}, "one row of the review prints another company's number"


@pytest.mark.parametrize(
    "service",
    [
        "AWS",
        "Azure",
        "Google Cloud",
        "Oracle Cloud Infrastructure",
        "さくらのクラウド",
        "Microsoft365",
        "Google Workspace",
        "Salesforce",
        "Slack",
        "Zoom",
        "Cisco Webex",
        "BOX",
        "DropBox",
        "Notion",
        "Figma",
        "Zendesk",
        "Tableau Cloud",
        "Adobe Creative Cloud",
    ],
)
def test_contracts_name_cloud_services_of_home_and_abroad(service: str) -> None:
    assert any(service in row["契約概要"] for row in review(2025, "5-1"))


def test_every_listed_question_has_its_pages_and_one_is_not_answered_yet() -> None:
    unanswered = []
    for listing in sorted(HOUSE.glob("*/syuisyo.htm")):
        text = listing.read_text(encoding="utf-8-sig")
        numbers = re.findall(r'<td headers="t(\d+)"', text)
        assert numbers
        for link in re.findall(r'href="((?:syuh|touh)/[^"]+)"', text):
            assert (listing.parent / link).is_file(), link
        assert text.count('href="syuh/') == len(numbers)
        answered = {int(found) for found in re.findall(r'href="touh/t\d{3}(\d{3})\.htm"', text)}
        unanswered += [(listing.parent.name, number) for number in numbers if int(number) not in answered]
    assert unanswered == [("217", "1")]


def test_the_answer_to_question_27_gives_the_four_counts_in_kanji_numerals() -> None:
    text = (HOUSE / "216" / "touh" / "t216027.htm").read_text(encoding="utf-8-sig")
    assert "内閣参質二一六第二七号" in text
    assert "令和六年十二月二十七日" in text
    first = text.split("一について")[1].split("二について")[0]
    assert "令和六年十一月末" in first
    assert "「ＡＷＳ」という。）が千八百七十七システム" in first
    assert "Ｇｏｏｇｌｅ　Ｃｌｏｕｄが十一システム" in first
    assert "Ｍｉｃｒｏｓｏｆｔ　Ａｚｕｒｅが十三システム" in first
    assert "Ｏｒａｃｌｅ　Ｃｌｏｕｄ　Ｉｎｆｒａｓｔｒｕｃｔｕｒｅが二十六システム" in first
    assert "お答えすることは困難である" in text
    assert "予定である" in text


def test_pages_have_the_byte_order_mark_and_crlf_of_the_house() -> None:
    pages = [path.read_bytes() for path in HOUSE.rglob("*.htm")]
    assert len(pages) == 7
    for content in pages:
        assert content.startswith(b"\xef\xbb\xbf<!DOCTYPE HTML")
        assert content.count(b"\n") == content.count(b"\r\n")


def test_the_manifest_calls_every_file_reconstructed() -> None:
    with (MIRROR / "MANIFEST.csv").open(encoding="utf-8", newline="") as lines:
        entries = list(csv.DictReader(lines, strict=True))
    assert {entry["origin"] for entry in entries} == {"reconstructed"}
    assert all(entry["note"] for entry in entries)
    for path in files(MIRROR):
        assert path == "MANIFEST.csv" or any(path.startswith(entry["path"]) for entry in entries), path


@pytest.fixture(scope="module")
def national() -> Path:
    folder = ROOT.parent / "shared" / "mirror"
    if not folder.is_dir():
        pytest.skip("no folder ../shared/mirror beside the project")
    return folder


@pytest.mark.national
@pytest.mark.parametrize("year", [2024, 2025])
def test_names_numbers_and_amounts_are_those_of_the_national_files(national: Path, year: int) -> None:
    facts = (
        "予算事業ID",
        "事業名",
        "府省庁",
        "支出先ブロック番号",
        "支出先名",
        "法人番号",
        "支出先の合計支出額",
        "金額",
    )
    real: dict[tuple[str, ...], int] = defaultdict(int)
    for row in review(year, "5-1", national):
        real[tuple(row[column] for column in facts)] += 1
    for row in review(year, "5-1"):
        if (row["予算事業ID"], row["支出先ブロック番号"]) != ("1409", "B"):  # from the official excerpt, see README
            assert real[tuple(row[column] for column in facts)] > 0, row


@pytest.mark.national
@pytest.mark.parametrize("number", ["1-2", "2-1", "5-1", "5-2"])
def test_headers_are_the_official_ones(national: Path, number: str) -> None:
    assert list(review(2025, number)[0]) == list(review(2025, number, national)[0])


@pytest.mark.national
def test_no_sentence_of_the_national_files_was_copied(national: Path) -> None:
    long_texts: set[str] = set()
    for number in ("1-2", "5-1"):
        for row in review(2025, number, national):
            for column in ("事業の目的", "現状・課題", "事業の概要", "備考", "事業を行う上での役割", "契約概要"):
                long_texts.add(row.get(column, ""))
    for row in review(2025, "1-2"):
        for column in ("事業の目的", "現状・課題", "事業の概要", "備考"):
            assert not row[column] or row[column] not in long_texts
    copied = {row["契約概要"] for row in review(2025, "5-1") if len(row["契約概要"]) >= 20} & long_texts
    assert copied == set()
