import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from command import Run
from hypothesis import given, settings
from strategies import articles, odd_articles

from newsfacts.data import Argument, Article, DataError, Entity, Event, Mention, Relation, Schema, write_jsonl
from newsfacts.data.facts import facts
from newsfacts.exports.registry import TARGETS


@contextmanager
def written(folder: Path, *found: Article) -> Iterator[sqlite3.Connection]:
    path = folder / "facts.sqlite"
    with TARGETS["sqlite"].open(path, Schema.default()) as write:
        for article in found:
            write(article)
    with closing(sqlite3.connect(path)) as base:
        base.row_factory = sqlite3.Row
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
        assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        yield base


def read_back(base: sqlite3.Connection) -> list[Article]:
    """The articles, from their tables alone."""

    def rows(query: str, *values: int) -> list[sqlite3.Row]:
        return base.execute(query, values).fetchall()

    made = []
    for row in rows("SELECT * FROM articles ORDER BY article"):
        number = row["article"]
        entities = rows("SELECT * FROM entities WHERE article = ? ORDER BY entity", number)
        ids = {entity["entity"]: entity["id"] for entity in entities}
        made.append(
            Article(
                *(row[key] for key in ("id", "text", "title", "date", "topic", "origin")),
                mentions=tuple(
                    Mention(m["type"], ids[m["entity"]], m["start"], m["end"], m["text"], m["score"])
                    for m in rows(
                        "SELECT m.* FROM mentions m JOIN entities USING (entity) WHERE article = ? ORDER BY mention",
                        number,
                    )
                ),
                entities=tuple(
                    Entity(e["id"], e["type"], e["name"], e["value"] and json.loads(e["value"])) for e in entities
                ),
                events=tuple(
                    Event(
                        *(x[key] for key in ("id", "type", "start", "end", "text")),
                        tuple(
                            Argument(a["role"], ids[a["entity"]], a["score"])
                            for a in rows("SELECT * FROM arguments WHERE event = ? ORDER BY argument", x["event"])
                        ),
                        ids.get(x["source"]),
                        *(x[key] for key in ("factuality", "score", "source_score")),
                    )
                    for x in rows("SELECT * FROM events WHERE article = ? ORDER BY event", number)
                ),
                relations=tuple(
                    Relation(ids[r["head"]], r["type"], ids[r["tail"]], r["score"])
                    for r in rows(
                        "SELECT r.* FROM relations r JOIN entities ON entity = head WHERE article = ? ORDER BY 1",
                        number,
                    )
                ),
                meta=json.loads(row["meta"]),
            )
        )
    return made


def without_surrogates(article: Article) -> Article:
    """The article as UTF-8 can hold it."""
    line = re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(article.to_dict(), ensure_ascii=False))
    return Article.from_dict(json.loads(line))


@settings(max_examples=20)
@given(articles() | odd_articles())
def test_an_article_can_be_made_again(tmp_path_factory: pytest.TempPathFactory, article: Article) -> None:
    with written(tmp_path_factory.mktemp("base"), article) as base:
        assert read_back(base) == [without_surrogates(article)]


@settings(max_examples=20)
@given(articles())
def test_the_fact_view_is_whole(tmp_path_factory: pytest.TempPathFactory, article: Article) -> None:
    told = facts(article)
    with written(tmp_path_factory.mktemp("base"), article) as base:
        found = base.execute("SELECT id, kind, predicate, factuality, line FROM facts ORDER BY fact").fetchall()
        assert [tuple(row) for row in found] == [(f.id, f.kind, f.predicate, f.factuality, f.line) for f in told]
        parts = base.execute(
            "SELECT f.id, role, e.id FROM fact_entities JOIN facts f USING (fact) JOIN entities e USING (entity)"
        )
        assert sorted(map(tuple, parts)) == sorted(
            (fact.id, role, entity.id)
            for fact in told
            for role, given in [("subject", fact.subject), ("object", fact.object), *fact.qualifiers.items()]
            for entity in given
        )
        joined = base.execute("SELECT e.id FROM fact_events JOIN events e USING (event)").fetchall()
        assert sorted(row[0] for row in joined) == sorted(event.id for event in article.events)
        spans = base.execute(
            "SELECT f.id, e.start, e.end, substr(a.text, e.start + 1, e.end - e.start) = sentence, s.start, s.end "
            "FROM spans s JOIN evidence e USING (evidence) JOIN facts f USING (fact) JOIN articles a USING (article)"
        )
        assert sorted(map(tuple, spans)) == sorted(
            (fact.id, evidence.start, evidence.end, 1, *span)
            for fact in told
            for evidence in fact.evidence
            for span in evidence.spans
        )


def test_a_question(tmp_path: Path, article: Article) -> None:
    with written(tmp_path, article) as base:
        answer = base.execute(
            "SELECT predicate, e.name, s.name FROM facts f JOIN fact_entities USING (fact) "
            "JOIN entities e USING (entity) JOIN entities s ON s.entity = f.source WHERE role = 'place'"
        ).fetchall()
    assert [tuple(row) for row in answer] == [("DISASTER", "Mindoro", "Coast Guard")]


def test_an_id_comes_once(tmp_path: Path, article: Article) -> None:
    path = tmp_path / "facts.db"
    with TARGETS["sqlite"].open(path, Schema.default()) as write:
        write(article)
        with pytest.raises(DataError, match="article 'wire-0001': an article of this id has been written"):
            write(article)
        write(Article("b", "Text."))
    with closing(sqlite3.connect(path)) as base:
        assert base.execute("SELECT id FROM articles ORDER BY article").fetchall() == [("wire-0001",), ("b",)]
        assert base.execute("SELECT count(*) FROM events").fetchone() == (4,)


def test_appears_whole_or_not_at_all(tmp_path: Path, article: Article) -> None:
    path = tmp_path / "facts.sqlite"
    path.write_text("old")
    writer = TARGETS["sqlite"].open(path, Schema.default())
    writer.__enter__()(article)
    assert not writer.__exit__(MemoryError, MemoryError(), None)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("facts.sqlite", "old")]


def test_convert_writes_exports(newsfacts_command: Run, tmp_path: Path, article: Article) -> None:
    write_jsonl([article], tmp_path / "a.jsonl")
    done = newsfacts_command("convert", tmp_path / "a.jsonl", "-o", tmp_path / "a.sqlite")
    assert done == (0, f"1 articles written to {tmp_path}/a.sqlite\n", "")
    assert newsfacts_command("convert", tmp_path / "a.jsonl", "-o", tmp_path / "a.csv") == (
        0,
        f"1 articles written to {tmp_path}/a.csv\n",
        "wire-0001: not kept: text beyond the sentences of facts, topic, origin, meta, mentions, what is in no fact, "
        "other values than days and amounts\n",
    )
