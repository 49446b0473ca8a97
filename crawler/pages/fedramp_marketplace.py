"""FedRAMP marketplace (JSON) → :class:`FedrampProduct` and :class:`FedrampAuthorization`.

``data.AtoMapping`` lists agencies' own authorities to operate a product, ``data.ReuseMapping`` agencies that rely on
another one's: together a list of which agency uses which cloud service.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.json_values import ObjectReader, read_object, shown
from crawler.pages.printed_dates import iso_date
from crawler.records import FedrampAuthorization, FedrampProduct, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 2

_PERSONS = ("poc", "email", "sales_email", "security_email")  # left out of the text too

IGNORED = {
    "Metrics": "counts of what the lists hold",
    "Filters": "what the site's search offers",
    "Agencies": "the same authorisations by agency; contacts",
    "Assessors": "who audits; contacts",
    "assessment_date": "the day of the yearly assessment",
}
IGNORED_OF_PRODUCTS = {
    "name": "csp and cso in one",
    "service_offering": "cso again",
    "logo": "a picture",
    "ready_status": "a stage before authorisation",
    "ready_date": "a stage before authorisation",
    "ip_jab_status": "a stage before authorisation",
    "ip_jab_date": "a stage before authorisation",
    "ip_prog_status": "a stage before authorisation",
    "ip_prog_date": "a stage before authorisation",
    "ip_prog_date2": "a stage before authorisation",
    "ip_agency_status": "a stage before authorisation",
    "ip_agency_date": "a stage before authorisation",
    "ip_pmo_status": "a stage before authorisation",
    "ip_pmo_date": "a stage before authorisation",
    "fedramp_ready": "a stage before authorisation",
    "fedramp_auth": "auth_date again",
    "partnering_agency": "a stage before authorisation",
    "annual_assessment": "the day of the yearly assessment",
    "independent_assessor": "who audits",
    "impact_level_number": "impact_level again",
    "agency_reuse": "in ReuseMapping",
    "fedramp_msg": "a note for readers of the site",
    "sales_email": "a contact",
    "security_email": "a contact",
    "uei": "an identifier that nothing else uses",
    "small_business": "not about dependency",
    "service_last_90": "what was added of late",
    "all_others": "services covered, as one list of names",
    "filter_classes": "for the site's search",
}

_LISTS = ("Products", "AtoMapping", "ReuseMapping")


def parse(
    body: bytes,
    file: str,
    arguments: Mapping[str, str | int],  # noqa: ARG001 -- every page kind has this signature
) -> Iterator[FedrampProduct | FedrampAuthorization | Problem]:
    """The products, then the agencies' authorisations and reuses. Raises :class:`PageError`."""
    document = read_object(body, file)
    data = document.get("data")
    missing = [name for name in _LISTS if not isinstance(data, dict) or not isinstance(data.get(name), list)]
    if missing:
        raise PageError("no_marketplace", f"no lists {missing} under data; look at what came", file)
    reader = CellReader(file)
    meta = document.get("meta")
    as_of = ObjectReader(reader, meta if isinstance(meta, dict) else {}, 0, "meta").text("last_change")
    if not as_of:
        reader.warn("no_date", "the list does not say when it was last changed", 0, "meta/last_change")
    lists = ObjectReader(reader, data, 0, "data")
    products, own, reuses = (lists.members(name) for name in _LISTS)
    for name, entries in zip(_LISTS, (products, own, reuses), strict=True):
        if not entries:
            reader.warn("empty_list", "the list is empty; look at the site", 0, f"data/{name}")
    lists.leftover(IGNORED)
    for position, members in enumerate(products):
        yield _product(ObjectReader(reader, members, position, "Products"), as_of)
        yield from reader.take()
    seen: Counter[tuple[str, ...]] = Counter()
    for name, entries in (("AtoMapping", own), ("ReuseMapping", reuses)):
        for position, members in enumerate(entries):
            yield _authorization(ObjectReader(reader, members, position, name), as_of, seen)
            yield from reader.take()
    yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The document's JSON, without contacts. Raises :class:`PageError`."""
    return shown(read_object(body, file), _PERSONS)


def _product(product: ObjectReader, as_of: str) -> FedrampProduct:
    record = FedrampProduct(
        product_id=product.text("id").strip(),
        provider=product.text("csp"),
        offering=product.text("cso"),
        status=product.text("status"),
        authorization_type=product.text("auth_type"),
        authorized=_date(product, "auth_date"),
        impact_level=product.text("impact_level"),
        service_models=product.texts("service_model"),
        deployment_model=product.text("deployment_model"),
        authorizations=product.integer("authorization"),
        reuses=product.integer("reuse"),
        agencies=product.texts("agency_authorizations"),
        builds_on=tuple(_system(system) for system in product.members("leveraged_systems")),
        functions=product.texts("business_function"),
        description=product.text("service_desc"),
        website=product.text("website"),
        as_of=as_of,
        position=product.position,
    )
    product.leftover(IGNORED_OF_PRODUCTS)
    if not record.product_id or not record.offering:
        product.reader.fail("row_shape", "a product without id or offering", product.position, "Products")
    return record


def _authorization(entry: ObjectReader, as_of: str, seen: Counter[tuple[str, ...]]) -> FedrampAuthorization:
    product_id, agency_id = entry.text("id").strip(), entry.text("agency_id")
    agency, sub_agency = entry.text("parent"), entry.text("sub")
    granted = _date(entry, "ato_date")
    key = (entry.what, product_id, agency_id, sub_agency, granted or "")
    ordinal = seen[key]
    seen[key] += 1
    record = FedrampAuthorization(
        product_id=product_id,
        agency_id=agency_id,
        agency=agency,
        sub_agency=sub_agency,
        is_reuse=entry.what == "ReuseMapping",
        authority_to_operate=granted,
        authorized=_date(entry, "auth_date"),
        expires=_date(entry, "exp_date"),
        as_of=as_of,
        ordinal=ordinal,
        position=entry.position,
    )
    entry.leftover({**IGNORED, "sub_id": "the number of sub"})
    return record


def _date(members: ObjectReader, name: str) -> str | None:
    """A date; the site writes words such as Not Active where there is none."""
    printed = members.text(name)
    return iso_date(printed) if printed[:1].isdigit() else None


def _system(system: Any) -> str:
    """The name of a system that a product builds on: a text, or an object with provider and offering."""
    if isinstance(system, dict):
        return " ".join(str(system[name]) for name in ("csp", "cso") if system.get(name)) or str(system.get("id", ""))
    return str(system).strip()
