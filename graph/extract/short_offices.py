"""Offices of the state by the short names that titles give them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import AGENCY, Mention
from graph.extract.words import PREFECTURE_NAME

# (中越署), 8年度渡島署【…】, 兵庫局への示達, 広島支局における
_OFFICE = re.compile(
    r"(?:(?<=\()|(?<=年度))(?P<name>[一-鿿]{2,6}(?<!税務)(?<!警察)(?<!消防)署)(?=\)|【)"
    rf"|^(?P<named>(?:{PREFECTURE_NAME})局(?=(?:へ|に対する|ほか)|の?示達)|[一-鿿ァ-ヶぁ-ん]{{2,5}}支局(?=における|で使用))"
)
# (三重河川国道), 長岡国道|除雪機械
_ROAD_OFFICE = re.compile(
    "(?<![一-鿿])(?!一般|直轄|補助|自動車|高速)[一-鿿]{2,4}(?<!車)(?:河川)?国道"
    "(?=\\)|管内|管理|[一-鿿ァ-ヶー]{2,}(?:購入|売払|清掃|処理|点検|機械|備蓄))(?!事務所|維持|出張)"
)
# (海自), 陸自、空自: the services; in front of a place or a system they are a part of its name
_FORCE = re.compile("(?<![一-鿿ァ-ヶー])[陸海空]自(?=及び|並びに|[^一-鿿ァ-ヶーA-Za-z]|$)")
# 【中部経産局】, 近畿局: …
_BUREAU = re.compile(
    r"(?:(?<=【)(?P<in>北海道|東北|関東|中部|近畿|中国|四国|九州|沖縄)(?:経産)?局(?=】)|^(?P<at>北海道|東北|関東|中部|近畿|中国|四国|九州)局(?=:))"
)
_BUREAU_NAME = {"沖縄": "内閣府沖縄総合事務局経済産業部"}


def find_short_offices(text: str) -> Iterator[Mention]:
    """Offices of a normalised text by their short names; offsets into it."""
    for match in _OFFICE.finditer(text):
        yield _office(match, match.lastgroup or "name")
    if "。" not in text:
        for match in _ROAD_OFFICE.finditer(text):
            yield _office(match, 0)
    for match in _FORCE.finditer(text):
        yield _office(match, 0)
    for match in _BUREAU.finditer(text):
        region = match["in"] or match["at"]
        name = _BUREAU_NAME.get(region, f"{region}経済産業局")
        yield Mention(AGENCY, match.group(), *match.span(), name, 0.8, "agency-short-bureau")


def _office(match: re.Match[str], group: str | int) -> Mention:
    return Mention(AGENCY, match[group], *match.span(group), match[group], 0.8, "agency-short-office")
