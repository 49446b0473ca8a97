"""Written questions of the House of Councillors (参議院 質問主意書): a session's list, its questions, their answers."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.pages import question_list
from crawler.records import ListedQuestion


class CouncillorsQuestions(IndexThenDetailSpider):
    """``izon crawl sangiin_questions -a session=216`` (or ``216,217``)."""

    # SourceSpider
    name = "sangiin_questions"
    slice_argument = "session"

    # IndexThenDetailSpider
    index_kind = "question_list"
    detail_kinds = ("written_question", "written_answer")

    def index_url(self, part: int) -> str:
        """The list of a session."""
        return f"https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/{part}/syuisyo.htm"

    def details(self, body: bytes, url: str, part: int) -> Iterator[Detail]:
        """Each question, and each answer that the list links: one without a link is not answered yet."""
        for question in question_list.parse(body, url, {"session": part}):
            if isinstance(question, ListedQuestion):
                arguments = (("session", question.session), ("number", question.number))
                if question.question_url is not None:
                    yield Detail(
                        "questions", str(question.number), question.question_url, "written_question", arguments
                    )
                if question.answer_url is not None:
                    yield Detail("answers", str(question.number), question.answer_url, "written_answer", arguments)
