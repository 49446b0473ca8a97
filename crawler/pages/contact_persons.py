"""Takes contact persons out of announcements: their names, telephone numbers and mail addresses.

Which office answers stays, who answers there goes: 「担当：契約係　山田」 becomes 「担当：契約係　［氏名］」. Names are found
behind the labels that announcements use for them, not by a list of names; officers who sign for the state
(支出負担行為担当官 …) act in their office and stay.
"""

from __future__ import annotations

import re

NAME, NUMBER, MAIL = "［氏名］", "［番号］", "［メール］"

_MAIL = re.compile(r"[A-Za-z0-9._%+\-ａ-ｚＡ-Ｚ０-９．＿－]{1,64}[@＠][A-Za-z0-9.\-ａ-ｚＡ-Ｚ０-９．－]{3,255}")
_DIGIT = "[0-9０-９]"
_DASH = "[-－ー―‐−–()（）]"
_NUMBER = re.compile(
    rf"(?<![-－0-9０-９])[(（]?[0０]{_DIGIT}{{1,4}}{_DASH}{{1,2}}{_DIGIT}{{1,4}}{_DASH}{{1,2}}{_DIGIT}{{3,4}}(?!{_DIGIT})"
)
_EXTENSION = re.compile(rf"(内線(?:番号)?[\s　:：]{{0,3}}){_DIGIT}{{2,6}}(?:[、,・]{_DIGIT}{{2,6}}){{0,5}}")

# A label of a contact person, with what parts it from the rest of the line; 照会先 and the like head paragraphs too.
_LABEL = re.compile(
    r"(?:(?:担当者氏名|担当者名|担当者|担当)"
    r"(?:[\s　]*[:：]|[\s　]+)"
    r"|(?:連絡先|連絡者|照会先|問合せ先|問い合わせ先|問合わせ先|お問い合わせ先|氏名)[\s　]*[:：])[\s　]*"
)
_OFFICE = re.compile(  # the last of these ends the name of an office
    r"(?:課|係|室|部|局|班|科|所|署|省|庁|院|館|校|隊|団|会|社|チーム|グループ|センター|担当|ユニット|本部|支部|事務局)"
    r"(?=[\s　、，,／/・:：]|$)"
)
_STOP = re.compile(
    r"[。．\n(（［]|[ 　][0-9０-９①-⑳]|電[ 　]*話|直通|代表|ＴＥＬ|TEL|Tel|ＦＡＸ|FAX|Fax"
    r"|電子メール|メール|E-?mail|e-?mail|住所|〒"
)
_WORD = r"[一-鿿々〆ァ-ヴー]{1,4}"
_PERSON = re.compile(
    rf"{_WORD}(?:[ 　・](?:{_WORD}|[ぁ-ん]{{1,5}}))?(?:[ 　]?(?:様|氏|さん))?"
    rf"(?:[\s　]*[、，,・／/][\s　]*{_WORD}(?:[ 　](?:{_WORD}|[ぁ-ん]{{1,5}}))?){{0,3}}(?=[\s　、，,:：/／)）]|$)"
)
_OFFICES = "課係局班省庁署科"  # no name ends so
_OFFICES_OR_NAMES = "室部所院館校団会社"  # 阿部, 小室, 田所: names of two characters
_NO_NAMES = frozenset(
    (
        *("入札", "公告", "契約", "内容", "業務", "同上", "上記", "別紙"),
        *("場所", "役所", "本部", "支部", "病院", "学校", "会社", "当社", "本社"),
    )
)
_LONGEST = 60  # characters behind a label in which a name may stand
_TITLES = re.compile(
    r"[一-鿿]{0,8}?(?:主任|係長|課長|補佐|専門官|主査|主事|技官|事務官|室長|班長|部長|所長|次長|参事官?|係員|上席|専門職)+"
    r"[\s　]*"
)


def withhold(text: str) -> tuple[str, int]:
    """A text with contact persons taken out, and how many names, numbers and addresses that were."""
    text, mails = _MAIL.subn(MAIL, text)
    text, numbers = _NUMBER.subn(NUMBER, text)
    text, extensions = _EXTENSION.subn(rf"\g<1>{NUMBER}", text)
    text, names = _without_names(text)
    return text, mails + numbers + extensions + names


def _without_names(text: str) -> tuple[str, int]:
    kept, position, names = [], 0, 0
    for label in _LABEL.finditer(text):
        if label.start() < position:
            continue
        span = _name(text, label.end())
        if span is not None:
            kept += [text[position : span[0]], NAME]
            position = span[1]
            names += 1
    return "".join([*kept, text[position:]]), names


def _name(text: str, start: int) -> tuple[int, int] | None:
    """Where a name stands behind a label: behind the name of an office, or at once; ``None`` where there is none."""
    stop = _STOP.search(text, start, start + _LONGEST)
    end = stop.start() if stop else min(len(text), start + _LONGEST)
    offices = [office.end() for office in _OFFICE.finditer(text, start, end)]
    for begin in (*reversed(offices), start):
        person = _person(text, begin, end)
        if person is not None:
            return person
    return None


def _person(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start] in " 　、，,／/・:：":
        start += 1
    title = _TITLES.match(text, start, end)
    start = title.end() if title else start
    found = _PERSON.match(text, start, end)
    return (start, found.end()) if found and _may_be_name(re.split(r"[\s　、，,・／/]", found[0])[0]) else None


def _may_be_name(word: str) -> bool:
    if word in _NO_NAMES or word[-1] in _OFFICES:
        return False
    return len(word) == 2 or word[-1] not in _OFFICES_OR_NAMES
