"""RS file 1-3 (基本情報_政策・施策、法令等) → :class:`ReviewBasis`: policies, laws and plans that a project rests on.

A row holds up to three things side by side, each numbered on its own: a policy with its measure, a law with the place in
it, a plan or notice. What is empty in a row is not there; nothing ties what stands in one row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.cells import CellReader
from crawler.pages.review_sheet import IGNORED_OUTSIDE_PROJECTS, SHARED_COLUMNS, SheetRow, open_table, sheet_rows
from crawler.records import Problem, ReviewBasis

__all__ = ["COLUMNS", "IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

COLUMNS = (
    *SHARED_COLUMNS,
    "番号（政策・施策）",
    "政策所管府省庁_P",
    "政策",
    "施策",
    "政策・施策URL",
    "番号（根拠法令）",
    "法令名",
    "法令番号",
    "法令ID",
    "条",
    "項",
    "号・号の細分",
    "番号（関係する計画・通知等）",
    "計画通知名",
    "計画通知等URL",
)

IGNORED = IGNORED_OUTSIDE_PROJECTS | {"シート種別": "checked, the same on every row"}


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[ReviewBasis | Problem]:
    """The rows of a sheet year; ``arguments["year"]`` is the year that was asked for. Raises ``PageError``."""
    table = open_table(body, file)
    reader = CellReader(table.file)
    for line in sheet_rows(table, COLUMNS, reader, arguments):
        if not any(cell.strip() for cell in line.cells[13:]):
            reader.fail("row_shape", "neither a policy, a law nor a plan; the row is left out", line.row)
        else:
            yield _basis(line)
        yield from reader.take()
    yield from reader.take()


def _basis(line: SheetRow) -> ReviewBasis:
    cells = line.cells
    return ReviewBasis(
        year=line.year,
        project_id=line.project_id,
        policy_number=cells[13].strip(),
        policy_ministry=cells[14],
        policy=cells[15],
        measure=cells[16],
        policy_url=cells[17],
        law_number_in_sheet=cells[18].strip(),
        law=cells[19],
        law_number=cells[20],
        law_id=cells[21].strip(),
        article=cells[22],
        paragraph=cells[23],
        item=cells[24],
        plan_number=cells[25].strip(),
        plan=cells[26],
        plan_url=cells[27],
        row=line.row,
    )
