"""Sums of money that questions start from: who works for a function, who is paid under a project, whom a body pays directly,
and of how much of the money of ICT contracts it is known who and what for.

Each is derived from the claims that stand at a moment, never from an answer; ``izon why`` leads from a sum to its claims.
Sums of different ways (direct, re-delegated, way not stated, single contract) are never one sum.
"""

from __future__ import annotations

from graph import iri
from graph.build.standing import Moment, holds, justifies, said

# The kinds of sums with the local names of their class and of the properties to what they are of, to whom, and as what.
KINDS = {
    "work": ("WorkSum", "workFor", "workBy", "role"),
    "payment": ("PaymentSum", "paymentUnder", "paymentTo", ""),
    "direct": ("DirectSum", "directSpendingOf", "directSpendingOn", ""),
    "known": ("KnownSum", "", "", "knownAspect"),
    "missing": ("MissingSum", "missingOf", "", "missingAspect"),
}

# What may be known of money that is paid directly under an ICT contract, and for "missing" whose it is otherwise;
# columns as in ``ict`` below. "all" is the whole that the others are counted in.
ASPECTS = {
    "all": ("true", "NULL"),
    "function": ("for_function", "project"),
    "named": ("named", "payee"),
    "payee": ("resolved", "if(named, payee, NULL)"),
    "jurisdiction": ("under_law", "if(resolved, payee, NULL)"),
    "performer": ("modality = 'asserted'", "if(modality = 'supposed', payee, NULL)"),
}

SINGLE = "single contract"  # the way of money of which no payee block is printed
# SQL for the ways of money, block by block: columns ``block_iri`` and ``way``.
WAYS = """SELECT iri AS block_iri, CASE coalesce(rank, 0) WHEN 0 THEN 'way not stated' WHEN 1 THEN 'direct'
    ELSE 're-delegated' END AS way FROM entities WHERE thing = 'PayeeBlock'"""


def sums(moment: Moment) -> str:
    """SQL for the sums: ``iri``, ``kind``, ``of_thing``, ``organization``, ``role``, ``way``, ``year``, ``amount``, ``claims``.

    ``year`` is the fiscal year of the money; of direct spending it is the sheet year. Direct spending of an agency or for
    a function is summed at ultimate parents, as they stand at the moment. Of what is known and missing ``role`` is the
    aspect; both add up every claim of an ICT contract that counts at the moment, supposed ones too.
    """
    aspects = ", ".join(
        f"{{'aspect': '{name}', 'known': {known}, 'item': {item}}}" for name, (known, item) in ASPECTS.items()
    )
    return f"""
    WITH RECURSIVE standing AS (SELECT * FROM claims WHERE {justifies(moment)}),
    ways AS ({WAYS}),
    control AS (SELECT DISTINCT subject, object FROM standing WHERE predicate = 'controlledBy'),
    above AS (
        SELECT subject AS organization, object AS parent FROM control
        UNION SELECT a.organization, c.object FROM above a JOIN control c ON c.subject = a.parent
    ),
    tops AS (SELECT organization, parent FROM above WHERE parent NOT IN (SELECT subject FROM control)),
    work AS (
        SELECT 'work' AS kind, subject AS of_thing, object AS organization, role, coalesce(way, '{SINGLE}') AS way,
            fiscal_year AS year, sum(coalesce(amount, 0)) AS amount, list(iri ORDER BY iri) AS claims
        FROM standing LEFT JOIN ways ON block = block_iri
        WHERE predicate = 'performedBy' AND starts_with(subject, '{iri.BASE}id/function/')
        GROUP BY ALL
    ),
    paid AS (
        SELECT object AS project, subject AS organization, way, fiscal_year AS year, amount, block, iri
        FROM standing JOIN ways ON block = block_iri WHERE predicate = 'paidBy' AND amount IS NOT NULL
    ),
    payment AS (
        SELECT 'payment' AS kind, project AS of_thing, organization, NULL AS role, way, year, sum(amount) AS amount,
            list(iri ORDER BY iri) AS claims
        FROM paid GROUP BY ALL
    ),
    spenders AS (
        SELECT DISTINCT subject AS project, object AS spender, sheetYear AS sheet_year
        FROM standing JOIN entities e ON e.iri = subject
        WHERE predicate IN ('budgetHolder', 'concernsFunction') AND thing = 'Project' AND sheetYear IS NOT NULL
    ),
    blocks AS (SELECT DISTINCT subject AS project, object AS block FROM standing WHERE predicate = 'paysDirectly'),
    direct AS (
        SELECT 'direct' AS kind, spender AS of_thing, coalesce(parent, paid.organization) AS organization, NULL AS role,
            'direct' AS way, sheet_year AS year, sum(amount) AS amount, list(iri ORDER BY iri) AS claims
        FROM spenders JOIN blocks USING (project) JOIN paid USING (project, block)
            LEFT JOIN tops ON tops.organization = paid.organization
        WHERE parent IS NOT NULL OR paid.organization NOT IN (SELECT subject FROM control)
        GROUP BY ALL
    ),
    ict AS (
        SELECT c.iri, c.modality, c.amount, c.fiscal_year, c.object AS payee, project, status = 'resolved' AS resolved,
            status <> 'unnamed' AS named,
            c.object IN (SELECT subject FROM standing WHERE predicate = 'underJurisdiction') AS under_law,
            project IN (SELECT subject FROM standing WHERE predicate = 'concernsFunction') AS for_function
        FROM claims c JOIN ways ON block_iri = c.block AND way = 'direct' JOIN entities e ON e.iri = c.object
            JOIN (SELECT subject, object AS project FROM edges WHERE predicate = 'inProject') p ON p.subject = c.subject
        WHERE c.predicate = 'performedBy' AND c.amount IS NOT NULL AND c.fiscal_year IS NOT NULL
            AND {said(moment)} AND {holds(moment)}
    ),
    aspects AS (
        SELECT iri, amount, fiscal_year AS year, unnest([{aspects}], recursive := true) FROM ict
    ),
    known AS (
        SELECT 'known' AS kind, NULL AS of_thing, NULL AS organization, aspect AS role, 'direct' AS way, year,
            coalesce(sum(amount) FILTER (known), 0) AS amount, list(iri ORDER BY iri) FILTER (known) AS claims
        FROM aspects GROUP BY ALL
    ),
    missing AS (
        SELECT 'missing' AS kind, item AS of_thing, NULL AS organization, aspect AS role, 'direct' AS way, year,
            sum(amount) AS amount, list(iri ORDER BY iri) AS claims
        FROM aspects WHERE NOT known AND item IS NOT NULL GROUP BY ALL
    ),
    together AS (
        SELECT * FROM work UNION ALL SELECT * FROM payment UNION ALL SELECT * FROM direct
        UNION ALL SELECT * FROM known UNION ALL SELECT * FROM missing
    )
    SELECT '{iri.BASE}id/sum/' || substr(sha256(concat_ws(chr(31), kind, coalesce(of_thing, ''), coalesce(organization, ''),
        coalesce(role, ''), way, coalesce(year::VARCHAR, ''))), 1, 32) AS iri, * FROM together"""
