"""Pages of speeches that are not as they should be, and real speeches in the official shape."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.pages import page_text, speech_list
from crawler.pages.errors import PageError
from crawler.records import Problem, Speech

PAGE = Path(__file__).parent / "speech_list" / "question_and_answer" / "page.json"
URL = "https://kokkai.ndl.go.jp/api/speech?sessionFrom=216"


def document() -> dict[str, Any]:
    values: dict[str, Any] = json.loads(PAGE.read_bytes())
    return values


def read(values: dict[str, Any], **arguments: int) -> tuple[list[Speech], list[str]]:
    records = list(speech_list.parse(json.dumps(values).encode(), URL, arguments))
    speeches = [record for record in records if isinstance(record, Speech)]
    return speeches, [record.code for record in records if isinstance(record, Problem)]


def with_field(name: str, value: Any) -> dict[str, Any]:
    values = document()
    values["speechRecord"][1][name] = value
    return values


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "empty_page"),
        (b"\n", "empty_page"),
        (PAGE.read_bytes()[:900], "json"),
        (b"<html><body>busy</body></html>", "json"),
        (b"[]", "json"),
        (b"{}", "no_speeches"),
        (b'{"numberOfRecords": 3, "meetingRecord": []}', "no_speeches"),
        (b'{"numberOfRecords": 3, "speechRecord": ["x"]}', "no_speeches"),
        (b"[" * 100_000, "json"),
        (b'{"numberOfRecords": ' + b"9" * 5000 + b"}", "json"),
        (PAGE.read_bytes().decode().encode("cp932"), "encoding"),
    ],
)
def test_answer_that_cannot_be_read(body: bytes, code: str) -> None:
    with pytest.raises(PageError) as caught:
        list(speech_list.parse(body, URL, {}))
    assert (caught.value.code, caught.value.file) == (code, URL)


def test_refusal_is_told_in_the_interface_s_own_words() -> None:
    body = json.dumps({"message": "(19007)検索条件を指定してください。", "details": ["sessionFrom"]}).encode()
    with pytest.raises(PageError, match=r"\(19007\)検索条件を指定してください。 sessionFrom") as caught:
        list(speech_list.parse(body, URL, {}))
    assert caught.value.code == "api_error"


def test_answer_without_speeches_is_an_answer() -> None:
    assert read({"numberOfRecords": 0, "numberOfReturn": 0, "startRecord": 1, "nextRecordPosition": None}) == ([], [])


def test_page_with_fewer_speeches_than_it_says_is_an_error() -> None:
    with pytest.raises(PageError, match="3 speeches are said to be here, 2 are"):
        read(document() | {"numberOfReturn": 3})


@pytest.mark.parametrize("field", ["speechID", "issueID", "nameOfHouse", "date", "speaker", "speech", "session"])
def test_speech_without_what_it_is_known_by_is_left_out(field: str) -> None:
    speeches, problems = read(with_field(field, None))
    assert ([speech.order for speech in speeches], problems) == ([12], ["speech_identity"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("date", "19/12/2024", "form"),
        ("speechID", "13", "form"),
        ("nameOfHouse", "貴族院", "unknown_code"),
        ("session", 217, "other_session"),
        ("speechID", "121614601X00320241219_012", "duplicate"),
        ("mood", "cheerful", "unknown_field"),
    ],
)
def test_value_that_is_not_as_it_should_be_is_told(field: str, value: Any, code: str) -> None:
    assert read(with_field(field, value), session=216)[1] == [code]


def test_field_of_the_page_that_is_not_known_is_told() -> None:
    assert read(document() | {"numberOfPages": 1})[1] == ["unknown_field"]


def test_numbers_may_be_printed_as_text() -> None:
    values = document()
    values["speechRecord"][0] |= {"session": "216", "speechOrder": "12", "startPage": "3"}
    assert read(values) == read(document())


def test_start_of_a_speech_leads_to_it_in_the_page_s_text() -> None:
    text = page_text("speech_list", PAGE.read_bytes(), URL)
    speeches, _ = read(document())
    assert [text[one.start : one.start + len(one.text)] for one in speeches] == [one.text for one in speeches]
    assert "\r" not in text


def test_every_field_is_taken_or_ignored_with_a_reason() -> None:
    assert all(speech_list.IGNORED.values())
    assert read(document()) == (read(document())[0], [])


@pytest.mark.national
def test_real_speeches_in_the_official_shape_are_all_taken(shared: Path) -> None:
    with (shared / "real" / "kokkai" / "speeches_sample.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    template = document()["speechRecord"][0]
    taken = 0
    for start in range(0, len(rows), 100):
        page = [
            template
            | {
                "speechID": f"{index:021}_{int(row['speech_order']):03}",
                "nameOfHouse": row["houses"],
                "nameOfMeeting": row["committee"],
                "speaker": row["speaker"],
                "date": f"{row['date'][:4]}-{row['date'][4:6]}-{row['date'][6:]}",
                "speechOrder": int(row["speech_order"]),
                "speech": row["speech_text"],
            }
            for index, row in enumerate(rows[start : start + 100])
        ]
        values = {"numberOfRecords": len(rows), "numberOfReturn": len(page), "startRecord": start + 1}
        speeches, problems = read(values | {"speechRecord": page})
        assert problems == []
        assert [speech.text for speech in speeches] == [row["speech_text"] for row in rows[start : start + 100]]
        taken += len(speeches)
    print(f"\n{taken} real speeches")
    assert taken == len(rows) > 100
