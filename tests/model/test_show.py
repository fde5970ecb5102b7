import io

import pytest
from rich.console import Console

from newsfacts.data import Argument, Article, Entity, Event, Mention, Relation, Schema
from newsfacts.data.values import with_values
from newsfacts.show import tables


def shown(article: Article, color: str | None = None) -> str:
    file = io.StringIO()
    console = Console(file=file, width=400, force_terminal=color is not None, color_system=color)  # type: ignore[arg-type]
    console.print(tables(article, Schema.default()))
    return file.getvalue()


def lines(article: Article) -> list[str]:
    return [" ".join(line.split()) for line in shown(article).splitlines() if line.strip(" ─")]


def test_tables(article: Article) -> None:
    rows = lines(with_values(article, Schema.default()))
    assert rows[0] == "Ferry sinks off Mindoro 2024-03-08"
    for row in (
        "A ferry sank off Mindoro on 8 March 2024, according to the Philippine Coast Guard DISASTER asserted",
        "Admiral Rosa Magsino did not order an inquiry DEMAND negated",
        "Passengers number 212 quantity",
        "Coast Guard ORG 2 (agency)",
        "212 NUMBER 212 1",
        "Friday DATE 8 March 2024 1",
    ):
        assert row in rows


def test_scores_are_shown_in_percent() -> None:
    mention = Mention("PERSON", "e1", 0, 3, "Ann", 0.876)
    found = Article("a", "Ann", mentions=(mention,), entities=(Entity("e1", "PERSON", "Ann"),))
    event = Event("x1", "SAY", 0, 3, "Ann", (Argument("agent", "e1", 0.4),), score=0.5)
    relation = Relation("e1", "kin", "e1", score=1.0)
    text = shown(Article("a", "Ann", mentions=found.mentions, entities=found.entities, relations=(relation,)))
    assert "100 %" in text
    text = shown(Article("a", "Ann", mentions=found.mentions, entities=found.entities, events=(event,)))
    assert "50 %" in text


def test_an_article_without_facts() -> None:
    assert lines(Article("wire-1", "It rained.")) == ["wire-1", "no facts found"]


NAMES = [
    "[bold red]Ann[/bold red]",
    "[/nonsense]",
    "[link=https://evil.example]Ann[/link]",
    ":smile:",
    "Ann \x1b[31m\x07\x9b31m Lee",
    "Ann\n\tLee",
    "\u202eAnn\u2066",
    "\ud800Ann",
    "\x00",
]


def visible(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@pytest.mark.parametrize("name", NAMES)
def test_text_steers_neither_tables_nor_terminal(name: str) -> None:
    text = f"{name} {name}"
    article = Article(
        id="a",
        title=name,
        text=text,
        mentions=(Mention("PERSON", "e1", 0, len(name), name), Mention("ORG", "e1", len(name) + 1, len(text), name)),
        entities=(Entity("e1", "PERSON", "[i]" + name),),
        events=(Event("x1", "SAY", 0, len(name), name, (Argument("agent", "e1"),), source="e1"),),
        relations=(Relation("e1", "kin", "e1"),),
    )
    output = shown(article, "truecolor")
    plain = shown(article)
    # The entity, and its other name; the lines name it as English does.
    assert visible(f"[i]{name} PERSON 2 ({name})").replace(" )", ")") in visible(plain).replace(" )", ")")
    assert {sign for sign in plain if not sign.isprintable()} == {"\n"}
    # The house's own styles are bold, dim and italic: no text brings a colour, a link, or another control.
    for forbidden in ("\x1b[31m", "\x1b]8", "\x07", "\x9b", "\u202e", "\u2066", "\ud800", "\x00", "\x1b[1;31m"):
        assert forbidden not in output
