"""Commands that say who is who: names to organisations, pairs of names, and the register that this rests on."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import click

from graph.cli.console import DONE, GAPS, WRONG_USE, Console, common
from graph.home import Home


@click.group(invoke_without_command=True)
@click.option("--pairs", is_flag=True, help="Lines with a and b: can the two be names of one organisation?")
@click.option("--input", "source", type=click.File("rb"), default="-", help="JSONL file (default: standard input).")
@common
@click.pass_context
def resolve(context: click.Context, home: Home, console: Console, pairs: bool, source: IO[bytes]) -> None:
    """Say who printed names are: JSONL in, JSONL out, line by line; exit code 3 when a line could not be read."""
    if context.invoked_subcommand is not None:
        return
    from graph.resolve.installed import Installed
    from graph.resolve.lines import LineError, pair_line, resolve_line, unreadable

    installed = Installed.open(home)
    answer: Callable[[dict[str, Any]], str] = (
        pair_line(installed.pairs) if pairs else resolve_line(installed.organizations)
    )
    broken = 0
    for number, line in enumerate(source, start=1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            document = error
        if not isinstance(document, dict):
            broken += 1
            console.log(f"line {number}: no JSON object ({document})")
            continue
        try:
            sys.stdout.write(answer(document) + "\n")
        except LineError as error:
            broken += 1
            console.log(f"line {number}: {error}")
            sys.stdout.write(unreadable(document, error, pair=pairs) + "\n")
    sys.stdout.flush()
    sys.exit(GAPS if broken else DONE)


@click.group()
def reference() -> None:
    """What resolving needs beside the program: the register of corporate numbers."""


@reference.command("add")
@click.argument("kind", type=click.Choice(["register"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def reference_add(home: Home, console: Console, kind: str, file: Path) -> None:
    """Install the register (the official CSV, whole or a difference, zipped or not, or Parquet with its fields)."""
    from graph.resolve.installed import add_register
    from graph.resolve.register_files import RegisterFileError

    try:
        register = add_register(home, file)
    except RegisterFileError as error:
        console.fail(str(error), WRONG_USE)
    except OSError as error:
        console.fail(f"{file}: {error}")
    document = {
        "kind": kind,
        "organizations": register.organizations,
        "as_of": register.as_of,
        "files": register.sources,
    }
    console.result(document, [f"{kind}: {register.organizations:,} organisations, to {register.as_of}"])


@reference.command("list")
@common
def reference_list(home: Home, console: Console) -> None:
    """Say what is installed."""
    from graph.resolve.installed import open_register, register_folder

    register = open_register(home)
    if register is None:
        console.result({"register": None}, ["no register installed (izon reference add register FILE)"])
        return
    size = sum(path.stat().st_size for path in register_folder(home).iterdir())
    document = {
        "register": {
            "organizations": register.organizations,
            "completeness": round(register.completeness, 3),
            "as_of": register.as_of,
            "files": register.sources,
            "bytes": size,
        }
    }
    share = f"{register.organizations:,} organisations ({register.completeness:.0%} of the whole)"
    line = f"register: {share}, to {register.as_of}, {size:,} bytes"
    console.result(document, [line, *(f"  {one['name']}  {one['sha256'][:16]}" for one in register.sources)])


@resolve.command("review")
@click.option("--limit", default=20, show_default=True, help="How many open names to show.")
@click.option("--systems", is_flag=True, help="Show systems whose names may mean one system.")
@click.option(
    "--decide",
    nargs=3,
    metavar="NAME NUMBER VERDICT",
    help="Write a decision: positive, negative, unsure or undone; with --systems two IRIs instead of name and number.",
)
@click.option("--by", default="", help="Who decides.")
@click.option("--note", default="", help="Why.")
@common
def review(
    home: Home, console: Console, limit: int, systems: bool, decide: tuple[str, str, str] | None, by: str, note: str
) -> None:
    """Show the open names that matter most in the last build, or write a decision about a name and a number."""
    from graph.resolve.corporate_number import is_valid
    from graph.resolve.installed import Installed, judgements_file
    from graph.resolve.judgements import VERDICTS, Judgement, append
    from graph.resolve.organization_name import NameParser
    from graph.resolve.review import open_names, open_systems

    if decide:
        name, number, verdict = decide
        if verdict not in VERDICTS:
            console.fail(f"{verdict!r} is none of {', '.join(VERDICTS)}", WRONG_USE)
        if not by:
            console.fail("say who decides: --by NAME", WRONG_USE)
        if systems:
            _decide_systems(home, console, decide, by, note)
            return
        if not is_valid(number):
            console.fail(f"{number!r} is no corporate number with a right check digit", WRONG_USE)
        full = NameParser().parse(name).full
        today = dt.datetime.now(dt.UTC).date().isoformat()
        judgement = Judgement(full, number, verdict, by, today, note)
        append(judgements_file(home), judgement)
        console.result(asdict(judgement), [f"{full}  {number}  {verdict}, by {by} on {today}"])
        return
    if systems:
        near = open_systems(home, limit)
        shown = [
            f"{one.score:.2f}  {one.a}  |  {one.b}  ({one.because})\n      {one.a_iri}  {one.b_iri}" for one in near
        ]
        console.result([asdict(one) for one in near], shown or ["no two names of systems are near"])
        return
    found = open_names(home, Installed.open(home).organizations, limit)
    lines = []
    for one in found:
        lines.append(f"{one.amount:>18,} yen  {one.name}")
        lines += [f"{'':20}{c.corporate_number}  {c.name}  {c.place}  ({c.because})" for c in one.candidates]
    console.result([asdict(one) for one in found], lines or ["nothing is open"])


def _decide_systems(home: Home, console: Console, decide: tuple[str, str, str], by: str, note: str) -> None:
    """Writes a decision about two systems of the last build, unless it contradicts those that stand."""
    from graph.resolve.installed import system_judgements_file
    from graph.resolve.judgements import JudgementError
    from graph.resolve.review import system_names
    from graph.resolve.system_judgements import SystemJudgement, SystemJudgements, append, read

    one, other, verdict = decide
    path = system_judgements_file(home)
    earlier = read(path) if path.exists() else []
    names = system_names(home, (one, other)) | {
        iri: name for past in earlier for iri, name in ((past.one, past.one_name), (past.other, past.other_name))
    }
    for system in (one, other):
        if system not in names:
            console.fail(
                f"{system!r} is no system of the last build: izon resolve review --systems shows them", WRONG_USE
            )
    if one == other:
        console.fail("one system is no pair", WRONG_USE)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    judgement = SystemJudgement(one, other, verdict, by, today, names[one], names[other], note)
    try:
        SystemJudgements([*earlier, judgement])
    except JudgementError as error:
        console.fail(str(error), WRONG_USE)
    append(path, judgement)
    line = f"{names[one]}  |  {names[other]}  {verdict}, by {by} on {today}; izon build puts it into effect"
    console.result(asdict(judgement), [line])
