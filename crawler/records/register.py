"""Records of the register of corporate numbers (法人番号公表サイト)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What the register says of a corporation from a change on: a row of the full or the difference file."""

    kind: ClassVar[str] = "register_entry"

    corporate_number: str
    process: str  # 処理区分: 01 new, 11 name, 12 and 13 address, 21 closed, 22 reopened, 71 merged, 72, 81, 99 deleted
    is_correction: bool  # 訂正区分 = 1
    updated: str | None  # ISO
    changed: str | None
    name: str
    legal_kind: str  # 法人種別: 101 state, 201 local government, 301 kabushiki kaisha, …
    prefecture: str
    city: str
    street: str
    prefecture_code: str
    city_code: str
    postal_code: str
    address_outside: str  # 国外所在地
    closed: str | None  # 登記記録の閉鎖等年月日
    close_cause: str  # 01 liquidation, 11 merger, 21 by the registrar, 31 other liquidation
    successor: str | None  # 承継先法人番号
    change_cause: str  # text of a merger and the like
    assigned: str | None  # 法人番号指定年月日
    is_latest: bool  # 最新履歴
    english_name: str
    reading: str  # フリガナ
    is_hidden: bool  # 検索対象除外
    row: int


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """One file that the register's download page offers."""

    kind: ClassVar[str] = "register_file"

    number: str  # selDlFileNo
    label: str  # date of a difference file, or prefecture


@dataclass(frozen=True, slots=True)
class RegisterUpdate:
    """What an answer of the register's Web-API says of itself: its first row."""

    kind: ClassVar[str] = "register_update"

    updated: str  # 最終更新年月日, ISO
    total: int  # 総件数: rows in all parts of the answer
    part: int  # 分割番号, from 1
    parts: int  # 分割数
    entries: int  # rows in this part
