"""The columns of a ministry's contract table by name: which row is the header, and where each thing stands.

The common form of 財計第2017号 has one table for competitive and one for negotiated contracts; ministries print the
names of its columns with small differences, so each is known by a pattern, blanks and line breaks left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What we call a column → how its header reads after NFKC, without blanks.
_PATTERNS = {
    "物品役務等の名称": r"(物品・?役務等|物品等?又は役務|役務|業務|公共工事|工事)の名称.*|契約(案件)?の?(名称|件名)|件名",
    "数量": r"数量(及び単位)?",
    "単位": r"単位",
    "契約担当官等": r"契約(責任者|担当官|担当者)等?の(氏名|職名).*",
    "契約締結日": r"契約(を)?(締結(した)?(日|年月日)|日|年月日)",
    "契約相手方": r"契約(の)?相手方の?(商号|名称|氏名|称号).*",
    "法人番号": r"(契約(の)?相手方の)?法人番号.*",
    "予定価格": r"予定価格.*",
    "契約金額": r"契約(金|価)額?格?(?!.*率).*",
    "落札率": r"落札率.*",
    "競争の方法": r"一般競争(入札)?・指名競争(入札)?の別.*|(契約|入札|競争)(方式|方法).*",
    "随意契約の理由": r"随意契約に(よること|よる)(とした)?.*(根拠|理由).*",
    "再就職の役員の数": r"再就職(の|者)?役員の数.*|再就職者の役員数.*",
    "公益法人の区分": r"公益法人の(区分|場合)",
    "国所管、都道府県所管の区分": r"国(認定|所管)、?都道府県(認定|所管)の区分",
    "応札・応募者数": r"応札・?応募者数|応札者数",
    "備考": r"備考.*",
    "番号": r"(整理|通し|一連)?(番号|No\.?|項番)",
}
_KNOWN = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PATTERNS.items()}

_REQUIRED = frozenset({"物品役務等の名称", "契約締結日", "契約相手方", "契約金額"})
_BELOW_A_HEADING = frozenset({"公益法人の区分", "国所管、都道府県所管の区分", "応札・応募者数"})


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands, from 0, and the header cells that nobody knows."""

    row: int
    places: Mapping[str, int] = field(hash=False)
    unknown: tuple[str, ...]

    def cell(self, row: Sequence[str], name: str) -> str:
        """The cell of a row under a column; ``""`` where the table has no such column or the row ends before it."""
        place = self.places.get(name)
        return row[place] if place is not None and place < len(row) else ""

    def beyond(self, row: Sequence[str]) -> list[str]:
        """What a row holds outside the known columns."""
        known = set(self.places.values())
        return [cell for place, cell in enumerate(row) if place not in known and cell.strip()]

    def agrees_with(self, other: Columns) -> bool:
        """Whether what both tables have stands at the same place in both."""
        return all(other.places.get(name, place) == place for name, place in self.places.items())

    def names(self) -> tuple[str, ...]:
        """The columns from left to right, ``""`` for those that are not known."""
        width = max(self.places.values()) + 1
        found = {place: name for name, place in self.places.items()}
        return tuple(found.get(place, "") for place in range(width))


def header(cells: Sequence[str], row: int) -> Columns | None:
    """The columns that a row names; ``None`` for a row that is no header: title, date, supplier and amount are there."""
    places, unknown = _named(cells)
    return Columns(row, places, tuple(unknown)) if places.keys() >= _REQUIRED else None


def second_header(columns: Columns, cells: Sequence[str]) -> Columns | None:
    """Header and the row below it, where that names the columns under 公益法人の場合; ``None`` where it does not."""
    places, unknown = _named(cells)
    if not places or unknown or not places.keys() <= _BELOW_A_HEADING:
        return None
    return Columns(columns.row, {**columns.places, **places}, columns.unknown)


def known_names(cells: Sequence[str]) -> frozenset[str]:
    """Which columns a row names: for telling how far the best row of a file is from a header."""
    return frozenset(_named(cells)[0])


def missing(names: frozenset[str]) -> list[str]:
    """Which of the columns that a header must have are not among some names."""
    return sorted(_REQUIRED - names)


def _named(cells: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", cell)).replace(",", "、")
        name = next((name for name, pattern in _KNOWN.items() if pattern.fullmatch(plain)), None)
        if name is not None:
            places.setdefault(name, place)
        elif plain:
            unknown.append(cell.strip())
    return places, unknown
