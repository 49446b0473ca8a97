"""Councils, headquarters and committees of the state and of the Diet, by their names and by what they decided."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import AGENCY, Mention

_COMMITTEE = re.compile(r"(?<=[衆参]議院)[^\s、。,「」()の]{2,24}?(?:委員会|調査会|審査会|事務局)")
# 事業用自動車事故調査委員会: a committee by what it looks into
_INQUIRY = re.compile(
    "(?<![一-鿿ァ-ヶーA-Za-z])(?!調査・)[一-鿿ァ-ヶー・]{3,20}(?:調査|検討|対策|検証)委員会(?=[のがにはでをと、」)]|$)"
)
# 働き方改革実現本部; with the day of what it decided in front
_HEADQUARTERS = re.compile(
    r"(?P<dated>[^ぁ-ん、。,「」()\s:•○~]{0,24}[0-9〇一二三四五六七八九十](?:日|月|回|年度?)(?:一部(?:変更|改[正定]))?)?"
    r"(?P<name>(?!政府|現地|度|・|[^ぁ-ん、。]{0,12}災害対策本部)(?:働き方|まち・ひと・しごと|こども)?[^ぁ-ん、。,「」()\s:•○~]{2,20}(?:実現|戦略|推進|対策|改革)(?:本部|会議)(?:[^ぁ-ん、。「」()\s]{2,10}?(?:研究会|分科会|部会|委員会|検討会))?)(?!室|資料|員)"
)
_MEETING = "(?:協議会|検討会|研究会|懇談会|会議|審議会|委員会|タスクフォース|ワーキンググループ)"
# 第2回「…連絡協議会」
_COUNCIL = re.compile(
    rf"(?:開催(?:した|された)|第[0-9一二三四五六七八九十]+回|設置(?:した|された)|設けられた|構成される)「(?P<name>[^「」]{{4,40}}{_MEETING})」"
    rf"|「(?P<held>[^「」]{{4,40}}{_MEETING})」(?=において|における|での|を(?:開催|設置|立ち上げ)|が(?:開催|設置|取りまとめ)|の(?:第|報告|[「『]?(?:最終|中間)?(?:取り|とり)まとめ|議論|提言|下))"
    rf"|(?:設置|開催)(?:し|され)(?:た|ている|ております|ました|ておりました)(?P<seated>[^、。「」()\s]{{4,40}}?{_MEETING})(?=[にはがをでのと、])"
    # ○年○月○日…関係閣僚会議決定: who decided a paper
    r"|(?:(?<=日)|(?<=日、)|(?<=一部変更)|(?<=一部改正)|(?<=一部改定))(?:第[0-9一二三四五六七八九十]+回)?(?P<decided>(?!閣議|一部)[^、。「」()\s]{4,40}?(?:会議|本部|委員会|審議会|懇談会|作業部会))(?=決定|了解|申合せ|申し合わせ|取りまとめ|とりまとめ|答申|報告)"
)


def find_councils(text: str) -> Iterator[Mention]:
    """Councils and the like in a normalised text; offsets into it."""
    for match in _COMMITTEE.finditer(text):
        yield _council(text, match.start() - 3, match.end(), "agency-committee", 0.9)
    for match in _INQUIRY.finditer(text):
        yield _council(text, *match.span(), "agency-council", 0.8)
    for match in _COUNCIL.finditer(text):
        yield _council(text, *match.span(match.lastgroup or "name"), "agency-council", 0.8)
    for match in _HEADQUARTERS.finditer(text):
        yield _council(text, *match.span("name"), "agency-council", 0.8)


def _council(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    return Mention(AGENCY, text[start:end], start, end, text[start:end], confidence, rule)
