"""What stands: the claims that count now, or at a date in the world and as known at a date, as SQL over the published tables.

Now, a claim stands that is still said and, where it states what ends with its period (a dependency, a stake), has no
printed end. On a day in the world one stands that holds then: by its printed days, else by the fiscal year (April to
March) whose money it is, else always. As known by the end of a day (UTC) one stands whose first capture had been made and
that no later capture had dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from graph.build.edges import CONFIDENCE_FLOOR
from graph.build.schema import PERIODIC
from graph.claims.model import ASSERTED

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """The days that a view is of: ``valid`` in the world, ``known`` to whoever reads the archive; ``None`` for now."""

    valid: date | None = None
    known: date | None = None

    @property
    def is_now(self) -> bool:
        """Whether it is what ``graph/current`` is of."""
        return self.valid is None and self.known is None

    @property
    def name(self) -> str:
        """What stands behind the question mark of the view's graph, such as ``valid=2024-06-01&known=2026-11-24``."""
        days = ("valid", self.valid), ("known", self.known)
        return "&".join(f"{name}={day.isoformat()}" for name, day in days if day is not None)

    @property
    def fiscal_year(self) -> int | None:
        """The fiscal year that the day in the world lies in."""
        if self.valid is None:
            return None
        return self.valid.year if self.valid.month > 3 else self.valid.year - 1

    @property
    def after(self) -> date | None:
        """The first day on which what the view is of was not yet known."""
        return min(self.known, date.max - _DAY) + _DAY if self.known else None


NOW = Moment()


def said(moment: Moment) -> str:
    """SQL that holds for a claim that is said at the moment, whatever time it is about."""
    if moment.after is None:
        return "known_through IS NULL"
    after = f"'{moment.after.isoformat()}T00:00:00Z'"
    return f"(known_from < {after} AND (known_through IS NULL OR known_through >= {after}))"


def holds(moment: Moment) -> str:
    """SQL that holds for a claim that is about the moment, whether or not it is said then."""
    if moment.valid is None:
        kinds = ", ".join(f"'{kind}'" for kind in sorted(PERIODIC))
        return f"(predicate NOT IN ({kinds}) OR coalesce(valid_through, '') = '')"
    day = f"'{moment.valid.isoformat()}'"
    return (
        "(CASE WHEN coalesce(valid_from, '') = '' AND coalesce(valid_through, '') = '' AND fiscal_year IS NOT NULL "
        f"THEN fiscal_year = {moment.fiscal_year} ELSE coalesce(valid_from, '') <= {day} "
        f"AND (coalesce(valid_through, '') = '' OR valid_through >= {day}) END)"
    )


def justifies(moment: Moment) -> str:
    """SQL that holds for a claim that makes an edge at the moment."""
    return (
        f"object IS NOT NULL AND modality = '{ASSERTED}' AND confidence >= {CONFIDENCE_FLOOR} "
        f"AND {said(moment)} AND {holds(moment)}"
    )
