"""Pages of the House of Councillors' written questions in the shape in which the House serves them.

What a reader of such pages relies on is kept (``table.list_c`` with three rows an item, ``#ContentsBox`` with the
text in one cell, lines ended by ``<BR>``, kanji numerals, years of the era); the surroundings are ours and short.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SPEAKER = "関口　昌一"  # President of the House in the 216th and 217th sessions
DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Session:
    """A session of the Diet; days in ISO 8601. ``listed_on`` is the day to which the list speaks."""

    session: str
    kind: str
    first_day: str
    last_day: str
    listed_on: str


@dataclass(frozen=True)
class Question:
    """A written question and its answer; days in ISO 8601, ``answered`` and ``cabinet`` empty where there is none."""

    session: str
    number: str
    title: str
    submitter: str
    submitted: str
    answered: str
    cabinet: str

    @property
    def name(self) -> str:
        """Session and number as file names have them: 216027."""
        return f"{self.session}{int(self.number):03d}"


def positional(number: str) -> str:
    """Digits one by one in kanji, as the House numbers sessions and questions: 二一六, 二七."""
    return "".join(DIGITS[int(digit)] for digit in number)


def counted(number: int) -> str:
    """A number below one hundred in kanji, as dates have it: 二十七."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones else "")


def kanji_date(day: str) -> str:
    """A day of the Reiwa era in kanji, as pages of questions and answers have it."""
    date = dt.date.fromisoformat(day)
    return f"令和{counted(date.year - 2018)}年{counted(date.month)}月{counted(date.day)}日"


def list_date(day: str) -> str:
    """A day of the Reiwa era in digits, as the list has it."""
    date = dt.date.fromisoformat(day)
    return f"令和{date.year - 2018}年{date.month}月{date.day}日"


def list_page(session: Session, questions: list[Question]) -> str:
    """The list of the written questions of a session."""
    items = "\n".join(list_item(question) for question in questions)
    period = f"{list_date(session.first_day)}～{list_date(session.last_day)}"
    contents = f"""<p class="exp">第{session.session}回国会（{session.kind}）（{period}）</p>
<h2 class="title_text">質問主意書・答弁書一覧</h2>
<p class="ta_r">{list_date(session.listed_on)}現在&nbsp;</p>
<table width="100%" cellspacing="0" cellpadding="0" class="list_c" summary="質問主意書・答弁書一覧">
{items}
</table>"""
    return page(contents)


def list_item(question: Question) -> str:
    """The three rows of one question in the list; without an answer its two cells are empty."""
    name, mark = question.name, f"t{int(question.number)}"
    answer = pdf = "&nbsp;"
    if question.answered:
        answer = f'<a href="touh/t{name}.htm" class="Graylink" >答弁本文（html）</a>'
        pdf = f'<a href="toup/t{name}.pdf" class="Graylink" >答弁本文（PDF）</a>'
    return f"""<tr>
<th scope="col" id="{mark}" nowrap="nowrap">提出番号</th>
<th scope="row">件名</th>
<td colspan="3" class="ta_l"><a href="meisai/m{name}.htm" class="Graylink" >
{question.title}</a></td>
</tr>
<tr>
<td headers="{mark}" width="7.47%" align="center" height="200%" rowspan="2">
{question.number}
</td>
<th scope="row"  rowspan="2" nowrap="nowrap">提出者</th>
<td rowspan="2" class="ta_l">{question.submitter}君</td>
<td width="23%">
<a href="syuh/s{name}.htm" class="Graylink" >質問本文（html）</a>
</td>
<td width="23%">
{answer}
</td>
</tr>
<tr>
<td width="23%"><a href="syup/s{name}.pdf" class="Graylink" >質問本文（PDF）</a></td>
<td width="23%">{pdf}</td>
</tr>"""


def question_page(session: Session, question: Question, text: str) -> str:
    """The page of a question."""
    head = [
        f"質問第{positional(question.number)}号",
        "",
        question.title,
        "",
        "右の質問主意書を国会法第七十四条によって提出する。",
        "",
        f"　　{kanji_date(question.submitted)}",
        "",
    ]
    after_name = ["", "", f"　　　　　　　参議院議長　{SPEAKER}　殿", ""]
    return page(
        body_table(session, question.submitter, head, after_name, question.title, f"{text}\n\n　　右質問する。")
    )


def answer_page(session: Session, question: Question, text: str) -> str:
    """The page of an answer."""
    about = question.title.removesuffix("質問主意書")
    member = question.submitter.replace("　", "")
    head = [
        f"答弁書第{positional(question.number)}号",
        "",
        f"内閣参質{positional(question.session)}第{positional(question.number)}号",
        "",
        f"　　{kanji_date(question.answered)}",
        "",
    ]
    after_name = [
        "",
        "",
        f"　　　　　　　参議院議長　{SPEAKER}　殿",
        "",
        f"参議院議員{member}君提出{about}質問に対し、別紙答弁書を送付する。",
        "",
    ]
    title = f"参議院議員{member}君提出{about}質問に対する答弁書"
    return page(body_table(session, f"内閣総理大臣　{question.cabinet}", head, after_name, title, text))


def body_table(session: Session, name: str, head: list[str], after_name: list[str], title: str, text: str) -> str:
    """The cell that holds the text: head, the name at the right, a rule, the title again and the body."""
    return f"""<p class="exp">第{session.session}回国会（{session.kind}）</p>
<h2 class="title_text">質問主意書</h2>
<p class="exp">
<TABLE WIDTH="90%" BORDER="0" ALIGN="CENTER" SUMMARY="">
<TR>
<TD ALIGN="LEFT">
{broken(head)}
<DIV ALIGN="RIGHT">{name}</DIV>
{broken(after_name)}
<HR>
<BR>
{broken([f"　　　{title}", "", *text.split(chr(10))])}
</TD>
</TR>
</TABLE>

</p>"""


def broken(lines: list[str]) -> str:
    """Lines as the House breaks them: each ended by ``<BR>``."""
    return "\n".join(f"{line}<BR>" for line in lines)


def page(contents: str) -> str:
    """A whole page around its contents."""
    return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">
<html lang="ja">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>
質問主意書（例示用に作成したページ）
</title>
</head>

<body>
<div id="Header"><a href="#ContentsBox">本文へ</a></div>

<div id="ContentsBox">
<h1>質問主意書</h1>
{contents}
</div>

<div id="Footer">
<small>文章は例示のために書かれたもので、参議院のページではない。</small>
</div>
</body>
</html>
"""
