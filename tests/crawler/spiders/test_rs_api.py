"""The RS system's own interface, crawled whole from a server that pages and answers unknown addresses with its own page."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crawler.pages import block_flow, review_payee, review_project
from crawler.records import BlockFlow, ReviewBlock, ReviewContract, ReviewPayee, ReviewProject

API = "/rssystem.go.jp/api/projects/"


class Interface:
    """Projects by sheet year, and what stands behind each."""

    def __init__(self, answer: Callable[..., None]) -> None:
        self.projects: list[dict[str, Any]] = []
        self.behind: dict[str, Any] = {}
        self.most = 1000  # a page
        self.pages: list[int] = []
        self._answer = answer

    def add(self, number: int, name: str, ministry: str, groups: list[Any], edges: list[Any], **texts: str) -> None:
        """A project."""
        identifier = f"{number:08x}-0000-4000-8000-000000000000"
        values = {"id": identifier, "fiscal_year": 2026, "project_number": f"{number:06}", "name": name}
        self.projects.append(values | {"ministry_name": ministry, "overview": "", "purpose": "", **texts})
        self.behind |= {f"{identifier}/payment-groups/": groups, f"{identifier}/payment-edges/": edges}

    def __call__(self, handler: Any, path: str) -> None:
        if path.startswith("?"):
            asked = {name: int(value) for name, value in parse_qsl(path[1:])}
            found = [one for one in self.projects if one["fiscal_year"] == asked["fiscal_year"]]
            size = min(asked["page_size"], self.most)
            end = asked["page"] * size
            self.pages.append(asked["page"])
            following = f"?page={asked['page'] + 1}" if end < len(found) else None
            body: Any = {"count": len(found), "next": following, "results": found[end - size : end]}
        elif path in self.behind:
            body = self.behind[path]
        else:
            self._answer(handler, b"<!doctype html><html><body>app</body></html>", "text/html")
            return
        self._answer(handler, json.dumps(body, ensure_ascii=False).encode(), "application/json")


@pytest.fixture
def interface(server: Any, answer: Callable[..., None], case_bytes: Callable[[str], bytes]) -> Interface:
    site = Interface(answer)
    groups = json.loads(case_bytes("rs_api_payees/blocks"))
    edges = json.loads(case_bytes("rs_api_edges/direct_and_passed_on"))[:2]
    for number in range(1, 26):
        ministry = "デジタル庁" if number % 5 == 0 else "総務省"
        site.add(number, f"事業その{number}", ministry, groups, edges, purpose="目的", overview="概要")
    server.interfaces[API] = site
    return site


def test_all_projects_and_what_stands_behind_those_of_a_ministry(
    interface: Interface, server: Any, crawled: Any
) -> None:
    interface.most = 10
    interface.behind.pop("0000000f-0000-4000-8000-000000000000/payment-edges/")
    run = crawled("rs_api", server.url, ministry="デジタル庁")
    assert interface.pages == [1, 2, 3]
    assert run.promised == {
        ("2026", "pages"): (3, 3),
        ("2026", "projects"): (25, 25),
        ("2026", "payment-groups"): (5, 5),
        ("2026", "payment-edges"): (5, 4),
    }
    assert run.missing == ["15: status 200 with an HTML page in its place"]
    assert {one.project_id for one in run.records("review_payee")} == {"5", "10", "15", "20", "25"}
    assert len(run.records("review_project")) == 25
    assert len(run.records("review_edge")) == 4 * 2


def groups_of(records: list[Any]) -> dict[str, list[Any]]:
    """Rows of file 5-1 as the interface has them, by project."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    payments: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    for one in records:
        if isinstance(one, ReviewBlock):
            groups[one.project_id, one.block] = {
                "id": f"{one.project_id}/{one.block}",
                "display_code": one.block,
                "name": one.name,
                "overview": one.role or None,
                "payment_count": one.payee_count,
                "total_amount": one.total,
                "payments": [],
            }
        elif isinstance(one, ReviewPayee):
            payment = {
                "name": one.name,
                "corporate_number": one.corporate_number_printed.strip() or None,
                "is_others": one.is_residual,
                "type": "payee",
                "total_contract_amount": one.amount,
                "contracts": [],
            }
            groups[one.project_id, one.block]["payments"].append(payment)
            payments[one.project_id, one.block, one.name, one.corporate_number_printed] = payment
        elif isinstance(one, ReviewContract):
            payment = payments[one.project_id, one.block, one.payee_name, one.corporate_number_printed]
            payment["contracts"].append({"overview": one.outline, "amount": one.amount, "amount_breakdown": []})
    found = defaultdict(list)
    for (project, _), group in groups.items():
        found[project].append(group)
    return found


@pytest.mark.national
def test_real_projects_read_as_the_files_of_their_ministry_are(
    shared: Path, interface: Interface, server: Any, crawled: Any
) -> None:
    folder = shared / "real/rs/2025/rs"
    files = {name[:3]: (folder / name).read_bytes() for name in (path.name for path in folder.glob("*.zip"))}
    projects = [one for one in review_project.parse(files["1-2"], "1-2", {}) if isinstance(one, ReviewProject)]
    wanted = {one.project_id for one in projects if one.ministry.startswith("公正取引委員会")}
    rows = [one for one in review_payee.parse(files["5-1"], "5-1", {}) if getattr(one, "project_id", "") in wanted]
    flows = [one for one in block_flow.parse(files["5-2"], "5-2", {}) if isinstance(one, BlockFlow)]
    groups = groups_of(rows)
    edges = defaultdict(list)
    for one in flows:
        edge = {"target_node_id": f"{one.project_id}/{one.to_block}", "label": one.note or None}
        edge["source_node_id"] = None if one.from_ministry else f"{one.project_id}/{one.from_block}"
        edges[one.project_id].append(edge | {"is_connected_to_source_root": one.from_ministry})
    interface.projects.clear()
    for project in projects:
        behind = groups[project.project_id], edges[project.project_id]
        texts = {"purpose": project.purpose, "overview": project.overview}
        number = int(project.project_id)
        interface.add(number, project.name, project.ministry, *behind, **texts)
    run = crawled("rs_api", server.url, ministry="公正取引委員会")
    assert not run.fell_short
    assert run.promised["2026", "projects"] == (5_794, 5_794)
    read = run.records("review_project")
    assert {(one.project_id, one.name, one.purpose) for one in read} == {
        (one.project_id, one.name, one.purpose) for one in projects
    }
    for kind, fields in {
        ReviewBlock: ("project_id", "block", "name", "total"),
        ReviewPayee: ("project_id", "block", "name", "corporate_number", "amount", "is_residual"),
        ReviewContract: ("project_id", "block", "payee_name", "outline", "amount"),
    }.items():
        of_files = sorted(str([getattr(one, name) for name in fields]) for one in rows if isinstance(one, kind))
        of_interface = sorted(str([getattr(one, name) for name in fields]) for one in run.records(kind.kind))
        assert of_interface == of_files
        print(f"\n{kind.kind}: {len(of_files)}")
    assert len(run.records("review_edge")) == sum(one.project_id in wanted for one in flows)
