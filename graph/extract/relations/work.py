"""What the words for contract work say: which predicates hold between who does the work and the system."""

from __future__ import annotations

import re

from graph.extract.relations.relation import DEVELOPS, MAINTAINS, OPERATED_BY

NOUNS = r"[^ぁ-ん。()「」、:;]"
WORK = (
    rf"(?:への(?:更改|更新|再構築))?(?:等|関連)?(?:用)?(?:に係る|にかかる|に関する|における|の|サービスの)?(?P<work>(?:及び|並びに|および|や|、|{NOUNS}"
    r"|に(?:係|関わ)る(?=設計|開発|改修|構築|運用|保守)|の(?=開発|改修|構築|設計|運用|保守|改良|機能|更改)"
    r"|における(?=(?:システム|プログラム|アプリケーション|機能)?(?:改修|開発|改良|機能追加))"
    r"|における(?=[^、。]{2,30}(?:に係る|に伴う|に向けた)(?:プログラム|アプリケーション|機能|システム)?(?:改修|開発|改良))[^、。]{2,30}?(?:に係る|に伴う|に向けた)"
    r"|に伴う(?=(?:追加|機能|プログラム|システム)?(?:改修|開発))|\([^()]*\))+)"
)
_BUILT = re.compile(
    "開発|構築(?!支援)|(?<!運用)改修|改良|機能追加|機能改善|機能改修|機能拡張|(?<=基盤)拡張|^拡張|機能強化|機能向上|再構築|設計(?!書|方法|基準|指針)|(?<!機器)(?<!端末)更改(?!支援)|"
    "リプレース|製造|作成|プログラム修正"
)
_KEPT_UP = re.compile("保守|維持管理|メンテナンス|維持・管理|サービス維持|(?:システム|プログラム)維持")
_RUN = re.compile(
    "(?:^|[、・及びや])運用(?!保守|・保守|及び保守|・?支援|、保守|/保守|・維持|設計|テスト|改善|期間)|"
    "(?<=の)運用管理|運用業務"
)
# What is bought is advice, a study, a device or a licence: the payee does not do the work that the words name.
_OTHER_WORK = re.compile(
    "調査|検討|診断|監査|審査|プロジェクト管理|工程管理|監理|コンサル|研修|購入|賃貸借|リース|借上|移設|"
    "撤去|翻訳|印刷|"
    "助言|仕様書|要件定義|通信遅延|検証業務|妥当性検証|評価|検証業務|調達支援|支援業務|管理支援|"
    "(?:作業|運用|移行|構築|開発|設計|テスト|導入|保守)等?支援|補助$|ライセンス|派遣|工事|広報|マーケティング|(?<!保守)サポート|ヘルプデスク|コールセンター|問い?合わ?せ|窓口"
)
_PROGRAMME = re.compile("(?:促進|推進|支援|強化|整備|構築|実証|開発)(?:等)?(?:事業|プロジェクト|プログラム)|研究|実証")
# In prose these stand between a system and the work: it is the work on something else.
NOT_THE_WORK = re.compile("端末|機器|回線|データ|支援|サーバ|事務局|要員")


# What stands beside the work without being what it is about: 構築及び機器の|賃貸借
_BESIDE = re.compile(
    "賃貸借|購入|リース|借上|撤去|移設|研修|ライセンス|調達|廃棄|検証|評価|窓口|ヘルプデスク|(?:運用|移行)支援|(?:運用|移行)サポート"
)
_HELP = re.compile("(?:運用|移行)支援")
_DEVICE = re.compile(
    "(?:端末|機器|回線|サーバー?|ハードウェア)(?:等)?の?[^ぁ-ん]{0,6}(?:保守|更改|運用|設置|設定|構築|設計|更新)"
)
_DEVICE_FIRST = re.compile("(?:端末|機器|回線|サーバー?|ハードウェア|プリンタ)")
_SETTING = re.compile("^(?:の)?(?:開発|運用|検証|テスト|試験|構築)環境(?:の|及び|・)")
_PARTS = re.compile("(、|・|及び|並びに|および|や|/)")


def own_work(words: str) -> str:
    """The words without those for advice, studies, devices: 運用支援・保守及び機能拡張 → 保守及び機能拡張.

    The last part says what is bought (設計・開発等工程管理支援業務 is management), unless it is bought beside the work.
    """
    parts = _PARTS.split(words)
    joined = ["", *parts[1::2]]
    kept = ""
    if _DEVICE.search(parts[0]) or _DEVICE_FIRST.match(words) or _SETTING.match(words):
        return ""  # サーバー構築・運用保守: on the server; 開発環境の整備: on what it is built in
    for number, (sign, part) in enumerate(zip(joined, parts[::2], strict=True)):
        if _DEVICE.search(part):
            continue  # ハードウェア保守 is none on the system
        if not is_other_work(part):
            kept += (sign if kept else "") + part
        elif number == len(joined) - 1 and not _stands_beside(sign, part):
            return ""
    return kept


def _stands_beside(sign: str, part: str) -> bool:
    """保守業務・|運用支援業務, 保守、|機器賃貸借: bought beside the work, so that the work is bought too."""
    if sign == "・":
        return _HELP.match(part) is not None
    return sign in ("及び", "並びに", "および", "、") and _BESIDE.search(part) is not None


def is_other_work(words: str) -> bool:
    """Whether the words name advice, a study, a device, a licence: not the work on a system that they also name."""
    return _OTHER_WORK.search(words) is not None


def is_programme(words: str) -> bool:
    """Whether the words name a programme or research (…推進事業), whose payees may do anything."""
    return _PROGRAMME.search(words) is not None


def predicates(work: str) -> tuple[str, ...]:
    """Predicates of the work: 設計・開発・運用・保守 is develops and maintains; 運用 alone is operatedBy."""
    found = [DEVELOPS] if _BUILT.search(work) else []
    if _KEPT_UP.search(work):
        found.append(MAINTAINS)
    elif _RUN.search(work) or re.match("運用(?:業務|等|管理|$)", work):
        found.append(OPERATED_BY)
    return tuple(found)
