"""The lock of the jars, and the cache that it fills. Fetches a few small jars for real."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.neo4j.errors import JarDigestError, JarFetchError
from graph.neo4j.jars import JarLock, cache_directory, fetch, sha256_of


@pytest.fixture(scope="session")
def lock() -> JarLock:
    return JarLock.packaged()


@pytest.fixture(scope="session")
def library() -> Path:
    return fetch()


@pytest.fixture
def three(lock: JarLock, library: Path) -> JarLock:
    """The lock, cut down to its three smallest jars."""
    smallest = sorted(lock.jars, key=lambda jar: (library / jar.file).stat().st_size)[:3]
    return JarLock(lock.version, tuple(smallest))


def _fill(cache: Path, lock: JarLock, library: Path) -> None:
    (cache / "lib").mkdir(parents=True)
    for jar in lock.jars:
        shutil.copy(library / jar.file, cache / "lib")


def test_lock_names_server_and_browser_once_with_digests_and_no_host(lock: JarLock) -> None:
    names = {(jar.group, jar.artifact): jar.version for jar in lock.jars}
    assert names["org.neo4j", "neo4j"] == names["org.neo4j.app", "neo4j-server"] == lock.version == "2026.09.0"
    assert names["org.neo4j.client", "neo4j-browser"] == "5.24.0"
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in lock.jars)
    assert len({jar.file for jar in lock.jars}) == len(lock.jars) == 231
    assert not re.search(r"https?:|maven2|junit|mockito", lock.to_toml())


def test_lock_reads_back_as_it_was_written(lock: JarLock) -> None:
    assert JarLock.parse(lock.to_toml()) == JarLock(lock.version, tuple(sorted(lock.jars)))


def test_cache_is_per_user_and_follows_xdg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_directory("1") == tmp_path / "izon" / "neo4j-1"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    assert cache_directory("1") == Path.home() / ".cache" / "izon" / "neo4j-1"


@pytest.mark.neo4j
def test_full_cache_is_verified_in_under_a_second(library: Path, lock: JarLock) -> None:
    begin = time.process_time()
    assert fetch() == library
    assert time.process_time() - begin < 1
    assert {path.name for path in library.iterdir()} == {jar.file for jar in lock.jars}


@pytest.mark.neo4j
def test_one_changed_byte_is_refused_deleted_and_fetched_anew(tmp_path: Path, three: JarLock, library: Path) -> None:
    _fill(tmp_path, three, library)
    victim = tmp_path / "lib" / three.jars[1].file
    content = bytearray(victim.read_bytes())
    content[-1] ^= 1
    victim.write_bytes(content)
    with pytest.raises(JarDigestError, match=re.escape(victim.name) + ".*expected SHA-256 " + three.jars[1].sha256):
        fetch(tmp_path, lock=three)
    assert sorted(path.name for path in (tmp_path / "lib").iterdir()) == sorted(
        jar.file for jar in three.jars if jar.file != victim.name
    )
    fetch(tmp_path, lock=three)
    assert sha256_of(victim) == three.jars[1].sha256


@pytest.mark.neo4j
def test_fetched_jar_that_the_lock_does_not_name_is_refused(tmp_path: Path, three: JarLock) -> None:
    wrong = dataclasses.replace(three.jars[0], sha256="0" * 64)
    with pytest.raises(JarDigestError, match=re.escape(wrong.file)):
        fetch(tmp_path, lock=JarLock(three.version, (wrong, *three.jars[1:])))
    assert {path.name for path in tmp_path.rglob("*.jar")} == {jar.file for jar in three.jars[1:]}


@pytest.mark.neo4j
def test_jar_that_does_not_exist_is_named(tmp_path: Path, three: JarLock) -> None:
    absent = dataclasses.replace(three.jars[0], version="0.0.0", file=f"{three.jars[0].artifact}-0.0.0.jar")
    with pytest.raises(JarFetchError, match=re.escape(absent.file) + ".*run the command again"):
        fetch(tmp_path, lock=JarLock(three.version, (absent,)))


@pytest.mark.neo4j
def test_interrupted_fetch_goes_on_and_leaves_nothing_behind(tmp_path: Path, three: JarLock, library: Path) -> None:
    _fill(tmp_path, JarLock(three.version, three.jars[:1]), library)
    torn = three.jars[1]
    part = tmp_path / "incoming" / Path(*torn.group.split("."), torn.artifact, torn.version, torn.file)
    part.parent.mkdir(parents=True)
    part.write_bytes((library / torn.file).read_bytes()[:100])
    heard: list[tuple[int, int]] = []
    fetch(tmp_path, lambda done, total: heard.append((done, total)), three)
    assert heard == [(2, 3), (3, 3)]
    assert all(sha256_of(tmp_path / "lib" / jar.file) == jar.sha256 for jar in three.jars)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["fetch.lock", "lib"]


@pytest.mark.neo4j
def test_two_processes_may_fetch_at_once_and_no_home_folder_is_touched(tmp_path: Path, three: JarLock) -> None:
    names = [jar.file for jar in three.jars]
    program = (
        "import sys; from pathlib import Path; from graph.neo4j.jars import JarLock, fetch;"
        f"lock = JarLock.packaged(); part = tuple(jar for jar in lock.jars if jar.file in {names!r});"
        "fetch(Path(sys.argv[1]), lock=JarLock(lock.version, part))"
    )
    elsewhere = tmp_path / "user"
    elsewhere.mkdir()
    command = [sys.executable, "-c", program, str(tmp_path / "cache")]
    environment = os.environ | {"HOME": str(elsewhere)}
    running = [
        subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3])
        for _ in range(2)
    ]
    for process in running:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert {path.name for path in (tmp_path / "cache" / "lib").iterdir()} == set(names)
    assert not list(elsewhere.iterdir())
