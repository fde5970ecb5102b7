import hashlib
import io
import re
import tracemalloc
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from command import Run
from hypothesis import given
from hypothesis import strategies as st
from pages import Outline, links, outline, scored, squeezed, write_page
from strategies import articles, odd_articles

from newsfacts.data import Argument, Article, Entity, Event, Mention, Relation, Schema, read_articles
from newsfacts.exports.html import open_html
from newsfacts.exports.page import page

ATTACKS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><style>*{display:none}",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "<!--",
    "-->",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    "\ud800<b>",
    "\x00\x0b\x1b<i>",
    "\u202e<u>\u2066",
    "javascript:alert(1)",
]


def rendered(*found: Article, schema: Schema | None = None) -> str:
    """The page on standard output's stand-in."""
    file = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", file)
        with open_html(None, schema or Schema.default()) as write:
            for article in found:
                write(article)
    file.getvalue().encode("utf-8")
    return file.getvalue()


def hostile(text: str) -> Article:
    """An article with this text everywhere that a name of it can stand."""
    body = f"{text} said"
    return Article(
        id=text,
        title=text,
        origin=text,
        topic=text,
        text=body,
        mentions=(Mention("PERSON", text, 0, len(text), text), Mention(text, "b", 0, len(text), text)),
        entities=(Entity(text, "PERSON", text, {"start": text, text: text}), Entity("b", text, text, {"unit": text})),
        events=(Event(text, text, len(body) - 4, len(body), "said", (Argument(text, "b"),), text, text),),
        relations=(Relation(text, text, "b"),),
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_an_article_becomes_markup(attack: str) -> None:
    benign, found = Outline(rendered(hostile("Ann"))), Outline(rendered(hostile(attack)))
    assert found.tags == benign.tags
    assert [squeezed(text) for text in found.texts] == [squeezed(f"{attack} said")]


@pytest.fixture(scope="module")
def own_tags(article: Article) -> set[str]:
    """Those of a page with something of all kinds, whose texts hold none."""
    return {"p", *(tag for tag, *_ in Outline(rendered(hostile("Ann"), scored(article))).tags)}


@given(st.lists(articles() | odd_articles(), max_size=2))
def test_any_text_comes_through_whole_and_makes_no_tag(own_tags: set[str], found: list[Article]) -> None:
    page = Outline(rendered(*found))
    assert [squeezed(text) for text in page.texts] == [squeezed(one.text) for one in found]
    tags = [tag for tag, *_ in page.tags]
    assert tags.count("script") == 1
    assert set(tags) <= own_tags


def test_the_policy_allows_the_pages_own_script_and_style_and_nothing_else(article: Article) -> None:
    text = rendered(article)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    inline = {tag: re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("script", "style")}
    allowed = {
        tag: f"&#39;sha256-{b64encode(hashlib.sha256(code.group(1).encode()).digest()).decode()}&#39;"
        for tag, code in inline.items()
        if code is not None
    }
    assert policy.group(1) == (
        f"default-src &#39;none&#39;; style-src {allowed['style']}; script-src {allowed['script']}; "
        "base-uri &#39;none&#39;; form-action &#39;none&#39;"
    )
    assert links(text) == []
    attributes = {name for _, *names in Outline(text).tags for name in names}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")}


def test_facts_point_at_their_words(seeds: Path, schema: Schema) -> None:
    from newsfacts.data.facts import facts

    checked = 0
    for article in read_articles(f"{seeds}:dev", schema)[:6]:
        shown = page(article, schema)
        stretches = {s.number: s for stretches in shown.paragraphs for s in stretches}
        pieces = {p.number: p.text for s in stretches.values() for p in s.pieces}
        pieces |= {p.number: p.text for stretches in shown.paragraphs for s in stretches for p in s.pieces}
        rows = {row.number: row for row in (*shown.events, *shown.relations)}
        for number, fact in enumerate(facts(article, schema)):
            row = rows[number]
            exact = "".join(article.text[a:b] for e in fact.evidence for a, b in e.spans)
            told = "".join(article.text[e.start : e.end] for e in fact.evidence)
            assert "".join(pieces[n] for n in row.pieces) == exact
            assert squeezed("".join(p.text for n in row.stretches for p in stretches[n].pieces)) == squeezed(told)
            assert "".join(text for quote in row.quotes for text, _ in quote) == told
            assert "".join(text for quote in row.quotes for text, is_exact in quote if is_exact) == exact
            checked += 1
    assert checked > 100


def test_marks_that_cross_are_cut(schema: Schema) -> None:
    text = "New York Times Square"
    spans = {"a": (0, 14), "b": (9, 21), "c": (4, 8)}
    article = Article(
        id="a",
        text=text,
        mentions=tuple(Mention("ORG", key, a, b, text[a:b]) for key, (a, b) in spans.items()),
        entities=tuple(Entity(key, "ORG", text[a:b]) for key, (a, b) in spans.items()),
    )
    ((stretch,),) = page(article, schema).paragraphs
    assert [(p.text, [(m.entity, m.first) for m in p.marks]) for p in stretch.pieces] == [
        ("New ", [(0, True)]),
        ("York", [(0, False), (2, True)]),
        (" ", [(0, False)]),
        ("Times", [(0, False), (1, True)]),
        (" Square", [(1, False)]),
    ]


def test_paragraphs(schema: Schema) -> None:
    article = Article("a", "One\nline.\r\n\r\nTwo.\n \t\n\n\nThree.\rFour.\r\rFive.\n\n")
    found = ["".join(p.text for s in stretches for p in s.pieces) for stretches in page(article, schema).paragraphs]
    assert found == ["One\nline.", "Two.", "Three.\rFour.", "Five."]


def test_a_page_says_what_it_knows(article: Article) -> None:
    text = rendered(scored(article))
    for words in ("Ferry sinks off Mindoro", "wire-0001", "2024-03-08", "88 %", "planned or expected"):
        assert (words in text) == (words != "planned or expected")
    assert "Read by a model" in text
    assert "Read by a model" not in rendered(article)
    assert "No facts were found" in rendered(Article("a", "It rained."))
    assert "No articles were read" in rendered()


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n Floods hit Oslo \nIt rained.", "Floods hit Oslo"),
        ("", "the-id"),
        ("word " * 40, "word " * 22 + "word word…"),
        ("x" * 200, "x" * 120 + "…"),
    ],
)
def test_an_article_without_a_title_is_named_by_its_first_line(text: str, title: str, schema: Schema) -> None:
    assert page(Article("the-id", text), schema).title == title


def test_values_and_other_names_are_shown(schema: Schema) -> None:
    text = "He paid $3m. Ann Lee paid."
    article = Article(
        "a",
        text,
        mentions=(
            Mention("PERSON", "e1", 0, 2, "He"),
            Mention("MONEY", "e2", 8, 11, "$3m"),
            Mention("PERSON", "e1", 13, 20, "Ann Lee"),
        ),
        entities=(
            Entity("e1", "PERSON", "Ann Lee"),
            Entity("e2", "MONEY", "$3m", {"min": 3e6, "max": 3e6, "currency": "USD"}),
        ),
        events=(Event("x1", "FUND", 3, 7, "paid", (Argument("agent", "e1"), Argument("amount", "e2"))),),
    )
    shown = page(article, schema)
    people, amounts = shown.entities
    assert people[0] == "People"
    assert (people[1][0].mentions, people[1][0].others) == (2, ("He",))
    assert amounts[1][0].value == "3,000,000 USD"
    assert [(name, [(f.name, f.value) for f in fillers]) for name, fillers in shown.events[0].parts] == [
        ("Who or what", [("Ann Lee", "")]),
        ("Amount", [("$3m", "3,000,000 USD")]),
    ]


def test_types_of_another_scheme_are_grouped_by_what_their_values_are(schema: Schema) -> None:
    other = replace(schema, mentions={"When": "", "Size": "", "Gene": ""}, values={"When": "date", "Size": "number"})
    mentions = tuple(Mention(t, t, i, i + 1, s) for i, (t, s) in enumerate(zip(other.mentions, "abc", strict=True)))
    article = Article("a", "abc", mentions=mentions, entities=tuple(Entity(m.type, m.type, m.text) for m in mentions))
    ((stretch,),) = page(article, other).paragraphs
    marks = [mark for piece in stretch.pieces for mark in piece.marks]
    assert [(m.group, m.about) for m in marks] == [("time", "when"), ("amount", "size"), ("thing", "gene")]


def test_memory_does_not_grow_with_articles(article: Article, tmp_path: Path) -> None:
    def peak(number: int) -> tuple[int, int]:
        tracemalloc.start()
        output = write_page((article for _ in range(number)), tmp_path / "page.html")
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found, output.stat().st_size

    peak(1)  # the template and the words of the lines
    (little, short), (much, long) = peak(5), peak(60)
    assert much - little < (long - short) / 3


def test_an_article_that_fails_leaves_no_page(article: Article, tmp_path: Path) -> None:
    def found() -> Iterator[Article]:
        yield article
        raise MemoryError

    with pytest.raises(MemoryError):
        write_page(found(), tmp_path / "page.html")
    assert not list(tmp_path.iterdir())


def test_command(newsfacts_command: Run, tiny_checkpoint: Path, tmp_path: Path, ferry: str) -> None:
    (tmp_path / "a.fact").write_text(ferry, encoding="utf-8")
    output = tmp_path / "new" / "page.html"
    arguments = ("predict", "--checkpoint", tiny_checkpoint, "--format", "html", tmp_path / "a.fact")
    assert newsfacts_command(*arguments, "--output", output) == (0, "", "")
    assert squeezed(outline(output).texts[0]).startswith("Aferrycarrying212passengerssank")
    printed = newsfacts_command(*arguments)
    assert printed.out == output.read_text(encoding="utf-8")
