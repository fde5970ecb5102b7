"""Looking at pages in a real browser. Skipped where there is none: apt-get, or playwright, install chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

LIGHT_WIDE: dict[str, Any] = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK_NARROW: dict[str, Any] = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
Visit = Callable[..., Any]


@contextmanager
def running() -> Iterator[Any]:
    """A Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install -e '.[dev]'")
    with playwright.sync_playwright() as started:
        path = next(filter(None, map(shutil.which, NAMES)), started.chromium.executable_path)
        if not Path(path).exists():
            pytest.skip("no Chromium: apt-get install chromium, or playwright install chromium")
        found = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@contextmanager
def visiting(browser: Any) -> Iterator[Visit]:
    """Opens pages; they must not fail, warn, or ask for anything."""
    contexts: list[Any] = []
    problems: list[str] = []

    def visit(path: Path, **options: Any) -> Any:
        context = browser.new_context(**{"reduced_motion": "reduce", **LIGHT_WIDE, **options})
        contexts.append(context)
        tab = context.new_page()
        tab.on("pageerror", lambda error: problems.append(str(error)))
        tab.on("console", lambda line: problems.append(line.text) if line.type in ("error", "warning") else None)
        tab.on("dialog", lambda dialog: problems.append(dialog.message))
        tab.on("request", lambda request: None if request.url == path.as_uri() else problems.append(request.url))
        tab.goto(path.as_uri())
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert problems == []


def assert_accessible(tab: Any) -> None:
    """Nothing for axe-core to find, in light and dark, wide and narrow; the page must be open to its script."""
    for look in (LIGHT_WIDE, DARK_NARROW):
        tab.emulate_media(color_scheme=look["color_scheme"])
        tab.set_viewport_size(look["viewport"])
        assert _violations(tab) == []


def assert_narrow(tab: Any) -> None:
    """Nothing runs off the side, however wide the window."""
    for width in (320, 390, 768, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def _violations(tab: Any) -> list[tuple[str, str, str]]:
    """What axe-core finds: roles, names, contrast, order of headings, targets, …"""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"]) for rule in found]
