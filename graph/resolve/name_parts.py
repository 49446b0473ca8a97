"""What stands around the name proper of an organisation, as patterns over folded text (NFKC, lower case): addresses,
representatives, branches and units, joint ventures, and words that name nobody. Each ``cut_…`` gives the text without the
part, and the part ("" where there is none); it never cuts away the whole name.
"""

from __future__ import annotations

import re

PREFECTURES = (
    "北海道|東京都|京都府|大阪府|(?:青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|"
    "愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|長崎|熊本|大分|宮崎|鹿児島|沖縄)県"
)
_CITIES = "札幌|仙台|さいたま|千葉|横浜|川崎|相模原|新潟|静岡|浜松|名古屋|京都|大阪|堺|神戸|岡山|広島|北九州|福岡|熊本"
_WARDS = "千代田|中央|港|新宿|文京|台東|墨田|江東|品川|目黒|大田|世田谷|渋谷|中野|杉並|豊島|北|荒川|板橋|練馬|足立|葛飾|江戸川"
# An address glued behind a name: a postal code, or a prefecture, city or ward with a municipality or street behind it.
_ADDRESS = re.compile(
    rf"(?:〒?\d{{3}}-\d{{4}}\s*)?(?:{PREFECTURES})\s*[^\s、,()]{{0,12}}?(?:市|区|町|村|郡).*$"
    r"|〒\s*\d{3}-?\d{4}.*$"
    rf"|(?:{_CITIES})市[^\s、,()]{{1,4}}区.*\d.*$"
    r"|(?<=\s)[一-鿿]{1,4}[市区町村][^\s]*\d.*$"
    rf"|(?<=[\s(])(?:東京都|[一-鿿]{{1,3}}県)?(?:{_WARDS})区.*$",
    re.DOTALL,
)
_ADDRESS_AHEAD = re.compile(rf"^(?:〒?\s*\d{{3}}-?\d{{4}}\s*)?(?:{PREFECTURES})\S*\d\S*\s+(?=\S)")
_MUNICIPAL = re.compile(r"[〒都道府県市区町村郡]")  # one of these is in every address
_STREET = re.compile(r"\d|丁目|番地|[一二三四五六七八九十]番|大字")
_TITLES = (
    "代表取締役(?:会長兼社長|社長執行役員|社長|会長|副社長|専務|ceo)?|代表執行役(?:社長)?|取締役(?:社長|会長)|代表理事(?:会長|理事長)?|"
    "代表社員|業務執行社員|職務執行者|執行役員|理事長|代表者|代表役員|支配人|支店長|支社長|営業所長|所長|事業部長|部長|本部長|学長|総長|組合長|"
    "会長|社長|院長|館長|校長"
)
_REPRESENTATIVE = re.compile(
    r"\s+(?:(?:\S{1,14}(?=支店長|支社長|営業所長|事業部長|本部長|部長|所長))?"
    rf"(?:{_TITLES}))(?:[\s:・].*)?$"
)
_REPRESENTATIVE_GLUED = re.compile(
    r"(?:代表取締役|代表理事|代表社員|代表執行役|取締役社長)(?!協会|会$).*$|(?:分任)?契約担当(?:役|官).*$|(?:分任)?支出負担行為担当官.*$|資金前渡官.*$|"
    r"(?:への|に対する)(?:繰入れ|繰入金|支出委任|補助金?|出資金?|交付金?)$"
)
_OFFICIAL = re.compile(r"[\s代取契支分資へに]")  # one of these is in all of the two
_OFFICER_AHEAD = re.compile(
    r"^(?:(?:分任)?(?:支出負担行為担当官|契約担当官|契約担当役|資金前渡官吏|契約責任者|経理責任者|支出命令者)(?:代理)?[\s:・]*)(?=\S{2})"
)
_NUMBER_NOTE = re.compile(r"\s*(?:\(法人番号[^)]*\)|法人番号[\s:]*[-0-9]*)")
_OTHERS = re.compile(
    r"[\s(]*(?:(?:ほか|外|他)\s*(?:[0-9一二三四五六七八九十]*(?:社|者|名|件|団体|機関|法人|校|か所|箇所))?|等\s*(?:[0-9]+(?:社|者|名))?)\)?$"
)
_OTHER = re.compile(r"ほか|[外他等]")
_HONORIFICS = ("御中", "様", "殿")
_HONORIFIC = re.compile(rf"(?:{'|'.join(_HONORIFICS)})$")
_JOINT_PRACTICE = re.compile(r"・外国法共同事業(?:法律事務所)?$")
_FORMER = re.compile(r"\((?:旧(?:社名|名称|商号)?|元|現)[:\s]*([^()]+)\)")
_PARENTHESES = re.compile(r"[(\[〔【「『]([^()\[\]〔〕【】「」『』]*)[)\]〕】」』]")

# 建設 and its like belong to the last member unless 特定 or 経常 stands before them.
_JOINT_END = re.compile(
    r"(?:(?:特定|経常|設計|乙型|甲型|地域維持型)(?:建設|設計|工事|業務|委託|事業|企業)*|(?:業務|委託|調査|測量|工事)+)?"
    r"(?:共同企業体|共同体|共同事業体|企業体|連合体|共同提案体|共同提案|共同技術開発体|コンソーシアム|(?<![a-z])jv|ジョイントベンチャー|"
    r"共同グループ|グループ共同体)(?:\(.*\))?$"
)
_JOINT_START = re.compile(r"^(?:\S{0,30}(?:特定|経常|設計|建設)?(?:共同企業体|共同体|jv)[\s:・]+)")
JOINT = re.compile(
    r"共同企業体|共同提案体|共同事業体|共同技術開発体|コンソーシアム|ジョイントベンチャー|(?<![a-z])jv(?![a-z])|【代表】|【共同】|\(代表\)|共同体"
)
LIST = re.compile(r"[、,/;\n]|及び|並びに|ならびに")
_ROLE = re.compile(
    r"【[^】]*】|\((?:代表|代表者|代表企業|構成員|幹事|共同)[^)]*\)|^(?:代表者?|構成員|幹事(?:会社)?)[\s:]+|^[①-⑳]|^\d{1,2}(?=[^\d])[.)]?"
)
_LETTERS = re.compile(r"[ァ-ヶー]{1,4}|[a-z]")

_NOBODY_WORDS = (
    "その他|其の他|他|ほか|本省|本庁|本府|本局|内局|内部部局|地方支分部局|地方公共団体|市町村|都道府県|市区町村|該当なし|なし|無し|未定|不明|"
    "非公表|非公開|匿名|諸謝金|謝金|旅費|賃金|庁費|給与|支出委任|委任|事務費|合計|計|小計|支出先|落札者なし|不調|不落|中止|取りやめ|n/a|na|null|"
    "none|tbd|某社|同上|一般競争入札|随意契約|株式会社|有限会社|合同会社|一般社団法人|[a-z]|[a-z][社者氏校]|[0-9]+(?:社|者|名|件|人|機関|団体)"
)
_SOMEBODY_WORDS = (
    "個人|民間企業|民間団体|民間事業者|法人|外部有識者|有識者|出張者|職員|講師|委員|旅行者|被害者|受給者|生産者|事業者|事業主|業者|企業|会社|"
    "団体|病院|学校|大学|研究者|個人事業主|個人事業者|土地所有者|建物所有者|所有者|地権者|賃貸人|債権者|申請者|対象者|患畜等の所有者|"
    "現地旅行代理店|旅行代理店|旅行会社|協力者|社員|隊員|学生|医師|弁護士|研究員|専門家|都道府県労働局"
)
# What a letter stands behind where the sheet withholds a name: 民間会社AS, 補助事業者B, 助成金を受給する法人C, 国際機関Ｄ.
_WITHHELD = (
    "民間会社|外国企業|法人|機関|事業者|事業主|業者|委託先|組合|コンサルタント|コンサル会社|自治体|公館|職員|補佐員|農家|林業者|漁業者|法律事務所|"
    "研究班|外国人|雇用主|専門員|国際会議|(?:株式|有限|合同|合資)会社|一般(?:社団|財団)法人|協同組合"
)
_LETTERED = (
    rf"\S*(?:{_WITHHELD})[a-zア-ン]社?|民間会社[a-z]{{2}}|[a-z](?:株式|有限|合同)会社|某\S+|[a-z][市区町村県]\S*|\S*所在企業|"
    r"(?:[0-9]+|各(?!務))(?:都道府県|府省|省庁|市区?町村|在外公館|国|経済産業局)\S*"
)
# Of all these some are meant, and the words do not say which: その他地方公共団体, 受給している事業主その他, 国等.
_REST = r"\S*その他\S*|\S*(?:受給者|受給権者|求職者|退職者)|\S{1,40}(?<![平高上中下均対同初特])等"
NOBODY = re.compile(
    rf"(?:{_NOBODY_WORDS}|{_LETTERED}|{_REST}|\S*(?:人件費|旅費|事務費|光熱費|会議費|消耗品費|謝金)|(?:{_SOMEBODY_WORDS})(?:[0-9a-zア-ン]|[0-9]{{1,4}}|[0-9]+(?:社|者|名|人)|ら|等|など|の方々?)*|[-―ー*#〃・.]+)"
    r"(?:\s*\(.*\))*"
)

_BRANCH_KIND = (
    "支店|支社|営業所|営業本部|営業部|営業支店|出張所|事業所|事業部|事業本部|事業場|製作所|工場|支部|支所|支局|総局|支部事務局|本店|本社|本部|"
    "事務所|総合事務所|研究所|センター|サービスセンター|カンパニー|オフィス|ステーション|店|部|課|支援室|販売部|統括部|支配人|病院|キャンパス|校"
)
# These are branches behind any place; the others only behind a blank or behind a legal form.
_SURE_BRANCH = (
    "支店|支社|営業所|営業本部|営業支店|出張所|事業所|事業部|事業本部|事業場|支部|支所|支局|カンパニー|営業部"
)
_PLACES = (
    "日本|北海道|東北|関東|北関東|南関東|首都圏|甲信越|信越|北陸|東海|中部|近畿|関西|中国|四国|九州|西日本|東日本|中日本|沖縄|北東北|南九州|"
    "北九州|中四国|東関東|西関東|新東京|北日本|南日本|東京|東京中央|東京西|東京東|京都|大阪|青森|岩手|宮城|秋田|山形|福島|茨城|栃木|群馬|埼玉|"
    "千葉|神奈川|新潟|富山|石川|福井|山梨|長野|岐阜|静岡|愛知|三重|滋賀|兵庫|奈良|和歌山|鳥取|島根|岡山|広島|山口|徳島|香川|愛媛|高知|福岡|佐賀|"
    "長崎|熊本|大分|宮崎|鹿児島|札幌|函館|旭川|帯広|釧路|室蘭|苫小牧|北見|小樽|稚内|網走|留萌|盛岡|仙台|郡山|いわき|会津|水戸|つくば|宇都宮|前橋|"
    "高崎|さいたま|大宮|川越|熊谷|横浜|川崎|相模|相模原|横須賀|厚木|湘南|多摩|立川|八王子|長岡|上越|金沢|甲府|松本|上田|諏訪|浜松|沼津|富士|三島|"
    "磐田|掛川|伊東|島田|藤枝|名古屋|豊橋|岡崎|三河|豊田|津|四日市|大津|堺|神戸|姫路|阪神|松江|米子|倉敷|福山|呉|下関|宇部|周南|高松|松山|新居浜|"
    "今治|久留米|佐世保|八代|延岡|都城|那覇|千代田|中央|港|新宿|渋谷|品川|銀座|日本橋|丸の内|霞が関|霞ヶ関|赤坂|虎ノ門|市ヶ谷|池袋|上野|蒲田|成田|"
    "羽田|柏|船橋|市川|木更津|銚子|館山|君津|茂原|東金|香取|横手|大館|能代|本荘|湯沢|由利|大曲|鹿角|男鹿"
)
# 「横浜支店」「東京第二営業所」「静岡県支部」 glued behind a name, longest place first
_PLACED_BRANCH = re.compile(
    rf"(?:(?:{'|'.join(sorted(_PLACES.split('|'), key=len, reverse=True))})(?:都|府|県|市|区|町)?"
    r"(?:第[一二三四五六七八九十0-9]+|[東西南北中]|中央|総合|統括|地区|営業|支店)?"
    rf"(?:{_SURE_BRANCH}|事務所|総合事務所|センター|サービスセンター|支店\S{{1,8}}|オフィス|店|工場|製作所|支社\S{{1,8}}))$"
)
_BRANCH_MARK = re.compile(r"\s|[支所部場店局セオカ製]")  # a blank or one of these is in all of the two
_SPACED_BRANCH = re.compile(rf"\s+(?!株式会社)(\S*(?:{_BRANCH_KIND})(?:\s+\S*(?:{_BRANCH_KIND}))*)$")
_BRANCH = re.compile(rf"^\s*(\S*(?:{_BRANCH_KIND})(?:\s+\S*(?:{_BRANCH_KIND}))*)$")
_UNIVERSITY_UNIT = re.compile(
    r"(?<=\S\S大学)(?:大学院.*|医学部.*|病院.*|附属.*|\S{0,14}(?:学部|研究科|研究所|研究室|研究院|学研究.*|センター|機構|学校|研究部門|"
    r"病院|図書館|キャンパス)|(?:総長|学長).*)$"
)
_LOCAL_UNIT = re.compile(
    r"(?:(?<=^北海道)|(?<=^東京都)|(?<=[府県市区町村]))"
    r"(?:教育委員会.*|教育庁.*|警察(?:本部)?|警察\S{0,6}方面本部|知事.*|長|市長.*|町長.*|村長.*|区長.*|\S{0,3}水道局.*|水道事業管理者|議会|選挙管理委員会|"
    r"農業委員会|消防本部|消防局|企業局|病院局|交通局|公金口|会計管理者|保健所|役所|役場)$"
)
_HAS_UNITS = re.compile(r"大学|[都道府県市区町村]")
_OF_PREFECTURE = re.compile(rf"^(?:{PREFECTURES})(?=\S{{1,6}}[市区町村]$)")
FOUNDER = re.compile(rf"(?:{PREFECTURES})|\S{{1,6}}[市区町村]")

ENGLISH_FORMS = ("inc", "llc", "ltd", "other")
_ENGLISH_FORM = re.compile(
    r"[\s,.]+(?:(?P<llc>l\.?\s?l\.?\s?c|l\.?l\.?p)"
    r"|(?P<inc>inc|incorporated|corp|corporation|co|company)(?:[\s.,]*(?:ltd|limited))?"
    r"|(?P<ltd>(?:pte[\s.]*|pty[\s.]*|pvt[\s.]*|private[\s.]*)?(?:ltd|limited)|plc)"
    r"|(?P<other>gmbh|ag|s\.?a\.?s?|b\.?v|n\.?v|s\.?p\.?a|s\.?r\.?l|oy|ab))[\s.]*$"
)
_COOPERATIVES = {
    "協": "協同組合", "協組": "協同組合", "企": "企業組合", "協業": "協業組合", "農協": "農業協同組合", "漁協": "漁業協同組合",
    "生協": "生活協同組合",
}  # fmt: skip
_SHORT_COOPERATIVE = re.compile(r"\((協|協組|企|協業|農協|漁協|生協)\)")


def cut_address(text: str) -> tuple[str, str]:
    """The text without an address before or behind the name; a municipality's own name stays."""
    if not _MUNICIPAL.search(text):
        return text, ""
    ahead = _ADDRESS_AHEAD.match(text)
    if ahead is not None and not _STREET.match(text, ahead.end()):
        return text[ahead.end() :], ahead.group().strip()
    match = _ADDRESS.search(text)
    if match is None:
        return text, ""
    apart = match.start() > 0 and text[match.start() - 1] in " \n("
    if not apart and not _STREET.search(match.group()):
        return text, ""  # 福島県白河市, 公益財団法人鳥取県農業農村…: a name with a place in it
    return text[: match.start()].strip(" \n(、,"), match.group().strip()


def cut_officer(text: str) -> str:
    """The text without the office of the one who signs for a body, ahead of its name (支出負担行為担当官 …)."""
    return _OFFICER_AHEAD.sub("", text)


def cut_representative(text: str) -> tuple[str, str]:
    """The text without the person that represents the body, title and all."""
    if not _OFFICIAL.search(text):
        return text, ""
    for pattern in (_REPRESENTATIVE, _REPRESENTATIVE_GLUED):
        match = pattern.search(text)
        if match is not None and match.start() > 1:
            return text[: match.start()].strip(" \n"), match.group().strip()
    return text, ""


def cut_number_note(text: str) -> str:
    """The text without 「法人番号 …」."""
    return _NUMBER_NOTE.sub("", text) if "法人番号" in text else text


def cut_former(text: str) -> tuple[str, tuple[str, ...]]:
    """The text without an honorific and without former or present names in parentheses, and these names."""
    former: tuple[str, ...] = ()
    if "(" in text:
        former = tuple(match[1].strip() for match in _FORMER.finditer(text))
        text = _FORMER.sub("", text)
    text = text.strip()
    if text.endswith(_HONORIFICS):
        text = _HONORIFIC.sub("", text)
    return _JOINT_PRACTICE.sub("", text) if "外国法" in text else text, former


def cut_parentheses(text: str) -> tuple[str, list[str]]:
    """The text without parentheses, and what stands in them, innermost first."""
    inside: list[str] = []
    without = text
    while (match := _PARENTHESES.search(without)) is not None:
        inside.append(match[1].strip())
        without = (without[: match.start()] + without[match.end() :]).strip()
    inside = [part for part in inside if part]
    return (without, inside) if without else (text, [])


def cut_branch(text: str) -> tuple[str, str]:
    """The text without a branch behind it."""
    if not _BRANCH_MARK.search(text):
        return text, ""
    for pattern in (_SPACED_BRANCH, _PLACED_BRANCH):
        match = pattern.search(text)
        if match is not None and match.start() > 1:
            return text[: match.start()].strip(), match.group().strip()
    return text, ""


def is_branch(text: str) -> bool:
    """Whether a text reads as a branch, office or department."""
    return _BRANCH.match(text) is not None


def cut_unit(text: str, branch: str = "") -> tuple[str, str]:
    """A university or local government apart from the unit of it that acts; a municipality without its prefecture."""
    if not _HAS_UNITS.search(text):
        return text, branch
    for pattern in (_UNIVERSITY_UNIT, _LOCAL_UNIT):
        match = pattern.search(text)
        if match is not None:
            return text[: match.start()].strip(), match.group() + branch
    return _OF_PREFECTURE.sub("", text), branch


def without_prefecture(text: str) -> str:
    """A municipality's name without its prefecture."""
    return _OF_PREFECTURE.sub("", text)


def cut_english_form(text: str) -> tuple[str, str]:
    """Foreign names: the legal form behind them as one of :data:`ENGLISH_FORMS`."""
    match = _ENGLISH_FORM.search(text)
    if match is None or match.start() < 2:
        return text, ""
    return text[: match.start()], str(match.lastgroup)


def cooperative(text: str) -> str:
    """(協) and its like written out: they are part of the name."""
    return _SHORT_COOPERATIVE.sub(lambda match: _COOPERATIVES[match[1]], text) if "(" in text else text


def without_roles(text: str) -> str:
    """A list of members with the marks of their roles turned into separators."""
    return _ROLE.sub(lambda match: "、" if match.start() else "", text)


def joint_members(text: str) -> list[str]:
    """The members of a joint venture as printed. Dots separate them unless commas do."""
    text = _JOINT_START.sub("", _JOINT_END.sub("", text)).strip(" ・、,")
    parts: list[str] = []
    if LIST.search(text):
        parts = LIST.split(text)
    else:
        for part in re.split(r"[・&+]|\s+", text):
            if parts and _LETTERS.fullmatch(part) and _LETTERS.fullmatch(parts[-1].rpartition("・")[2]):
                parts[-1] += "・" + part  # エヌ・ティ・ティ
            else:
                parts.append(part)
    return [stripped for part in parts if (stripped := part.strip(" ・、,"))]


def cut_others(text: str) -> tuple[str, str]:
    """The first of several, and 「ほか2社」 or its like; a name may itself end in 等 or 外."""
    match = _OTHERS.search(text) if _OTHER.search(text) else None
    if match is None or match.start() < 2:
        return text, ""
    if text.count("(", 0, match.start()) > text.count(")", 0, match.start()):
        return text, ""
    tail = match.group().strip(" (")
    if tail[0] in "外等" and not re.search(r"[0-9一二三四五六七八九十]", tail):
        return text, ""
    return text[: match.start()], match.group()


def name_lines(text: str) -> tuple[str, str]:
    """The lines of a cell that hold the name, and those of its address or representative behind them."""
    if "\n" not in text:
        return text.strip(), ""
    lines = [stripped for line in text.split("\n") if (stripped := line.strip())]
    if len(lines) > 1 and (_ADDRESS.match(lines[1]) or not _LISTED.search("".join(lines[1:]))):
        return lines[0], " ".join(lines[1:])
    return "\n".join(lines), ""


_LISTED = re.compile(r"株式会社|\(株\)|有限会社|法人|組合")
