"""What an analyst meets: `izon up`, then Neo4j Browser in a real Chromium against the real servers, then `izon down`.

With ``BROWSER_IMAGES`` naming a folder the pictures of the documents are taken on the way.
"""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from graph.answers.questions import ask_cypher, load_questions
from graph.neo4j.connection import connect
from graph.serve import neo4j_browser

SECONDS = 120
AWS = "AmazonWebServices,Inc."

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.slow,
]

Document = Callable[..., Any]
_DROP = """
const done = arguments[arguments.length - 1];
fetch(arguments[0]).then(answer => answer.arrayBuffer()).then(bytes => {
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], "questions.zip"));
  document.querySelector(".filedrop").dispatchEvent(
    new DragEvent("drop", {bubbles: true, cancelable: true, dataTransfer: carried}));
  done("dropped");
}).catch(error => done(String(error)));
"""
_NODES = """
return [...document.querySelectorAll("svg g.node")].map(node =>
  [node, [...node.querySelectorAll("text.caption")].map(line => line.textContent).join("").replace(/\\s/g, "")])
"""
_CLICK = "arguments[0].dispatchEvent(new MouseEvent(arguments[1], {bubbles: true}))"


@pytest.fixture(scope="module")
def up(document: Document, example_home: Path) -> Iterator[dict[str, Any]]:
    """What `izon up` says; both servers are stopped at the end, as `izon down` does it."""
    yield document("up")
    assert document("down") == {"web": True, "neo4j": True}
    assert document("down") == {"web": False, "neo4j": False}


@pytest.fixture(scope="module")
def browser(chromium: Callable[..., Any], up: dict[str, Any]) -> Iterator[webdriver.Chrome]:
    """A Chromium whose Neo4j Browser is logged in."""
    with chromium("1400,1000") as driver:
        driver.set_script_timeout(SECONDS)
        driver.get(up["browser"])
        password = Path(up["password_file"]).read_text(encoding="ascii").strip()
        for field, text in (("username", up["user"]), ("password", password)):
            entry = waited(driver, f'[data-testid="{field}"]')
            entry.clear()
            entry.send_keys(text)
        waited(driver, '[data-testid="connect"]').click()
        yield driver


def waited(browser: webdriver.Chrome, selector: str) -> WebElement:
    """The first element of the selector, when it can be seen."""
    WebDriverWait(browser, SECONDS).until(
        lambda b: any(element.is_displayed() for element in b.find_elements(By.CSS_SELECTOR, selector))
    )
    return next(e for e in browser.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed())


def drawn(browser: webdriver.Chrome, name: str) -> dict[str, WebElement]:
    """The nodes of the picture by caption, which is broken at any place, without blanks; when one is called so."""

    def nodes(_: object) -> dict[str, WebElement]:
        found = browser.execute_script(_NODES)
        captions = {caption: node for node, caption in found}
        return captions if name in captions else {}

    return WebDriverWait(browser, SECONDS).until(nodes)


def said(browser: webdriver.Chrome) -> dict[str, str]:
    """The properties shown of what was clicked on."""
    script = (
        "return [...document.querySelectorAll('table tr')].filter(r => r.cells.length >= 2)"
        ".map(r => [r.cells[0].textContent.trim(), r.cells[1].textContent.trim()])"
    )
    WebDriverWait(browser, SECONDS).until(lambda b: any(name == "<id>" for name, _ in b.execute_script(script)))
    return dict(browser.execute_script(script))


def pictured(browser: webdriver.Chrome, name: str) -> None:
    """Keeps a picture where pictures are wanted."""
    if folder := os.environ.get("BROWSER_IMAGES"):
        browser.save_screenshot(str(Path(folder) / f"neo4j-{name}.png"))


def test_the_guide_opens_on_connect_and_its_first_picture_shows_the_chain(browser: webdriver.Chrome) -> None:
    begin = "どの公的機能が、どの事業者に依存しているか"
    WebDriverWait(browser, SECONDS).until(lambda b: begin in waited(b, '[data-testid="carousel"]').text)
    pictured(browser, "guide")
    waited(browser, '[data-testid="nextSlide"]').click()
    waited(browser, '[data-testid="carousel"] pre.runnable').click()
    waited(browser, '[data-testid="editor-Run"]').click()
    nodes = drawn(browser, AWS)
    assert any(caption.startswith("アマゾン") for caption in nodes)
    colours = {
        caption: node.find_element(By.CSS_SELECTOR, "circle.b-outline").get_attribute("fill")
        for caption, node in nodes.items()
    }
    assert colours[AWS].upper() == "#F2B3A8"  # of organisations, by our style
    browser.execute_script(_CLICK, nodes[AWS], "click")
    shown = said(browser)
    pictured(browser, "picture")
    assert shown["corporateNumber"] == "9700150104216"
    assert shown["uri"] == "https://w3id.org/izon/id/org/JP-9700150104216"
    assert shown["why"] == "izon why https://w3id.org/izon/id/org/JP-9700150104216"


def test_an_edge_says_since_when_where_from_and_how_to_see_why(
    browser: webdriver.Chrome, izon: Callable[..., Any]
) -> None:
    edge = next(
        line
        for line in browser.find_elements(By.CSS_SELECTOR, "svg g.relationship")
        if "usesService" in line.get_attribute("textContent")
    )
    browser.execute_script(_CLICK, edge, "mousedown")
    WebDriverWait(browser, SECONDS).until(lambda b: said(b).get("kind") == "usesService")
    shown = said(browser)
    pictured(browser, "edge")
    assert shown["source"].startswith("https://")
    assert shown["knownFrom"]
    command = shown["why"].removesuffix("Show all").strip().split()
    assert command[:2] == ["izon", "why"]
    assert shown["source"] in izon(*command[1:]).stdout


def test_saved_questions_are_dropped_in_and_one_is_run(browser: webdriver.Chrome, up: dict[str, Any]) -> None:
    assert browser.execute_async_script(_DROP, f"{up['web']}browser/questions.zip") == "dropped"
    waited(browser, '[data-testid="navigationFavorites"]').click()
    waited(browser, '[data-testid="savedScriptsFolder-Izon"]').click()
    for number in ("03 1", "03 2"):
        waited(browser, f'[data-testid^="scriptTitle-{number}"]').click()
        waited(browser, '[data-testid="editor-Run"]').click()
    nodes = drawn(browser, "Amazon.com,Inc.")
    pictured(browser, "question")
    assert any(caption.startswith("ガバメントクラ") for caption in nodes)  # what was asked of
    assert "MicrosoftCorporation" in nodes


def test_every_picture_shows_the_things_of_its_table(up: dict[str, Any], example_home: Path) -> None:
    with connect(example_home) as driver:
        for question in load_questions().values():
            values = {parameter.name: parameter.default for parameter in question.parameters}
            cells = {cell for row in ask_cypher(question, values, driver).rows for cell in row} | set(values.values())
            named = {cell for cell in cells if isinstance(cell, str) and "w3id.org/izon/id/" in cell}
            there, _, _ = driver.execute_query(
                "MATCH (n:Resource) WHERE n.uri IN $named RETURN n.uri AS uri", named=list(named)
            )
            records, _, _ = driver.execute_query(neo4j_browser.picture(question), parameters_=values)
            shown = {record["shown"]["uri"] for record in records}
            assert shown == {record["uri"] for record in there} or len(shown) == neo4j_browser.PICTURE_NODES, (
                question.slug
            )


def test_up_again_finds_both_running_and_down_ends_nothing_else(
    document: Document, up: dict[str, Any], example_home: Path
) -> None:
    assert document("up") == up
    listening = {
        connection.laddr.ip
        for pid in (up["web_pid"], up["neo4j_pid"])
        for connection in psutil.Process(pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening <= {"127.0.0.1", "::ffff:127.0.0.1"}
    with urllib.request.urlopen(f"{up['web']}browser/guide.html") as answer:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "<script" not in answer.read().decode()
