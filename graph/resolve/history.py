"""The company as it was: which bearers of a name could be meant at a time, by closures, successions and renames."""

from __future__ import annotations

from graph.resolve.answer import Reason
from graph.resolve.register import Registered
from graph.resolve.when import Period


def in_line(bearers: list[Registered], when: Period | None) -> list[Registered]:
    """The bearers of a name without those whose place in one line of succession was another's at the time.

    A company that is merged into another which bears (or takes) its name is one line with it: before the merger the first is
    meant, after it the second; without a date the one that stands now.
    """
    ended = [one for one in bearers if one.is_closed and one.successor] if len(bearers) > 1 else []
    if not ended:
        return bearers
    by_number = {one.number: one for one in bearers}
    out: set[int] = set()
    for one in ended:
        heir = by_number.get(one.successor)
        if heir is not None and heir is not one:
            if when is None or one.closed < when.first:
                out.add(one.row)
            elif when.last < one.closed:
                out.add(heir.row)
    return [one for one in bearers if one.row not in out]


def untimely(one: Registered, when: Period) -> str:
    """Why an organisation cannot be what a name meant at a time, "" where it can."""
    since = one.since
    if since > when.last:
        return f"bears this name since {since}"
    if one.is_closed and one.closed < when.first:
        return f"closed {one.closed} ({one.cause})" + (f", succeeded by {one.successor}" if one.successor else "")
    return ""


def history(one: Registered) -> list[Reason]:
    """That an organisation closed, why, and what came after it."""
    if not one.is_closed:
        return []
    known = f"{one.closed} {one.cause}" + (f", succeeded by {one.successor}" if one.successor else "")
    return [Reason("closed", "", known)]
