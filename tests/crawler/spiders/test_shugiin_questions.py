"""Questions of the House of Representatives, crawled whole; the progress of both Houses' questions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.spiders.sangiin_questions import CouncillorsQuestions
from crawler.spiders.shugiin_questions import RepresentativesQuestions

SITE = "www.shugiin.go.jp/internet/itdb_shitsumon.nsf/html/shitsumon"
PAGES = {
    "kaiji216_l.htm": "representatives_question_list/answered_open_and_bare",
    "216004.htm": "representatives_progress/answered_after_postponement",
    "216005.htm": "representatives_progress/withdrawn",
    "216006.htm": "representatives_progress/not_answered_yet",
    "a216004.htm": "representatives_question/plain",
    "b216004.htm": "representatives_answer/numbered_points",
}


@pytest.fixture
def site(mirror: Path, case_bytes: Callable[[str], bytes]) -> Path:
    """The House's site, as the local server serves it."""
    folder = mirror / SITE
    folder.mkdir(parents=True)
    for name, case in PAGES.items():
        (folder / name).write_bytes(case_bytes(case))
    second = case_bytes("representatives_question/plain").decode("cp932").replace("質問第四号", "質問第五号")
    (folder / "a216005.htm").write_bytes(second.encode("cp932"))
    return folder


def test_every_page_that_the_list_links_is_fetched(site: Path, server: Any, crawled: Any) -> None:
    run = crawled("shugiin_questions", server.url, session="216")
    assert run.promised == {
        ("216", "index"): (1, 1),
        ("216", "questions"): (2, 2),
        ("216", "answers"): (1, 1),
        ("216", "progress"): (3, 3),
    }
    assert not run.fell_short


def test_records_of_the_session(site: Path, server: Any, crawled: Any) -> None:
    run = crawled("shugiin_questions", server.url, session="216")
    assert {one.house for one in run.records("listed_question")} == {"衆議院"}
    assert sorted(one.number for one in run.records("written_question")) == [4, 5]
    assert [one.number for one in run.records("written_answer")] == [4]
    assert len(run.records("answered_point")) == 2
    assert sorted((one.number, one.state) for one in run.records("question_progress")) == [
        (4, "answered"),
        (5, "withdrawn"),
        (6, "submitted"),
    ]
    assert run.records("problem") == []


def test_link_with_a_capital_asks_for_the_same_page(site: Path, server: Any, crawled: Any) -> None:
    crawled("shugiin_questions", server.url, session="216")
    assert b"/Internet/" in (site / "kaiji216_l.htm").read_bytes()
    assert not [path for path, _ in server.asked if "/Internet/" in path]


def test_answer_that_comes_later_is_fetched_in_the_next_run(site: Path, server: Any, crawled: Any) -> None:
    crawled("shugiin_questions", server.url, session="216")
    text = (site / "kaiji216_l.htm").read_bytes().decode("cp932")
    place = text.index('"SHITSUMON.TLINK"', text.index(">5</span>"))
    link = '<A HREF="b216005.htm">答弁<BR>(HTML)</A>'
    changed = text[:place] + text[place:].replace("<br>", link, 1)
    (site / "kaiji216_l.htm").write_bytes(changed.encode("cp932"))
    later = (site / "b216004.htm").read_bytes().decode("cp932").replace("第四号", "第五号")
    (site / "b216005.htm").write_bytes(later.encode("cp932"))
    run = crawled("shugiin_questions", server.url, session="216")
    assert run.promised[("216", "answers")] == (2, 2)
    assert sorted(one.number for one in run.records("written_answer")) == [4, 5]


def test_page_that_is_not_there_is_missing(site: Path, server: Any, crawled: Any) -> None:
    (site / "b216004.htm").unlink()
    run = crawled("shugiin_questions", server.url, session="216")
    assert run.fell_short
    assert run.missing == ["4: status 404"]


def test_list_with_another_heading_makes_the_session_incomplete(site: Path, server: Any, crawled: Any) -> None:
    page = site / "kaiji216_l.htm"
    page.write_bytes(page.read_bytes().replace("提出者氏名".encode("cp932"), "提出会派名".encode("cp932")))
    run = crawled("shugiin_questions", server.url, session="216")
    assert run.fell_short
    (reason,) = run.missing
    assert "unknown ['提出会派名']" in reason


@pytest.mark.parametrize(
    ("session", "end"),
    [
        (148, "itdb_shitsumon.nsf/html/shitsumon/kaiji148_l.htm"),
        (147, "itdb_shitsumona.nsf/html/shitsumon/kaiji147_l.htm"),
        (1, "itdb_shitsumona.nsf/html/shitsumon/kaiji001_l.htm"),
    ],
)
def test_lists_of_early_sessions_lie_in_another_database(session: int, end: str) -> None:
    assert RepresentativesQuestions().index_url(session) == f"https://www.shugiin.go.jp/internet/{end}"


def test_progress_of_the_councillors_is_fetched_when_asked_for(
    mirror: Path, server: Any, crawled: Any, case_bytes: Callable[[str], bytes]
) -> None:
    folder = mirror / "www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/216/meisai"
    folder.mkdir()
    page = case_bytes("question_progress/answered").decode()
    (folder / "m216027.htm").write_bytes(page.encode())
    (folder / "m216028.htm").write_bytes(page.replace("<td>27</td>", "<td>28</td>").encode())
    run = crawled("sangiin_questions", server.url, session="216", progress="yes")
    assert run.promised[("216", "progress")] == (2, 2)
    assert sorted(one.number for one in run.records("question_progress")) == [27, 28]


def test_progress_of_the_councillors_is_left_out_unless_asked_for(server: Any, crawled: Any) -> None:
    assert ("216", "progress") not in crawled("sangiin_questions", server.url, session="216").promised
    with pytest.raises(SpiderArgumentError, match="progress=maybe: expected yes or no"):
        CouncillorsQuestions(progress="maybe")
