"""Pages in a real browser. Skipped where there is none: apt-get install chromium, or playwright install chromium."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from browsing import DARK_NARROW, Visit, assert_accessible, assert_narrow
from pages import scored, write_page

from newsfacts.data import Article, Entity, Event, Mention, Relation, Schema, fact, read_articles

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install -e '.[dev]')")

CALDER = """\
id: wire-0002
title: Two miners freed
date: 2025-10-14
topic: disaster
origin: original
---
[Ilse Brandt|PERSON brandt] [told|SAY x1] [reporters|ACTOR reporters] that [Calder Metals|ORG calder] had
[ordered|DEMAND x2] [checks|INVESTIGATE x3] at its [Kestrel mine|FAC mine] near [Harwick|GPE harwick].

[She|PERSON brandt] [visited|TRAVEL x4] [Harwick|GPE harwick] on [Monday|DATE monday] and [paid|FUND x5]
[$3 million|MONEY paid]. [Calder|ORG calder] [denied|DENY x6] that [it|ORG calder] had [closed|CLOSE x7] the
[mine|FAC mine], but [Brandt|PERSON brandt] [accused|ACCUSE x8] [the firm|ITEM firm].
---
x1: agent=brandt recipient=reporters
x2: agent=calder source=brandt
x3: patient=mine factuality=future source=brandt
x4: agent=brandt destination=harwick time=monday
x5: agent=brandt amount=paid
x6: agent=calder
x7: agent=calder patient=mine factuality=negated source=calder
x8: agent=brandt patient=firm
calder owns mine
mine located_in harwick
"""


@pytest.fixture(scope="module")
def batch(article: Article, schema: Schema, seeds: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two small articles with scores, and three of the seeds without."""
    small = [scored(fact.loads(CALDER, schema)), scored(article)]
    return write_page(
        [*small, *read_articles(f"{seeds}:dev", schema)[:3]], tmp_path_factory.mktemp("page") / "batch.html"
    )


def texts(tab: Any, selector: str) -> list[str]:
    found: list[str] = tab.eval_on_selector_all(selector, "all => all.map(one => one.textContent)")
    return found


def visible(tab: Any, selector: str) -> list[str]:
    found: list[str] = tab.eval_on_selector_all(
        selector, "all => all.filter(one => one.checkVisibility()).map(one => one.textContent)"
    )
    return found


def first(tab: Any) -> Any:
    return tab.locator("#a1")


def mention(tab: Any, text: str) -> Any:
    return tab.locator("#a1 .words mark", has_text=text).first


@pytest.mark.parametrize("state", ["as it opens", "all open and highlighted"])
def test_accessibility(visit: Visit, batch: Path, state: str) -> None:
    """What axe-core checks: roles, names, contrast, order of headings, targets, …"""
    tab = visit(batch, bypass_csp=True)
    if state != "as it opens":
        tab.evaluate("document.querySelectorAll('.filters, #a1 details, #a2, #a3').forEach(one => { one.open = true })")
        tab.evaluate("document.querySelectorAll('#a3 .mark').forEach(one => one.classList.add('same'))")
        tab.evaluate("document.querySelectorAll('#a2 .stretch').forEach(one => one.classList.add('evidence'))")
        tab.evaluate("document.querySelectorAll('#a2 .stretch mark').forEach(one => one.classList.add('exact'))")
        mention(tab, "Brandt").focus()
        tab.keyboard.press("Enter")
    assert_accessible(tab)


def test_nothing_runs_off_the_side(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    tab.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert_narrow(tab)


def test_facts_come_first(visit: Visit, batch: Path) -> None:
    tab = visit(batch, **DARK_NARROW)
    assert tab.locator("#a1 .fact").first.bounding_box()["y"] < 844 * 0.7
    assert tab.locator("#status").text_content().endswith(" facts in 5 articles")
    assert tab.title() == "Facts from 5 news articles"


def test_a_fact_shows_its_words(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    row = tab.locator("#a1 .fact", has=tab.locator("blockquote strong", has_text="visited"))
    row.locator("summary").click()
    assert visible(tab, "#a1 .card dt") == ["Who or what", "To where", "When", "Happened?", "Who says so", "Kind"]
    assert texts(tab, "#a1 .exact") == ["She", "visited", "Harwick", "Monday"]
    assert "".join(texts(tab, "#a1 .evidence")).startswith("She visited Harwick on Monday")
    row.locator("summary").click()
    assert texts(tab, ".exact, .evidence") == []
    assert visible(tab, "#a1 .card") == []


def test_a_mention_shows_all_of_its_entity(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    mention(tab, "She").click()
    assert texts(tab, "#a1 mark.same") == ["Ilse Brandt", "She", "Brandt"]
    assert texts(tab, "#a1 .entities .same") == ["Ilse Brandt"]
    assert tab.locator("#a1 .chosen [role=status]").text_content() == "Ilse Brandt: 3 mentions"
    assert mention(tab, "She").get_attribute("aria-pressed") == "true"
    tab.locator("#a1 .chosen [data-step='1']").click()
    assert tab.locator("#tip b").text_content() == "Ilse Brandt"
    tab.keyboard.press("Escape")
    assert texts(tab, ".same") == []
    assert not tab.locator("#a1 .chosen").is_visible()
    tab.locator("#a1 .entities button", has_text="Calder Metals").click()
    assert texts(tab, "#a1 mark.same") == ["Calder Metals", "Calder", "it"]
    mention(tab, "Calder Metals").click()
    assert texts(tab, ".same") == []


def test_hovering_tells_entity_value_and_score(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    mention(tab, "She").hover()
    assert tab.locator("#tip").inner_text().split("\n") == ["Ilse Brandt", "person · 3 mentions · score 88 %"]
    assert mention(tab, "She").get_attribute("aria-describedby") == "tip"
    tab.locator("#tip").hover()  # the pointer may move onto it
    tab.wait_for_timeout(400)
    assert tab.locator("#tip").is_visible()
    tab.locator("h1").hover()
    tab.wait_for_selector("#tip", state="hidden")


def test_a_trigger_opens_its_fact(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    mention(tab, "closed").click()
    assert visible(tab, "#a1 .card blockquote strong") == ["Calder", "it", "closed", "mine"]
    assert "did not happen" in tab.locator("#a1 .fact:has(details[open])").inner_text()


def test_keyboard(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.locator(".skip").bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "articles"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.matches('#a1 > summary')")
    assert tab.locator("#a1 mark[tabindex='0']").count() == 1, "the marks are one stop"
    mention(tab, "Ilse").focus()
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    for key, text in [("ArrowRight", "told"), ("End", "the firm"), ("ArrowRight", "the firm"), ("Home", "Ilse Brandt")]:
        tab.keyboard.press(key)
        assert tab.evaluate("document.activeElement.textContent") == text
        assert tab.locator("#tip").is_visible()
    tab.keyboard.press(" ")
    assert len(texts(tab, "#a1 mark.same")) == 3
    tab.keyboard.press("Escape")
    assert not tab.locator("#tip").is_visible()
    assert texts(tab, ".same") == []


def test_filters(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    everything = visible(tab, "#a1 .line")
    tab.locator(".filters > summary").click()

    def shown(**choices: str) -> list[str]:
        tab.locator("#filters button[type=reset]").click()
        for name, value in choices.items():
            if name == "score":
                tab.locator("[name=score]").evaluate(
                    "(one, value) => { one.value = value; one.dispatchEvent(new Event('input', { bubbles: true })) }",
                    value,
                )
            elif name == "happened":
                for box in tab.locator("[name=happened]").all():
                    box.set_checked(box.get_attribute("value") == value)
            elif name == "words":
                tab.locator("[name=words]").fill(value)
            else:
                tab.locator(f"[name={name}]").select_option(value)
        tab.wait_for_timeout(200)
        return visible(tab, "#a1 .fact blockquote, #a1 .line")

    assert shown() == everything
    assert len(shown(type="event:TRAVEL")) == 1
    assert len(shown(type="event:")) == 8
    assert len(shown(type="relation:")) == 2
    assert visible(tab, "#a1 h3")[0] == "Who is who"
    assert len(shown(source="named:Ilse Brandt")) == 2
    assert len(shown(source="itself", type="event:")) == 5
    assert len(shown(happened="negated")) == 1
    assert len(shown(score="85")) == 3  # the best event, and the relations
    assert len(shown(words="hArwick")) == len([line for line in everything if "Harwick" in line]) > 0
    assert shown(words="no such words") == []
    assert tab.locator("#a1 .none").is_visible()
    assert tab.locator("#status").text_content().startswith("0 of ")
    assert shown() == everything


def test_filters_reach_graph_and_table(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    tab.locator(".links").first.scroll_into_view_if_needed()
    tab.wait_for_selector("#a1 .graph svg")
    assert sorted(texts(tab, "#a1 .graph .edge text")) == ["accused", "closed", "located in", "owns"]
    tab.locator(".filters > summary").click()
    tab.locator("[name=type]").select_option("relation:owns")
    playwright.expect(tab.locator("#a1 .graph .edge text")).to_have_count(1)
    assert sorted(texts(tab, "#a1 .graph .node text")) == ["Calder Metals", "Kestrel mine"]
    mention(tab, "Calder Metals").click()
    assert texts(tab, "#a1 .graph .node.same text") == ["Calder Metals"]
    tab.locator("[name=type]").select_option("event:CLOSE")
    playwright.expect(tab.locator("#a1 .graph .edge text")).to_have_text(["closed"])
    assert texts(tab, "#a1 .graph .node.same text") == ["Calder Metals"], "a graph drawn anew keeps the choice"
    tab.locator("[name=type]").select_option("relation:owns")
    tab.locator("#a1 .links summary").click()
    tab.wait_for_timeout(200)
    assert visible(tab, "#a1 .links tbody tr") == ["Calder MetalsownsKestrel mine"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_graph_can_be_read(visit: Visit, batch: Path, width: int) -> None:
    tab = visit(batch, viewport={"width": width, "height": 900})
    for number in (3, 4, 5):
        tab.locator(f"#a{number} > summary").click()
        tab.locator(f"#a{number} .graph").scroll_into_view_if_needed()
        tab.wait_for_selector(f"#a{number} .graph svg")
        svg = tab.locator(f"#a{number} .graph svg").bounding_box()
        assert svg["width"] <= width
        boxes = tab.eval_on_selector_all(
            f"#a{number} .node rect.outer",
            "all => all.map(one => one.getBoundingClientRect()).map(box => [box.x, box.y, box.right, box.bottom])",
        )
        assert len(boxes) > 5
        for i, (left, top, right, bottom) in enumerate(boxes):
            assert svg["x"] - 1 <= left < right <= svg["x"] + svg["width"] + 1
            assert svg["y"] - 1 <= top < bottom <= svg["y"] + svg["height"] + 1
            for x, y, x2, y2 in boxes[:i]:
                assert right <= x or x2 <= left or bottom <= y or y2 <= top, "two nodes overlap"
        rows = tab.locator(f"#a{number} .links tbody tr").count()
        assert 0 < tab.locator(f"#a{number} .edge text").count() <= rows
        assert (
            tab.locator(f"#a{number} svg[role=img]").get_attribute("aria-label").endswith("the table below lists them.")
        )


def test_closed_articles_wait(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    assert tab.locator("#a2 [role=button]").count() == 0
    assert tab.locator("#a2 svg.meter").first.is_visible() is False
    tab.locator("#a2 > summary").click()
    tab.wait_for_selector("#a2 mark[role=button]")
    tab.locator("#open-all").click()
    assert tab.locator(".article[open]").count() == 5
    tab.locator("#close-all").click()
    assert tab.locator(".article[open]").count() == 0


def test_a_link_opens_what_it_names(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    tab.evaluate("location.hash = 'a4f2'")
    tab.wait_for_selector("#a4f2 details[open] .card")
    assert texts(tab, "#a4 .exact")


def test_colours_follow_the_system_or_the_choice(visit: Visit, batch: Path) -> None:
    tab = visit(batch, **DARK_NARROW)
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = tab.evaluate(paper)
    tab.locator("[data-theme=light]").first.click()
    light = tab.evaluate(paper)
    assert dark != light
    tab.reload()
    assert tab.evaluate(paper) == light
    tab.locator(".theme [data-theme=auto]").click()
    assert tab.evaluate(paper) == dark


def test_legend_hides_marks(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    line = "getComputedStyle(document.querySelector('#a1 .words mark.person')).textDecorationLine"
    assert tab.evaluate(line) == "underline"
    tab.locator("#a1 .legend [data-group=person]").click()
    assert tab.evaluate(line) == "none"
    assert tab.locator("#a2 .legend [data-group=person]").get_attribute("aria-pressed") == "false"


def test_marks_differ_by_more_than_colour(visit: Visit, batch: Path) -> None:
    tab = visit(batch)
    tab.locator("#open-all").click()
    looks = tab.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.legend button')].map(one => {
            const style = getComputedStyle(one)
            const line = ['Line', 'Style', 'Thickness'].map(part => style[`textDecoration${part}`])
            return [one.dataset.group, [...line, style.fontWeight].join()]
        }))"""
    )
    assert len(looks) == 7
    assert len(set(looks.values())) == 7


def test_print(visit: Visit, batch: Path) -> None:
    tab = visit(batch, **DARK_NARROW)
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for selector, there in {
        ".bar": False,
        ".theme": False,
        "#a1 .line": True,
        "#a1 .words": True,
        "#a2 .words": False,
    }.items():
        assert tab.locator(selector).first.is_visible() is there
    tab.emulate_media(media="screen")
    assert tab.pdf().startswith(b"%PDF")
    assert tab.locator("#a1 .graph svg").count() == 1, "graphs are drawn for printing"


def test_without_javascript(visit: Visit, batch: Path) -> None:
    tab = visit(batch, java_script_enabled=False)
    for selector, there in {
        ".bar": False,
        ".theme": False,
        "#a1 .line": True,
        "#a1 .words": True,
        "noscript p": True,
    }.items():
        assert tab.locator(selector).first.is_visible() is there
    tab.locator("#a1 .fact summary").first.click()
    assert tab.locator("#a1 .card dl").first.is_visible()


def test_scripts_in_articles_do_not_run(visit: Visit, tmp_path: Path) -> None:
    attack = '"><img src=http://192.0.2.1/x onerror=alert(1)><script>alert(2)</script><svg onload=alert(3)>'
    text = f"{attack} said"
    article = Article(
        id=attack,
        title=attack,
        text=text,
        mentions=(Mention("PERSON", "a", 0, len(attack), attack),),
        entities=(Entity("a", "PERSON", attack),),
        events=(Event(attack, "SAY", len(text) - 4, len(text), "said", source="a", factuality=attack),),
        relations=(Relation("a", "kin", "a"),),
    )
    tab = visit(write_page([article, article], tmp_path / "page.html"))
    tab.locator("#a1 mark").first.click()
    tab.locator("#a1 .fact summary").first.click()
    tab.locator(".filters > summary").click()
    assert tab.locator("img, #articles script, svg[onload]").count() == 0
    assert tab.locator("h2").first.text_content() == attack
    assert f"{attack} (2)" in texts(tab, "[name=source] option")


def test_text_of_either_direction_stays_in_its_place(visit: Visit, tmp_path: Path) -> None:
    text = "قالت الشرطة في القاهرة"
    name = "Ann \u202eLee"
    article = Article(
        id="a\u202eb",
        text=text,
        title=text,
        mentions=(Mention("ORG", "p", 5, 11, text[5:11]), Mention("GPE", "c", 15, 22, text[15:22])),
        entities=(Entity("p", "ORG", text[5:11]), Entity("c", "GPE", name)),
        events=(Event("x1", "SAY", 0, 4, text[:4]),),
        relations=(Relation("p", "part_of", "c"),),
    )
    tab = visit(write_page([article], tmp_path / "page.html"))
    style = "one => getComputedStyle(one).%s"
    assert tab.locator("#a1 .words p").evaluate(style % "direction") == "rtl"
    assert tab.locator("#a1 h2").evaluate(style % "direction") == "rtl"
    for selector in (".meta bdi", ".entities bdi", ".links bdi"):
        assert tab.locator(f"#a1 {selector}").first.evaluate(style % "unicodeBidi").startswith("isolate")


def test_a_large_batch(visit: Visit, article: Article, tmp_path: Path) -> None:
    batch = (replace(scored(article), id=f"wire-{i}", title=f"Ferry {i}") for i in range(100))
    tab = visit(write_page(batch, tmp_path / "page.html"))
    assert tab.locator("#status").text_content() == "700 facts in 100 articles"
    assert tab.locator("[role=button]").count() == len(article.marks), "only the open article has been made ready"
    tab.locator(".filters > summary").click()
    tab.locator("[name=words]").fill("no such words")
    playwright.expect(tab.locator("#status")).to_contain_text("0 of 700 facts")
