"""Counts of the things that are held, and of those of them of which something is known: where question 13 starts.

Each is derived from the claims that stand at a moment, as the sums of money are (:mod:`graph.build.sums`).
"""

from __future__ import annotations

from graph import iri
from graph.build.standing import Moment, holds, justifies, said

# By aspect, SQL for the things that are counted and for those of them of which it is known; both give one column ``thing``.
_COUNTED = {
    "system of function": (
        "SELECT iri FROM entities WHERE thing = 'PublicFunction'",
        "SELECT subject FROM standing WHERE predicate = 'supportedBySystem'",
    ),
    "provider of function": (
        "SELECT iri FROM entities WHERE thing = 'PublicFunction'",
        """SELECT a.subject FROM standing a JOIN standing b ON b.subject = a.object JOIN standing c ON c.subject = b.object
            WHERE a.predicate = 'supportedBySystem' AND b.predicate = 'usesService' AND c.predicate = 'providedBy'""",
    ),
    "function of project": (
        "SELECT iri FROM entities WHERE thing = 'Project'",
        "SELECT subject FROM standing WHERE predicate = 'concernsFunction'",
    ),
    "identity of payee": (
        "SELECT subject FROM standing JOIN entities ON iri = subject WHERE predicate = 'paidBy' AND status <> 'unnamed'",
        "SELECT iri FROM entities WHERE status = 'resolved'",
    ),
    "jurisdiction of service": (
        "SELECT iri FROM entities WHERE thing = 'CloudService'",
        """SELECT a.subject FROM standing a JOIN standing b ON b.subject = a.object
            WHERE a.predicate = 'providedBy' AND b.predicate = 'underJurisdiction'""",
    ),
    "bidders of contract": (
        "SELECT iri FROM entities WHERE thing = 'Contract'",
        "SELECT subject FROM stated WHERE predicate = 'bidderCount'",
    ),
    "award rate of contract": (
        "SELECT iri FROM entities WHERE thing = 'Contract'",
        "SELECT subject FROM stated WHERE predicate = 'awardRate'",
    ),
    "seconded staff of agency": (
        "SELECT object FROM standing WHERE predicate = 'budgetHolder'",
        "SELECT NULL WHERE false",  # no source that is read says it
    ),
    "former officials of supplier": (
        "SELECT object FROM standing WHERE predicate = 'supplier'",
        "SELECT subject FROM standing WHERE predicate = 'employsFormerOfficialsOf'",
    ),
}


def counts(moment: Moment) -> str:
    """SQL for the counts: ``iri``, ``aspect``, ``known`` and ``total``, a row for each aspect."""
    each = " UNION ALL ".join(
        f"""SELECT '{iri.count_of(aspect)}' AS iri, '{aspect}' AS aspect,
            count(*) FILTER (thing IN (SELECT * FROM ({known}))) AS known, count(*) AS total
            FROM (SELECT DISTINCT * FROM ({counted}) AS counted (thing))"""
        for aspect, (counted, known) in _COUNTED.items()
    )
    return f"""
    WITH standing AS MATERIALIZED (SELECT subject, predicate, object FROM claims WHERE {justifies(moment)}),
    stated AS MATERIALIZED (SELECT subject, predicate FROM claims WHERE {said(moment)} AND {holds(moment)})
    {each}"""
