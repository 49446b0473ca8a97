"""List of results of a prefecture's electronic tendering → :class:`LocalAward`, amounts in yen.

Two systems: 入札情報サービス of Chiba and Shizuoka (a table with headings of bodies between its rows, number of hits above)
and the contract results of Akita (thirteen columns). Columns are known by their names; the system comes with the
request. Prefectures and their municipalities share each system.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crawler.pages.cells import CellReader
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid
from crawler.pages.html_grid import cell_text, parse_html, read_html_grid
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.printed_dates import iso_date
from crawler.pages.table import Table
from crawler.records import LocalAward, Problem

__all__ = ["IGNORED", "VERSION", "hits", "open_table", "parse"]

VERSION = 3

IGNORED = {
    "rows above the header": "the form and the number of hits",
    "No": "a running number",
    "入札方法": "electronic or on paper",
    "場所": "where the work is done",
}


@dataclass(frozen=True, slots=True)
class TenderingSystem:
    """A prefecture's system: whose it is, and where things stand when its table has no header."""

    prefecture: str
    name: str
    host: str
    places: Mapping[str, int] = field(default_factory=dict, hash=False)
    width: int = 0


SYSTEMS: Mapping[str, TenderingSystem] = {
    "chiba": TenderingSystem("12", "千葉県", "www.chiba-ep-bis.supercals.jp"),
    "shizuoka": TenderingSystem("22", "静岡県", "www.ppi.cals-shiz.jp"),
    "akita": TenderingSystem(
        "05",
        "秋田県",
        "cals05.pref.akita.lg.jp",
        {"method": 1, "title": 2, "supplier": 6, "amount": 8, "date": 9, "signed": 10, "office": 11, "category": 12},
        13,
    ),
}

_PATTERNS = {
    "date": r"開札.*|落札決定日",
    "signed": r"契約(締結)?(年月)?日",
    "title": r"(案件|調達案件|工事|委託|業務|工事・業務)?(の)?名称?|件名|工事名.*",
    "supplier": r"(落札|受注|契約|請負)(者|業者|相手方)(名|名称)?.*",
    "amount": r"(落札決定|落札|契約|請負)(金額|額|価格).*",
    "method": r"(入札|契約)(方式|方法の別)",
    "category": r"調達(区分|種別)|業種|工種|種別|区分",
    "office": r"(発注|施行|担当|契約)(機関|箇所|部署|課所).*",
}
_KNOWN = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
_REQUIRED = frozenset({"date", "title", "supplier", "amount"})
_BODY = re.compile(r"(?:[都道府県市区町村]|組合|広域|企業団|機構|公社)$")
_HITS = re.compile(r"条件に合致したものを\s*([\d,]{1,12})\s*件")
_NUMBER = re.compile(r"法人番号\s*(\d{13})?[－ー―-]?")


def open_table(body: bytes, file: str) -> Table:
    """The rows of the page as a table; the columns by our names, individuals masked. Raises :class:`PageError`."""
    grid = read_html_grid(body, file)
    places: Mapping[str, int] = next((found for row in grid.rows if (found := _header(row)) is not None), {})
    if not places:
        places = next((system.places for system in SYSTEMS.values() if _is_row_of(system, grid.rows[0])), {})
    width = max(places.values(), default=-1) + 1
    names = {place: name for name, place in places.items()}
    rows = [_masked(row, places.get("supplier", len(row))) for row in grid.rows]
    return Grid(file, rows).table([names.get(place, "") for place in range(width)])


def hits(body: bytes, file: str) -> int | None:
    """How many results the page says there are; ``None`` where it does not say. Raises :class:`PageError`."""
    found = _HITS.search(cell_text(parse_html(decode(body, file), file)))
    return int(found[1].replace(",", "")) if found else None


def turning(body: bytes, file: str) -> tuple[int, int] | None:
    """How many results and pages a search has that is turned page by page; ``None`` where it says neither.

    They stand in hidden fields of the page's form. Raises :class:`PageError`.
    """
    fields = {node.get("name"): node.get("value") or "" for node in parse_html(decode(body, file), file).iter("input")}
    numbers = [fields.get(name, "").replace(",", "") for name in ("resultCnt", "hiddentotalpages")]
    whole = [int(number) for number in numbers if re.fullmatch(r"[0-9]{1,9}", number)]
    return (whole[0], whole[1]) if len(whole) == 2 else None


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[LocalAward | Problem]:
    """The awards of a page, in its order; ``arguments["system"]``, else the address, says whose page it is.

    Raises :class:`PageError`.
    """
    of_host = (system for system, known in SYSTEMS.items() if f"://{known.host}/" in file)
    name = str(arguments.get("system") or next(of_host, ""))
    if name not in SYSTEMS:
        raise PageError("no_system", f"system={name!r}: known are {', '.join(SYSTEMS)}; look at the address", file)
    promised = hits(body, file)
    if promised is None and (turning(body, file) or (None,))[0] == 0:
        return
    grid = read_html_grid(body, file)
    rows = _AwardRows(CellReader(file), SYSTEMS[name])
    taken = 0
    for number, row in enumerate(grid.rows, 1):
        record = rows.read(row, number)
        if record is not None:
            taken += 1
            yield record
        yield from rows.reader.take()
    if rows.places is None and promised != 0:
        raise PageError("header", "no row is the header of a list of results; read the new layout", file)
    if promised is not None and promised != taken:
        rows.reader.warn("other_count", f"the page says {promised} results, {taken} are on it", 0)
    yield from rows.reader.take()


def _is_row_of(system: TenderingSystem, row: Sequence[str]) -> bool:
    """Whether a row is one of a system whose table has no header: as wide, with an amount where its amounts stand."""
    return (
        bool(system.places) and len(row) == system.width and bool(re.fullmatch(r"[\d,]+", row[system.places["amount"]]))
    )


def _supplier(cell: str) -> tuple[str, str]:
    """Name and corporate number as printed, from a cell that has the number below the name."""
    number = _NUMBER.search(cell)
    name = re.sub(r"[\s　]*…+$", "", _NUMBER.sub("", cell)).replace("\n", " ").strip()
    return "" if name in ("-", "－", "―") else name, (number[1] or "") if number else ""


def _masked(row: list[str], place: int) -> list[str]:
    if place >= len(row) or _header(row) is not None or len(set(row)) == 1:
        return row
    name, printed = _supplier(row[place])
    if not is_individual(name, CellReader("").corporate_number(printed, 0, "")):
        return row
    return [*row[:place], INDIVIDUAL, *row[place + 1 :]]


def _header(row: Sequence[str]) -> dict[str, int] | None:
    places: dict[str, int] = {}
    for place, cell in enumerate(row):
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell))
        name = next((name for name, pattern in _KNOWN.items() if pattern.fullmatch(plain)), None)
        if name is not None:
            places.setdefault(name, place)
    return places if places.keys() >= _REQUIRED else None


class _AwardRows:
    """Reads the rows of one page; the heading above a row says whose award it is."""

    def __init__(self, reader: CellReader, system: TenderingSystem) -> None:
        self.reader = reader
        self.system = system
        self.places: Mapping[str, int] | None = None
        self.width = system.width
        self.heading = ""
        self.awards: Counter[tuple[str, ...]] = Counter()

    def read(self, row: list[str], number: int) -> LocalAward | None:
        places = _header(row)
        if places is not None:
            if self.places is None:
                self._note_unknown(row, places, number)
            self.places, self.width = places, len(row)
            return None
        if len({cell for cell in row if cell}) == 1 and re.search(r"令和|平成", row[0]):
            self.heading = re.sub(r"(令和|平成)\s*[\d元０-９]+\s*年度", "", row[0]).strip()
            return None
        if self.places is None and _is_row_of(self.system, row):
            self.places = self.system.places
        if self.places is None:
            return None
        return self._data(row, number, self.places)

    def _note_unknown(self, header: list[str], places: Mapping[str, int], number: int) -> None:
        for place, name in enumerate(header):
            if place not in places.values() and name.strip() and name not in IGNORED:
                self.reader.warn("unknown_column", "nobody knows this column; its cells are left out", number, name)

    def _data(self, row: list[str], number: int, places: Mapping[str, int]) -> LocalAward | None:
        if len(row) != self.width:
            if any(row):
                text = ",".join(row)
                self.reader.fail("row_width", f"{len(row)} cells, not {self.width}; left out", number, cell=text)
            return None
        title = re.sub(r"※添付有", "", row[places["title"]]).strip()
        if not title:
            self.reader.fail("row_shape", "the row names nothing that was bought; left out", number)
            return None
        supplier, printed_number = _supplier(row[places["supplier"]])
        corporate_number = self.reader.corporate_number(printed_number, number, "法人番号")
        if not supplier:
            self.reader.warn("supplier_not_named", "nobody was chosen", number, "supplier")
        elif is_individual(supplier, corporate_number):
            self.reader.warn("individual_masked", "an individual, or not known to be none: masked", number, "supplier")
            supplier = INDIVIDUAL
        return self._award(row, number, places, title, supplier, (printed_number, corporate_number))

    def _award(
        self,
        row: list[str],
        number: int,
        places: Mapping[str, int],
        title: str,
        supplier: str,
        numbers: tuple[str, str | None],
    ) -> LocalAward:
        def cell(name: str) -> str:
            return row[places[name]] if name in places else ""

        office = cell("office") or self.heading
        first = re.split(r"[\s　]+", office)[0]
        date_printed = cell("date") or cell("signed")
        amount_printed = cell("amount")
        amount = self.reader.integer(re.sub(r"円.*|[,\s]", "", amount_printed), number, "amount")
        buyer = first if _BODY.search(first) else self.system.name
        key = (buyer, title, date_printed, supplier, amount_printed)
        ordinal = self.awards[key]
        self.awards[key] += 1
        date = iso_date(date_printed)
        if date is None and date_printed.strip():
            self.reader.fail("date", "not a date; no value taken", number, "date", date_printed)
        return LocalAward(
            buyer=buyer,
            office=office,
            prefecture=self.system.prefecture,
            title=title,
            date=date,
            date_printed=date_printed,
            category=cell("category"),
            method=cell("method"),
            supplier=supplier,
            corporate_number=numbers[1],
            corporate_number_printed=numbers[0],
            amount=amount,
            amount_printed=amount_printed,
            bidders=None,
            url="",
            ordinal=ordinal,
            row=number,
            start=0,
            end=0,
        )
