"""`izon classify`: JSON lines in, JSON lines out, in order, each as soon as it is read. Needs no build and no register."""

from __future__ import annotations

import sys
from typing import BinaryIO

import click

from graph.cli.console import DONE, GAPS, Console, common
from graph.home import Home


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@common
def classify(home: Home, console: Console, file: BinaryIO) -> None:  # noqa: ARG001
    """Class of projects and contracts: JSON lines in (FILE or stdin), one answer a line out, whatever --format says.

    In: {"id", "name", "text"[, "ministry", "bureau", "role", "payee", "payees"]}. Out: {"id", "functions",
    "service_types", "is_it", "owner", "financing"}.
    """
    from graph.classify.classifier import Classifier
    from graph.classify.jsonl import LineError, answer, parse_line

    classifier = Classifier.installed()
    faulty = False
    for number, raw in enumerate(file, start=1):
        if not raw.strip():
            continue
        try:
            line = parse_line(raw)
        except LineError as error:
            faulty = True
            console.log(f"line {number}: {error}; skipped")
            continue
        sys.stdout.buffer.write(answer(line, classifier))
        sys.stdout.buffer.flush()
    sys.exit(GAPS if faulty else DONE)
