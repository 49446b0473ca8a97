"""Confidence comes from counts: a rule's own, and its kind's where the rule was seen seldom."""

import pytest

from graph.extract.confidence import Count, Reliability


def test_a_rule_seen_often_has_its_own_rate_and_one_seen_once_leans_on_its_kind() -> None:
    rates = Reliability.of([Count("System", "often", 50, 100, 0, 0), Count("System", "once", 1, 1, 0, 0)])
    assert rates("System", "often") == pytest.approx(0.5, abs=0.02)
    assert 0.5 < rates("System", "once") < 0.7


def test_what_the_rules_were_written_with_counts_half() -> None:
    first = Reliability.of([Count("Agency", "rule", 10, 20, 0, 0)])
    gold = Reliability.of([Count("Agency", "rule", 10, 20, 40, 40)])
    assert first("Agency", "rule") < gold("Agency", "rule") < 0.8


def test_an_entry_of_a_list_has_the_rate_of_its_list_and_an_unknown_rule_that_of_its_kind() -> None:
    rates = Reliability.of([Count("CloudService", "cloud_service", 30, 30, 0, 0)])
    assert rates("CloudService", "cloud_service/aws") == rates("CloudService", "cloud_service")
    assert rates("CloudService", "some-new-rule") == round(31 / 32, 3)


def test_every_shipped_rate_is_a_probability_short_of_certainty() -> None:
    measured = Reliability.measured()
    assert len(measured.rates) > 50
    assert all(0.3 < rate < 1 for rate in measured.rates.values())
