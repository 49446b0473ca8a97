"""RS system's own interface, ``/api/projects/{id}/payment-groups/`` → the records of file 5-1, and :class:`ReviewNode`.

A list of blocks (groups), each with its payees (payments), each with its contracts; amounts in yen. They are laid out in
the columns of file 5-1, block, payees and contracts below each other as there, and read by its reader. A negative amount
stands for one that is withheld. The interface is not announced to the public; its shape is known from others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.grid import Grid
from crawler.pages.json_values import ObjectReader, read_json
from crawler.pages.review_payee import COLUMNS, payees
from crawler.pages.table import Table
from crawler.records import Problem, ReviewBlock, ReviewContract, ReviewNode, ReviewPayee

__all__ = ["IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

IGNORED = {
    "id": "the interface's own identifier; that of a block is kept",
    "project_id": "the interface's own identifier of the project",
    "negative_total_amount_count": "how many parts of a sum are withheld: then the sum is no value",
    "negative_total_contract_amount_count": "the same",
    "negative_amount_count": "the same",
    "amount_breakdown": "stands in file 5-3",
    "order": "the order of the list",
    "created_at": "a change of the page is seen by its bytes",
    "updated_at": "a change of the page is seen by its bytes",
}

_KINDS = frozenset({"payee"})

_Row = ReviewBlock | ReviewPayee | ReviewContract | ReviewNode


def open_table(body: bytes, url: str) -> Table:
    """Blocks, payees and contracts in the columns of file 5-1; whose project it is, the page does not say.

    Raises :class:`PageError`.
    """
    return _table(body, url, {}, CellReader(url))[0]


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[_Row | Problem]:
    """The rows of a project; ``arguments`` say which: ``sheet_year`` and ``project``. Raises :class:`PageError`."""
    reader = CellReader(file)
    table, nodes = _table(body, file, arguments, reader)
    yield from reader.take()
    yield from nodes
    yield from payees(table, {})


def _table(
    body: bytes, file: str, arguments: Mapping[str, str | int], reader: CellReader
) -> tuple[Table, list[ReviewNode]]:
    groups = read_json(body, file)
    if not isinstance(groups, list):
        raise PageError("no_answer", "no list of blocks; look at what came", file)
    year, project = str(arguments.get("sheet_year", "")), str(arguments.get("project", ""))
    shared = {"シート種別": "レビューシート", "事業年度": year, "予算事業ID": project}
    rows: list[dict[str, str]] = []
    nodes = []
    for position, members in enumerate(groups):
        group = ObjectReader(reader, members, position, "groups")
        block, node = group.text("display_code").strip(), group.text("id")
        payments = group.members("payments")
        rows.append(
            {
                "支出先ブロック番号": block,
                "支出先ブロック名": group.text("name"),
                "支出先の数": group.text("payment_count") or str(len(payments)),
                "事業を行う上での役割": group.text("overview"),
                "ブロックの合計支出額": _amount(group, "total_amount", "negative_total_amount_count"),
            }
        )
        group.leftover(IGNORED)
        for payment in payments:
            rows += [{"支出先ブロック番号": block, **row} for row in _payment(payment, position, reader)]
        if year.isdecimal() and node:
            nodes.append(ReviewNode(int(year), project, node, block, position))
    lines = [[(shared | row).get(column, "") for column in COLUMNS] for row in rows]
    return Grid(file, [list(COLUMNS), *lines]).table(COLUMNS), nodes


def _payment(members: Any, position: int, reader: CellReader) -> Iterator[dict[str, str]]:
    payment = ObjectReader(reader, members, position, "payments")
    who = {"支出先名": payment.text("name"), "法人番号": payment.text("corporate_number")}
    reader.code(payment.text("type"), _KINDS, position, "payments/type")
    yield {
        **who,
        "その他支出先": "TRUE" if payment.value("is_others") is True else "FALSE",
        "支出先の合計支出額": _amount(payment, "total_contract_amount", "negative_total_contract_amount_count"),
    }
    for entry in payment.members("contracts"):
        contract = ObjectReader(reader, entry, position, "contracts")
        row = {"契約概要": contract.text("overview"), "金額": _amount(contract, "amount", "negative_amount_count")}
        contract.leftover(IGNORED)
        if any(row.values()):
            yield {**who, **row}
    payment.leftover(IGNORED)


def _amount(entry: ObjectReader, name: str, withheld: str) -> str:
    """An amount as printed; ``""`` where it, or a part of it, is withheld."""
    printed, parts = entry.text(name), entry.integer(withheld)
    return "" if printed.startswith("-") or parts else printed
