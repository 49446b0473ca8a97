"""Archive → record tables: what is new or newly read, and nothing half-written."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import ArchiveWriter, Exchange, capture_digest, payload_digest
from crawler.ledger import AskedRequest, Capture, Ledger
from crawler.pages import review_payee
from crawler.parse import parse_archive
from crawler.records import KINDS, Problem, Record, ReviewPayee
from crawler.tables import ParsedCapture, RecordTables, RecordWriter, schema

TIME = "2026-11-24T00:00:00Z"


def put(home: Path, kind: str, body: bytes, status: int = 200, origin: str = "copied", via: str = "m") -> str:
    """Archive a page as a crawl would; gives the capture's digest."""
    url = f"https://rssystem.go.jp/{kind}"
    with ArchiveWriter(home) as archive, Ledger(home) as ledger:
        location = archive.write(Exchange(url, TIME, "GET", [], b"", status, [], body, origin))
        payload = payload_digest(body)
        digest = capture_digest(url, payload, status)
        place = (location.warc_file, location.warc_offset)
        capture = Capture(
            digest, url, "rs", kind, origin, status, "", payload, len(body), TIME, TIME, None, None, via, *place, {}
        )
        run = ledger.start_run("rs", {}, via, TIME)
        ledger.record_request(run, AskedRequest(url, TIME, status, "new", digest, None), capture)
    return digest


def stored(home: Path, kind: str, digest: str) -> list[Record]:
    return list(RecordTables(home).records(kind, digest))


@pytest.mark.parametrize("kind", ["review_project", "review_budget", "review_payee", "block_flow"])
def test_records_come_back_from_the_tables_as_the_page_gave_them(kind: str, pages: Any, tmp_path: Path) -> None:
    from crawler.pages import page_kind

    digest = put(tmp_path, kind, pages.sheet(kind))
    report = parse_archive(tmp_path)
    page = page_kind(kind)
    assert page is not None
    expected = list(page.parse(pages.sheet(kind), f"https://rssystem.go.jp/{kind}", {}))
    assert report.parsed == 1
    for record_kind in {record.kind for record in expected}:
        assert stored(tmp_path, record_kind, digest) == [record for record in expected if record.kind == record_kind]


def test_second_run_parses_nothing_and_counts_the_same(pages: Any, tmp_path: Path) -> None:
    put(tmp_path, "review_payee", pages.sheet("review_payee"))
    first, second = parse_archive(tmp_path), parse_archive(tmp_path)
    assert (first.parsed, first.unchanged) == (1, 0)
    assert (second.parsed, second.unchanged) == (0, 1)
    assert second.records == first.records == {"review_block": 1, "review_contract": 1, "review_payee": 1}


def test_new_version_of_the_page_functions_parses_again(
    pages: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = put(tmp_path, "review_payee", pages.sheet("review_payee"))
    parse_archive(tmp_path)
    monkeypatch.setattr(review_payee, "VERSION", review_payee.VERSION + 1)
    assert parse_archive(tmp_path).parsed == 1
    marker = RecordTables(tmp_path).marker(digest)
    assert marker is not None
    assert marker.version == review_payee.VERSION


def test_tables_are_the_same_bytes_when_made_again(pages: Any, tmp_path: Path) -> None:
    put(tmp_path, "review_payee", pages.sheet("review_payee"))
    parse_archive(tmp_path)
    folder = tmp_path / "tables"
    before = {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    parse_archive(tmp_path)
    assert {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"PK\x03\x04 half a zip", "zip_damaged"), (b"<!doctype html><html></html>", "html_instead_of_zip")],
)
def test_page_that_cannot_be_read_is_a_problem_and_stops_nothing(
    body: bytes, code: str, pages: Any, tmp_path: Path
) -> None:
    bad = put(tmp_path, "review_payee", body)
    good = put(tmp_path, "review_project", pages.sheet("review_project"))
    parse_archive(tmp_path)
    (problem,) = stored(tmp_path, "problem", bad)
    assert isinstance(problem, Problem)
    assert (problem.severity, problem.code) == ("error", code)
    assert problem.file == "https://rssystem.go.jp/review_payee"
    assert len(stored(tmp_path, "review_project", good)) == 1


def test_missing_archive_file_is_a_problem(pages: Any, tmp_path: Path) -> None:
    digest = put(tmp_path, "review_payee", pages.sheet("review_payee"))
    for path in (tmp_path / "archive").iterdir():
        path.unlink()
    parse_archive(tmp_path)
    (problem,) = stored(tmp_path, "problem", digest)
    assert isinstance(problem, Problem)
    assert problem.code == "archive"


@pytest.mark.parametrize(("kind", "status"), [("robots", 200), ("", 200), ("review_payee", 404), ("review_payee", 503)])
def test_what_is_no_successful_page_is_not_parsed(kind: str, status: int, pages: Any, tmp_path: Path) -> None:
    put(tmp_path, kind, pages.sheet("review_payee"), status)
    assert parse_archive(tmp_path).parsed == 0


def test_tables_of_an_interrupted_run_are_not_read(pages: Any, tmp_path: Path) -> None:
    digest = put(tmp_path, "review_payee", pages.sheet("review_payee"))
    tables = RecordTables(tmp_path)
    leftover = tables.path("review_project", digest)
    leftover.parent.mkdir(parents=True)
    leftover.write_bytes(b"half a table")
    with pytest.raises(LookupError, match=digest):
        tables.table("review_project", digest)
    parse_archive(tmp_path)
    assert tables.table("review_project", digest).num_rows == 0
    assert not leftover.exists()


def test_tables_of_a_forgotten_capture_go(pages: Any, tmp_path: Path) -> None:
    digest = put(tmp_path, "review_payee", pages.sheet("review_payee"))
    parse_archive(tmp_path)
    with Ledger(tmp_path) as ledger:
        ledger.forget_captures_from("izon-00001.warc.gz", 0)
    assert parse_archive(tmp_path).records == {}
    assert RecordTables(tmp_path).marker(digest) is None


def test_page_function_that_breaks_leaves_nothing_behind(
    pages: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = put(tmp_path, "review_payee", pages.sheet("review_payee"))

    def broken(*_: object) -> Any:
        yield from review_payee_parse(pages.sheet("review_payee"), "u", {})
        raise ZeroDivisionError

    review_payee_parse = review_payee.parse
    monkeypatch.setattr(review_payee, "parse", broken)
    with pytest.raises(ZeroDivisionError):
        parse_archive(tmp_path)
    assert RecordTables(tmp_path).marker(digest) is None
    assert not [path for path in (tmp_path / "tables").rglob("*") if path.is_file()]


def test_progress_names_what_is_at_hand(pages: Any, tmp_path: Path) -> None:
    put(tmp_path, "review_payee", pages.sheet("review_payee"))
    seen: list[tuple[int, int]] = []
    parse_archive(tmp_path, lambda progress: seen.append((progress.done, progress.total)))
    assert seen == [(0, 1), (1, 1)]


def test_batches_are_written_one_after_the_other(tmp_path: Path) -> None:
    tables = RecordTables(tmp_path)
    writer = RecordWriter(tables, "d", batch_size=3)
    payees = [
        ReviewPayee(2025, "1", "A", f"甲{row}", None, "", "", "", False, None, "", 0, row) for row in range(2, 12)
    ]
    for payee in payees:
        writer.add(payee)
    assert writer.finish("review_payee", 1) == ParsedCapture("d", "review_payee", 1, {"review_payee": 10})
    assert list(tables.records("review_payee", "d")) == payees


def test_every_record_kind_has_a_schema_with_all_its_fields() -> None:
    for kind, record in KINDS.items():
        assert schema(kind).names == [field.name for field in dataclasses.fields(record)]
