"""The command that serves the published build on the web: here the site meets the crawler's knowledge of sources."""

from __future__ import annotations

import os
import sys

import click

from crawler import sources
from crawler.settings import CONTACT
from graph import iri
from graph.build import builds
from graph.cli.console import Console, common
from graph.home import Home
from graph.rdf.endpoint.pool import Limits
from graph.rdf.endpoint.publication import NothingPublishedError, Publication
from graph.serve import server
from graph.serve.archived import ArchivedCopies
from graph.serve.site import Counts, Settings, Site

_PORT = 7480
_OTHER_CLASSES = {"Organization": iri.PREFIXES["org"] + "Organization", "Contract": iri.PREFIXES["epo"] + "Contract"}


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; the default is this machine only."
)
@click.option("--port", default=_PORT, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option(
    "--time-limit", type=click.FloatRange(min=0.1), default=30.0, show_default=True, help="Seconds a query may take."
)
@click.option(
    "--row-limit", type=click.IntRange(min=1), default=100_000, show_default=True, help="Rows a result may have."
)
@click.option(
    "--memory-limit", type=click.IntRange(min=128), default=1024, show_default=True, help="MiB a query may take."
)
@click.option(
    "--workers", type=click.IntRange(min=2), help="Processes for quick queries (default: one more than cores)."
)
@click.option("--slow-workers", type=click.IntRange(min=1), help="Processes for slow ones (default: as many as cores).")
@click.option("--contact", help=f"Whom pages name for corrections: a mail or web address (default: ${CONTACT}).")
@click.option("--public-url", default="", help="The address that clients use, where a proxy stands before this server.")
@common
def serve(
    home: Home,
    console: Console,
    host: str,
    port: int,
    time_limit: float,
    row_limit: int,
    memory_limit: int,
    workers: int | None,
    slow_workers: int | None,
    contact: str | None,
    public_url: str,
) -> None:
    """Serve the published build: a SPARQL endpoint, and a page for every IRI. Ends with SIGINT or SIGTERM."""
    cores = os.cpu_count() or 1
    limits = Limits(
        seconds=time_limit,
        rows=row_limit,
        memory=memory_limit << 20,
        quick_workers=workers or cores + 1,
        slow_workers=slow_workers or cores,
    )
    contact = os.environ.get(CONTACT, "").strip() if contact is None else contact.strip()
    if not contact:
        console.log(f"pages name no contact for corrections: set {CONTACT} or --contact")
    copies = ArchivedCopies([sys.executable, "-m", "graph.cli.archived", str(home.path)], home.path / "archive")

    def site(publication: Publication) -> Site:
        return Site(publication, Settings(contact, public_url), lambda: _counts(home), _attributions(), copies)

    try:
        with server.listen(host, port) as at:
            address, number = at.getsockname()[:2]
            shown = f"[{address}]" if ":" in address else address
            url = f"http://{shown}:{number}/"

            def ready() -> None:
                console.result(
                    {"url": url, "sparql": f"{url}sparql", "pid": os.getpid()},
                    [f"pages: {url}", f"SPARQL endpoint: {url}sparql"],
                )
                sys.stdout.flush()

            server.run(lambda: Publication(home.rdf, limits), site, at, ready)
    except (server.AddressError, NothingPublishedError) as error:
        console.fail(str(error))


def _counts(home: Home) -> Counts | None:
    made = builds.published(home)
    if made is None:
        return None
    things = {
        _OTHER_CLASSES.get(name.removeprefix("entities/"), iri.term(name.removeprefix("entities/"))): number
        for name, number in made.counts.items()
        if name.startswith("entities/")
    }
    return Counts(made.name, made.quads, things)


def _attributions() -> dict[str, str]:
    """How each source wants to be named."""
    return {name: sources.load(name).attribution for name in sources.names()}
