"""Mentions by gazetteer: which hits stand, judged by what touches them and by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.gazetteer import Gazetteer, Name
from graph.extract.mention import AGENCY, CLOUD_SERVICE, FUNCTION, PRODUCT, SYSTEM, VENDOR, Mention
from graph.extract.tokenizer import Tokens
from graph.extract.words import BARE

_CONFIDENCE = {CLOUD_SERVICE: 0.93, PRODUCT: 0.85, FUNCTION: 0.6, VENDOR: 0.75, AGENCY: 0.9, SYSTEM: 0.92}

_LATIN = re.compile(r"[A-Za-z0-9]")
_BARE_NAME = re.compile(f"(?!.*(?:基盤|共通))(?:{'|'.join(sorted(BARE, key=len, reverse=True))})+")
_KATAKANA = re.compile(r"[ァ-ヶー]")
_WORD = re.compile(r"[A-Za-z0-9ァ-ヶーぁ-ん一-鿿]")
# An edition, plan or size behind a service or product belongs to its name.
_EDITION = re.compile(
    r"(?: ?(?:[Aa]pps for (?:[Bb]usiness|[Ee]nterprise)|Business ?(?:Basic|Plus|Standard|Premium|Pro)|"
    r"Business|Enterprise(?: ?Plus)?"
    r"|Standard|Premium|Professional|Basic|Creator|Explorer|Viewer|Workplace|Team|Direct|Platform|Copilot|Plus|Pro"
    r"|LTSC|Desktop|Air|mini|Services?|Forms|Modeler|[EFGA][1357]|for (?:Faculty|Education|Government|Students)))+"
    r"(?![A-Za-z])(?: (?:20[0-9]{2}|[0-9]+\.[0-9.]+))?"
    r"|/(?:SE|MP|IC|BE)(?![A-Za-z])(?: [0-9]{1,2})?"
    r"|(?:ミーティング|ウェビナー)(?=ソフト|ライセンス|有料|[^ァ-ヶー一-鿿]|$)|(?:ミーティング|ウェビナー)?(?:プロ|ビジネス|エンタープライズ)(?![ァ-ヶー一-鿿])"
)
# Words of the same name behind it: Microsoft 365 A3| EDU Open Faculty, VirusTotal| Basic Bundle
_REST = re.compile(r"(?: (?:for )?[A-Z][A-Za-z]{2,}[0-9]?(?![A-Za-z0-9.]))+")
_VERSION = re.compile(r" ?(?:20[0-9]{2}|[0-9]{1,2}(?:\.[0-9]+)*)(?![0-9,年件台個本式名人ラユ点枚])")
_LATIN_NEIGHBOUR = re.compile(r"[A-Za-z][A-Za-z0-9.&-]* $")
_LATIN_FOLLOWER = re.compile(r" [A-Za-z]")
_CUE = re.compile(
    r"ライセンス|クラウド|アプリ|SNS|ストレージ|アカウント|連携|チャット|サブスクリプション|ツール|"
    r"有料|会議|ソフトウェア|環境|機能|使用料|委託料|一式$|"
    r"サービス|利用|製|端末|導入|更新|版|相談|公式|広告"
)
_LISTED_BEFORE = re.compile(r"[(「『、,・/]\s?$|^$")
_LISTED_AFTER = re.compile(r"\s?(?:[)」』、,・/]|等|$)")
_MAKER = re.compile(r"(?<![A-Za-z])(?:Microsoft|Amazon|Google|Cisco|Adobe|IBM|SAP) $")
_LAW = re.compile("等?に関する法律|法(?:律|第)")  # the name of a law, not of the firm it is about
_GOODS = re.compile(
    "社|製|等|の|ソフト|ライセンス|ハードウェ?ア|サポート|サーバ|マネージド|スイッチ|ルータ|プリンタ|ユニファイド|福島第"
)  # what a firm makes
# The name of a body is no word: 日本スポーツ協会|補助, 日本建築学会|大会; its building, a journal and a prize are others
_BODY = re.compile(
    "[一-鿿ァ-ヶー・]{3}(?:協会|学会|連盟|財団|連合会|機構|研究所|中央会|医師会|会議所|センター|振興会|基金|協議会)$"
)
_BODY_GOES_ON = re.compile("会館|ビル|館|法(?!人)|誌|賞|会?長|[ァ-ヶー]|大学|事務所|研究所")
_LATIN_OR_KANA = re.compile("[A-Za-z]+|[ァ-ヶー・]+")
_NO_GOODS = re.compile("・|会社|財団|大学|杯|賞|[一-鿿]{0,4}(?:協会|学会|病院|会議|ドーム|アリーナ|ホール)")
_CUE_WINDOW = 14
_DONATIONS = "ガバメントクラウドファンディング"  # no cloud: a municipality raises money


def find_names(text: str, tokens: Tokens, gazetteer: Gazetteer) -> Iterator[Mention]:
    """Mentions of a normalised text that are names of the gazetteer; offsets into the text."""
    for at, name in gazetteer.hits(text):
        end = at + len(name.printed)
        if _stands(text, tokens, at, end, name):
            yield _mention(text, at, end, name)


def _stands(text: str, tokens: Tokens, start: int, end: int, name: Name) -> bool:
    """Whether a hit is the name and not a part of another word."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _LATIN.match(name.printed) and (
        _LATIN.match(before) or (before == "-" and _LATIN.match(text[start - 2 : start - 1]))
    ):
        return False
    if _LATIN.match(name.printed[-1]) and _LATIN.match(after) and not _edition_glued(text, end, name):
        return False
    if _KATAKANA.match(name.printed) and _KATAKANA.match(before) and not _own_word(tokens, start, name):
        return False
    goods = name.type == VENDOR and _GOODS.match(text, end) is not None
    if _KATAKANA.match(name.printed[-1]) and _KATAKANA.match(after) and not (goods or _own_word(tokens, end, name)):
        return False
    if any(_inside(text, start, end, trap) for trap in (*name.traps, _DONATIONS)):
        return False
    if name.type == SYSTEM and _BARE_NAME.fullmatch(name.printed) and not text.startswith("(", end):
        return False  # 行政情報システム: every office has one
    if name.type in (AGENCY, VENDOR, FUNCTION) and not (tokens.begins(start) and tokens.begins(end)):
        return False
    if name.type == VENDOR and _LAW.match(text, end):
        return False
    if (
        name.type == VENDOR
        and _LATIN.match(name.printed)
        and _LATIN_FOLLOWER.match(text, end)
        and not text.startswith((" SaaS", " PaaS"), end)
    ):
        return False
    if name.free:
        return text[start:end] == name.printed or len(name.printed) >= 4
    return _has_cue(text, tokens, start, end, name)


def _own_word(tokens: Tokens, boundary: int, name: Name) -> bool:
    """A long katakana name may touch other katakana where a word ends between them (…システムガバメントクラウド)."""
    return len(name.printed) >= 8 and tokens.begins(boundary)


def _edition_glued(text: str, end: int, name: Name) -> bool:
    """Microsoft365E3, Windows11: the letters or digits behind the name are an edition or version, and end there."""
    if name.type not in (CLOUD_SERVICE, PRODUCT):
        return False
    match = _EDITION.match(text, end) or (_VERSION.match(text, end) if name.type == PRODUCT and name.free else None)
    return match is not None and match.end() > end and not _LATIN.match(text[match.end() : match.end() + 1])


def _inside(text: str, start: int, end: int, trap: str) -> bool:
    found = text.find(trap, max(0, start - len(trap)), end + len(trap))
    return found >= 0 and found <= start and end <= found + len(trap)


def _has_cue(text: str, tokens: Tokens, start: int, end: int, name: Name) -> bool:
    """Whether a name that is also a word is meant as a name here."""
    if name.type in (VENDOR, AGENCY):
        index = tokens.at(start)
        common = (
            tokens.end(index) == end
            and tokens.tags[index].startswith("名詞-普通名詞")
            and _KATAKANA.match(name.printed)
        )
        if common and name.source == "organisation":
            return False  # フューチャー, シャープ: the dictionary has the word
        return _vendor_position(text, start, end, name)
    if _LATIN_NEIGHBOUR.search(text[max(0, start - 20) : start]):
        return False
    edition = _EDITION.match(text, end)
    if edition is None and _LATIN_FOLLOWER.match(text, end):
        return False
    if edition is not None and edition.group().strip():
        return True
    if _LISTED_BEFORE.search(text[max(0, start - 2) : start]) and _LISTED_AFTER.match(text, end):
        return True
    if not _LATIN.match(name.printed) and (_WORD.match(text[start - 1 : start]) or _WORD.match(text[end : end + 1])):
        return False
    if text[start:end] != name.printed and not text[start:end].isupper():
        return False
    window = text[max(0, start - _CUE_WINDOW) : start] + text[end : end + _CUE_WINDOW]
    return _CUE.search(window) is not None


def _vendor_position(text: str, start: int, end: int, name: Name) -> bool:
    """A firm's short name stands alone: no letters of the same kind or kanji run on, and a title is no firm's place."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _BODY.search(name.printed) and not re.match(r"[一-鿿ァ-ヶー]", before) and not _BODY_GOES_ON.match(text, end):
        return True
    if re.match(r"[一-鿿]", name.printed) and re.match(r"[一-鿿ァ-ヶ]", before):
        return False
    if (
        start == 0
        and name.source == "vendor-list"
        and len(name.printed) >= 4
        and _LATIN_OR_KANA.fullmatch(name.printed)
        and "。" not in text
    ):
        return _NO_GOODS.match(text, end) is None  # オムロン|無停電電源装置: who made what is bought
    return not re.match(r"[一-鿿ァ-ヶー]", after) or _GOODS.match(text, end) is not None


def _mention(text: str, start: int, end: int, name: Name) -> Mention:
    canonical, confidence = name.canonical, _CONFIDENCE[name.type]
    if name.type == CLOUD_SERVICE and (maker := _MAKER.search(text, max(0, start - 12), start)) is not None:
        start = maker.start()
    if name.type in (CLOUD_SERVICE, PRODUCT):
        edition = _EDITION.match(text, end)
        if edition is not None and name.printed.lower() not in ("aws",):
            canonical = (
                f"{canonical} {edition.group().strip()}"
                if not canonical.endswith(edition.group().strip())
                else canonical
            )
            end = edition.end()
        elif (
            name.type == PRODUCT
            and name.free
            and not name.printed[-1].isdigit()
            and (version := _VERSION.match(text, end))
        ):
            end = version.end()
    if name.type in (CLOUD_SERVICE, PRODUCT):
        if name.free and (rest := _REST.match(text, end)) is not None:
            end = rest.end()
            confidence -= 0.01  # a list that has the whole name knows better
        canonical = _with_rest(canonical, text[start:end])
    return Mention(name.type, text[start:end], start, end, canonical, confidence, name.rule)


def _with_rest(canonical: str, surface: str) -> str:
    """The official name with the edition or version that is printed behind it: ZOOM Workplace → Zoom Workplace."""
    if not surface.lower().startswith(canonical.lower()):
        return canonical
    rest = surface[len(canonical) :]
    return f"{canonical} {rest}" if rest[:1].isdigit() else canonical + rest
