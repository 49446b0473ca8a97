"""The choice among overlapping candidates."""

from itertools import permutations

from graph.extract.mention import Mention
from graph.extract.overlaps import resolve_overlaps


def _mention(kind: str, start: int, end: int, confidence: float = 0.9) -> Mention:
    return Mention(kind, "x" * (end - start), start, end, "", confidence, "test")


def test_the_longest_stands() -> None:
    vendor, service = _mention("Vendor", 0, 11), _mention("CloudService", 4, 7)
    assert resolve_overlaps([service, vendor]) == [vendor]


def test_of_equally_long_ones_the_more_specific_type_stands() -> None:
    system, service = _mention("System", 3, 8), _mention("CloudService", 3, 8)
    assert resolve_overlaps([system, service]) == [service]


def test_the_order_of_candidates_changes_nothing() -> None:
    candidates = [
        _mention("Agency", 0, 4),
        _mention("System", 2, 8),
        _mention("Date", 8, 12),
        _mention("Agency", 6, 9, 0.5),
    ]
    results = {tuple(resolve_overlaps(order)) for order in permutations(candidates)}
    assert len(results) == 1
    (chosen,) = results
    assert [(mention.start, mention.end) for mention in chosen] == [(2, 8), (8, 12)]
