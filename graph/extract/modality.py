"""What a sentence makes of what it names: asserted, denied, planned or supposed; and whether it refuses to answer.

Japanese says so at the end of the clause: a cue governs what stands before it in its clause, and no clause before or
after it (…は明らかではないが、…を運用している: the denial ends at the が). Conventions: decided intentions are planned
(予定, こととしている, 検討, 移行を進める); estimates and what the speaker does not know are supposed (推計, 見込み,
可能性, 承知していない).
"""

from __future__ import annotations

import re

ASSERTED = "asserted"
DENIED = "denied"
PLANNED = "planned"
SUPPOSED = "supposed"

_CLAUSE_END = re.compile(
    r"(?<=[るただいんす])が[、,]|ものの[、,]?|一方(?:で)?[、,]|けれども[、,]|(?:て|で)おり[、,]|"
    r"であり[、,]|(?:ている|であった|である)ところ[、,]|"
    r"(?:ため|から|ので|ことから|よう(?:に)?)[、,]|[。．\n]"
)
_NOT_KNOWN = re.compile(
    r"(?:承知|把握|確認)(?:して|でき(?:て)?)(?:は)?い?(?:な|ません|おら)|明らかではない|定かではない|"
    r"お答えすることは困難|差し控え"
)
_DENIED = re.compile(
    r"(?:て|で)(?:は)?い?(?:ない|なかった|ません)|(?:て|で)おらず|ではな(?:い(?!か)|く|かった)|(?:し|"
    r"され|でき|わ|れ|え)(?:ない|なかった|ません)(?!か)|"
    r"(?:は|が)なく(?=[、。])|(?:ことは|事実は|ものは|予定は|計画は|もの)(?:ない|なかった)|(?:は|が|も)(?:ない|"
    r"存在しない)(?=[。、が]|$)|ありません|未(?:整備|導入|対応|実施|移行|定)|行わず|せず[、に]|"
    r"廃止(?:した|された|済)|取りやめ"
)
_NOT_DENIED = re.compile(
    r"(?:なければ|なくては)(?:なら|いけ)ない|にほかならない|に過ぎない|のみならず|だけでなく|に限らず|"
    r"少なくない|かもしれない|ざるを得ない|に違いない|わけではない"
)
# 個別の分野にとらわれない|横断的な検討: behind the fact, said of another noun
_OF_ANOTHER = re.compile(
    r"(?:わ|れ|え|し|され|でき|で)(?:は)?ない(?=(?!場合|状況|状態|こと|点|課題|現状|実情|実態|部分|問題|限り|範囲|旨|環境|理由)[一-鿿]{2})"
)
_SUPPOSED = re.compile(
    r"推計|推定|推測|推察|見込[みまむめ]|見通し|可能性|おそれ|恐れ|と(?:思|考え)われ|と考えられ|"
    r"かもしれ|期待され|だろう|であろう|とみられ|と見られ|とされる(?:が|。|$)|のではないか|か(?:[。？?]|$)|"
    r"仮に|試算"
)
_PLANNED = re.compile(
    r"予定|こととして(?:い|お)|ことを想定|想定し(?:て|た)|想定[。、]|を想定|検討|計画(?:して|である|"
    r"中|し)|方針|目指[しす]|に向け[てた]|進めて(?:いく|まい)|進める(?=[。、]|$|こと|もの|必要)|"
    r"ていく(?=[。、]|$|こと|必要|ため)|てまいり|努め|見据え|必要(?:が|で)ある|(?:へ|"
    r"に)(?:の)?(?:順次|完全|円滑な|早期の)*移行(?!支援|済|し(?:た|て)|が完了|を完了|した)|将来|今後"
)
_REFUSAL = re.compile(
    r"(?:お?答え|答弁|回答|言及|コメント|明らかに|公表|評価|開示|説明)(?:を|することは|"
    r"する(?:こと)?は|については|は|すること(?:を)?)?(?:、)?(?:差し控え|控え)|差し控え(?:たい|させて|"
    r"る)|"
    r"お答えする(?:こと)?(?:は|が)(?:、)?(?:困難|できない|でき(?:ません|かねる))|"
    r"お答えする立場にな(?:い|く)|お答え(?:は)?でき(?:ない|ません|かね)|お答え(?:いた)?しかね"
)


def modality(sentence: str, start: int, end: int) -> str:
    """Modality of what stands from ``start`` to ``end`` in its sentence: asserted, denied, planned or supposed.

    The range is the fact's own words, its predicate included where it has one. What governs it is a cue in it or behind
    it, up to the end of its clause; a clause that only says why, since when or against what does not.

    Raises:
        ValueError: the range is not inside the sentence.
    """
    if not 0 <= start <= end <= len(sentence):
        raise ValueError(f"range {start}-{end} is outside the sentence of {len(sentence)} characters")
    stop = _CLAUSE_END.search(sentence, end)
    # 承知していない in 「…が、」 keeps its が: the clause ends behind its own predicate.
    behind = sentence[end : stop.end() if stop else len(sentence)]
    clause = sentence[start:end] + _OF_ANOTHER.sub("", behind)
    if _NOT_KNOWN.search(clause):
        return SUPPOSED
    if _DENIED.search(_NOT_DENIED.sub("", clause)):
        return DENIED
    planned, supposed = _PLANNED.search(clause), _SUPPOSED.search(clause)
    if planned and supposed:
        return PLANNED if _last(_PLANNED, clause) > _last(_SUPPOSED, clause) else SUPPOSED
    if supposed:
        return SUPPOSED
    return PLANNED if planned else ASSERTED


def refusal(sentence: str) -> bool:
    """Whether the sentence refuses to answer (お答えを差し控える, お答えすることは困難である, お答えする立場にない)."""
    return _REFUSAL.search(sentence) is not None


def _last(cue: re.Pattern[str], clause: str) -> int:
    return max(match.end() for match in cue.finditer(clause))
