"""Claims of written questions and the Cabinet's answers: who answers what, counts, named systems, refusals.

A count that an answer gives is an observation with its unit, population and date (``observedCount``); that a
platform uses a service at all is a claim of its own beside it. Shares are computed by questions, never stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from crawler.records import AnsweredPoint, ListedQuestion, QuestionProgress, WrittenAnswer, WrittenQuestion
from graph.claims.model import ASSERTED, Argument, Claim, Qualifiers, TextEvidence, Thing, literal
from graph.claims.platforms import served_under
from graph.claims.reading import Named, Reading, named_services, named_systems
from graph.extract.modality import modality, refusal
from graph.extract.observations import Observation, observations
from graph.text.dates import parse_date
from graph.text.normalise import normalise
from graph.text.sentences import sentences

VERSION = "2"
HOUSES = {"参議院": "councillors", "衆議院": "representatives"}
OBSERVATION_CONFIDENCE = 0.95
REFUSAL_CONFIDENCE = 0.9

Read = Callable[[str], Reading]


def question_argument(house: str, session: int, number: int) -> Argument:
    """A written question by house, session and number."""
    return Argument("question", "", f"{HOUSES[house]}/{session}/{number}")


def answer_argument(house: str, session: int, number: int) -> Argument:
    """A written answer by house, session and number of its question."""
    return Argument("answer", "", f"{HOUSES[house]}/{session}/{number}")


def listed_thing(record: ListedQuestion) -> Thing:
    """A question as its session's list names it, answered or not."""
    argument = question_argument(record.house, record.session, record.number)
    return Thing(argument, record.title, _head(record.session, record.number, None, record.submitter))


def progress_thing(record: QuestionProgress) -> Thing:
    """What has become of a question: its state and days, part of what it is."""
    argument = question_argument(record.house, record.session, record.number)
    days = (("date", record.submitted), ("answeredOn", record.answered), ("withdrawnOn", record.withdrawn))
    return Thing(
        argument,
        record.title,
        (("progressState", record.state), *((name, day) for name, day in days if day)),
    )


def question_claims(record: WrittenQuestion, read: Read) -> Iterator[Claim | Thing]:
    """The question with what it names: the questioner's words, so nothing here says that anything is so."""
    argument = question_argument(record.house, record.session, record.number)
    key = f"{HOUSES[record.house]}/{record.session}/{record.number}/question"
    yield Thing(argument, record.title, _head(record.session, record.number, record.date, record.submitter))
    body = record.text[record.body_start : record.body_end]
    yield from _names(argument, key, record.text, record.body_start, read(body), "")


def answer_claims(record: WrittenAnswer, points: Sequence[AnsweredPoint], read: Read) -> Iterator[Claim | Thing]:
    """The answer, its points, and in each point: observations, systems and services named, refusals."""
    house = HOUSES[record.house]
    scope = f"{house}/{record.session}/{record.number}"
    answer = answer_argument(record.house, record.session, record.number)
    question = question_argument(record.house, record.session, record.number)
    yield Thing(
        answer,
        record.title or record.reference,
        (*_head(record.session, record.number, record.date, record.answerer), ("reference", record.reference)),
    )
    at = record.text.find(record.reference) if record.reference else -1
    span = (
        (at, at + len(record.reference))
        if at >= 0
        else (record.body_start, min(record.body_end, record.body_start + 40))
    )
    yield Claim(f"{scope}/answer", "answers", answer, question, (TextEvidence.of(record.text, *span),))
    for point in points:
        argument = Argument("answered_point", "", f"{scope}/{point.ordinal}")
        yield Thing(argument, point.heading or record.title, (("ordinal", point.ordinal),), (("partOf", answer),))
        key = f"{scope}/answer/{point.heading or point.ordinal}"
        reading = read(record.text[point.start : point.end])
        yield from _names(argument, key, record.text, point.start, reading, scope)
        yield from _observed(record, point, key, reading, scope)
        for said in served_under(key, record.text[point.start : point.end], reading, scope, "", read):
            place = TextEvidence.of(record.text, point.start + said.start, point.start + said.end)
            yield said.claim((place,))
        yield from _refused(record.text, point, key, argument)


def _head(session: int, number: int, date: str | None, person: str) -> tuple[tuple[str, str | int], ...]:
    head: list[tuple[str, str | int]] = [("session", session), ("number", number), ("person", person)]
    if date:
        head.append(("date", date))
    return tuple(head)


def _names(argument: Argument, key: str, text: str, offset: int, reading: Reading, scope: str) -> Iterator[Claim]:
    found: Iterable[Named] = (*named_systems(reading, scope), *named_services(reading))
    for named in found:
        evidence = TextEvidence.of(text, offset + named.start, offset + named.end)
        yield Claim(key, "names", argument, named.argument, (evidence,), confidence=named.confidence)


def _observed(record: WrittenAnswer, point: AnsweredPoint, key: str, reading: Reading, scope: str) -> Iterator[Claim]:
    body = record.text[point.start : point.end]
    for observation in observations(body, reading.mentions):
        if observation.scope is None:
            continue  # a count of nothing that is named says nothing of a platform
        platform = Argument("system", observation.scope.text, scope=scope)
        service = Argument("service", observation.service.text)
        quote = TextEvidence.of(record.text, point.start + observation.start, point.start + observation.end)
        mode = _modality(body, observation)
        date, precision = _date(observation)
        yield Claim(
            key,
            "observedCount",
            platform,
            service,
            (quote,),
            Qualifiers(
                count=observation.count.value,
                unit=observation.unit,
                population=observation.population,
                valid_from=date,
                valid_through=date,
                valid_precision=precision,
            ),
            modality=mode,
            confidence=OBSERVATION_CONFIDENCE,
        )
        if observation.count.value:
            yield Claim(
                key,
                "usesService",
                platform,
                service,
                (quote,),
                Qualifiers(valid_from=date, valid_precision=precision),
                modality=mode,
                confidence=OBSERVATION_CONFIDENCE,
            )


def _date(observation: Observation) -> tuple[str, str]:
    value = parse_date(normalise(observation.date.text).text) if observation.date else None
    return (value.resolved.isoformat(), value.precision) if value else ("", "")


def _modality(body: str, observation: Observation) -> str:
    for start, end in sentences(body):
        if start <= observation.start < end:
            return modality(body[start:end], observation.start - start, observation.end - start)
    return ASSERTED


def _refused(text: str, point: AnsweredPoint, key: str, argument: Argument) -> Iterator[Claim]:
    body = text[point.start : point.end]
    for start, end in sentences(body):
        sentence = body[start:end]
        if refusal(sentence):
            evidence = TextEvidence.of(text, point.start + start, point.start + end)
            yield Claim(
                key, "refusesToAnswer", argument, literal(sentence.strip()), (evidence,), confidence=REFUSAL_CONFIDENCE
            )
