"""Answers for names of public bodies: those of the state and local governments, themselves or through a unit of theirs."""

from __future__ import annotations

from collections.abc import Sequence

from graph import iri
from graph.resolve.answer import RESOLVED, Answer, Candidate, Reason, open_entity
from graph.resolve.local_governments import FoundLocal, LocalGovernment, LocalGovernments, with_check_digit
from graph.resolve.names import locality
from graph.resolve.organization_name import OrganizationName
from graph.resolve.state_bodies import StateBodies

_SCORE = 0.97


class PublicBodies:
    """Answers for public bodies, with what is above each; one instance is enough for a process."""

    def __init__(self, state: StateBodies, local: LocalGovernments | None = None) -> None:
        self._state = state
        self._local = local or LocalGovernments()

    def answer(self, name: OrganizationName, address: str, reasons: Sequence[Reason]) -> Answer | None:
        """The answer for a name, ``None`` where it names no public body."""
        return self.of_state(name, reasons) or self._of_local(name, address, reasons)

    def numbers(self, name: OrganizationName) -> set[str]:
        """The numbers that a name of a public body may have; empty for other names and for bodies without a known one."""
        state = self._state.find(name)
        if state is not None:
            return {state.body.number} - {""}
        local = self._local.find(name)
        return {one.number for one in local.bodies} - {""} if local is not None else set()

    def of_state(self, name: OrganizationName, reasons: Sequence[Reason]) -> Answer | None:
        """The body of the state that a name means, itself or by a unit or a body that it succeeded."""
        found = self._state.find(name)
        if found is None:
            return None
        rule = "a unit without a number of its own" if found.unit else "a state body"
        if found.predecessor:
            rule = "a body that it succeeded"
        because = [*reasons, Reason("state body", name.printed, found.body.name, rule)]
        above = self._state.body(found.body.parent)
        if above is not None:
            because.append(Reason("body above it", found.body.name, f"{above.name} {above.number}"))
        if not found.body.number:
            because.append(Reason("corporate number", found.body.name, "", found.body.note))
        return Answer(found.body.entity, found.body.number, _SCORE, tuple(because), status=RESOLVED)

    def _of_local(self, name: OrganizationName, address: str, reasons: Sequence[Reason]) -> Answer | None:
        found = self._local.find(name, locality(address))
        if found is None:
            return None
        if len(found.bodies) > 1:
            return _several(name, address, found, reasons)
        body = found.bodies[0]
        if not body.number:
            reason = Reason("local government", name.printed, body.prefecture + body.name, "no source prints its code")
            return Answer(open_entity(name, address or body.prefecture), "", 0.0, (*reasons, reason))
        rule = "a unit without a number of its own" if found.unit else f"known from: {body.source}"
        because = [*reasons, Reason("local government", name.printed, f"{body.name}, code {body.code}", rule)]
        above = self._local.by_code(with_check_digit(body.code[:2] + "000"))
        if above is not None and above != body:
            because.append(Reason("prefecture", body.name, f"{above.name} {above.number}"))
        if body.closed:
            because.append(Reason("closed", "", f"{body.closed}, succeeded by {body.successor or 'nobody'}"))
        return Answer(iri.organization(body.number), body.number, _SCORE, tuple(because), status=RESOLVED)


def _several(name: OrganizationName, address: str, found: FoundLocal, reasons: Sequence[Reason]) -> Answer:
    """Open: several local governments bear the name, and no prefecture tells them apart."""
    places = "、".join(one.prefecture for one in found.bodies)
    reason = Reason("local governments of the name", name.printed, places, "no prefecture is printed")
    score = round(1 / len(found.bodies), 3)
    candidates = tuple(_candidate(one, score) for one in found.bodies if one.number)
    return Answer(open_entity(name, address), "", score, (*reasons, reason), candidates)


def _candidate(body: LocalGovernment, score: float) -> Candidate:
    return Candidate(body.number, body.name, body.prefecture, score, f"code {body.code}")
