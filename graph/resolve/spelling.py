"""Spellings of one word that Japanese names mix: widths, old characters, small kana, letters written out in kana.

:func:`light` keeps what a register prints apart from widths, blanks and kinds of dashes; :func:`loose` folds all that
printers vary without meaning another organisation. Neither knows of legal forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Old and printed-variant characters, each before the one that stands for it in everyday writing.
_OLD_FORMS = (
    "髙高﨑崎嵜崎碕崎澤沢廣広濵浜濱浜邊辺邉辺齋斎齊斉國国圀国學学會会縣県區区鐵鉄銕鉄澁渋瀧滝龍竜萬万與与藝芸櫻桜榮栄營営圓円應応假仮價価畫画壞壊懷懐樂楽關関勸勧卷巻寬寛氣気歸帰龜亀僞偽戲戯犧犠舊旧據拠擧挙峽峡狹狭曉暁驅駆勳勲薰薫惠恵溪渓"
    "經経繼継莖茎螢蛍輕軽鷄鶏擊撃缺欠儉倹劍剣劔剣釼剣險険圈圏檢検權権獻献顯顕驗験嚴厳恆恒黃黄黑黒號号劑剤雜雑參参慘惨棧桟蠶蚕贊賛殘残絲糸齒歯兒児辭辞濕湿實実寫写釋釈壽寿收収從従獸獣縱縦肅粛處処緖緒敍叙奬奨將将燒焼稱称證証乘乗剩剰壤壌孃嬢"
    "條条淨浄疊畳讓譲釀醸觸触囑嘱寢寝愼慎眞真盡尽圖図粹粋醉酔隨随髓髄數数樞枢聲声靜静竊窃攝摂專専戰戦淺浅潛潜纖繊踐践錢銭禪禅雙双壯壮搜捜插挿爭争總総聰聡莊荘裝装騷騒增増藏蔵臟臓屬属續続墮堕對対帶帯滯滞臺台擇択單単擔担膽胆團団彈弾斷断癡痴"
    "遲遅晝昼蟲虫鑄鋳廳庁聽聴敕勅鎭鎮遞逓轉転點点傳伝黨党盜盗燈灯當当鬭闘德徳獨独讀読屆届繩縄貳弐腦脳霸覇廢廃拜拝賣売麥麦發発髮髪拔抜蠻蛮祕秘甁瓶佛仏拂払竝並變変辨弁辯弁瓣弁舖舗寶宝豐豊沒没飜翻每毎默黙藥薬譯訳豫予餘余譽誉搖揺樣様謠謡來来"
    "賴頼亂乱覽覧兩両獵猟綠緑壘塁淚涙禮礼勵励靈霊齡齢曆暦歷歴戀恋鍊錬爐炉勞労樓楼祿禄灣湾瑤瑶槇槙遙遥堯尭峯峰凉涼冨富穗穂桒桑曻昇舘館菴庵渕淵濟済鄕郷橫横綜総彥彦曾曽淸清靑青檜桧籠篭竈竃鷗鴎鹽塩麵麺麴麹彌弥禰祢蠟蝋蘆芦驒騨躰体體体"
    "鑛鉱礦鉱砿鉱碎砕萠萌苅刈麪麺亞亜惡悪壓圧圍囲爲為醫医壹壱飮飲隱隠衞衛驛駅艷艶毆殴歐欧穩穏陷陥覺覚擴拡殼殻嶽岳罐缶觀観旣既虛虚鄰隣狀状涉渉緣縁翆翠槗橋栁柳桺柳𠮷吉步歩戶戸產産內内吳呉徵徴稅税說説銳鋭閱閲悅悦脫脱郞郎敎教絕絶卽即槪概晚晩"
    "巢巣稻稲搔掻奧奥屛屏姬姫塡填頰頬剝剥瘦痩繫繋"
)  # fmt: skip
_KANA = (
    "ァアィイゥウェエォオャヤュユョヨッツヮワヵカヶケヷワヸイヹエヺオヱエヰイヲオヴブヂジヅズぁあぃいぅうぇえぉおゃやゅゆょよっつゎわゐいゑえ"
    "へヘべベぺペ"
)


def _pairs(text: str) -> dict[str, str]:
    return dict(zip(text[::2], text[1::2], strict=True))


_DASHES = dict.fromkeys("‐‑‒–—―−－﹣~〜～─━", "-")
_LIGHT = str.maketrans(_DASHES)
_VARIANTS = str.maketrans(_pairs(_OLD_FORMS) | _pairs(_KANA))
_BLANKS = re.compile(r"\s+")
_KATAKANA_DASH = re.compile(r"(?<=[ァ-ヶぁ-ん])-(?=[ァ-ヶー]|$)|(?<=[ァ-ヶ])一(?=[ァ-ヶ])")
_REPEATED = re.compile(r"(.)々")
_GLIDE = re.compile(r"(?<=[イキシチニヒミリギジビピ])ヤ")  # エンジニヤリング, ダイヤ
_AND = re.compile(r"・?アンド・?|(?<![a-z])and(?![a-z])|\+")
_NOT_WORD = re.compile(r"[^0-9a-z&ァ-ヶぁ-ん一-鿿㐀-䶿豈-﫿𠀀-𯿿]+")

# Letters as their names are written, longest first; ambiguous short ones (デー, シ) are left out.
_LETTER_NAMES = {
    name: letter
    for letter, names in {
        "a": "エー|エイ", "b": "ビー|ビイ", "c": "シー|シイ", "d": "ディー|デイー|ディ|デイ", "e": "イー", "f": "エフ",
        "g": "ジー|ヂー", "h": "エイチ|エッチ|エツチ", "i": "アイ", "j": "ジェイ|ジェー|ジエイ|ジエー", "k": "ケー|ケイ",
        "l": "エル", "m": "エム", "n": "エヌ", "o": "オー", "p": "ピー|ピイ", "q": "キュー|キユー", "r": "アール",
        "s": "エス", "t": "ティー|テイー|ティ|テイ", "u": "ユー|ユウ", "v": "ブイ|ヴイ|ヴィ",
        "w": "ダブリュー|ダブリユー|ダブリュ|ダブリユ|ダブルユー", "x": "エックス|エツクス", "y": "ワイ",
        "z": "ゼット|ゼツト|ズィー",
    }.items()
    for name in names.split("|")
}  # fmt: skip
_LETTER = "|".join(sorted(_LETTER_NAMES, key=len, reverse=True))
# A run of two letters or more (エヌ・ティ・ティ, ジェイアール), or one that stands alone beside & or first before a dot.
_LETTER_RUN = re.compile(rf"(?:{_LETTER})・?(?:(?:{_LETTER})・?)+")
_ONE_LETTER = re.compile(_LETTER)
_LONE_LETTER = re.compile(rf"(?:(?<=&)|(?<=^))({_LETTER})(?=[・&]|$)")


def _class(characters: Iterable[str]) -> str:
    """A class of regular expressions that holds some letters and digits, as few ranges as there are gaps."""
    codes = sorted(map(ord, characters))
    starts = [code for code, before in zip(codes, [-1, *codes], strict=False) if code != before + 1]
    ends = [code for code, behind in zip(codes, [*codes[1:], -1], strict=True) if code != behind - 1]
    return "[" + "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True)) + "]"


# Most names are spelled plainly, and a look at their characters is quicker than every rule tried in vain.
_SETTLED = re.compile("[0-9a-z&()ぁ-んァ-ヶー・一-鿿]*")  # no width, case, blank or dash to change
_WORDS = (*range(0x30, 0x3A), *range(0x3041, 0x3094), *range(0x4E00, 0xA000))  # digits, hiragana, kanji
_FIXED = re.compile(_class(chr(code) for code in _WORDS if code not in _VARIANTS) + "+")  # no rule changes these


def light(text: str) -> str:
    """NFKC, lower case, one kind of dash, no blanks: what the register's own spelling is compared by."""
    if _SETTLED.fullmatch(text):
        return text
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text)).casefold().translate(_LIGHT)


def loose(text: str) -> str:
    """The spelling without what printers vary: old characters, small kana, dots, dashes, long vowels, spelled letters.

    ``text`` is light already. Two names with the same loose spelling are variants of one; organisations whose names
    differ in no more than this are as good as namesakes.
    """
    if _FIXED.fullmatch(text):
        return text
    if text.isascii():
        return _NOT_WORD.sub("", _AND.sub("&", text)) or text
    if "-" in text or "一" in text:
        text = _KATAKANA_DASH.sub("ー", text)
    if "々" in text:
        text = _REPEATED.sub(r"\1\1", text)
    if "アンド" in text or "and" in text or "+" in text:
        text = _AND.sub("&", text)
    text = _LETTER_RUN.sub(_as_letters, text)
    if "&" in text or _ONE_LETTER.match(text):
        text = _LONE_LETTER.sub(lambda match: _LETTER_NAMES[match[1]], text)
    text = text.translate(_VARIANTS)
    if "ヤ" in text:
        text = _GLIDE.sub("ア", text)
    return _NOT_WORD.sub("", text.replace("ー", "")) or text


def _as_letters(match: re.Match[str]) -> str:
    return "".join(_LETTER_NAMES[letter] for letter in _ONE_LETTER.findall(match[0]))
