"""Names known from reference data: cloud services, public functions, products, organisations, named national systems.

A gazetteer proposes; whether a hit stands is decided by its surroundings (:mod:`graph.extract.names`) and by overlap
with longer names (:mod:`graph.extract.overlaps`): AWS inside e-LAWS is no hit, AWS環境 is.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.extract.mention import AGENCY, CLOUD_SERVICE, FUNCTION, PRODUCT, SYSTEM, VENDOR
from graph.text.normalise import normalise


class ReferenceTableError(ValueError):
    """A reference table cannot be read as its description says; the message names file, row and column."""


@dataclass(frozen=True, slots=True)
class Name:
    """One printed name of one reference entry, normalised.

    ``free`` names stand on their own; the others need a word beside them that shows what they are (Box, LINE, Teams).
    ``latin`` names must not touch other Latin letters, ``kana`` names not other katakana.
    """

    printed: str
    type: str
    canonical: str
    source: str  # list the entry is of: "cloud_service", "function", "product", "organisation", "agency", "system"
    entry: str
    free: bool = True
    traps: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """What :class:`graph.extract.mention.Mention` keeps as its rule."""
        return f"{self.source}/{self.entry}"


_LEGAL_FORM = re.compile(
    r"(?:株式会社|合同会社|有限会社|有限責任監査法人|一般社団法人|一般財団法人|公益社団法人|"
    r"公益財団法人|独立行政法人|国立研究開発法人)"
    r"|,? ?(?:Inc\.|LLC|L\.L\.C\.|Corporation|Corp\.|Company|Limited|Ltd\.|plc|SE|B\.V\.|Unltd Co|"
    r"International|Technologies|"
    r"Communications|Holdings|Labs|Software|Networks|Systems|Group|Co\.)(?=,| |$)"
)
_PRIVATE_FORM = re.compile("株式会社|社団法人|財団法人")
_PARENTHESIS = re.compile(r" ?\([^)]*\)")
_LATIN = re.compile(r"[A-Za-z]")
_KATAKANA_WORD = re.compile(r"[ァ-ヶー]+")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names, and an index by their first two characters: each name with what is printed, lower case."""

    names: tuple[Name, ...]
    index: dict[str, tuple[tuple[str, Name], ...]]

    @classmethod
    def of(cls, names: Iterable[Name]) -> Gazetteer:
        """Index names; of two equal printed names of one type the first stands."""
        unique: dict[tuple[str, str], Name] = {}
        for name in names:
            if len(name.printed) >= 2:
                unique.setdefault((name.printed, name.type), name)
        index: dict[str, list[Name]] = {}
        for name in unique.values():
            index.setdefault(name.printed[:2].lower(), []).append(name)
        longest_first = {
            key: tuple(
                (name.printed.lower(), name)
                for name in sorted(group, key=lambda name: (-len(name.printed), name.printed, name.type))
            )
            for key, group in sorted(index.items())
        }
        return cls(tuple(unique.values()), longest_first)

    @classmethod
    def from_reference(cls, folder: Path) -> Gazetteer:
        """Read ``cloud_services.csv`` and ``functions.csv``.

        Beside them ``products.csv``, ``systems.csv``, ``organizations.csv`` and ``former_names.csv`` where they lie.

        Likewise ``agency_names.csv``, ``function_names.csv``, ``product_names.csv``, ``service_names.csv``,
        ``system_names.csv`` and ``vendor_names.csv``: names to read by, without ids.

        Raises:
            ReferenceTableError: a table or one of its columns is missing.
        """
        names: list[Name] = []
        for source in (
            _cloud_services(folder / "cloud_services.csv"),
            _listed(
                folder / "function_names.csv", FUNCTION, "function"
            ),  # before the scheme's terms, which may only point
            _functions(folder / "functions.csv"),
            _products(folder / "products.csv"),
            _listed(folder / "service_names.csv", CLOUD_SERVICE, "service", free=None),
            _listed(folder / "product_names.csv", PRODUCT, "product", free=None),
            _organisations(folder / "organizations.csv"),
            _former_names(folder / "former_names.csv"),
            _systems(folder / "systems.csv"),
            _listed(folder / "agency_names.csv", AGENCY, "agency"),
            _listed(folder / "system_names.csv", SYSTEM, "system"),
            _listed(folder / "vendor_names.csv", VENDOR, "vendor", free=False),
        ):
            names.extend(source)
        return cls.of(names)

    def hits(self, text: str) -> Iterator[tuple[int, Name]]:
        """Every place where a name stands letter for letter (case apart), longest name of each type per place first.

        The text is normalised; boundaries are not looked at here.
        """
        lowered = text.lower()
        if len(lowered) != len(text):  # a character whose lower case is two: keep the offsets right
            lowered = "".join(character.lower() if len(character.lower()) == 1 else character for character in text)
        index = self.index
        for at in range(len(text) - 1):
            group = index.get(lowered[at : at + 2])
            if group is not None:
                for printed, name in group:
                    if lowered.startswith(printed, at):
                        yield at, name


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        raise ReferenceTableError(f"{path}: not found; the reference folder must hold it")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or [])]
        if missing:
            raise ReferenceTableError(f"{path}: row 1 lacks the columns {', '.join(missing)}")
        for number, row in enumerate(reader, start=2):
            if any(row[column] is None for column in columns):
                raise ReferenceTableError(f"{path}: row {number} has fewer cells than the header")
            yield number, row


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _spellings(printed: str) -> list[str]:
    """The name normalised, and the ways its parts are joined: blank, nothing, or in a Japanese name ・."""
    text = normalise(printed).text.strip()
    text = _PARENTHESIS.sub("", text) or text
    if " " in text and not text.isascii():
        return [text, text.replace(" ", "・"), text.replace(" ", "")]
    if " " in text and len(text) >= 6:  # Office365, PowerBI, Copilot for Microsoft365
        return list(dict.fromkeys([text, text.replace(" ", ""), re.sub(" (?=[0-9])", "", text)]))
    return [text]


def _cloud_services(path: Path) -> Iterator[Name]:
    for _, row in _rows(path, ("id", "names_ja", "names_en", "aliases", "note")):
        note = row["note"]
        kind = CLOUD_SERVICE
        if "annotate as System" in note:
            kind = SYSTEM
        elif "treated as Product" in note:
            kind = PRODUCT
        canonical = row["names_en"] if kind == CLOUD_SERVICE else row["names_ja"]
        traps = _traps(note)
        alone = {match.group(1) for match in re.finditer(r"(\S+) alone", note)}
        cued = {match.group(1) for match in re.finditer(r"bare (\S+) only", note)}
        printed = [row["names_en"], *row["names_en"].split(" / "), *_split(row["aliases"]), *_split(row["names_ja"])]
        for candidate in printed:
            for spelling in _spellings(candidate):
                if spelling in alone or (_KATAKANA_WORD.fullmatch(spelling) and len(spelling) <= 5):
                    continue  # ライン, ボックス, ズーム are words
                free = not _needs_cue(spelling) and spelling not in cued
                yield Name(spelling, kind, canonical, "cloud_service", row["id"], free, traps)
                if re.search("[ァ-ヶ]$", spelling):  # インフラストラクチャ, インフラストラクチャー
                    yield Name(f"{spelling}ー", kind, canonical, "cloud_service", row["id"], free, traps)


def _needs_cue(printed: str) -> bool:
    """Short names, and English words, are too often something else to stand without a word that shows what they are."""
    if not _LATIN.search(printed):
        return len(printed) <= 4
    if " " in printed or re.search(r"[a-z][A-Z]|[0-9]", printed):
        return False
    return printed not in ("AWS", "Azure", "Salesforce") and (len(printed) <= 4 or printed.lower() in _ENGLISH_WORDS)


_ENGLISH_WORDS = frozenset(
    [
        "teams",
        "notion",
        "backlog",
        "dynamics",
        "concur",
        "prisma",
        "slack",
        "akamai",
        "workday",
        "snowflake",
        "creative",
        "falcon",
        "jira",
        "line",
        "box",
        "zoom",
        "claude",
        "gemini",
        "perplexity",
        "copilot",
        "spiral",
        "asana",
    ]
) - {"slack"}


def _traps(note: str) -> tuple[str, ...]:
    """Words of ``trap: e-LAWS, JAWS2024``: inside them the names of the entry are no hits."""
    _, found, rest = note.partition("trap:")
    if not found:
        return ()
    words = re.sub(r"\([^)]*\)", "", rest.partition(";")[0]).split(",")
    return tuple(normalise(word).text.strip() for word in words if word.strip() and not word.strip().endswith("alone"))


def _functions(path: Path) -> Iterator[Name]:
    for _, row in _rows(path, ("id", "prefLabel_ja", "level", "match_terms")):
        if row["level"] == "division":
            continue
        for term in [*_split(row["match_terms"]), row["prefLabel_ja"]]:
            printed = normalise(term).text
            if len(printed) >= 2 and not re.search(r"[()・]", printed):
                yield Name(printed, FUNCTION, printed, "function", row["id"])


def _products(path: Path) -> Iterator[Name]:
    if not path.is_file():
        return
    for _, row in _rows(path, ("id", "names", "aliases", "vendor")):
        main = normalise(row["names"]).text
        for candidate in [*row["names"].split(" / "), row["names"], *_split(row["aliases"])]:
            for spelling in _spellings(candidate):
                if row["vendor"].startswith(spelling) and spelling != main:
                    continue  # Red Hat is the firm, Tableau the product of Tableau Software
                if len(spelling) >= 3 and spelling.lower() not in _ENGLISH_WORDS | {
                    "access",
                    "surface",
                    "office",
                    "mate",
                    "poly",
                    "rds",
                }:
                    yield Name(spelling, PRODUCT, main, "product", row["id"])
                elif len(spelling) >= 3:
                    yield Name(spelling, PRODUCT, main, "product", row["id"], free=False)


def _organisations(path: Path) -> Iterator[Name]:
    if not path.is_file():
        return
    for _, row in _rows(path, ("id", "name_ja", "name_en", "kind")):
        if row["id"] == "JP-state":
            continue  # 日本国 is printed for the country
        public = row["kind"] == "public_body" and not _PRIVATE_FORM.search(row["name_ja"])
        kind = AGENCY if public else VENDOR
        full = normalise(row["name_ja"] or row["name_en"]).text
        for name in dict.fromkeys((row["name_ja"], row["name_en"])):
            yield from _organisation_names(normalise(name).text, full, kind, row["id"])


def _former_names(path: Path) -> Iterator[Name]:
    if not path.is_file():
        return
    for _, row in _rows(path, ("organization_id", "name_ja")):
        full = normalise(row["name_ja"]).text
        yield from _organisation_names(full, full, VENDOR, row["organization_id"])


def _organisation_names(printed: str, full: str, kind: str, entry: str) -> Iterator[Name]:
    """The name as registered, which stands anywhere, and without its legal form, which needs a fitting place."""
    yield Name(printed, kind, full, "organisation", entry)
    short = _PARENTHESIS.sub("", printed)
    while (shorter := _LEGAL_FORM.sub("", short).strip(" ,")) != short:
        short = shorter
    if short != printed and len(short) >= 3 and not re.fullmatch("[ァ-ヶー]{3}|[A-Z]{3,4}", short):
        yield Name(short, kind, full, "organisation", entry, free=False)


def _systems(path: Path) -> Iterator[Name]:
    if not path.is_file():
        return
    for _, row in _rows(path, ("id", "names_ja", "names_en", "aliases")):
        canonical = normalise(row["names_ja"].partition("|")[0]).text
        for printed in [*_split(row["names_ja"]), *_split(row["aliases"])]:
            if not printed.endswith((")", "）")):  # a name with its abbreviation behind it is two mentions
                yield Name(normalise(printed).text, SYSTEM, canonical, "system", row["id"])


def _listed(path: Path, kind: str, source: str, free: bool | None = True) -> Iterator[Name]:
    """Names of a list; ``free`` is one for all, or ``None`` where it is judged name by name (Claude needs a cue)."""
    if not path.is_file():
        return
    for _, row in _rows(path, ("name", "aliases")):
        canonical = normalise(row["name"]).text
        for candidate in [row["name"], *_split(row["aliases"])]:
            printed = normalise(candidate).text
            stands = not _needs_cue(printed) if free is None else free
            yield Name(printed, kind, canonical, f"{source}-list", canonical, stands)
