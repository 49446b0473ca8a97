"""Suppliers by their legal form, Japanese and foreign, with the name that belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import VENDOR, Mention
from graph.extract.tokenizer import Tokens
from graph.extract.unformed import find_unformed
from graph.extract.words import VENDOR_STOP

_FULL = {
    "(株)": "株式会社",
    "株式會社": "株式会社",
    "有限會社": "有限会社",
    "學校法人": "学校法人",
    "(有)": "有限会社",
    "(同)": "合同会社",
    "(資)": "合資会社",
    "(合)": "合同会社",
    "(一財)": "一般財団法人",
    "(一社)": "一般社団法人",
    "(公財)": "公益財団法人",
    "(公社)": "公益社団法人",
    "(財)": "財団法人",
    "(社)": "社団法人",
    "(福)": "社会福祉法人",
    "(社福)": "社会福祉法人",
    "(特非)": "特定非営利活動法人",
}
_FORM = re.compile(
    "株式会社|株式會社|有限會社|學校法人|有限会社|合同会社|合資会社|合名会社|相互会社|有限責任監査法人|"
    "監査法人|税理士法人|"
    "弁護士法人|司法書士法人|股份有限公司|有限公司|"
    "一般社団法人|一般財団法人|公益社団法人|公益財団法人|特例財団法人|特例社団法人|社会福祉法人|"
    "社会医療法人(?:社団|財団)?|"
    "医療法人(?:社団|財団)?|学校法人|宗教法人(?!実務|解散|審議)|特定非営利活動法人|認定NPO法人|NPO法人|(?<!社)団法人|"
    "財団法人|社団法人|農事組合法人|企業組合|技術研究組合|"
    r"\((?:株|有|同|資|合|一財|一社|公財|公社|財|社|社福|福|特非)\)"
)
_COMPANY = frozenset(
    {
        "株式会社",
        "有限会社",
        "合同会社",
        "合資会社",
        "合名会社",
        "相互会社",
        "(株)",
        "(有)",
        "(同)",
        "(資)",
        "(合)",
        "監査法人",
        "株式會社",
        "有限會社",
        "有限公司",
        "股份有限公司",
        "有限責任監査法人",
    }
)
_COOPERATIVE = re.compile(
    "(?:農業|漁業|森林|生活|酪農業|事業|水産加工業|水産|企業)?協同組合連合会|(?:農業|漁業|酪農業|"
    "事業|水産加工業|生活|信用|畜産|園芸)?協同組合|"
    "森林組合連合会|森林組合|信用金庫|商工会議所|共同企業体|商工会連合会|振興組合|協業組合|生産組合|"
    "健康保険組合|土地改良区|技術研究組合"
)
_FOREIGN = re.compile(
    r"(?<![A-Za-z0-9])[A-Z0-9][A-Za-z0-9&.,'\- ]{0,80}(?<![A-Za-z])(?:Private Limited|Pvt\.? Ltd\.?|"
    r"Pte\.? Ltd\.?|Co\.,? ?Ltd\.?|Inc\.?|LLC|L\.L\.C\.|LLP|L\.P\.|Ltd\.?|Limited|Corp\.|CORP\.|"
    r"Corporation|"
    r"GmbH|PLC|plc|S\.A\.S?|B\.V\.|AG|Foundation)(?![A-Za-z])"
)
# 伸和道路開発株式会社: a line that is the firm and nothing else
_FIRM_ALONE = re.compile(
    r"\s*(?P<name>(?!.*(?:番|丁目|号|[都道府県].{1,6}[市区町村郡]))[^\s、。()「」/0-9]{2,20}(?:株式会社|有限会社|合同会社))\s*"
)
_BRANCH = re.compile("支店|支社|営業所|事業所|本店|本社|事務所|出張所|支部|事業部|工場|製作所前|支所|センター前")
_NAME_TAGS = ("名詞", "接頭辞", "接尾辞", "形状詞", "記号", "代名詞", "副詞", "感動詞", "形容詞")
_NAME_SIGNS = frozenset("・&.-'ー!+×")
_CONTRACT = re.compile("(?:事業|業務|委託|契約|工事|導入|整備|実施|調査|支援|製造|購入|開発)$")
# 株式会社日本政策金融公庫|補給金, 一般社団法人日本溶接協会|上期会費: what is paid is no part of the name
_BODY_THEN_MONEY = re.compile(
    "(?P<name>.*(?:協会|会|財団|センター|機構|団|組合|公庫|公社|研究所|連盟))[^ぁ-ん]{0,6}(?:補給金|"
    "補助金|交付金|会費|負担金|委託費|出資金|分担金|拠出金|使用料|利用料)$"
)
# An address in front of a firm, and a title of a person beside it, are no part of the name.
_ADDRESS_END = re.compile(
    "[0-9一二三四五六七八九十百]+(?:丁目|番地?の?[0-9]*|号(?:室)?)|[0-9]+-[0-9]+(?:-[0-9]+)*|(?<=[0-9])階"
)
_TITLE = re.compile("(?:代表)?取締役(?:社長|会長|所長)?|代表者?|社長|会長|理事長|所長|支店長")
_TITLE_BEHIND = re.compile(
    "(?<=[会団所ー構合院園社館])(?:代表理事|理事長?|会長|代表取締役|取締役|専務|常務|社長|所長|事務局長)"
)
_ALONE_BEFORE = re.compile("[一-鿿ァ-ヶーA-Za-z・&]{2,16}")
_SMALL_WORD = re.compile(
    "その|この|また|なお|ほか|および|ならびに?|うち|より|から|まで|による|における|ため|など|として"
)
_LAW = re.compile("(?:等)?(?:に関する)?(?:法律|法(?![人務]))|(?:等)?に関する法律|法第")
_NO_NAME = re.compile("等|など|対策|制度|税|格|化|会計|法|設立|向け|審議|の|が|に|を|は|・|、|又は|及び|その他|または")
_BODY_END = re.compile("(?:会|協会|財団|センター|機構|団|組合|所)$")
_REST_OF_BODY = re.compile(
    "[一-鿿ァ-ヶー・]{2,16}?(?:機構|協会|センター|財団|研究所|連盟|連合会|振興会)(?![一-鿿ァ-ヶー])"
)
_PRESS = re.compile("(?:新聞|出版|通信|印刷|商|旅行|編集|製作|広告)$")
_LONGEST = 16


def find_vendors(text: str, tokens: Tokens) -> Iterator[Mention]:
    """Supplier organisations of a normalised text, legal form included; offsets into the text."""
    for match in _FORM.finditer(text):
        yield from _by_legal_form(text, tokens, match.start(), match.end())
    for match in _COOPERATIVE.finditer(text):
        start = _left(tokens, match.start())
        of_all = re.search("(?:企業|自治体|団体)・", text[start : match.start()]) or _LAW.match(text, match.end())
        if start < match.start() and not of_all:
            yield _vendor(text, start, match.end(), "vendor-cooperative", 0.85)
    for match in _FOREIGN.finditer(text):
        yield _vendor(text, match.start(), match.end(), "vendor-foreign", 0.88)
    if (alone := _FIRM_ALONE.fullmatch(text)) is not None:
        yield _vendor(text, *alone.span("name"), "vendor-suffix", 0.9)
    yield from (m for m in find_unformed(text) if not _FORM.match(text, m.start))


def _by_legal_form(text: str, tokens: Tokens, start: int, end: int) -> Iterator[Mention]:
    """株式会社X or X株式会社: the form belongs to the name that touches it, in the middle of two to the left one."""
    form = text[start:end]
    if form not in _COMPANY and _NO_NAME.match(text, end):
        return
    right = _right(text, tokens, end, form in _COMPANY)
    left = _left(tokens, start) if form in _COMPANY else start
    if left < start and _LAW.match(text, end):
        return  # 日本電信電話株式会社等に関する法律 is a law
    if left < start:
        yield _vendor(text, left, end, "vendor-suffix", 0.9)
    elif right > end:
        yield _vendor(text, start, right, "vendor-prefix", 0.88)


def _right(text: str, tokens: Tokens, end: int, company: bool) -> int:
    """Offset after the name that begins at ``end``; that of a body may hold words of work (…都市開発推進機構)."""
    if end >= len(text):
        return end
    index = first = tokens.at(end)
    reach = end
    while index < len(tokens) and index - first < _LONGEST:
        word, tag = tokens.word(index), tokens.tags[index]
        if (
            word in VENDOR_STOP
            and index > first
            and not (word == "社" and _PRESS.search(text, end, reach))
            and (company or _REST_OF_BODY.match(text, tokens.starts[index]) is None)
        ):
            break
        if word == " ":
            following = tokens.word(index + 1) if index + 1 < len(tokens) else ""
            if not (re.match(r"[A-Za-z]", following) and re.search(r"[A-Za-z]$", text[end:reach] or " ")):
                break
        elif not (tag.startswith(_NAME_TAGS) or word in _NAME_SIGNS):
            if not _hiragana_in_name(tokens, index, first):
                break
        elif word == "・" and _BODY_END.search(text, end, reach):
            break  # 国民健康保険中央会・社会保険診療報酬支払基金
        elif _BRANCH.match(word) or _BRANCH.match(text, tokens.starts[index]):
            return _without_place(tokens, first, index, end)
        reach = tokens.end(index)
        index += 1
    while reach > end and text[reach - 1] in " ・-/":
        reach -= 1
    if (title := _TITLE_BEHIND.search(text, end + 1, reach)) is not None:
        reach = title.start()
    if (body := _BODY_THEN_MONEY.match(text, end, reach)) is not None:
        reach = body.end("name")
    if _CONTRACT.search(text, end, reach):
        reach = _first_script(tokens, first, reach)
    return reach


def _first_script(tokens: Tokens, first: int, reach: int) -> int:
    """Where the name's first script ends: 株式会社アトック|再生可能エネルギー導入事業."""
    script = _script(tokens.word(first))
    index = first
    while index < len(tokens) and tokens.starts[index] < reach and _script(tokens.word(index)) == script:
        index += 1
    return min(reach, tokens.starts[index]) if index < len(tokens) else reach


def _script(word: str) -> str:
    return "kana" if re.match("[ァ-ヶー]", word) else "latin" if re.match("[A-Za-z]", word) else "kanji"


def _hiragana_in_name(tokens: Tokens, index: int, first: int) -> bool:
    """A name may begin with hiragana that the dictionary takes for something else (りんく, みらい)."""
    word = tokens.word(index)
    return (
        index == first
        and re.fullmatch(r"[ぁ-ん]{2,}", word) is not None
        and word not in ("から", "など", "まで", "より")
    )


def _without_place(tokens: Tokens, first: int, branch: int, end: int) -> int:
    """Cut a branch and the place before it: 株式会社大林組|九州支店."""
    index = branch - 1
    if index > first and ("地名" in tokens.tags[index] or len(tokens.word(index)) <= 2):
        return tokens.starts[index]
    return tokens.starts[branch] if branch > first else end


def _left(tokens: Tokens, start: int) -> int:
    """Offset where the name that ends at ``start`` begins."""
    index = last = tokens.at(start) - 1 if start < len(tokens.text) else len(tokens) - 1
    if index > 0 and tokens.word(index) == " " and _ALONE_BEFORE.fullmatch(tokens.text, 0, start - 1):
        return 0  # 朝日航洋 |株式会社: a line that is the firm and nothing else
    if index < 0 or tokens.end(index) != start:
        return start
    reach = start
    while index >= 0 and last - index < _LONGEST:
        word, tag = tokens.word(index), tokens.tags[index]
        if word in VENDOR_STOP or (word == "会社" and index < last):
            break  # …株式会社|…株式会社: two firms
        if word == " ":
            if not (
                index and re.search(r"[A-Za-z]$", tokens.word(index - 1)) and re.match(r"[A-Za-z]", tokens.text[reach:])
            ):
                break
        elif index == 0 and re.fullmatch("[0-9]+", word):
            break  # the number of a list item
        elif not (tag.startswith(_NAME_TAGS) or word in _NAME_SIGNS or _hiragana_start(tokens, index)):
            break
        reach = tokens.starts[index]
        index -= 1
    while reach < start and tokens.text[reach] in " ・-/.":
        reach += 1
    written = re.search(r"(?:^|[、。(・\s])(?P<kana>[ぁ-ん]{2,5})$", tokens.text[max(0, reach - 6) : reach])
    if reach < start and written is not None and not _SMALL_WORD.fullmatch(written["kana"]):
        reach -= len(written["kana"])  # 、ゆがふ製糖株式会社
    for address in _ADDRESS_END.finditer(tokens.text, reach, start):
        reach = address.end()
    if re.match("号(?!.?株)", tokens.text[reach:start]) and tokens.text[reach - 1 : reach].isdigit():
        reach += 1
    if _TITLE.fullmatch(tokens.text, reach, start):
        return start
    return reach


def _hiragana_start(tokens: Tokens, index: int) -> bool:
    """The text begins with hiragana that the dictionary takes for a verb or the like: it can only be the name's."""
    tag = tokens.tags[index]
    return (
        index == 0
        and tag.startswith(("動詞", "連体詞", "助動詞"))
        and bool(re.fullmatch("[ぁ-ん]{2,}", tokens.word(0)))
    )


def _vendor(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    surface = text[start:end]
    canonical = surface
    for short, full in _FULL.items():
        canonical = canonical.replace(short, full)
    return Mention(VENDOR, surface, start, end, canonical.strip(), confidence, rule)
