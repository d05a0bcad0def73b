"""A browser for tests of the site, and what every page that it opens must keep to."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

from portal.server import SiteServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
Scheme = Literal["light", "dark"]


def chromium() -> str:
    """Return where the browser is; without one tests are skipped, but never where CI runs."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("CI has no chromium: .ci/run installs it")
    if found is None:
        pytest.skip("no chromium on PATH (Debian and Ubuntu: apt-get install chromium)")
    return found


@contextmanager
def open_browser() -> Iterator["Browser"]:
    """Start the browser without a window and without reaching for the network."""
    from playwright.sync_api import sync_playwright

    # As root, as in containers, its sandbox does not start; all pages are of the test's own.
    flags = ["--no-sandbox", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser
        browser.close()


@contextmanager
def serving(site: Path) -> Iterator[str]:
    """Serve a site as `daybook serve` does, and yield its address."""
    server = SiteServer(site, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Visit:
    """A person's visit: each page opened in it is watched."""

    browser: "Browser"
    address: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str, *, width: int = 1280, scheme: Scheme = "light") -> "Page":
        """Open a page of the site in a browser that has never been there."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        page = context.new_page()
        page.on("request", lambda request: self._note_request(request.url))
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self._note_words(page.url, said.type, said.text))
        page.goto(f"{self.address}/{path}")
        return page

    def _note_request(self, url: str) -> None:
        is_inline = urlsplit(url).scheme in ("data", "blob")
        if not is_inline and not url.startswith(f"{self.address}/"):
            self.outside.append(url)

    def _note_words(self, url: str, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(f"{url}: {text}")

    def end(self) -> None:
        """Check that nothing came from outside and no script failed."""
        for context in self.browser.contexts:
            context.close()
        assert self.outside == []
        assert self.errors == []
