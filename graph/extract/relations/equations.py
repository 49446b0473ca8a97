"""Who a clause without a verb of work says does it: Xの運用保守業務の委託先は|A社|である, A社は|Xの開発事業者|である."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.extract.mention import VENDOR
from graph.extract.relations.found import Found
from graph.extract.relations.relation import OPERATED_BY
from graph.extract.relations.scene import Scene
from graph.extract.relations.work import NOT_THE_WORK, is_other_work, predicates

_WHO = (
    r"(?:の|に係る)(?P<work>[^ぁ-ん、。()「」]{2,24}?)(?:の)?(?P<who>受託者|受託事業者|受託会社|委託先|請負者|請負業者|"
    r"(?:開発|運用|保守|構築)?(?:事業者|業者|ベンダー?|会社))"
)
_NAMED_AFTER = re.compile(rf"{_WHO}(?:は|が)、?$")
_NAMED_BEFORE = re.compile(rf"{_WHO}(?:であ|です|として)")


def find_equations(scene: Scene) -> Iterator[Found]:
    """登記情報システムの運用保守業務の委託先は|富士通株式会社|である; 富士通株式会社は|Xの開発事業者|である."""
    text = scene.text
    for body in scene.bodies:
        if body.argument.type != VENDOR:
            continue
        for system in scene.systems:
            if not system.named:
                continue
            if system.end <= body.start:
                match = _NAMED_AFTER.fullmatch(text[scene.behind(system) : body.start])
                if match is None or not re.match("であ|です|。|が(?:選|決)", text[scene.behind(body) :]):
                    continue
                end = scene.behind(body) + 2
            else:
                match = _NAMED_BEFORE.match(text, scene.behind(system))
                if match is None or not re.fullmatch("は、?", text[scene.behind(body) : system.start]):
                    continue
                end = match.end()
            start = min(system.start, body.start)
            words = match["work"] + match["who"]
            if is_other_work(words) or NOT_THE_WORK.search(words):
                continue
            for predicate in predicates(words):
                pair = (body.argument, system.argument)
                subject, other = reversed(pair) if predicate == OPERATED_BY else pair
                yield Found(subject, predicate, other, start, min(end, len(text)), "clause-equated")
