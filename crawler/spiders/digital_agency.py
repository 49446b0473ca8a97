"""The Digital Agency (デジタル庁): its monthly contract tables, and its pages on Government Cloud and standardisation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawler.access.index_then_detail import Detail, IndexThenDetailSpider
from crawler.access.slices import SpiderArgumentError, words
from crawler.pages import contract_files, policy_index
from crawler.records import PublishedFile

_SITE = "https://www.digital.go.jp"


class AgencyContracts(IndexThenDetailSpider):
    """``izon crawl digital_agency_contracts``: every table that the page, and lists of earlier years below it, link."""

    # SourceSpider
    name = "digital_agency_contracts"
    slice_argument = None

    # IndexThenDetailSpider
    index_kind = "contract_files"
    detail_kinds = ("ministry_contract",)

    def index_url(self, part: Any) -> str:  # noqa: ARG002 -- one list
        """公共調達の適正化に係る情報."""
        return f"{_SITE}/procurement/proper-public-procurement"

    def details(self, body: bytes, url: str, part: Any) -> Iterator[Detail]:
        """Workbooks and CSV files by their addresses: a corrected table has another one, under the same name."""
        for further in contract_files.further_lists(body, url):
            if further.rstrip("/") != self.index_url(part):
                yield Detail("lists", urlsplit(further).path, further, "contract_files", ())
        for file in contract_files.parse(body, url, {}):
            if isinstance(file, PublishedFile) and file.form in contract_files.TABLES:
                yield Detail("files", urlsplit(file.url).path, file.url, "ministry_contract", ())


class AgencyPolicies(IndexThenDetailSpider):
    """``izon crawl digital_agency_policies -a topic=gov_cloud,local_governments``."""

    # SourceSpider
    name = "digital_agency_policies"
    slice_argument = "topic"

    # IndexThenDetailSpider
    index_kind = "policy_index"
    detail_kinds = ("policy_page",)

    topics: ClassVar = ("gov_cloud", "local_governments")

    def __init__(self, **arguments: str) -> None:
        super().__init__(**arguments)
        self._listed: set[str] = (
            set()
        )  # what both policies list is promised, and asked for, with the one that came first

    @classmethod
    def read_slices(cls, name: str, text: str) -> tuple[Any, ...]:
        """The site's names of the two policies. Raises :class:`SpiderArgumentError` for another one."""
        found = words(name, text)
        if strangers := [word for word in found if word not in cls.topics]:
            raise SpiderArgumentError(f"{name}={','.join(strangers)}: the topics are {', '.join(cls.topics)}")
        return found

    def index_url(self, part: str) -> str:
        """The first page of a policy."""
        return f"{_SITE}/policies/{part}"

    def details(self, body: bytes, url: str, part: str) -> Iterator[Detail]:  # noqa: ARG002 -- the page says it all
        """Pages below it, and the news that it lists."""
        for link in policy_index.pages_behind(body, url):
            if link.url in self._listed:
                continue
            self._listed.add(link.url)
            yield Detail("pages", urlsplit(link.url).path, link.url, "policy_page", ())
