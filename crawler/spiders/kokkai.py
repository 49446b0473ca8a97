"""Speeches in the Diet (国会会議録検索システム): those of a session that hold some words."""

from __future__ import annotations

from urllib.parse import urlencode

from crawler.access.api import ApiRequest
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.access.slices import SpiderArgumentError
from crawler.pages import PageError, speech_list
from crawler.records import Problem, Speech

_PAGE = 100  # the most that /api/speech gives at once


class DietSpeeches(PagedApiSpider):
    """``izon crawl kokkai -a session=216 -a words=ガバメントクラウド`` (also ``-a house=参議院``, ``-a meeting=予算委員会``)."""

    # SourceSpider
    name = "kokkai"
    slice_argument = "session"

    # ApiSpider
    page_kind = "speech_list"

    # PagedApiSpider
    records = "speeches"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self.house = self.argument("house")
        if self.house and self.house not in speech_list.HOUSES:  # the interface would leave it out in silence
            raise SpiderArgumentError(f"house={self.house}: expected one of {', '.join(speech_list.HOUSES)}")

    def first_request(self, part: int) -> ApiRequest:
        """The first hundred."""
        return self._request(part, 1)

    def read_page(self, body: bytes, asked: ApiRequest, part: int) -> ApiPage:
        """Also raises ``PageError`` for a page that answers another question than was put: a name left out."""
        page = speech_list.read_page(body, asked.url)
        found = list(speech_list.parse(body, asked.url, {"session": part}))
        speeches = [record for record in found if isinstance(record, Speech)]
        other = [
            problem.message for problem in found if isinstance(problem, Problem) and problem.code.startswith("other")
        ]
        other += [f"house {self.house} was asked for" for speech in speeches if self.house not in ("", speech.house)]
        if asked != self._request(part, page.start):
            other.append(f"the page starts at {page.start}")
        if other:
            raise PageError("other_answer", f"the answer is not to what was asked: {other[0]}", asked.url)
        following = None if page.following is None else self._request(part, page.following)
        return ApiPage(page.total, tuple(speech.speech_id for speech in speeches), following)

    def _request(self, session: int, start: int) -> ApiRequest:
        conditions = {
            "sessionFrom": session,
            "sessionTo": session,
            "any": self.argument("words"),
            "nameOfHouse": self.house,
            "nameOfMeeting": self.argument("meeting"),
            "searchRange": "本文",
            "maximumRecords": _PAGE,
            "startRecord": start,
            "recordPacking": "json",
        }
        query = urlencode({name: value for name, value in conditions.items() if value != ""})
        return ApiRequest(f"https://kokkai.ndl.go.jp/api/speech?{query}")
