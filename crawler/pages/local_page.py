"""Page of a local body about one procurement → :class:`LocalNotice`, and :class:`LocalAward` where it names the chosen.

Such pages are made with content management systems whose frames differ, but inside they are headings or ``<dt>`` with
what they say below. Only these pairs are read; the section for inquiries (contacts) is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.contact_persons import withhold
from crawler.pages.encodings import decode
from crawler.pages.errors import PageError
from crawler.pages.html_grid import cell_text, parse_html
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.japanese_dates import date_in
from crawler.pages.printed_dates import iso_date
from crawler.records import LocalAward, LocalNotice, Problem

__all__ = ["IGNORED", "PREFECTURES", "VERSION", "page_text", "parse"]

VERSION = 2

IGNORED = {
    "お問い合わせ": "contacts",
    "スケジュール, 質問, 資料": "dates and files of the procedure; nothing here rests on them",
    "frame, navigation": "not about the procurement",
}

_TITLE = r"(業務|委託業務|事業|案件|調達|件)(の)?名(称)?|件名"
_OUTLINE = r"(業務|事業|案件)?(の)?(概要|内容)"
_PERIOD = r"(契約)?(の)?(履行|委託|業務|契約)期間|納入期限|納期"
_CEILING = r"(提案|委託)?(上限額|限度額|上限金額)|予定価格|予算額"
_METHOD = r"(選定|契約|入札|審査)(の)?(方法|方式)"
_PUBLISHED = r"(公告|公示|募集|公募)(開始)?(日|期間)"
_CHOSEN = (
    r"(受託|契約|優先交渉権?|落札|選定|最優秀|第一)(予定)?(候補)?(権|事業|提案|順位)?(者|業者|候補者|相手方)(名)?"
    r"|契約の?相手方|受注者|受託者"
)
_BIDDERS = r"(提案|応募|参加|応札|入札)(事業)?者(数)"
_AMOUNT = r"(契約|落札|見積|提案)(金額|額|価格)"
_CHOSEN_ON = r"(審査|選定|落札決定|契約)(年月)?日"
_LABELS = ("dt", "h2", "h3", "h4", "h5")
_ENDS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dl", "nav", "table"})  # where what stands below a heading ends
_INQUIRIES = r"(このページに関する)?(お)?問い?合わ?せ(先)?"

PREFECTURES = (  # in the order of their codes, JIS X 0401
    "北海道",
    "青森県",
    "岩手県",
    "宮城県",
    "秋田県",
    "山形県",
    "福島県",
    "茨城県",
    "栃木県",
    "群馬県",
    "埼玉県",
    "千葉県",
    "東京都",
    "神奈川県",
    "新潟県",
    "富山県",
    "石川県",
    "福井県",
    "山梨県",
    "長野県",
    "岐阜県",
    "静岡県",
    "愛知県",
    "三重県",
    "滋賀県",
    "京都府",
    "大阪府",
    "兵庫県",
    "奈良県",
    "和歌山県",
    "鳥取県",
    "島根県",
    "岡山県",
    "広島県",
    "山口県",
    "徳島県",
    "香川県",
    "愛媛県",
    "高知県",
    "福岡県",
    "佐賀県",
    "長崎県",
    "熊本県",
    "大分県",
    "宮崎県",
    "鹿児島県",
    "沖縄県",
)


@dataclass(frozen=True, slots=True)
class _Page:
    buyer: str
    url: str
    updated: str | None
    labels: tuple[tuple[str, str], ...]

    def value(self, pattern: str) -> str:
        """What stands below the first label of a kind."""
        return next((text for label, text in self.labels if re.fullmatch(pattern, label)), "")


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[LocalNotice | LocalAward | Problem]:  # noqa: ARG001 -- every page kind has this signature
    """The notice, and the award where somebody has been chosen. Raises :class:`PageError` for any other page."""
    page = _page(body, file)
    title = page.value(_TITLE)
    if not title:
        labels = [label for label, _ in page.labels]
        raise PageError("no_procurement", f"no label on the page names a procurement; its labels: {labels}", file)
    text, places = _text(page)
    yield _notice(page, title, text, places)
    chosen = page.value(_CHOSEN)
    if chosen:
        reader = CellReader(file)
        yield _award(page, title, chosen, places, reader)
        yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The labels of the page, each with what stands below it. Raises :class:`PageError`."""
    return _text(_page(body, file))[0]


def _notice(page: _Page, title: str, text: str, places: Mapping[str, int]) -> LocalNotice:
    outline = page.value(_OUTLINE)
    start = places.get(outline, 0)
    published = page.value(_PUBLISHED)
    return LocalNotice(
        buyer=page.buyer,
        prefecture=_prefecture(page),
        title=title,
        published=_first_date(published),
        updated=page.updated,
        outline=outline,
        period=page.value(_PERIOD),
        ceiling=page.value(_CEILING),
        method=page.value(_METHOD),
        url=page.url,
        text=text,
        text_start=start,
        text_end=start + len(outline),
    )


def _award(page: _Page, title: str, chosen: str, places: Mapping[str, int], reader: CellReader) -> LocalAward:
    supplier, start = chosen.partition("\n")[0].strip(), places[chosen]
    end = start + len(supplier)
    if is_individual(supplier, None):
        reader.warn("individual_masked", "an individual, or not known to be none: masked", 0, "supplier")
        supplier, start, end = INDIVIDUAL, 0, 0
    printed = page.value(_AMOUNT)
    digits = re.search(r"(?<![\d,])[\d,]{1,24}(?=円)", unicodedata.normalize("NFKC", printed))
    bidders = re.search(r"(?<!\d)\d{1,6}(?!\d)", unicodedata.normalize("NFKC", page.value(_BIDDERS)))
    date = page.value(_CHOSEN_ON)
    return LocalAward(
        buyer=page.buyer,
        office="",
        prefecture=_prefecture(page),
        title=title,
        date=_first_date(date),
        date_printed=date,
        category="",
        method=page.value(_METHOD),
        supplier=supplier,
        corporate_number=None,
        corporate_number_printed="",
        amount=_whole(digits[0]) if digits else None,
        amount_printed=printed,
        bidders=int(bidders[0]) if bidders else None,
        url=page.url,
        ordinal=0,
        row=0,
        start=start,
        end=end,
    )


def _whole(printed: str) -> int | None:
    digits = printed.replace(",", "")
    return int(digits) if 0 < len(digits) <= 18 else None


def _page(body: bytes, file: str) -> _Page:
    root = parse_html(decode(body, file), file)
    address = _meta(root, "og:url")
    return _Page(
        buyer=_buyer(root),
        url=address if address.startswith("http") else file,
        updated=next((_first_date(cell_text(node)) for node in root.xpath("//*[contains(@class,'update')]")), None),
        labels=tuple(_labels(root)),
    )


def _buyer(root: Any) -> str:
    """The body whose site it is: what stands behind the bar in the title of the page, or the description of the site."""
    title = next((cell_text(node) for node in root.iter("title")), "")
    for part in reversed(re.split(r"[｜|／]", f"{_meta(root, 'og:title')}|{title}")):
        name = re.sub(r"(公式)?(ホームページ|ウェブサイト|サイト)$", "", part.strip())
        if re.search(r"[都道府県市区町村]$", name):
            return name
    return ""


def _prefecture(page: _Page) -> str:
    """The two-digit code, where the body is a prefecture."""
    return f"{PREFECTURES.index(page.buyer) + 1:02}" if page.buyer in PREFECTURES else ""


def _meta(root: Any, name: str) -> str:
    return next((node.get("content") or "" for node in root.iter("meta") if node.get("property") == name), "")


def _labels(root: Any) -> Iterator[tuple[str, str]]:
    """Pairs of a label and what stands below it: from the date of the page, where it has one, to the inquiries."""
    dated = next(iter(root.xpath("//*[contains(@class,'update')]")), None)
    nodes = (
        root.iter(*_LABELS) if dated is None else (node for node in dated.xpath("following::*") if node.tag in _LABELS)
    )
    for node in nodes:
        label = _label(cell_text(node))
        if re.fullmatch(_INQUIRIES, label) and node.tag != "dt":
            return
        below = list(_below_term(node) if node.tag == "dt" else _below_heading(node))
        value = "\n".join(text for text in map(cell_text, below) if text)
        if label and value and len(label) <= 40 and not _is_frame(node):
            yield label, withhold(value)[0]


def _is_frame(node: Any) -> bool:
    return any(
        above.tag in ("nav", "header", "footer", "aside") or re.search("navi|menu|foot", above.get("id") or "")
        for above in node.iterancestors()
    )


def _label(text: str) -> str:
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^[(]?(\d{1,2}|[一二三四五六七八九十])[).．、]|[:：]$", "", plain)


def _below_term(term: Any) -> Iterator[Any]:
    for node in term.itersiblings():
        if node.tag == "dt":
            return
        if node.tag == "dd":
            yield node


def _below_heading(heading: Any) -> Iterator[Any]:
    for node in heading.itersiblings():
        if isinstance(node.tag, str):
            if node.tag in _ENDS or any(inner.tag in _ENDS for inner in node.iterdescendants()):
                return
            yield node


def _text(page: _Page) -> tuple[str, dict[str, int]]:
    """The pairs as one text, and where each value begins in it."""
    text, places = "", dict[str, int]()
    for label, value in page.labels:
        text += f"{label}\n"
        places.setdefault(value, len(text))
        text += f"{value}\n"
    return text, places


def _first_date(text: str) -> str | None:
    western = re.search(r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日", unicodedata.normalize("NFKC", text))
    return date_in(text) or (iso_date(western[0]) if western else None)
