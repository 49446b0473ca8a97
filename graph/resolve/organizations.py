"""Printed names of organisations → who they are, with a score, the features behind it, and candidates where it stays open.

In this order: a valid number printed beside the name; a judgement of a person; a state body or its unit; a name of the
reference data; a number that rows print beside the name; the register. What none of them decides stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph import iri
from graph.resolve.answer import RESOLVED, UNNAMED, UNRESOLVED, Answer, Candidate, Reason, open_entity, resolved
from graph.resolve.bearer import apart, as_registered, is_in_another_case, is_near, may_bear
from graph.resolve.corporate_number import is_valid
from graph.resolve.history import history, in_line, untimely
from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.names import locality
from graph.resolve.namesakes import Weight, weigh
from graph.resolve.observed import AGREEING, ObservedNames
from graph.resolve.organization_name import JOINT, NOBODY, NameParser, OrganizationName
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.register import Register, Registered
from graph.resolve.same_name import compare
from graph.resolve.spelling import light, loose
from graph.resolve.when import Period
from graph.resolve.witnesses import weigh_printed

VERSION = "4"
_CANDIDATES = 10
_FEW = 3  # organisations that a reason about dates names
_BODY = re.compile("(?:会|組合|団体|機構|法人|連盟)$")


@dataclass(frozen=True, slots=True)
class Enough:
    """From which probability on an answer is taken: the number that rows print, the only bearer of a name in the register.

    Chosen together so that of the names whose number the register lacks 0.5 % are answered wrongly (docs/resolution.md).
    """

    rows: float = 0.988
    bearer: float = 0.93


class OrganizationResolver:
    """Answers for printed names. Holds lookups only: the same name always gets the same answer."""

    def __init__(
        self,
        register: Register | None,
        observed: ObservedNames,
        bodies: PublicBodies,
        known: KnownNames,
        judgements: Judgements,
        enough: Enough | None = None,
    ) -> None:
        self._enough = enough or Enough()
        self._register = register
        self._observed = observed
        self._bodies = bodies
        self._known = known
        self._judgements = judgements
        self._parser = NameParser()
        self._marks: dict[tuple[str, str], frozenset[int]] = {}  # printed form and side → what the register may have
        self._coverage = Reason("register", "", self._coverage_text())

    def resolve(self, name: str, address: str = "", number: str = "", when: Period | None = None) -> Answer:
        """The answer for a printed name, with the address and number printed beside it ("" where none).

        ``when`` are the days of what the name stands in: a company that bore the name only later, or that had ended
        before, is not the one meant.
        """
        parsed = self._parser.parse(name)
        number = number.strip()
        if number and is_valid(number):
            if parsed.kind == JOINT:
                reason = Reason("number printed", number, number, "of one member, not of them all")
                return self._named(parsed, address, [reason], when)
            return self._numbered(parsed, number, when)
        reasons = [Reason("number printed", number, "", "not a number that anybody bears")] if number else []
        return self._named(parsed, address or parsed.address, reasons, when)

    def _numbered(self, name: OrganizationName, number: str, when: Period | None) -> Answer:
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
            reasons += history(registered)
            late = when is not None and untimely(registered, when)
            if late:
                reasons.append(Reason("date", str(when), late, "the number printed decides all the same"))
        elif self._register is not None:
            reasons.append(self._coverage)
        return resolved(number, score, reasons)

    def _named(self, name: OrganizationName, address: str, reasons: list[Reason], when: Period | None = None) -> Answer:
        if name.kind == NOBODY:
            because = (*reasons, Reason("names an organisation", name.printed, "", "no"))
            return Answer("", "", 0.0, because, status=UNNAMED)
        if name.kind == JOINT:
            return self._joint(name, address, reasons, when)
        decided = self._judged(name, reasons) or self._certain(name, address, reasons, when)
        if decided is not None:
            return decided
        return self._by_register(name, address, reasons, when)

    def _joint(self, name: OrganizationName, address: str, reasons: list[Reason], when: Period | None) -> Answer:
        named = [member for member in name.members if member.kind != NOBODY]
        members = tuple(self._named(member, "", [], when) for member in named)
        for member, answer in zip(named, members, strict=True):
            reasons.append(
                Reason("member", member.full, answer.corporate_number, "a joint venture is none of its members")
            )
        status = UNRESOLVED if len(named) == len(name.members) else UNNAMED
        return Answer(open_entity(name, address), "", 0.0, tuple(reasons), status=status, members=members)

    def _judged(self, name: OrganizationName, reasons: list[Reason]) -> Answer | None:
        judged = self._judgements.of(name.full)
        if judged is None or not judged.number:
            return None
        reason = Reason("judgement", name.full, judged.number, f"{judged.verdict} by {judged.by} on {judged.on}")
        return resolved(judged.number, 0.99, (*reasons, reason))

    def body(self, name: str) -> Answer | None:
        """The answer for the printed name of an agency; None where it is no body of the state."""
        return self._bodies.of_state(self._parser.parse(name), [])

    def _certain(
        self, name: OrganizationName, address: str, reasons: list[Reason], when: Period | None
    ) -> Answer | None:
        body = self._bodies.answer(name, address, reasons)
        if body is not None:
            return body
        former = self._known.then(name, when) if when else None
        if former is not None and not self._judgements.denies(name.full, former.number):
            held_through = f"{former.number}, its name through {former.valid_through}"
            reasons.append(Reason("date", str(when), held_through, "a former name in the reference data"))
            return resolved(former.number, 0.96, reasons)
        known = self._known.find(name)
        if known and not self._judgements.denies(name.full, known) and self._was(name, known, when, reasons):
            reason = Reason("name of the reference data", name.full, known)
            held = self._register.by_number(known) if self._register else None
            because = (*reasons, reason, *(history(held) if held else ()))
            return resolved(known, 0.96, because)
        abroad = self._known.without_number(name)
        if abroad:
            because = (
                *reasons,
                Reason("name of the reference data", name.printed, abroad, "it has no corporate number"),
            )
            return Answer(iri.reference_organization(abroad), "", 0.96, because, status=RESOLVED)
        return self._by_rows(name, reasons, when)

    def _by_rows(self, name: OrganizationName, reasons: list[Reason], when: Period | None) -> Answer | None:
        """What rows print beside the name, where it is sure enough that nobody else of the name is meant."""
        observed = self._observed.any(name)
        if observed is None or _names_another(name):
            return None
        if not observed.number:
            reasons.append(Reason("number that sources print beside the name", name.full, "", "rows do not agree"))
            return None
        if not observed.sources or self._judgements.denies(name.full, observed.number):
            return None
        agreed = observed.sources >= AGREEING
        text = f"{observed.number}, printed by {observed.sources} independent rows, another number by {observed.others}"
        reason = Reason("number that sources print beside the name", name.full, text)
        score, weights, sure = 0.97, list[Weight](), agreed  # without a register nobody else of the name is known
        if self._register is not None:
            found = self._register.find(name.key, name.full, others=False)
            score, weights = weigh_printed(self._register, name, observed, self._bearers(found, name), len(found))
            sure = score >= self._enough.rows
        if sure and self._was(name, observed.number, when, reasons):
            return resolved(observed.number, round(score, 3), (*reasons, reason, *_reasons(name, weights)))
        if agreed:
            reasons.append(reason)
        return None

    def _was(self, name: OrganizationName, number: str, when: Period | None, reasons: list[Reason]) -> bool:
        """Whether an organisation bore a name at a time, as far as the register says; a reason says where it did not."""
        held = self._register.by_number(number) if when is not None and self._register is not None else None
        if held is None or when is None or self._register is None:
            return True
        why = untimely(held, when)
        if not why:
            bearers = self._bearers(self._register.find(name.key, name.full, others=False), name)
            before = [one for one in bearers if one.successor == number and when.first < one.closed]
            why = f"takes the name over from {before[0].number} on {before[0].closed}" if before else ""
        if why:
            reasons.append(Reason("date", str(when), f"{number} {why}", "not the one of that time"))
        return not why

    def _by_register(self, name: OrganizationName, address: str, reasons: list[Reason], when: Period | None) -> Answer:
        reasons.append(self._coverage)
        if self._register is None or not name.key:
            return Answer(open_entity(name, address), "", 0.0, tuple(reasons))
        found = self._not_denied(name, self._register.find(name.key, name.full, others=False))
        bearers = self._bearers(found, name)
        exact = [one for one in bearers if one.exact]
        if len(exact) == 1 and len(bearers) > 1:  # 髙橋建設 is 髙橋建設, though 高橋建設 is another
            bearers = exact
        namesakes = len(found)
        late = [one for one in bearers if when is not None and untimely(one, when)]
        if late and when is not None:
            reasons += [Reason("date", str(when), f"{one.number} {untimely(one, when)}") for one in late[:_FEW]]
            bearers = [one for one in bearers if one not in late]
        held = len(bearers)
        bearers = in_line(bearers, when)
        in_its_line = len(bearers) < held  # that it closed is no doubt then: what came after it bears the name too
        if not bearers:
            found = self._not_denied(name, self._register.find(name.key, name.full))
            return self._by_other_name(name, address, found, reasons, when)
        if address and len(bearers) > 1:
            near = [one for one in bearers if is_near(one, address)]
            if len(near) == 1:
                reason = Reason("address", address, near[0].place, "one of the bearers of the name is there")
                return self._taken(name, near[0], 0.95, [*reasons, reason])
        if len(bearers) == 1:
            place = None if not locality(address) else is_near(bearers[0], address)
            ended = bearers[0].is_closed and not in_its_line
            printed = self._observed.any(name)
            number = printed.number if printed is not None else ""
            spelled = bearers[0].exact and not is_in_another_case(bearers[0], name)
            score, weights = weigh(
                self._register, bearers[0], name.key, namesakes, place, number, exact=spelled, ended=ended
            )
            reasons += _reasons(name, weights)
            agreed = printed is not None and (printed.sources >= AGREEING or not number)
            contradicted = agreed and number != bearers[0].number
            if score >= self._enough.bearer and not contradicted and self._is_spelling_of(bearers[0], name):
                return self._taken(name, bearers[0], score, reasons)
            return self._left_open(name, address, bearers, score, reasons)
        reasons.append(Reason("bearers of the name", name.full, str(len(bearers)), "more than one"))
        return self._left_open(name, address, bearers, 1 / (len(bearers) + 1), reasons)

    def _bearers(self, found: list[Registered], name: OrganizationName) -> list[Registered]:
        """Those who may be printed with the legal form of a name, or with none."""
        if not found or not name.form or self._register is None:
            return found
        marks = self._marks.get((name.form, name.side))
        if marks is None:
            every = self._register.marks()
            marks = frozenset(mark for mark, form, side in every if may_bear(form, side, name.form, name.side))
            self._marks[name.form, name.side] = marks
        return [one for one in found if one.mark in marks]

    def _not_denied(self, name: OrganizationName, found: list[Registered]) -> list[Registered]:
        if not self._judgements.about(name.full):
            return found
        return [one for one in found if not self._judgements.denies(name.full, one.number)]

    def _by_other_name(
        self,
        name: OrganizationName,
        address: str,
        found: list[Registered],
        reasons: list[Reason],
        when: Period | None,
    ) -> Answer:
        others = [one for one in self._bearers(found, name) if one.by != "name"]
        if when is not None:  # a name that it gave up before is no longer its own
            others = [one for one in others if one.by != "former name" or not one.since or when.first < one.since]
        former = [one for one in others if one.by == "former name"]
        if len(former) == 1 and len(others) == 1 and name.form:
            return self._taken(name, former[0], 0.92, reasons)
        return self._left_open(name, address, others or found, 0.3, reasons)

    def _taken(self, name: OrganizationName, one: Registered, score: float, reasons: list[Reason]) -> Answer:
        known = (one.exact and as_registered(name)) or one.name
        reason = Reason(f"{one.by} in the register", "", known, "same spelling" if one.exact else "variant")
        because = (reason, *reasons, *history(one))
        return resolved(one.number, round(score, 3), because)

    def _is_spelling_of(self, one: Registered, name: OrganizationName) -> bool:
        """Whether a variant that was found by the hash of its loose spelling has that spelling indeed."""
        return one.exact or loose(self._parser.registered(light(one.name))[0]) == name.key

    def _left_open(
        self, name: OrganizationName, address: str, found: Sequence[Registered], score: float, reasons: list[Reason]
    ) -> Answer:
        if not found:
            return Answer(open_entity(name, address), "", round(score, 3), tuple(reasons))
        ordered = sorted(found, key=lambda one: (not one.exact, one.is_closed, one.row))[:_CANDIDATES]
        own = as_registered(name)
        candidates = tuple(
            Candidate(one.number, (one.exact and own) or one.name, one.place, round(score, 3), apart(one))
            for one in ordered
        )
        return Answer(open_entity(name, address), "", round(score, 3), tuple(reasons), candidates)

    def _coverage_text(self) -> str:
        if self._register is None:
            return "none installed (izon reference add register FILE)"
        register = self._register
        share = f"{register.completeness:.0%} of the whole"
        return f"{register.organizations:,} organisations, {share}, to {register.as_of}: a name unique here need not be unique"


def _reasons(name: OrganizationName, weights: Iterable[Weight]) -> list[Reason]:
    return [Reason(one.feature, name.core, one.value, f"{one.weight:+.2f}") for one in weights]


def _names_another(name: OrganizationName) -> bool:
    """Whether a body of its own stands in parentheses behind a place or a group: 名寄市(名寄市立総合病院職員福利厚生会)."""
    return not name.form and any(_BODY.search(alias) for alias in name.aliases)
