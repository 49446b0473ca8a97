"""`izon redact`: removes the bytes of a capture, and whatever was read from them, now or with the next build."""

from __future__ import annotations

import shutil
from dataclasses import asdict

import click

from crawler.lock import HomeLockedError
from crawler.redaction import RedactionError, redact
from graph import iri
from graph.build import builds
from graph.cli import steps
from graph.cli.console import WRONG_USE, Console, common
from graph.home import Home

_CAPTURE = iri.BASE + "id/capture/"


@click.command("redact")
@click.argument("capture")
@click.option("--reason", required=True, help="Why; it stands in the archive, and where the page is asked for.")
@common
def redact_command(home: Home, console: Console, capture: str, reason: str) -> None:
    """Remove the bytes of a capture for good: its IRI, its digest, or that of its payload (sha256:…)."""
    if not reason.strip():
        console.fail("--reason: say why", WRONG_USE)
    with steps.publishing(home, console):
        try:
            done = redact(home.path, capture.removeprefix(_CAPTURE), reason.strip())
        except RedactionError as error:
            console.fail(str(error), WRONG_USE)
        except HomeLockedError as error:
            console.fail(str(error))
        for one in done.captures:
            for folder in home.claims.glob(f"{one.digest}-*"):
                shutil.rmtree(folder)
        shutil.rmtree(home.mentions, ignore_errors=True)  # what was read in texts does not say in which
        shutil.rmtree(home.unpublished, ignore_errors=True)
        dropped = builds.outdate(home)
    document = {
        "redaction": asdict(done.redaction),
        "captures": [asdict(one) for one in done.captures],
        "records": done.records,
        "files": done.files,
        "builds_dropped": dropped,
    }
    lines = [
        f"redacted: {done.redaction.payload_digest}: {done.records} records, {len(done.captures)} captures",
        *(f"  {iri.capture(one.digest)} of {one.url}" for one in done.captures),
        f"written anew: {', '.join(done.files) or 'no file'}",
        f"earlier builds dropped: {', '.join(dropped) or 'none'}",
        "both stores still hold what was read from it: run `izon build` and `izon load` now",
    ]
    console.result(document, lines)
