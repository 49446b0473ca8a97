"""Awards, crawled whole from a server that answers 200 with something else for a file that it does not have."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import pytest

API = "/api.p-portal.go.jp/pps-web-biz/UAB03/OAB0301"


class OpenData:
    """The download: one address for all files, which are named in the query."""

    def __init__(self, answer: Callable[..., None]) -> None:
        self.files: dict[str, bytes] = {}
        self.broken: set[str] = set()
        self._answer = answer

    def __call__(self, handler: Any, behind: str) -> None:
        asked = dict(parse_qsl(behind.removeprefix("?")))
        name = asked["filename"]
        if asked["fileversion"] != "v001" or name in self.broken:
            self._answer(handler, b"Internal Server Error", "text/plain", 500)
        elif name in self.files:
            self._answer(handler, self.files[name], "application/zip")
        else:
            self._answer(handler, b"<!DOCTYPE html><html><body>error</body></html>", "text/html")


@pytest.fixture
def data(server: Any, answer: Callable[..., None], case_bytes: Callable[[str], bytes], pages: Any) -> OpenData:
    download = OpenData(answer)
    table = case_bytes("award/lots_persons_and_unit_prices")
    download.files["successful_bid_record_info_all_2025.zip"] = pages.zip_of(table)
    for day in ("20260105", "20260106", "20260108"):
        row = f'"{day:0>19}","甲","2026-01-05","1.00","W1","8002010","株式会社乙","6010601062093"\r\n'
        download.files[f"successful_bid_record_info_diff_{day}.zip"] = pages.zip_of(b"\xef\xbb\xbf" + row.encode())
    server.interfaces[API] = download
    return download


def test_file_of_a_fiscal_year(data: OpenData, server: Any, crawled: Any) -> None:
    run = crawled("p_portal_awards", server.url, year="2025")
    assert run.promised == {("2025", "files"): (1, 1)}
    assert [one.row for one in run.records("award")] == [1, 2, 3, 4]
    codes = {one.code for one in run.records("problem")}
    assert {"individual_masked", "unit_price", "unknown_code"} <= codes
    assert not {"other_year"} & codes


def test_year_that_is_answered_with_a_page_is_missing(data: OpenData, server: Any, crawled: Any) -> None:
    run = crawled("p_portal_awards", server.url, year="2024-2025")
    assert run.promised == {("2024", "files"): (1, 0), ("2025", "files"): (1, 1)}
    assert run.missing == ["all: not published: status 200 with an HTML page in its place"]


def test_days_without_a_file_are_no_gap(data: OpenData, server: Any, crawled: Any) -> None:
    run = crawled("p_portal_awards_daily", server.url, day="2026-01-05/2026-01-09")
    assert not run.fell_short
    assert sorted(one.case_number[-8:] for one in run.records("award")) == ["20260105", "20260106", "20260108"]


def test_day_that_fails_is_a_gap(data: OpenData, server: Any, crawled: Any) -> None:
    data.broken = {"successful_bid_record_info_diff_20260106.zip"}
    run = crawled("p_portal_awards_daily", server.url, day="2026-01-05/2026-01-09")
    assert run.fell_short
    assert len(run.missing) == 1
    assert run.missing[0].startswith("2026-01-06: status 500")


def test_long_silence_is_a_gap(data: OpenData, server: Any, crawled: Any) -> None:
    data.files.clear()
    run = crawled("p_portal_awards_daily", server.url, day="2026-01-05/2026-01-20")
    assert run.fell_short
    assert len(run.missing) == 16
