"""The build: record tables → readings → claims → published tables → RDF store, in order, with what each stage took."""

from __future__ import annotations

import gc
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from crawler.archive import Archive
from crawler.ledger import Capture, Ledger
from crawler.tables import RecordTables
from graph.build import claim_stage
from graph.build.claim_stage import ClaimStage
from graph.build.clock import Clock
from graph.build.mentions import Mentions, reader_version
from graph.build.publish import CONFIDENCE_FLOOR, Publisher
from graph.build.records import Records
from graph.claims import reference as reference_claims
from graph.claims import review_sheet, written_answer
from graph.home import Home
from graph.rdf import nquads, store
from graph.resolve import resolver
from graph.resolve.reference import FILES, Reference, reference_folder
from graph.resolve.resolver import Resolver

PUBLISH_VERSION = "1"
REFERENCE_URL = "https://w3id.org/izon/reference/"

Progress = Callable[[str, int, int], None]


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


def build(home: Home, clock: Clock, progress: Progress, *, full: bool = False) -> Build:
    """Builds what is new and publishes it in the RDF store; with ``full`` everything is made again.

    Raises:
        BuildError: the archive holds nothing that records were parsed from.
    """
    reference = Reference.load()
    records = Records(RecordTables(home.path))
    with Ledger(home.path) as ledger:
        captures = _usable(ledger.captures())
    if not any(records.version(capture) for capture in captures):
        raise BuildError(f"{home.path} holds no records: crawl something first (izon crawl, or izon run)")
    inputs = _inputs(captures, records, reference)
    before = None if full else published(home)
    if before is not None and before.inputs == inputs:
        return before
    with clock.stage("extract"), _no_cycle_collection():
        mentions = Mentions(home.mentions, reference)
        mentions.read(claim_stage.texts(captures, records), os.cpu_count() or 1, progress)
    with clock.stage("claim"), _no_cycle_collection():
        stage = ClaimStage(home.claims, records, mentions, reader_version(reference), Archive(home.path).payload)
        partitions = stage.run(captures, progress)
        mention_counts = mentions.counts()
        del stage, mentions
    with clock.stage("resolve"), _no_cycle_collection():
        counts = Publisher(home.published, Resolver(reference)).publish(partitions, progress)
    with clock.stage("publish (N-Quads)"), _no_cycle_collection():
        home.rdf.mkdir(parents=True, exist_ok=True)
        text = home.rdf / "build.nq"
        quads, digest = nquads.write(home.published, text)
        with text.open("a", encoding="utf-8", newline="\n") as lines:
            quads += nquads.ontology_quads(reference_folder().parent / "izon.ttl", lines)
    origins: dict[str, int] = {}
    for capture in captures:
        origins[capture.origin] = origins.get(capture.origin, 0) + 1
    made = Build(digest, inputs, quads, counts, mention_counts, dict(sorted(origins.items())))
    with clock.stage("publish (RDF store)"):
        store.load(text, home.rdf, made.name)
        text.unlink()
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


@contextmanager
def _no_cycle_collection() -> Iterator[None]:
    """Rows make no cycles, but hundreds of thousands of them make looking for cycles a third of a stage's time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


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


def _inputs(captures: Sequence[Capture], records: Records, reference: Reference) -> str:
    versions = (
        PUBLISH_VERSION, resolver.VERSION, review_sheet.VERSION, written_answer.VERSION,
        reference_claims.VERSION, reader_version(reference), str(CONFIDENCE_FLOOR),
        hashlib.sha256((reference_folder().parent / "izon.ttl").read_bytes()).hexdigest(),
    )  # fmt: skip
    seen = sorted(f"{c.url} {c.digest} {records.version(c)} {c.first_seen}" for c in captures)
    return hashlib.sha256("\n".join((*versions, *seen)).encode()).hexdigest()[:32]
