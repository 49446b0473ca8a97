"""All relations of a document: sentence by sentence, each rule in turn, modality by scope, one relation said once."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from graph.extract.confidence import RELATION, Reliability
from graph.extract.mention import AGENCY, SYSTEM, VENDOR, Mention
from graph.extract.modality import modality
from graph.extract.relations.bodies import find_body_relations
from graph.extract.relations.contracts import find_contract_relations
from graph.extract.relations.counts import find_count_relations
from graph.extract.relations.equations import find_equations
from graph.extract.relations.found import Found
from graph.extract.relations.hosting import find_hosting_relations
from graph.extract.relations.likely import Likelihood, find_likely_tasks
from graph.extract.relations.platforms import find_platform_relations
from graph.extract.relations.prose import find_prose_relations
from graph.extract.relations.purposes import find_purpose_relations
from graph.extract.relations.relation import MINISTRY, PAYEE, PROJECT, Argument, Context, Relation
from graph.extract.relations.scene import Scene, scene_of
from graph.extract.relations.tasks import find_task_relations
from graph.extract.relations.titles import find_title_relations
from graph.text.normalise import Normalised, normalise
from graph.text.sentences import sentences

Names = Callable[[str], Sequence[Mention]]

_LONGEST = 600  # characters of a sentence that is read as one
_RULES = (
    find_title_relations, find_platform_relations, find_hosting_relations, find_task_relations, find_purpose_relations,
    find_body_relations, find_contract_relations, find_prose_relations, find_equations, find_count_relations,
)  # fmt: skip
# 情報通信技術調達等適正・効率化推進費: the budget item of the Digital Agency, printed behind every system's name
_BUDGET_ITEM = re.compile(r"\(情報通信技術調達等適正・効率化推進費\)$")
_SYSTEM_ITEM = re.compile("システム|基盤|クラウド|LAN|ネットワーク|プラットフォーム|サイト|ポータル|サービス|アプリ")
# …システム開発促進事業: a programme
_PROMOTED = re.compile("[^ぁ-ん]{0,6}(?:促進|推進|実証|研究|開発事業|創出|普及|技術)")
# その他 and 個人A are nobody that a text could name
_NOBODY = re.compile("|その他(?:ほか)?|ほか|本省|民間(?:企業|事業者)|(?:委託)?事業者|個人.{0,5}|-|－")
_PUBLIC_PAYEE = re.compile("(?:省|庁|都|道|府|県|市|町|村|区|局|独立行政法人.*|国立研究開発法人.*|国立大学法人.*)$")


def find_relations(
    text: str,
    mentions: Sequence[Mention],
    context: Context,
    names: Names,
    reliability: Reliability,
    likelihood: Likelihood | None = None,
) -> list[Relation]:
    """The relations of a text whose mentions were found before (offsets of both: the text as given).

    ``names`` gives the mentions of a short text; it is asked for the names of the context. Without a ``likelihood`` only
    the rules speak.
    """
    normalised = normalise(text)
    relations: list[Relation] = []
    for scene in scenes(normalised, mentions, context, names):
        found = [item for rule in _RULES for item in rule(scene)]
        if likelihood is not None:
            found.extend(find_likely_tasks(scene, found, likelihood))
        relations.extend(_relation(scene.text, item, reliability) for item in found)
    return [_back(normalised, relation) for relation in _once(relations)]


def scenes(normalised: Normalised, mentions: Sequence[Mention], context: Context, names: Names) -> Iterator[Scene]:
    """The sentences of a text with what they name; offsets of ``mentions`` are those of the text as given."""
    inside = [_normal(normalised, mention) for mention in mentions]
    project, payee, ministry = _context_arguments(context, names)
    for start, end in _clauses(normalised.text):
        own = [m for m in inside if start <= m.start and m.end <= end]
        before = [m for m in inside if m.end <= start]
        sentence = normalised.text[start:end]
        yield scene_of(sentence, start, own, before, project, payee, ministry, context.project or "")


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The sentences; one beyond all measure (a list without a stop) in parts, so that reading takes time in proportion."""
    for start, end in sentences(text):
        while end - start > _LONGEST:
            comma = max(text.rfind(mark, start, start + _LONGEST) for mark in "、/ ")
            cut = comma + 1 if comma > start else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def _normal(normalised: Normalised, mention: Mention) -> Mention:
    start, end = normalised.position(mention.start), normalised.position(mention.end)
    return mention.moved(start, end, normalised.text[start:end])


def _relation(sentence: str, found: Found, reliability: Reliability) -> Relation:
    said = found.modality or modality(sentence, found.start, max(found.end, found.start))
    sure = reliability(RELATION, found.rule) if found.confidence is None else found.confidence
    return Relation(found.subject, found.predicate, found.object, said, sure, found.rule)


def _context_arguments(context: Context, names: Names) -> tuple[Argument | None, Argument | None, Argument | None]:
    project = payee = ministry = None
    if context.project:
        project = _project(context.project, names)
    if context.payee and not _NOBODY.fullmatch(context.payee.strip()):
        kind = AGENCY if _PUBLIC_PAYEE.search(context.payee.removesuffix("ほか")) else VENDOR
        payee = Argument(kind, context.payee, source=PAYEE)
    if context.ministry and context.ministry.strip():
        ministry = Argument(AGENCY, context.ministry, source=MINISTRY)
    return project, payee, ministry


def _project(printed: str, names: Names) -> Argument | None:
    """The system that a project is named after; ``None`` for a project that is no system."""
    normal = normalise(printed)
    item = _BUDGET_ITEM.search(normal.text)
    end = item.start() if item else len(normal.text)
    name = normal.quote(0, end).strip()
    systems = [mention for mention in names(name) if mention.type == SYSTEM]
    if systems and re.fullmatch(r"(?:\(.*\))?", normalise(name[systems[0].end :]).text) and systems[0].start <= 6:
        return Argument(SYSTEM, name, source=PROJECT)
    if item is not None and name and _SYSTEM_ITEM.search(name) and not name.endswith(("費", "事業", "補助金", "業務")):
        return Argument(SYSTEM, name, source=PROJECT)
    if not systems or _PROMOTED.match(name, systems[0].end):
        return None
    return Argument(SYSTEM, systems[0].text.removeprefix("うち"), source=PROJECT)


def _once(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Each pair once a predicate: the surest saying of it; equally sure, what is asserted, then the first."""
    best: dict[tuple[object, ...], Relation] = {}
    for relation in relations:
        key = (_key(relation.subject), relation.predicate, _key(relation.object))
        known = best.get(key)
        if known is None or (relation.confidence, relation.modality == "asserted") > (
            known.confidence,
            known.modality == "asserted",
        ):
            best[key] = relation
    yield from sorted(best.values(), key=_order)


def _key(argument: Argument) -> tuple[object, ...]:
    if argument.type in ("Count", "Other", "Data"):
        return argument.type, argument.text, argument.start, argument.source
    return argument.type, argument.text, argument.source


def _order(relation: Relation) -> tuple[int, int, str]:
    starts = [a.start for a in (relation.subject, relation.object) if a.start is not None]
    return min(starts, default=0), max(starts, default=0), relation.predicate


def _back(normalised: Normalised, relation: Relation) -> Relation:
    return dataclasses.replace(
        relation, subject=_original(normalised, relation.subject), object=_original(normalised, relation.object)
    )


def _original(normalised: Normalised, argument: Argument) -> Argument:
    if argument.start is None or argument.end is None:
        return argument
    start, end = normalised.span(argument.start, argument.end)
    return dataclasses.replace(argument, start=start, end=end, text=normalised.original[start:end])
