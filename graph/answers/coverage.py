"""What an answer rests on: how much of what sources promised is held, and of how much money supplier and kind are known."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.build.standing import NOW, Moment, holds, said
from graph.neo4j.rows import database


@dataclass(frozen=True, slots=True)
class Money:
    """Yen of contracts: in all, with a supplier who is known, with a service type (or S00, none)."""

    contracts: int
    resolved: int
    classified: int
    ict: int  # of contracts that buy ICT
    ict_resolved: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What stands beside every answer."""

    promised: int  # documents and records, as the sources count them
    held: int
    money: Money

    @property
    def line(self) -> str:
        """The same for people."""
        money = self.money
        return (
            f"coverage: {self.held:,} of {self.promised:,} promised documents and records held; of {money.contracts:,} yen "
            f"of contracts the supplier is known for {_share(money.resolved, money.contracts)}, a service type for "
            f"{_share(money.classified, money.contracts)}; of {money.ict:,} yen of ICT contracts the supplier for "
            f"{_share(money.ict_resolved, money.ict)}"
        )


def money(tables: Path, moment: Moment = NOW) -> Money:
    """The yen of the contracts that stand at the moment; direct and re-delegated ones together, so a share only."""
    with database(tables) as connection:
        row = connection.execute(
            f"""WITH contracts AS (
                    SELECT amount, o.status = 'resolved' AS known, coalesce(k.serviceTypes, '') AS kind
                    FROM (
                        SELECT subject, object, amount FROM claims
                        WHERE predicate = 'supplier' AND currency = 'JPY' AND {said(moment)} AND {holds(moment)}
                    ) JOIN entities o ON o.iri = object JOIN entities k ON k.iri = subject
                )
                SELECT coalesce(sum(amount), 0), coalesce(sum(amount) FILTER (known), 0),
                    coalesce(sum(amount) FILTER (kind <> ''), 0),
                    coalesce(sum(amount) FILTER (kind NOT IN ('', 'S00')), 0),
                    coalesce(sum(amount) FILTER (kind NOT IN ('', 'S00') AND known), 0)
                FROM contracts"""
        ).fetchone()
    assert row is not None
    return Money(*(int(value) for value in row))


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"
