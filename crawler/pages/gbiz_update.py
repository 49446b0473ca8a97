"""gBizINFO REST interface, version 2, procurements changed in a period → :class:`GbizProcurement`.

The answer to ``/v2/hojin/updateInfo/procurement`` (OpenAPI: HojinInfoUpdateInfoResponseForChildV2). It lists all
orders of each corporation of which one has changed; values that are not there come as null or as the text ``Null``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.gbiz_procurement import PrintedOrder, procurement
from crawler.pages.json_values import ObjectReader, read_object
from crawler.records import GbizPage, GbizProcurement, Problem

__all__ = ["IGNORED", "VERSION", "corporations", "page_text", "parse"]

VERSION = 1

IGNORED = {
    "id": "number of the request",
    "message": "read where it tells of an error",
    "errors": "read where it is not empty",
    "certification": "asked for elsewhere",
    "commendation": "asked for elsewhere",
    "corporation-info": "asked for elsewhere",
    "finance": "asked for elsewhere",
    "patent": "asked for elsewhere",
    "subsidy": "asked for elsewhere",
    "workplace_info": "asked for elsewhere",
    "import_frequency": "how often the database asks its source",
    "joint_signatures": "names of other parties to a contract, of the first version",
}


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[GbizPage | GbizProcurement | Problem]:
    """The page's own counts, then its orders. Raises :class:`PageError` for an answer that is an error."""
    document = read_object(body, file)
    errors = document.get("errors")
    if errors:
        told = errors if isinstance(errors, list) else []
        words = "; ".join(str(error.get("message")) for error in told if isinstance(error, dict))
        raise PageError("answer_error", f"the interface refuses: {words or document.get('message')}", file)
    if "hojin-infos" not in document:
        raise PageError("no_answer", "no list of corporations (hojin-infos); look at what came", file)
    reader = CellReader(file)
    answer = ObjectReader(reader, document, 0, "")
    listed = answer.members("hojin-infos")
    page = GbizPage(
        page=answer.integer("pageNumber") or 1,
        pages=answer.integer("totalPage") or 0,
        total=answer.integer("totalCount") or 0,
        corporations=len(listed),
    )
    answer.leftover(IGNORED)
    asked = arguments.get("page")
    if asked is not None and int(asked) != page.page:
        reader.warn("other_page", f"page {asked} was asked for", 0, "pageNumber", str(page.page))
    yield page
    seen: Counter[PrintedOrder] = Counter()
    row = 0
    for position, members in enumerate(listed):
        corporation = ObjectReader(reader, members, position, "hojin-infos")
        number, name, address = (corporation.text(part) for part in ("corporate_number", "name", "location"))
        for order in corporation.members("procurement"):
            row += 1
            yield procurement(_printed(order, row, reader, number, name, _value(address)), row, reader, seen)
        corporation.leftover(IGNORED)
        yield from reader.take()
    yield from reader.take()


def corporations(body: bytes, file: str) -> tuple[str, ...]:
    """The numbers of the corporations on a page, as printed. Raises :class:`PageError`."""
    listed = read_object(body, file).get("hojin-infos")
    entries = listed if isinstance(listed, list) else []
    return tuple(str(entry.get("corporate_number")) for entry in entries if isinstance(entry, dict))


def page_text(body: bytes, file: str) -> str:
    """The answer's JSON text. Raises :class:`PageError`."""
    read_object(body, file)
    return body.decode("utf-8-sig")


def _printed(members: Any, row: int, reader: CellReader, number: str, name: str, address: str) -> PrintedOrder:
    order = ObjectReader(reader, members, row, "procurement")
    known = ObjectReader(reader, order.value("meta-data") or {}, row, "procurement/meta-data")
    printed = PrintedOrder(
        number=number,
        name=name,
        address=address,
        date=_value(order.text("date_of_order")),
        title=_value(order.text("title")),
        amount=_value(order.text("amount")),
        buyer=_value(order.text("government_departments")),
        note=_value(order.text("note")),
        key=_value(known.text("key_field")),
        quality=_value(known.text("data_quality")),
        origin=_value(known.text("source")),
        acquired=_value(known.text("last_acquisition_date")),
        updated=_value(known.text("last_update_date")),
    )
    order.leftover(IGNORED)
    known.leftover(IGNORED)
    return printed


def _value(text: str) -> str:
    """A text; the interface also writes ``Null`` where there is none."""
    return "" if text == "Null" else text
