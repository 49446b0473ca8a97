"""The build: record tables → readings → claims → resolved tables → RDF store, in order, with what each stage took."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from crawler.archive import Archive
from crawler.ledger import Capture, Ledger, current_captures
from crawler.tables import RecordTables
from graph import iri
from graph.build import claim_stage, gate, same_contract
from graph.build.apart import Progress, run_apart
from graph.build.builds import Build, BuildError, KeptBuild, adopt, keep, kept, renewed
from graph.build.claim_stage import ClaimStage
from graph.build.clock import Clock
from graph.build.edges import CONFIDENCE_FLOOR
from graph.build.mentions import Mentions, reader_version
from graph.build.partition import Partition
from graph.build.publish import Publisher
from graph.build.records import Records
from graph.build.statements import VERSIONS, Statements
from graph.build.texts import texts
from graph.claims.pages import Pages
from graph.claims.performance import WorkReader, rules_digest
from graph.home import Home
from graph.rdf import concepts, gallery, increment, nquads, store
from graph.resolve import organizations, resolver
from graph.resolve.installed import Installed, resolving_version, system_judgements_file
from graph.resolve.reference import FILES, Reference, reference_folder
from graph.resolve.resolver import Resolver
from graph.resolve.system_judgements import SystemJudgements

PUBLISH_VERSION = "3"
SHAPES = reference_folder().parent / "shapes"
QUESTIONS = reference_folder().parent / "questions"
REFERENCE_URL = "https://w3id.org/izon/reference/"


def forget(home: Home) -> None:
    """Drops all tables but the published ones, so that the next parse makes everything again from the archive."""
    for path in (home.path / "tables").glob("*"):
        if path.is_dir() and path != home.published:
            shutil.rmtree(path, ignore_errors=True)


def make(home: Home, clock: Clock, progress: Progress, pages: Pages, *, again: bool = False) -> KeptBuild:
    """Builds what is new, beside what is published; ``pages`` opens archived pages, and must be picklable.

    A build of the same inputs that is kept is not made again, unless ``again``.

    Raises:
        BuildError: the archive holds nothing that records were parsed from.
    """
    reference = Reference.load()
    records = Records(RecordTables(home.path))
    with Ledger(home.path) as ledger:
        answers = list(ledger.captures())
        redacted = {one.payload_digest for one in ledger.redactions()}
    captures = [
        capture for capture in _usable(answers) if records.readable(capture) and capture.payload_digest not in redacted
    ]
    silent = _silent(answers, redacted)
    if all(capture.source == claim_stage.REFERENCE_SOURCE for capture in captures):
        raise BuildError(f"{home.path} holds no records: crawl something first (izon crawl, or izon run)")
    inputs = _inputs(captures, silent, records, reference, resolving_version(home))
    adopt(home)
    same = [one for one in kept(home) if one.build.inputs == inputs]
    if same and not again:
        return renewed(home, same[-1])
    with clock.stage("extract"):
        run_apart(_extract, progress, home, captures)
    with clock.stage("claim"):
        partitions, mentions = run_apart(_claim, progress, home, captures, pages)
    with clock.stage("resolve"):
        counts = run_apart(_resolve, progress, home, partitions, silent, ())
    with clock.stage("gate (SHACL)"):
        verdict = run_apart(_examine, progress, home)
    if verdict.held:
        with clock.stage("resolve"):
            counts = run_apart(_resolve, progress, home, partitions, silent, gate.held_rows(verdict))
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
        run_apart(_make_store, progress, home, text, made.name)
        text.unlink()
    return keep(home, made, home.unpublished)


def _extract(progress: Progress, home: Home, captures: Sequence[Capture]) -> int:
    read = texts(captures, Records(RecordTables(home.path)))
    return Mentions(home.mentions, Reference.load()).read(read, os.cpu_count() or 1, progress)


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
    silent: Mapping[str, Sequence[Capture]],
    held: Sequence[tuple[str, ...]],
) -> dict[str, int]:
    reference = Reference.load()
    who_is_who = Resolver(reference, Installed.open(home, reference).organizations)
    decisions = SystemJudgements.load(system_judgements_file(home), map(iri.known_system, reference.systems))
    return Publisher(home.unpublished, who_is_who, held, decisions).publish(partitions, silent, progress)


def _examine(progress: Progress, home: Home) -> gate.Verdict:
    verdict = gate.examine(home.unpublished, SHAPES)
    progress("gate (SHACL)", verdict.judged, verdict.judged)
    return verdict


def _write_nquads(progress: Progress, home: Home, text: Path) -> tuple[int, str]:
    quads, digest = nquads.write(home.unpublished, text)
    with text.open("a", encoding="utf-8", newline="\n") as lines:
        quads += nquads.ontology_quads(reference_folder().parent / "izon.ttl", lines)
        for line in chain(*fixed_quads()):
            lines.write(f"{line}\n")
            quads += 1
    progress("publish (N-Quads)", quads, quads)
    return quads, digest


def _make_store(progress: Progress, home: Home, text: Path, build: str) -> None:
    """From the store of the latest build where little differs, else from the text."""
    ontology = (reference_folder().parent / "izon.ttl").read_text(encoding="utf-8")
    made_with = increment.form(chain((ontology,), *fixed_quads()))
    latest = kept(home)[-1:]
    earlier = [increment.Earlier(one.folder, home.rdf / one.build.name) for one in latest]
    if not any(increment.derive(progress, one, home.unpublished, text, home.rdf, build, made_with) for one in earlier):
        store.load(progress, text, home.rdf, build)
        increment.stamp(home.rdf / build, made_with)


def fixed_quads() -> tuple[Iterator[str], Iterator[str]]:
    """Quads, a line each, that no source says: the reference data as concepts, and the competency questions."""
    return concepts.quads(reference_folder()), gallery.quads(gallery.load(QUESTIONS))


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


def _silent(answers: Sequence[Capture], redacted: Collection[str]) -> dict[str, list[Capture]]:
    """By URL the captures that say nothing: the answer 404 or 410 where that was the last one, and those redacted."""
    found: dict[str, list[Capture]] = {}
    for url, last in current_captures(answers).items():
        if last.status in (404, 410):
            found.setdefault(url, []).append(last)
    for capture in answers:
        if capture.status == 200 and capture.payload_digest in redacted:
            found.setdefault(capture.url, []).append(capture)
    return found


def _inputs(
    captures: Sequence[Capture],
    silent: Mapping[str, Sequence[Capture]],
    records: Records,
    reference: Reference,
    resolving: str,
) -> str:
    versions = (
        PUBLISH_VERSION, resolver.VERSION, organizations.VERSION, resolving, same_contract.VERSION, gate.VERSION, rules_digest(),
        *(f"{name}@{number}" for name, number in sorted(VERSIONS.items())),
        reader_version(reference), str(CONFIDENCE_FLOOR),
        *(
            hashlib.sha256(path.read_bytes()).hexdigest()
            for path in (reference_folder().parent / "izon.ttl", *sorted(SHAPES.glob("*.ttl")))
        ),
        *(hashlib.sha256("\n".join(lines).encode()).hexdigest() for lines in fixed_quads()),
    )  # fmt: skip
    current = current_captures(captures)
    seen = sorted(
        f"{c.url} {c.digest} {records.version(c)} {c.first_seen} {current[c.url].digest == c.digest} "
        + " ".join(one.digest for one in silent.get(c.url, ()))
        for c in captures
    )
    return hashlib.sha256("\n".join((*versions, *seen)).encode()).hexdigest()[:32]
