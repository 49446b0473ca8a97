"""Notice of awards in JETRO's procurement database (落札者等の公示) → :class:`JetroAward`: an entry each.

An entry is a row of circled numbers: ①品目分類番号 ②調達件名及び数量 ③調達方法 ④契約方式 ⑤落札決定日 ⑥落札者の氏名及び住所
⑦落札価格 ⑧入札公告日 ⑨随意契約の理由 ⑩指名業者名 ⑪落札方式 ⑫予定価格. What they mean stands before the first entry
(掲載順序). Officers who sign stand between entries and are left out; individuals are masked. Written from what others
describe: no page has been seen.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from crawler.pages.cells import CellReader
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.html_grid import parse_html
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.page_sections import all_sections
from crawler.records import JetroAward, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "⑩": "指名業者名: who else was invited, in a selective tender",
    "between entries": "officers who sign: persons",
    "frame, navigation": "not the notice",
}

_NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
_LEGEND = "品目分類番号"
_ARTICLE = re.compile(r".*/articles/(\d+)/(\w+)\.html")
_PLACE = r"(?:北海道|東京都|(?:京都|大阪)府|[一-鿿]{2,3}県)"
_ADDRESS = re.compile(  # where an address begins behind a name
    rf"\s*[（(](?![株有合資同名社財福独医]{{1,2}}[）)])|\s+(?={_PLACE})|(?<=[社人ァ-ヶーA-Za-zＡ-Ｚａ-ｚ])(?={_PLACE})|\n"
)
_END = re.compile(r"\n|[ \u3000][○◎]")  # of an entry: what follows is about the next one's buyer
_ERAS = (2018, 1988)  # the year before 令和 and before 平成
_YEARS_BACK = 3  # an award is published within months; an era that is further off is another


@dataclass(frozen=True, slots=True)
class _Entry:
    fields: Mapping[str, str]
    supplier: str
    address: str
    is_individual: bool

    def text(self) -> str:
        """The entry as a line of numbered fields, without the field of others who were invited."""
        shown = {**self.fields, "⑥": self.supplier if self.is_individual else self.fields.get("⑥", "")}
        return " ".join(f"{number}{shown[number]}" for number in _NUMBERS if shown.get(number) and number != "⑩")


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[JetroAward | Problem]:
    """The entries of a notice, in its order; ``arguments["published"]`` tells the era of its dates.

    Raises :class:`PageError` for a page without entries.
    """
    address = _ARTICLE.fullmatch(file)
    if address is None:
        raise PageError("no_number", "the address names no notice (/articles/XID/AID.html); give it as it is", file)
    published = str(arguments.get("published", ""))
    reader = CellReader(file)
    seen: Counter[tuple[str, ...]] = Counter()
    begin = 0
    for row, entry in enumerate(_entries(body, file), 1):
        fields, text = entry.fields, entry.text()
        if entry.is_individual:
            reader.warn("individual_masked", "an individual, or not known to be none: masked", row, "⑥")
        if not entry.supplier:
            reader.warn("supplier_not_named", "the entry names no supplier", row, "⑥")
        printed = fields.get("⑤", "")
        date = _date(printed, published)
        if date is None:
            reader.fail("date", "the date of the award cannot be read", row, "⑤", printed)
        key = (fields.get("②", ""), printed, entry.supplier, fields.get("⑦", ""))
        ordinal = seen[key]
        seen[key] += 1
        yield JetroAward(
            list_number=address[1],
            notice_id=address[2],
            classification=fields.get("①", ""),
            title=fields.get("②", ""),
            form=fields.get("③", ""),
            method=fields.get("④", ""),
            date=date,
            date_printed=printed,
            supplier=entry.supplier,
            supplier_address=entry.address,
            amount=_yen(reader, fields.get("⑦", ""), row, "⑦"),
            amount_printed=fields.get("⑦", ""),
            announced=fields.get("⑧", ""),
            reason=fields.get("⑨", ""),
            award_criteria=fields.get("⑪", ""),
            estimated_price=_yen(reader, fields.get("⑫", ""), row, "⑫"),
            estimated_price_printed=fields.get("⑫", ""),
            url=file,
            ordinal=ordinal,
            start=begin,
            end=begin + len(text),
        )
        begin += len(text) + 1
        yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The entries, a line each. Raises :class:`PageError`."""
    return "".join(f"{entry.text()}\n" for entry in _entries(body, file))


def _entries(body: bytes, file: str) -> list[_Entry]:
    sections = all_sections(parse_html(decode(body, file), file), file)
    text = "\n".join(line for section in sections for line in (section.heading, *section.lines))
    for before in (r"(?<!\S)", ""):  # a title may hold such a number; marks of fields follow a blank, as a rule
        blocks = re.split(f"{before}①", text)[1:]
        found = [_entry(block, before) for block in blocks if not block.lstrip().startswith(_LEGEND)]
        if entries := [entry for entry in found if entry.fields.get("②")]:
            return entries
    raise PageError("no_procurement", "no numbered entry (①…②…) on the page; look at what came", file)


def _entry(block: str, before: str) -> _Entry:
    """One entry; its last field ends with its line."""
    pieces = re.split(f"{before}([{_NUMBERS}])", f" ①{block}")
    fields: dict[str, str] = {}
    for number, value in zip(pieces[1::2], pieces[2::2], strict=True):
        fields.setdefault(number, value.strip(" \u3000\n"))
    last = next((number for number in reversed(pieces[1::2]) if fields[number]), "①")
    fields[last] = _END.split(fields[last], maxsplit=1)[0].rstrip()
    supplier, address = fields.get("⑥", ""), ""
    parted = _ADDRESS.search(supplier, 1)
    if parted:
        supplier, address = supplier[: parted.start()].strip(), supplier[parted.end() :].strip(" \u3000\n（）()")
    fields = {number: re.sub(r"\s*\n\s*", " ", value) for number, value in fields.items()}
    if is_individual(supplier, None):
        return _Entry(fields, INDIVIDUAL, "", is_individual=True)
    return _Entry(fields, supplier, re.sub(r"\s*\n\s*", " ", address), is_individual=False)


def _date(printed: str, published: str) -> str | None:
    """The date of ``7. 3.14``, whose era is not printed: the latest one before the day of publication."""
    plain = unicodedata.normalize("NFKC", printed)
    found = re.search(r"(?<!\d)(\d{1,2})\s*[./年]\s*(\d{1,2})\s*[./月]\s*(\d{1,2})(?!\d)", plain)
    if found is None:
        return None
    for before in _ERAS:
        try:
            date = dt.date(before + int(found[1]), int(found[2]), int(found[3])).isoformat()
        except ValueError:
            return None
        if not published:
            return date
        if date <= published and int(published[:4]) - int(date[:4]) <= _YEARS_BACK:
            return date
    return None


def _yen(reader: CellReader, printed: str, row: int, field: str) -> int | None:
    plain = re.sub(r"[\s,]", "", unicodedata.normalize("NFKC", printed))
    if not plain:
        return None
    found = re.fullmatch(r"(?:総額)?[¥\\]?(\d{1,18})円?(?:\([^)]*税[^)]*\))?", plain)
    if found:
        return int(found[1])
    if re.search(r"\d円", plain) or "単価" in plain:
        reader.warn("unit_price", "several prices, or one of a unit; no amount taken", row, field, printed)
    else:
        reader.fail("number", "not an amount in yen; no value taken", row, field, printed)
    return None
