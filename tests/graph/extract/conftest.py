"""One extractor for all tests of this folder, on the project's own reference data."""

from collections.abc import Callable
from pathlib import Path

import pytest

from graph.extract.gazetteer import Gazetteer
from graph.extract.mention import Mention
from graph.extract.pipeline import Extractor

REFERENCE = Path(__file__).parents[3] / "ontology" / "reference"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.from_reference(REFERENCE)


@pytest.fixture(scope="session")
def extractor(gazetteer: Gazetteer) -> Extractor:
    return Extractor(gazetteer)


@pytest.fixture(scope="session")
def find(extractor: Extractor) -> Callable[[str], list[Mention]]:
    """The mentions of one text; each quotes the text's own characters."""

    def mentions(text: str) -> list[Mention]:
        (found,) = extractor.mentions([text])
        for mention in found:
            assert text[mention.start : mention.end] == mention.text
        return found

    return mentions


@pytest.fixture(scope="session")
def of_type(find: Callable[[str], list[Mention]]) -> Callable[[str, str], list[str]]:
    """The surfaces of one type in a text."""

    def surfaces(text: str, kind: str) -> list[str]:
        return [mention.text for mention in find(text) if mention.type == kind]

    return surfaces
