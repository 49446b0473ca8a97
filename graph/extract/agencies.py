"""State bodies, local governments and their units: known ministries, kinds of offices, legal forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.extract.councils import find_councils
from graph.extract.mention import AGENCY, Mention
from graph.extract.short_offices import find_short_offices
from graph.extract.tokenizer import Tokens
from graph.extract.words import PREFECTURE, PREFECTURE_NAME, SKIP_LEFT

_LEGAL_FORM = re.compile(
    "独立行政法人|国立研究開発法人|国立大学法人|公立大学法人|地方独立行政法人|大学共同利用機関法人|"
    "特殊法人|\\(独\\)|\\(国研\\)|\\(国大\\)"
)
# Kinds of offices that the state, prefectures and cities have; the name in front belongs to them.
_OFFICE = re.compile(
    "地方検察庁|高等検察庁|区検察庁|検察庁|高等裁判所|地方裁判所|家庭裁判所|簡易裁判所|裁判所|地裁|高裁|家裁|簡裁|"
    "税務署|国税局|国税事務所|国税不服審判所|障害者職業センター|公共職業安定所|ハローワーク(?!システム|"
    "インターネット)|"
    "労働基準監督署|労働局|"
    "刑務所|拘置支所|拘置所|少年院|少年学院|少年鑑別所|矯正管区|保護観察所|更生保護委員会|"
    "出入国在留管理局|入国者収容所|出入国在留管理支局|"
    "税関|検疫所|農政局|森林管理署|森林管理局|漁業調整事務所|総合通信局|総合通信事務所|経済産業局|"
    "産業保安監督部|地方整備局|北海道開発局|開発建設部|"
    "運輸局|運輸支局|航空局|航空交通管制部|地方厚生局|厚生局|地方環境事務所|防衛局|管区気象台|"
    "地方気象台|気象台|財務局|財務支局|財務事務所|"
    "海上保安部|管区海上保安本部|管区警察局|警察本部|警察署|方面総監部|地方総監部|駐屯地|補給処|"
    "補給本部|教育委員会|消防局|消防本部|"
    "土木事務所|河川事務所|国道事務所|道路事務所|河川国道事務所|港湾事務所|空港事務所|農林事務所|農政事務所|農業事務所|建設事務所|自動車検査登録事務所|県税事務所|都税事務所|"
    "水産事務所|整備事務所|開発事務所|ダム工事事務所|地方事務所|検察審査会|航空交通管制部|航空測候所|情報処理センター(?=[^一-鿿ァ-ヶ]|$)|"
    "検定所|婦人相談所|地方航空局|航空衛星センター|"
    "農業水利事業所|農業開発事業所|農業事業所|"
    "農地防災事業所|空港支局|特別地域気象観測所|観測所|観測局|通信所|測候所|運輸監理部|海上保安署|行政評価局|行政評価事務所|"
    "行政監視行政相談センター|総合事務局|総合開発局|原子力規制事務所|地方防衛事務所|地方協力本部|"
    "補給統制本部|維持出張所|ダム管理所|ダム管理支所|ダム統合管理事務所|砂防事務所|砂防出張所|国道出張所|河川出張所|"
    "職業能力開発大学校|職業能力開発短期大学校|公園事務所|港湾・空港整備事務所|"
    "技術事務所|営繕事務所|森林管理センター|治山事務所|保健所|児童相談所|福祉事務所|刑務支所|医療刑務所|"
    "自衛隊病院|合同庁舎管理室|年金事務所|地方法務局|法務局|公安調査事務所|公安調査局|調査管理事務所|自然保護官事務所|"
    "防衛支局|厚生支局|警察支局|自然環境事務所|管区警察学校|海上保安学校|農地整備事業所|地方更生保護委員会|"
    "(?:後期高齢者医療|介護保険)広域連合|広域連合|振興局|水産試験場|農業試験場|"
    "(?<=[都道府県市町村]立).{1,8}?病院|(?<=[都道府県])(?<!都道府県)警察(?=$|[のはがにへとをで、。(/]|職員|学校|施設|航空隊)|"
    "社会復帰促進センター|労災病院|航空基地(?!隊)|青少年(?:交流|自然)の家|"
    "選挙管理委員会|審議会|審査会|調査会|大使館|総領事館|領事館|動物検疫所|植物防疫所"
)
_UNIT_END = re.compile(
    "(?:局|部|課|室|班|係|科|院|署|所|隊|校|庁|官房|グループ|センター|管理ステーション|委員会|審議会|分科会|部会)$"
)
_ROOM = re.compile(
    "(?:入札|居|説明|会議|サーバー?|宿直|電算|会議|機械|電気|[A-Z]+|執務|更衣|倉庫|事務|応接|待合|展示|講義|実験|議)室$|"
    "専有部$|共用部$|(?:一|全|内|外|上|下|細|大|各)部$"
)
_UNIT_NOT_BEFORE = re.compile(
    "長|員|官(?!房)|議員|大臣|次官|選挙|システム|ネットワーク|LAN|品|分|門|材|民|有|内の|用(?!度)|基盤|数|"
    "施設|管理(?!局|室|課)|訓練|方面(?!総監部)"
)
_PERSON = re.compile(
    "(?:長官|大臣|総裁|議長|副?長(?:(?![一-鿿ァ-ヶ])|表彰|通知|通達|級|会議|賞|主催|指定|宛|[一-鿿ァ-ヶー々]{2,7}君)|次官|議員|選挙|参考人|令(?!和)|所属(?!替)|共済|互助会|告示|訓令|職員数)"
)
# Words of contract work end an agency's name, unless they begin the name of a unit: 統計局|調査企画課, |情報化推進室.
_BEGINS_UNIT = r"(?![^ぁ-ん、。()/]{0,9}?(?:課|室|局|部会|部|係|班|科|委員会|センター)(?![長員品分門屋会議内間]))"
_NOT_UNIT = re.compile(
    rf"(?:業務|事業|調査|システム|契約|整備|運用|保守|開発|支援|情報){_BEGINS_UNIT}|委託|構築|更新|工事|製造|"
    "購入|賃貸|改修|移行|請負|提供|におけ|"
    "デジタル(?!庁|化|戦略|社会|統括|推進)|共通|基盤|告示|所管|主催|作成|監修|決定|公表|関係|職員|全省庁|"
    "用(?![地水務度])|データセンター|庁舎|別館|本館|"
    "独自|受付|全体|一括|設置(?!準備)|以外|共同|主導|内部|コール"
)
_MINISTRY = re.compile("省(?!エネ|力|人|電|資源|庁|令|内|略|スペース)|(?<!合)庁(?!舎|内)")
_KANJI_NAME = re.compile("(?!(?:各|同|当|府|官|県|市|道|府|関係|行政).?$)[一-鿿]{2,8}|(?:米国)?[A-Z]{2,6}")
_LOCAL = re.compile("[市町村区]")
# 小野町, 川崎市(上下水道局): a line that is the town and nothing else, or what of it
_TOWN_ALONE = re.compile(
    f"(?P<town>(?!市町村|区市|各|全|関係)(?:{PREFECTURE}|[一-鿿ヶケノ々]{{1,6}}[市町村]))(?:\\([^()]{{2,25}}\\))?"
)
_NAME_TAGS = ("名詞", "接頭辞", "接尾辞", "記号")
_BREAK = frozenset({"外", "他", "ほか", "及び", "並び", "兼", "発注", "作成", "例", "内"})
_LAW = re.compile("法(?:第|施行|に基づ|の(?:規定|一部)|[(（]|律|$|、)")
# A body by the word its name ends in; international ones are no state's.
_BODY = re.compile(
    "(?:機構|公庫|事業団|公社)(?![一-鿿ァ-ヶ])|(?<=国立)[^ぁ-ん、。()「」]{2,14}?(?:センター|研究所|"
    "博物館|美術館|病院|学院|療養所|研修所)(?=[^一-鿿]|$|庁舎|本館|の|[一-鿿]{2,4}(?:工事|業務))"
)
_INTERNATIONAL = re.compile(
    "国際(?!協力機構|観光)|世界|北大西洋|欧州|経済協力開発|貿易機構|保健機関|万国|石油輸出|アジア|太平洋"
)
_COUNTRY = re.compile("(?:米国|英国|独国|仏国|韓国|豪州|カナダ|インド)$")
_SERVED = re.compile("システム|サービス|ネットワーク|データベース")
_DIGITS = frozenset("一二三四五六七八九十")
_COURTS = re.compile("(?:高等|地方|家庭)$")
_COURT_NAMES = (("地裁", "地方裁判所"), ("高裁", "高等裁判所"), ("家裁", "家庭裁判所"), ("簡裁", "簡易裁判所"))
_LONGEST = 9


def find_agencies(text: str, tokens: Tokens, known: Iterable[Mention]) -> Iterator[Mention]:
    """Agencies of a normalised text; ``known`` are the hits of the gazetteer, which are given their unit here."""
    reached = -1
    known = [_of_its_country(text, mention) for mention in known]
    by_start = {mention.start: mention for mention in sorted(known, key=lambda m: (m.start, m.end))}
    for mention in by_start.values():
        if mention.start < reached:
            continue
        last = mention
        while (following := by_start.get(last.end)) is not None:  # 内閣官房|国家サイバー統括室
            last = following
        end = _with_unit(text, tokens, last.end)
        if _PERSON.match(text, end) or _LAW.match(text, end):
            continue
        if end == mention.end:
            yield mention
        else:
            reached = end
            surface = text[mention.start : end]
            yield Mention(AGENCY, surface, mention.start, end, surface, 0.85, "agency-unit")
    yield from _ministries(text, tokens)
    for match in _BODY.finditer(text):
        start = match.start() - 2 if text.startswith("国立", match.start() - 2) else _name_left(tokens, match.start())
        if match.end() - start >= 6 and tokens.begins(start) and not _INTERNATIONAL.search(text, start, match.end()):
            yield _agency(text, start, match.end(), "agency-body", 0.7)
    for match in _LEGAL_FORM.finditer(text):
        if match.start() in by_start:
            continue  # a body of the list, whose end is known
        end = _name_right(tokens, match.end())
        if end > match.end() and not _LAW.match(text, end):
            yield _agency(text, match.start(), end, "agency-legal-form", 0.9)
    for match in _OFFICE.finditer(text):
        yield from _office(text, tokens, match)
    yield from find_councils(text)
    yield from find_short_offices(text)
    if (alone := _TOWN_ALONE.fullmatch(text)) is not None:
        yield _agency(text, *alone.span("town"), "agency-local", 0.7)
    yield from _local_governments(text, tokens)


def _of_its_country(text: str, mention: Mention) -> Mention:
    """米国|航空宇宙局: the country in front belongs to the name of a body abroad."""
    if (country := _COUNTRY.search(text, max(0, mention.start - 4), mention.start)) is None:
        return mention
    return mention.moved(country.start(), mention.end, text[country.start() : mention.end])


def _office(text: str, tokens: Tokens, match: re.Match[str]) -> Iterator[Mention]:
    ends = tokens.begins(match.end()) or re.match("外[0-9]", text[match.end() :]) is not None  # …事務所外6箇所
    if not ends or not tokens.begins(match.start()):
        return
    start = _name_left(tokens, match.start())
    if text.startswith("(現", start - 1):
        start += 1  # 運輸政策審議会(現|交通政策審議会)
    for other in _SERVED.finditer(text, start, match.start()):
        start = other.end()  # …基盤情報システムサービス|関東経済産業局
    end = _with_unit(text, tokens, match.end())
    if _PERSON.match(text, end) or (re.match("業務|等|手続|職員|間|数|別|機構", text[end:]) and start == match.start()):
        return
    if (
        start < match.start()
        or end > match.end()
        or match.group() in ("税関", "法務局", "運輸局", "労働局", "動物検疫所", "植物防疫所", "北海道開発局")
    ):
        yield _agency(text, start, end, "agency-office", 0.85)


def _ministries(text: str, tokens: Tokens) -> Iterator[Mention]:
    """Ministries and agencies that no list has, of other countries for the most part (退役軍人省, 社会保障庁)."""
    for match in _MINISTRY.finditer(text):
        index = tokens.at(match.start())
        if tokens.starts[index] != match.start() or tokens.end(index) != match.end():
            continue
        start = _name_left(tokens, match.start())
        if text[start] in "期次版":
            start += 1
        if text.startswith("補正", start):
            start += 2
        if _PERSON.match(text, match.end()) or _LAW.match(text, match.end()):
            continue
        if match.start() - start >= 2 and _KANJI_NAME.fullmatch(text, start, match.start()):
            yield _agency(text, start, match.end(), "agency-ministry", 0.7)


def _local_governments(text: str, tokens: Tokens) -> Iterator[Mention]:
    """A prefecture, city, town or village with a unit of it, or where the text shows it acting (a title, a list)."""
    for match in re.finditer(PREFECTURE, text):
        if tokens.begins(match.start()) and not _is_address(text, match.end()):
            yield from _local(text, tokens, match.start(), match.end())
    for index in range(1, len(tokens)):
        word = tokens.word(index)
        if _LOCAL.fullmatch(word) and "地名" in tokens.tags[index - 1]:
            start = tokens.starts[index - 1]
            if not re.search(f"(?:{PREFECTURE})$", text[:start]) and not _is_address(text, tokens.end(index)):
                yield from _local(text, tokens, start, tokens.end(index))


def _local(text: str, tokens: Tokens, start: int, end: int) -> Iterator[Mention]:
    with_unit = _with_unit(text, tokens, end)
    following = text[with_unit : with_unit + 1]
    if _PERSON.match(text, with_unit):
        return
    if with_unit > end:
        yield _agency(text, start, with_unit, "agency-local-unit", 0.8)
    elif (re.match(r"[/)」]|$", following) and (start == 0 or text[start - 1] in "(「")) or following == "/":
        yield _agency(text, start, end, "agency-local", 0.7)
    elif text.startswith(("では、", "は、", "に対して、"), with_unit) and not re.match(
        "[一-鿿ァ-ヶー]", text[start - 1 : start]
    ):
        yield _agency(text, start, end, "agency-local", 0.65)
    elif start == 0 and text.startswith(("に対する", "への"), end):
        yield _agency(text, start, end, "agency-local", 0.7)
    elif re.match(r"[一-鿿ァ-ヶーA-Z0-9]{2,24}システム", text[end:]) and (start == 0 or text[start - 1] in " )】度"):
        yield _agency(text, start, end, "agency-local", 0.75)


def _is_address(text: str, end: int) -> bool:
    return (
        re.match(r"[一-鿿ヶケノ々]{1,8}?[市区町村郡]|[一-鿿ヶ]{1,8}[0-9一二三四五六七八九十]+(?:丁目|番|-)", text[end:])
        is not None
    )


def _with_unit(text: str, tokens: Tokens, end: int) -> int:
    """Offset after the contiguous units of an agency that ends at ``end`` (総務省|統計局調査企画課)."""
    if end >= len(text) or not tokens.begins(end):
        return end
    index = first = tokens.at(end)
    reach = end
    while index < len(tokens) and index - first < _LONGEST + 6:
        word, tag = tokens.word(index), tokens.tags[index]
        if not (tag.startswith(_NAME_TAGS) or word == "・"):
            break
        if _NOT_UNIT.match(text, tokens.starts[index]):
            break
        after = tokens.end(index)
        if re.fullmatch("[所署局庁]外", word) and re.match("[0-9]", text[after : after + 1]):
            after -= 1  # …出張所|外1件
        number = tag.startswith("名詞-数詞") and not _named_by_number(tokens, index)
        if word in _BREAK or number or (word == "・" and index == first):
            break
        is_unit = _UNIT_END.search(text, end, after) and not _ROOM.search(text, end, after)
        if is_unit and index > first and not _UNIT_NOT_BEFORE.match(text, after):
            reach = after
        index += 1
    return reach


def _name_left(tokens: Tokens, start: int) -> int:
    """Offset where the name of an office whose kind begins at ``start`` begins."""
    index = last = tokens.at(start) - 1
    reach = start
    while index >= 0 and last - index < _LONGEST:
        word, tag = tokens.word(index), tokens.tags[index]
        if word == "・" and _COURTS.search(tokens.text[: tokens.starts[index]]):
            reach = tokens.starts[index]  # 名古屋家庭・簡易裁判所
            index -= 1
            continue
        if re.fullmatch(PREFECTURE_NAME, word):
            reach = tokens.starts[index]  # 大分 is an adverb to the dictionary
            break
        if word in SKIP_LEFT or not tag.startswith(_NAME_TAGS) or word in " 号件年度":
            break
        if tag.startswith("名詞-数詞") and not _named_by_number(tokens, index):
            break
        if tag.startswith("名詞-普通名詞-副詞可能") or word.endswith(("等", "度", "号")):
            break
        reach = tokens.starts[index]
        index -= 1
    return reach


def _named_by_number(tokens: Tokens, index: int) -> bool:
    """三八上北, 東条川二期: kanji digits inside a proper name, not a count or a date."""
    return (
        set(tokens.word(index)) <= _DIGITS
        and index + 1 < len(tokens)
        and re.match("[年月日件名社者人号回次台個時条項]", tokens.word(index + 1)) is None
    )


def _name_right(tokens: Tokens, end: int) -> int:
    """Offset after the name behind a legal form, to the last word that ends a body's name (機構, 大学, センター …)."""
    if end >= len(tokens.text):
        return end
    index = first = tokens.at(end)
    reach = end
    while index < len(tokens) and index - first < _LONGEST + 5:
        word, tag = tokens.word(index), tokens.tags[index]
        if not (tag.startswith((*_NAME_TAGS, "形状詞")) or word == "・"):
            break
        if re.search(
            "(?:機構|大学|センター|研究所|法人|基金|振興会|協会|事業団|病院|学校|館|園|局|院|所|公庫|財団|組合|庁)$",
            word,
        ) or word in ("所", "院", "館", "会", "局", "団"):
            reach = tokens.end(index)
        index += 1
    if reach > end or tokens.word(first) in ("等", "など", "制度", "化", "通則", "会計"):
        return reach
    return tokens.end(index - 1) if index > first else end


def _agency(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    surface = text[start:end]
    canonical = surface
    for short, full in _COURT_NAMES:
        canonical = canonical.replace(short, full)
    return Mention(AGENCY, surface, start, end, canonical, confidence, rule)
