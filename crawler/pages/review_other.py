"""Ten review-sheet files that are looked at, so that a wrong file is told, and archived: none is made into records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crawler.pages.errors import PageError
from crawler.pages.table import Table, open_zip, read_csv
from crawler.records import Record

__all__ = ["IGNORED", "VERSION", "open_table", "parse"]

VERSION = 1

IGNORED = {
    "1-1 組織情報": "who wrote the sheet: persons among them; ministry, bureau and division stand in 1-2",
    "1-4 補助率等": "rates of subsidies: payments, no dependency",
    "1-5 関連事業": "related projects; its columns are not known to us",
    "2-2 予算種別・歳出予算項目": "budget items: what 2-1 has in total",
    "3-1 目標・実績, 3-2 目標のつながり, 4-1 点検・評価": "what a project is to reach and how it is judged",
    "5-3 費目・使途": "what payees spend on; no further names",
    "5-4 国庫債務負担行為等による契約": "contracts of several years; its columns are not known to us",
    "6-1 その他備考": "remarks",
}

_SHARED = ("シート種別", "事業年度", "予算事業ID", "事業名")  # what all fifteen begin with


def open_table(body: bytes, url: str) -> Table:
    """The one CSV table in the zip. Raises :class:`PageError`."""
    return read_csv(*open_zip(body, url))


def parse(body: bytes, file: str, arguments: Mapping[str, str | int]) -> Iterator[Record]:  # noqa: ARG001 -- every page kind has this signature
    """No record; raises :class:`PageError` for a file that is none of the review sheets'."""
    table = open_table(body, file)
    missing = [name for name in _SHARED if name not in table.header]
    if missing:
        raise PageError(
            "header_missing_column",
            f"no review-sheet file: its header lacks {missing}",
            table.file,
            row=1,
            field=missing[0],
        )
    return iter(())
