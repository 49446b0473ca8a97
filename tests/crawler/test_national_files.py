"""Every file of the national data: read whole by the page function of its kind, or named with the reason why it is none.

Of tables, each row is accounted for: taken, or named in a problem. A file that no rule covers fails.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from crawler import pages
from crawler.pages import page_kind
from crawler.records import Problem

pytestmark = pytest.mark.national


@dataclass(frozen=True)
class Rule:
    """How files of a pattern are read, and what reading them gives."""

    kind: str
    records: dict[str, int]  # of all files of the pattern together
    problems: dict[str, int] = field(default_factory=dict)
    arguments: dict[str, str | int] = field(default_factory=dict)
    above: int = 1  # rows of a table above its data
    zipped: bool = False  # by us: the file stands here as it lies in its zip


RS = "mirror/rssystem.go.jp/files"
DIET = "mirror/www.shugiin.go.jp/internet/itdb_shitsumon.nsf/html/shitsumon"
HOUSE = "mirror/www.sangiin.go.jp/japanese/joho1/kousei/syuisyo/219"
READ: dict[str, Rule] = {
    f"{RS}/2024/rs/1-2_*.zip": Rule("review_project", {"review_project": 3334}),
    f"{RS}/2024/rs/2-1_*.zip": Rule("review_budget", {"review_budget": 2951}),
    f"{RS}/2024/rs/5-1_*.zip": Rule(
        "review_payee",
        {"review_block": 10479, "review_payee": 39849, "review_contract": 49981},
        {"corporate_number_check_digit": 38},
    ),
    f"{RS}/2024/rs/5-2_*.zip": Rule("block_flow", {"block_flow": 10453}),
    f"{RS}/2025/rs/1-2_*.zip": Rule("review_project", {"review_project": 5794}),
    f"{RS}/2025/rs/2-1_*.zip": Rule("review_budget", {"review_budget": 5240}),
    f"{RS}/2025/rs/5-2_*.zip": Rule("block_flow", {"block_flow": 19303}),
    "real/rs/header_rows/1-2_*.csv": Rule("review_project", {"review_project": 1}, zipped=True),
    "real/rs/header_rows/1-3_*.csv": Rule("review_other", {}, zipped=True),
    "real/rs/header_rows/2-1_*.csv": Rule("review_budget", {"review_budget": 3}, zipped=True),
    "real/rs/header_rows/5-1_*.csv": Rule("review_payee", {"review_block": 2, "review_payee": 2}, zipped=True),
    "real/rs/header_rows/5-2_*.csv": Rule("block_flow", {"indirect_cost": 1, "block_flow": 20}, zipped=True),
    "mirror/www.mod.go.jp/*.xlsx": Rule(
        "ministry_contract", {"ministry_contract": 516}, {"supplier_not_named": 4, "note_row": 1}, above=3
    ),
    f"{HOUSE}/syuisyo.htm": Rule("question_list", {"listed_question": 95}, arguments={"session": 219}),
    f"{HOUSE}/syuh/*.htm": Rule("written_question", {"written_question": 1}, arguments={"session": 219, "number": 95}),
    f"{DIET}/kaiji221_l.htm": Rule(
        "representatives_question_list", {"listed_question": 36}, arguments={"session": 221}
    ),
    f"{DIET}/b221003.htm": Rule(
        "representatives_answer", {"written_answer": 1, "answered_point": 20}, arguments={"session": 221, "number": 3}
    ),
    "real/houjin/diff_*.csv": Rule("register_entry", {"register_entry": 8793}, above=0),
    "real/judgit/*.json": Rule(
        "old_review_sheet",
        {"old_review_sheet": 22, "old_review_budget": 110, "old_review_payee": 465},
        {"corporate_number_form": 3, "individual_masked": 10},
    ),
    "real/local/page_*.html": Rule("local_page", {"local_notice": 3, "local_award": 1}),
    "real/local/feed_*.xml": Rule("local_feed", {"local_listing": 22}),
    "real/ocds/*_release_1.1.json": Rule("ocds_release_package", {"ocds_supply": 3}),
    "real/us/ai_inventory_*.csv": Rule("ai_use_case", {"ai_use_case": 60}),
    "real/us/fedramp_*.json": Rule("fedramp_marketplace", {"fedramp_product": 5, "fedramp_authorization": 10}),
}
ELSEWHERE = {f"{RS}/2025/rs/5-1_*.zip": "192,303 rows, each once: test_national.py"}
NO_PAGE = {
    "*/README.md": "says what is here",
    "mirror/MANIFEST.csv": "says where the bytes of the mirror come from: crawler/mirror.py reads it",
    "real/diet/*.json": "re-keyed lists of questions: spiders/test_real_rows.py compares them",
    "real/gbizinfo/*.jsonl": "re-keyed rows: spiders/test_real_rows.py, pages/test_gbizinfo.py",
    "real/gbizinfo/procurement/*.csv.gz": "re-keyed rows: spiders/test_real_rows.py, pages/test_gbizinfo.py",
    "real/gbizinfo/openapi_v2.json": "describes the interface: pages/test_gbizinfo.py",
    "real/houjin/registry.parquet": "re-keyed rows: spiders/test_real_rows.py",
    "real/kokkai/*.csv": "re-keyed rows: spiders/test_kokkai.py, pages/test_speech_list.py",
    "real/local/local_awards*": "re-keyed rows: spiders/test_real_rows.py, pages/test_local_pages.py",
    "real/ministry_contracts/*.jsonl": "re-keyed rows: spiders/test_real_rows.py, pages/test_ministry_contract.py",
    "real/ocds/release-template-*.json": "an empty release, no package",
    "real/p_portal/*": "re-keyed rows and code tables: spiders/test_kkj.py, pages/test_award.py",
}


def files(shared: Path) -> list[str]:
    return sorted(
        path.relative_to(shared).as_posix()
        for folder in ("mirror", "real")
        for path in (shared / folder).rglob("*")
        if path.is_file()
    )


def matching(name: str) -> list[str]:
    return [pattern for pattern in [*READ, *ELSEWHERE, *NO_PAGE] if fnmatch(name, pattern)]


def test_every_file_has_one_rule_or_is_the_copy_of_one_that_has(shared: Path) -> None:
    digests: dict[str, str] = {}
    without = []
    for name in files(shared):
        digest = hashlib.sha256((shared / name).read_bytes()).hexdigest()
        if not matching(name) and digest not in digests:
            without.append(name)
        assert len(matching(name)) <= 1, name
        digests.setdefault(digest, name)
    assert without == []


@pytest.mark.parametrize("pattern", READ)
def test_every_row_is_accounted_for(pattern: str, shared: Path) -> None:
    rule, names = READ[pattern], [name for name in files(shared) if fnmatch(name, pattern)]
    assert names
    page = page_kind(rule.kind)
    assert page is not None
    records: Counter[str] = Counter()
    problems: Counter[str] = Counter()
    rows = unread = 0
    for name in names:
        body = (shared / name).read_bytes()
        if rule.zipped:
            stream = io.BytesIO()
            with zipfile.ZipFile(stream, "w") as archive:
                archive.writestr("table.csv", body)
            body = stream.getvalue()
        found: list[Any] = list(page.parse(body, name, rule.arguments))
        records.update(one.kind for one in found if not isinstance(one, Problem))
        problems.update(one.code for one in found if isinstance(one, Problem))
        if pages.is_table(rule.kind):
            data = set(range(rule.above + 1, len(pages.open_table(rule.kind, body, name)) + 1))
            taken = [one.row for one in found if not isinstance(one, Problem)]
            left_out = {one.row for one in found if isinstance(one, Problem)} - set(taken)
            assert len(set(taken)) == len(taken), f"{name}: a row is taken twice"
            rows += len(data)
            if rule.kind == "review_other":
                unread += len(data)  # its module names every row as ignored, and why
            else:
                assert data <= {*taken, *left_out}, f"{name}: rows {sorted(data - {*taken, *left_out})[:5]}"
    print(f"\n{pattern}: {len(names)} files, {rows} rows ({unread} ignored), {dict(records)}, {dict(problems)}")
    assert records == rule.records
    assert problems == rule.problems
