"""The builds that are kept: each with its tables, its RDF store and what it changed; one of them is published.

``stores/builds/<build>`` holds the tables of a build and ``build.json``, ``stores/rdf/<build>`` its store. Publishing
moves two pointers, ``tables/published`` and ``stores/rdf/current``; a build whose two pointers disagree, because a
process was killed between them, is not published, and the next build puts it right without making anything again.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from graph.home import Home
from graph.rdf import store

KEPT_VARIABLE = "IZON_KEPT_BUILDS"
KEPT = 3
_FEWEST = 2  # the build before the one in use stays for those who have it open
_OUTDATED = "outdated"  # marks a build that must not be returned to: it holds what was redacted since


class BuildError(Exception):
    """Raised when there is nothing to build from or to return to, or a setting is wrong."""


@dataclass(frozen=True, slots=True)
class Build:
    """What a build made. ``digest`` is of everything it says, without clock times."""

    digest: str
    inputs: str  # digest of what the build rests on: the same inputs are not built again
    quads: int
    counts: dict[str, int]
    mentions: dict[str, int]
    captures_by_origin: dict[str, int]

    @property
    def name(self) -> str:
        """The folder of the build's store and of its tables."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class KeptBuild:
    """A build that can be published again. A build made later has the greater ``number``."""

    build: Build
    number: int
    folder: Path  # its tables


def published(home: Home) -> Build | None:
    """The build that is published, ``None`` where there is none or its tables or store are gone."""
    if not home.summary.exists():
        return None
    made = Build(**json.loads(home.summary.read_text(encoding="utf-8")))
    in_use = store.current(home.rdf)
    link = home.published.readlink().name if home.published.is_symlink() else made.name
    whole = in_use is not None and in_use.name == made.name == link and home.published.is_dir()
    return made if whole else None


def kept(home: Home) -> list[KeptBuild]:
    """The builds that are whole, in the order in which they were made."""
    found = []
    for folder in _folders(home):
        if (home.rdf / folder.name).is_dir() and not (folder / _OUTDATED).exists():
            values = json.loads((folder / "build.json").read_text(encoding="utf-8"))
            found.append(KeptBuild(Build(**values["build"]), values["number"], folder))
    return sorted(found, key=lambda one: one.number)


def keep(home: Home, made: Build, tables: Path) -> KeptBuild:
    """Puts the tables of a new build, whose store is there already, beside those of the earlier ones."""
    folder = home.builds / made.name
    number = max((one.number for one in kept(home)), default=0) + 1
    write_json(tables / "build.json", {"number": number, "build": asdict(made)})
    home.builds.mkdir(parents=True, exist_ok=True)
    for summary in folder.glob("changes.*"):  # the same build once more: what it changed stays said
        summary.replace(tables / summary.name)
    shutil.rmtree(folder, ignore_errors=True)
    tables.rename(folder)
    return KeptBuild(made, number, folder)


def renewed(home: Home, one: KeptBuild) -> KeptBuild:
    """A build that is made once more, without work since all is there: now the latest."""
    number = max((other.number for other in kept(home) if other.folder != one.folder), default=0) + 1
    if one.number >= number:
        return one
    write_json(one.folder / "build.json", {"number": number, "build": asdict(one.build)})
    return KeptBuild(one.build, number, one.folder)


def publish(home: Home, one: KeptBuild) -> None:
    """Makes a build the one that everybody reads, and drops those that are too many."""
    others_kept = limit() - 1
    adopt(home)
    shutil.rmtree(home.views, ignore_errors=True)  # they are of the build before
    if home.published.is_dir() and not home.published.is_symlink():
        shutil.rmtree(home.published)  # a copy of a home may have the tables twice
    home.published.parent.mkdir(parents=True, exist_ok=True)
    link = home.published.with_suffix(".unfinished")
    link.unlink(missing_ok=True)
    link.symlink_to(os.path.relpath(one.folder, home.published.parent), target_is_directory=True)
    link.replace(home.published)
    store.use(home.rdf, one.build.name)
    write_json(home.summary, asdict(one.build))
    others = [other for other in kept(home) if other.folder != one.folder]
    _drop_all_but(home, {one.build.name, *(other.build.name for other in others[-others_kept:])})


def find(home: Home, name: str) -> KeptBuild:
    """The kept build whose name begins so. Raises :class:`BuildError` when there is none, or several."""
    found = [one for one in kept(home) if name and one.build.digest.startswith(name)]
    if len(found) != 1:
        raise BuildError(f"{len(found)} builds are called {name!r}; kept are {_names(home)}")
    return found[0]


def before(home: Home) -> KeptBuild:
    """The kept build that was made before the published one. Raises :class:`BuildError` when there is none."""
    now = published(home)
    numbers = [one.number for one in kept(home) if now is not None and one.build.name == now.name]
    earlier = [one for one in kept(home) if not numbers or one.number < numbers[0]]
    if not earlier:
        raise BuildError(f"there is no earlier build to return to; kept are {_names(home)}")
    return earlier[-1]


def outdate(home: Home) -> list[str]:
    """Gives up every kept build, because of what they hold: at once, and the published one when another takes its place.

    So goes what is kept of loads into other servers: their next load asks them. Gives the names of the builds that were dropped.
    """
    shutil.rmtree(home.loaded_over_bolt, ignore_errors=True)
    now = published(home)
    adopt(home)
    if now is not None:
        (home.builds / now.name / _OUTDATED).touch()
    return _drop_all_but(home, {now.name} if now is not None else set())


def _names(home: Home) -> str:
    return ", ".join(one.build.name for one in kept(home)) or "none"


def _folders(home: Home) -> Iterator[Path]:
    if home.builds.is_dir():
        yield from (path for path in sorted(home.builds.iterdir()) if (path / "build.json").exists())


def adopt(home: Home) -> None:
    """Takes the tables of a build of an earlier version, which kept one, among those that are kept."""
    if home.published.is_symlink() or not home.summary.exists():
        return
    made = Build(**json.loads(home.summary.read_text(encoding="utf-8")))
    if home.published.is_dir() and not (home.builds / made.name).exists():
        write_json(home.published / "build.json", {"number": 0, "build": asdict(made)})
        home.builds.mkdir(parents=True, exist_ok=True)
        home.published.rename(home.builds / made.name)


def _drop_all_but(home: Home, names: set[str]) -> list[str]:
    dropped = set()
    for stores in (home.builds, home.rdf):
        for path in stores.iterdir() if stores.is_dir() else ():
            if path.is_dir() and path.name not in names:
                shutil.rmtree(path, ignore_errors=True)
                dropped.add(path.name)
    return sorted(dropped)


def limit() -> int:
    """How many builds are kept. Raises :class:`BuildError` for a setting that is no number or too small."""
    given = os.environ.get(KEPT_VARIABLE, "") or str(KEPT)
    if not given.isdecimal() or int(given) < _FEWEST:
        raise BuildError(f"{KEPT_VARIABLE} is {given!r}: expected a number of builds, at least {_FEWEST}")
    return int(given)


def write_json(path: Path, values: dict[str, Any]) -> None:
    """Writes a document beside its place and moves it there when it is whole."""
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(path)
