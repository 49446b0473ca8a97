"""WARC between programs: ours read by FastWARC and warcio, wget's read by us, and what crashes and strangers leave behind."""

from __future__ import annotations

import datetime as dt
import http.server
import shutil
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive, ArchiveWriter, Exchange
from crawler.content import decoded
from crawler.crawl import crawl
from crawler.ledger import Capture, Ledger
from crawler.parse import parse_archive
from crawler.warc_export import export_warc
from crawler.warc_import import WarcImportError, import_warc

SANGIIN = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216"
RECORDED = Path(__file__).parent / "archives" / "wget-1.21.3.warc.gz"  # four pages of the test's own mirror


def captures(home: Path) -> list[Capture]:
    with Ledger(home) as ledger:
        return list(ledger.captures())


def read(path: Path, *, parse_http: bool) -> Iterator[WarcRecord]:
    """The records of a file, as FastWARC reads it."""
    with path.open("rb") as stream:
        yield from ArchiveIterator(stream, parse_http=parse_http)


@pytest.fixture(scope="module")
def crawled(serve: Any, pages: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after two runs: new pages, unchanged ones, missing ones and one that has changed."""
    folder, home = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("home")
    site = folder / urlsplit(SANGIIN).netloc / urlsplit(SANGIIN).path[1:]
    for name in ("syuh", "touh"):
        (site / name).mkdir(parents=True)
    (site / "syuisyo.htm").write_bytes(pages.question_list([(27, True), (28, False), (29, False)]))
    (site / "syuh/s216027.htm").write_bytes(pages.question())
    (site / "syuh/s216028.htm").write_bytes(pages.question("二八"))
    (site / "touh/t216027.htm").write_bytes(pages.answer("一について<BR>\n　八個のシステムである。<BR>\n"))
    with serve(folder) as server:
        crawl(home, ["sangiin_questions"], {}, server.url)
        (site / "syuh/s216028.htm").write_bytes(pages.question("二八").replace("いくつ".encode(), "幾つ".encode()))
        crawl(home, ["sangiin_questions"], {}, server.url)
    return home


def test_another_reader_finds_every_record_and_every_digest_right(crawled: Path) -> None:
    kinds: Counter[str] = Counter()
    for path in Archive(crawled).files():
        for record in read(path, parse_http=False):
            assert record.verify_block_digest(), record.record_id
            kinds[str(record.record_type).rpartition(".")[2]] += 1
        for record in read(path, parse_http=True):
            if record.record_type == WarcRecordType.response:
                assert record.verify_payload_digest(), record.record_id
    assert kinds["response"] + kinds["revisit"] == kinds["request"]
    assert kinds["revisit"] >= 3
    assert kinds["warcinfo"] == len(Archive(crawled).files())
    assert Archive(crawled).verify(captures(crawled)).records == kinds.total()


def test_another_reader_gets_the_same_pages_at_the_same_places(crawled: Path) -> None:
    archive = Archive(crawled)
    for capture in captures(crawled):
        with (archive.folder / capture.warc_file).open("rb") as stream:
            stream.seek(capture.warc_offset)
            record = next(iter(ArchiveIterator(stream, parse_http=True)))
            encoding = record.http_headers.get("Content-Encoding", "")
            assert record.headers["WARC-Target-URI"] == capture.url
            assert record.http_headers.status_code == capture.status
            assert decoded(record.reader.read(), encoding) == archive.payload(capture)


def test_warcio_finds_nothing_wrong_with_archive_and_export(crawled: Path, tmp_path: Path) -> None:
    export_warc(crawled, tmp_path / "export.warc.gz")
    files = [*Archive(crawled).files(), tmp_path / "export.warc.gz"]
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0
    assert "fail" not in checked.stdout
    for record in read(tmp_path / "export.warc.gz", parse_http=False):
        assert record.verify_block_digest()


def exchange(name: str, body: bytes) -> Exchange:
    headers = [("Content-Type", "text/html")]
    return Exchange(
        f"https://example.test/{name}", "2026-11-24T00:00:00Z", "GET", [], b"", 200, headers, body, "served"
    )


def test_crash_at_any_byte_costs_the_records_behind_it_and_no_other(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path / "whole") as writer:
        kept = writer.write(exchange("kept", b"kept"))
        lost = writer.write(exchange("lost", b"lost"))
    (whole,) = Archive(tmp_path / "whole").files()
    content = whole.read_bytes()
    starts = [record.stream_pos for record in read(whole, parse_http=False)]
    assert starts[1] == kept.warc_offset
    around = {start + step for start in starts for step in (-1, 0, 1, 9, 17)}  # the gzip header has ten bytes
    for length in sorted({0, *range(1, len(content), 23), *around} & set(range(len(content)))):
        home = tmp_path / str(length)
        (home / "archive").mkdir(parents=True)
        (home / "archive" / whole.name).write_bytes(content[:length])
        with ArchiveWriter(home) as writer:
            assert (writer.mended is None) == (length in (0, *starts))
            after = writer.write(exchange("after", b"after"))
        (path, *further) = Archive(home).files()
        assert further == []
        addresses = [record.headers.get("WARC-Target-URI") for record in read(path, parse_http=False)]
        assert sum("kept" in str(address) for address in addresses) == sum(end <= length for end in starts[2:4])
        assert sum("after" in str(address) for address in addresses) == 2
        assert after.warc_offset == max(start for start in (0, *starts) if start <= length)
        shutil.rmtree(home)
    assert lost.warc_offset == starts[3]


class Sites(http.server.SimpleHTTPRequestHandler):
    """A proxy that stands in for every site: it ends the TLS of a tunnel itself, and answers from a mirror's folder."""

    protocol_version = "HTTP/1.1"
    context: ssl.SSLContext
    host = ""

    def do_CONNECT(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)
        self.host = self.path.partition(":")[0]

    def do_GET(self) -> None:
        self.path = f"/{self.host}{self.path}"
        super().do_GET()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        self.connection.close()

    def log_message(self, *_: object) -> None:
        pass


def certificate(folder: Path) -> Path:
    """A key and a certificate that nobody trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "www.sangiin.go.jp")])
    day = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), day, day.replace(2050))
    path = folder / "site.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return path


def wget(mirror: Path, folder: Path, *options: str) -> Path:
    """What wget archives of a session's questions, from a mirror that stands in for the site."""
    Sites.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Sites.context.load_cert_chain(certificate(folder))

    def handler(*arguments: Any) -> Sites:
        return Sites(*arguments, directory=str(mirror))

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            subprocess.run(
                [
                    *("wget", "--quiet", "--recursive", "--level=1", "--no-parent", "--no-check-certificate"),
                    *("-e", "robots=off", "--warc-file=theirs", *options, f"{SANGIIN}/syuisyo.htm"),
                ],
                cwd=folder,
                env={"https_proxy": f"http://127.0.0.1:{server.server_address[1]}", "PATH": "/usr/bin:/bin"},
                timeout=60,
                check=False,  # 8: one of the pages is not there
            )
        finally:
            server.shutdown()
            thread.join()
    return folder / ("theirs.warc" if "--no-warc-compression" in options else "theirs.warc.gz")


EXPECTED = {"listed_question": 2, "written_question": 2, "written_answer": 1, "answered_point": 1}


def test_archive_that_wget_once_made_parses_like_our_own(tmp_path: Path) -> None:
    report = import_warc(tmp_path, RECORDED)
    assert report.imported == {"question_list": 1, "written_question": 2, "written_answer": 1}
    assert {"request records", "warcinfo records", "metadata records", "status 404"} <= report.left_out.keys()
    assert {name: count for name, count in parse_archive(tmp_path).records.items() if name in EXPECTED} == EXPECTED
    assert {(one.origin, one.media_type) for one in captures(tmp_path)} == {("served", "text/html")}
    assert not Archive(tmp_path).verify(captures(tmp_path)).faults


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed; the archive that it once made is read")
@pytest.mark.parametrize("options", [(), ("--no-warc-compression", "--no-warc-digests")])
def test_archive_that_wget_makes_now_parses_like_our_own(
    options: tuple[str, ...], mirror: Path, tmp_path: Path
) -> None:
    report = import_warc(tmp_path / "home", wget(mirror, tmp_path, *options))
    assert report.imported == {"question_list": 1, "written_question": 2, "written_answer": 1}
    parse_archive(tmp_path / "home")
    crawl(tmp_path / "own", ["sangiin_questions"], {}, str(mirror))
    ours = {one.digest for one in captures(tmp_path / "own") if one.status == 200}
    assert {one.digest for one in captures(tmp_path / "home")} == ours


PLAIN = b"".join(
    b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <%s>\r\nWARC-Date: 2025-06-01T01:02:03Z\r\n"
    b"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-00000000000%d>\r\nContent-Type: application/http\r\n"
    b"Content-Length: %d\r\n\r\n%s\r\n\r\n" % (kind, address, number, len(block), block)
    for number, (kind, address, block) in enumerate(
        [
            (b"warcinfo", b"x", b"software: theirs"),
            (
                b"response",
                f"{SANGIIN}/syuh/s216027.htm".encode(),
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: identity\r\n\r\n<html>page</html>",
            ),
            (b"resource", f"{SANGIIN}/syuh/s216028.htm".encode(), b"<html>page</html>"),
        ]
    )
)
PIECES = (
    b"",
    b"\r\n",
    b"WARC-Date: \r\n",
    b"http://[",
    b"9" * 30,
    b"-1",
    b"chunked",
    b"gzip",
    b"\xff",
    b"\0",
    b"WARC/9",
)


@settings(max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.floats(0, 1), st.integers(0, 60), st.sampled_from(PIECES) | st.binary(max_size=8), st.booleans())
def test_damaged_archive_of_others_is_told_and_no_more(
    tmp_path: Path, place: float, length: int, piece: bytes, end: bool
) -> None:
    at = int(len(PLAIN) * place)
    (tmp_path / "theirs.warc").write_bytes(PLAIN[:at] + piece + (b"" if end else PLAIN[at + length :]))
    with suppress(WarcImportError):
        import_warc(tmp_path / "home", tmp_path / "theirs.warc")


LINES = [line + b"\r\n" for line in PLAIN.split(b"\r\n") if b":" in line]


@pytest.mark.parametrize("line", sorted(set(LINES)))
@pytest.mark.parametrize("value", [None, b"", b"http://[", b"x" * 20, b"-1"])
def test_record_with_a_bad_or_missing_header_is_told_and_no_more(
    line: bytes, value: bytes | None, tmp_path: Path
) -> None:
    name = line.partition(b":")[0]
    (tmp_path / "theirs.warc").write_bytes(
        PLAIN.replace(line, b"" if value is None else name + b": " + value + b"\r\n")
    )
    with suppress(WarcImportError):
        report = import_warc(tmp_path / "home", tmp_path / "theirs.warc")
        assert sum(report.imported.values()) + sum(report.left_out.values()) <= 3
    assert not Archive(tmp_path / "home").verify(captures(tmp_path / "home")).faults


def test_status_that_is_no_number_is_told(tmp_path: Path) -> None:
    (tmp_path / "theirs.warc").write_bytes(PLAIN.replace(b"200 OK", b"abc OK"))
    report = import_warc(tmp_path / "home", tmp_path / "theirs.warc")
    assert sum(report.left_out.values()) == 2
