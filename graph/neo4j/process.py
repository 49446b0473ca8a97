"""Which process the embedded server is: found again after any crash, never taken for another one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import psutil

from graph.neo4j.files import write_atomically


def remember(record: Path, process: psutil.Process) -> None:
    """Writes down which process it is: its id, and when it started, since ids are used again."""
    write_atomically(record, json.dumps({"pid": process.pid, "started": _started(process)}) + "\n")


def find(record: Path, program: str, arguments: Sequence[str]) -> psutil.Process | None:
    """The process that was remembered, if it lives; else one that runs ``program`` with (among others) ``arguments``.

    The second way finds a server whose starter was killed before it could write the record. A record that fits no
    living process is deleted.
    """
    process = remembered(record)
    if process is None:
        record.unlink(missing_ok=True)
        process = _running(program, arguments)
    return process


def remembered(record: Path) -> psutil.Process | None:
    """The process that was remembered, if it lives."""
    try:
        content = json.loads(record.read_text("utf-8"))
        process = psutil.Process(content["pid"])
        same = _started(process) == content["started"]
    except (FileNotFoundError, ValueError, KeyError, TypeError, psutil.NoSuchProcess):
        return None
    return process if same and alive(process) else None


def alive(process: psutil.Process) -> bool:
    """Whether it still runs. A process that has ended but was not yet waited for does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def listening_ports(process: psutil.Process) -> frozenset[int]:
    """The TCP ports on which it accepts connections."""
    try:
        connections = process.net_connections(kind="tcp")
    except psutil.NoSuchProcess:
        return frozenset()
    return frozenset(each.laddr.port for each in connections if each.status == psutil.CONN_LISTEN)


def _running(program: str, arguments: Sequence[str]) -> psutil.Process | None:
    for process in psutil.process_iter(["cmdline"]):
        name, *given = process.info["cmdline"] or [""]
        if Path(name).name == program and set(arguments) <= set(given) and alive(process):
            return process
    return None


def _started(process: psutil.Process) -> str:
    """When it started, in a form that setting the clock does not change where the system tells (Linux)."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    if not boot.exists():
        return str(process.create_time())
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text("utf-8", errors="replace").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        raise psutil.NoSuchProcess(process.pid) from None
    ticks_since_boot = fields[19]  # field 22 of proc_pid_stat(5), the first two being cut off
    return f"{boot.read_text('ascii').strip()}:{ticks_since_boot}"
