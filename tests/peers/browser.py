"""Headless Chromium for tests: the machine's own, else Playwright's; where there is none, a test says what to install."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from playwright import async_api, sync_api

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required")
MISSING = "no Chromium here: `apt-get install chromium`, or `.venv/bin/playwright install chromium`"


def installed(playwrights_own: str) -> str | None:
    """The browser to start: one on PATH, else the one that Playwright downloaded; None where there is neither."""
    on_path = next((found for name in NAMES if (found := shutil.which(name))), None)
    return on_path or (playwrights_own if Path(playwrights_own).exists() else None)


@contextmanager
def chromium(*flags: str) -> Iterator[sync_api.Browser]:
    """A browser for sync tests, closed at the end."""
    with sync_api.sync_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        if path is None:
            pytest.skip(MISSING)
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        browser.close()


@asynccontextmanager
async def chromium_async(*flags: str) -> AsyncIterator[async_api.Browser]:
    """A browser for async tests, closed at the end."""
    async with async_api.async_playwright() as playwright:
        path = installed(playwright.chromium.executable_path)
        if path is None:
            pytest.skip(MISSING)
        browser = await playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        yield browser
        await browser.close()
