"""Looking at pages in a real browser. Skipped where there is none: apt-get, or playwright, install chromium."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

LIGHT_WIDE = {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}}
DARK_NARROW = {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}}
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


def violations(tab: Any) -> list[tuple[str, str, str]]:
    """What axe-core finds: roles, names, contrast, order of headings, targets, …"""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(tab, options={"resultTypes": ["violations"]}).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"], rule["nodes"][0]["failureSummary"]) for rule in found]
