"""The pages that `benchmarks/national_home.py` makes of re-keyed rows: each row is read, by the page function of its site."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from national_home import pages

from crawler.pages import page_kind
from crawler.records import Problem

pytestmark = pytest.mark.national

RECORDS = {
    "gbiz_procurement": 41_525,
    "local_award": 57_775 + 1,  # one on a page as served
    "ministry_contract": 1_480,
    "notice": 726,
    "speech": 499,
}


def test_every_row_is_read(shared: Path) -> None:
    records: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    for page in pages(shared / "real"):
        kind = page_kind(page.page_kind)
        assert kind is not None
        for one in kind.parse(page.body, page.url, page.arguments):
            if isinstance(one, Problem):
                problems[f"{one.severity} {one.code}"] += 1
            else:
                records[one.kind] += 1
    print(f"\n{dict(records)}, {dict(problems)}")
    assert {kind: records[kind] for kind in RECORDS} == RECORDS
    # two orders are of the year 2910 in the source
    assert {problem: count for problem, count in problems.items() if problem.startswith("error")} == {"error date": 2}
