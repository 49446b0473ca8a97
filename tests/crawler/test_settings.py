"""The settings of a crawl: names that Scrapy knows, each differing from its default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.settings import default_settings

from crawler import sources
from crawler.settings import settings_for, user_agent


@pytest.fixture(params=[None, "/a/mirror", "http://localhost:1"])
def values(request: Any) -> dict[str, Any]:
    return settings_for(sources.load("rs"), Path("home"), {}, request.param)


def test_every_setting_is_known_to_scrapy_and_differs_from_its_default(values: dict[str, Any]) -> None:
    for name, value in values.items():
        if not name.startswith("IZON_"):
            assert getattr(default_settings, name) != value, name


def test_nothing_listens_and_certificates_are_verified(values: dict[str, Any]) -> None:
    assert values["TELNETCONSOLE_ENABLED"] is False
    assert values["REMOTE_CONTROL_ENABLED"] is False
    assert values["DOWNLOAD_VERIFY_CERTIFICATES"] is True
    assert values["ROBOTSTXT_OBEY"] is True


def test_the_web_is_asked_as_slowly_as_the_source_says_and_a_mirror_at_once() -> None:
    source = sources.load("rs")
    web = settings_for(source, Path("home"), {}, None)
    assert (web["DOWNLOAD_DELAY"], web["CONCURRENT_REQUESTS_PER_DOMAIN"]) == (source.delay_seconds, source.concurrency)
    assert "DOWNLOAD_DELAY" not in settings_for(source, Path("home"), {}, "/a/mirror")


def test_user_agent_without_a_contact_still_says_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("IZON_CONTACT", raising=False)
    assert user_agent().startswith("Izon/")
    monkeypatch.setenv("IZON_CONTACT", "keeper@example.test")
    assert user_agent().endswith("keeper@example.test)")
