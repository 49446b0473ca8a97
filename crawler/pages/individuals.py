"""Payees that may be individuals: their names and addresses are not made into records."""

from __future__ import annotations

import re
import unicodedata

INDIVIDUAL = "個人"  # what stands in a record in place of an individual's name

# What the name of an organisation holds: its legal form, the sort of body it is, or letters that no name here has.
_ORGANISATION = re.compile(
    r"会社|法人|組合|協会|連合|連盟|会議|機構|機関|財団|社団|基金|公社|公団|公庫|事業団|大学|学校|学園|高専|病院|医院|クリニック|診療所"
    r"|研究所|研究会|センター|事務所|商店|商会|商工|商社|工業|工務|産業|製作|建設|印刷|銀行|金庫|証券|保険|企業体|共同体|コンソーシアム|グループ"
    r"|\(株\)|\(有\)|\(同\)|\(一社\)|\(一財\)|\(公社\)|\(公財\)|\(独\)|\(福\)|\(特非\)|\(医\)"
    r"|[省庁局院署]$|[都道府県市区町村]$|都庁|市役所|政府|大使館|国軍|会$|社$|団$|園$|館$|店$|所$|堂$|屋$|センタ$"
    r"|[A-Za-z]{2,}|[ァ-ヶー]{3,}"
)
_SAID = re.compile(r"^個人|^\(?個人事業主|^匿名")


def is_individual(name: str, corporate_number: str | None) -> bool:
    """Whether a payee is, or may be, an individual: it has no corporate number and its name is no organisation's."""
    folded = unicodedata.normalize("NFKC", name).strip()
    if corporate_number is not None or not folded or folded == INDIVIDUAL:
        return False
    return bool(_SAID.search(folded)) or not _ORGANISATION.search(folded)
