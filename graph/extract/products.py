"""Products that no list has: a Latin name where the words say that software or a licence is bought."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import PRODUCT, Mention

_NAME = r"(?P<name>[A-Z][A-Za-z0-9&.+'\-]*(?: (?:& )?[A-Za-z0-9&.+'\-/]+){0,4})"
_BOUGHT = re.compile(
    rf"(?:ソフトウ[ェエ]ア|ソフト|ライセンス|(?:BI|分析|解析|作成|編集|検索|翻訳|管理)ツール)(?:ライセンス)?(?:\(|"
    rf"「){_NAME}(?:等|更新|追加)?(?:\)|」)"
)
_LICENSED = re.compile(
    rf"(?:^|[「(/]|年度 ?){_NAME}(?: ?の?(?:閲覧用|利用|使用|追加)?(?:ソフトウ[ェエ]ア)?の?(?:年間)?"
    rf"(?:ライセンス|サブスクリプション)|"
    rf" Subscription)"
)
_MADE = re.compile(rf"(?:製|解析|翻訳|分析|処理)?ソフト(?:ウ[ェエ]ア)? ?{_NAME}(?= [0-9]|の|を|ライセンス|$|[(、])")
_COUNTED = re.compile(" [0-9]+$")  # 2.2 1ライセンス: the last number counts
_COUNTERS = ("ライセンス", "本", "個", "式", "点")
# Kinds of software, not names of it.
_KIND = re.compile(
    "(?:SBOM|SDK|SASE|MDM|VPN|CAD|GIS|EDR|SIEM|RPA|OCR|AI|BI|OS|PC|DB|API|ERP|CRM|SSL|PDF|LAN|WAN|IT|ICT|DX|SaaS|"
    "PaaS|IaaS|CMS|WAF|CAL|"
    "Creator|Viewer|Explorer|Professional|Standard|Enterprise|Premium|Basic|Plus|Pro|Business|Microsoft|"
    "Windows|Adobe|IoT|VDI|UTM|IDS|IPS|DLP|CASB|MFA|NGAV|XDR|Web|WEB|LTSC|R[0-9]+)(?:-.*)?"
)


def find_products(text: str) -> Iterator[Mention]:
    """Products of a normalised text by the words around a Latin name; offsets into the text."""
    for pattern in (_BOUGHT, _LICENSED, _MADE):
        for match in pattern.finditer(text):
            name = (
                _COUNTED.sub("", match["name"]).rstrip(" -.")
                if text.startswith(_COUNTERS, match.end("name"))
                else match["name"]
            )
            name = name.rstrip(" -.")
            if len(name) >= 3 and not _KIND.fullmatch(name):
                start = match.start("name")
                yield Mention(PRODUCT, name, start, start + len(name), name, 0.6, "product-bought")
