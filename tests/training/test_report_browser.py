"""Reports in a real browser; skipped where there is none."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from browsing import DARK_NARROW, LIGHT_WIDE, Visit, assert_accessible, assert_narrow
from pages import scored

from newsfacts.data import Article, write_jsonl
from newsfacts.training.agreement import agreement
from newsfacts.training.evaluate import evaluate

RATES = {"precision": 0.5, "recall": 0.4, "f1": 0.44}


@pytest.fixture(scope="module")
def reports(article: Article, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A report of everything, and one of two annotators."""
    folder = tmp_path_factory.mktemp("reports")
    gold = [replace(article, id=f"wire-{i}", topic=topic) for i, topic in enumerate(("disaster", "sport", "sport"))]
    first, second, third = (scored(one, 0.9 - 0.2 * i) for i, one in enumerate(gold))
    worse = replace(
        third,
        mentions=tuple(replace(m, type="GPE") if m.type == "LOC" else m for m in third.mentions),
        entities=tuple(replace(e, type="GPE") if e.type == "LOC" else e for e in third.entities),
        events=tuple(replace(x, type="DEMAND") if x.type == "SAY" else x for x in third.events),
        relations=(),
    )
    write_jsonl(gold, folder / "gold.jsonl")
    write_jsonl([first, replace(second, events=second.events[1:]), worse], folder / "predicted.jsonl")
    points = [{"articles": n, "seed": s, "scores": {"fact": RATES, "mention": RATES}} for n in (10, 20) for s in (0, 1)]
    (folder / "curve.json").write_text(json.dumps({"points": points}))
    gold_file, predicted = folder / "gold.jsonl", folder / "predicted.jsonl"
    evaluate(
        data=gold_file,
        predictions=predicted,
        against=gold_file,
        report=folder / "evaluation",
        curve=folder / "curve.json",
    )
    agreement(gold_file, predicted, report=folder / "agreement")
    return [folder / "evaluation" / "report.html", folder / "agreement" / "report.html"]


@pytest.mark.parametrize("number", [0, 1], ids=["evaluation", "agreement"])
def test_accessible_in_every_look_and_nothing_runs_off_the_side(visit: Visit, reports: list[Path], number: int) -> None:
    tab = visit(reports[number], bypass_csp=True)
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert_accessible(tab)
    assert_narrow(tab)


def test_links_lead_to_examples(visit: Visit, reports: list[Path]) -> None:
    tab = visit(reports[0])
    tab.locator("nav a", has_text="Missed facts").click()
    assert tab.evaluate("location.hash") == "#missed"
    tab.locator("#missed .anchor").first.click()
    assert tab.locator("li:target blockquote strong").count() > 0


def test_print_opens_what_is_folded(visit: Visit, reports: list[Path]) -> None:
    tab = visit(reports[0], **DARK_NARROW)
    folded = tab.locator("#types details:not([open]) table").first
    assert not folded.is_visible()
    tab.emulate_media(media="print", color_scheme="dark")
    assert folded.is_visible()
    assert not tab.locator("nav").is_visible()
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_theme(visit: Visit, reports: list[Path]) -> None:
    tab = visit(reports[0], **LIGHT_WIDE)
    paper = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(paper)
    tab.locator("[data-theme=dark]").first.click()
    assert tab.evaluate(paper) != light
