"""Clauses of a sentence: its predicates in order, and what each governs by the particles behind it.

A predicate takes what stands between it and the predicate before it. What は marks is spoken of: it passes over the
verb of an attribute (法務省|は、A社が開発|したX…) to the main verb, and holds for the clauses after it. All offsets are of
the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph.extract.mention import AGENCY, SYSTEM, VENDOR
from graph.extract.relations.scene import Place, Scene, joined_with
from graph.extract.relations.work import predicates

# Roles of bodies
TOPIC, SUBJECT, RECEIVER, AGENT, PLACE, SOURCE, PARTNER = "は", "が", "に", "により", "において", "から", "と"

_ROLES = (
    (TOPIC, r"(?:では|においては)(?=、)"),
    (PLACE, r"(?:に(?:お(?:いて|いては)|て)|では?(?=、|運用|管理|実施|開発|構築|行|保守|提供))"),
    (AGENT, r"(?:により|によって)"),
    (RECEIVER, r"(?:に対し(?:て)?|に(?!係|関|お|よ|基|つ|と|向|当|際|伴|加|対|も|は[^、再委外発])は?|へ(?:の)?)"),
    (TOPIC, r"(?:は|も(?=、))"),
    (SUBJECT, r"が"),
    (SOURCE, r"(?:から|より)(?:の)?"),
    (PARTNER, r"と(?:の(?:間(?:で|に)|(?=[^、。]{0,12}契約)))?(?=、|[^いしすなもはの])"),
)
_ROLE = re.compile("|".join(f"(?P<r{index}>{pattern})" for index, (_, pattern) in enumerate(_ROLES)))

_INSTEAD = re.compile("(?:では|で)なく、?")
_ONLY = re.compile("(?:のみ|だけ)(?=[にがはへとで]|により|から)")

_LINK = r"(?:・|及び|並びに|/|、(?=(?:設計|開発|構築|運用|保守|改修|移行|更改|維持)))"
_WORK = (
    rf"(?:(?:{_LINK}|(?:に係る|に伴う|の)(?=(?:次期|機能)?(?:設計|開発|構築|運用|保守|改修|改良|更改|維持|機能))"
    r"|[^ぁ-ん、。()「」:;・/])*)"
)
_CASE = (
    r"(?P<case>を|は|が|も|について(?:は|も)?|に(?:係る|関する|ついての)(?:[^ぁ-ん、。]{0,6})?契約を?|"
    r"の[^ぁ-ん、。の]{0,6}契約を?|の(?=(?:再々?)?(?:委託|発注)を受け))、?"
)
_OBJECT = re.compile(
    rf"(?:[」』])?(?:等)?(?:(?:の|に係る|に関する|における)?(?P<work>{_WORK}))(?:の(?:全部|全て|全体|一部))?{_CASE}"
)
_BARE_WORK = re.compile(
    rf"(?:^|(?<=[、。はがに]))(?:また、|なお、)?(?:その|同|当該)?(?P<work>(?:設計|開発|構築|運用|保守|改修|更改|維持管理)"
    rf"(?:{_LINK}|設計|開発|構築|運用|保守|改修|維持管理|管理|業務|等)*){_CASE}"
)
_OTHER_OBJECT = re.compile("を")
_OTHER_SUBJECT = re.compile(r"(?:が|(?<![でにと])は)(?!、?(?:い|な))")

_VERB = re.compile(
    r"(?P<give>(?:再々?)?委託|外注|発注)(?:(?P<give_form>した|して|する|し|せず|でき|しな)|"
    r"(?P<give_passive>され)|(?:を|は|も)(?:行|実施|し|予定|検討|計画|想定|受け(?P<taken>))|(?:予定|中|済み?)(?=で|。|、|の))"
    r"|請け負わ(?:せ|(?P<ukeoi_passive>れ))"
    r"|(?P<take>(?:受託|受注|担当|実施|開始|請負)(?:し|する|でき|(?P<take_passive>され)|(?:を|は)(?:行|し|予定)|予定)"
    r"|請け?負[いうっ]|(?<=[をはがもでに])行(?:い|う|っ|(?P<done>わ(?=れ)|われ))|担[いうっ]|引き受け)"
    r"|(?P<win>落札(?:し|する|者))"
    r"|(?P<contract>契約(?:を|は)(?:締結|結|交わ|行)|契約(?:し|する)|(?<!契約を)締結(?:し|する))"
    r"|(?P<do>(?:(?:設計|開発|再?構築|改修|整備|運用|運営|管理|保守|提供)(?:・|及び)?)+)"
    r"(?:し|する|(?P<do_passive>され|が(?:行|な)われ)|予定(?=で|。))"
)
_CASE_BEFORE = (
    "について、|として、|に対して、|に対し、|に関して、|に関し、|において、|にて、|により、|によって、|"
    "に当たり、|にあたり、|に際し、|に基づき、|に伴い、|に応じ、|につき、|より、|から、|まで、|引き続き、|つまり、|"
    "及び、|あるいは、|または、|並びに、"
)
_OTHER_VERB = re.compile(
    rf"(?P<case>{_CASE_BEFORE})|"
    r"(?P<join>[ぁ-ん]*[しりいちきみびぎえけせてねめれべげでず]、)"
    r"|(?P<close>(?:[るたいすくう]が|ため|ので|こと(?:から|により)|れば|たら|ところ|ほか|一方で?|ものの|とともに)、|[。])"
    r"|(?P<attribute>(?:する|した|される|された|ている|てきた|ていた|[えけせてねめれべげいきしちにみりっん][るた]|[^はがをにでとのもやぁ-ん][うくぐすつぬぶむる])"
    r"(?=[一-鿿ァ-ヶA-Za-z「『])|(?<!てい)(?:する|[うくぐすつぶむる])(?=ため(?:の|に|、)|よう(?:に|な|、)))"
)
_FOR_NOUNS = re.compile(r"に(?:係|関す|対す|よ)る|わた[るっ]|における|いわゆる|あらゆる")
ATTRIBUTE = re.compile(
    r"(?:し|さ|行|わ|い|っ|う|れ|て|た|る|い|す)*(?:する|した|している|された|されている|される|た|ている|ていた|ていない|る|う)"
    r"(?=[一-鿿ァ-ヶA-Za-z「『])(?!予定|方針|場合|必要|計画|可能|方向|見込|際|旨|段階|事実|実績)"
    r"|(?:する|う)(?=ため(?:の|に|、)|よう(?:に|な|、))"
)
_CLOSED = re.compile(r"[ぁ-ん]*(?:[るたいすん]が|ため|ので|から|ところ|一方|ものの)、|[ぁ-ん]*(?:こと|予定)?[ぁ-ん]*。")
_THIS_SYSTEM = re.compile("(?:本|当該?|この|その|同)")


@dataclass(frozen=True, slots=True)
class Thing:
    """A system and the words for work on it, as one case phrase: 登記情報システム|の|運用保守業務|を."""

    place: Place
    work: str
    start: int
    end: int  # of the phrase without its particle
    case: str
    bare: bool = False  # the work stands alone, its system before it


@dataclass(frozen=True, slots=True)
class Body:
    """An agency or vendor with its role."""

    place: Place
    role: str
    end: int  # behind its particle
    denied: bool = False  # A社ではなく|B社に: has the role of the next one, and it is denied


@dataclass(frozen=True, slots=True)
class Clause:
    """A predicate with what it governs. ``closed``: nothing behind it shares its modality or subject."""

    verb: re.Match[str]
    start: int
    things: tuple[Thing, ...]
    bodies: tuple[Body, ...]
    attribute: bool
    closed: bool
    stray_object: bool
    stray_subject: bool


def clauses(scene: Scene, among: Sequence[Place]) -> Iterator[Clause]:
    """The clauses whose predicate says who works on what; ``among`` are the systems (or services) they can be about."""
    text = scene.text
    verbs = list(_verbs(text, scene))
    all_things, all_bodies = list(_things(scene, among)), list(_bodies(scene))
    topics_things: tuple[Thing, ...] = ()
    topic_bodies: tuple[Body, ...] = ()
    subjects: tuple[Body, ...] = ()
    waiting_things: list[Thing] = []
    waiting_bodies: list[Body] = []
    at = 0
    for start, end, verb, attribute, closed in verbs:
        things = [thing for thing in all_things if at <= thing.start and thing.end < end and thing.end <= start]
        bodies = [body for body in all_bodies if at <= body.place.start and body.end <= start]
        stray = _stray(text, at, start, things, bodies)
        if attribute:
            waiting_things += [thing for thing in things if thing.case.startswith(("は", "について"))]
            passing = [b for b in bodies if b.role == TOPIC or (b.role == SUBJECT and text.startswith("、", b.end))]
            waiting_bodies += passing
            things = [thing for thing in things if thing not in waiting_things]
            bodies = [body for body in bodies if body not in passing]
        else:
            things, bodies = [*waiting_things, *things], [*waiting_bodies, *bodies]
            waiting_things, waiting_bodies = [], []
        own_things, own_bodies = tuple(things), tuple(bodies)
        if not attribute:
            new_topics = tuple(thing for thing in things if thing.case.startswith(("は", "について")))
            topics_things = new_topics or topics_things
            topic_bodies = tuple(body for body in bodies if body.role == TOPIC) or topic_bodies
            own_subjects = tuple(body for body in bodies if body.role == SUBJECT)
            if not own_things and not stray[0]:
                own_things = topics_things
            doers = (TOPIC, SUBJECT, AGENT, PLACE)
            if not any(body.role in doers for body in bodies) and not stray[1]:
                own_bodies += subjects or topic_bodies
            elif not any(body.role == TOPIC for body in bodies):
                own_bodies += tuple(body for body in topic_bodies if body.place.argument.type == AGENCY)
            subjects = () if closed else (own_subjects or subjects)
        if verb is not None:
            yield Clause(verb, at, own_things, own_bodies, attribute, closed, *stray)
        at = end


def _verbs(text: str, scene: Scene) -> Iterator[tuple[int, int, re.Match[str] | None, bool, bool]]:
    """Start, end, the match of a verb of work (``None``: another verb), whether it is an attribute, whether it closes."""
    named = [(place.start, place.end) for place in (*scene.systems, *scene.services, *scene.bodies)]
    found: list[tuple[int, int, re.Match[str] | None, bool, bool]] = []
    for match in _VERB.finditer(text):
        if _clear(named, *match.span()):
            attribute = ATTRIBUTE.match(text, match.end() - 1) is not None
            closed = _CLOSED.match(text, match.end()) is not None
            found.append((match.start(), match.end(), match, attribute, closed))
    own = [(start, end) for start, end, *_ in found]
    for match in _OTHER_VERB.finditer(text):
        start, end = match.span()
        if match["case"] or not _clear(named, start, end) or not _clear(own, start, end):
            continue
        if match["attribute"] and (
            _FOR_NOUNS.search(text[max(0, start - 3) : end]) or any(0 <= start - last <= 6 for _, last in own)
        ):
            continue
        found.append((start, end, None, bool(match["attribute"]), bool(match["close"])))
    yield from sorted(found, key=lambda item: item[:2])


def _clear(taken: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    return all(end <= first or last <= start for first, last in taken)


def _things(scene: Scene, among: Sequence[Place]) -> Iterator[Thing]:
    text = scene.text
    found: list[Thing] = []
    for place in among:
        if place.argument.type == SYSTEM and not place.named and not _THIS_SYSTEM.match(text, place.start):
            continue
        match = _OBJECT.match(text, scene.behind(place))
        if match is None:
            continue
        end = match.end("work") if match["work"] else place.end
        found += [
            Thing(_spoken_of(scene, system), match["work"], place.start, end, match["case"])
            for system in joined_with(scene, place, [p for p in among if p.named])
        ]
    for match in _BARE_WORK.finditer(text):
        before = [place for place in among if place.end <= match.start() and place.argument.type == SYSTEM]
        if before and predicates(match["work"]) and (before[-1].named or _THIS_SYSTEM.match(text, before[-1].start)):
            found.append(
                Thing(
                    _spoken_of(scene, before[-1]),
                    match["work"],
                    match.start("work"),
                    match.end("work"),
                    match["case"],
                    bare=True,
                )
            )
    yield from sorted(found, key=lambda thing: thing.start)


def _spoken_of(scene: Scene, place: Place) -> Place:
    """What 本システム stands for: the system named last before it, where one was; else as it is printed."""
    if place.named or place.argument.type != SYSTEM:
        return place
    named = [other.argument for other in scene.systems if other.named and other.end <= place.start]
    last = named[-1] if named else scene.system_before
    return place if last is None else Place(last, place.start, place.end)


def _bodies(scene: Scene) -> Iterator[Body]:
    for place in scene.bodies:
        body, denied = place, False
        if (instead := _INSTEAD.match(scene.text, scene.behind(place))) is not None:
            following = next((other for other in scene.bodies if other.start == instead.end()), None)
            if following is None:
                continue
            body, denied = following, True
        match = _ROLE.match(scene.text, _behind_only(scene, body))
        if match is None:
            continue
        role = next(name for index, (name, _) in enumerate(_ROLES) if match[f"r{index}"] is not None)
        for named in [place] if denied else joined_with(scene, place, scene.bodies):
            if named.argument.type in (AGENCY, VENDOR):
                yield Body(named, role, match.end(), denied)


def _behind_only(scene: Scene, place: Place) -> int:
    """Offset of the particle behind a body: A社|に, A社のみ|に."""
    only = _ONLY.match(scene.text, scene.behind(place))
    return only.end() if only else scene.behind(place)


def _stray(text: str, start: int, end: int, things: Sequence[Thing], bodies: Sequence[Body]) -> tuple[bool, bool]:
    """Whether the clause has an object, and a subject, that is none of the things and bodies found."""
    marks = {thing.end for thing in things} | {body.end - 1 for body in bodies} | {body.end - 2 for body in bodies}
    rest = "".join(" " if at in marks else char for at, char in enumerate(text[start:end], start))
    rest = re.sub(r"の一部を|一部を|業務を|これを", " ", rest)
    return _OTHER_OBJECT.search(rest) is not None, _OTHER_SUBJECT.search(rest) is not None
