"""Written questions of the House of Councillors (参議院 質問主意書): list, questions, answers and, if asked, progress."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.access.slices import SpiderArgumentError
from crawler.pages import question_list
from crawler.records import ListedQuestion


class CouncillorsQuestions(IndexThenDetailSpider):
    """``izon crawl sangiin_questions -a session=216`` (or ``216,217``; also ``-a progress=yes``)."""

    # SourceSpider
    name = "sangiin_questions"
    slice_argument = "session"

    # IndexThenDetailSpider
    index_kind = "question_list"
    detail_kinds = ("written_question", "written_answer", "question_progress")

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        progress = self.argument("progress")
        if progress not in ("yes", "no"):
            raise SpiderArgumentError(f"progress={progress}: expected yes or no")
        self.progress = progress == "yes"

    def index_url(self, part: int) -> str:
        """The list of a session."""
        return f"https://www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/{part}/syuisyo.htm"

    def details(self, body: bytes, url: str, part: int) -> Iterator[Detail]:
        """Each question, and each answer that the list links: one without a link is not answered yet."""
        for question in question_list.parse(body, url, {"session": part}):
            if isinstance(question, ListedQuestion):
                arguments = (("session", question.session), ("number", question.number))
                entry = f"{question.title} {question.submitter}"
                links = {
                    ("questions", "written_question"): question.question_url,
                    ("answers", "written_answer"): question.answer_url,
                    ("progress", "question_progress"): question.progress_url if self.progress else None,
                }
                for (what, kind), link in links.items():
                    if link is not None:  # progress is settled with the answer, not before
                        settled = what != "progress" or question.answer_url is not None
                        yield Detail(what, str(question.number), link, kind, arguments, entry, settled)
