"""What is known of the money that is paid directly under ICT contracts, and whose money it is of which something is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from crawler.ledger import Capture
from graph import iri
from graph.build.standing import NOW, Moment
from graph.build.sums import sums
from graph.claims.model import ASSERTED, SUPPOSED, Argument, CellEvidence, Claim, Qualifiers, Thing
from graph.home import Home
from graph.neo4j.rows import database
from graph.resolve.installed import Installed

WITH, WITHOUT = Argument("project", "", "2025/1"), Argument("project", "", "2025/2")
MAKER = Argument("organization", "架空システム株式会社", "2010001033475")
LESSOR, OTHERS = Argument("organization", "架空リース株式会社"), Argument("organization", "その他")


def paid(
    project: Argument, block: str, payee: Argument, amount: int, modality: str = ASSERTED, year: int = 2024
) -> Iterator[Claim | Thing]:
    """A contract that buys ICT under a project, in a block of it."""
    key = f"rs/{project.number}/{block}/{payee.printed}/{year}"
    contract = Argument("contract", key, key)
    yield Thing(contract, key, (), (("inProject", project), ("inBlock", Argument("block", block, project.number))))
    stated = Qualifiers(amount=amount, currency="JPY", fiscal_year=year, block=block, role="run", service_types="S10")
    yield Claim(key, "performedBy", contract, payee, (CellEvidence(2, (1,), key),), stated, modality, 0.9)


def block(project: Argument, letter: str, rank: int) -> Thing:
    return Thing(Argument("block", letter, project.number), letter, (("rank", rank),), (("inProject", project),))


@pytest.fixture
def tables(publish: Callable[..., Path], capture: Callable[..., Capture], tmp_path: Path) -> Path:
    organizations = Installed.open(Home(tmp_path)).organizations
    evidence = (CellEvidence(2, (1,), "x"),)
    return publish(
        [
            (
                capture("https://example.jp/sheet.csv", "x", 1),
                [
                    *(Thing(project, project.number) for project in (WITH, WITHOUT)),
                    *(block(project, "A", 1) for project in (WITH, WITHOUT)),
                    block(WITH, "B", 2),
                    Claim("f", "concernsFunction", WITH, Argument("function", "government-cloud"), evidence),
                    Claim("j", "underJurisdiction", MAKER, Argument("jurisdiction", "JP"), evidence),
                    *paid(WITH, "A", MAKER, 100),
                    *paid(WITH, "A", LESSOR, 10, SUPPOSED),
                    *paid(WITHOUT, "A", MAKER, 1_000),
                    *paid(WITHOUT, "A", OTHERS, 10_000, year=2023),
                    *paid(WITH, "B", OTHERS, 100_000),
                ],
            )
        ],
        organizations=organizations,
    )


def rows(tables: Path, kind: str, moment: Moment = NOW) -> set[tuple[str, int, str, int]]:
    with database(tables) as connection:
        found = connection.execute(
            f"""SELECT s.role, s.year, coalesce(label, ''), s.amount FROM ({sums(moment)}) s
                LEFT JOIN entities e ON e.iri = s.of_thing WHERE s.kind = $kind""",
            {"kind": kind},
        ).fetchall()
    return {(str(aspect), int(year), str(name), int(amount)) for aspect, year, name, amount in found}


def test_what_is_known_is_counted_in_what_was_paid_directly_supposed_performers_too(tables: Path) -> None:
    assert rows(tables, "known") == {
        ("all", 2023, "", 10_000), ("function", 2023, "", 0), ("named", 2023, "", 0), ("payee", 2023, "", 0),
        ("jurisdiction", 2023, "", 0), ("performer", 2023, "", 10_000),
        ("all", 2024, "", 1_110), ("function", 2024, "", 110), ("named", 2024, "", 1_110), ("payee", 2024, "", 1_100),
        ("jurisdiction", 2024, "", 1_100), ("performer", 2024, "", 1_100),
    }  # fmt: skip


def test_what_is_missing_is_said_of_the_payee_and_for_a_function_of_the_project(tables: Path) -> None:
    assert rows(tables, "missing") == {
        ("function", 2023, WITHOUT.number, 10_000), ("function", 2024, WITHOUT.number, 1_000),
        ("named", 2023, OTHERS.printed, 10_000), ("payee", 2024, LESSOR.printed, 10),
        ("performer", 2024, LESSOR.printed, 10),
    }  # fmt: skip


def test_the_money_of_another_day_is_that_of_its_year(tables: Path) -> None:
    then = Moment(valid=date(2023, 6, 1))
    assert ("all", 2023, "", 10_000) in rows(tables, "known", then)
    assert {year for _, year, _, _ in rows(tables, "known", then) | rows(tables, "missing", then)} == {2023}


def test_identity_of_a_sum_is_that_of_its_rule(tables: Path) -> None:
    with database(tables) as connection:
        found = connection.execute(
            f"""SELECT iri, kind, coalesce(of_thing, ''), coalesce(organization, ''), coalesce(role, ''), way, year::VARCHAR
                FROM ({sums(NOW)})"""
        ).fetchall()
    assert {kind for _, kind, *_ in found} == {"known", "missing"}
    assert all(identity == iri.sum_of(*parts) for identity, *parts in found)


def test_sum_of_what_is_known_leads_to_its_claims_only(tables: Path) -> None:
    with database(tables) as connection:
        counts = dict(
            connection.execute(
                f"SELECT role, len(claims) FROM ({sums(NOW)}) WHERE kind = 'known' AND year = 2024"
            ).fetchall()
        )
    assert counts == {"all": 3, "function": 2, "named": 3, "payee": 2, "jurisdiction": 2, "performer": 2}


def test_words_that_name_nobody_are_somebody_else_in_each_block(tables: Path) -> None:
    with database(tables) as connection:
        found = connection.execute(
            "SELECT DISTINCT object, block FROM claims WHERE object_printed = $words", {"words": OTHERS.printed}
        ).fetchall()
        statuses = connection.execute(
            "SELECT status, count(*) FROM entities WHERE label = $words GROUP BY ALL", {"words": OTHERS.printed}
        ).fetchall()
    assert len(found) == len({organization for organization, _ in found}) == 2
    assert statuses == [("unnamed", 2)]
