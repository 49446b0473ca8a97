"""What tests of whole crawls need: bytes of the cases, and the books of a run."""

from __future__ import annotations

import base64
import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crawler.crawl import CrawlReport, crawl
from crawler.ledger import Ledger
from crawler.parse import parse_archive
from crawler.records import Record
from crawler.spiders.rs import ReviewSheets
from crawler.tables import RecordTables

CASES = Path(__file__).parents[1] / "pages"


class Run:
    """One crawl of one source from a server, and what became of it."""

    def __init__(self, home: Path, source: str, url: str, **arguments: str) -> None:
        self.home = home
        self.report: CrawlReport = crawl(home, [source], arguments, url)

    @property
    def fell_short(self) -> bool:
        """Whether less came than was promised."""
        return self.report.fell_short

    @property
    def promised(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Slice and sort of thing → how many were promised, how many are held."""
        promises = self.report.sources[0].promises
        return {(promise.slice, promise.what): (promise.promised, promise.held) for promise in promises}

    @property
    def missing(self) -> list[str]:
        """What did not come, with the reasons."""
        return [name for promise in self.report.sources[0].promises for name in promise.missing]

    def records(self, kind: str) -> list[Record]:
        """The records of a kind from all captures, each capture's in page order."""
        parse_archive(self.home)
        tables = RecordTables(self.home)
        with Ledger(self.home) as ledger:
            digests = [capture.digest for capture in ledger.captures() if tables.marker(capture.digest)]
        return [record for digest in digests for record in tables.records(kind, digest)]


@pytest.fixture
def crawled(tmp_path: Path) -> Callable[..., Run]:
    """Crawls a source into the test's home."""

    def start(source: str, url: str, **arguments: str) -> Run:
        return Run(tmp_path / "home", source, url, **arguments)

    return start


@pytest.fixture
def case_bytes() -> Callable[[str], bytes]:
    """The bytes of a case of the page functions' tests."""

    def read(case: str) -> bytes:
        return next(path for path in (CASES / case).iterdir() if path.name != "case.json").read_bytes()

    return read


def send(handler: Any, body: bytes, media_type: str, status: int = 200) -> None:
    """Answer a request of the local server."""
    handler.send_response(status)
    handler.send_header("Content-Type", media_type)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def answer() -> Callable[..., None]:
    """How an interface of the local server answers."""
    return send


@dataclass
class Site:
    """How a source's site answers, with which arguments it is crawled, and which of its pages may go wrong."""

    arguments: Mapping[str, str] = field(default_factory=dict)
    page: Callable[[str, bytes], bytes | None] = lambda path, posted: None  # path, what was posted → the page
    may_fail: Callable[[str, bytes], bool] = lambda path, posted: True
    pages: int = 0  # that may go wrong; of a site that nobody has described, nobody knows
    headers: Mapping[str, str] = field(default_factory=dict)


MONTHS = "2023-01/2024-12"
RAW = "https://raw.githubusercontent.com"


@pytest.fixture(scope="session")
def sites(pages: Any) -> Mapping[str, Site]:
    """The sites of our sources, each with more pages than anything can go wrong with; any other name: an empty site."""

    def case(name: str) -> bytes:
        return next(path for path in (CASES / name).iterdir() if path.name != "case.json").read_bytes()

    def always(body: bytes) -> Callable[[str, bytes], bytes]:
        return lambda path, posted: body

    def listed(end: str, index: bytes, detail: bytes) -> Callable[[str, bytes], bytes]:
        return lambda path, posted: index if path.endswith(end) else detail

    def not_the(end: str) -> Callable[[str, bytes], bool]:
        return lambda path, posted: not path.endswith(end)

    kinds = {**ReviewSheets.files}
    results = case("local_award_list/chiba").replace("5件".encode("cp932"), "3件".encode("cp932"))
    tendering = Site({"opened": MONTHS}, always(results), lambda path, posted: b"EjPRJ01" in posted, 24)
    awards = pages.zip_of(case("award/lots_persons_and_unit_prices"))
    found = {
        "rs": Site(
            {"year": "2024-2029", "files": "four"},
            lambda path, posted: pages.sheet(kinds[path.rpartition("/")[2][:3]]),
            pages=24,
        ),
        "sangiin_questions": Site(
            {"session": "216"},
            listed("/syuisyo.htm", pages.question_list([(number, False) for number in range(1, 25)]), pages.question()),
            not_the("/syuisyo.htm"),
            24,
        ),
        "shugiin_questions": Site(
            {"session": "216"},
            representatives(case),
            not_the("_l.htm"),
            24,
        ),
        "kkj": Site({"published": MONTHS}, notices, pages=24),
        "kokkai": Site({"session": "190-213"}, speeches(case("speech_list/question_and_answer")), pages=24),
        "gbizinfo": Site({"updated": MONTHS}, always(updates()), pages=24),
        "houjin": Site(
            {"set": "sabun"},
            listed("index.html", downloads(), pages.zip_of(case("register_entry/difference"))),
            not_the("index.html"),
            24,
        ),
        "judgit": Site(
            {"sheet_year": "2018"},
            listed("recursive=1", tree(), case("old_review_sheet/payees_in_millions")),
            not_the("recursive=1"),
            24,
        ),
        "local_notices": Site({}, listed("news.rss", feed(), case("local_page/announced")), not_the("news.rss"), 24),
        "local_awards_chiba": tendering,
        "local_awards_shizuoka": tendering,
        "ministry_contracts": Site({"year": "2025"}, always(case("ministry_contract/competitive_workbook")), pages=24),
        "p_portal_awards": Site({"year": "2000-2023"}, always(awards), pages=24),
        "p_portal_awards_daily": Site({"day": "2026-01-05/2026-01-28"}, always(awards), pages=24),
        "ai_inventory": Site({"inventory": "2000-2023"}, always(case("ai_use_case/windows_1252")), pages=24),
        "ocds": Site(
            {"package": ",".join(f"{RAW}/a/{number}.json" for number in range(24))},
            always(case("ocds_release_package/award_and_contract")),
            pages=24,
        ),
        "fedramp": Site({}, always(case("fedramp_marketplace/product_and_agencies")), pages=1),
    }
    return defaultdict(Site, found)


def representatives(case: Callable[[str], bytes]) -> Callable[[str, bytes], bytes]:
    """The House of Representatives: a list of eight questions, each with three pages."""
    text = case("representatives_question_list/answered_open_and_bare").decode("cp932")
    first, second = (match.start() for match in list(re.finditer(r"<TR VALIGN=top>", text))[:2])
    row, end = text[first:second], text.index("</TABLE>", second)
    rows = "".join(row.replace("216004", f"216{number:03}").replace(">4<", f">{number}<") for number in range(11, 19))
    index = (text[:first] + rows + text[end:]).encode("cp932")
    details = {
        "a": case("representatives_question/plain"),
        "b": case("representatives_answer/numbered_points"),
        "2": case("representatives_progress/answered_after_postponement"),
    }

    def page(path: str, posted: bytes) -> bytes:
        name = path.rpartition("/")[2]
        return index if name.endswith("_l.htm") else details[name[0]]

    return page


def notices(path: str, posted: bytes) -> bytes:
    """The notice portal: one notice, on the first of the days that were asked for."""
    asked = dict(parse_qsl(path.partition("?")[2]))
    day = asked["CFT_Issue_Date"].partition("/")[0]
    key = base64.b64encode(f"search/p_portal/{day}".encode()).decode()
    return (
        "<Results><Version>1.0</Version><SearchResults><SearchHits>1</SearchHits><SearchResult>"
        f"<ResultId>1</ResultId><Key>{key}</Key><ProjectName>窓口予約システムの運用</ProjectName>"
        f"<OrganizationName>架空市</OrganizationName><LgCode>13</LgCode><CftIssueDate>{day}T00:00:00+09:00</CftIssueDate>"
        "</SearchResult></SearchResults></Results>"
    ).encode()


def speeches(page: bytes) -> Callable[[str, bytes], bytes]:
    """The minutes of the Diet: one speech a session."""
    template = json.loads(page)["speechRecord"][0]

    def answer(path: str, posted: bytes) -> bytes:
        session = int(dict(parse_qsl(path.partition("?")[2]))["sessionFrom"])
        speech = template | {"session": session, "speechID": f"{session:021}_001"}
        envelope = {"numberOfRecords": 1, "numberOfReturn": 1, "startRecord": 1, "nextRecordPosition": None}
        return json.dumps(envelope | {"speechRecord": [speech]}, ensure_ascii=False).encode()

    return answer


def updates() -> bytes:
    """gBizINFO: one corporation."""
    corporation = {"corporate_number": "1020001071491", "name": "富士通株式会社", "procurement": []}
    return json.dumps(
        {"totalCount": "1", "totalPage": "1", "pageNumber": "1", "hojin-infos": [corporation]}, ensure_ascii=False
    ).encode()


def downloads() -> bytes:
    """The register's page: twenty-four days."""
    rows = "".join(
        f'<tr><th>{day}日</th><td><a href="#" onclick="return doDownload({20900 + day});">zip</a></td></tr>'
        for day in range(24)
    )
    return f'<html><body><h2 id="csv-unicode">CSV</h2><table>{rows}</table></body></html>'.encode()


def tree() -> bytes:
    """The list of the repository of old review sheets."""
    files = [{"path": f"data/2018/財務省/{number:04}.json", "type": "blob"} for number in range(1, 25)]
    return json.dumps({"sha": "0", "url": "u", "tree": files, "truncated": False}).encode()


def feed() -> bytes:
    """A prefecture's feed of notices."""
    items = "".join(
        f"<item><title>一般競争入札</title><link>https://www.pref.okinawa.lg.jp/nyusatsu/{number}.html</link></item>"
        for number in range(24)
    )
    return f'<rss version="2.0"><channel><title>沖縄県</title>{items}</channel></rss>'.encode()
