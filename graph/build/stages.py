"""The build: record tables → readings → claims → published tables → RDF store, in order, with what each stage took."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from crawler.archive import Archive
from crawler.ledger import Capture, Ledger, current_captures
from crawler.tables import RecordTables
from graph.build import claim_stage, gate, same_contract
from graph.build.apart import Progress, run_apart
from graph.build.claim_stage import ClaimStage
from graph.build.clock import Clock
from graph.build.edges import CONFIDENCE_FLOOR
from graph.build.mentions import Mentions, reader_version
from graph.build.partition import Partition
from graph.build.publish import Publisher
from graph.build.records import Records
from graph.build.statements import VERSIONS, Statements
from graph.claims.pages import Pages
from graph.claims.performance import WorkReader, rules_digest
from graph.home import Home
from graph.rdf import gallery, nquads, store
from graph.resolve import organizations, resolver
from graph.resolve.installed import Installed, resolving_version
from graph.resolve.reference import FILES, Reference, reference_folder
from graph.resolve.resolver import Resolver

PUBLISH_VERSION = "3"
SHAPES = reference_folder().parent / "shapes"
QUESTIONS = reference_folder().parent / "questions"
REFERENCE_URL = "https://w3id.org/izon/reference/"


class BuildError(Exception):
    """Raised when there is nothing to build from."""


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
        """The folder of the build's store."""
        return self.digest[:16]


def forget(home: Home) -> None:
    """Drops all tables, so that the next parse and build make everything again from the archive."""
    shutil.rmtree(home.path / "tables", ignore_errors=True)


def build(home: Home, clock: Clock, progress: Progress, pages: Pages) -> Build:
    """Builds what is new and publishes it in the RDF store; ``pages`` opens archived pages, and must be picklable.

    Raises:
        BuildError: the archive holds nothing that records were parsed from.
    """
    reference = Reference.load()
    records = Records(RecordTables(home.path))
    with Ledger(home.path) as ledger:
        answers = list(ledger.captures())
    captures = [capture for capture in _usable(answers) if records.readable(capture)]
    gone = _gone(answers)
    if all(capture.source == claim_stage.REFERENCE_SOURCE for capture in captures):
        raise BuildError(f"{home.path} holds no records: crawl something first (izon crawl, or izon run)")
    inputs = _inputs(captures, gone, records, reference, resolving_version(home))
    before = published(home)
    if before is not None and before.inputs == inputs:
        return before
    with clock.stage("extract"):
        run_apart(_extract, progress, home, captures)
    with clock.stage("claim"):
        partitions, mentions = run_apart(_claim, progress, home, captures, pages)
    with clock.stage("resolve"):
        counts = run_apart(_resolve, progress, home, partitions, gone, ())
    with clock.stage("gate (SHACL)"):
        verdict = run_apart(_examine, progress, home)
    if verdict.held:
        with clock.stage("resolve"):
            counts = run_apart(_resolve, progress, home, partitions, gone, gate.held_rows(verdict))
    counts |= {f"warnings/{name}": number for name, number in verdict.warned.items()}
    counts["records held back"] = len(verdict.records)
    text = home.rdf / "build.nq"
    with clock.stage("publish (N-Quads)"):
        home.rdf.mkdir(parents=True, exist_ok=True)
        quads, digest = run_apart(_write_nquads, progress, home, text)
    origins: dict[str, int] = {}
    for capture in captures:
        origins[capture.origin] = origins.get(capture.origin, 0) + 1
    made = Build(digest, inputs, quads, counts, mentions, dict(sorted(origins.items())))
    with clock.stage("publish (RDF store)"):
        run_apart(store.load, progress, text, home.rdf, made.name)
        text.unlink()
    shutil.rmtree(home.views, ignore_errors=True)  # a view goes with its build
    shutil.rmtree(home.published, ignore_errors=True)
    home.unpublished.rename(home.published)
    unfinished = home.summary.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(asdict(made), ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.rename(home.summary)
    return made


def published(home: Home) -> Build | None:
    """The build that is published, ``None`` where there is none or its tables or store are gone."""
    if not home.summary.exists():
        return None
    made = Build(**json.loads(home.summary.read_text(encoding="utf-8")))
    in_use = store.current(home.rdf)
    return made if in_use is not None and in_use.name == made.name and home.published.is_dir() else None


def _extract(progress: Progress, home: Home, captures: Sequence[Capture]) -> int:
    texts = claim_stage.texts(captures, Records(RecordTables(home.path)))
    return Mentions(home.mentions, Reference.load()).read(texts, os.cpu_count() or 1, progress)


def _claim(
    progress: Progress, home: Home, captures: Sequence[Capture], pages: Pages
) -> tuple[list[Partition], dict[str, int]]:
    reference = Reference.load()
    mentions = Mentions(home.mentions, reference)
    records = Records(RecordTables(home.path))
    statements = Statements(records, mentions, WorkReader.installed(), Archive(home.path).payload, pages)
    stage = ClaimStage(home.claims, records, statements, reader_version(reference))
    return stage.run(captures, progress), mentions.counts()


def _resolve(
    progress: Progress,
    home: Home,
    partitions: Sequence[Partition],
    gone: Mapping[str, Capture],
    held: Sequence[tuple[str, ...]],
) -> dict[str, int]:
    reference = Reference.load()
    who_is_who = Resolver(reference, Installed.open(home, reference).organizations)
    return Publisher(home.unpublished, who_is_who, held).publish(partitions, gone, progress)


def _examine(progress: Progress, home: Home) -> gate.Verdict:
    verdict = gate.examine(home.unpublished, SHAPES)
    progress("gate (SHACL)", verdict.judged, verdict.judged)
    return verdict


def _write_nquads(progress: Progress, home: Home, text: Path) -> tuple[int, str]:
    quads, digest = nquads.write(home.unpublished, text)
    with text.open("a", encoding="utf-8", newline="\n") as lines:
        quads += nquads.ontology_quads(reference_folder().parent / "izon.ttl", lines)
        questions = list(gallery.quads(gallery.load(QUESTIONS)))
        lines.writelines(f"{line}\n" for line in questions)
        quads += len(questions)
    progress("publish (N-Quads)", quads, quads)
    return quads, digest


def _usable(captures: Iterable[Capture]) -> list[Capture]:
    """Captures with a good status; of the reference files only the one whose bytes are those installed."""
    installed = {
        REFERENCE_URL + name: hashlib.sha256((reference_folder() / name).read_bytes()).hexdigest() for name in FILES
    }
    usable = []
    for capture in captures:
        if capture.status != 200:
            continue
        if capture.source == claim_stage.REFERENCE_SOURCE and installed.get(capture.url) != _hex(
            capture.payload_digest
        ):
            continue
        usable.append(capture)
    return usable


def _hex(payload_digest: str) -> str:
    return payload_digest.removeprefix("sha256:")


def _gone(answers: Sequence[Capture]) -> dict[str, Capture]:
    """By URL the answer that there is nothing (404, 410), where that was the last one."""
    return {url: last for url, last in current_captures(answers).items() if last.status in (404, 410)}


def _inputs(
    captures: Sequence[Capture], gone: Mapping[str, Capture], records: Records, reference: Reference, resolving: str
) -> str:
    versions = (
        PUBLISH_VERSION, resolver.VERSION, organizations.VERSION, resolving, same_contract.VERSION, gate.VERSION, rules_digest(),
        *(f"{name}@{number}" for name, number in sorted(VERSIONS.items())),
        reader_version(reference), str(CONFIDENCE_FLOOR),
        *(
            hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (reference_folder().parent / "izon.ttl", *sorted(SHAPES.glob("*.ttl")))
        ),
        hashlib.sha256("\n".join(gallery.quads(gallery.load(QUESTIONS))).encode()).hexdigest(),
    )  # fmt: skip
    current = current_captures(captures)
    seen = sorted(
        f"{c.url} {c.digest} {records.version(c)} {c.first_seen} {current[c.url].digest == c.digest} {c.url in gone}"
        for c in captures
    )
    return hashlib.sha256("\n".join((*versions, *seen)).encode()).hexdigest()[:32]
