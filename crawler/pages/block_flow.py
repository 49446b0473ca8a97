"""RS file 5-2 (支出先_支出ブロックのつながり) → :class:`BlockFlow` (money to a block) and :class:`IndirectCost`."""

from __future__ import annotations

import graphlib
from collections import Counter
from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.review_sheet import IGNORED_OUTSIDE_PROJECTS, SHARED_COLUMNS, SheetRow, open_table, sheet_rows
from crawler.records import BlockFlow, IndirectCost, Problem

__all__ = ["COLUMNS", "IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

COLUMNS = (
    *SHARED_COLUMNS,
    "支出元の支出先ブロック",
    "支出元の支出先ブロック名",
    "担当組織からの支出",
    "支出先の支出先ブロック",
    "支出先の支出先ブロック名",
    "資金の流れの補足情報",
    "国自らが支出する間接経費",
    "国自らが支出する間接経費の項目",
    "国自らが支出する間接経費の金額",
)

IGNORED = IGNORED_OUTSIDE_PROJECTS | {
    "シート種別": "checked, the same on every row",
    "国自らが支出する間接経費": "the heading over the items; checked",
}

_INDIRECT_HEADINGS = frozenset({"間接経費"})


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[BlockFlow | IndirectCost | Problem]:
    """The flows and indirect costs of a sheet year, in yen; a cycle of blocks is a warning. Raises ``PageError``."""
    table = open_table(body, file)
    rows = _FlowRows(CellReader(table.file))
    for line in sheet_rows(table, COLUMNS, rows.reader, arguments):
        record = rows.read(line)
        if record is not None:
            yield record
        yield from rows.reader.take()
    rows.note_cycles()
    yield from rows.reader.take()


class _FlowRows:
    """Reads the rows of one file; keeps which block pays which, a project each, to find cycles at the end."""

    def __init__(self, reader: CellReader) -> None:
        self.reader = reader
        self.flows: Counter[tuple[str, ...]] = Counter()
        self.costs: Counter[tuple[str, ...]] = Counter()
        self.edges: dict[str, dict[tuple[str, str], int]] = {}  # project → (from, to) → first row

    def read(self, line: SheetRow) -> BlockFlow | IndirectCost | None:
        cells = line.cells
        indirect = any(cells[19:22])
        flow = any(cell.strip() for cell in cells[13:19])
        if indirect and not flow:
            return self._indirect_cost(line)
        if flow and not indirect and cells[16].strip():
            return self._flow(line)
        self.reader.fail(
            "row_shape",
            "neither a flow to a block nor an indirect cost; the row is left out",
            line.row,
            cell=",".join(cells[13:]),
        )
        return None

    def note_cycles(self) -> None:
        """Note each cycle of blocks once, at the first row of its flows: money that comes back to where it went out."""
        for project, edges in self.edges.items():
            for cycle in _cycles(edges):
                steps = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
                self.reader.warn(
                    "block_cycle",
                    f"project {project}: the blocks {' → '.join([*cycle, cycle[0]])} pay each other in a circle",
                    min(edges[step] for step in steps),
                    COLUMNS[16],
                    "→".join([*cycle, cycle[0]]),
                )

    def _flow(self, line: SheetRow) -> BlockFlow:
        cells, row = line.cells, line.row
        from_block, to_block = cells[13].strip(), cells[16].strip()
        from_ministry = self.reader.boolean(cells[15], row, COLUMNS[15])
        if from_ministry == bool(from_block):
            self.reader.warn(
                "flow_origin",
                "the row names a paying block and the ministry, or neither; both are kept as printed",
                row,
                COLUMNS[15],
                cells[15],
            )
        if from_block:
            self.edges.setdefault(line.project_id, {}).setdefault((from_block, to_block), row)
        key = (line.project_id, from_block, to_block, cells[15], cells[18])
        ordinal = self.flows[key]
        self.flows[key] += 1
        return BlockFlow(
            year=line.year,
            project_id=line.project_id,
            from_block=from_block,
            from_name=cells[14],
            from_ministry=from_ministry,
            to_block=to_block,
            to_name=cells[17],
            note=cells[18],
            ordinal=ordinal,
            row=row,
        )

    def _indirect_cost(self, line: SheetRow) -> IndirectCost:
        cells, row = line.cells, line.row
        self.reader.code(cells[19], _INDIRECT_HEADINGS, row, COLUMNS[19])
        key = (line.project_id, cells[20], cells[21].strip())
        ordinal = self.costs[key]
        self.costs[key] += 1
        return IndirectCost(
            year=line.year,
            project_id=line.project_id,
            item=cells[20],
            amount=self.reader.integer(cells[21], row, COLUMNS[21]),
            amount_printed=cells[21],
            ordinal=ordinal,
            row=row,
        )


def _cycles(edges: Mapping[tuple[str, str], int]) -> Iterator[list[str]]:
    """Cycles among the edges, each begun at its smallest block; its last edge is left out when looking for more."""
    left = set(edges)
    while True:
        graph: dict[str, list[str]] = {}
        for payer, payee in sorted(left):
            graph.setdefault(payee, []).append(payer)
        try:
            graphlib.TopologicalSorter(graph).prepare()
        except graphlib.CycleError as error:
            nodes = list(error.args[1])[:-1]  # each pays the next; the first comes again at the end
            start = nodes.index(min(nodes))
            cycle = nodes[start:] + nodes[:start]
            left.remove((cycle[-1], cycle[0]))
            yield cycle
        else:
            return
