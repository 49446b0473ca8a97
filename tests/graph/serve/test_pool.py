"""The places of quick queries: none is lost, however badly a query's wait for one ends."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pyoxigraph
import pytest

from graph.rdf.endpoint import pool
from graph.rdf.endpoint.pool import Limits, Pool, QueryEndedError
from graph.rdf.endpoint.worker import Request
from graph.rdf.endpoint.workers import Nursery


def test_worker_that_comes_free_in_the_moment_that_a_wait_ends_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pyoxigraph.Store(str(tmp_path / "store")).flush()
    wait = 0.1

    async def missed() -> None:
        nursery = Nursery()
        of_one = Pool(nursery, tmp_path / "store", Limits(quick_workers=1, quick_seconds=10))
        try:
            await of_one.open()
            worker = await of_one._take()
            monkeypatch.setattr(pool, "_WORKER_SECONDS", wait)
            waiting = asyncio.create_task(of_one._take())
            await asyncio.sleep(0)
            asyncio.get_running_loop().call_later(wait / 10, of_one._give, worker)
            time.sleep(2 * wait)  # noqa: ASYNC251 -- the loop is busy: it sees the worker and the end of the wait at once
            with pytest.raises(QueryEndedError, match="No worker was free"):
                await waiting
            monkeypatch.undo()
            answer = await asyncio.wait_for(of_one.answer(Request("ASK {}", (), (), "json", None, 10)), 5)
            assert answer.whole is not None
        finally:
            of_one.kill()
            nursery.close()

    asyncio.run(missed())
