"""Inventory of AI use cases of US federal agencies: the consolidated table of a year."""

from __future__ import annotations

from typing import ClassVar

from crawler.access.bulk_files import BulkFilesSpider


class AiUseCases(BulkFilesSpider):
    """``izon crawl ai_inventory -a inventory=2024``; other years have other questions and would be refused."""

    # SourceSpider
    name = "ai_inventory"
    slice_argument = "inventory"

    # BulkFilesSpider
    files: ClassVar = {"consolidated": "ai_use_case"}
    magic = b"Use Case Name,"

    def file_url(self, part: int, file: str) -> str:
        """In the repository of the Office of Management and Budget."""
        repository = f"https://raw.githubusercontent.com/ombegov/{part}-Federal-AI-Use-Case-Inventory/main"
        return f"{repository}/data/{part}_{file}_ai_inventory_raw_v2.csv"
