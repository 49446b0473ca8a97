"""Commands of the archive."""

from __future__ import annotations

import mimetypes
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from crawler.add import AddError, add_pages, page_to_add
from crawler.archive import Archive, payload_digest
from crawler.ledger import ORIGINS, Ledger
from crawler.lock import HomeLockedError
from crawler.warc_export import export_warc
from crawler.warc_import import WarcImportError, import_warc
from graph.cli.console import DONE, FAILED, WRONG_USE, Console, common
from graph.home import Home


@click.group()
def archive() -> None:
    """The archive of everything fetched."""


@archive.command("list")
@common
def archive_list(home: Home, console: Console) -> None:
    """The captures, by URL and time."""
    with Ledger(home.path) as ledger:
        captures = list(ledger.captures())
    lines = [f"{c.first_seen}  {c.status}  {c.origin:<13}  {c.length:>11,}  {c.url}" for c in captures]
    console.result([asdict(capture) for capture in captures], lines)


@archive.command("verify")
@common
def archive_verify(home: Home, console: Console) -> None:
    """Read every record again and compare its digests."""
    with Ledger(home.path) as ledger:
        found = Archive(home.path).verify(list(ledger.captures()))
    redacted = f", {found.redacted} of them redacted" if found.redacted else ""
    lines = [f"{found.files} files, {found.records} records, {found.captures} captures{redacted}", *found.faults]
    console.result(asdict(found), lines)
    sys.exit(FAILED if found.faults else DONE)


@archive.command("add")
@click.option("--source", required=True, metavar="NAME", help="The source that the file is of.")
@click.option("--url", required=True, help="Where it was downloaded.")
@click.option("--origin", type=click.Choice(ORIGINS), default="copied", show_default=True, help="How near it is.")
@click.option("--kind", help="Its page kind; without it, as the source's metadata says of the URL.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def archive_add(home: Home, console: Console, source: str, url: str, origin: str, kind: str | None, file: Path) -> None:
    """Put a file that was downloaded by hand into the archive; it parses like a crawled one."""
    media_type, _ = mimetypes.guess_type(file.name)
    try:
        page = page_to_add(source, url, file.read_bytes(), kind, origin, media_type or "application/octet-stream")
        added = list(add_pages(home.path, [page]))
    except AddError as error:
        console.fail(str(error), WRONG_USE)
    except (HomeLockedError, OSError) as error:
        console.fail(str(error))
    with Ledger(home.path) as ledger:
        redaction = ledger.redaction(payload_digest(page.body))
    nothing = f"redacted ({redaction.reason})" if redaction else "held already"
    line = f"{page.page_kind}: {'archived' if added else f'{nothing}, nothing added'} ({url})"
    console.result({"added": [asdict(capture) for capture in added], "page_kind": page.page_kind}, [line])


@archive.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def archive_import(home: Home, console: Console, files: Sequence[Path]) -> None:
    """Take the pages of known sources from WARC files that others wrote."""
    documents, lines, broken = [], [], []
    for file in files:
        try:
            report = import_warc(home.path, file)
        except WarcImportError as error:
            broken.append(str(error))
            continue
        except HomeLockedError as error:
            console.fail(str(error))
        documents.append({"file": str(file), **asdict(report)})
        kinds = ", ".join(f"{number} {kind}" for kind, number in report.imported.items()) or "nothing new"
        lines.append(f"{file}: {kinds}; {report.held} held already")
        lines += [f"  left out: {number} {reason}" for reason, number in report.left_out.items()]
    console.result({"files": documents, "errors": broken}, [*lines, *(f"error: {error}" for error in broken)])
    sys.exit(FAILED if broken else DONE)


@archive.command("export")
@click.option("--source", "sources", multiple=True, metavar="NAME", help="Only captures of this source (repeatable).")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("izon-archive.warc.gz"),
    show_default=True,
    help="The file to write.",
)
@common
def archive_export(home: Home, console: Console, sources: Sequence[str], target: Path) -> None:
    """Write the captures into one WARC file to hand on."""
    try:
        report = export_warc(home.path, target, sources)
    except OSError as error:
        console.fail(f"{target}: {error.strerror}")
    console.result(
        {"file": str(target), **asdict(report)}, [f"{target}: {report.captures} captures, {report.length:,} bytes"]
    )
