"""The members that objects of a release have in the Open Contracting Data Standard 1.1 (release schema)."""

from __future__ import annotations

from collections.abc import Mapping


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_STAGE = _names("id title description status documents items amendment amendments")

# What an object is → what the standard says it may have; extensions of it, and what was renamed, are not among them.
MEMBERS: Mapping[str, frozenset[str]] = {
    "package": _names("uri version extensions publishedDate releases publisher license publicationPolicy links"),
    "publisher": _names("name scheme uid uri"),
    "release": _names(
        "ocid id date tag initiationType parties buyer planning tender awards contracts language relatedProcesses"
    ),
    "organization": _names("id name identifier additionalIdentifiers address contactPoint roles details"),
    "identifier": _names("scheme id legalName uri"),
    "tender": _STAGE
    | _names(
        "procuringEntity value minValue procurementMethod procurementMethodDetails procurementMethodRationale "
        "mainProcurementCategory additionalProcurementCategories awardCriteria awardCriteriaDetails submissionMethod "
        "submissionMethodDetails tenderPeriod enquiryPeriod hasEnquiries eligibilityCriteria awardPeriod contractPeriod "
        "numberOfTenderers tenderers milestones"
    ),
    "award": _STAGE | _names("date value suppliers contractPeriod"),
    "contract": _STAGE | _names("awardID period value dateSigned implementation relatedProcesses milestones suppliers"),
    "value": _names("amount currency"),
    "period": _names("startDate endDate maxExtentDate durationInDays"),
}
