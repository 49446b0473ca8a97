"""Public functions: which terms of the scheme name a task on their own, and tasks by the form of their names.

The scheme's terms point to a function wherever they stand in a project's text (:mod:`graph.extract.function_terms`:
半導体 → digital industry). A mention in the guidelines' sense is narrower: the name of an administrative task or public
service, not inside another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.extract.mention import FUNCTION, Mention
from graph.extract.tokenizer import Tokens
from graph.extract.words import FUNCTION_STOP

# What the name of a task ends in.
_TASK = re.compile(
    "(?:保険|年金|手当|給付金|扶助|生活保護|観測|管制|登記|検疫|接種|健診|検診|健康診査|選挙|申告|"
    "戸籍|国籍|旅券|査証|住民票|住民基本台帳|住民基本台帳事務|"
    "奨学金|通関|税関業務|徴収|職業紹介|出入国管理|出入国審査|入国審査|在留管理|統計調査|センサス|"
    "国勢調査|労働力調査|家計調査|基本調査|士試験|技術者試験|"
    "オンライン資格確認|医療費助成|養育医療|後期高齢者医療|母子保健|障害福祉|児童福祉|電波監視|貿易管理|"
    "貿易審査|輸出管理|特許審査|商標審査|自動車検査|自動車登録|"
    "運転免許|確定申告|税務相談|人権相談|審査支払|公文書管理|文書管理|災害廃棄物処理|"
    "熱中症警戒アラート|緊急地震速報|救急搬送|司法試験|印鑑登録)$"
)
_HEAD = re.compile(
    "(?:統計|センサス|動態|家計|国勢|労働力|基本)調査|(?:農林業|農業|漁業|経済|交通|道路交通)センサス|"
    "士試験|技術者試験|マネジメント試験|国家試験|資格認定試験|資格試験|"
    "(?:年金保険|年金|労働保険|健康保険|雇用保険|介護保険|労災保険|共済年金|児童手当|扶養手当|障害給付金|給付金)|"
    "(?:気象|火山|地震|海洋|潮位|水文|水位|波浪|強震|電離層|地磁気|地殻変動)観測|(?:電波|市場|環境)監視|(?:旅券|査証|公文書|貿易|在留|"
    "出入国|文書)(?:管理|審査|申請)|貿易審査|に関する世論調査|"
    "(?:人権|税務|法律|労働|消費生活|DV|就労)相談|(?:結核|妊婦|乳幼児|特定)健(?:康診査|診)|確定申告|予防接種|電波監視"
)
# Behind a task's name these make another word of it: 保険証, 保険医療機関, 年金機構, 統計調査員, 予防接種法.
_OTHER_WORD = re.compile(
    "証(?!券)|帳?簿|限定|保険法|保険者|等控除|医療機関|団体|機構|機関|事務所|組合|者(?!試験)|員|官|法(?!定)|施行|制度改革|"
    "基金|会社|センター|技術|"
    "協会|連合|研究会|場|棟|犬|艦|船|衛星|塔|井戸|資料館|士|所|署|局|庁|課|室|部|院|システム|ネットワーク|"
    "ポータル|プラットフォーム|基盤|"
    "書等作成|[A-Za-z]|"
    "クラウド|コーナー|等関連情報|に関する法律|被保険|主体|施設|支払基金|財政|勘定|特別会計|国会|集計|等?情報(?:連携)?システム|等?業務支援システム"
)
_OBSERVED_WITH = re.compile("施設|技術(?!衛星)")
_NAME_TAGS = ("名詞", "接頭辞", "接尾辞", "形状詞")
_VAGUE = frozenset(
    {
        "統計調査",
        "公的統計調査",
        "基本調査",
        "動態調査",
        "一般統計調査",
        "基幹統計調査",
        "特別給付金",
        "企業年金",
        "最低保障年金",
    }
)
_LONGEST = 8


def find_functions(
    text: str, tokens: Tokens, hits: Iterable[Mention], outside: Iterable[Mention] = ()
) -> Iterator[Mention]:
    """Task names of a normalised text; ``hits`` are the scheme's terms in it, kept where they name a task.

    A name never reaches into what is ``outside`` (agencies, dates).
    """
    barriers = sorted(mention.end for mention in outside)
    hits = list(hits)
    for hit in hits:
        named = hit.rule.startswith("function-list") or (_TASK.search(hit.text) and hit.text not in _VAGUE)
        if not named or _is_other_word(text, hit.end):
            continue
        if hit.text == "国民年金保険":  # 国民年金保険料: there is no such insurance
            hit = hit.moved(hit.start, hit.start + 4, "国民年金")
        yield hit
    entries = [(hit.start, hit.end, hit.rule) for hit in hits]
    listed = {hit.end for hit in hits if hit.rule.startswith("function-list")}
    for match in _HEAD.finditer(text):
        if _is_other_word(text, match.end()) or not tokens.begins(match.end()) or match.end() in listed:
            continue
        floor = max((barrier for barrier in barriers if barrier <= match.start()), default=0)
        start = max(_left(tokens, match.start()), floor)
        surface = text[start : match.end()]
        if (len(surface) >= (6 if surface.endswith("調査") else 4) and surface not in _VAGUE) or surface in (
            "家計調査",
            "国勢調査",
        ):
            rule = next(
                (rule for first, last, rule in entries if start <= first and last <= match.end()), "function-head"
            )
            if surface.endswith("国民年金保険") or surface.startswith("に"):
                continue
            yield Mention(FUNCTION, surface, start, match.end(), surface, 0.7, rule)


def _is_other_word(text: str, end: int) -> bool:
    """Whether what follows a task's name makes another word of it; an observation stays one in front of its equipment."""
    observation = text.endswith("観測", 0, end) and _OBSERVED_WITH.match(text, end)
    return not observation and _OTHER_WORD.match(text, end) is not None


def _left(tokens: Tokens, start: int) -> int:
    index = last = tokens.at(start) - (1 if tokens.begins(start) else 0)
    reach = min(start, tokens.starts[tokens.at(start)])
    while index >= 0 and last - index < _LONGEST:
        word, tag = tokens.word(index), tokens.tags[index]
        letter = re.fullmatch("[A-Z]", word) is not None  # 特定B型肝炎…給付金
        if word in FUNCTION_STOP or not (letter or tag.startswith(_NAME_TAGS)) or tag.startswith("名詞-数詞"):
            break
        reach = tokens.starts[index]
        index -= 1
    return reach
