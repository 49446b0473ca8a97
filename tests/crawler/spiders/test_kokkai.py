"""Speeches, crawled whole from a server that pages, refuses and leaves names out in silence as the interface does."""

from __future__ import annotations

import csv
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crawler.access.slices import SpiderArgumentError
from crawler.spiders.kokkai import DietSpeeches

API = "/kokkai.ndl.go.jp/api/speech"
HOUSES = ("衆議院", "参議院")


class Minutes:
    """The interface: conditions, a hundred speeches a page at most, 400 without a condition; unknown names are ignored."""

    def __init__(self, template: dict[str, Any], answer: Callable[..., None]) -> None:
        self.template = template
        self.speeches: list[dict[str, Any]] = []
        self.ignored: set[str] = set()  # parameters that it leaves out in silence
        self.positions: list[int] = []
        self.most_parallel = 0
        self._parallel = 0
        self._lock = threading.Lock()
        self._answer = answer

    def add(self, order: int, **values: Any) -> None:
        """Another speech."""
        self.speeches.append(self.template | {"speechID": f"{order:021}_001", "speechOrder": order} | values)

    def __call__(self, handler: Any, behind: str) -> None:
        with self._lock:
            self._parallel += 1
            self.most_parallel = max(self.most_parallel, self._parallel)
        asked = {name: value for name, value in parse_qsl(behind.removeprefix("?")) if name not in self.ignored}
        self.reply(handler, asked)
        with self._lock:
            self._parallel -= 1

    def reply(self, handler: Any, asked: dict[str, str]) -> None:
        """One answer."""
        start, most = int(asked.get("startRecord", 1)), int(asked.get("maximumRecords", 30))
        self.positions.append(start)
        if not {"sessionFrom", "any", "nameOfHouse"} & asked.keys() and not self.ignored:
            refusal = {"message": "(19007)検索条件を指定してください。", "details": ["条件がありません"]}
            self._answer(handler, json.dumps(refusal).encode(), "application/json; charset=utf-8", 400)
            return
        found = [speech for speech in self.speeches if self._matches(speech, asked)]
        page = found[start - 1 : start - 1 + most]
        following = start + most if start + most <= len(found) else None
        body = {
            "numberOfRecords": len(found),
            "numberOfReturn": len(page),
            "startRecord": start,
            "nextRecordPosition": following,
            "speechRecord": page,
        }
        self._answer(handler, json.dumps(body, ensure_ascii=False).encode(), "application/json; charset=utf-8")

    @staticmethod
    def _matches(speech: dict[str, Any], asked: dict[str, str]) -> bool:
        house = asked.get("nameOfHouse")
        return (
            int(asked.get("sessionFrom", 0)) <= speech["session"] <= int(asked.get("sessionTo", 999))
            and all(word in speech["speech"] for word in asked.get("any", "").split())
            and (house not in HOUSES or house == speech["nameOfHouse"])
        )


@pytest.fixture
def minutes(server: Any, answer: Callable[..., None], case_bytes: Callable[[str], bytes]) -> Minutes:
    page = json.loads(case_bytes("speech_list/question_and_answer"))
    interface = Minutes(page["speechRecord"][0], answer)
    for order in range(250):
        interface.add(
            order, speech=f"ガバメントクラウドについて、その{order}を伺います。", nameOfHouse=HOUSES[order % 2]
        )
    interface.add(300, speech="ガバメントクラウドについて伺います。", session=217, nameOfHouse="衆議院")
    interface.add(301, speech="天気について伺います。")
    server.interfaces[API] = interface
    return interface


def test_every_speech_of_the_session_is_fetched_page_after_page(minutes: Minutes, server: Any, crawled: Any) -> None:
    run = crawled("kokkai", server.url, session="216")
    assert run.promised == {("216", "pages"): (3, 3), ("216", "speeches"): (250, 250)}
    assert not run.fell_short
    assert minutes.positions == [1, 101, 201]
    assert minutes.most_parallel == 1
    speeches = run.records("speech")
    assert len({one.speech_id for one in speeches}) == len(speeches) == 250
    assert run.records("problem") == []


def test_speeches_of_one_house(minutes: Minutes, server: Any, crawled: Any) -> None:
    run = crawled("kokkai", server.url, session="216", house="参議院")
    assert run.promised[("216", "speeches")] == (125, 125)
    assert {one.house for one in run.records("speech")} == {"参議院"}


def test_session_without_such_speeches_is_whole(minutes: Minutes, server: Any, crawled: Any) -> None:
    run = crawled("kokkai", server.url, session="210")
    assert not run.fell_short
    assert run.promised[("210", "speeches")] == (0, 0)


def test_house_that_the_interface_would_ignore_is_refused_before_anything_is_asked() -> None:
    with pytest.raises(SpiderArgumentError, match="house=参院: expected one of"):
        DietSpeeches(house="参院")


@pytest.mark.parametrize(
    ("ignored", "reason"),
    [
        ({"sessionFrom", "sessionTo"}, "session 216 was asked for"),
        ({"nameOfHouse"}, "house 衆議院 was asked for"),
    ],
)
def test_condition_that_is_left_out_in_silence_is_noticed(
    ignored: set[str], reason: str, minutes: Minutes, server: Any, crawled: Any
) -> None:
    minutes.ignored = ignored
    minutes.speeches.reverse()
    run = crawled("kokkai", server.url, session="216", house="衆議院")
    assert run.fell_short
    assert reason in run.missing[0]
    assert minutes.positions == [1]


def test_position_that_is_left_out_in_silence_is_noticed(minutes: Minutes, server: Any, crawled: Any) -> None:
    minutes.ignored = {"startRecord"}
    run = crawled("kokkai", server.url, session="216")
    assert run.fell_short
    assert "the answer is not to what was asked: the page starts at 1" in " ".join(run.missing)
    assert len(minutes.positions) == 2


def test_refusal_is_told_in_the_interface_s_own_words(minutes: Minutes, server: Any, crawled: Any) -> None:
    def refuse(handler: Any, _: str) -> None:
        body = json.dumps({"message": "(19011)検索対象期間が不正です。", "details": []}, ensure_ascii=False).encode()
        minutes._answer(handler, body, "application/json; charset=utf-8", 400)

    server.interfaces[API] = refuse
    run = crawled("kokkai", server.url, session="216")
    assert run.fell_short
    assert "(19011)検索対象期間が不正です。" in run.missing[0]


def test_page_that_was_cut_off_leaves_the_rest_missing(minutes: Minutes, server: Any, crawled: Any) -> None:
    whole = minutes.reply

    def cut(handler: Any, asked: dict[str, str]) -> None:
        if asked["startRecord"] == "101":
            minutes._answer(handler, b'{"numberOfRecords": 250, "speechRecord": [{"spe', "application/json")
        else:
            whole(handler, asked)

    minutes.reply = cut  # type: ignore[method-assign]
    run = crawled("kokkai", server.url, session="216")
    assert run.promised[("216", "speeches")] == (250, 100)
    assert any("not JSON" in reason for reason in run.missing)


@pytest.mark.national
def test_real_speeches(shared: Path, minutes: Minutes, server: Any, crawled: Any) -> None:
    with (shared / "real" / "kokkai" / "speeches_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    minutes.speeches.clear()
    for number, row in enumerate(rows):
        date = f"{row['date'][:4]}-{row['date'][4:6]}-{row['date'][6:]}"
        names = {"nameOfHouse": row["houses"], "nameOfMeeting": row["committee"], "speaker": row["speaker"]}
        minutes.add(number, date=date, speech=row["speech_text"], session=192, **names)
    run = crawled("kokkai", server.url, session="192", words="")
    assert run.promised[("192", "speeches")] == (len(rows), len(rows))
    assert sorted(one.text for one in run.records("speech")) == sorted(row["speech_text"] for row in rows)
