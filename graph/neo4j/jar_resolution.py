"""Which jars the embedded Neo4j needs: Maven's resolution of two artifacts, and the Browser. Run to renew the lock."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from graph.neo4j.jars import FETCH_THREADS, FETCH_TIMEOUT_SECONDS, Jar, JarLock, sha256_of

if TYPE_CHECKING:
    from jgo.maven import Artifact

NEO4J_VERSION = "2026.09.0"
SERVER = ("org.neo4j:neo4j", "org.neo4j.app:neo4j-server")  # kernel, Cypher, Bolt, import tool · HTTP and entry point
BROWSER = ("org.neo4j.client", "neo4j-browser", "5.24.0")  # the newest one published as a jar; a static site


def resolve(work: Path) -> JarLock:
    """The lock of :data:`NEO4J_VERSION`: the runtime closure of the server's artifacts, and the Browser alone.

    Needs the network; about 30 s for the POMs and as long for the jars, all of which are fetched to be hashed.
    ``work`` is a folder for what is fetched; it is deleted afterwards.
    """
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=work, timeout=FETCH_TIMEOUT_SECONDS)
    wanted = [context.create_dependency(f"{name}:{NEO4J_VERSION}") for name in SERVER]
    for dependency in wanted:
        # Versions as the artifacts' own POMs say, as Maven does; without this jgo also applies what they manage for
        # their builds, which brings other versions and test libraries.
        dependency.raw = True
    direct, transitive = context.resolver.resolve(wanted)
    artifacts = [dependency.artifact for dependency in (*direct, *transitive) if dependency.scope != "provided"]
    group, name, version = BROWSER
    artifacts.append(context.project(group, name).at_version(version).artifact())

    with ThreadPoolExecutor(FETCH_THREADS) as pool:
        jars = tuple(sorted(pool.map(_lock_entry, artifacts)))
    shutil.rmtree(work)
    return JarLock(NEO4J_VERSION, jars)


def _lock_entry(artifact: Artifact) -> Jar:
    path = Path(artifact.resolve())
    return Jar(
        artifact.groupId,
        artifact.artifactId,
        artifact.version,
        artifact.classifier,
        artifact.packaging,
        path.name,
        sha256_of(path),
    )
