"""Written questions of the House of Representatives (衆議院 質問主意書): list, questions, answers, progress."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.pages import representatives_question_list
from crawler.records import ListedQuestion

_SITE = "https://www.shugiin.go.jp/internet"
_FIRST_OF_NEW_DATABASE = 148  # lists of earlier sessions lie in another database of the site


class RepresentativesQuestions(IndexThenDetailSpider):
    """``izon crawl shugiin_questions -a session=216`` (or ``216,217``)."""

    # SourceSpider
    name = "shugiin_questions"
    slice_argument = "session"

    # IndexThenDetailSpider
    index_kind = "representatives_question_list"
    detail_kinds = ("representatives_question", "representatives_answer", "representatives_progress")

    def index_url(self, part: int) -> str:
        """The list of a session."""
        database = "itdb_shitsumon" if part >= _FIRST_OF_NEW_DATABASE else "itdb_shitsumona"
        return f"{_SITE}/{database}.nsf/html/shitsumon/kaiji{part:03}_l.htm"

    def details(self, body: bytes, url: str, part: int) -> Iterator[Detail]:
        """Each page that the list links: a question whose text is not there yet, or not answered, has no link."""
        for question in representatives_question_list.parse(body, url, {"session": part}):
            if isinstance(question, ListedQuestion):
                arguments = (("session", question.session), ("number", question.number))
                entry = f"{question.title} {question.submitter}"
                links = {
                    ("questions", "representatives_question"): question.question_url,
                    ("answers", "representatives_answer"): question.answer_url,
                    ("progress", "representatives_progress"): question.progress_url,
                }
                for (what, kind), link in links.items():
                    if link is not None:  # progress is settled with the answer, not before
                        settled = what != "progress" or question.answer_url is not None
                        yield Detail(what, str(question.number), link, kind, arguments, entry, settled)
