"""Claims from abroad: FedRAMP products and who authorises them, AI use cases of US agencies, OCDS releases of anybody.

A FedRAMP product is a cloud service of its own name; it is not taken for a service of the reference data, so nothing
said of it in the United States is said of what Japan buys. An authorisation says that an agency may use a service.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crawler.records import AiUseCase, FedrampAuthorization, FedrampProduct, OcdsSupply
from graph.claims.contracts import PrintedContract, buyer_argument, contract_claims, stated, supplier_argument
from graph.claims.model import Argument, Claim, Qualifiers, Thing
from graph.claims.pages import JsonPage, JsonQuotes, RowQuotes, Table
from graph.claims.performance import WorkReader
from graph.claims.reading import named_services
from graph.claims.titles import Read

VERSION = "1"

_PRODUCT = {"provider": ("csp",), "offering": ("cso",), "builds_on": ("leveraged_systems",), "status": ("status",)}
_AUTHORIZATION = {
    "id": ("id",), "agency": ("parent",), "sub": ("sub",), "granted": ("ato_date",), "expires": ("exp_date",),
}  # fmt: skip
_SUPPLY = {
    "title": ("title", "description", "id"), "amount": ("value/amount",), "date": ("date", "dateSigned"),
    "end": ("period/endDate", "contractPeriod/endDate"), "number": (), "method": (), "bidders": (),
}  # fmt: skip
# Field → how the heading of its column begins; that of the agency is the beginning of another one.
_USE_CASE = {
    "agency": "Agency",
    "bureau": "Bureau",
    "title": "Use Case Name",
    "product": "Is the AI use case found in the below list",
    "outputs": "Describe the AI system",
}


def product_claims(record: FedrampProduct, page: JsonPage) -> Iterator[Claim | Thing]:
    """A product with its provider and what it builds on."""
    if not record.product_id or not record.offering:
        return
    service = Argument("fedramp_service", record.offering, record.product_id)
    key = f"fedramp/{record.product_id}"
    quotes = JsonQuotes(page, f"/data/Products/{record.position}", _PRODUCT)
    yield Thing(
        service, f"{record.provider} {record.offering}".strip(), (("serviceKind", "/".join(record.service_models)),)
    )
    if record.provider:
        evidence = quotes.fields("provider", "offering")
        yield Claim(key, "providedBy", service, Argument("organization", record.provider), evidence)
    for name in dict.fromkeys(record.builds_on):
        evidence = quotes.fields("builds_on")
        yield Claim(f"{key}/builds on", "usesService", service, Argument("service", name), evidence)


def authorization_claims(record: FedrampAuthorization, page: JsonPage) -> Iterator[Claim]:
    """An agency that authorises a product, by an authority of its own or relying on another agency's."""
    if not record.product_id or not record.agency:
        return
    name = f"{record.agency}, {record.sub_agency}" if record.sub_agency else record.agency
    listed = "ReuseMapping" if record.is_reuse else "AtoMapping"
    quotes = JsonQuotes(page, f"/data/{listed}/{record.position}", _AUTHORIZATION)
    yield Claim(
        f"fedramp/{listed}/{record.product_id}/{record.agency_id}/{record.sub_agency}/"
        f"{record.authority_to_operate or ''}/{record.ordinal}",
        "authorizesService",
        Argument("organization", name),
        Argument("fedramp_service", "", record.product_id),
        quotes.fields("id", "agency", "sub", "granted", "expires"),
        Qualifiers(
            valid_from=record.authority_to_operate or "",
            valid_through=record.expires or "",
            valid_precision="day" if record.authority_to_operate or record.expires else "",
        ),
    )


def use_case_claims(record: AiUseCase, table: Table, read: Read) -> Iterator[Claim | Thing]:
    """A use of AI that an agency reports, and the services that its description names."""
    key = f"ai_use_case/{record.agency}/{record.bureau}/{record.name}/{record.ordinal}"
    use = Argument("use_case", record.name, key)
    quotes = RowQuotes(table, record.row, {field: _headings(table, start) for field, start in _USE_CASE.items()})
    yield Thing(use, record.name, (("stage", record.stage), ("topic", record.topic)))
    agency = Argument("organization", record.agency)
    yield Claim(key, "reportedBy", use, agency, quotes.fields("agency", "bureau", "title"))
    for field, text in (("title", record.name), ("product", record.commercial_product), ("outputs", record.outputs)):
        for named in named_services(read(text)):
            evidence = quotes.part(field, text, named.start, named.end)
            yield Claim(f"{key}/{field}", "names", use, named.argument, evidence, confidence=named.confidence)


def _headings(table: Table, start: str) -> Sequence[str]:
    """The headings that begin so, one that is no longer before the others."""
    return sorted((name for name in table.header if name.strip().startswith(start)), key=len)


def supply_claims(record: OcdsSupply, page: JsonPage, read: Read, work_of: WorkReader) -> Iterator[Claim | Thing]:
    """A supplier of an award or contract in an OCDS release, in the release's own currency."""
    release = record.position.rsplit("/", 2)[0]
    awards = [
        p for p in _awards(page, release) if page.text[slice(*page.places[f"{p}/id"])].endswith(f'"{record.award_id}"')
    ]
    suppliers = tuple(f"{place}/suppliers" for place in (record.position, *awards))
    pointers = _SUPPLY | {
        "supplier": suppliers,
        "buyer": (f"{release}/buyer", f"{release}/tender/procuringEntity"),
        "method": (f"{release}/tender/procurementMethod",),
        "bidders": (f"{release}/tender/numberOfTenderers",),
    }
    printed = PrintedContract(
        f"ocds/{record.ocid}/{record.stage}/{record.identifier}",
        record.title or record.description or record.identifier,
        buyer_argument(record.buyer),
        supplier_argument(record.supplier, record.corporate_number),
        record.amount,
        record.currency,
        (record.date or "")[:10],
        stated(date=(record.date or "")[:10], method=record.method, bidders=record.bidders),
        (record.start or "")[:10],
        (record.end or "")[:10],
    )
    yield from contract_claims(printed, JsonQuotes(page, record.position, pointers), read, work_of)


def _awards(page: JsonPage, release: str) -> Sequence[str]:
    prefix = f"{release}/awards/"
    return [
        p
        for p in page.places
        if p.startswith(prefix) and p.count("/") == prefix.count("/") and f"{p}/id" in page.places
    ]
