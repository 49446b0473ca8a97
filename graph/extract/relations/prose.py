"""Relations of plain clauses: who gives, takes, does or wins the work on which system, by verb and case particle."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence

from graph.extract.mention import AGENCY, SYSTEM, VENDOR
from graph.extract.modality import DENIED, SUPPOSED, modality
from graph.extract.relations.clauses import (
    AGENT,
    PARTNER,
    PLACE,
    RECEIVER,
    SOURCE,
    SUBJECT,
    TOPIC,
    Body,
    Clause,
    Thing,
    clauses,
)
from graph.extract.relations.found import Found
from graph.extract.relations.relation import (
    AWARDED_TO,
    BUYER,
    DEVELOPS,
    MAINTAINS,
    OPERATED_BY,
    PROVIDED_BY,
    SUBCONTRACTED_TO,
    Argument,
)
from graph.extract.relations.scene import Place, Scene, joined_after
from graph.extract.relations.work import NOT_THE_WORK, is_other_work, predicates

_CASE_GAP = re.compile(
    r"(?:し(?:た|ている|ていた)|する|(?:さ|わ)?れ(?:た|ている|る)|(?:い|っ)(?:た|ている)|た|ている|ていた|(?:し|っ)?ていない|う)[「『]?"
)
_OPEN = re.compile(
    r"[^、。]{0,6}?(?:かどうか|か否か|べき|場合|ならば|れば|たら|(?:すること)?(?:が|も)?(?:可能|でき(?!なか))|"
    r"(?:こと|もの)(?:が|も|は)(?:可能|考えられ|でき|ありうる|あり得る))"
)
_THEN_DONE = re.compile(
    r"(?:て|、)(?P<do>(?:(?:設計|開発|再?構築|改修|運用|保守)(?:・|及び)?)+)(?:し|する|され|を行|を実施)"
)
_PART = re.compile("一部を")


def find_prose_relations(scene: Scene) -> Iterator[Found]:
    """Relations of the clauses whose verb is one of giving, taking, doing or winning work."""
    if not scene.bodies:
        return
    for clause in clauses(scene, [*scene.systems, *scene.services]):
        denied = {body.place.argument for body in clause.bodies if body.denied}
        for found in _of_clause(scene, clause):
            no = found.subject in denied or found.object in denied
            yield dataclasses.replace(found, modality=DENIED) if no else found


def _of_clause(scene: Scene, clause: Clause) -> Iterator[Found]:
    verb = clause.verb
    things = _about(scene, clause)
    systems = [thing for thing in things if thing.place.argument.type == SYSTEM]
    said = _modality(scene, clause)
    if verb["give"] or verb.group().startswith("請け負わ"):
        if verb["taken"] is not None or (_passive(verb) and not _by(clause, RECEIVER)):
            yield from _takes(scene, clause, systems, said)
        else:
            yield from _gives(scene, clause, systems, said)
    elif verb["take"]:
        yield from _takes(scene, clause, systems, said)
    elif verb["win"] or verb["contract"]:
        yield from _wins(scene, clause, systems, said)
    elif verb["do"]:
        yield from _does(scene, clause, things, said)


def _about(scene: Scene, clause: Clause) -> list[Thing]:
    """The things of the clause; for an attribute without any, what stands behind it (…に委託している|Xの運用)."""
    if clause.things or not clause.attribute:
        return list(clause.things)
    gap = _CASE_GAP.match(scene.text, clause.verb.end() - 1)
    head = next((p for p in scene.systems if gap is not None and p.start == gap.end() and p.named), None)
    if head is None:
        return []
    work = re.compile(r"(?:の|に係る)?(?P<work>[^ぁ-ん、。()「」]+)").match(scene.text, scene.behind(head))
    words = work["work"] if work else ""
    return [Thing(head, words, head.start, work.end() if work else head.end, "")]


def _head_body(scene: Scene, clause: Clause) -> list[Body]:
    """…を請け負っている|富士通株式会社: who does the work of an attribute stands behind it."""
    if not clause.attribute or _by(clause, SUBJECT, AGENT, PLACE):
        return []
    gap = _CASE_GAP.match(scene.text, clause.verb.end() - 1)
    first = next((place for place in scene.bodies if gap is not None and place.start == gap.end()), None)
    group = [] if first is None else joined_after(scene, first, scene.bodies)
    return [Body(place, SUBJECT, group[-1].end) for place in group if place.argument.type == VENDOR]


def _paired(things: Sequence[Thing], bodies: Sequence[Body]) -> Iterator[tuple[Thing, Body]]:
    """Each thing with each body; 構築をAが、保守をBが: with the one that belongs to it."""
    things = [thing for thing in things if thing.work] or things
    phrases = sorted({thing.start for thing in things})
    ends = sorted({body.end for body in bodies})
    for thing in things:
        behind = [end for end in ends if end > thing.end] if thing.case.startswith("を") else []
        if len(phrases) > 1 and len(phrases) == len(ends):
            chosen = [ends[phrases.index(thing.start)]]
        elif len(phrases) == 1 and len(ends) > 1:
            chosen = [behind[0] if behind else ends[-1]]
        else:
            chosen = ends
        yield from ((thing, body) for body in bodies if body.end in chosen)


def _passive(verb: re.Match[str]) -> bool:
    names = ("give_passive", "ukeoi_passive", "take_passive", "done", "do_passive")
    return any(verb[name] is not None for name in names)


def _by(clause: Clause, *roles: str, kind: str = VENDOR) -> list[Body]:
    return [body for body in clause.bodies if body.role in roles and body.place.argument.type == kind]


def _work(thing: Thing) -> tuple[str, ...]:
    if is_other_work(thing.work) or NOT_THE_WORK.search(thing.work):
        return ()
    return predicates(thing.work)


def _made(
    scene: Scene, clause: Clause, subject: Argument, predicate: str, other: Argument, said: str, rule: str
) -> Found:
    starts = [a.start - scene.offset for a in (subject, other) if a.start is not None and a.start >= scene.offset]
    start = min([*starts, clause.verb.start()])
    return Found(subject, predicate, other, start, clause.verb.end(), f"clause-{rule}", said)


def _worked(scene: Scene, clause: Clause, thing: Thing, vendor: Place, said: str, rule: str) -> Iterator[Found]:
    for predicate in _work(thing):
        pair = (vendor.argument, thing.place.argument)
        subject, other = reversed(pair) if predicate == OPERATED_BY else pair
        yield _made(scene, clause, subject, predicate, other, said, rule)


def _contract(scene: Scene, thing: Thing) -> Argument:
    return scene.argument("Contract", thing.start, thing.end)


def _ordered(
    scene: Scene, clause: Clause, things: Sequence[Thing], buyers: Sequence[Body], said: str
) -> Iterator[Found]:
    if said == DENIED:
        return  # who gave it to no one buys nothing
    for thing in things:
        if thing.work and not thing.bare:
            for buyer in buyers:
                yield _made(scene, clause, _contract(scene, thing), BUYER, buyer.place.argument, said, "buyer")


def _gives(scene: Scene, clause: Clause, things: Sequence[Thing], said: str) -> Iterator[Found]:
    """法務省は、登記情報システムの運用保守業務を|富士通株式会社に|委託した."""
    receivers = _by(clause, RECEIVER)
    done = _THEN_DONE.match(scene.text, clause.verb.end() - 1) or _THEN_DONE.match(scene.text, clause.verb.end())
    for thing, body in _paired(things, receivers):
        if thing.start < clause.start and _PART.search(scene.text[clause.start : clause.verb.start()]):
            continue  # a part of what an earlier clause names: which one is not said
        yield from _worked(scene, clause, thing, body.place, said, "give")
        if done is not None and not thing.work:
            yield from _named_work(scene, clause, thing, body, done["do"], said)
    giver_roles = (SOURCE, AGENT) if _passive(clause.verb) else (SUBJECT, TOPIC, PLACE)
    again = clause.verb.group().startswith("再")
    givers = _by(clause, *giver_roles)
    for body in receivers:
        for giver in givers:
            yield _made(scene, clause, giver.place.argument, SUBCONTRACTED_TO, body.place.argument, said, "subcontract")
        if again and not givers:
            for thing in things:
                if thing.work and not thing.bare:
                    contract = _contract(scene, thing)
                    yield _made(scene, clause, contract, SUBCONTRACTED_TO, body.place.argument, said, "subcontract")
    if not again:
        yield from _ordered(scene, clause, things, _by(clause, *giver_roles, kind=AGENCY), said)


def _named_work(scene: Scene, clause: Clause, thing: Thing, body: Body, words: str, said: str) -> Iterator[Found]:
    for predicate in _done(words, thing, body.place.argument.type):
        pair = (body.place.argument, thing.place.argument)
        subject, other = pair if predicate in (DEVELOPS, MAINTAINS) else reversed(pair)
        yield _made(scene, clause, subject, predicate, other, said, "do")


def _takes(scene: Scene, clause: Clause, things: Sequence[Thing], said: str) -> Iterator[Found]:
    """株式会社Aは、総務省から|Xの設計・開発を|請け負っている."""
    doers = _by(clause, SUBJECT, TOPIC, AGENT, PLACE)
    if clause.verb["done"] or clause.verb["take_passive"]:
        doers = _by(clause, AGENT, PLACE)
    elif clause.stray_subject:
        doers = _by(clause, SUBJECT, AGENT)
    doers += _head_body(scene, clause)
    if re.search("行|担|実施|開始", clause.verb.group()) and not clause.stray_subject:
        for thing, body in _paired(things, _by(clause, SUBJECT, TOPIC, AGENT, PLACE, kind=AGENCY)):
            yield from _run(scene, clause, thing, body, said)
    sources = [body for body in clause.bodies if body.role == SOURCE]
    for thing, body in _paired(things, doers):
        yield from _worked(scene, clause, thing, body.place, said, "take")
    if doers:
        if not clause.verb.group().startswith("再"):
            buyers = [body for body in sources if body.place.argument.type == AGENCY]
            yield from _ordered(scene, clause, things, buyers, said)
        for giver in sources:
            if giver.place.argument.type == VENDOR:
                for body in doers:
                    yield _made(
                        scene, clause, giver.place.argument, SUBCONTRACTED_TO, body.place.argument, said, "subcontract"
                    )


def _run(scene: Scene, clause: Clause, thing: Thing, body: Body, said: str) -> Iterator[Found]:
    """海上保安庁では、|業務基盤システムの運用を|行っている: a public body does no work for others, but it runs what it has."""
    if re.search("運用|運営", thing.work) and not is_other_work(thing.work) and not NOT_THE_WORK.search(thing.work):
        yield _made(scene, clause, thing.place.argument, OPERATED_BY, body.place.argument, said, "run")


def _wins(scene: Scene, clause: Clause, things: Sequence[Thing], said: str) -> Iterator[Found]:
    """法務省は、富士通株式会社と|Xの運用保守業務に係る契約を|締結した; 富士通株式会社が|…を落札した."""
    won = clause.verb["win"] is not None
    winners = _by(clause, SUBJECT, TOPIC, AGENT) if won else _by(clause, PARTNER)
    buyers = [] if won else _by(clause, SUBJECT, TOPIC, kind=AGENCY)
    if not won and not winners and (partners := _by(clause, PARTNER, kind=AGENCY)):
        winners, buyers = _by(clause, SUBJECT, TOPIC), partners
    for thing in things:
        if thing.work and not thing.bare:
            for body in winners:
                contract = _contract(scene, thing)
                yield _made(scene, clause, contract, AWARDED_TO, body.place.argument, said, "award")
    yield from _ordered(scene, clause, things, buyers, said)


def _does(scene: Scene, clause: Clause, things: Sequence[Thing], said: str) -> Iterator[Found]:
    """Xは|株式会社Aが|開発し、保守は…; the verb itself names the work."""
    roles: tuple[str, ...] = (AGENT, PLACE) if _passive(clause.verb) else (SUBJECT, TOPIC, AGENT, PLACE)
    if clause.stray_subject:
        roles = (AGENT,) if _passive(clause.verb) else (SUBJECT, AGENT)
    words = clause.verb["do"]
    if re.search(r"委託し(?:て|、)$", scene.text[: clause.verb.start()]):
        return  # who gave the work away does not do it
    bodies = [body for kind in (VENDOR, AGENCY) for body in _by(clause, *roles, kind=kind)]
    own = [t for t in things if not t.work or t.bare or re.fullmatch(r"[^ぁ-ん]*機能[^ぁ-ん]*", t.work)]
    for thing, body in _paired(own, [*bodies, *_head_body(scene, clause)]):
        yield from _named_work(scene, clause, thing, body, words, said)


def _done(words: str, thing: Thing, kind: str) -> tuple[str, ...]:
    """What doing ``words`` makes of a body: a vendor develops and maintains; who runs a system operates it."""
    if words == "提供":
        return (PROVIDED_BY,) if thing.place.named else ()
    if thing.place.argument.type != SYSTEM:
        return ()
    if kind == AGENCY:
        return (OPERATED_BY,) if re.search("運用|運営", words) and not re.search("設計|開発|構築|整備", words) else ()
    if re.search("運営", words) or words == "運用":
        return (OPERATED_BY,)
    return predicates(words.replace("整備", "構築"))


def _modality(scene: Scene, clause: Clause) -> str:
    """The clause's own. An attribute ends with its verb; a clause that goes on (…を委託し、) shares the plan of the last
    one, not its denial."""
    # A社ではなくB社に委託した denies A社 only
    text, end = scene.text.replace("ではなく", "の代わり"), clause.verb.end()
    if _OPEN.match(text, end - 1):
        return SUPPOSED
    places = [body.place for body in clause.bodies]
    starts = [
        start for start in (*(p.start for p in places), *(t.start for t in clause.things)) if start >= clause.start
    ]
    start = min([*(start for start in starts if start < end), clause.verb.start()])
    ending = re.compile(r"[ぁ-ん]*、?").match(text, end)
    own = text[: ending.end() if ending else end]
    if clause.attribute:
        return modality(own, start, end)
    said = modality(text, start, end)
    goes_on = re.compile(r"(?:(?<=[しいり])|て)、").match(text, end) is not None
    return modality(own, start, end) if goes_on and said == DENIED else said
