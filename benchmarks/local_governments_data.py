"""Makes ``graph/resolve/local_governments.csv``: local governments with their code, number and source.

The corporate number of a local government is a check digit, ``000020`` and its code (全国地方公共団体コード: six digits, the
last a check digit over the others): so it is for every number of kind 201 in the register and for every one that the review
sheets print. What neither prints is completed by that rule from the five-digit codes in the addresses of the register's
official files; municipalities that only addresses name stay without, so that their namesakes are not taken for them.

Run as ``python benchmarks/local_governments_data.py`` where the real data lies beside the project.
"""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
from printed_names import data_folder, printed_rows, register_file

from graph.resolve.corporate_number import from_body, is_valid
from graph.resolve.local_governments import LAST_PREFECTURE, PREFECTURES, code_of, with_check_digit
from graph.resolve.spelling import light

OUT = Path(__file__).resolve().parents[1] / "graph" / "resolve" / "local_governments.csv"
COLUMNS = ("code", "number", "prefecture", "name", "closed", "successor", "source")
_MUNICIPALITY = re.compile(r"(?:.{1,4}郡(?=.+[町村]$))?(.+[市町村]|.+区)")
_WARD = re.compile(r"(?<=市).+区$")  # of a designated city: no body of its own
_UNIONS = "89"  # the third digit of their codes


def main() -> None:
    """Writes the file."""
    coded = {row[0]: row for row in (*_from_addresses(), *_from_sources(), *_from_register())}
    known = {(prefecture, name) for _, _, prefecture, name, *_ in coded.values()}
    uncoded = [
        ("", "", prefecture, name, "", "", "addresses in the register")
        for prefecture, name in sorted(_municipalities() - known)
    ]
    found = [*(coded[code] for code in sorted(coded)), *uncoded]
    with OUT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(found)
    print(Counter(row[-1] for row in found))


def _from_register() -> Iterator[tuple[str, ...]]:
    columns = ["corporate_number", "name", "kind", "close_date", "successor", "process"]
    for row in pq.read_table(register_file(), columns=columns).to_pylist():
        code = code_of(row["corporate_number"])
        if code and row["kind"] == "201" and row["process"] != "99":
            closed, successor = row["close_date"] or "", row["successor"] or ""
            yield code, row["corporate_number"], _prefecture(code), row["name"], closed, successor, "register"


def _from_sources() -> Iterator[tuple[str, ...]]:
    """Numbers that rows print beside the name of a municipality that addresses know, or of a prefecture or union."""
    known = _municipalities()
    printed: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in printed_rows():
        number = row.number.strip()
        if is_valid(number) and code_of(number):
            printed[number][row.name].add(row.group)
    for number, names in printed.items():
        code = code_of(number)
        prefecture = _prefecture(code)
        best: dict[str, int] = defaultdict(int)
        for name, groups in names.items():
            text = light(name)
            own = text.removeprefix(prefecture) or text
            if code[2] in _UNIONS:
                if not re.search(r"[都道府県市区町村]$", own):
                    best[text] += len(groups)
            elif code[2:5] == "000":
                if text == prefecture:
                    best[text] += len(groups)
            elif (prefecture, own) in known:
                best[own] += len(groups)
        if best:
            name = min(best, key=lambda one: (-best[one], one))
            yield code, number, prefecture, name, "", "", "review sheets and awards"


def _from_addresses() -> Iterator[tuple[str, ...]]:
    """Codes of municipalities in the addresses of the register's difference files, the number by the rule."""
    for path in sorted((data_folder() / "real" / "houjin").glob("diff_*.csv")):
        for raw in path.read_bytes().splitlines():
            try:
                line = raw.decode("utf-8")
            except UnicodeDecodeError:
                line = raw.decode("cp932", errors="replace")
            values = next(csv.reader([line]))
            if len(values) == 30 and len(values[13] + values[14]) == 5:
                found = _MUNICIPALITY.fullmatch(values[10])
                if found is None or _WARD.search(values[10]):
                    continue
                code = with_check_digit(values[13] + values[14])
                yield (
                    code,
                    from_body(int("000020" + code)),
                    values[9],
                    found[1],
                    "",
                    "",
                    "codes of addresses in the register",
                )


def _municipalities() -> set[tuple[str, str]]:
    table = pq.read_table(register_file(), columns=["prefecture", "city"]).to_pydict()
    found = set()
    for prefecture, city in set(zip(table["prefecture"], table["city"], strict=True)):
        if city:
            match = _MUNICIPALITY.fullmatch(_WARD.sub("", city))
            if match is not None:
                found.add((prefecture, match[1]))
    return found


def _prefecture(code: str) -> str:
    return PREFECTURES[int(code[:2]) - 1] if 1 <= int(code[:2]) <= LAST_PREFECTURE else ""


if __name__ == "__main__":
    main()
