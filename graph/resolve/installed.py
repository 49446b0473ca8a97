"""What is installed to resolve with: the register under the data directory, the reference data, judgements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.home import Home
from graph.resolve.judgements import Judgements
from graph.resolve.known import FormerName, KnownNames
from graph.resolve.legal_forms import FORMS
from graph.resolve.name_parts import ENGLISH_FORMS
from graph.resolve.observed import ObservedNames
from graph.resolve.organization_name import NameParser
from graph.resolve.organizations import OrganizationResolver
from graph.resolve.pairs import PairJudge
from graph.resolve.public_bodies import PublicBodies
from graph.resolve.reference import Reference, reference_folder, rows
from graph.resolve.register import Register
from graph.resolve.register_build import IndexBuilder, source_of
from graph.resolve.register_files import rows_of
from graph.resolve.state_bodies import StateBodies
from graph.resolve.when import Period

_FORMS = ["", *FORMS, *ENGLISH_FORMS]


@dataclass(frozen=True, slots=True)
class Installed:
    """Everything that resolving needs, opened."""

    register: Register | None
    organizations: OrganizationResolver
    pairs: PairJudge
    judgements: Judgements

    @classmethod
    def open(cls, home: Home, reference: Reference | None = None) -> Installed:
        """Opens what is installed for a home; a missing register is no error."""
        reference = reference or Reference.load()
        register = open_register(home)
        observed, bodies = ObservedNames(), PublicBodies(StateBodies())
        parser = NameParser()
        known = KnownNames(
            [*installed_names(reference), *short_names(observed, parser)],
            parser,
            former_names(reference),
            numberless_names(reference),
        )
        judgements = Judgements.load(shipped_judgements(), judgements_file(home))
        return cls(
            register,
            OrganizationResolver(register, observed, bodies, known, judgements),
            PairJudge(register, observed, bodies, known, judgements),
            judgements,
        )


def installed_names(reference: Reference) -> Iterator[tuple[str, str]]:
    """Names of the reference data with the corporate numbers of their bearers."""
    for one in reference.organizations.values():
        if one.corporate_number:
            for name in one.every:
                yield name, one.corporate_number


def numberless_names(reference: Reference) -> Iterator[tuple[str, str]]:
    """Names of the reference data with the ids of their bearers that have no corporate number."""
    for one in reference.organizations.values():
        if not one.corporate_number:
            for name in one.every:
                yield name, one.identifier


def former_names(reference: Reference) -> Iterator[FormerName]:
    """The former names of the reference data, with the days on which they were borne."""
    for row in rows(reference_folder() / "former_names.csv"):
        number = reference.organizations[row["organization_id"]].corporate_number
        first = Period.of(row["valid_from"]).first if row["valid_from"] else ""
        last = Period.of(row["valid_through"]).last if row["valid_through"] else ""
        yield FormerName(row["name_ja"], number, first, last)


def short_names(observed: ObservedNames, parser: NameParser) -> Iterator[tuple[str, str]]:
    """Short names of agencies (NEDO, 石油天然ガス…機構) with the numbers that sources print beside the full ones."""
    for row in rows(reference_folder() / "agency_names.csv"):
        found = observed.find(parser.parse(row["name"]))
        if found is not None:
            for name in filter(None, row["aliases"].split("|")):
                yield name, found.number


def register_folder(home: Home) -> Path:
    """Where the register's index lies."""
    return home.path / "reference" / "register"


def judgements_file(home: Home) -> Path:
    """Where decisions made with this home are written."""
    return home.path / "reference" / "judgements.csv"


def system_judgements_file(home: Home) -> Path:
    """Where decisions about systems made with this home are written."""
    return home.path / "reference" / "system_judgements.csv"


def shipped_judgements() -> Path:
    """The decisions that come with the program."""
    return Path(str(resources.files("graph.resolve"))) / "judgements.csv"


def open_register(home: Home) -> Register | None:
    """The register that is installed, ``None`` where there is none or another version made it."""
    folder = register_folder(home)
    return Register(folder) if Register.readable(folder) else None


def add_register(home: Home, path: Path, *, anew: bool = False) -> Register:
    """Adds a register file: what it says of a number replaces what was installed, the rest stays.

    Raises:
        RegisterFileError: the file is no register.
    """
    folder = register_folder(home)
    held = None if anew else open_register(home)
    builder = IndexBuilder(_FORMS, held.as_of if held else "")
    source = source_of(path)
    sources = [source]
    if held is not None:
        sources = [one for one in held.sources if one["sha256"] != source["sha256"]] + sources
        for row in held.as_rows():
            builder.add(row)
        for key, number, kind in held.other_names():
            builder.add_other(key, int(number[1:]), kind)
    for row in rows_of(path):
        builder.add(row)
    builder.write(folder, sources)
    return Register(folder)


def resolving_version(home: Home) -> str:
    """A digest of all that an answer rests on beside the code: register, observed names, judgements, state bodies."""
    parts = []
    folder = register_folder(home)
    if Register.readable(folder):
        parts.append((folder / "meta.json").read_bytes())
    package = Path(str(resources.files("graph.resolve")))
    files = (
        package / "observed_names.csv", reference_folder() / "state_bodies.csv", package / "predecessors.csv",
        package / "local_governments.csv", shipped_judgements(), judgements_file(home), system_judgements_file(home),
    )  # fmt: skip
    parts.extend(path.read_bytes() if path.exists() else b"" for path in files)
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
