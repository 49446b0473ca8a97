"""Suppliers without a legal form: bodies by the word their names end in, and who made a thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import VENDOR, Mention

_COMPANY_BY_SHA = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9&.\-]+(?: [A-Z][A-Za-z0-9]+){0,2}社(?![一-鿿])|"
    r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9&.\-]+社(?=製)|"
    r"(?<![ァ-ヶーA-Za-z一-鿿])(?!グループ|メーカー|パートナー)[ァ-ヶー]{5,14}社(?=[の製及、]|が|は)"
)

# 島津製作所|製X線CT装置: who made it
_MAKER = re.compile(
    r"(?<![一-鿿ァ-ヶー])(?!型)[一-鿿]{2,4}(?:製作所|電機|電子|工業|化学|光学|計器|精機|製鋼所|重工業)(?=製(?!造|品|作|法|薬))"
)
# セゾン情報システムズ社|製DataSpider: who made it, with 社 behind the name
_MAKER_SHA = re.compile(
    r"(?<![一-鿿ァ-ヶーA-Za-z&・])(?!.{0,12}?(?:会社|各社|他社|自社|同社|当社))[一-鿿ァ-ヶーA-Za-z&・]{2,20}社(?=製)"
)
# リコー|製複合機, (近計システム|製): no material, no country
_MADE_BY = re.compile(
    r"(?<![一-鿿ァ-ヶーA-Za-z・])(?P<name>[ァ-ヶー・]{3,14}|[A-Z][A-Za-z]{1,12})(?=製(?!造|品|作|薬|法|鋼|材|剤|油))"
    r"|\((?P<bracketed>[一-鿿ァ-ヶーA-Za-z&・]{3,20}(?<![国布属銀金脂鋼鉄木銅革紙]))(?=製\))"
)
_MATERIAL = re.compile(
    ".*(?:アルミ|アルミニウム|ステンレス|スチール|チタン|FRP|SUS|FEP|PET|PVC|ABS|アクリル|カーボン|プラスチック|ビニール|ゴム|ガラス|ナイロン|"
    "コンクリート|シリコン|セラミック|ウレタン|テフロン|コットン|ウール|レザー|ガーゼ|スポンジ|ベニヤ|アルコール|フィブリノゲン|"
    "サリドマイド|オーダー|カスタム|オリジナル|ハンド)|ポリ.*"
)
# ※金額は…の内数: whose payment holds the sum
_PART_OF = re.compile(r"(?:金額は|支出額は|年分で、)(?P<name>[一-鿿ァ-ヶーA-Za-z&・]{3,30})の内数")
# IACE(バンクーバー): a line that is a Latin name and the place abroad
_ABROAD = re.compile(
    r"(?P<name>[A-Z][A-Za-z0-9&.,'\- ]{2,60}?) ?\((?:[ァ-ヶー]{2,12}|米国|英国|中国|韓国|台湾|香港)(?:ほか)?\)"
)
# Hudson Institute: a line that is a Latin name with the word of a body or a business
_LATIN_BODY = re.compile(
    r"[A-Z][A-Za-z.&'-]+ (?:(?:of|for|and|in|the|de|&|[A-Z][A-Za-z.&'-]*) ){0,7}"
    "(?:Association|Foundation|Institute|Institution|University|Council|Society|Cent(?:er|re)|Organi[sz]ation|Hotel|Services?|Travel|Group|"
    "Company|Bank|Agency|Museum|School|Consulting|Partners|Solutions|Federation|Union|Committee|Hospital|College|Associates|Productions?)"
)
# The whole text is the name of a body: what the column of payees holds
_BODY_ALONE = re.compile(
    "(?P<name>(?:[ぁ-ん]{2,6})?[^ぁ-ん、。()「」0-9]{1,24}(?:[ぁ-ん]{1,4}[^ぁ-ん、。()「」0-9]{1,16})?(?:協会|協議会|"
    "連合会|連盟|組合|振興会|学会|商工会|財団|実行委員会|コンソーシアム|弁護士会|中央会|農業会議|(?:法律|会計|特許|行政書士|設計)事務所|友の会|倶楽部|"
    "共同提案体|共同体|企業体|共同研究体|JV|リミテッド|カンパニー))"
)
# A body that a title begins with, and what is paid to it or what it does: 日本…協会|会費, …財団|が
_BODY_PAID = re.compile(
    "(?:(?:令和|平成)?[0-9一二三四五六七八九十元]{1,4}年度)?(?P<name>[^ぁ-ん、。()「」0-9/]{3,24}(?:協会|学会|連盟|財団|連合会|振興会))(?:\\([A-Z]{2,8}\\))?"
    "(?:等)?(?:年?会費|分担金|拠出金|負担金|賛助会費|会員|が(?:実施|行)|への|に対する)"
)
# A・B・C共同提案体: joint bodies by the names of their members
_JOINT = re.compile(
    "(?<![一-鿿ァ-ヶーA-Za-z・])(?P<name>[一-鿿ァ-ヶーA-Za-z]{2,24}(?:・[一-鿿ァ-ヶーA-Za-z]{2,24}){1,5}(?:共同提案体|共同企業体|共同研究体))"
)
_FOUNDATION = re.compile("(?<![一-鿿ァ-ヶーA-Za-z0-9・])(?P<name>[^ぁ-ん、。()「」0-9/]{3,20}財団)(?=[がはにへ」])")
# 日本漁船保険組合, 全国共済水産業協同組合連合会, 茨城県農業会議: bodies of the country or of a prefecture, in running text too
_NATIONAL = re.compile(
    "(?<![一-鿿ァ-ヶーA-Za-z・])(?:日本|全国|中央)(?!全国|各|の)[一-鿿ァ-ヶー・]{2,18}?"
    "(?:協会|組合連合会|組合|連合会|連盟|学会|財団|商工会議所)(?:(?![一-鿿ァ-ヶー])|(?=職員|会員|会長|主催|全国会議))"
    "|(?<![一-鿿ァ-ヶーA-Za-z・])(?!都道府県)(?:北海道|東京都|(?:京都|大阪)府|[一-鿿]{2,3}県)[一-鿿ァ-ヶー・]{0,14}?"
    "(?:協会|組合連合会|連合会|中央会|農業会議|社会福祉協議会)(?![一-鿿ァ-ヶー])"
)


def find_unformed(text: str) -> Iterator[Mention]:
    """Supplier organisations of a normalised text that bear no legal form; offsets into the text."""
    if (body := _BODY_ALONE.fullmatch(text)) is not None:
        yield _vendor(text, *body.span("name"), "vendor-body", 0.7)
    elif (paid := _BODY_PAID.match(text)) is not None:
        yield _vendor(text, *paid.span("name"), "vendor-body", 0.7)
    for match in _FOUNDATION.finditer(text):
        yield _vendor(text, *match.span("name"), "vendor-body", 0.7)
    for match in _JOINT.finditer(text):
        yield _vendor(text, *match.span("name"), "vendor-body", 0.7)
    for match in _NATIONAL.finditer(text):
        yield _vendor(text, *match.span(), "vendor-national", 0.75)
    if "製" in text:
        yield from _makers(text)
    for match in _PART_OF.finditer(text):
        yield _vendor(text, *match.span("name"), "vendor-part", 0.85)
    if _LATIN_BODY.fullmatch(text):
        yield _vendor(text, 0, len(text), "vendor-abroad", 0.8)
    if (abroad := _ABROAD.fullmatch(text)) is not None:
        yield _vendor(text, *abroad.span("name"), "vendor-abroad", 0.8)
    for match in _COMPANY_BY_SHA.finditer(text):
        yield _vendor(text, match.start(), match.end(), "vendor-sha", 0.85)


def _makers(text: str) -> Iterator[Mention]:
    for pattern in (_MAKER, _MAKER_SHA):
        for match in pattern.finditer(text):
            yield _vendor(text, *match.span(), "vendor-maker", 0.8)
    for match in _MADE_BY.finditer(text):
        group = match.lastgroup or "name"
        if not _MATERIAL.fullmatch(match[group]):
            yield _vendor(text, *match.span(group), "vendor-maker", 0.8)


def _vendor(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    return Mention(VENDOR, text[start:end], start, end, text[start:end].strip(), confidence, rule)
