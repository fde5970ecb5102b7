import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsfacts.batch import Spans
from newsfacts.data import Article, Schema
from newsfacts.data.tags import Tagset
from newsfacts.decoding import assemble, pool, viterbi

LOW = -20.0


def valid(tags: tuple[int, ...] | list[int], paragraphs: list[int]) -> bool:
    """Whether every I tag follows its own B or I, and none begins a paragraph."""
    return all(
        not (tag and tag % 2 == 0) or (i > 0 and i not in paragraphs and tags[i - 1] in (tag, tag - 1))
        for i, tag in enumerate(tags)
    )


@given(st.integers(0, 5), st.integers(0, 2), st.integers(0, 10_000), st.data())
@settings(deadline=None)
def test_viterbi_finds_the_best_valid_tags(words: int, types: int, seed: int, data: st.DataObject) -> None:
    tags = 2 * types + 1
    scores = np.random.default_rng(seed).normal(size=(words, tags)).astype(np.float32)
    paragraphs = data.draw(st.lists(st.integers(0, words - 1), unique=True)) if words else []
    best = max(
        (path for path in itertools.product(range(tags), repeat=words) if valid(path, paragraphs)),
        key=lambda path: sum(scores[i, tag] for i, tag in enumerate(path)),
    )
    assert viterbi(scores, paragraphs) == list(best)


def test_viterbi_gives_valid_tags_where_each_word_alone_would_not() -> None:
    scores = np.random.default_rng(0).normal(size=(2000, 97)).astype(np.float32)
    scores[:, 2::2] += 2  # every word would rather go on with something
    paragraphs = list(range(0, 2000, 7))
    tags = viterbi(scores, paragraphs)
    assert not valid(scores.argmax(1).tolist(), paragraphs)
    assert valid(tags, paragraphs)
    spans = Tagset([str(i) for i in range(48)]).decode(tags)
    assert max(end - start for start, end, _ in spans) > 1
    assert not [(a, b) for a, b, _ in spans for start in paragraphs if a < start < b]


def test_viterbi_leaves_the_scores_as_they_were() -> None:
    scores = np.zeros((3, 3), dtype=np.float32)
    viterbi(scores, [1])
    assert not scores.any()


@pytest.mark.parametrize("most", [1, 7, 1000])
def test_pool_joins_the_pairs_of_two_things(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsfacts.decoding.POOLED", most)
    random = np.random.default_rng(0)
    left, right = random.integers(0, 4, 60), random.integers(0, 5, 60)
    logits = (random.normal(size=(60, 3)) * 40).astype(np.float32)
    logits[:10] = -1e4
    asked: list[int] = []

    def some(pairs: Any) -> Any:
        asked.extend(pairs.tolist())
        return logits[pairs]

    blocks = list(pool(left, right, some))
    a, b, pooled = map(np.concatenate, zip(*blocks, strict=True))
    assert sorted(asked) == list(range(60))
    assert len(blocks) == {1: 19, 7: 9, 1000: 1}[most]
    expected = {
        key: np.logaddexp.reduce(logits[(left == key[0]) & (right == key[1])].astype(np.float64))
        for key in sorted(set(zip(left.tolist(), right.tolist(), strict=True)))
    }
    assert list(zip(a.tolist(), b.tolist(), strict=True)) == list(expected)
    np.testing.assert_allclose(pooled, np.stack(list(expected.values())), rtol=1e-5)


TEXT = "Ann met Bo. He said Ann left Oslo."
SPANS = [(0, 1, "PERSON"), (1, 2, "MEET"), (2, 3, "PERSON"), (4, 5, "PERSON"), (5, 6, "SAY"), (6, 7, "PERSON")]
SPANS += [(7, 8, "LEAVE"), (8, 9, "GPE")]
WORDS = [(0, 3), (4, 7), (8, 10), (10, 11), (12, 14), (15, 19), (20, 23), (24, 28), (29, 33), (33, 34)]
ANN, MET, BO, HE, SAID, ANN_2, LEFT, OSLO = range(8)
MENTIONS, TRIGGERS = (ANN, BO, HE, ANN_2, OSLO), (MET, SAID, LEFT)


def make(
    schema: Schema,
    arguments: dict[tuple[int, str, int], float] | None = None,
    relations: dict[tuple[int, str, int], float] | None = None,
    coreference: tuple[tuple[int, int], ...] = ((HE, BO), (ANN_2, ANN)),
    factuality: dict[int, str] | None = None,
    **thresholds: float,
) -> Article:
    """The article that logits by (left span, label, right span) state; all others are low."""
    roles = [*(role.name for role in schema.roles), "source"]
    kinds = [relation.name for relation in schema.relations]
    spans = Spans.of([(a, b, schema.mark_types.index(t)) for a, b, t in SPANS], len(schema.mentions))

    def scored(pairs: list[tuple[int, int]], logits: dict[tuple[int, str, int], float], names: list[str]) -> Any:
        table = np.full((len(pairs), len(names)), LOW, dtype=np.float32)
        for (left, name, right), logit in logits.items():
            table[pairs.index((left, right)), names.index(name)] = logit
        ends = np.array(pairs, dtype=np.int64).T
        return ends[0], ends[1], table

    links = {(later, "same", earlier): 5.0 for later, earlier in coreference}
    levels = np.zeros((len(TRIGGERS), len(schema.factuality)), dtype=np.float32)
    for trigger, level in (factuality or {}).items():
        levels[TRIGGERS.index(trigger), list(schema.factuality).index(level)] = 1
    heads = {
        "arguments": scored(list(itertools.product(TRIGGERS, MENTIONS)), arguments or {}, roles),
        "relations": scored(list(itertools.permutations(MENTIONS, 2)), relations or {}, kinds),
        "coreference": scored([(b, a) for a, b in itertools.combinations(MENTIONS, 2)], links, ["same"]),
        "factuality": levels,
    }
    offsets = [(WORDS[a][0], WORDS[b - 1][1]) for a, b, _ in SPANS]
    limits = {"argument": 0.5, "source": 0.5, "relation": 0.5, **thresholds}
    article = assemble(
        {"id": "a", "text": TEXT, "date": "2024-03-08"}, schema, spans, offsets, [0.9] * 8, heads, limits
    )
    schema.check(article)
    return article


def test_assemble_makes_marks_and_entities(schema: Schema) -> None:
    article = make(schema, factuality={LEFT: "negated"})
    assert [(m.type, m.text, m.entity, m.score) for m in article.mentions] == [
        ("PERSON", "Ann", "e1", 0.9),
        ("PERSON", "Bo", "e2", 0.9),
        ("PERSON", "He", "e2", 0.9),
        ("PERSON", "Ann", "e1", 0.9),
        ("GPE", "Oslo", "e3", 0.9),
    ]
    assert [(e.id, e.type, e.name) for e in article.entities] == [
        ("e1", "PERSON", "Ann"),
        ("e2", "PERSON", "Bo"),
        ("e3", "GPE", "Oslo"),
    ]
    assert [(x.id, x.type, x.text, x.factuality, x.source, x.arguments) for x in article.events] == [
        ("x1", "MEET", "met", "asserted", None, ()),
        ("x2", "SAY", "said", "asserted", None, ()),
        ("x3", "LEAVE", "left", "negated", None, ()),
    ]
    assert (article.relations, article.date) == ((), "2024-03-08")


def test_arguments_are_pooled_over_the_mentions_of_an_entity(schema: Schema) -> None:
    # Neither mention of Ann is certain enough alone: 0.45 each; the log-sum-exp of the two is 0.62.
    logit = float(np.log(0.45 / 0.55))
    half = {(LEFT, "agent", ANN): logit}
    assert make(schema, half).events[2].arguments == ()
    [argument] = make(schema, {**half, (LEFT, "agent", ANN_2): logit}).events[2].arguments
    assert (argument.role, argument.entity) == ("agent", "e1")
    assert argument.score == pytest.approx(0.62, abs=0.005)


def test_arguments_stand_once_in_the_order_of_the_roles(schema: Schema) -> None:
    logits = {
        (LEFT, "place", OSLO): 3.0,
        (LEFT, "agent", BO): 3.0,
        (LEFT, "agent", HE): 4.0,
        (LEFT, "agent", ANN): 1.0,
        (LEFT, "origin", OSLO): -1.0,
    }
    arguments = make(schema, logits).events[2].arguments
    assert [(a.role, a.entity) for a in arguments] == [("agent", "e1"), ("agent", "e2"), ("place", "e3")]
    assert len(make(schema, logits, argument=0.2).events[2].arguments) == 4
    assert len(make(schema, logits, argument=0.9).events[2].arguments) == 2


def test_an_event_has_one_source_the_likeliest(schema: Schema) -> None:
    logits = {(LEFT, "source", ANN): 1.0, (LEFT, "source", HE): 2.0, (LEFT, "source", OSLO): 1.5}
    events = make(schema, logits).events
    assert [event.source for event in events] == [None, None, "e2"]
    assert events[2].source_score == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-4)
    assert events[2].arguments == ()
    assert make(schema, logits, source=0.95).events[2].source is None


def test_symmetric_relations_stand_once(schema: Schema) -> None:
    logits = {(ANN, "kin", BO): 1.0, (HE, "kin", ANN_2): 3.0, (BO, "origin", OSLO): 2.0}
    relations = make(schema, relations=logits).relations
    assert [(r.head, r.type, r.tail) for r in relations] == [("e1", "kin", "e2"), ("e2", "origin", "e3")]
    assert relations[0].score == pytest.approx(1 / (1 + np.exp(-3.0)), abs=1e-4)


def test_nothing_is_related_to_itself(schema: Schema) -> None:
    assert make(schema, relations={(ANN, "kin", ANN_2): 9.0}).relations == ()


def test_assemble_of_nothing(schema: Schema) -> None:
    none = np.array([], dtype=np.int64)
    heads = {
        "arguments": (none, none, np.zeros((0, 11), dtype=np.float32)),
        "relations": (none, none, np.zeros((0, 14), dtype=np.float32)),
        "coreference": (none, none, np.zeros((0, 1), dtype=np.float32)),
        "factuality": np.zeros((0, 4), dtype=np.float32),
    }
    limits = dict.fromkeys(("argument", "source", "relation"), 0.5)
    article = assemble({"id": "a", "text": "x"}, schema, Spans.of([], 14), [], [], heads, limits)
    assert article == Article("a", "x")


def test_a_settled_type_rules_out_what_the_old_one_allowed(schema: Schema) -> None:
    """ "Bergen" stands three times, once as a person: it is a place, which has no kin."""
    text = "Bergen met Bergen Ann Bergen"
    words = [(0, 6), (7, 10), (11, 17), (18, 21), (22, 28)]
    marks = [(0, 1, "GPE"), (1, 2, "MEET"), (2, 3, "PERSON"), (3, 4, "PERSON"), (4, 5, "GPE")]
    spans = Spans.of([(a, b, schema.mark_types.index(t)) for a, b, t in marks], len(schema.mentions))
    none = np.array([], dtype=np.int64)
    relations = np.full((1, len(schema.relations)), LOW, dtype=np.float32)
    relations[0, [relation.name for relation in schema.relations].index("kin")] = 9.0
    heads = {
        "arguments": (none, none, np.zeros((0, len(schema.roles) + 1), dtype=np.float32)),
        "relations": (np.array([2]), np.array([3]), relations),
        "coreference": (none, none, np.zeros((0, 1), dtype=np.float32)),
        "factuality": np.zeros((1, len(schema.factuality)), dtype=np.float32),
    }
    limits = dict.fromkeys(("argument", "source", "relation"), 0.5)
    article = assemble({"id": "a", "text": text}, schema, spans, words, [0.9] * 5, heads, limits)
    schema.check(article)
    assert [(m.type, m.entity) for m in article.mentions if m.text == "Bergen"] == [("GPE", "e1")] * 3
    assert article.relations == ()
