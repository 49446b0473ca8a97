"""The administrative project review through the RS system's own interface: projects, payees and who pays whom."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlencode, urlsplit

from scrapy import Request
from scrapy.http import Response

from crawler.access.api import ApiRequest
from crawler.access.base import PART
from crawler.access.paged_api import ApiPage, PagedApiSpider
from crawler.completeness import Promised
from crawler.pages import rs_api_projects
from crawler.pages.table import looks_like_html
from crawler.recorder import PAGE_KIND

_API = "https://rssystem.go.jp/api/projects"
_PAGE = 1000
_BEHIND = {"payment-groups": "rs_api_payees", "payment-edges": "rs_api_edges"}


class ReviewInterface(PagedApiSpider):
    """``izon crawl rs_api -a sheet_year=2026 -a ministry=デジタル庁``: two requests a project behind the list."""

    # SourceSpider
    name = "rs_api"
    slice_argument = "sheet_year"

    # ApiSpider
    page_kind = "rs_api_projects"

    # PagedApiSpider
    records = "projects"

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._listed: list[rs_api_projects.ListedProject] = []  # on the page at hand

    def check_attributes(self) -> None:
        """As the base class, and: what stands behind the list is read."""
        super().check_attributes()
        for kind in _BEHIND.values():
            self.require_page_kind(kind)

    def absence(self, response: Response) -> str | None:
        """As the base class; for an address that it does not know the site answers with its own page and status 200."""
        reason = super().absence(response)
        return "status 200 with an HTML page in its place" if not reason and looks_like_html(response.body) else reason

    def first_request(self, part: int) -> ApiRequest:
        """The first thousand."""
        return self._request(part, 1)

    def follow(self, response: Response) -> Iterator[Request]:
        """From a page of the list the next one, and payees and edges of each project."""
        if response.meta[PAGE_KIND] != self.page_kind:
            return
        self._listed = []
        yield from super().follow(response)
        part, wanted = response.meta[PART], self.argument("ministry")
        for project in self._listed:
            if wanted and not project.ministry.startswith(wanted):
                continue
            for what, kind in _BEHIND.items():
                thing = Promised(str(part), what, project.project_id)
                self.completeness.promise([thing])
                url = f"{_API}/{project.identifier}/{what}/"
                yield self.ask(url, kind, thing, part, arguments={"project": project.project_id})

    def read_page(self, body: bytes, asked: ApiRequest, part: int) -> ApiPage:
        """Total and projects of a page; the next one where the interface says that there is one."""
        page = rs_api_projects.read_page(body, asked.url)
        self._listed = list(page.projects)
        number = int(parse_qs(urlsplit(asked.url).query)["page"][0])
        following = self._request(part, number + 1) if page.has_next else None
        return ApiPage(page.total, tuple(project.identifier for project in page.projects), following)

    def _request(self, year: int, number: int) -> ApiRequest:
        return ApiRequest(f"{_API}/?{urlencode({'fiscal_year': year, 'page_size': _PAGE, 'page': number})}")
