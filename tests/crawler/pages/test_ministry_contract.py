"""Contract tables of ministries in every form, and files that are not as they should be."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from crawler.pages import ministry_contract, open_table
from crawler.pages.errors import PageError
from crawler.records import MinistryContract, Problem, valid_corporate_number

URL = "https://www.mod.go.jp/atla/souhon/supply/jisseki/rakusatu/kohyo_r07/07_kyoso-07.xlsx"

TITLE = ["公共調達の適正化について（平成18年８月25日付財計第2017号）に基づく競争入札に係る情報の公表"]
COMPETITIVE = [
    ("物品役務等の名称", "ブッピンエキムトウノメイショウ"),
    "数量",
    "単位",
    "契約担当官等の氏名並びにその所属する部局の名称及び所在地",
    "契約締結日",
    "契約相手方の商号又は名称及び住所",
    "法人番号",
    "予定価格\n（円）",
    "契約金額\n（円）",
    "落札率",
    "一般競争入札・指名競争入札の別（総合評価の実施）",
    "公益法人の場合",
    None,
    None,
    "備考",
]
BELOW = [None] * 11 + ["公益法人の区分", "国所管、都道府県所管の区分", "応札・応募者数"]
OFFICER = "分任支出負担行為担当官\n防衛装備庁\n調達事業部総括装備調達官\n山　田　花　子\n東京都新宿区市谷本村町５－１"
ROW = [
    "窓口予約システムの借上げ",
    1,
    "式",
    OFFICER,
    dt.date(2025, 7, 28),
    "富士通株式会社\n神奈川県川崎市中原区上小田中４丁目１番１号",
    1020001071491,
    None,
    9636000,
    0.985,
    "一般競争入札",
    None,
    None,
    None,
    None,
]

Cell = str | int | float | dt.date | tuple[str, str] | None


def workbook(*sheets: Sequence[Sequence[Cell]], hidden: Sequence[int] = ()) -> bytes:
    """A workbook as the usual programs write it; a pair is a text with its phonetic reading."""
    texts: list[str] = []
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
            'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for number in range(1, len(sheets) + 1)
        )
        + "</Types>",
        "_rels/.rels": relations([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f"<workbook {NAMESPACE} "
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        + "".join(
            f'<sheet name="表{number}" sheetId="{number}" r:id="r{number}"'
            f"{' state=' + chr(34) + 'hidden' + chr(34) if number in hidden else ''}/>"
            for number in range(1, len(sheets) + 1)
        )
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, len(sheets) + 1)]
            + [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        ),
        "xl/styles.xml": f"<styleSheet {NAMESPACE}><fonts count='1'><font/></fonts>"
        "<fills count='1'><fill><patternFill/></fill></fills>"
        "<borders count='1'><border/></borders><cellStyleXfs count='1'><xf/></cellStyleXfs>"
        "<cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='14' applyNumberFormat='1'/></cellXfs></styleSheet>",
    }
    for number, rows in enumerate(sheets, 1):
        lines = "".join(
            f'<row r="{row}">{"".join(cell(value, row, column, texts) for column, value in enumerate(values))}</row>'
            for row, values in enumerate(rows, 1)
        )
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {NAMESPACE}><sheetData>{lines}</sheetData></worksheet>"
    parts["xl/sharedStrings.xml"] = f"<sst {NAMESPACE}>{''.join(texts)}</sst>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def relations(targets: Sequence[tuple[str, str]]) -> str:
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    lines = "".join(
        f'<Relationship Id="r{number}" Type="{kinds}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def cell(value: Cell, row: int, column: int, texts: list[str]) -> str:
    place = f'r="{chr(65 + column)}{row}"'
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f'<c {place} s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f"<c {place}><v>{value}</v></c>"
    text, reading = value if isinstance(value, tuple) else (value, "")
    phonetic = f'<rPh sb="0" eb="1"><t>{reading}</t></rPh><phoneticPr fontId="0"/>' if reading else ""
    texts.append(f'<si><t xml:space="preserve">{escape(text)}</t>{phonetic}</si>')
    return f'<c {place} t="s"><v>{len(texts) - 1}</v></c>'


def with_cell(column: int, value: Cell) -> list[Cell]:
    return [*ROW[:column], value, *ROW[column + 1 :]]


def book(*rows: Sequence[Cell]) -> bytes:
    return workbook([TITLE, COMPETITIVE, BELOW, *rows])


def read(body: bytes) -> tuple[list[MinistryContract], list[tuple[str, int | None]]]:
    records = list(ministry_contract.parse(body, URL, {}))
    contracts = [record for record in records if isinstance(record, MinistryContract)]
    return contracts, [(record.code, record.row) for record in records if isinstance(record, Problem)]


def one(body: bytes) -> MinistryContract:
    contracts, _ = read(body)
    assert len(contracts) == 1
    return contracts[0]


def error_of(body: bytes) -> PageError:
    with pytest.raises(PageError) as caught:
        list(ministry_contract.parse(body, URL, {}))
    return caught.value


def test_good_workbook_has_no_problems() -> None:
    contracts, problems = read(book(ROW))
    assert len(contracts) == 1
    assert not problems


def test_phonetic_readings_are_no_part_of_a_text() -> None:
    assert open_table("ministry_contract", book(ROW), URL).header[0] == "物品役務等の名称"
    assert one(book([("借上げ", "カリアゲ"), *ROW[1:]])).title == "借上げ"


def test_cells_lead_back_to_the_sheet() -> None:
    table = open_table("ministry_contract", book(ROW, ROW), URL)
    columns = [table.column(name) for name in ("物品役務等の名称", "契約締結日", "法人番号", "契約金額", "落札率")]
    assert table.cells(5, columns) == ["窓口予約システムの借上げ", "2025-07-28", "1020001071491", "9636000", "0.985"]
    assert [contract.row for contract in read(book(ROW, ROW))[0]] == [4, 5]


def test_officer_is_no_part_of_the_buyer() -> None:
    contract = one(book(ROW))
    assert (contract.buyer, contract.buyer_office) == ("防衛装備庁", "調達事業部総括装備調達官")


@pytest.mark.parametrize(
    ("printed", "buyer", "office"),
    [
        (
            "支出負担行為担当官　総務省大臣官房会計課企画官　山田　花子　東京都千代田区霞が関２－１－２",
            "総務省",
            "大臣官房会計課企画官",
        ),
        ("支出負担行為担当官\n気象庁総務部長\n長谷部　太郎\n東京都港区", "気象庁", "総務部長"),
        ("分任支出負担行為担当官　財務省　関東財務局　佐々木　一　さいたま市", "財務省", "関東財務局"),
        ("山田　花子", "", ""),
        ("", "", ""),
    ],
)
def test_names_of_officers_are_left_out_of_other_forms(printed: str, buyer: str, office: str) -> None:
    contract = one(book(with_cell(3, printed)))
    assert (contract.buyer, contract.buyer_office) == (buyer, office)
    assert not any(name in contract.buyer + contract.buyer_office for name in ("山田", "花子", "長谷部", "佐々木"))


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        (dt.date(2025, 7, 28), "2025-07-28"),
        (45866, "2025-07-28"),
        (45866.718680555554, "2025-07-28"),
        ("R7.7.28※", "2025-07-28"),
        ("令和７年７月28日", "2025-07-28"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("2025/7/28", "2025-07-28"),
        ("20250728", "2025-07-28"),
        ("令和7年7月28日(月)", "2025-07-28"),
    ],
)
def test_dates(printed: Cell, date: str) -> None:
    contracts, problems = read(book(with_cell(4, printed)))
    assert [contract.date for contract in contracts] == [date]
    assert not problems


@pytest.mark.parametrize("printed", ["令和7年2月30日", "別紙", "7月28日", "99999"])
def test_date_that_cannot_be_read_is_told(printed: str) -> None:
    contracts, problems = read(book(with_cell(4, printed)))
    assert (contracts[0].date, contracts[0].date_printed) == (None, printed)
    assert problems == [("date", 4)]


@pytest.mark.parametrize(
    ("printed", "amount", "problem"),
    [
        (9636000, 9636000, None),
        ("55,968,000\n※", 55968000, None),
        ("１，２３４円", 1234, None),
        ("単価契約 @1,234円", None, "unit_price"),
        (1234.5, None, "unit_price"),
        ("一式", None, "number"),
    ],
)
def test_amounts(printed: Cell, amount: int | None, problem: str | None) -> None:
    contracts, problems = read(book(with_cell(8, printed)))
    assert contracts[0].amount == amount
    assert problems == ([(problem, 4)] if problem else [])


@pytest.mark.parametrize(
    "printed", [None, "―", "－", "非公表", "同種の他の契約の予定価格を類推されるおそれがあるため公表しない"]
)
def test_withheld_price_is_no_problem(printed: Cell) -> None:
    contracts, problems = read(book(with_cell(7, printed)))
    assert contracts[0].estimated_price is None
    assert not problems


def test_individual_is_masked_with_address() -> None:
    row = [*ROW[:5], "山田花子\n東京都港区１丁目", "―", *ROW[7:]]
    contracts, problems = read(book(row))
    assert (contracts[0].supplier, contracts[0].supplier_address) == ("個人", "")
    assert problems == [("individual_masked", 4)]
    problem = next(record for record in ministry_contract.parse(book(row), URL, {}) if isinstance(record, Problem))
    assert problem.value is None


def test_individual_is_in_no_table_of_evidence() -> None:
    table = open_table("ministry_contract", book([*ROW[:5], "山田花子\n東京都港区１丁目", "―", *ROW[7:]], ROW), URL)
    assert table.cells(4, [table.column("契約相手方")]) == ["個人"]
    assert table.cells(5, [table.column("契約相手方")]) == [str(ROW[5])]


def test_organisation_without_a_number_is_not_masked() -> None:
    contracts, problems = read(book([*ROW[:5], "米国政府\nワシントン", "", *ROW[7:]]))
    assert contracts[0].supplier == "米国政府"
    assert not problems


def test_supplier_on_one_line_is_parted_from_its_address() -> None:
    contract = one(book(with_cell(5, "富士通株式会社　神奈川県川崎市中原区")))
    assert (contract.supplier, contract.supplier_address) == ("富士通株式会社", "神奈川県川崎市中原区")


def test_supplier_that_is_withheld() -> None:
    contracts, problems = read(book([*ROW[:5], "\n", "", *ROW[7:]]))
    assert contracts[0].supplier == ""
    assert problems == [("supplier_not_named", 4)]


def test_number_with_a_wrong_check_digit_is_not_taken() -> None:
    contracts, problems = read(book(with_cell(6, 1020001071492)))
    assert contracts[0].corporate_number is None
    assert contracts[0].corporate_number_printed == "1020001071492"
    assert problems == [("corporate_number_check_digit", 4)]


def test_equal_contracts_are_told_apart_by_their_order() -> None:
    assert [contract.ordinal for contract in read(book(ROW, ROW, with_cell(8, 1)))[0]] == [0, 1, 0]


def test_rows_that_are_no_contracts_are_named() -> None:
    note = [*[None] * 14, "※追記"]
    contracts, problems = read(book([], note, ["", 1, "式"], ROW))
    assert [contract.row for contract in contracts] == [7]
    assert problems == [("empty_row", 4), ("note_row", 5), ("row_shape", 6)]


def test_leftover_cell_and_unknown_column_are_told() -> None:
    header = [*COMPETITIVE, "新しい列"]
    contracts, problems = read(workbook([TITLE, header, BELOW, [*ROW, "何か"]]))
    assert len(contracts) == 1
    assert problems == [("unknown_column", 2), ("leftover_cell", 4)]


def test_columns_in_another_order_are_found_by_name() -> None:
    header, row = list(reversed(COMPETITIVE)), list(reversed(ROW))
    contract = one(workbook([header, row]))
    assert (contract.title, contract.amount) == ("窓口予約システムの借上げ", 9636000)


@pytest.mark.parametrize("column", [0, 4, 5, 8])
def test_missing_column_is_named(column: int) -> None:
    header = [name for place, name in enumerate(COMPETITIVE) if place != column]
    error = error_of(workbook([TITLE, header, ROW]))
    assert error.code == "header"
    assert "missing" in error.message


def test_second_sheet_goes_on_and_a_hidden_one_is_left_out() -> None:
    sheet = [TITLE, COMPETITIVE, BELOW, ROW]
    assert [contract.row for contract in read(workbook(sheet, sheet))[0]] == [4, 8]
    assert [contract.row for contract in read(workbook(sheet, sheet, hidden=[2]))[0]] == [4]


def test_second_table_with_other_places_is_refused() -> None:
    error = error_of(workbook([COMPETITIVE, ROW], [list(reversed(COMPETITIVE)), list(reversed(ROW))]))
    assert (error.code, error.row) == ("second_layout", 3)


NEGOTIATED = (
    "<table><tr><th rowspan=2>物品役務等の名称</th><th rowspan=2>契約担当官等の氏名並びにその所属する部局の名称及び所在地</th>"
    "<th rowspan=2>契約を締結した日</th><th rowspan=2>契約の相手方の商号又は名称及び住所</th><th rowspan=2>法人番号</th>"
    "<th rowspan=2>随意契約によることとした会計法令の根拠条文及び理由</th><th rowspan=2>予定価格</th>"
    "<th rowspan=2>契約金額</th><th rowspan=2>落札率</th><th rowspan=2>再就職の役員の数</th>"
    "<th colspan=3>公益法人の場合</th><th rowspan=2>備考</th></tr>"
    "<tr><th>公益法人の区分</th><th>国所管、都道府県所管の区分</th><th>応札・応募者数</th></tr>"
    "<tr><td>法人の認証</td><td>{officer}</td><td>令和7年4月1日</td><td>一般財団法人甲<br>東京都港区</td><td>7010405010470</td>"
    "<td>会計法第29条の３第４項</td><td>3,000,000円</td><td>2,999,999円</td><td>99.9%</td><td>1人</td><td>特財</td>"
    "<td>国所管</td><td>2者</td><td></td></tr></table>"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_negotiated_form_on_a_web_page(encoding: str) -> None:
    page = f"<html><body>{NEGOTIATED.format(officer=OFFICER.replace(chr(10), '<br>'))}</body></html>"
    contract = one(page.encode(encoding))
    assert contract.negotiated
    assert contract.reason == "会計法第29条の３第４項"
    assert (contract.estimated_price, contract.amount, contract.award_rate) == (3_000_000, 2_999_999, "99.9%")
    assert (contract.reemployed_officials, contract.bidders) == (1, 2)
    assert (contract.public_interest_kind, contract.public_interest_jurisdiction) == ("特財", "国所管")
    assert contract.supplier == "一般財団法人甲"
    assert contract.date == "2025-04-01"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_csv_form(encoding: str) -> None:
    stream = io.StringIO(newline="")
    header = [name[0] if isinstance(name, tuple) else name for name in COMPETITIVE]
    csv.writer(stream).writerows([TITLE, header, [str(value or "") for value in ROW]])
    contract = one(stream.getvalue().encode(encoding))
    assert (contract.date, contract.amount, contract.row) == ("2025-07-28", 9636000, 3)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "header"),
        (b"\x81\xff\x81", "encoding"),
        (b"<!DOCTYPE html><html><body><p>x</p></body></html>", "no_table"),
        (b"<html>", "truncated_page"),
        (b"<html></html>", "no_table"),
        (b"PK\x03\x04damaged", "zip_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_workbook"),
        (workbook([[]]), "empty_table"),
        (workbook([["何か", "別の"]]), "header"),
        (("甲," * 300 + "\n").encode(), "table_too_large"),
        (b'"' + b"a" * 200_000 + b'"', "csv"),
    ],
)
def test_file_that_is_no_contract_table(body: bytes, code: str) -> None:
    assert error_of(body).code == code


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_truncated_workbook(share: float) -> None:
    body = book(ROW)
    assert error_of(body[: int(len(body) * share)]).code == "zip_damaged"


def zip_with(**replaced: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book(ROW))) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, replaced.get(Path(name).stem, source.read(name)))
    return stream.getvalue()


def test_cell_far_out_takes_no_memory() -> None:
    sheet = f'<worksheet {NAMESPACE}><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert error_of(zip_with(sheet1=sheet)).code == "table_too_large"


@pytest.mark.national
@pytest.mark.parametrize(
    ("path", "contracts", "problems", "rows"),
    [
        ("06_kyoso_kijunijo-03.xlsx", 191, {"supplier_not_named": 4, "note_row": 1}, 195),
        ("08_kyoso-06.xlsx", 325, {}, 328),
    ],
)
def test_every_row_of_real_workbooks(
    shared: Path, path: str, contracts: int, problems: dict[str, int], rows: int
) -> None:
    for file in [shared / "real/ministry_contracts" / path, *(shared / "mirror/www.mod.go.jp").rglob(path)]:
        body = file.read_bytes()
        taken, told = read(body)
        assert len(taken) == contracts
        assert Counter(code for code, _ in told) == problems
        assert len(open_table("ministry_contract", body, URL)) == rows
        above = 3  # title, header, second header
        left_out = [row for code, row in told if code == "note_row"]
        assert sorted([*(contract.row for contract in taken), *left_out]) == list(range(above + 1, rows + 1))
        assert all(contract.date and contract.amount and contract.buyer == "防衛装備庁" for contract in taken)
        print(f"\n{path}: {rows} rows = {above} of header, {contracts} contracts, {len(left_out)} notes")


@pytest.mark.national
def test_rows_of_seventy_five_real_workbooks_in_the_official_form(shared: Path) -> None:
    lines = (shared / "real/ministry_contracts/mod_atla_it_contracts.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    counted = Counter[str]()
    for form in (
        "一般競争入札・指名競争入札の別（総合評価の実施）",
        "随意契約によることとした会計法令の根拠条文及び理由",
    ):
        of_form = [row for row in rows if form in row]
        names = [
            *dict.fromkeys(name for row in of_form for name in row if not name.startswith("_") and "ISO" not in name)
        ]
        stream = io.StringIO(newline="")
        csv.writer(stream).writerows([names, *([row.get(name, "") for name in names] for row in of_form)])
        taken, told = read(stream.getvalue().encode())
        known = [row.get("契約締結日(ISO)") for row in of_form]  # not where the date has a mark
        assert all(contract.date for contract in taken)
        assert [contract.date for contract, date in zip(taken, known, strict=True) if date] == [*filter(None, known)]
        assert all(contract.negotiated == ("随意" in form) for contract in taken)
        numbers = {contract.corporate_number for contract in taken if contract.corporate_number}
        assert all(valid_corporate_number(number) for number in numbers)
        counted.update(code for code, _ in told)
        counted["contracts"] += len(taken)
    assert counted["contracts"] == len(rows) == 1_480
    print(counted)
    assert set(counted) <= {"contracts", "supplier_not_named"}
