"""What a claim is: subject, predicate, object, qualifiers, modality, and where it is written.

The arguments of a claim are kept *as printed*; who they turn out to be is a separate, versioned map
(:mod:`graph.resolve`). So the claim's id, the hash of the record's own key, the predicate, the arguments as
printed, the qualifiers and the modality, survives a better resolution, an inserted row and an edited paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph import iri

ASSERTED = "asserted"
DENIED = "denied"
PLANNED = "planned"
SUPPOSED = "supposed"
MODALITIES = (ASSERTED, DENIED, PLANNED, SUPPOSED)

CELL_SEPARATOR = "\t"  # between the raw texts of the cells that one quote joins


@dataclass(frozen=True, slots=True)
class Argument:
    """One side of a claim as its source prints it.

    ``kind`` says what sort of thing it is and so which rule of :mod:`graph.resolve` looks it up; ``number`` is an
    identifier printed beside the name ("" where none is); ``scope`` is what the name has to be read in, such as
    the ministry of the project that names a system.
    """

    kind: str
    printed: str
    number: str = ""
    scope: str = ""

    @property
    def key(self) -> str:
        """The argument in one string: what claim ids and the resolution map use."""
        return f"{self.kind}\x1e{self.printed}\x1e{self.number}\x1e{self.scope}"


@dataclass(frozen=True, slots=True)
class CellEvidence:
    """Cells of one row of a table; for text in a cell, the offsets of the quote in the cell's raw text.

    ``row`` and ``columns`` count from 1, the header being row 1 (RFC 7111). ``quote`` is the raw text of the cells,
    joined by :data:`CELL_SEPARATOR`, or the characters from ``start`` to ``end`` of the one cell.
    """

    row: int
    columns: tuple[int, ...]
    quote: str
    start: int | None = None
    end: int | None = None

    @property
    def selector(self) -> str:
        """The fragment of RFC 7111, with the character range of RFC 5147 behind it where only a part is quoted."""
        cells = "cell=" + ";".join(f"{self.row},{column}" for column in self.columns)
        return cells if self.start is None else f"{cells}&char={self.start},{self.end}"


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """A span of the page's text, with some characters before and behind it (Web Annotation selectors)."""

    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""

    @property
    def selector(self) -> str:
        """The character range of RFC 5147, counted in code points of the page's text."""
        return f"char={self.start},{self.end}"

    @classmethod
    def of(cls, text: str, start: int, end: int, context: int = 24) -> TextEvidence:
        """The span ``start`` to ``end`` of ``text`` with up to ``context`` characters on each side."""
        return cls(start, end, text[start:end], text[max(0, start - context) : start], text[end : end + context])


Evidence = CellEvidence | TextEvidence


@dataclass(frozen=True, slots=True)
class Qualifiers:
    """What narrows a claim: figures with their units, dates with their precision, the place in a chain of payments."""

    amount: int | None = None  # in ``currency``
    currency: str = ""
    count: int | None = None
    unit: str = ""  # of ``count``
    population: str = ""  # what ``count`` is counted in
    fiscal_year: int | None = None
    valid_from: str = ""  # ISO date, the first possible day
    valid_through: str = ""  # ISO date, the last possible day
    valid_precision: str = ""  # "year", "month", "day"
    block: str = ""  # letter of the payee block
    share: str = ""  # percentage as printed
    role: str = ""  # of a dependency: "run", "build" or "advise"
    service_types: str = ""  # ICT service types, S01 to S19, joined by "|"

    @property
    def key(self) -> str:
        """The qualifiers in one string, the same for the same values."""
        values = (
            self.amount, self.currency, self.count, self.unit, self.population, self.fiscal_year,
            self.valid_from, self.valid_through, self.valid_precision, self.block, self.share,
        )  # fmt: skip
        plain = "\x1e".join("" if value is None else str(value) for value in values)
        return f"{plain}\x1e{self.role}\x1e{self.service_types}" if self.role or self.service_types else plain


NONE = Qualifiers()


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a source says. ``object`` is an :class:`Argument` or, for a literal, one of kind ``literal``."""

    record_key: str  # the source's own natural key, such as "rs/2025/5543/A/payee/…"
    predicate: str  # local name of a term of the ontology
    subject: Argument
    object: Argument
    evidence: tuple[Evidence, ...]
    qualifiers: Qualifiers = NONE
    modality: str = ASSERTED
    confidence: float = 1.0  # probability that the source says so

    @property
    def identifier(self) -> str:
        """The digest that names the claim: not of who the arguments are, nor of where on the page they stand."""
        return iri.digest(
            self.record_key, self.predicate, self.subject.key, self.object.key, self.qualifiers.key, self.modality
        )


@dataclass(frozen=True, slots=True)
class Thing:
    """What a record says of an argument beyond its name: plain properties and links that are part of its identity."""

    argument: Argument
    label: str
    properties: tuple[tuple[str, str | int], ...] = ()
    links: tuple[tuple[str, Argument], ...] = ()


def literal(value: str | int) -> Argument:
    """The object of a claim that states a value, not a relation."""
    return Argument("literal", str(value))
