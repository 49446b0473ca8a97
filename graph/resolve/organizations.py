"""Printed names of organisations → who they are, with a score, the features behind it, and candidates where it stays open.

In this order: a valid number printed beside the name; a judgement of a person; a state body or its unit; a name of the
reference data; a number that sources agree to print beside the name; the register. What none of them decides stays open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from graph import iri
from graph.resolve.corporate_number import is_valid
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.legal_forms import may_be_one
from graph.resolve.local_governments import LocalGovernments, with_check_digit
from graph.resolve.names import locality
from graph.resolve.namesakes import weigh
from graph.resolve.observed import Observation, ObservedNames
from graph.resolve.organization_name import JOINT, NOBODY, NameParser, OrganizationName
from graph.resolve.register import Register, Registered
from graph.resolve.same_name import compare
from graph.resolve.spelling import light, loose
from graph.resolve.state_bodies import StateBodies

VERSION = "1"
THRESHOLD = 0.93  # from here on the register's single bearer of a name is taken
_CANDIDATES = 10
_FEW = 3  # organisations of one name under any legal form
_SOURCES_AGAINST_REGISTER = 5  # rows that must agree on a number when the register gives the name to another


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature of an answer: what was compared, the printed value and the known one, and the rule or person behind it."""

    feature: str
    printed: str
    known: str
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An organisation that the name may mean, with what tells it from the others."""

    corporate_number: str
    name: str
    place: str
    score: float
    because: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a printed name is. ``corporate_number`` is "" while it is open; ``entity`` is "" where nobody is named."""

    entity: str
    corporate_number: str
    score: float
    because: tuple[Reason, ...]
    candidates: tuple[Candidate, ...] = ()
    status: str = "unresolved"
    members: tuple[Answer, ...] = field(default=())


class OrganizationResolver:
    """Answers for printed names. Holds lookups only: the same name always gets the same answer."""

    def __init__(
        self,
        register: Register | None,
        observed: ObservedNames,
        bodies: StateBodies,
        known: KnownNames,
        judgements: Judgements,
        local: LocalGovernments | None = None,
    ) -> None:
        self._register = register
        self._observed = observed
        self._bodies = bodies
        self._known = known
        self._judgements = judgements
        self._local = local or LocalGovernments()
        self._parser = NameParser()
        self._coverage = Reason("register", "", self._coverage_text())

    def resolve(self, name: str, address: str = "", number: str = "") -> Answer:
        """The answer for a printed name, with the address and number printed beside it ("" where none)."""
        parsed = self._parser.parse(name)
        number = number.strip()
        if number and is_valid(number):
            if parsed.kind == JOINT:
                return self._named(
                    parsed, address, [Reason("number printed", number, number, "of one member, not of them all")]
                )
            return self._numbered(parsed, number)
        reasons = [Reason("number printed", number, "", "not a number that anybody bears")] if number else []
        return self._named(parsed, address or parsed.address, reasons)

    def _numbered(self, name: OrganizationName, number: str) -> Answer:
        reasons = [Reason("number printed", number, number, "check digit right")]
        score = 0.97
        registered = self._register.by_number(number) if self._register else None
        if registered is not None and self._register is not None:
            known = registered.name
            agrees = compare(name, self._parser.parse(known)).same
            score = 0.995 if agrees else 0.7
            reasons.append(
                Reason("name of the number in the register", name.printed, known, "same" if agrees else "differs")
            )
            reasons += _history(registered)
        elif self._register is not None:
            reasons.append(self._coverage)
        return Answer(iri.organization(number), number, score, tuple(reasons), status="resolved")

    def _named(self, name: OrganizationName, address: str, reasons: list[Reason]) -> Answer:
        if name.kind == NOBODY:
            return Answer("", "", 0.0, (*reasons, Reason("names an organisation", name.printed, "", "no")))
        if name.kind == JOINT:
            return self._joint(name, address, reasons)
        decided = self._judged(name, reasons) or self._certain(name, address, reasons)
        if decided is not None:
            return decided
        return self._by_register(name, address, reasons)

    def _joint(self, name: OrganizationName, address: str, reasons: list[Reason]) -> Answer:
        members = tuple(self._named(member, "", []) for member in name.members if member.kind != NOBODY)
        for member, answer in zip((m for m in name.members if m.kind != NOBODY), members, strict=True):
            reasons.append(
                Reason("member", member.full, answer.corporate_number, "a joint venture is none of its members")
            )
        return Answer(self._open(name, address), "", 0.0, tuple(reasons), status="unresolved", members=members)

    def _judged(self, name: OrganizationName, reasons: list[Reason]) -> Answer | None:
        judged = self._judgements.of(name.full)
        if judged is None or not judged.number:
            return None
        reason = Reason("judgement", name.full, judged.number, f"{judged.verdict} by {judged.by} on {judged.on}")
        return Answer(iri.organization(judged.number), judged.number, 0.99, (*reasons, reason), status="resolved")

    def body(self, name: str) -> Answer | None:
        """The answer for the printed name of an agency; None where it is no body of the state."""
        return self._body(self._parser.parse(name), [])

    def _body(self, name: OrganizationName, reasons: list[Reason]) -> Answer | None:
        found = self._bodies.find(name)
        if found is None:
            return None
        rule = "a unit without a number of its own" if found.unit else "a state body"
        if found.predecessor:
            rule = "a body that it succeeded"
        because = [*reasons, Reason("state body", name.printed, found.body.name, rule)]
        above = self._bodies.body(found.body.parent)
        if above is not None:
            because.append(Reason("body above it", found.body.name, f"{above.name} {above.number}"))
        if not found.body.number:
            because.append(Reason("corporate number", found.body.name, "", found.body.note))
        return Answer(found.body.entity, found.body.number, 0.97, tuple(because), status="resolved")

    def _government(self, name: OrganizationName, address: str, reasons: list[Reason]) -> Answer | None:
        """A local government or its unit; open where several bear the name and no prefecture tells them apart."""
        found = self._local.find(name, locality(address))
        if found is None:
            return None
        if len(found.bodies) > 1:
            places = "、".join(one.prefecture for one in found.bodies)
            reason = Reason("local governments of the name", name.printed, places, "no prefecture is printed")
            score = round(1 / len(found.bodies), 3)
            candidates = tuple(
                Candidate(one.number, one.name, one.prefecture, score, f"code {one.code}")
                for one in found.bodies
                if one.number
            )
            return Answer(self._open(name, address), "", score, (*reasons, reason), candidates)
        body = found.bodies[0]
        if not body.number:
            reason = Reason("local government", name.printed, body.prefecture + body.name, "no source prints its code")
            return Answer(self._open(name, address or body.prefecture), "", 0.0, (*reasons, reason))
        rule = "a unit without a number of its own" if found.unit else f"known from: {body.source}"
        because = [*reasons, Reason("local government", name.printed, f"{body.name}, code {body.code}", rule)]
        above = self._local.by_code(with_check_digit(body.code[:2] + "000"))
        if above is not None and above != body:
            because.append(Reason("prefecture", body.name, f"{above.name} {above.number}"))
        if body.closed:
            because.append(Reason("closed", "", f"{body.closed}, succeeded by {body.successor or 'nobody'}"))
        return Answer(iri.organization(body.number), body.number, 0.97, tuple(because), status="resolved")

    def _certain(self, name: OrganizationName, address: str, reasons: list[Reason]) -> Answer | None:
        body = self._body(name, reasons) or self._government(name, address, reasons)
        if body is not None:
            return body
        known = self._known.find(name)
        if known and not self._judgements.denies(name.full, known):
            reason = Reason("name of the reference data", name.full, known)
            held = self._register.by_number(known) if self._register else None
            because = (*reasons, reason, *(_history(held) if held else ()))
            return Answer(iri.organization(known), known, 0.96, because, status="resolved")
        observed = self._observed.find(name)
        if observed is not None and not self._judgements.denies(name.full, observed.number):
            text = f"{observed.number}, printed by {observed.sources} independent rows, another number by {observed.others}"
            reason = Reason("number that sources print beside the name", name.full, text)
            if self._is_rare(name, observed):
                return Answer(
                    iri.organization(observed.number), observed.number, 0.97, (*reasons, reason), status="resolved"
                )
            reasons.append(reason)
        return None

    def _is_rare(self, name: OrganizationName, observed: Observation) -> bool:
        """Whether few organisations bear a name, so that the one that sources number is the one meant elsewhere too.

        Where another one bears it in the register, one row in ten or more is of that one.
        """
        if self._register is None:
            return True
        found = self._register.find(name.key, name.full, others=False)
        held = self._register.by_number(observed.number)
        own = {observed.number, held.successor if held else ""}  # the bearer, or what it was merged into under its name
        rivals = [one for one in found if not one.is_closed and _bears(one, name) and one.number not in own]
        if len(found) == 1 and rivals:
            return observed.sources >= _SOURCES_AGAINST_REGISTER
        return len(found) <= _FEW and not rivals

    def _by_register(self, name: OrganizationName, address: str, reasons: list[Reason]) -> Answer:
        reasons.append(self._coverage)
        if self._register is None or not name.key:
            return Answer(self._open(name, address), "", 0.0, tuple(reasons))
        found = self._not_denied(name, self._register.find(name.key, name.full, others=False))
        bearers = [one for one in found if _bears(one, name)]
        exact = [one for one in bearers if one.exact]
        if len(exact) == 1 and len(bearers) > 1:  # 髙橋建設 is 髙橋建設, though 高橋建設 is another
            bearers = exact
        namesakes = len(found)
        if not bearers:
            found = self._not_denied(name, self._register.find(name.key, name.full))
            return self._by_other_name(name, address, found, reasons)
        if address and len(bearers) > 1:
            near = [one for one in bearers if _near(one, address)]
            if len(near) == 1:
                reason = Reason("address", address, near[0].place, "one of the bearers of the name is there")
                return self._taken(near[0], 0.95, [*reasons, reason])
        if len(bearers) == 1:
            place = None if not locality(address) else _near(bearers[0], address)
            score, weights = weigh(self._register, bearers[0], name.key, namesakes, place, self._observed.once(name))
            reasons += [Reason(one.feature, name.core, one.value, f"{one.weight:+.2f}") for one in weights]
            if score >= THRESHOLD and self._is_spelling_of(bearers[0], name):
                return self._taken(bearers[0], score, reasons)
            return self._left_open(name, address, bearers, score, reasons)
        reasons.append(Reason("bearers of the name", name.full, str(len(bearers)), "more than one"))
        return self._left_open(name, address, bearers, 1 / (len(bearers) + 1), reasons)

    def _not_denied(self, name: OrganizationName, found: list[Registered]) -> list[Registered]:
        if not self._judgements.about(name.full):
            return found
        return [one for one in found if not self._judgements.denies(name.full, one.number)]

    def _by_other_name(
        self, name: OrganizationName, address: str, found: Sequence[Registered], reasons: list[Reason]
    ) -> Answer:
        others = [one for one in found if one.by != "name" and _bears(one, name)]
        former = [one for one in others if one.by == "former name"]
        if len(former) == 1 and len(others) == 1 and name.form:
            return self._taken(former[0], 0.92, reasons)
        return self._left_open(name, address, others or found, 0.3, reasons)

    def _taken(self, one: Registered, score: float, reasons: list[Reason]) -> Answer:
        assert self._register is not None
        reason = Reason(f"{one.by} in the register", "", one.name, "same spelling" if one.exact else "variant")
        because = (reason, *reasons, *_history(one))
        return Answer(iri.organization(one.number), one.number, round(score, 3), because, status="resolved")

    def _is_spelling_of(self, one: Registered, name: OrganizationName) -> bool:
        """Whether a variant that was found by the hash of its loose spelling has that spelling indeed."""
        return one.exact or loose(self._parser.registered(light(one.name))[0]) == name.key

    def _left_open(
        self, name: OrganizationName, address: str, found: Sequence[Registered], score: float, reasons: list[Reason]
    ) -> Answer:
        assert self._register is not None
        ordered = sorted(found, key=lambda one: (not one.exact, one.is_closed, one.row))[:_CANDIDATES]
        # what is spelled as the register does is not read from it again
        own = unicodedata.normalize("NFKC", name.printed).strip() if light(name.printed) == name.full else ""
        candidates = tuple(
            Candidate(one.number, (one.exact and own) or one.name, one.place, round(score, 3), _apart(one))
            for one in ordered
        )
        return Answer(self._open(name, address), "", round(score, 3), tuple(reasons), candidates)

    def _open(self, name: OrganizationName, address: str) -> str:
        return iri.unresolved_organization(light(name.printed) if not name.core else name.full, locality(address))

    def _coverage_text(self) -> str:
        if self._register is None:
            return "none installed (izon reference add register FILE)"
        register = self._register
        share = f"{register.completeness:.0%} of the whole"
        return f"{register.organizations:,} organisations, {share}, to {register.as_of}: a name unique here need not be unique"


def _bears(one: Registered, name: OrganizationName) -> bool:
    """Whether an organisation may be printed so: same form on the same side, or a form that a body of its kind may have had."""
    if not name.form:
        return True
    if one.form == name.form:
        return not name.side or one.side == name.side
    return bool(one.form) and may_be_one(one.form, name.form) and one.side == name.side


def _near(one: Registered, address: str) -> bool:
    printed = light(address)
    place = light(one.place)
    return bool(place) and (printed.startswith(place) or place.removeprefix(locality(one.place)) in printed[:24])


def _history(one: Registered) -> list[Reason]:
    if not one.is_closed:
        return []
    known = f"{one.closed} {one.cause}" + (f", succeeded by {one.successor}" if one.successor else "")
    return [Reason("closed", "", known)]


def _apart(one: Registered) -> str:
    parts = [one.by, "same spelling" if one.exact else "variant"]
    if one.is_closed:
        parts.append(f"closed {one.closed} ({one.cause})" + (f", successor {one.successor}" if one.successor else ""))
    return "; ".join(parts)
