"""Products that no list has: a Latin name where the words say that software or a licence is bought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import PRODUCT, Mention

_NAME = r"(?P<name>[A-Z][A-Za-z0-9&.+'\-]*(?: (?:& )?[A-Za-z0-9&.+'\-/]+){0,4})"
_BOUGHT = re.compile(
    rf"(?:ソフトウ[ェエ]ア|ソフト|ライセンス|(?:BI|分析|解析|作成|編集|検索|翻訳|管理)ツール)(?:ライセンス)?"
    rf"(?:の(?:調達|購入|利用|更新))?(?:\( ?|「){_NAME}(?:等|更新|追加)?(?: ?\)|」|\()"
    rf"|\( ?(?P<licence>[A-Z][A-Za-z0-9&.+'\-]+(?: [A-Za-z0-9&.+'\-/]+){{0,4}}) ?\)の?(?:ライセンス|サブスク)"
)
_LICENSED = re.compile(
    rf"(?:^|[「(/]|年度 ?){_NAME}(?: ?の?(?:閲覧用|利用|使用|追加)?(?:ソフトウ[ェエ]ア)?の?(?:年間)?"
    rf"(?:ライセンス|サブスクリプション)|"
    rf" Subscription)"
)
_MADE = re.compile(rf"(?:製|解析|翻訳|分析|処理)?ソフト(?:ウ[ェエ]ア)? ?{_NAME}(?= [0-9]|の|を|ライセンス|$|[(、])")
# WS Player HTML5|サービス契約更新, FEMAP|の保守権: what is kept up by contract
_KEPT = re.compile(
    rf"(?:^|年度 ?|[/、「(]|ソフト|ソフトウェア|コード|ツール){_NAME}(?: ?\([^()]*\))?(?:製品)?等?の?"
    r"(?:(?:サービス)?契約更新|更新(?:費|料|$)|年間(?:更新|保守契約|メンテナンス)|保守(?:更新|権|サービス権|費)|使用許諾|バージョンアップ)"
)
# 電子複写機1台(RICOH MP C8003SP): the model behind a device
_MODEL = re.compile(
    r"(?:複写機|複合機|プリンター?|パソコン|PC|カメラ|スキャナー?|プロジェクター?|タブレット|測定装置|分析装置|顕微鏡)(?:[0-9]+台)?"
    r"\((?P<name>[A-Z][A-Za-z0-9\-]*(?: [A-Za-z0-9\-/]+){1,4})\)"
)
# ウイルスバスター|の購入, ヨミダス|ライセンス: names that are not Latin
_NATIVE = re.compile(
    r"(?:ソフトウ[ェエ]ア|ソフト)[(「](?P<inside>(?=[A-Za-z0-9]*[ァ-ヶー]{3})[ァ-ヶーA-Za-z0-9]{4,16}?)(?:ライセンス|[)」])"
    r"|ソフトウ[ェエ]ア[、・ ](?P<listed>[ァ-ヶー]{4,16})の(?:購入|更新|調達)"
    r"|(?<![一-鿿ァ-ヶーA-Za-z])(?P<licensed>[ァ-ヶー]{4,12})(?:年間)?ライセンス(?![一-鿿]*サーバ)"
)
_NATIVE_KIND = re.compile(
    ".*(?:ソフト|ソフトウェア|クラウド|システム|サーバー?|アクセス|ユーザー?|クライアント|セキュリティ|サービス|ウイルス対策|コンテンツ|データ|データベース|ツール|"
    "ネットワーク|オンライン|プログラム|アプリ|アプリケーション|サイト|パッケージ|プラットフォーム|デバイス|エンジン|ボリューム|オープン|サブスクリプション|メール|グループウェア|ウェア|"
    "ファイル|ストレージ|フォント|モジュール|オプション|サポート|フロー|エディタ|ビューア|ファイアウォール|バックアップ|アップデート|プラグイン|シミュレータ|ライセンス|ガバメント|ユニバーサル|アカデミック|スタンダード|エンタープライズ|プレミアム|ビジネス|プラン|チーム|デコーダ|メンテナンス|マルチ|シングル|フローティング|ボリューム)"
)
_COUNTED = re.compile(" [0-9]+$")  # 2.2 1ライセンス: the last number counts
_COUNTERS = ("ライセンス", "本", "個", "式", "点")
# Kinds of software, not names of it.
_KIND = re.compile(
    "(?:SBOM|SDK|SASE|MDM|VPN|CAD|GIS|EDR|SIEM|RPA|OCR|AI|BI|OS|PC|DB|API|ERP|CRM|SSL|PDF|LAN|WAN|IT|ICT|DX|SaaS|"
    "PaaS|IaaS|CMS|WAF|CAL|"
    "Creator|Viewer|Explorer|Professional|Standard|Enterprise|Premium|Basic|Plus|Pro|Business|Microsoft|"
    "Windows|Adobe|IoT|UPS|EV|ETC|GI|LED|Wifi|WiFi|Wi-Fi|VDI|UTM|IDS|IPS|DLP|CASB|MFA|NGAV|XDR|Web|WEB|LTSC|R[0-9]+)(?:-.*)?"
)


def find_products(text: str) -> Iterator[Mention]:
    """Products of a normalised text by the words around a Latin name; offsets into the text."""
    for match in _NATIVE.finditer(text):
        group = match.lastgroup or ""
        if not _NATIVE_KIND.fullmatch(match[group]) and re.search("[一-鿿ァ-ヶ]", match[group]):
            yield Mention(PRODUCT, match[group], *match.span(group), match[group], 0.6, "product-native")
    for pattern in (_BOUGHT, _LICENSED, _MADE, _KEPT, _MODEL):
        for match in pattern.finditer(text):
            group = match.lastgroup or "name"
            name = match[group]
            if text.startswith(_COUNTERS, match.end(group)):
                name = _COUNTED.sub("", name)
            name = name.rstrip(" -.")
            if len(name) >= 3 and not _KIND.fullmatch(name):
                start = match.start(group)
                yield Mention(PRODUCT, name, start, start + len(name), name, 0.6, "product-bought")
