"""Can two printed names be names of one organisation? Judged by the names alone, with the features that decided.

Two spellings of one name can (㈱, old characters, letters written out, a branch, a representative); the names of a
parent and its subsidiary, of namesakes with the legal form on the other side of the name, or of a joint venture and
its member cannot. What the register and the sources know beyond that is looked up in :mod:`graph.resolve.pairs`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.resolve.legal_forms import is_doubtful, is_mixed_up, may_be_one
from graph.resolve.organization_name import JOINT, NOBODY, OrganizationName
from graph.resolve.spelling import light, loose

THRESHOLD = 0.5  # a score from here on means: the same

DOUBTFUL = "legal form may have changed"  # the feature that a register may decide otherwise

# Behind the name of a body that runs establishments: the establishment, which has no number of its own.
_ESTABLISHMENT = re.compile(
    r"[^・、]*(?:病院|医療センター|クリニック|診療所|高等専門学校|高専|大学|高等学校|学校|学園|博物館|美術館|研究所|センター|整備局|支局|支部|支所|"
    r"放送局|研究部門|農場|園|キャンパス|工場|事業所)$"
)
_RUNS_ESTABLISHMENTS = frozenset(
    {
        "独立行政法人", "国立研究開発法人", "国立大学法人", "公立大学法人", "地方独立行政法人", "大学共同利用機関法人",
        "学校法人", "社会福祉法人", "医療法人", "医療法人社団", "医療法人財団", "社会医療法人", "社会医療法人財団",
        "社会医療法人社団", "特定医療法人", "公益財団法人", "公益社団法人",
    }
)  # fmt: skip
_MUNICIPAL_UNIT = re.compile(
    r"(?:役所|役場|庁|収入役|出納長|[^・、]{0,8}(?:委員会|警察|局|会計管理者|事務所|保健所|振興局|企業管理者)|"
    r"(?:立|民|国民健康保険|国保)[^・、]*(?:病院|センター|学校|博物館|美術館|研究所|園|図書館|試験場|診療所)|"
    r"[^・、]{0,16}(?:医療センター|研究センター|技術センター|総合研究所|試験場|振興センター|リハビリテーションセンター))$"
)
_HOLDING_BODY = re.compile(rf"([^・、]{{3,}}機構)(?:{_ESTABLISHMENT.pattern})")
_CITY_HOSPITAL = re.compile(r"^市立(\S+?)(?:総合)?病院$")
_MUNICIPALITY = re.compile(r"(?:北海道|東京都|京都府|大阪府|[^・\s]{2,3}県|[^・\s]{1,6}[市区町村])$")
_COMPANY_UNIT = re.compile(r"[^・、]{0,12}(?:支店|支社|営業所|出張所|事業部|事業本部|統括本部|支所|営業部)$")


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that was compared: its name, the two values, and what it says of the two being one (0 … 1)."""

    feature: str
    a: str
    b: str
    says: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer with its score (probability that the names can be of one organisation) and its features."""

    same: bool
    score: float
    because: tuple[Feature, ...]


def verdict(features: Sequence[Feature]) -> Verdict:
    """The verdict that the features give together: the weakest decides."""
    score = min(feature.says for feature in features)
    return Verdict(score >= THRESHOLD, score, tuple(features))


def compare(a: OrganizationName, b: OrganizationName) -> Verdict:
    """Compares two parsed names."""
    if NOBODY in (a.kind, b.kind):
        return verdict([Feature("names an organisation", a.kind, b.kind, 0.0)])
    if a.kind != b.kind:
        return verdict([Feature("one organisation or several", a.kind, b.kind, 0.02)])
    if a.kind == JOINT:
        return _compare_joint(a, b)
    former = _printed_former(a, b)
    if former is not None:
        return verdict([former])
    features = [_core(a, b)]
    if features[0].says >= THRESHOLD:
        features.append(_form(a, b))
        if a.position and b.position and a.position != b.position and a.form == b.form:
            features.append(Feature("place of the legal form", a.position, b.position, 0.04))
    if a.branch or b.branch:
        features.append(Feature("branch", a.branch, b.branch, 0.97))
    return verdict(features)


def _compare_joint(a: OrganizationName, b: OrganizationName) -> Verdict:
    if a.key == b.key:
        return verdict([Feature("name of the joint venture", a.core, b.core, 0.9)])
    left, right = [m for m in a.members if m.kind != NOBODY], [m for m in b.members if m.kind != NOBODY]
    names = "・".join(m.core for m in left), "・".join(m.core for m in right)
    one_each = (
        bool(left)
        and len(left) == len(right)
        and len(a.members) == len(b.members)
        and all(any(_member(x, y) for y in right) for x in left)
    )
    return verdict([Feature("members", *names, 0.8 if one_each else 0.05)])


def _member(x: OrganizationName, y: OrganizationName) -> bool:
    return x.key == y.key or compare(x, y).same


def _form(a: OrganizationName, b: OrganizationName) -> Feature:
    if a.form == b.form:
        return Feature("legal form", a.form, b.form, 0.99)
    if not a.form or not b.form:
        return Feature("legal form", a.form, b.form, 0.85)
    if may_be_one(a.form, b.form):
        return Feature("legal form", a.form, b.form, 0.8)
    if is_doubtful(a.form, b.form):
        return Feature(DOUBTFUL, a.form, b.form, 0.55 if is_mixed_up(a.form, b.form) else 0.4)
    return Feature("legal form", a.form, b.form, 0.05)


def _core(a: OrganizationName, b: OrganizationName) -> Feature:
    """How near the names proper are."""
    if a.core == b.core:
        return Feature("name", a.core, b.core, 0.99)
    if a.key == b.key:
        return Feature("spelling", a.core, b.core, 0.95)
    for x, y in ((a, b), (b, a)):
        for alias in x.aliases:
            if len(alias) > 2 and loose(light(alias)) == y.key:
                return Feature("name in parentheses", alias, y.core, 0.75)
        if _is_unit_of(x, y):
            return Feature("a unit of the other", x.core, y.core, 0.8)
    if _are_units_of_one(a, b):
        return Feature("two units of one body", a.core, b.core, 0.8)
    return Feature("name", a.core, b.core, 0.03)


def _are_units_of_one(a: OrganizationName, b: OrganizationName) -> bool:
    """Whether both are establishments of one 機構 that is printed before them (…高等専門学校機構函館工業高等専門学校)."""
    if not a.form or a.form != b.form or a.form not in _RUNS_ESTABLISHMENTS:
        return False
    bodies = [_HOLDING_BODY.fullmatch(one.core) for one in (a, b)]
    return all(bodies) and len({found[1] for found in bodies if found}) == 1


def _is_unit_of(unit: OrganizationName, body: OrganizationName) -> bool:
    """Whether the first is printed as the name of the second with an establishment or office of it behind."""
    if not body.form and not unit.form and _CITY_HOSPITAL.sub(r"\1市", unit.core) == body.core:
        return True
    if len(body.core) < 2 or not unit.core.startswith(body.core):
        return False
    rest = unit.core[len(body.core) :]
    if body.form in _RUNS_ESTABLISHMENTS and unit.form == body.form:
        return _ESTABLISHMENT.fullmatch(rest) is not None
    if not body.form and not unit.form and _MUNICIPALITY.fullmatch(body.core):
        return _MUNICIPAL_UNIT.fullmatch(rest) is not None
    return bool(unit.form) and unit.form == body.form and _COMPANY_UNIT.fullmatch(rest) is not None


def _printed_former(a: OrganizationName, b: OrganizationName) -> Feature | None:
    for x, y in ((a, b), (b, a)):
        for former in x.former:
            if len(y.key) > 1 and y.key in loose(light(former)):
                return Feature("former name printed", former, y.core, 0.9)
    return None
