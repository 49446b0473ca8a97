"""The command line in processes of its own: what `izon run` prints, counts, checks, evidence chains."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

pytestmark = pytest.mark.slow

Izon = Callable[..., CompletedProcess[str]]
Document = Callable[..., Any]
ANSWER = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/touh/t216027.htm"


def test_run_printed_one_document_with_crawl_build_load_and_answers(example_home: Path) -> None:
    printed = json.loads((example_home / "run.json").read_text(encoding="utf-8"))
    assert [source["source"] for source in printed["crawl"]] == ["rs", "sangiin_questions"]
    assert len(printed["build"]["digest"]) == 64
    assert printed["load"]["way"] == "offline import"
    assert {"crawl", "parse", "extract", "claim", "load"} <= set(printed["seconds"])
    assert 0 < printed["peak_bytes"] < 2 << 30
    assert [answer["question"] for answer in printed["answers"]] == [3, 1]
    assert printed["browser"].startswith("http://127.0.0.1:")
    assert printed["why"].startswith("https://w3id.org/izon/id/claim/")


def test_home_comes_from_the_environment_and_the_option_wins(izon: Izon, example_home: Path, tmp_path: Path) -> None:
    found = izon("status", "--format", "json", environment={"IZON_HOME": str(tmp_path / "elsewhere")})
    assert json.loads(found.stdout)["home"] == str(example_home)


def test_status_counts_what_the_sources_hold(document: Document) -> None:
    status = document("status")
    assert (status["projects"], status["block_rows"]) == (49, 276)
    assert (status["payee_rows"], status["contract_rows"]) == (481, 568)
    assert status["claims"] == sum(status["claims_by_kind"].values())
    assert status["corporate_numbers"] > status["corporate_numbers_wrong_check_digit"] >= 1
    assert {source["source"]: source["gaps"] for source in status["sources"]} == {
        "reference": 0, "rs": 0, "sangiin_questions": 0,
    }  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", status["build_digest"])


@pytest.mark.neo4j
def test_check_verifies_every_claim_and_says_how_many_by_origin(document: Document) -> None:
    found, status = document("check"), document("status")
    assert found["problems"] == []
    assert found["claims"] == status["claims"]
    assert found["evidence_failures"] == 0
    assert sum(found["evidence_by_origin"].values()) == found["evidence"]
    assert set(found["evidence_by_origin"]) == {"copied", "reconstructed"}
    assert {name.partition(" ")[0] for name in found["parity"]} == {"class", "claims", "edges"}


def test_why_walks_from_the_claim_to_the_archived_bytes(izon: Izon, document: Document, example_home: Path) -> None:
    rows = document("ask", "9")["rows"]
    (claim,) = {row["claim"] for row in rows if row["predicate"] == "observedCount"}
    (why,) = document("why", claim)
    (link,) = why["links"]
    assert why["qualifiers"]["count"] == 1877
    assert why["modality"] == "asserted"
    assert "千八百七十七システム" in link["quote"]
    assert link["found"] == link["quote"]
    assert link["url"] == ANSWER
    assert link["origin"] == "reconstructed"
    file, _, offset = link["warc"].partition(":")
    assert (example_home / "archive" / file).stat().st_size > int(offset)
    printed = izon("why", claim).stdout
    assert "stands there" in printed
    assert "not the publisher's own page as served" in printed


def test_why_of_a_thing_gives_what_is_claimed_of_it(document: Document) -> None:
    found = document("why", "https://w3id.org/izon/id/service/aws")
    assert {"observedCount", "usesService", "providedBy"} <= {claim["predicate"] for claim in found}
    assert all(link["verified"] for claim in found for link in claim["links"])


def test_wrong_use_ends_with_2_and_failure_with_1(izon: Izon) -> None:
    for code, command in ((2, ("ask", "99")), (1, ("why", "https://w3id.org/izon/id/claim/00"))):
        done = izon(*command, check=False)
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("izon: ")


def test_logs_and_progress_stay_off_stdout(izon: Izon, copy_of_example: Path) -> None:
    built = izon("build", "--full", "--format", "json", home=copy_of_example)
    json.loads(built.stdout)
    assert "parse" in built.stderr


def test_archive_of_the_example_is_whole(document: Document) -> None:
    found = document("archive", "verify")
    assert found["faults"] == []
    assert found["captures"] == len(document("archive", "list"))
