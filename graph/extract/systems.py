"""Information systems by the word their names end in (…システム, …ネットワーク, …基盤) and by quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from graph.extract.mention import SYSTEM, Mention
from graph.extract.tokenizer import Tokens
from graph.extract.words import BARE, EMPTY, GENERIC, OUTSIDE

_HEAD = re.compile(
    "ネットワークシステム|ポータルシステム|情報システム基盤|情報システム|システム基盤|クラウドシステム|システム|"
    "クラウド基盤|プラットフォーム|プラットホーム|ネットワーク|"
    "ポータルサイト|ポータル|情報基盤|認証基盤|通信基盤|業務基盤|共通基盤|処理基盤|通信網|"
    "データベース|ホームページ|情報(?:交換|公開|提供|検索|共有|発信)サイト|ウェブサイト|Webサイト|WEBサイト|"
    "(?:中間|連携)サーバー?|ゲートウェイ|[Ww]ebサービス|申請サービス|連携サービス|閲覧サービス|検索サービス|LAN|WAN|チャットボット"
)
_STRICT_HEAD = re.compile("(?:システム|LAN|通信網|情報基盤|認証基盤|通信基盤|共通基盤|チャットボット)$")
_LEADING = (
    "的",
    "次期",
    "原則",
    "現行",
    "新たな",
    "新",
    "旧",
    "既存",
    "当該",
    "本",
    "同",
    "各",
    "全",
    "他",
    "現",
    "上記",
    "下記",
    "次々期",
    "外",
    "前期",
    "後継",
    "仮称",
)
_PROJECT_BEHIND = re.compile(
    "(?:構築|推進|強化|形成|整備|高度化|活用|実証|創出)(?:推進|支援|等|促進)*(?:事業|プロジェクト|プログラム)"
)
_NAME_TAGS = ("名詞", "接頭辞", "接尾辞", "形状詞-一般")
_SIGNS = frozenset("・-&")
_QUOTED = re.compile(
    r"(?:システム|アプリ|サイト|ポータル|プラットフォーム|データベース|サービス)[「『]([^「」『』、。(]{2,24})(?:\([^()]{2,12}\))?[」』]"
)
# 「公共APIゲートウェイ」: a name that stands in quotation marks from end to end; what a question says is quoted too
_QUOTED_WHOLE = re.compile(
    r"(?<!御指摘の)(?<!お尋ねの)[「『](?P<name>[^「」『』、。をがは]{4,24}?(?:システム|基盤|環境|"
    r"ゲートウェイ|サーバー?|ネットワーク|ホームページ|オンラインサービス|(?:通知|照会|検索|申請|予約)サービス|"
    r"プラットフォーム|ポータル|(?:ポータル|ウェブ|Web|情報|総合)サイト|データベース|アプリ))(?P<and>等)?[」』]"
)
_DOMAIN = re.compile(r"(?<![A-Za-z0-9./@])[A-Za-z][A-Za-z0-9\-]+\.gov(?![A-Za-z.])")
# システム(JETRO e-Venue), ポータルMARKLINES: a Latin name in brackets behind the word, or run into it
_NAMED = re.compile(
    r"(?:システム|ポータル|サイト|"
    r"アプリ)(?:\((?P<bracketed>(?=[^)]*[a-z])(?=[^)]*[A-Z])[A-Za-z][A-Za-z0-9\-. ]{3,24})\)|"
    r"(?P<name>[A-Z]{5,}|[A-Z][a-z]+[A-Z][A-Za-z]+))(?![A-Za-z0-9\- ])"
    r"|(?:システム|データベース|サイト|ポータル|アプリ|基盤)(?:\([A-Za-z]+\))?である[「『]?"
    r"(?P<told>[A-Za-z][A-Za-z0-9\-]{2,20})(?![A-Za-z0-9\- ])"
)
# 意匠検索サーバ|一式の更改: a server that is renewed as a whole
_SERVER = re.compile(
    r"(?<![一-鿿ァ-ヶーA-Za-z])(?P<name>(?:[A-Z]+)?[一-鿿]{4,12}サーバー?)(?=(?:一式)?の(?:更改|新規導入)に(?:係る|伴う))"
)
# 領事クラウド: an office's own cloud; not 民間クラウド, any
_OWN_CLOUD = re.compile(r"(?<![一-鿿ァ-ヶーA-Za-z])(?P<whose>[一-鿿]{2,5})クラウド(?![A-Za-zァ-ヶー一-鿿])")
_ANY_CLOUD = re.compile(
    ".*(?:外部|民間|公共|共通|政府|商用|既存|個人|複数|各種|自社|他社|海外|国産|次期|専用|閉域|行政|自治体|業務|対象|新規|同種|国内|内部|移行|用|型|内|他|等|省庁|府省|計算)"
)
# Plants, vehicles, instruments and arrangements of society, which are called systems too.
_NOT_IT = re.compile(
    "(?:武器|失活|発射|教育|自走型|コンピュータ|エコ|イノベーション|社会|食料|交通|"
    "モビリティ|生産|エネルギー|保健|医療提供|研究開発|農業|都市|"
    "金融|冷却|推進|兵器|流通|循環|ケア|"
    "インフラ|発電|電力|蓄電|電池|水素|熱供給|空調|走行|自動運転|衛星|宇宙|内視鏡|X線|DR|CT|MRI|撮影|"
    "撮像|超音波|手術|顕微鏡|"
    "スキャナ|スピーカー?|知財保護|処理槽|浄化|配管|搬送|排気|排水|給水|装置用|機器用|オンプレミス型|"
    "ロッカー|社会保障|"
    "液化|(?<!防災行政)無線|電波利用|イージス・|処分|技能評価|仕様表記|ビル|診療|政策|移行困難|介護保険関連|麻酔|精製|培養|滅菌|透析|冷凍|真空|育成|ロボット|トイレ|テレビ|パネル|アンプ|カメラ|社内|関係|"
    "下水道|警報|人命救助|性能評価|入出金|測定|制御系|事業者|電力貯蔵|貯蔵|医療機関|航空機|練習機|地球|"
    "移動通信|無線通信|PCR|循環経済|戦闘機|車両|船舶|適用|廃棄物処理|処理場|農機|ナンバー系|座標計測|輸送|電源|水圧計|共鳴|分光|SCR|"
    "有効利用|集塵|光学系|灌水|かんがい|振動試験|衝撃試験|誘導弾|短SAM|エネマネ|量産|凍結保存|手術ナビゲーション|バリヤ|"
    "個人用装備|更改前|ユーザー用|記録用|シミュレータ)システム$|"
    "(?:品質|安全|改善|環境|労働安全衛生|エネルギー|リスク)マネジメントシステム$|"
    "(?:エネルギー|人的|協力|企業|事業者|光|産官学金?)ネットワーク$|テレビネットワーク$|用(?:LAN|WAN|"
    "ネットワーク)$|(?:デジタル|地方|官民|国際|産学|推進|輸出支援|人材育成|"
    "ブロック)プラットフォーム$|^(?:[ァ-ヶー]+・)+システム$|(?:司法|財政|経営|産業|生活|社会|教育|農業|経済|存立|制度|人材|国土|位置情報|収益|顧客|組織)(?:情報)?基盤$"
)
# 地方公共団体情報システム, 取得・管理・共有システム: kinds of systems, no one's name
_KIND = re.compile(
    "(?:(?:地方公共団体|自治体|政府|行政機関等?|政府機関等?|各?府省|独立行政法人等?)(?:の)?(?:基幹)?情報システム|(?:[一-鿿]{2}・)+[一-鿿]{2}システム|次世代(?:情報)?システム|[^ぁ-ん]+等データベース)"
)
# What is researched or shown to work is no system that someone runs.
_RESEARCHED = re.compile(
    "(?:等)?(?:の|に関する|に係る)?(?:[^ぁ-ん、。()]{0,6})?(?:研究開発|研究試作|技術開発|実証研究|実証(?!的|環境)|"
    "社会実装|要素技術|普及支援|普及促進|強靱化|プロトタイプ|輸出|技術の)"
)
_RESEARCH_TITLE = re.compile(
    "研究開発|技術開発|開発・実証|実証研究|要素技術|先導プログラム|先導研究|イノベーション創造プログラム|未踏チャレンジ"
)
# A network by its name alone may join people; one of these words makes it a system.
_WIRED = re.compile(
    "情報|通信|業務|行政|統合|基盤|回線|電子|データ|庁|省|[A-Za-z]|共通|オンライン|クラウド|ペイメント|"
    "学術|インターネット"
)
_INNER_HEAD = re.compile("システム(?!改修|開発|化|間)")
# 第4次…システム: which one in the row of them, no part of the name; 第二期… is one
_GENERATION = re.compile("(?:第?[0-9一二三四五六七八九十]{1,2})?次(?!元|世代|期|々)|第?[0-9]{1,2}期|期(?!間|末|首|日)")
# 新|文書管理システム, 第2次|公開情報管理システム: one certain system, though its name is of general words
_DEFINITE = re.compile("(?:次期|現行|新|第[0-9一二三四五六七八九十]{1,2}[次期])$")
# 人事管理システム|の保守: what a title keeps up, changes or moves is one certain system
_TITLE_START = re.compile("(?:^|年度 ?|】|における|次期|現行)$")
_ACRONYM = re.compile("[A-Z]{2}")
_KEPT_UP = re.compile(
    "(?:一式)?(?:の|に係る|に関する)?(?:機器|サーバー?|運用|維持|保守|改修|更改|検証|移行|機能(?:追加|改修|拡充)|ライセンス|データ移行|アプリケーション|要件定義|運営|機器等)"
)
_CARRIER = re.compile("[A-Z0-9-]{1,8}用")  # KC-46A用|戦術データ交換システム: what it is built into
_DESIGNATION = re.compile(r"[A-Z]{2,6}-[0-9]{1,4}(?![0-9A-Za-z])")
_WORK_PAIR = re.compile("(?:業務|保守|改修|運用|開発|工事|事業|装置|機器|設備)・$")
_LONGEST = 14


def is_information_technology(name: str) -> bool:
    """Whether a name that ends like a system's is not that of a plant, a vehicle, an instrument or an arrangement."""
    return _NOT_IT.search(name) is None


def find_systems(
    text: str, tokens: Tokens, agencies: Iterable[Mention], outside: Iterable[Mention]
) -> Iterator[Mention]:
    """Systems of a normalised text: ``agencies`` are split off in front, names never reach into ``outside``."""
    agency_spans = sorted({(mention.start, mention.end) for mention in agencies}, key=lambda span: (span[0], -span[1]))
    barriers = sorted(mention.end for mention in outside)
    for match in _HEAD.finditer(text):
        mention = _by_head(text, tokens, match, agency_spans, barriers)
        if mention is not None:
            yield mention
    for match in _DOMAIN.finditer(text):
        yield _system(text, *match.span(), "system-domain", 0.75)
    for match in _SERVER.finditer(text):
        yield _system(text, *match.span("name"), "system-named", 0.6)
    for match in _OWN_CLOUD.finditer(text):
        if not _ANY_CLOUD.fullmatch(match["whose"]) and "。" not in text:
            yield _system(text, *match.span(), "system-cloud", 0.6)
    for match in _NAMED.finditer(text):
        yield _system(text, *match.span(match.lastgroup or 0), "system-named", 0.6)
    for match in _QUOTED_WHOLE.finditer(text):
        name = match["name"]
        if _specific(tokens, match.start("name"), match.end("name")) and not _NOT_IT.search(name):
            end = match.end("and") if match["and"] and "等" in name else match.end("name")
            yield _system(text, match.start("name"), end, "system-quoted", 0.7)
    for match in _QUOTED.finditer(text):
        yield _system(text, match.start(1), match.end(1), "system-quoted", 0.6)


def _by_head(
    text: str, tokens: Tokens, match: re.Match[str], agencies: list[tuple[int, int]], barriers: list[int]
) -> Mention | None:
    end = match.end()
    if not tokens.begins(end):
        return None
    if _PROJECT_BEHIND.match(text, end) and not text.endswith("システム", 0, end):
        return None
    floor = max((barrier for barrier in barriers if barrier <= match.start()), default=0)
    start = _left(text, tokens, match.start(), floor)
    start = _trim(text, tokens, start)
    start, whole = _split_agency(text, tokens, start, match, agencies)
    if match.start() - start < 2 and not whole:
        return None
    if (
        _RESEARCHED.match(text, end)
        or _in_research_title(text, start, end)
        or text.startswith(("部」", "評価部", "部、"), end)
    ):
        return None
    if (designation := _DESIGNATION.match(text, end)) is not None:
        end = designation.end()
    if text[start - 1 : start].isdigit() and text[start].isascii():
        return None  # 3|Dイメージングシステム
    name = text[start:end]
    specific = _specific(tokens, start, match.start())
    inner = _INNER_HEAD.search(text, start, match.start())
    if inner and (text.startswith("用", inner.end()) or not _specific(tokens, inner.end(), match.start())):
        return None  # …管理システム|次期システム: the second word speaks of the first again
    if re.match("[A-Za-z]", text[start - 1 : start]) and text.startswith("線", start):
        return None  # X線
    name = name if designation is None else text[start : match.end()]
    if not whole:
        behind_agency = any(last == start for _, last in agencies) and len(name) >= 9 and name.endswith("システム")
        says = any(len(word) > 1 and word not in EMPTY for word in _words(tokens, start, match.start()))
        definite = (says and _DEFINITE.search(text, max(0, start - 5), start) is not None) or designation is not None
        kept_up = (
            says
            and "。" not in text
            and _TITLE_START.search(text, max(0, start - 6), start)
            and _KEPT_UP.match(text, end)
        )
        if (specific == 0 and not behind_agency and not definite and not kept_up) or len(name) < 6:
            return None
        if len(name) == 6 and "。" in text and name.endswith("システム") and not definite and not name[0].isascii():
            return None  # a sentence that speaks of its 発行システム names none
        if not _STRICT_HEAD.search(name) and (specific < 2 or len(name) < 8) and match.start() - start < 6:
            return None
        if "プログラム" in name:
            return None  # …先導研究プログラム|…システム: the title of research runs into it
        if re.search("(?:無線|有線|構内|公衆|仮想|社内|庁内|院内)(?:LAN|WAN|ネットワーク)$", name):
            return None
        if _NOT_IT.search(name) or _KIND.fullmatch(name) or (name.endswith("ネットワーク") and not _WIRED.search(name)):
            return None
        if text.startswith(("ズ", "エンジニア", "的", "化", "思考"), end):
            return None
    if re.match(
        "(?:会社|協議会|学会|研究所|センター|機構|株式会社|合同会社|有限会社|協会|財団|開発者|技術|工学|監査)",
        text[end:],
    ):
        return None
    return _system(
        text, start, end, "system-whole" if whole else "system-head", 0.75 if _STRICT_HEAD.search(name) else 0.6
    )


def _in_research_title(text: str, start: int, end: int) -> bool:
    """The title of a research contract, by its words outside the name."""
    around = _RESEARCH_TITLE.search(text, 0, start) or _RESEARCH_TITLE.search(text, end)
    return around is not None and "。" not in text


def _left(text: str, tokens: Tokens, start: int, floor: int) -> int:
    """Offset where the compound that runs into the head word at ``start`` begins."""
    index = last = tokens.at(start) - 1 if tokens.begins(start) else tokens.at(start)
    reach = start if tokens.begins(start) else tokens.starts[tokens.at(start)]
    if not tokens.begins(start):
        index = tokens.at(start) - 1
    while index >= 0 and last - index < _LONGEST:
        word, tag = tokens.word(index), tokens.tags[index]
        if tokens.starts[index] < floor:
            break
        if (
            word == ")"
            and (opened := text.rfind("(", max(floor, tokens.starts[index] - 12), tokens.starts[index])) >= 0
        ):
            inner = text[opened + 1 : tokens.starts[index]]
            before = text[opened - 1 : opened]
            if re.fullmatch("[A-Z]{2,8}", inner) and re.match("[一-鿿ァ-ヶ]", before):
                index = tokens.at(opened) - 1
                reach = opened
                continue
            break
        if word in OUTSIDE and word != "業務":
            if word == "契約" and text.startswith(("事務", "管理", "情報", "書"), reach):
                reach = tokens.starts[index]
                index -= 1
                continue
            break
        if word == "事業" and not text.startswith(("者", "所", "費", "主", "場", "情報システム", "システム"), reach):
            break
        if not (tag.startswith(_NAME_TAGS) or word in _SIGNS):
            break
        if word == "-" and re.search("[一-鿿]$", text[: tokens.starts[index]]):
            break  # a dash between two things, no hyphen of a name
        first = tokens.starts[index]
        designated = word.isascii() and _ACRONYM.fullmatch(text, max(0, first - 2), first) is not None  # LINK22
        if tag.startswith("名詞-数詞") and not (designated or text.startswith(("期", "次"), tokens.end(index))):
            break
        if word == "・" and text.endswith("システム", 0, tokens.starts[index]):
            break
        if word == "・" and _WORK_PAIR.search(text, max(0, tokens.starts[index] - 4), tokens.end(index)):
            break
        reach = tokens.starts[index]
        index -= 1
    while reach < start and text[reach] in "・-&/":
        reach += 1
    return reach


def _trim(text: str, tokens: Tokens, start: int) -> int:
    if (carrier := _CARRIER.match(text, start)) is not None:
        start = carrier.end()
    if (generation := _GENERATION.match(text, start)) is not None:
        start = generation.end()
    moved = True
    while moved:
        moved = False
        for word in _LEADING:
            if (
                text.startswith(word, start)
                and tokens.begins(start + len(word))
                and not text.startswith(
                    (
                        "本人",
                        "新型",
                        "次世代",
                        "新規",
                        "全国",
                        "本籍",
                        "同期",
                        "他省",
                        "全銀",
                        "外国",
                        "新幹線",
                        "外為",
                        "各府省",
                        "本部",
                        "現物",
                    ),
                    start,
                )
            ):
                start += len(word)
                moved = True
    return start + text.startswith("・", start)


def _split_agency(
    text: str, tokens: Tokens, start: int, match: re.Match[str], agencies: list[tuple[int, int]]
) -> tuple[int, bool]:
    """The start behind a leading agency; the agency's own where only generic words follow it (総務省LANシステム)."""
    for first, last in agencies:
        if first <= start < last <= match.end() or (start <= first and last <= match.start() and first - start <= 2):
            if last > match.start() and last >= match.end():
                return start, False
            if text.startswith("内", last) or text[last : match.end()] == "システム":
                return match.end(), False
            if all(word in BARE for word in _words(tokens, last, match.end())):
                return first, True
            return last, False
    return start, False


def _words(tokens: Tokens, start: int, end: int) -> Iterator[str]:
    index = tokens.at(start)
    while index < len(tokens) and tokens.starts[index] < end:
        yield tokens.word(index)
        index += 1


def _specific(tokens: Tokens, start: int, end: int) -> int:
    """How many words between two offsets are not generic ones."""
    count = saying = 0
    index = tokens.at(start)
    while index < len(tokens) and tokens.starts[index] < end:
        word = tokens.word(index)
        if tokens.starts[index] >= start and len(word) > 1:
            if word not in GENERIC:
                count += 2 if re.fullmatch("[A-Z]{4,}", word) else 1
            elif word not in EMPTY:
                saying += 1
        index += 1
    return (
        count + saying // 3 + ("電子戦" in tokens.text[start:end])
    )  # 人事給与電子申請: three words that say something make one specific


def _system(text: str, start: int, end: int, rule: str, confidence: float) -> Mention:
    surface = text[start:end]
    canonical = re.sub(r"\([A-Z]{2,8}\)", "", surface)
    return Mention(SYSTEM, surface, start, end, canonical, confidence, rule)
