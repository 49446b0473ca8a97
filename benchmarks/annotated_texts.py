"""Puts the texts back to the annotations that are kept as offsets, labels and a hash of the text.

The texts are public records that the project does not carry: they lie in ``../shared/real`` of a development machine, the
review sheets of 2024 in ``../shared/mirror`` beside it.
``texts(folder, digests)`` reads all fields and sentences that were annotated from, and gives those whose SHA-256 is asked for.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.extract.relations.relation import Argument

_SENTENCE = re.compile(r"[^。/\n]+。?")
_SUMMARY_SENTENCE = re.compile(r"[^。\n]+。?")
_TAG = re.compile("<[^>]+>")


def texts(real: Path, digests: Iterable[str]) -> dict[str, str]:
    """The texts under ``real`` whose SHA-256 (hexadecimal, of UTF-8) is among ``digests``."""
    wanted = set(digests)
    found: dict[str, str] = {}
    for printed in _all(real):
        for text in dict.fromkeys((printed, printed.strip())):
            digest = hashlib.sha256(text.encode()).hexdigest()
            if digest in wanted:
                found[digest] = text
    return found


def _all(real: Path) -> Iterator[str]:
    for sheets in (real / "rs" / "2025" / "rs", real.parent / "mirror" / "rssystem.go.jp" / "files" / "2024" / "rs"):
        for row in _zipped(sheets, "5-1"):
            for field in ("契約概要", "事業を行う上での役割", "支出先名"):
                yield (row[field] or "").strip()
        for row in _zipped(sheets, "1-2"):
            yield row["事業名"]
            for field in ("事業の目的", "現状・課題", "事業の概要"):
                yield from (match.strip() for match in _SENTENCE.findall(row[field] or ""))
    for record in json_lines(real / "gbizinfo" / "gbiz_procurement_it_rows_meti.jsonl"):
        yield record["program"]
    for row in _rows(real / "p_portal" / "notices_portal.csv"):
        yield row["title"]
    for record in json_lines(real / "p_portal" / "notices_portal_it_full.jsonl"):
        yield from (match.strip() for match in _SUMMARY_SENTENCE.findall(record["summary"] or ""))
    for row in _rows(real / "local" / "local_awards_it.csv"):
        yield from (row["name"], row["winner_name"])
    for row in _rows(real / "local" / "local_awards.csv.gz"):
        yield from (row["name"], row["winner_name"])
    for record in json_lines(real / "ministry_contracts" / "mod_atla_it_contracts.jsonl"):
        for field in ("物品役務等の名称", "契約相手方の商号又は名称及び住所"):
            yield (record.get(field) or "").strip()
    for row in _rows(real / "kokkai" / "speeches_sample.csv"):
        yield from (match.strip() for match in _SUMMARY_SENTENCE.findall(row["speech_text"]))
    for record in json.loads((real / "diet" / "it_related_questions.json").read_text(encoding="utf-8")):
        for field in ("a_excerpt", "q_excerpt"):
            yield from _SUMMARY_SENTENCE.findall(record[field] or "")
    for record in json.loads((real / "diet" / "all_questions_208_221.json").read_text(encoding="utf-8")):
        yield record["title"]
    for path in sorted((real / "judgit").glob("*.json")):
        sheet = json.loads(path.read_text(encoding="utf-8"))
        for field in ("事業目的", "事業概要"):
            yield from _SENTENCE.findall(sheet.get(field) or "")
    page = real / "shugiin" / "answer_body_fixture.htm"
    if page.is_file():
        body = _TAG.sub("", page.read_bytes().decode("cp932"))
        yield from (match.strip() for match in _SUMMARY_SENTENCE.findall(body))


def _zipped(sheets: Path, name: str) -> Iterator[dict[str, str]]:
    for path in sorted(sheets.glob(f"*{name}*.zip")):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as file:
                    yield from csv.DictReader(io.TextIOWrapper(file, "utf-8-sig"))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    open_ = gzip.open if path.suffix == ".gz" else open
    with open_(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def json_lines(path: Path) -> Iterator[dict]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


Side = tuple[object, ...]
"""Type, start and end of an annotated argument; type and source of one that the context holds."""


@dataclass(frozen=True)
class AnnotatedText:
    """A text with the relations that are annotated: subject, predicate, object, modality. ``round`` is "" in the gold."""

    round: str
    text: str
    context: Mapping[str, str | None]
    relations: tuple[tuple[Side, str, Side, str], ...]


def annotated_relations(shared: Path) -> list[AnnotatedText]:
    """The development gold under ``shared``, then the lines of the rounds whose texts are there."""
    found = []
    for record in json_lines(shared / "gold" / "dev_relations.jsonl"):
        relations = tuple(
            (_side(one["subject"]), one["predicate"], _side(one["object"]), one["modality"])
            for one in record["relations"]
        )
        found.append(AnnotatedText("", record["text"], record.get("context") or {}, relations))
    kept = list(json_lines(Path(__file__).parent / "extraction_relations.jsonl"))
    bodies = texts(shared / "real", (record["sha256"] for record in kept))
    for record in kept:
        if record["sha256"] in bodies:
            relations = tuple((tuple(s), predicate, tuple(o), how) for s, predicate, o, how in record["relations"])
            found.append(AnnotatedText(record["round"], bodies[record["sha256"]], record["context"], relations))
    return found


def meets(found: Argument, wanted: Side) -> bool:
    """Whether an argument that was found stands where the annotated one does."""
    if len(wanted) == 2:
        return found.source == wanted[1]
    return found.start is not None and found.end is not None and found.start < wanted[2] and wanted[1] < found.end  # type: ignore[operator]


def _side(argument: Mapping[str, object]) -> Side:
    if "start" in argument:
        return argument["type"], argument["start"], argument["end"]
    return argument["type"], argument["from"]
