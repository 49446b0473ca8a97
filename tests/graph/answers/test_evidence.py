"""The evidence chain ends in the archived bytes: what was changed there is found."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyarrow.parquet as pq
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import Archive, ArchiveWriter, Exchange, Location, capture_digest, payload_digest
from crawler.ledger import Capture, Ledger
from graph import iri
from graph.answers.evidence import Reader, UnknownIriError, verify, why
from graph.claims.model import Argument, CellEvidence, Claim, TextEvidence

Publish = Callable[..., Path]
TEXT, TABLE = "https://example.jp/text", "https://example.jp/table"
BODIES = {TEXT: "甲はAWSを利用する。".encode(), TABLE: "名,数\n甲,1\n乙,2\n".encode()}
USES = Claim(
    "k/1", "usesService", Argument("system", "甲"), Argument("service", "AWS"), (TextEvidence(2, 5, "AWS"),)
)  # fmt: skip
NAMES = Claim("k/2", "names", Argument("system", "乙"), Argument("service", "AWS"), (CellEvidence(3, (1, 2), "乙\t2"),))


class Cells:
    """A table of lines and commas."""

    def __init__(self, body: bytes) -> None:
        self._rows = [line.split(",") for line in body.decode().splitlines()]

    def cells(self, row: int, columns: Sequence[int]) -> list[str]:
        return [self._rows[row - 1][column - 1] for column in columns]


class Pages:
    """How the pages of these tests are read."""

    def table(self, page_kind: str, body: bytes) -> Cells | None:
        return Cells(body) if page_kind == "table" else None

    def text(self, page_kind: str, body: bytes) -> str:
        return body.decode()


def captured(url: str, body: bytes, time: str, place: Location) -> Capture:
    digest, kind = payload_digest(body), url.rpartition("/")[2]
    return Capture(
        capture_digest(url, digest), url, "test", kind, "copied", 200, "text/plain", digest, len(body),
        time, time, None, None, "", place.warc_file, place.warc_offset, {},
    )  # fmt: skip


@pytest.fixture
def captures(tmp_path: Path) -> list[Capture]:
    """Both pages in an archive."""
    found = []
    with ArchiveWriter(tmp_path) as archive:
        for url, body in BODIES.items():
            time = "2026-11-01T00:00:00Z"
            place = archive.write(
                Exchange(url, time, "GET", [], b"", 200, [("Content-Type", "text/plain")], body, "copied")
            )
            found.append(captured(url, body, time, place))
    return found


@pytest.fixture
def reader(tmp_path: Path, captures: list[Capture]) -> Reader:
    return Reader(Archive(tmp_path), captures, Pages())


def test_reader_gives_what_stands_at_a_place(reader: Reader, captures: list[Capture]) -> None:
    text, table = (iri.capture(capture.digest) for capture in captures)
    assert reader.read(text, None, (), 2, 5) == "AWS"
    assert reader.read(table, 3, (1, 2), None, None) == "乙\t2"
    assert reader.read(table, 1, (1,), 0, 1) == "名"


@pytest.mark.parametrize(("row", "columns"), [(9, (1,)), (3, (9,)), (None, ())])
def test_place_that_is_not_there_has_nothing(
    reader: Reader, captures: list[Capture], row: int | None, columns: tuple[int, ...]
) -> None:
    assert reader.read(iri.capture(captures[1].digest), row, columns, None, None) == ""


def test_every_quote_is_verified(publish: Publish, reader: Reader, captures: list[Capture]) -> None:
    tables = publish([(captures[0], [USES]), (captures[1], [NAMES])])
    found = verify(tables, reader, lambda *_: None)
    assert (found.claims, found.evidence, found.by_origin, found.failures) == (2, 2, {"copied": 2}, [])
    (chain,) = why(tables, reader, iri.claim(USES.identifier))
    (link,) = chain.links
    assert (link.verified, link.found, link.url, link.origin) == (True, "AWS", TEXT, "copied")
    assert link.payload_digest == payload_digest(BODIES[TEXT])


@pytest.mark.parametrize(
    "claim",
    [
        Claim("k/3", "names", Argument("system", "甲"), Argument("service", "AWS"), (TextEvidence(1, 4, "AWS"),)),
        Claim("k/3", "names", Argument("system", "甲"), Argument("service", "AWS"), (TextEvidence(2, 5, "ＡＷＳ"),)),
        Claim("k/3", "names", Argument("system", "甲"), Argument("service", "AWS"), (TextEvidence(90, 93, "AWS"),)),
    ],
    ids=["other place", "other width", "behind the end"],
)
def test_quote_that_does_not_stand_there_fails_the_check(
    publish: Publish, reader: Reader, captures: list[Capture], claim: Claim
) -> None:
    tables = publish([(captures[0], [claim])])
    (failure,) = verify(tables, reader, lambda *_: None).failures
    assert claim.evidence[0].quote in failure
    (chain,) = why(tables, reader, iri.claim(claim.identifier))
    assert [link.verified for link in chain.links] == [False]


def test_why_takes_claims_evidence_things_and_edges(publish: Publish, reader: Reader, captures: list[Capture]) -> None:
    tables = publish([(captures[0], [USES]), (captures[1], [NAMES])])
    edges = pq.read_table(tables / "edges.parquet").to_pylist()
    (edge,) = [row["key"] for row in edges if row["predicate"] == "usesService"]
    evidence = iri.evidence(TEXT, "char=2,5", "AWS")
    for identity in (iri.claim(USES.identifier), evidence, edge):
        assert [chain.claim for chain in why(tables, reader, identity)] == [iri.claim(USES.identifier)]
    assert len(why(tables, reader, iri.service("aws"))) == 2
    for nothing in (iri.claim("00"), "no such key", iri.service("nobody")):
        with pytest.raises(UnknownIriError, match="is the IRI whole"):
            why(tables, reader, nothing)


def change_archive(home: Path, old: str, new: str) -> None:
    """Writes the WARC anew with other words in a page; ledger and digests of the ledger are made to fit.

    As somebody would who forges an archive: only the claims still say what was there.
    """
    with Ledger(home) as ledger:
        captures = list(ledger.captures())
    (path,) = (home / "archive").glob("*.warc.gz")
    bodies: dict[str, bytes] = {}
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream):
            if record.rec_type == "response":
                bodies[record.rec_headers.get_header("WARC-Target-URI")] = record.raw_stream.read()
    path.unlink()
    with ArchiveWriter(home) as archive, Ledger(home) as ledger:
        for capture in captures:
            body = bodies[capture.url].replace(old.encode(), new.encode())
            place = archive.write(
                Exchange(capture.url, capture.first_seen, "GET", [], b"", capture.status, [], body, capture.origin)
            )
            ledger._connection.execute(
                "UPDATE captures SET warc_file = ?, warc_offset = ?, payload_digest = ? WHERE digest = ?",
                (place.warc_file, place.warc_offset, payload_digest(body), capture.digest),
            )


@pytest.mark.slow
def test_changed_word_in_the_archive_is_found_by_why(
    copy_of_example: Path, izon: Callable[..., CompletedProcess[str]], document: Callable[..., Any]
) -> None:
    (claim,) = {row["claim"] for row in document("ask", "9")["rows"] if row["predicate"] == "observedCount"}
    assert izon("why", claim, home=copy_of_example).returncode == 0
    change_archive(copy_of_example, "千八百七十七システム", "千八百七十八システム")
    done = izon("why", claim, home=copy_of_example, check=False)
    assert done.returncode == 1
    assert "NOT FOUND" in done.stdout
    assert "千八百七十八システム" in done.stdout
    (chain,) = json.loads(izon("why", claim, "--format", "json", home=copy_of_example, check=False).stdout)
    assert [link["verified"] for link in chain["links"]] == [False]


@pytest.mark.slow
def test_flipped_byte_in_the_archive_is_found_by_why(
    copy_of_example: Path, izon: Callable[..., CompletedProcess[str]], document: Callable[..., Any]
) -> None:
    (claim,) = {row["claim"] for row in document("ask", "9")["rows"] if row["predicate"] == "observedCount"}
    (chain,) = document("why", claim)
    file, _, offset = chain["links"][0]["warc"].partition(":")
    flip_byte(copy_of_example / "archive" / file, int(offset), "千八百七十七システム".encode())
    done = izon("why", claim, home=copy_of_example, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "NOT FOUND" in done.stdout
    verified = izon("archive", "verify", home=copy_of_example, check=False)
    assert verified.returncode == 1
    assert file in verified.stdout


def flip_byte(path: Path, offset: int, word: bytes) -> None:
    """Changes one byte of a word in the gzip member at an offset, and packs the member again in its place."""
    content = path.read_bytes()
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    plain = member.decompress(content[offset:])
    assert word in plain
    changed = plain.replace(word, bytes([word[0] ^ 1]) + word[1:])
    path.write_bytes(content[:offset] + gzip.compress(changed) + member.unused_data)
