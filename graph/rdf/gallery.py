"""The competency questions as data (SHACL 1.1's ``sh:SPARQLExecutable``), so that any client can list and run them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph import iri
from graph.rdf.nquads import quote

_CLASSES = {"Organization": iri.PREFIXES["org"] + "Organization", "Contract": iri.PREFIXES["epo"] + "Contract"}
_GRAPH = f"<{iri.QUESTIONS}> ."


@dataclass(frozen=True, slots=True)
class Parameter:
    """What may be exchanged in a query's ``VALUES`` line: ``thing`` is a class, or ``integer``."""

    name: str
    thing: str
    default: str | int


@dataclass(frozen=True, slots=True)
class Executable:
    """A SELECT query that runs as it stands, with its title in both languages."""

    slug: str  # number and name: 01-providers-of-a-function
    number: int
    title_en: str
    title_ja: str
    text: str
    parameters: tuple[Parameter, ...]


def load(folder: Path) -> list[Executable]:
    """The questions in the folders below ``folder``: ``question.toml`` and ``query.rq`` of each, in the order of their names."""
    found = []
    for path in sorted(folder.glob("*/question.toml")):
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
        parameters = tuple(Parameter(p["name"], p["thing"], p["default"]) for p in facts.get("parameter", ()))
        text = (path.parent / "query.rq").read_text(encoding="utf-8")
        found.append(
            Executable(path.parent.name, facts["number"], facts["title_en"], facts["title_ja"], text, parameters)
        )
    return found


def quads(executables: Iterable[Executable]) -> Iterator[str]:
    """Lines of N-Quads, in the graph of the questions."""
    declared = f"<{iri.QUESTIONS}>"
    yield f"{declared} {_in('rdf', 'type')} {_in('owl', 'Ontology')} {_GRAPH}"
    for name, namespace in sorted(iri.PREFIXES.items()):
        declaration = f"<{iri.QUESTIONS}#{name}>"
        yield f"{declared} {_in('sh', 'declare')} {declaration} {_GRAPH}"
        yield f"{declaration} {_in('sh', 'prefix')} {quote(name)} {_GRAPH}"
        yield f"{declaration} {_in('sh', 'namespace')} {quote(namespace)}^^{_in('xsd', 'anyURI')} {_GRAPH}"
    for executable in executables:
        subject = f"<{iri.competency_question(executable.slug)}>"
        yield f"{subject} {_in('rdf', 'type')} {_in('sh', 'SPARQLExecutable')} {_GRAPH}"
        yield f"{subject} {_in('rdf', 'type')} {_in('sh', 'SPARQLSelectExecutable')} {_GRAPH}"
        yield f"{subject} {_in('dct', 'identifier')} {quote(str(executable.number))}^^{_in('xsd', 'integer')} {_GRAPH}"
        for language, title in (("en", executable.title_en), ("ja", executable.title_ja)):
            yield f"{subject} {_in('rdfs', 'label')} {quote(title)}@{language} {_GRAPH}"
            yield f"{subject} {_in('rdfs', 'comment')} {quote(title)}@{language} {_GRAPH}"
        yield f"{subject} {_in('sh', 'prefixes')} {declared} {_GRAPH}"
        yield f"{subject} {_in('sh', 'select')} {quote(executable.text)} {_GRAPH}"
        for parameter in executable.parameters:
            yield from _parameter(executable.slug, subject, parameter)


def _parameter(slug: str, question: str, parameter: Parameter) -> Iterator[str]:
    subject = f"<{iri.competency_question(slug)}#{parameter.name}>"
    yield f"{question} {_in('sh', 'parameter')} {subject} {_GRAPH}"
    yield f"{subject} {_in('rdf', 'type')} {_in('sh', 'Parameter')} {_GRAPH}"
    yield f"{subject} {_in('sh', 'name')} {quote(parameter.name)} {_GRAPH}"
    if isinstance(parameter.default, int):
        yield f"{subject} {_in('sh', 'datatype')} {_in('xsd', 'integer')} {_GRAPH}"
        yield f"{subject} {_in('sh', 'defaultValue')} {quote(str(parameter.default))}^^{_in('xsd', 'integer')} {_GRAPH}"
        return
    thing = _CLASSES.get(parameter.thing) or iri.term(parameter.thing)
    if parameter.thing == "Resource":
        thing = iri.PREFIXES["rdfs"] + "Resource"
    default = parameter.default
    value = f"<{default}>" if default.startswith(iri.BASE) else quote(default)
    yield f"{subject} {_in('sh', 'class')} <{thing}> {_GRAPH}"
    yield f"{subject} {_in('sh', 'defaultValue')} {value} {_GRAPH}"


def _in(prefix: str, name: str) -> str:
    return f"<{iri.PREFIXES[prefix]}{name}>"
