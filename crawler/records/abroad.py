"""Records from outside Japan: cloud authorisations and AI use cases of the United States, OCDS of any publisher."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class FedrampProduct:
    """A cloud service offering on the FedRAMP marketplace."""

    kind: ClassVar[str] = "fedramp_product"

    product_id: str
    provider: str  # csp
    offering: str  # cso
    status: str  # FedRAMP Authorized, FedRAMP In Process, FedRAMP Ready
    authorization_type: str  # JAB or Agency
    authorized: str | None  # ISO date
    impact_level: str
    service_models: tuple[str, ...]
    deployment_model: str
    authorizations: int | None
    reuses: int | None
    agencies: tuple[str, ...]
    builds_on: tuple[str, ...]  # leveraged systems
    functions: tuple[str, ...]
    description: str
    website: str
    as_of: str  # when the publisher last changed the file
    position: int


@dataclass(frozen=True, slots=True)
class FedrampAuthorization:
    """An agency that uses a product: an authority to operate of its own, or the reuse of another agency's."""

    kind: ClassVar[str] = "fedramp_authorization"

    product_id: str
    agency_id: str
    agency: str
    sub_agency: str
    is_reuse: bool
    authority_to_operate: str | None  # ISO dates
    authorized: str | None
    expires: str | None
    as_of: str
    ordinal: int  # among entries equal in product, agency, sub-agency and date
    position: int


@dataclass(frozen=True, slots=True)
class AiUseCase:
    """A use of AI that a federal agency reports."""

    kind: ClassVar[str] = "ai_use_case"

    name: str
    agency: str
    agency_abbreviation: str
    bureau: str
    topic: str
    purpose: str
    outputs: str
    stage: str
    impact: str  # rights-impacting, safety-impacting, both, neither
    initiated: str  # as printed
    implemented: str
    retired: str
    development: str  # in-house, under contract
    contract_identifiers: str  # PIID
    commercial_product: str  # the general commercial product it is one of
    public_service: str
    system: str
    ordinal: int  # among use cases of an agency and bureau of equal name
    row: int


@dataclass(frozen=True, slots=True)
class OcdsSupply:
    """A supplier of an award or contract in an OCDS release: one record a supplier."""

    kind: ClassVar[str] = "ocds_supply"

    publisher: str
    ocid: str
    release_id: str
    released: str
    tags: tuple[str, ...]
    stage: str  # award or contract
    identifier: str  # of the award or contract
    award_id: str
    title: str
    description: str
    status: str
    date: str | None  # of the award, or of signing; as printed
    start: str | None
    end: str | None
    amount: int | None  # whole units of the currency; None where it has a fraction or is not given
    amount_printed: str
    currency: str
    buyer_id: str
    buyer: str
    supplier_id: str
    supplier: str
    supplier_scheme: str  # org-id.guide code: JP-JCN, GB-COH …
    supplier_identifier: str
    corporate_number: str | None  # for the Japanese scheme, where the check digit is right
    method: str  # tender.procurementMethod
    bidders: int | None  # tender.numberOfTenderers
    position: str  # JSON pointer of the award or contract (RFC 6901)


@dataclass(frozen=True, slots=True)
class FederalAward:
    """A contract that a US federal agency awarded, as USAspending lists it; its amount is that of its whole life."""

    kind: ClassVar[str] = "federal_award"

    award_id: str  # generated_internal_id: USAspending's own key, CONT_AWD_…
    contract_number: str  # Award ID: PIID
    recipient: str  # 個人 for an individual
    recipient_identifier: str  # UEI
    amount_cents: int | None  # US dollars, times 100
    amount_printed: str
    description: str
    agency: str  # awarding, top tier
    sub_agency: str
    funding_agency: str
    award_type: str  # DELIVERY ORDER, DEFINITIVE CONTRACT …
    signed: str | None  # Base Obligation Date; ISO dates
    start: str | None
    end: str | None
    modified: str  # as printed
    industry_code: str  # NAICS
    product_code: str  # PSC
    product: str  # what the code means
    position: int  # on the page, from 0


@dataclass(frozen=True, slots=True)
class FederalAwardCount:
    """How many awards a search of USAspending has: what its pages are counted against."""

    kind: ClassVar[str] = "federal_award_count"

    contracts: int
    vehicles: int  # IDVs: contracts under which others are ordered; not fetched
