"""How sure a rule is, as a probability measured on annotated text (`docs/extraction.md`)."""

from __future__ import annotations

_SURE, _LIKELY, _OPEN = 0.93, 0.8, 0.6

_RELATIONS = {
    "title-develops": _SURE,
    "title-maintains": _SURE,
    "title-operates": _LIKELY,
    "title-subcontract": _SURE,
    "title-provides": _LIKELY,
    "own-system-develops": _OPEN,
    "own-system-maintains": _OPEN,
    "own-system-operates": _OPEN,
    "platform-bracket": _SURE,
    "platform-tool": _LIKELY,
    "platform-touching": _LIKELY,
    "platform-runs": _SURE,
    "platform-moved": _LIKELY,
    "platform-moves": _SURE,
    "platform-uses": _LIKELY,
    "task-topic": _LIKELY,
    "task-relative": _LIKELY,
    "task-of": _LIKELY,
    "task-owned": _SURE,
    "task-used-for": _LIKELY,
    "task-feature": _LIKELY,
    "task-so-that": _OPEN,
    "task-for-system": _LIKELY,
    "task-with-data": _OPEN,
    "platform-wished": _LIKELY,
    "task-as-system": _LIKELY,
    "count-name": _SURE,
    "count-of": _SURE,
    "count-share": _SURE,
    "count-bare": _LIKELY,
    "count-noun": _LIKELY,
}


def relation_confidence(rule: str) -> float:
    """Probability that a relation that ``rule`` found is one that the text says."""
    return _RELATIONS.get(rule, _LIKELY)
