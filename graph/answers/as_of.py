"""A question's Cypher text as of other days.

Every edge and claim in Neo4j carries its times, so a view costs nothing there: what the texts ask of ``current`` (and of
``knownThrough``) is exchanged for the same rules that :mod:`graph.build.standing` has as SQL.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import Any

from graph.build.schema import PERIODIC
from graph.build.standing import Moment

_CURRENT = re.compile(r"\b(\w+)\.current\b")
_SAID = re.compile(r"\b(\w+)\.knownThrough IS NULL\b")
_KINDS = "[" + ", ".join(f"'{kind}'" for kind in sorted(PERIODIC)) + "]"


def as_of(cypher: str, moment: Moment) -> str:
    """The text that asks the same of what stood at the moment."""
    if moment.is_now:
        return cypher
    text = _SAID.sub(lambda found: _said(found[1], moment), cypher)
    return _CURRENT.sub(lambda found: f"({_said(found[1], moment)} AND {_holds(found[1], moment)})", text)


def moment_parameters(moment: Moment) -> dict[str, Any]:
    """The parameters that such a text takes beside the question's own."""
    parameters: dict[str, Any] = {}
    if moment.valid is not None:
        parameters |= {"viewDay": moment.valid, "viewYear": moment.fiscal_year}
    if moment.after is not None:
        parameters["viewAfter"] = datetime.combine(moment.after, time(), UTC)
    return parameters


def _said(name: str, moment: Moment) -> str:
    if moment.known is None:
        return f"{name}.knownThrough IS NULL"
    return f"({name}.knownFrom < $viewAfter AND coalesce({name}.knownThrough >= $viewAfter, true))"


def _holds(name: str, moment: Moment) -> str:
    if moment.valid is None:
        return f"({name}.validThrough IS NULL OR NOT coalesce({name}.kind, {name}.predicate) IN {_KINDS})"
    return (
        f"(CASE WHEN {name}.validFrom IS NULL AND {name}.validThrough IS NULL AND {name}.fiscalYear IS NOT NULL "
        f"THEN {name}.fiscalYear = $viewYear ELSE coalesce({name}.validFrom <= $viewDay, true) "
        f"AND coalesce({name}.validThrough >= $viewDay, true) END)"
    )
