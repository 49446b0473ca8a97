"""Review sheet of before 2024 as JSON (JUDGIT!) → :class:`OldReviewSheet`, its budgets and its payees, in yen.

Printed are millions of yen. There is one row for a payee and what it was paid for, unlike in the sheets since 2024.
"""

from __future__ import annotations

import decimal
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from crawler.pages.cells import CellReader
from crawler.pages.errors import PageError
from crawler.pages.individuals import INDIVIDUAL, is_individual
from crawler.pages.json_values import ObjectReader, read_object, shown
from crawler.records import OldReviewBudget, OldReviewPayee, OldReviewSheet, Problem

__all__ = ["IGNORED", "VERSION", "page_text", "parse"]

VERSION = 2

IGNORED = {
    "作成責任者": "the official who wrote the sheet: a person",
    "アウトカム": "targets of the project; nothing here rests on them",
    "アウトプット": "activities of the project; nothing here rests on them",
    "定量的な目標が設定できない理由": "as above",
    "事業番号1": "part of 事業番号",
    "事業番号2": "part of 事業番号",
    "事業番号3": "part of 事業番号",
    "事業番号4": "part of 事業番号",
    "事業番号5": "part of 事業番号",
}

_MILLION = 1_000_000
_REQUIRED = ("ID", "事業ID", "公開年度", "事業名", "支出先")

_Row = OldReviewSheet | OldReviewBudget | OldReviewPayee


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[_Row | Problem]:
    """The sheet, its budget years and its payees, in that order. Raises :class:`PageError` for what is no sheet."""
    document = read_object(body, file)
    missing = [name for name in _REQUIRED if name not in document]
    if missing:
        raise PageError("no_sheet", f"no review sheet: missing {missing}; look at what came", file)
    reader = CellReader(file)
    sheet = ObjectReader(reader, document, 0, "")
    budgets, payees = sheet.members("予算"), sheet.members("支出先")
    record = _sheet(sheet)
    sheet.leftover(IGNORED)
    asked = arguments.get("year")
    if asked is not None and record.year != int(asked):
        reader.warn("other_year", f"the sheet was asked for {asked}", 0, "公開年度", str(record.year))
    yield record
    years: set[int] = set()
    for position, members in enumerate(budgets):
        budget = _budget(ObjectReader(reader, members, position, "予算"), record)
        if budget.fiscal_year in years:
            reader.warn("duplicate", "the year is there twice", position, "予算", str(budget.fiscal_year))
        years.add(budget.fiscal_year)
        yield budget
    seen: Counter[tuple[str, ...]] = Counter()
    for position, payee in enumerate(payees):
        yield _payee(ObjectReader(reader, payee, position, "支出先"), record, seen)
    yield from reader.take()


def page_text(body: bytes, file: str) -> str:
    """The sheet's JSON, individuals masked as in the records. Raises :class:`PageError`."""
    document = read_object(body, file)
    reader = CellReader(file)
    payees = document.get("支出先")
    for payee in payees if isinstance(payees, list) else []:
        if isinstance(payee, dict):
            number = reader.corporate_number(str(payee.get("法人番号") or ""), 0, "法人番号")
            if is_individual(str(payee.get("支出先名") or ""), number):
                payee["支出先名"] = INDIVIDUAL
    return shown(document, ("作成責任者",))


def _sheet(sheet: ObjectReader) -> OldReviewSheet:
    return OldReviewSheet(
        sheet_id=sheet.text("ID"),
        project_id=sheet.text("事業ID"),
        year=sheet.integer("公開年度") or 0,
        number=sheet.text("事業番号"),
        name=sheet.text("事業名"),
        ministry=sheet.text("府省庁"),
        bureau=sheet.text("担当部局庁"),
        division=sheet.text("担当課室"),
        start_year=sheet.integer("開始年度"),
        end_year=sheet.integer("終了年度"),
        accounts=sheet.texts("会計区分"),
        methods=sheet.texts("実施方法"),
        policies=sheet.texts("主要施策"),
        purpose=sheet.text("事業目的"),
        overview=sheet.text("事業概要"),
        former_numbers=tuple(_former(entry) for entry in sheet.members("関連する過去のレビューシート")),
        url=sheet.text("url"),
    )


def _former(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    parts = [entry.get(name) for name in ("年度", "府省庁", "事業番号1", "事業番号2", "事業番号3")]
    return " ".join(str(part) for part in parts if part)


def _budget(budget: ObjectReader, sheet: OldReviewSheet) -> OldReviewBudget:
    record = OldReviewBudget(
        year=sheet.year,
        sheet_id=sheet.sheet_id,
        fiscal_year=budget.integer("年度") or 0,
        initial=_yen(budget, "当初予算")[0],
        supplementary=_yen(budget, "補正予算")[0],
        carried_in=_yen(budget, "前年度から繰越し")[0],
        carried_out=_yen(budget, "翌年度へ繰越し")[0],
        reserve=_yen(budget, "予備費等")[0],
        total=_yen(budget, "予算計")[0],
        executed=_yen(budget, "執行額")[0],
        requested=_yen(budget, "要求額")[0],
    )
    budget.leftover(())
    return record


def _payee(payee: ObjectReader, sheet: OldReviewSheet, seen: Counter[tuple[str, ...]]) -> OldReviewPayee:
    reader, position = payee.reader, payee.position
    block, number = payee.text("グループ"), payee.integer("番号") or 0
    year = payee.integer("年度") or 0
    name, printed = payee.text("支出先名"), payee.text("法人番号")
    corporate_number = reader.corporate_number(printed, position, "支出先/法人番号")
    if is_individual(name, corporate_number):
        reader.warn("individual_masked", "an individual, or not known to be none: masked", position, "支出先/支出先名")
        name = INDIVIDUAL
    amount, amount_printed = _yen(payee, "支出額")
    key = (str(year), block, str(number))
    ordinal = seen[key]
    seen[key] += 1
    record = OldReviewPayee(
        year=sheet.year,
        sheet_id=sheet.sheet_id,
        fiscal_year=year,
        block=block,
        number=number,
        name=name,
        corporate_number=corporate_number,
        corporate_number_printed=printed,
        outline=payee.text("業務概要"),
        amount=amount,
        amount_printed=amount_printed,
        ordinal=ordinal,
        position=position,
    )
    payee.leftover(())
    return record


def _yen(members: ObjectReader, name: str) -> tuple[int | None, str]:
    """An amount in yen, and as printed in millions."""
    printed = members.text(name)
    if not printed:
        return None, ""
    try:
        yen = decimal.Decimal(printed) * _MILLION
        if not yen.is_finite() or yen != yen.to_integral_value() or abs(yen) > 10**18:
            raise decimal.InvalidOperation
    except decimal.InvalidOperation:
        members.reader.fail(
            "number",
            "not an amount in millions of yen; no value taken",
            members.position,
            f"{members.what}/{name}",
            printed,
        )
        return None, printed
    return int(yen), printed
