"""Redaction: the bytes go from every record, everything else stays where the ledger says it is, and they do not come back."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler import redaction
from crawler.add import Page, add_pages
from crawler.archive import Archive, ArchiveWriter, Exchange, RedactedError, capture_digest, payload_digest
from crawler.crawl import crawl
from crawler.ledger import Capture, Ledger
from crawler.lock import HomeLockedError, writing
from crawler.parse import parse_archive
from crawler.redaction import RedactionError, redact
from crawler.tables import RecordTables
from crawler.warc_export import export_warc
from crawler.warc_import import import_warc

HOUSE = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216"
FIRST, SECOND = f"{HOUSE}/touh/t216001.htm", f"{HOUSE}/touh/t216002.htm"
REASON = "a person asked for it (本人の求め)"
SECRET = "この人の名は公にしない".encode()


@pytest.fixture
def texts(pages: Any) -> dict[str, bytes]:
    secret = "一について<BR>\n　" + SECRET.decode() + "。八個のシステムである。<BR>\n"
    return {FIRST: pages.answer(secret), SECOND: pages.answer("一について<BR>\n　九個のシステムである。<BR>\n")}


@pytest.fixture
def home(tmp_path: Path, texts: dict[str, bytes]) -> Path:
    """Two captures in one WARC file, parsed."""
    home = tmp_path / "home"
    add(home, texts)
    parse_archive(home)
    return home


def add(home: Path, texts: dict[str, bytes]) -> list[Capture]:
    made = [Page("sangiin_questions", url, "written_answer", body, "text/html") for url, body in texts.items()]
    return list(add_pages(home, made))


def captures(home: Path) -> dict[str, Capture]:
    with Ledger(home) as ledger:
        return {capture.url: capture for capture in ledger.captures()}


def contents(folder: Path) -> Iterator[bytes]:
    """What the WARC files of a folder hold, unpacked, also where a body is packed itself."""
    for path in folder.glob("*"):
        yield gzip.decompress(path.read_bytes())
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                yield record.content_stream().read()


def test_bytes_of_one_capture_go_and_the_other_in_the_file_is_read_as_before(
    home: Path, texts: dict[str, bytes]
) -> None:
    before = captures(home)
    assert len({capture.warc_file for capture in before.values()}) == 1
    assert any(SECRET in content for content in contents(home / "archive"))
    report = redact(home, before[FIRST].digest, REASON)
    after = captures(home)
    assert [capture.url for capture in report.captures] == [FIRST]
    assert report.records == 1
    assert [path.name for path in (home / "archive").iterdir()] == list(report.files) == ["izon-00001.1.warc.gz"]
    assert not any(SECRET in content for content in contents(home / "archive"))
    with pytest.raises(RedactedError, match=f"redacted on .*: {REASON[:10]}"):
        Archive(home).payload(after[FIRST])
    assert Archive(home).payload(after[SECOND]) == texts[SECOND]
    assert after[SECOND].warc_offset != before[SECOND].warc_offset
    found = Archive(home).verify(after.values())
    assert (found.faults, found.captures, found.redacted) == ((), 2, 1)
    with Ledger(home) as ledger:
        (noted,) = ledger.redactions()
    assert (noted.payload_digest, noted.reason) == (payload_digest(texts[FIRST]), REASON)


def test_tombstone_keeps_address_time_and_identity_of_the_record(home: Path, texts: dict[str, bytes]) -> None:
    def records() -> list[dict[str, str]]:
        (path,) = (home / "archive").iterdir()
        with path.open("rb") as stream:
            return [dict(record.rec_headers.headers) for record in ArchiveIterator(stream)]

    before = records()
    redact(home, payload_digest(texts[FIRST]), REASON)
    after = records()
    assert len(after) == len(before)
    (number,) = [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    for name in ("WARC-Record-ID", "WARC-Date", "WARC-Target-URI", "Izon-Origin"):
        assert after[number][name] == before[number][name]
    assert after[number]["Izon-Payload-Digest"] == payload_digest(texts[FIRST])


def test_tables_of_the_capture_go_and_a_new_parse_does_not_bring_them_back(home: Path) -> None:
    digest = captures(home)[FIRST].digest
    assert RecordTables(home).marker(digest) is not None
    redact(home, digest, REASON)
    assert not any(digest in path.name for path in (home / "tables").rglob("*"))
    assert parse_archive(home).records["written_answer"] == 1
    assert RecordTables(home).marker(digest) is None


def test_exported_file_has_the_tombstone_and_an_earlier_export_does_not_bring_the_bytes_back(
    home: Path, tmp_path: Path
) -> None:
    export_warc(home, tmp_path / "earlier.warc.gz")
    redact(home, captures(home)[FIRST].digest, REASON)
    (tmp_path / "exported").mkdir()
    assert export_warc(home, tmp_path / "exported" / "later.warc.gz").captures == 2
    assert not any(SECRET in content for content in contents(tmp_path / "exported"))
    elsewhere = tmp_path / "elsewhere"
    assert import_warc(elsewhere, tmp_path / "exported" / "later.warc.gz").imported == {"written_answer": 1}
    again = import_warc(home, tmp_path / "earlier.warc.gz")
    assert (again.imported, again.held) == ({"written_answer": 1}, 1)  # the other page, now from a record of the site
    assert not any(SECRET in content for content in contents(home / "archive"))


def test_same_bytes_under_another_address_and_packed_go_too_and_are_not_added_again(
    tmp_path: Path, texts: dict[str, bytes]
) -> None:
    home, body = tmp_path / "home", texts[FIRST]
    add(home, {FIRST: body, SECOND: body})
    with ArchiveWriter(home) as writer:  # a record that the ledger does not know
        headers = [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]
        writer.write(
            Exchange(FIRST, "2026-01-01T00:00:00Z", "GET", [], b"", 200, headers, gzip.compress(body), "served")
        )
    report = redact(home, capture_digest(FIRST, payload_digest(body)), REASON)
    assert (report.records, len(report.captures)) == (3, 2)
    assert not any(SECRET in content for content in contents(home / "archive"))
    assert add(home, {FIRST: body, f"{HOUSE}/touh/t216003.htm": body}) == []


def test_page_that_is_served_again_stays_out_and_a_corrected_one_comes_in(
    mirror: Path, pages: Any, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    (page,) = mirror.rglob("t216027.htm")
    secret = "一について<BR>\n　" + SECRET.decode() + "。<BR>\n"
    page.write_bytes(pages.answer(secret))
    crawl(home, ["sangiin_questions"], {}, str(mirror))
    (capture,) = [one for url, one in captures(home).items() if url.endswith("t216027.htm")]
    redact(home, capture.digest, REASON)
    (report,) = crawl(home, ["sangiin_questions"], {}, str(mirror)).sources
    assert report.outcomes["unchanged"] == 4
    assert not report.fell_short
    assert not any(SECRET in content for content in contents(home / "archive"))
    assert captures(home)[capture.url].last_seen > capture.last_seen
    assert captures(home)[capture.url].etag is None
    page.write_bytes(pages.answer("一について<BR>\n　八個のシステムである。<BR>\n"))
    (report,) = crawl(home, ["sangiin_questions"], {}, str(mirror)).sources
    assert report.outcomes["new"] == 1
    with Ledger(home) as ledger:
        found = Archive(home).verify(ledger.captures())
    assert (found.faults, found.redacted) == ((), 1)


@pytest.mark.parametrize("place", ["before the ledger knows", "before the old file goes"])
@pytest.mark.parametrize("then", ["again", "another page"])
def test_killed_at_any_point_it_is_done_by_the_next_that_writes(
    place: str, then: str, home: Path, texts: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = captures(home)[FIRST].digest

    class KilledError(Exception):
        pass

    def kill(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if place == "before the ledger knows":
            patch.setattr(Ledger, "redact", kill)
        else:
            patch.setattr(redaction, "sweep", _second_time(kill))
        with pytest.raises(KilledError):
            redact(home, digest, REASON)
    assert len(list((home / "archive").iterdir())) == 2
    assert Archive(home).payload(captures(home)[SECOND]) == texts[SECOND]
    if then == "again" or place == "before the ledger knows":
        redact(home, digest, REASON)
    else:
        add(home, {f"{HOUSE}/touh/t216003.htm": texts[SECOND] + b" "})
    assert len(list((home / "archive").iterdir())) == 1
    assert not any(SECRET in content for content in contents(home / "archive"))
    found = Archive(home).verify(captures(home).values())
    assert (found.faults, found.redacted) == ((), 1)


def _second_time(kill: Callable[[], None]) -> Callable[..., None]:
    calls: list[object] = []

    def sweep(*given: Any) -> None:
        calls.append(given)
        if len(calls) > 1:
            kill()

    return sweep


def test_what_is_written_afterwards_lies_where_the_ledger_says(home: Path, texts: dict[str, bytes]) -> None:
    redact(home, captures(home)[FIRST].digest, REASON)
    third = f"{HOUSE}/touh/t216003.htm"
    (added,) = add(home, {third: texts[SECOND] + b" "})
    assert added.warc_file == "izon-00001.1.warc.gz"
    redact(home, captures(home)[SECOND].digest, REASON)
    assert Archive(home).payload(captures(home)[third]) == texts[SECOND] + b" "
    assert [path.name for path in (home / "archive").iterdir()] == ["izon-00001.2.warc.gz"]


def test_what_is_not_held_is_refused_and_so_is_a_second_writer(home: Path) -> None:
    for unknown in ("0" * 32, "sha256:" + "0" * 64, "nonsense"):
        with pytest.raises(RedactionError, match="no capture"):
            redact(home, unknown, REASON)
    with writing(home), pytest.raises(HomeLockedError):
        redact(home, captures(home)[FIRST].digest, REASON)


def test_what_an_archive_file_calls_its_pages_leads_nowhere(
    home: Path, tmp_path: Path, texts: dict[str, bytes]
) -> None:
    """Imported addresses name no file: neither outside the home nor over another in it."""
    with ArchiveWriter(tmp_path / "theirs") as writer:
        for url in (f"{HOUSE}/touh/../../../../../../../t216009.htm", f"{HOUSE}/touh/%2e%2e%2f%2e%2e%2ft216009.htm"):
            headers = [("Content-Type", "text/html")]
            writer.write(Exchange(url, "2026-01-01T00:00:00Z", "GET", [], b"", 200, headers, texts[SECOND], "served"))
    (theirs,) = (tmp_path / "theirs" / "archive").iterdir()
    before = {path for path in tmp_path.rglob("*") if not path.is_relative_to(home / "tables")}
    import_warc(home, theirs)
    parse_archive(home)
    assert {path for path in tmp_path.rglob("*") if not path.is_relative_to(home / "tables")} == before
