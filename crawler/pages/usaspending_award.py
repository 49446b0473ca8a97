"""USAspending, ``spending_by_award`` (API version 2) → :class:`FederalAward`: contracts, as many a page as asked for.

``{"results": [...], "page_metadata": {"page", "hasNext", "last_record_unique_id", "last_record_sort_value"}}``. An award
holds the fields that were asked for, by the names of the site's columns, and some identifiers besides. Contract of the
interface: fedspendingtransparency/usaspending-api, api_contracts/contracts/v2/search/spending_by_award.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.individuals import INDIVIDUAL
from crawler.pages.json_values import ObjectReader, read_object
from crawler.pages.money import cents
from crawler.pages.printed_dates import iso_date
from crawler.records import FederalAward, Problem

__all__ = ["FIELDS", "IGNORED", "VERSION", "AwardPage", "page_text", "parse", "read_page"]

VERSION = 2

FIELDS = (  # what the spider asks for, and what is read
    "Award ID",
    "Recipient Name",
    "Recipient UEI",
    "Award Amount",
    "Description",
    "Awarding Agency",
    "Awarding Sub Agency",
    "Funding Agency",
    "Contract Award Type",
    "Base Obligation Date",
    "Start Date",
    "End Date",
    "Last Modified Date",
    "NAICS",
    "PSC",
)

IGNORED = {
    "internal_id": "the database's own number, which changes",
    "awarding_agency_id": "the database's own number",
    "agency_slug": "an address on the site",
    "recipient_id": "an address on the site",
}

_CURSOR = ("last_record_unique_id", "last_record_sort_value")
_SURNAME_FIRST = re.compile(r"[A-Z][A-Z'. -]{0,40}, [A-Z][A-Z'-]{0,30}( [A-Z][A-Z'-]{0,30}\.?){0,2}")
_LEGAL_FORM = re.compile(
    r"\b(INC|INCORPORATED|LLC|L\.?L\.?C|LTD|LIMITED|CORP|CORPORATION|CO|COMPANY|LP|LLP|PLLC|PC|PA|PLC|GMBH|AG|SA|THE|DBA"
    r"|TRUST|UNIVERSITY|GROUP|SERVICES|SYSTEMS|SOLUTIONS|TECHNOLOGIES|ASSOCIATES|PARTNERS|CITY|COUNTY|STATE|OF)\b"
)


@dataclass(frozen=True, slots=True)
class AwardPage:
    """What a page says of itself: its number, whether another one follows, and where that begins."""

    number: int
    has_next: bool
    awards: int
    cursor: Mapping[str, str | int] = field(hash=False)  # to be sent with the request for the next page; may be empty


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[FederalAward | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The awards of a page, in its order. Raises :class:`PageError`."""
    read_page(body, file)
    reader = CellReader(file)
    for position, members in enumerate(read_object(body, file)["results"]):
        award = ObjectReader(reader, members, position, "results")
        record = _award(award)
        award.leftover(IGNORED)
        if not record.award_id:
            reader.fail("row_shape", "an award without generated_internal_id; left out", position, "results")
        else:
            yield record
        yield from reader.take()


def read_page(body: bytes, file: str) -> AwardPage:
    """What the page says of itself. Raises :class:`PageError` for an error and for an answer of another form."""
    document = read_object(body, file)
    if "detail" in document and "results" not in document:
        raise PageError("api_error", f"the interface refuses: {document['detail']}", file)
    results, told = document.get("results"), document.get("page_metadata")
    number = told.get("page") if isinstance(told, dict) else None
    if not isinstance(results, list) or not isinstance(told, dict) or not isinstance(number, int):
        raise PageError("no_answer", "no list of awards (results), or no page_metadata; look at what came", file)
    cursor = {name: value for name in _CURSOR if isinstance(value := told.get(name), str | int)}
    return AwardPage(number, told.get("hasNext") is True, len(results), cursor if len(cursor) == len(_CURSOR) else {})


def page_text(body: bytes, file: str) -> str:
    """The awards as JSON, individuals masked. Raises :class:`PageError`."""
    read_page(body, file)
    shown = [
        {**award, "Recipient Name": _recipient(str(award.get("Recipient Name") or ""))}
        for award in read_object(body, file)["results"]
        if isinstance(award, dict)
    ]
    return json.dumps(shown, ensure_ascii=False, indent=1)


def _award(award: ObjectReader) -> FederalAward:
    printed = award.text("Recipient Name")
    recipient = _recipient(printed)
    if recipient != printed:
        award.reader.warn("individual_masked", "an individual: masked", award.position, "Recipient Name")
    amount, amount_printed = _cents(award)
    industry, _ = _code(award, "NAICS")
    product_code, product = _code(award, "PSC")
    return FederalAward(
        award_id=award.text("generated_internal_id"),
        contract_number=award.text("Award ID"),
        recipient=recipient,
        recipient_identifier=award.text("Recipient UEI"),
        amount_cents=amount,
        amount_printed=amount_printed,
        description=award.text("Description"),
        agency=award.text("Awarding Agency"),
        sub_agency=award.text("Awarding Sub Agency"),
        funding_agency=award.text("Funding Agency"),
        award_type=award.text("Contract Award Type"),
        signed=_date(award, "Base Obligation Date"),
        start=_date(award, "Start Date"),
        end=_date(award, "End Date"),
        modified=award.text("Last Modified Date"),
        industry_code=industry,
        product_code=product_code,
        product=product,
        position=award.position,
    )


def _cents(award: ObjectReader) -> tuple[int | None, str]:
    """An amount in dollars with at most two decimals."""
    printed = award.text("Award Amount")
    if not printed:
        return None, ""
    amount = cents(printed)
    if amount is None:
        award.reader.fail("number", "not an amount in dollars; no value taken", award.position, "Award Amount", printed)
    return amount, printed


def _code(award: ObjectReader, name: str) -> tuple[str, str]:
    """A code, and what it means where that is given: an object of the two, or the code alone."""
    value: Any = award.value(name)
    if isinstance(value, dict):
        if not {"code", "description"} <= value.keys():
            award.reader.warn("json_form", "no code with its description", award.position, name)
        return str(value.get("code") or ""), str(value.get("description") or "")
    return (str(value), "") if isinstance(value, str | int) and not isinstance(value, bool) else ("", "")


def _date(award: ObjectReader, name: str) -> str | None:
    printed = award.text(name)
    date = iso_date(printed)
    if printed and date is None:
        award.reader.fail("date", f"{name} is no date", award.position, name, printed)
    return date


def _recipient(printed: str) -> str:
    """The recipient; one printed as individuals are, surname first, is masked."""
    if _SURNAME_FIRST.fullmatch(printed.strip().upper()) and not _LEGAL_FORM.search(printed.upper()):
        return INDIVIDUAL
    return printed
