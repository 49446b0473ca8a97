"""Files downloaded by hand and WARC files of others: archived, and parsed like our own."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import sources
from crawler.add import AddError, add_pages, page_to_add
from crawler.archive import Archive
from crawler.crawl import crawl
from crawler.ledger import Capture, Ledger
from crawler.parse import parse_archive
from crawler.spiders.rs import ReviewSheets
from crawler.warc_export import export_warc
from crawler.warc_import import WarcImportError, import_warc

LIST = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/syuisyo.htm"
QUESTION = "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/syuh/s216027.htm"


def captures(home: Path) -> list[Capture]:
    with Ledger(home) as ledger:
        return list(ledger.captures())


def warc(path: Path, responses: list[tuple[str, bytes, list[tuple[str, str]]]], status: str = "200 OK") -> Path:
    """A WARC file as another crawler writes it."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=path.suffix == ".gz")
        for url, body, headers in responses:
            record = writer.create_warc_record(
                url,
                "response",
                payload=io.BytesIO(body),
                length=len(body),
                http_headers=StatusAndHeaders(status, [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1"),
                warc_headers_dict={"WARC-Date": "2025-06-01T01:02:03Z"},
            )
            writer.write_record(record)
    return path


@pytest.mark.parametrize("file", ReviewSheets.titles)
def test_url_of_a_review_sheet_file_says_what_it_is(file: str) -> None:
    spider = ReviewSheets()
    assert spider.source.page_of(spider.file_url(2024, file)) == (
        {**ReviewSheets.files, **ReviewSheets.optional_files}[file],
        {"year": 2024},
    )


@pytest.mark.parametrize(
    ("url", "kind"),
    [(LIST, "question_list"), (QUESTION, "written_question"), (QUESTION.replace("syuh/s", "touh/t"), "written_answer")],
)
def test_url_of_a_question_says_what_it_is(url: str, kind: str) -> None:
    found = sources.load("sangiin_questions").page_of(url)
    assert found is not None
    assert found[0] == kind
    assert found[1]["session"] == 216
    assert sources.load("sangiin_questions").page_of(url + "?x=1") is None


def test_file_downloaded_by_hand_parses_like_a_crawled_one(pages: Any, tmp_path: Path) -> None:
    page = page_to_add("sangiin_questions", QUESTION, pages.question(), None, "served", "text/html")
    (added,) = add_pages(tmp_path, [page])
    assert (added.page_kind, added.origin, dict(added.arguments)) == (
        "written_question",
        "served",
        {"session": 216, "number": 27},
    )
    assert parse_archive(tmp_path).records == {"written_question": 1}
    assert list(add_pages(tmp_path, [page])) == []
    assert not Archive(tmp_path).verify(captures(tmp_path)).faults


def test_address_with_japanese_names_is_that_of_a_crawled_file(pages: Any, tmp_path: Path) -> None:
    typed = "https://rssystem.go.jp/files/2025/rs/5-2_RS_2025_支出先_支出ブロックのつながり.zip"
    page = page_to_add("rs", typed, pages.sheet("block_flow"), None, "copied", "application/zip")
    (added,) = add_pages(tmp_path, [page])
    assert added.url == ReviewSheets().file_url(2025, "5-2")
    assert Archive(tmp_path).payload(added) == page.body


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"source": "nowhere"}, "no source"),
        ({"url": "https://elsewhere.test/x"}, "www.sangiin.go.jp"),
        ({"url": "https://www.sangiin.go.jp/x"}, "--kind"),
        ({"kind": "review_payee"}, "sangiin_questions has"),
        ({"origin": "invented"}, "expected one of"),
    ],
)
def test_file_that_cannot_be_placed_is_told(changes: dict[str, Any], message: str) -> None:
    values: dict[str, Any] = {
        "source": "sangiin_questions",
        "url": QUESTION,
        "body": b"x",
        "kind": None,
        "origin": "copied",
        "media_type": "",
    }
    with pytest.raises(AddError, match=message):
        page_to_add(**(values | changes))


@pytest.mark.parametrize("name", ["theirs.warc", "theirs.warc.gz"])
def test_warc_of_another_crawler_parses_like_our_own(name: str, pages: Any, tmp_path: Path) -> None:
    file = warc(
        tmp_path / name,
        [
            (LIST, gzip.compress(pages.question_list([(27, False)])), [("Content-Encoding", "gzip")]),
            (f"<{QUESTION}>", chunked(pages.question()), [("Transfer-Encoding", "chunked")]),
            ("https://www.sangiin.go.jp/", b"<html>home</html>", []),
            ("https://elsewhere.test/", b"<html>elsewhere</html>", []),
        ],
    )
    home = tmp_path / "home"
    report = import_warc(home, file)
    assert report.imported == {"question_list": 1, "written_question": 1}
    assert report.left_out == {"no page of a known source": 2}
    assert {(one.origin, one.first_seen, one.media_type) for one in captures(home)} == {
        ("served", "2025-06-01T01:02:03Z", "text/html")
    }
    assert parse_archive(home).records == {"listed_question": 1, "written_question": 1}
    again = import_warc(home, file)
    assert (again.imported, again.held) == ({}, 2)


def chunked(body: bytes) -> bytes:
    half = len(body) // 2
    parts = (body[:half], body[half:])
    return b"".join(f"{len(part):x}\r\n".encode() + part + b"\r\n" for part in parts) + b"0\r\n\r\n"


def test_import_leaves_out_what_is_no_page_and_says_why(pages: Any, tmp_path: Path) -> None:
    assert import_warc(
        tmp_path / "home", warc(tmp_path / "a.warc", [(QUESTION, b"no", [])], "404 Not Found")
    ).left_out == {"status 404": 1}
    damaged = warc(tmp_path / "b.warc", [(QUESTION, b"no gzip", [("Content-Encoding", "gzip")])])
    (reason,) = import_warc(tmp_path / "home", damaged).left_out
    assert "damaged" in reason
    assert captures(tmp_path / "home") == []


@pytest.mark.parametrize("content", [b"", b"no WARC file at all\r\n\r\n", b"\x1f\x8b\x08broken"])
def test_file_that_is_no_warc_is_told(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(content)
    with pytest.raises(WarcImportError, match=r"x\.warc"):
        import_warc(tmp_path / "home", tmp_path / "x.warc")


def test_warc_that_breaks_off_gives_what_came_before(pages: Any, tmp_path: Path) -> None:
    file = warc(tmp_path / "x.warc.gz", [(QUESTION, pages.question(), []), (LIST, b"x" * 99999, [])])
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(WarcImportError, match="captures before that are imported"):
        import_warc(tmp_path / "home", file)
    assert [one.url for one in captures(tmp_path / "home")] == [QUESTION]


def test_export_is_a_warc_that_imports_whole_elsewhere(mirror: Path, tmp_path: Path) -> None:
    crawl(tmp_path / "one", ["rs", "sangiin_questions"], {}, str(mirror))
    pages_held = [one for one in captures(tmp_path / "one") if one.status == 200]
    report = export_warc(tmp_path / "one", tmp_path / "out.warc.gz")
    assert report.captures == len(captures(tmp_path / "one"))
    with (tmp_path / "out.warc.gz").open("rb") as stream:
        types = [record.rec_type for record in ArchiveIterator(stream, check_digests="raise")]
    assert types == ["warcinfo", *["response", "request"] * report.captures]
    import_warc(tmp_path / "two", tmp_path / "out.warc.gz")
    assert {one.digest for one in captures(tmp_path / "two")} == {one.digest for one in pages_held}
    with pytest.raises(FileExistsError):
        export_warc(tmp_path / "one", tmp_path / "out.warc.gz")
