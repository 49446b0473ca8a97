"""Can two printed names be names of one organisation? The names first, then what the register and sources know of both."""

from __future__ import annotations

from graph.resolve.judgements import Judgements
from graph.resolve.known import KnownNames
from graph.resolve.legal_forms import is_doubtful, is_mixed_up, may_be_one
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import SINGLE, NameParser, OrganizationName
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.register import Register, Registered
from graph.resolve.same_name import DOUBTFUL, THRESHOLD, Feature, Verdict, compare, verdict


class PairJudge:
    """Answers for pairs of names. Without a register it judges by the names and what was observed."""

    def __init__(
        self,
        register: Register | None,
        observed: ObservedNames,
        bodies: PublicBodies,
        known: KnownNames,
        judgements: Judgements,
    ) -> None:
        self._parser = NameParser()
        self._register = register
        self._observed = observed
        self._bodies = bodies
        self._known = known
        self._judgements = judgements

    def judge(self, a: str, b: str) -> Verdict:
        """The verdict on two printed names."""
        one, other = self._parser.parse(a), self._parser.parse(b)
        by_name = compare(one, other)
        if one.kind != SINGLE or other.kind != SINGLE:
            return by_name
        numbers = self.numbers(one), self.numbers(other)
        if numbers[0] and numbers[1]:
            shared = numbers[0] & numbers[1]
            values = ", ".join(sorted(numbers[0])), ", ".join(sorted(numbers[1]))
            feature = Feature("number printed beside the name", *values, 0.95 if shared else 0.04)
            if shared and not by_name.same:
                return verdict([feature])
            if not shared and by_name.same and not _same_spelling(one, other):
                return verdict([*by_name.because, feature])
        if by_name.same or _only_form_doubted(by_name):
            return self._doubted(one, other, by_name)
        return self._renamed(one, other, numbers) or by_name

    def numbers(self, name: OrganizationName) -> set[str]:
        """The numbers that sources or the reference data give a name; none where they do not agree."""
        body = self._bodies.numbers(name)
        if body:
            return body
        judged = self._judgements.of(name.full)
        if judged is not None:
            return {judged.number}
        observed = self._observed.find(name)
        found = self._known.find(name) or (observed.number if observed else "")
        return {found} if found and not self._judgements.denies(name.full, found) else set()

    def _doubted(self, one: OrganizationName, other: OrganizationName, by_name: Verdict) -> Verdict:
        """Names that agree but for their legal forms or the side of them: only the register can tell."""
        changed = is_doubtful(one.form, other.form)
        moved = one.form == other.form and one.side != other.side and bool(one.side and other.side)
        if (not changed and not moved) or self._register is None:
            return by_name
        found = self._register.find(one.key, one.full, others=False)
        of_one = [r.number for r in found if r.form == one.form and r.side == one.side]
        of_other = [r.number for r in found if r.form == other.form and r.side == other.side]
        # Both there: two bodies. One organisation of the name in all: the other spelling is a change or a slip.
        says = 0.05 if of_one and of_other else 0.65 if len(found) == 1 and (of_one or of_other) else 0.3
        if (moved or is_mixed_up(one.form, other.form)) and not found:
            says = 0.6
        values = (
            f"{len(of_one)} in the register: {', '.join(of_one[:3])}",
            f"{len(of_other)}: {', '.join(of_other[:3])}",
        )
        feature = Feature("legal form" if changed else "side of the legal form", *values, says)
        kept = [f for f in by_name.because if f.feature != DOUBTFUL]
        return verdict([*kept, feature])

    def _renamed(
        self, one: OrganizationName, other: OrganizationName, numbers: tuple[set[str], set[str]]
    ) -> Verdict | None:
        """Names that differ: one may be a former, English or kana name of the other, or its number may say so."""
        if self._register is None:
            return None
        for x, y, of_x in ((one, other, numbers[0]), (other, one, numbers[1])):
            bearers = [r for r in self._register.find(y.key, y.full, others=False) if _may_bear(r, y)]
            for number in sorted(of_x):
                for bearer in bearers:
                    if bearer.number == number:
                        feature = Feature("register's name of the number printed", f"{x.core}: {number}", y.core, 0.9)
                        return verdict([feature])
            others = [r for r in self._register.find(x.key, x.full) if r.by != "name" and _may_bear(r, x)]
            rows = {bearer.row for bearer in bearers}
            for found in others:
                if found.row in rows and len(bearers) < 4:
                    return verdict([Feature(f"{found.by} in the register", x.core, f"{y.core}: {found.number}", 0.85)])
        return None


def _only_form_doubted(found: Verdict) -> bool:
    return [f.feature for f in found.because if f.says < THRESHOLD] == [DOUBTFUL]


def _may_bear(registered: Registered, name: OrganizationName) -> bool:
    """Whether an organisation of the register may be printed so, by its legal form."""
    if not name.form or not registered.form:
        return True
    if registered.form == name.form:
        return not name.position or registered.side == name.position
    return may_be_one(registered.form, name.form)


def _same_spelling(one: OrganizationName, other: OrganizationName) -> bool:
    return _compared(one) == _compared(other)


def _compared(name: OrganizationName) -> tuple[str, str, str]:
    """What is compared of a name whose legal form may be shortened."""
    return name.key, name.form, name.side
