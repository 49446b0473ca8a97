"""Local governments by name: prefectures, municipalities and their unions, with their code and corporate number.

The code (全国地方公共団体コード) is six digits: two of the prefecture, three of the body, a check digit over the five (a rule
of the Ministry of Internal Affairs and Communications). The corporate number of a local government is its check digit,
``000020`` and that code. ``local_governments.csv`` says where each row is from (``benchmarks/local_governments_data.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.resolve.corporate_number import is_valid
from graph.resolve.organization_name import OrganizationName
from graph.resolve.reference import rows
from graph.resolve.spelling import light

PREFECTURES = (
    "北海道", "青森県", "岩手県", "宮城県", "秋田県", "山形県", "福島県", "茨城県", "栃木県", "群馬県", "埼玉県", "千葉県",
    "東京都", "神奈川県", "新潟県", "富山県", "石川県", "福井県", "山梨県", "長野県", "岐阜県", "静岡県", "愛知県", "三重県",
    "滋賀県", "京都府", "大阪府", "兵庫県", "奈良県", "和歌山県", "鳥取県", "島根県", "岡山県", "広島県", "山口県", "徳島県",
    "香川県", "愛媛県", "高知県", "福岡県", "佐賀県", "長崎県", "熊本県", "大分県", "宮崎県", "鹿児島県", "沖縄県",
)  # fmt: skip
LAST_PREFECTURE = len(PREFECTURES)
_WEIGHTS = (6, 5, 4, 3, 2)
_LOCAL = "000020"
# What makes a name with a place in front that of a body of its own.
_OWN_BODY = (
    "協会|協議会|公社|財団|組合|機構|連合|互助会|共済|振興会|福祉会|事業団|大学|企業団|実行委員会|会議所|商工会|[医薬]師会|弁護士会|新聞|放送|電力|"
    "銀行|金庫|農協|漁協|済生会|赤十字|学園|クラブ"
)
_UNIT = re.compile(
    rf"(?!.*(?:{_OWN_BODY}))"
    r"(?:(?:県|府|道|都|市|町|村|区)?(?:知事|長)(?:部局.{0,24}|[^町店院会社館堂園所屋]{0,10})"
    r"|[^・、,]{0,40}(?:部|局|課|室|班|係|署|庁|(?:事務|保健|出張|支|役|研究|試験|相談|管理)所|(?:試験|浄水|処理)場|役場|(?:教育|選挙管理|農業|監査|人事|公平|収用|公安|労働)委員会|議会|本部|警察|管理者|支局|支庁|公金口|"
    r"(?:市|町|村|県|府|道|都|区)立[^・、,]{0,20}(?:学校|図書館|博物館|美術館)))"
)
_COUNTY = re.compile(r"^[^市区町村]{1,4}郡(?=.+[町村])")


@dataclass(frozen=True, slots=True)
class LocalGovernment:
    """A prefecture, municipality or union of them. ``closed`` and ``successor`` are "" while it stands; ``number`` is
    "" where no source prints its code."""

    code: str
    number: str
    prefecture: str
    name: str
    closed: str
    successor: str
    source: str


@dataclass(frozen=True, slots=True)
class FoundLocal:
    """The local governments that a printed name may mean, and the unit of one that is named ("" for the body itself)."""

    bodies: tuple[LocalGovernment, ...]
    unit: str


class LocalGovernments:
    """Looks local governments up; one instance is enough for a process."""

    def __init__(self, path: Path | None = None) -> None:
        path = path or Path(str(resources.files("graph.resolve"))) / "local_governments.csv"
        self._by_code: dict[str, LocalGovernment] = {}
        named: dict[str, list[LocalGovernment]] = {}
        for row in rows(path):
            body = LocalGovernment(**{field: row[field] for field in LocalGovernment.__slots__})
            if body.code:
                self._by_code[body.code] = body
            named.setdefault(light(body.name), []).append(body)
        self._named: Mapping[str, tuple[LocalGovernment, ...]] = {name: tuple(found) for name, found in named.items()}
        self._longest = max(map(len, self._named))
        self._prefecture = re.compile("|".join(PREFECTURES))

    def by_code(self, code: str) -> LocalGovernment | None:
        """The body with a code of six digits."""
        return self._by_code.get(code)

    def find(self, name: OrganizationName, place: str = "") -> FoundLocal | None:
        """The bodies that a parsed name may mean, ``None`` where it names none; ``place`` is the prefecture where known."""
        if name.form or not name.core:
            return None
        text = light(name.printed).replace("(", "").replace(")", "")
        if "、" in text or "," in text:
            return None
        ahead = self._prefecture.match(text)
        prefecture, rest = (ahead.group(), text[ahead.end() :]) if ahead else ("", text)
        if prefecture and not rest:
            return FoundLocal(self._named[prefecture], "")
        for text in (rest, _COUNTY.sub("", rest)):
            for end in range(min(len(text), self._longest), 1, -1):
                unit = text[end:]
                if text[:end] in self._named and (not unit or _UNIT.fullmatch(unit)):
                    bodies = self._among(text[:end], prefecture or place)
                    if bodies:
                        return FoundLocal(bodies, unit)
        if prefecture and _UNIT.fullmatch(rest):
            return FoundLocal(self._named[prefecture], rest)
        return None

    def _among(self, name: str, prefecture: str) -> tuple[LocalGovernment, ...]:
        """The bearers of a name, those in a prefecture where it is known, those that stand before those that ended."""
        found = [one for one in self._named[name] if not prefecture or one.prefecture in ("", prefecture)]
        return tuple([one for one in found if not one.closed] or found)


def with_check_digit(five: str) -> str:
    """A code of five digits with its check digit behind it: eleven less the weighted sum by eleven, its last digit."""
    total = sum(int(digit) * weight for digit, weight in zip(five, _WEIGHTS, strict=True))
    return five + str((11 - total % 11) % 10)


def code_of(number: str) -> str:
    """The code in the corporate number of a local government, "" where the number is none of theirs."""
    code = number[7:]
    return code if is_valid(number) and number[1:7] == _LOCAL and with_check_digit(code[:5]) == code else ""
