"""WARC in and out: what is written can be read by us and by warcio, and a crash costs one record at most."""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveError, ArchiveWriter, Exchange, capture_digest, payload_digest
from crawler.content import ContentError, decoded
from crawler.ledger import Capture

URL = "https://example.test/a?b=%E3%81%82"


def exchange(body: bytes = b"body", **values: Any) -> Exchange:
    fields: dict[str, Any] = {
        "url": URL,
        "time": "2026-11-24T00:00:00Z",
        "method": "GET",
        "request_headers": [("User-Agent", "Izon"), ("Accept", "text/html")],
        "request_body": b"",
        "status": 200,
        "response_headers": [("Content-Type", "text/html"), ("Via", "one"), ("Via", "two")],
        "body": body,
        "origin": "served",
    }
    return Exchange(**fields | values)


def capture_of(written: Exchange, location: Any, payload: bytes | None = None) -> Capture:
    digest = payload_digest(written.body if payload is None else payload)
    return Capture(
        digest=capture_digest(written.url, digest),
        url=written.url,
        source="rs",
        page_kind="review_payee",
        origin="served",
        status=written.status,
        media_type="text/html",
        payload_digest=digest,
        length=len(written.body),
        first_seen=written.time,
        last_seen=written.time,
        etag=None,
        last_modified=None,
        via="",
        warc_file=location.warc_file,
        warc_offset=location.warc_offset,
        arguments={},
    )


def records(home: Path) -> list[Any]:
    found = []
    for path in Archive(home).files():
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, check_digests=True):
                content = record.raw_stream.read()
                assert record.digest_checker.passed is not False
                found.append((record, content))
    return found


def warcio_check(home: Path) -> subprocess.CompletedProcess[str]:
    files = [str(path) for path in Archive(home).files()]
    return subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *files], capture_output=True, text=True, check=False
    )


def test_payload_comes_back_as_it_was(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        first = capture_of(exchange(b"first"), writer.write(exchange(b"first")))
        second = capture_of(exchange(b""), writer.write(exchange(b"")))
    assert Archive(tmp_path).payload(first) == b"first"
    assert Archive(tmp_path).payload(second) == b""


def test_request_and_response_are_kept_with_repeated_headers_and_the_query(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        writer.write(exchange())
    information, response, request = [record for record, _ in records(tmp_path)]
    assert information.rec_type == "warcinfo"
    assert [value for name, value in response.http_headers.headers if name == "Via"] == ["one", "two"]
    assert response.http_headers.statusline == "200 OK"
    assert response.rec_headers.get_header("WARC-Date") == "2026-11-24T00:00:00Z"
    assert response.rec_headers.get_header("Izon-Origin") == "served"
    assert request.http_headers.protocol == "GET"
    assert request.http_headers.statusline == "/a?b=%E3%81%82 HTTP/1.1"
    assert request.http_headers.get_header("Host") == "example.test"
    assert request.rec_headers.get_header("WARC-Concurrent-To") == response.rec_headers.get_header("WARC-Record-ID")


def test_body_stays_encoded_in_the_archive_and_is_decoded_when_read(tmp_path: Path) -> None:
    packed = gzip.compress(b"page", mtime=0)
    written = exchange(packed, response_headers=[("Content-Encoding", "gzip")])
    with ArchiveWriter(tmp_path) as writer:
        capture = capture_of(written, writer.write(written), b"page")
    assert Archive(tmp_path).payload(capture) == b"page"
    assert records(tmp_path)[1][1] == packed


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("", b"page"),
        ("identity", b"page"),
        ("br", b"page"),
        ("gzip", gzip.compress(b"page", mtime=0)),
        ("GZIP", gzip.compress(b"page", mtime=0)),
        ("deflate", zlib.compress(b"page")),
        ("deflate", zlib.compress(b"page")[2:-4]),
        ("deflate, gzip", gzip.compress(zlib.compress(b"page"), mtime=0)),
    ],
)
def test_content_encodings(encoding: str, body: bytes) -> None:
    assert decoded(body, encoding) == b"page"


@pytest.mark.parametrize("body", [b"no gzip", gzip.compress(b"page" * 100, mtime=0)[:-12]])
def test_damaged_content_encoding_is_told(body: bytes) -> None:
    with pytest.raises(ContentError, match="gzip"):
        decoded(body, "gzip")


def test_gzip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.content.MAXIMUM_PAYLOAD_BYTES", 1000)
    with pytest.raises(ContentError, match="more than 1000 bytes"):
        decoded(gzip.compress(b"\0" * 100_000, mtime=0), "gzip")


@pytest.mark.parametrize("status", [304, 200])
def test_revisit_refers_to_the_first_record(status: int, tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        known = capture_of(exchange(), writer.write(exchange()))
        writer.write_revisit(exchange(b"", status=status, time="2026-11-25T00:00:00Z"), known)
    _, (first, _), _, (revisit, content), _ = records(tmp_path)
    assert (revisit.rec_type, content) == ("revisit", b"")
    assert revisit.rec_headers.get_header("WARC-Refers-To") == first.rec_headers.get_header("WARC-Record-ID")
    assert revisit.rec_headers.get_header("WARC-Payload-Digest") == first.rec_headers.get_header("WARC-Payload-Digest")
    profile = "server-not-modified" if status == 304 else "identical-payload-digest"
    assert revisit.rec_headers.get_header("WARC-Profile").endswith(profile)
    assert warcio_check(tmp_path).returncode == 0


def test_warcio_finds_every_digest_right(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        for size in (0, 1, 70_000):
            writer.write(exchange(b"x" * size))
    checked = warcio_check(tmp_path)
    assert checked.returncode == 0
    assert checked.stdout.count("digest pass") == 7  # warcinfo, three responses, three requests
    assert "fail" not in checked.stdout


def test_files_are_rotated_by_size_and_go_on_where_they_stopped(tmp_path: Path) -> None:
    captures = []
    for number in range(3):
        with ArchiveWriter(tmp_path, maximum_file_bytes=1500) as writer:
            for part in range(3):
                written = exchange(bytes(f"{number}-{part}", "ascii"), url=f"{URL}&{number}{part}")
                captures.append(capture_of(written, writer.write(written)))
    archive = Archive(tmp_path)
    assert len(archive.files()) > 2
    assert [archive.payload(capture) for capture in captures] == [
        f"{number}-{part}".encode() for number in range(3) for part in range(3)
    ]
    assert archive.verify(captures).faults == ()
    assert warcio_check(tmp_path).returncode == 0


@pytest.mark.parametrize("lost", [1, 30, 200])
def test_incomplete_last_record_is_cut_off_and_writing_goes_on(lost: int, tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        kept = capture_of(exchange(b"kept"), writer.write(exchange(b"kept")))
        writer.write(exchange(b"lost" * 100))
    (path,) = Archive(tmp_path).files()
    with path.open("r+b") as stream:
        stream.truncate(path.stat().st_size - lost)
    assert "incomplete" in " ".join(Archive(tmp_path).verify([kept]).faults)
    with ArchiveWriter(tmp_path) as writer:
        assert writer.mended is not None
        after = capture_of(exchange(b"after"), writer.write(exchange(b"after")))
    assert [Archive(tmp_path).payload(capture) for capture in (kept, after)] == [b"kept", b"after"]
    assert Archive(tmp_path).verify([kept, after]).faults == ()


def test_whole_file_is_not_touched_at_the_next_start(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        writer.write(exchange())
    (path,) = Archive(tmp_path).files()
    before = path.read_bytes()
    with ArchiveWriter(tmp_path) as writer:
        assert writer.mended is None
    assert path.read_bytes() == before


def test_verify_tells_of_changed_bytes_and_missing_files(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path) as writer:
        capture = capture_of(exchange(b"true"), writer.write(exchange(b"true")))
    (path,) = Archive(tmp_path).files()
    forged = io.BytesIO()
    with ArchiveWriter(tmp_path / "other") as writer:
        writer.write(exchange(b"fals"))
    (other,) = Archive(tmp_path / "other").files()
    forged.write(other.read_bytes())
    path.write_bytes(forged.getvalue())
    archive = Archive(tmp_path)
    with pytest.raises(ArchiveError, match=r"not the one in the ledger|no readable record"):
        archive.payload(capture)
    assert len(archive.verify([capture]).faults) == 1
    path.unlink()
    with pytest.raises(ArchiveError, match="no readable record"):
        archive.payload(capture)


def test_identity_of_a_capture_is_url_payload_and_a_status_that_is_not_200() -> None:
    digest = payload_digest(b"page")
    one = capture_digest(URL, digest)
    assert len(one) == 32
    assert one == capture_digest(URL, digest, 200)
    others = {
        capture_digest(URL + "x", digest),
        capture_digest(URL, payload_digest(b"")),
        capture_digest(URL, digest, 404),
    }
    assert len(others | {one}) == 4
