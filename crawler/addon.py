"""The one Scrapy add-on: archive, ledger, politeness, mirror and completeness, wired together."""

from __future__ import annotations

from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.settings import BaseSettings

from crawler import mirror, patience, politeness, recorder, redirects, secrets
from crawler.sources import load


class IzonAddon:
    """Puts our components in their places; everything they need comes from the ``IZON_…`` settings."""

    def update_settings(self, settings: BaseSettings) -> None:
        """Scrapy calls this before it makes its components; low places are near the engine, high ones near the wire."""
        settings.setdefault_in_component_priority_dict("EXTENSIONS", recorder.Recorder, 0)
        settings.setdefault_in_component_priority_dict("EXTENSIONS", politeness.CrawlDelay, 1)
        middlewares: dict[type, int | None] = {
            # ours take the places of Scrapy's
            RobotsTxtMiddleware: None,
            politeness.RobotsTxt: 100,
            RetryMiddleware: None,
            patience.Patience: 550,
            RedirectMiddleware: None,
            redirects.Redirects: 600,
            # nearer to the engine than retries (550), so that a robots.txt is tried again before it forbids everything
            politeness.RobotsStatus: 540,
            # next to the engine's side of decompression (590): an archived body is decoded already
            politeness.ConditionalRequests: 585,
            # next to the wire: bodies are as they came, and no retry hides a failure
            recorder.ExchangeRecorder: 990,
        }
        for middleware, place in middlewares.items():
            settings.setdefault_in_component_priority_dict("DOWNLOADER_MIDDLEWARES", middleware, place)
        if not settings["IZON_MIRROR"]:
            if load(settings["IZON_SOURCE"]).secrets:
                for scheme in ("http", "https"):
                    settings["DOWNLOAD_HANDLERS"][scheme] = secrets.SecretHandler
        else:
            handler = mirror.ServerHandler if mirror.is_url(settings["IZON_MIRROR"]) else mirror.FolderHandler
            for scheme in ("http", "https"):
                settings["DOWNLOAD_HANDLERS"][scheme] = handler
