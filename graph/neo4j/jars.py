"""The embedded Neo4j's jars: the lock that names each with its SHA-256, and the cache that all homes share.

Neo4j Community is GPLv3 and no part of Izon: it is fetched on the user's machine and run as a separate program.

``python -m graph.neo4j.jars lock`` writes the lock anew (after a change of version in ``jar_resolution``);
``python -m graph.neo4j.jars fetch`` fills the cache.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from graph.neo4j.errors import JarDigestError, JarFetchError

FETCH_THREADS = 16
FETCH_ATTEMPTS = 3
FETCH_TIMEOUT_SECONDS = 60

Progress = Callable[[int, int], None]
"""Told after each jar how many are there and how many there are in all."""


@dataclass(frozen=True, slots=True, order=True)
class Jar:
    """One file of the lock, by its Maven coordinates."""

    group: str
    artifact: str
    version: str
    classifier: str  # "" for the main jar
    packaging: str
    file: str  # its name in the cache
    sha256: str  # lower-case hexadecimal


@dataclass(frozen=True, slots=True)
class JarLock:
    """Every jar that one version of the embedded Neo4j runs on."""

    version: str
    jars: tuple[Jar, ...]

    @classmethod
    def packaged(cls) -> JarLock:
        """The lock that is shipped with this package."""
        return cls.parse(resources.files("graph.neo4j").joinpath("jars.lock.toml").read_text("utf-8"))

    @classmethod
    def parse(cls, text: str) -> JarLock:
        """The lock that ``text`` (TOML) holds. A missing or an unknown key raises ``KeyError`` or ``TypeError``."""
        content = tomllib.loads(text)
        return cls(content["version"], tuple(Jar(**entry) for entry in content["jars"]))

    def to_toml(self) -> str:
        """The lock as text: one line a jar, sorted, so that a change reads as one."""
        lines = [
            "# The jars of the embedded Neo4j. Written by `python -m graph.neo4j.jars lock`; do not edit.",
            f'version = "{self.version}"',
            "jars = [",
        ]
        for jar in sorted(self.jars):
            fields = ", ".join(f'{name} = "{getattr(jar, name)}"' for name in Jar.__slots__)
            lines.append(f"    {{ {fields} }},")
        return "\n".join([*lines, "]", ""])


def cache_directory(version: str) -> Path:
    """Where the jars of ``version`` lie: ``$XDG_CACHE_HOME/izon/neo4j-<version>`` (``~/.cache`` where unset).

    A relative ``XDG_CACHE_HOME`` is ignored, as the XDG Base Directory Specification says.
    """
    configured = Path(os.environ.get("XDG_CACHE_HOME", ""))
    base = configured if configured.is_absolute() else Path.home() / ".cache"
    return base / "izon" / f"neo4j-{version}"


def fetch(cache: Path | None = None, progress: Progress | None = None, lock: JarLock | None = None) -> Path:
    """The folder that holds every jar of ``lock``, fetched where missing and each checked against its SHA-256.

    ``cache`` is the folder to keep them in (default :func:`cache_directory`), ``lock`` the packaged one by default.
    Every jar is read and hashed at each call: 231 jars take about 0.2 s. A jar appears in the folder only when it
    is whole and right, so an interrupted fetch goes on where it stopped; of two processes that fetch at once the
    second waits and finds them there.

    Raises :class:`JarDigestError` for a file with a wrong digest (it is deleted, so that the next call fetches it
    anew), and :class:`JarFetchError` when one cannot be had.
    """
    lock = lock or JarLock.packaged()
    cache = cache or cache_directory(lock.version)
    library = cache / "lib"
    if not _missing(library, lock.jars):
        return library
    library.mkdir(parents=True, exist_ok=True)
    with (cache / "fetch.lock").open("a") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # given up by the kernel when this process ends, however it ends
        missing = _missing(library, lock.jars)
        if missing:
            _fetch_missing(missing, cache, library, len(lock.jars), progress or _silent)
    return library


@contextlib.contextmanager
def progress_on_stderr() -> Iterator[Progress]:
    """Progress for people: a bar where stderr is a terminal, else a plain line at each fifth."""
    if sys.stderr.isatty():
        from tqdm import tqdm

        with tqdm(desc="Neo4j", unit="jar", leave=False) as bar:

            def draw(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield draw
    else:
        yield _plain_line


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in lower-case hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _silent(done: int, total: int) -> None:
    """For callers that want no progress."""


def _plain_line(done: int, total: int) -> None:
    if done * 5 // total > (done - 1) * 5 // total:
        sys.stderr.write(f"Neo4j: {done} of {total} jars\n")


def _missing(library: Path, jars: Iterable[Jar]) -> list[Jar]:
    """The jars that are not there. Those that are there have the right digest, or :class:`JarDigestError` says not."""
    present: list[Jar] = []
    missing: list[Jar] = []
    for jar in jars:
        (present if (library / jar.file).is_file() else missing).append(jar)
    with ThreadPoolExecutor(FETCH_THREADS) as pool:
        digests = list(pool.map(lambda jar: sha256_of(library / jar.file), present))
    wrong = [(jar, digest) for jar, digest in zip(present, digests, strict=True) if digest != jar.sha256]
    if wrong:
        raise _refused([(library / jar.file, jar, digest) for jar, digest in wrong])
    return missing


def _refused(wrong: list[tuple[Path, Jar, str]]) -> JarDigestError:
    for path, _, _ in wrong:
        path.unlink(missing_ok=True)
    listed = "; ".join(f"{path}: expected SHA-256 {jar.sha256}, found {digest}" for path, jar, digest in wrong)
    return JarDigestError(
        f"{listed}. Deleted, because it is not the file that the lock names; run the command again to fetch it anew. "
        "If it happens again, what is served in its place is not what was published: do not use it."
    )


def _fetch_missing(missing: list[Jar], cache: Path, library: Path, total: int, progress: Progress) -> None:
    repository = cache / "incoming"
    done = total - len(missing)
    wrong: list[tuple[Path, Jar, str]] = []
    with ThreadPoolExecutor(FETCH_THREADS) as pool:
        waiting = {pool.submit(_download, jar, repository): jar for jar in missing}
        try:
            for future in as_completed(waiting):
                jar, path = waiting[future], future.result()
                digest = sha256_of(path)
                if digest == jar.sha256:
                    path.replace(library / jar.file)
                    done += 1
                    progress(done, total)
                else:
                    wrong.append((path, jar, digest))
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if wrong:
        raise _refused(wrong)
    shutil.rmtree(repository)


def _download(jar: Jar, repository: Path) -> Path:
    import requests
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=repository, timeout=FETCH_TIMEOUT_SECONDS)
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    artifact = component.artifact(jar.classifier, jar.packaging)
    incoming = repository / component.path_prefix / jar.file
    causes = []
    for _ in range(FETCH_ATTEMPTS):
        # what lies here was left by a fetch that was interrupted: jgo would take it as it is
        incoming.unlink(missing_ok=True)
        try:
            return Path(artifact.resolve())
        except (requests.RequestException, OSError, RuntimeError) as error:  # RuntimeError: jgo's "not found"
            causes.append(f"{type(error).__name__}: {error}")
    raise JarFetchError(
        f"{jar.file} ({jar.group}:{jar.artifact}:{jar.version}) could not be fetched in {FETCH_ATTEMPTS} attempts; "
        f"the last said: {causes[-1]}. Check the network and run the command again: what was fetched is kept."
    )


def main(arguments: list[str]) -> int:
    """``lock`` writes the lock anew beside this module, ``fetch`` fills the cache and prints where it is."""
    match arguments:
        case ["lock"]:
            from graph.neo4j.jar_resolution import resolve

            lock = resolve(cache_directory("lock"))
            Path(__file__).with_name("jars.lock.toml").write_text(lock.to_toml(), "utf-8")
            sys.stdout.write(f"{len(lock.jars)} jars of Neo4j {lock.version}\n")
        case ["fetch"]:
            with progress_on_stderr() as progress:
                sys.stdout.write(f"{fetch(progress=progress)}\n")
        case _:
            sys.stderr.write("use: python -m graph.neo4j.jars lock|fetch\n")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
