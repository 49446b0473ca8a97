"""Interfaces that cut their answers off and have no pages: the question is cut instead, by dates first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest, ApiSpider
from crawler.access.base import PART, PROMISED
from crawler.access.slices import Dates, dates
from crawler.completeness import Promised
from crawler.pages import PageError


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a slice: some days and, where a single day was too much, values of further dimensions."""

    dates: Dates
    values: tuple[tuple[str, str], ...] = ()  # (dimension, value), in the order of the dimensions

    def __str__(self) -> str:
        return " ".join([str(self.dates), *(f"{dimension}={value}" for dimension, value in self.values)])


@dataclass(frozen=True, slots=True)
class CutAnswer:
    """What an answer says: the number of hits, and the names of the records that came."""

    total: int | None  # hits; None where the interface does not say
    records: tuple[str, ...]  # the interface's own identifiers


@dataclass(slots=True, eq=False)
class _Node:
    """A cut in the tree of cuts of a slice, with what is known of it and of all below it."""

    cut: Cut
    parent: _Node | None
    total: int = 0
    records: set[str] = field(default_factory=set)
    children: list[_Node] = field(default_factory=list)
    missing: int = 0

    def take(self, answer: CutAnswer) -> None:
        """Note an answer here and in every cut around it."""
        self.total = answer.total or 0
        node: _Node | None = self
        while node is not None:
            node.records.update(answer.records)
            # Pieces that together have fewer than the whole said: some dimension lacks a value.
            node.missing = max(sum(child.missing for child in node.children), node.total - len(node.records), 0)
            node = node.parent


class DatedBisectingApiSpider(ApiSpider):
    """Asks an interface for the records of some days, and for fewer days until an answer is whole.

    To write a spider of this kind
        1. inherit from ``DatedBisectingApiSpider``; set ``name``, and ``slice_argument`` to an argument of dates
           (``2026-01``, ``2026-01-05/2026-02-10``, ``7d``; slices end with the month),
        2. set ``page_kind``, that of every answer, and ``records``, what its records are called (notices),
        3. set ``cap``, the number of records at which the interface cuts an answer off, and ``dimensions``: each further
           dimension → all its values, in the order in which a day that is too much is cut,
        4. define :meth:`request_for`,
        5. define :meth:`read_answer`, which reads hits and identifiers from an answer.

    An answer with ``cap`` records, or with more hits than records, was cut off: its dates are halved, then a single
    day is cut by the first dimension, and so on. What came with it is kept all the same. Every cut is promised by name,
    and ``records`` by number: as many as the interface said in the widest answer, or more. A cut that was cut off and
    cannot be made smaller is missing; so are records that a dimension's values do not reach.
    """

    records: ClassVar[str]
    cap: ClassVar[int]
    dimensions: ClassVar[Mapping[str, tuple[str, ...]]]

    def check_attributes(self) -> None:
        """As the base class, and: there is a cap, and every dimension cuts."""
        super().check_attributes()
        self.require(self.slice_argument is not None, "slice_argument is None, but the slices are dates")
        self.require(bool(getattr(self, "records", "")), "records is not set: say what the interface gives")
        self.require(self.records != "cuts", "records is called cuts, as the pieces of a slice are")
        self.require(getattr(self, "cap", 0) > 0, "cap is not set: nobody would know an answer that was cut off")
        self.require(hasattr(self, "dimensions"), "dimensions is not set; {} if there is none besides the dates")
        for dimension, values in self.dimensions.items():
            self.require(
                len(set(values)) == len(values) > 1, f"dimension {dimension!r} has no two values, or one twice"
            )

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Dates, ...]:
        """Dates, cut at the ends of months."""
        return dates(name, text)

    def request_for(self, cut: Cut) -> ApiRequest:
        """The request for a cut; it must ask for as many records as the interface gives at once."""
        raise NotImplementedError

    def read_answer(self, body: bytes, asked: ApiRequest, cut: Cut) -> CutAnswer:
        """What an answer says. Raises ``PageError`` for one that cannot be read, and for an error with status 200."""
        raise NotImplementedError

    def start_slice(self, part: Any) -> Iterable[Request]:
        """The whole slice in one request."""
        yield from self._requests([_Node(Cut(part), None)], part)

    def follow(self, response: Response) -> Iterator[Request]:
        """From an answer that was cut off, the pieces of its cut."""
        part, node = response.meta[PART], response.meta[_NODE]
        thing: Promised = response.meta[PROMISED]
        try:
            answer = self.read_answer(response.body, response.meta[_ASKED], node.cut)
        except PageError as error:
            self.completeness.lose(thing, error.message)
            return
        node.take(answer)
        self._count(node, str(part))
        came, hits = len(answer.records), answer.total or 0
        if came < self.cap and hits <= came:
            return
        pieces = self._pieces(node.cut)
        if pieces:
            node.children = [_Node(piece, node) for piece in pieces]
            yield from self._requests(node.children, part)
        elif hits <= came:
            self.completeness.lose(thing, f"{came} {self.records} came, perhaps cut off, and the cut cannot be smaller")
        else:
            self.completeness.lose(thing, f"{came} of {hits} {self.records} came, and the cut cannot be made smaller")

    def _pieces(self, cut: Cut) -> list[Cut]:
        if cut.dates.length > 1:
            return [Cut(half, cut.values) for half in cut.dates.halves()]
        used = len(cut.values)
        for dimension, values in list(self.dimensions.items())[used : used + 1]:
            return [Cut(cut.dates, (*cut.values, (dimension, value))) for value in values]
        return []

    def _requests(self, nodes: list[_Node], part: Dates) -> Iterator[Request]:
        promised = [Promised(str(part), "cuts", str(node.cut)) for node in nodes]
        self.completeness.promise(promised)
        for node, thing in zip(nodes, promised, strict=True):
            asked = self.request_for(node.cut)
            request = self.ask(
                asked.url,
                self.page_kind,
                thing,
                part,
                post=asked.post,
                headers=asked.headers,
                arguments=dict(node.cut.values),
            )
            request.meta.update({_ASKED: asked, _NODE: node})
            yield request

    def _count(self, node: _Node, part: str) -> None:
        root = node
        while root.parent is not None:
            root = root.parent
        held = len(root.records)
        missing = [f"{root.missing} of {held + root.missing} {self.records}"] if root.missing else []
        self.completeness.count(part, self.records, held + root.missing, held, missing)


_ASKED = "izon_asked"  # request.meta: the ApiRequest
_NODE = "izon_node"  # request.meta: where in the tree of cuts it stands
