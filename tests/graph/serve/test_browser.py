"""The query page in a real browser: Chromium, headless, against the real server."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

SECONDS = 60
AWS = "https://w3id.org/izon/id/service/aws"

pytestmark = [
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def downloads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(chromium: Callable[..., Any], downloads: Path) -> Iterator[webdriver.Chrome]:
    with chromium("1280,1600", downloads) as driver:
        yield driver


def rows(browser: webdriver.Chrome) -> list[list[str]]:
    """The table's cells, when the answer is there."""
    WebDriverWait(browser, SECONDS).until(lambda b: b.find_element(By.ID, "status").text not in ("", "…"))
    script = "return [...document.querySelectorAll('#result tbody tr')].map(r => [...r.cells].map(c => c.textContent))"
    return browser.execute_script(script)


def write(browser: webdriver.Chrome, query: str) -> None:
    editor = browser.find_element(By.ID, "query")
    editor.clear()
    editor.send_keys(query)
    browser.find_element(By.ID, "run").click()


def test_a_prepared_question_is_chosen_run_and_downloaded(
    browser: webdriver.Chrome, example: Any, downloads: Path
) -> None:
    browser.get(f"{example.url}query")
    gallery = Select(browser.find_element(By.ID, "gallery"))
    gallery.select_by_value("03-shares-in-a-platform")
    assert "VALUES ?platform" in browser.find_element(By.ID, "query").get_property("value")
    browser.find_element(By.ID, "run").click()
    found = rows(browser)
    assert ["Amazon.com, Inc.", "1,877", "97.4"] in [[row[2], row[5], row[7]] for row in found]
    assert "11,576,938,000" in {row[5] for row in found}
    assert f"{len(found)} 行" in browser.find_element(By.ID, "status").text
    browser.find_element(By.CSS_SELECTOR, "button[value=excel]").click()
    WebDriverWait(browser, SECONDS).until(lambda _: (downloads / "izon.csv").exists())
    saved = (downloads / "izon.csv").read_text(encoding="utf-8")
    assert saved.startswith("\ufeff")
    assert len(list(csv.reader(saved.splitlines()))) == len(found) + 1


def test_an_answer_leads_to_the_page_of_a_thing_and_on_to_its_source(browser: webdriver.Chrome, example: Any) -> None:
    browser.get(f"{example.url}query")
    write(browser, f"SELECT ?claim {{ ?claim rdf:object <{AWS}> ; rdf:predicate izon:observedCount }}")
    rows(browser)
    browser.find_element(By.CSS_SELECTOR, "#result a").click()
    WebDriverWait(browser, SECONDS).until(lambda b: "/id/claim/" in b.current_url)
    quoted = browser.find_element(By.CSS_SELECTOR, "blockquote").text
    assert "千八百七十七システム" in quoted
    source = browser.find_element(By.CSS_SELECTOR, "figcaption a").get_attribute("href")
    assert source == "https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/touh/t216027.htm"


def test_a_mistake_is_told_where_it_is(browser: webdriver.Chrome, example: Any) -> None:
    browser.get(f"{example.url}query")
    write(browser, "SELECT * { ?s ?p")
    rows(browser)
    status = browser.find_element(By.ID, "status")
    assert "line 1, column 17" in status.text
    assert status.get_attribute("class") == "error"


def test_nothing_that_a_source_wrote_runs_in_the_table(browser: webdriver.Chrome, server: Any) -> None:
    browser.get(f"{server.url}query")
    write(browser, "SELECT ?label { ?s rdfs:label ?label } ORDER BY ?s")
    assert ["<script>alert(1)</script>"] in rows(browser)
    assert browser.execute_script("return document.querySelectorAll('#result script').length") == 0


def test_the_browser_has_nothing_to_complain_of(browser: webdriver.Chrome, example: Any) -> None:
    browser.get_log("browser")
    for path in ("", "query", "id/service/aws", "ns", "sparql?query=ASK%7B%7D"):
        browser.get(f"{example.url}{path}")
    assert browser.get_log("browser") == []
    asked = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert all(address.startswith(example.url) for address in asked)
