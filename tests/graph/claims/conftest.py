"""A home that holds one page of every kind, built: the cases of the page functions, archived as if fetched."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.add import Page, add_pages
from crawler.archive import Archive
from crawler.ledger import Ledger
from graph.answers.evidence import Reader
from graph.cli.answering import ArchivedPages
from graph.home import Home
from graph.neo4j.rows import database

READ_BY_ADDRESS = ("jetro_award",)  # whose records take their number from the whole address; one case a kind
CASES = Path(__file__).parents[2] / "crawler" / "pages"


def zipped(content: bytes) -> bytes:
    """The bytes as the one member of a zip, the same at every call."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr(zipfile.ZipInfo("table.csv"), content)
    return body.getvalue()


def page_of(case: Path) -> Page:
    """The page of a case, archived under its URL; cases of one URL are told apart by a fragment."""
    values = json.loads((case / "case.json").read_text(encoding="utf-8"))
    table = case / "table.csv"
    body = zipped(table.read_bytes()) if table.exists() else next(case.glob("page.*")).read_bytes()
    url = values["url"]
    if case.parent.name not in READ_BY_ADDRESS:
        url = f"{url}#{case.parent.name}-{case.name}"
    return Page(case.parent.name, url, case.parent.name, body, "", "reconstructed", values["arguments"])


def further_pages() -> list[Page]:
    """Pages that say again, or otherwise, what the cases say: a daily file, an order of the same award, a speech."""
    award, speech = CASES / "award" / "lots_persons_and_unit_prices", CASES / "speech_list" / "question_and_answer"
    first = (award / "table.csv").read_bytes().splitlines(keepends=True)[0]
    orders = (
        "法人番号,商号または名称,登記住所,受注日,件名,落札価格,組織名\n"
        "6010601062093,株式会社NTTデータ,,2025-04-01,窓口予約システムの運用・保守業務,31389000,架空庁\n"
        "6010601062093,株式会社NTTデータ,,2025-04-08,窓口予約システムの改修,5000000,架空庁\n"
    )
    other = (
        '\ufeff"0000000000000496700","窓口予約システムの改修","2025-04-08","5500000.00","W1","8004030",'
        '"株式会社ＮＴＴデータ","6010601062093"\n'
    )
    spoken = (speech / "page.json").read_text(encoding="utf-8")
    spoken = spoken.replace("八個でございます。", "ガバメントクラウドの上で動いてございます。").replace("_01", "_09")
    return [
        Page("p_portal_awards_daily", "https://example.test/daily.zip", "award", zipped(first), "", "reconstructed"),
        Page("p_portal_awards_daily", "https://example.test/other.zip", "award", zipped(other.encode()), "", "copied"),
        Page("gbizinfo", "https://example.test/orders.csv", "gbiz_procurement", orders.encode(), "", "copied"),
        Page("kokkai", "https://example.test/speeches.json", "speech_list", spoken.encode(), "", "copied"),
    ]


@dataclass(frozen=True)
class Built:
    """A built home and its published tables."""

    home: Home

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What SQL over the published tables gives."""
        with database(self.home.published) as connection:
            return connection.execute(query, parameters).fetchall()

    def reader(self) -> Reader:
        """Reads the archive of the home again."""
        with Ledger(self.home.path) as ledger:
            captures = list(ledger.captures())
        return Reader(Archive(self.home.path), captures, ArchivedPages())


@pytest.fixture(scope="session")
def every_source(tmp_path_factory: pytest.TempPathFactory, izon: Any) -> Built:
    """The cases of every page kind in one build; no Neo4j is started."""
    home = Home.at(tmp_path_factory.mktemp("every-source") / "home")
    cases = [page_of(path.parent) for path in sorted(CASES.glob("*/*/case.json"))]
    list(add_pages(home.path, [*cases, *further_pages()]))
    izon("build", home=home.path)
    return Built(home)
