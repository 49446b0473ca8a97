"""The command that writes what is published in the forms that others read."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from graph.cli import answering
from graph.cli.console import WRONG_USE, Console
from graph.export import ocds, quads, roi, tables
from graph.home import Home

FOLDERS: dict[str, Callable[[Path, Path], list[str]]] = {
    "csv": tables.csv_files,
    "parquet": tables.parquet_files,
    "roi": roi.roi_files,
}
STREAMS = ("ttl", "nquads", "ocds")


@click.command()
@click.option("--home", "home_path", metavar="DIR", help="Data directory (default: $IZON_HOME, else ./izon-data).")
@click.option("--format", "form", type=click.Choice([*STREAMS, *FOLDERS]), required=True, help="What to write.")
@click.option("--to", "target", metavar="PATH", help="ttl, nquads, ocds: a file (default: stdout); else a new folder.")
def export(home_path: str | None, form: str, target: str | None) -> None:
    """Write the published build as RDF, tables, OCDS releases or a register of information."""
    console = Console("text")
    home = Home.at(home_path)
    build = answering.published_build(home, console)
    try:
        if form in FOLDERS:
            folder = Path(target or f"izon-{form}")
            names = _folder(folder, lambda place: FOLDERS[form](home.published, place), console)
            console.log(f"{len(names)} files in {folder}")
            return
        pieces = _pieces(form, home.published, build.name)
        if target is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        unfinished = Path(target).with_name(Path(target).name + ".unfinished")
        with unfinished.open("wb") as lines:
            lines.writelines(pieces)
        unfinished.rename(target)
        console.log(f"written to {target}")
    except BrokenPipeError:  # whoever read has read enough
        sys.stderr.close()
    except OSError as error:
        console.fail(f"{error.filename}: {error.strerror}")


def _pieces(form: str, published: Path, build: str) -> Iterator[bytes]:
    if form == "ttl":
        return quads.turtle_text(published)
    text = quads.nquads_text(published) if form == "nquads" else ocds.package(published, build)
    return (piece.encode() for piece in text)


def _folder(folder: Path, write: Callable[[Path], list[str]], console: Console) -> list[str]:
    """Writes into a folder that appears when it is whole; one that holds something is left alone."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        console.fail(f"{folder} is there and not empty; give a new folder with --to", WRONG_USE)
    unfinished = folder.with_name(folder.name + ".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    names = write(unfinished)
    if folder.exists():
        folder.rmdir()
    unfinished.rename(folder)
    return names
