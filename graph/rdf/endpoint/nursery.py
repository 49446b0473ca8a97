"""The process that workers are forked from: it has imported what they need, so that a new one is there in milliseconds.

``python -m graph.rdf.endpoint.nursery FD``: each message on the socket FD is a JSON object (folder, memory) with one
end of a socket pair for the worker. When the socket closes, the nursery ends, and every worker with it.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from typing import NoReturn

from graph.rdf.endpoint.worker import serve

_LONGEST = 8192


def main(control: socket.socket) -> None:
    """Forks a worker for each message until the other end closes; then kills what is left of its process group."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears ended workers away
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _LONGEST, 1)
        if not message:
            os.killpg(0, signal.SIGKILL)
        for descriptor in descriptors:
            if os.fork() == 0:
                _work(control, descriptor, message)
            os.close(descriptor)


def _work(control: socket.socket, descriptor: int, message: bytes) -> NoReturn:
    code = 1
    try:
        control.close()
        wanted = json.loads(message)
        with socket.socket(fileno=descriptor) as stream:
            serve(wanted["folder"], stream, wanted["memory"])
        code = 0
    except (BrokenPipeError, ConnectionResetError):
        code = 0  # nobody waits for the answer any more
    except MemoryError:
        pass  # whoever asked sees that the process ended
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
