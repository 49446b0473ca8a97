"""Builds that are kept: so many stay, one is in use, and the way back leads to the one made before."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.build import builds
from graph.build.builds import Build, BuildError, KeptBuild
from graph.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.at(tmp_path / "home")


def make(home: Home, letter: str) -> KeptBuild:
    """A build with a table and a store of its own."""
    made = Build(letter * 64, f"inputs of {letter}", 1, {}, {}, {})
    home.unpublished.mkdir(parents=True)
    (home.unpublished / "claims.parquet").write_text(letter, encoding="utf-8")
    (home.rdf / made.name).mkdir(parents=True, exist_ok=True)
    return builds.keep(home, made, home.unpublished)


def names(home: Home) -> str:
    return "".join(one.build.name[0] for one in builds.kept(home))


def in_use(home: Home) -> str:
    made = builds.published(home)
    assert made is not None
    assert (home.rdf / "current").read_text(encoding="utf-8") == made.name
    return (home.published / "claims.parquet").read_text(encoding="utf-8")


def test_three_builds_stay_and_the_latest_is_in_use(home: Home) -> None:
    for letter in "abcde":
        builds.publish(home, make(home, letter))
    assert (names(home), in_use(home)) == ("cde", "e")
    for folder in (home.builds, home.rdf):
        assert sorted(path.name[0] for path in folder.iterdir() if path.is_dir()) == ["c", "d", "e"]


def test_build_that_is_made_is_not_in_use_before_it_is_published(home: Home) -> None:
    builds.publish(home, make(home, "a"))
    made = make(home, "b")
    assert (names(home), in_use(home)) == ("ab", "a")
    builds.publish(home, made)
    assert in_use(home) == "b"


def test_way_back_leads_from_build_to_build_and_forward_again(home: Home) -> None:
    for letter in "abc":
        builds.publish(home, make(home, letter))
    builds.publish(home, builds.before(home))
    assert (in_use(home), names(home)) == ("b", "abc")
    builds.publish(home, builds.before(home))
    assert in_use(home) == "a"
    with pytest.raises(BuildError, match="no earlier build"):
        builds.before(home)
    builds.publish(home, builds.find(home, "cc"))
    assert in_use(home) == "c"
    for wrong in ("", "d", "../a"):
        with pytest.raises(BuildError, match="0 builds are called"):
            builds.find(home, wrong)


def test_build_of_inputs_that_come_back_is_the_latest_again(home: Home) -> None:
    for letter in "abc":
        builds.publish(home, make(home, letter))
    again = builds.renewed(home, builds.find(home, "a"))
    builds.publish(home, again)
    assert (in_use(home), names(home)) == ("a", "bca")
    assert builds.before(home).build.name.startswith("c")


@pytest.mark.parametrize(("given", "kept"), [("2", "de"), ("4", "bcde"), ("", "cde")])
def test_how_many_stay_is_set(given: str, kept: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZON_KEPT_BUILDS", given)
    for letter in "abcde":
        builds.publish(home, make(home, letter))
    assert names(home) == kept


@pytest.mark.parametrize("given", ["0", "1", "-3", "many", "2.5"])
def test_wrong_number_of_builds_is_told(given: str, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IZON_KEPT_BUILDS", given)
    with pytest.raises(BuildError, match="IZON_KEPT_BUILDS"):
        builds.publish(home, make(home, "a"))


def test_pointers_that_disagree_are_no_published_build(home: Home) -> None:
    first, second = make(home, "a"), make(home, "b")
    builds.publish(home, first)
    builds.publish(home, second)
    (home.rdf / "current").write_text(first.build.name, encoding="utf-8")
    assert builds.published(home) is None
    builds.publish(home, second)
    assert in_use(home) == "b"


def test_home_of_an_earlier_version_is_taken_over(home: Home) -> None:
    builds.publish(home, make(home, "a"))
    folder = home.published.resolve()
    home.published.unlink()
    folder.rename(home.published)
    (home.published / "build.json").unlink()
    assert in_use(home) == "a"
    assert builds.kept(home) == []
    builds.publish(home, make(home, "b"))
    assert (in_use(home), names(home)) == ("b", "ab")


def test_builds_that_hold_what_was_redacted_go_at_once_or_with_the_next(home: Home) -> None:
    for letter in "abc":
        builds.publish(home, make(home, letter))
    (home.loaded_over_bolt / "server").mkdir(parents=True)
    assert [name[0] for name in builds.outdate(home)] == ["a", "b"]
    assert not home.loaded_over_bolt.exists()
    assert (in_use(home), names(home)) == ("c", "")
    builds.publish(home, make(home, "d"))
    assert (in_use(home), names(home)) == ("d", "d")
    assert [path.name[0] for path in home.builds.iterdir()] == ["d"]
