"""Articles as datasets: what is annotated comes back from the columns, every mark and every fact."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasets import Dataset, load_from_disk
from tiny import tokenizer
from transformers import PreTrainedTokenizerFast

from newsfacts.data import Argument, Article, Entity, Event, Mention, Relation, Schema, datasets, read_articles
from newsfacts.data.datasets import build, relation_dataset, token_dataset
from newsfacts.data.tags import Tagset
from newsfacts.data.words import split

WINDOW, REACH = 128, 2
Row = dict[str, Any]


@pytest.fixture(scope="module")
def tiny() -> PreTrainedTokenizerFast:
    return tokenizer()


@pytest.fixture(scope="module")
def dev(seeds: Path, schema: Schema) -> list[Article]:
    return read_articles(f"{seeds}:dev", schema)


@pytest.fixture(scope="module")
def rows(dev: list[Article], schema: Schema, tiny: PreTrainedTokenizerFast) -> list[tuple[Article, Row, Row]]:
    """Each article of the seed corpus' dev split with its rows in both datasets."""
    tokens = token_dataset(dev, schema, tiny, WINDOW)
    relations = relation_dataset(dev, tokens, schema, REACH)
    return list(zip(dev, tokens, relations, strict=True))


def row_of(article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, reach: int = REACH) -> tuple[Row, Row]:
    tokens = token_dataset([article], schema, tiny, WINDOW)
    return tokens[0], relation_dataset([article], tokens, schema, reach)[0]


def marks(article: Article) -> list[tuple[int, int, str]]:
    return sorted((mark.start, mark.end, mark.type) for mark in article.marks)


def read_spans(spans: list[Any], tokens: Row, schema: Schema) -> list[tuple[int, int, str]]:
    """Spans of words as characters and types."""
    return [(tokens["starts"][a], tokens["ends"][b - 1], schema.mark_types[type]) for a, b, type in spans]


def only_tags(tokens: Row) -> list[int]:
    """The tag of each word where the annotation leaves no choice."""
    tags = [tag for [tag] in tokens["tag_sets"]]
    return [tags[number] for number in tokens["tags"]]


def facts(article: Article) -> set[tuple[str, ...]]:
    found = {(x.id, a.role, a.entity) for x in article.events for a in x.arguments}
    found |= {(x.id, "source", x.source) for x in article.events if x.source is not None}
    return found | {(r.head, r.type, r.tail) for r in article.relations}


def stated(article: Article, row: Row, schema: Schema) -> set[tuple[str, ...]]:
    """The facts that the labels of the candidate pairs state, by the ids of the article."""
    names = dict(enumerate(mark.entity if isinstance(mark, Mention) else mark.id for mark in article.marks))
    roles = [*(role.name for role in schema.roles), "source"]
    kinds = [relation.name for relation in schema.relations]
    found = set()
    for (left, right), labels in zip(row["argument_pairs"], row["argument_labels"], strict=True):
        found |= {(names[left], roles[label], names[right]) for label in labels}
    for (left, right), labels in zip(row["relation_pairs"], row["relation_labels"], strict=True):
        found |= {(names[left], kinds[label], names[right]) for label in labels}
    return found


def both_ways(facts: set[tuple[str, ...]], schema: Schema) -> set[tuple[str, ...]]:
    symmetric = {relation.name for relation in schema.relations if relation.symmetric}
    return facts | {(tail, type, head) for head, type, tail in facts if type in symmetric}


def test_columns(rows: list[tuple[Article, Row, Row]]) -> None:
    for article, tokens, _ in rows:
        words = split(article.text)
        assert tokens["id"] == article.id
        assert tokens["words"] == [article.text[a:b] for a, b in zip(tokens["starts"], tokens["ends"], strict=True)]
        if not tokens["split_words"]:
            assert (tokens["starts"], tokens["ends"], tokens["shapes"], tokens["sentences"]) == tuple(words)
        for column in ("ends", "shapes", "sentences", "subwords", "owner", "tags"):
            assert len(tokens[column]) == len(tokens["words"]), column
        assert {i for a, b in tokens["windows"] for i in range(a, b)} == set(range(len(tokens["words"])))
        assert all(tokens["windows"][w][0] <= i < tokens["windows"][w][1] for i, w in enumerate(tokens["owner"]))
    assert any(len(tokens["windows"]) > 1 for _, tokens, _ in rows)


def test_every_mark_comes_back_from_tags_and_from_spans(rows: list[tuple[Article, Row, Row]], schema: Schema) -> None:
    tagset = Tagset(schema.mark_types)
    for article, tokens, relations in rows:
        assert all(len(allowed) == 1 for allowed in tokens["tag_sets"])
        decoded = tagset.decode(only_tags(tokens))
        assert read_spans(decoded, tokens, schema) == marks(article)
        assert read_spans(relations["spans"], tokens, schema) == marks(article)


def test_spans_bear_the_entity_and_factuality_of_their_marks(
    rows: list[tuple[Article, Row, Row]], schema: Schema
) -> None:
    levels = list(schema.factuality)
    for article, _, row in rows:
        for mark, entity, factuality in zip(article.marks, row["entities"], row["factuality"], strict=True):
            if isinstance(mark, Mention):
                assert (article.entities[entity].id, factuality) == (mark.entity, -1)
            else:
                assert (entity, levels[factuality]) == (-1, mark.factuality)


def test_labels_state_the_facts_of_the_article(rows: list[tuple[Article, Row, Row]], schema: Schema) -> None:
    for article, _, row in rows:
        every = both_ways(facts(article), schema)
        assert len(row["arguments"]) + len(row["relations"]) == len(every)
        found = stated(article, row, schema)
        assert found <= every
        assert len(facts(article) - found) == row["out_of_reach"]
    assert sum(row["out_of_reach"] for _, _, row in rows) < 0.1 * sum(len(row["arguments"]) for _, _, row in rows)


def test_candidates_are_all_pairs_within_reach(rows: list[tuple[Article, Row, Row]], schema: Schema) -> None:
    for _, tokens, row in rows:
        sentence = [tokens["sentences"][start] for start, _, _ in row["spans"]]
        triggers = [i for i, entity in enumerate(row["entities"]) if entity < 0]
        mentions = [i for i, entity in enumerate(row["entities"]) if entity >= 0]

        def near(left: list[int], right: list[int], sentence: list[int] = sentence) -> list[list[int]]:
            return [[a, b] for a in left for b in right if a != b and abs(sentence[a] - sentence[b]) <= REACH]

        assert row["argument_pairs"] == near(triggers, mentions)
        assert row["relation_pairs"] == near(mentions, mentions)
        assert (row["role_mask"], row["relation_mask"]) == ([1] * 11, [1] * 14)


FAR = " ".join(["Nothing was said."] * 4)
APART = Article(
    "apart",
    f"Ann met Bo. {FAR} Cy and Di.",
    mentions=(
        Mention("PERSON", "ann", 0, 3, "Ann"),
        Mention("PERSON", "bo", 8, 10, "Bo"),
        Mention("PERSON", "cy", 84, 86, "Cy"),
        Mention("PERSON", "di", 91, 93, "Di"),
    ),
    entities=tuple(Entity(name.lower(), "PERSON", name) for name in ("Ann", "Bo", "Cy", "Di")),
    events=(Event("x1", "MEET", 4, 7, "met", (Argument("agent", "ann"), Argument("agent", "cy")), source="di"),),
    relations=(Relation("ann", "kin", "bo"), Relation("cy", "kin", "bo"), Relation("ann", "member_of", "di")),
)


@pytest.mark.parametrize(
    ("reach", "out"),
    [
        (5, set()),
        (4, {("x1", "agent", "cy"), ("x1", "source", "di"), ("cy", "kin", "bo"), ("ann", "member_of", "di")}),
    ],
)
def test_facts_out_of_reach_are_counted(
    schema: Schema, tiny: PreTrainedTokenizerFast, reach: int, out: set[tuple[str, ...]]
) -> None:
    _, row = row_of(APART, schema, tiny, reach)
    every = both_ways(facts(APART), schema)
    assert every - stated(APART, row, schema) == both_ways(out, schema)
    assert row["out_of_reach"] == len(out)
    assert len(row["arguments"]) + len(row["relations"]) == len(every), "nothing is lost from the facts themselves"


def test_marks_inside_words_cut_the_words(schema: Schema, tiny: PreTrainedTokenizerFast) -> None:
    article = Article(
        "a",
        "Pro-Russianbacked troops unmarried 212dead",
        mentions=(
            Mention("NORP", "russia", 4, 11, "Russian"),
            Mention("ACTOR", "troops", 12, 23, "acked troop"),
            Mention("NUMBER", "n", 35, 38, "212"),
        ),
        entities=(
            Entity("russia", "NORP", "Russian"),
            Entity("troops", "ACTOR", "acked troop"),
            Entity("n", "NUMBER", "212"),
        ),
        events=(Event("x1", "AGREE", 27, 32, "marri"),),
    )
    tokens, relations = row_of(article, schema, tiny)
    assert tokens["words"] == ["Pro", "-", "Russian", "b", "acked", "troop", "s", "un", "marri", "ed", "212", "dead"]
    assert tokens["split_words"] == len(tokens["words"]) - len(split(article.text).starts) == 5
    assert read_spans(relations["spans"], tokens, schema) == marks(article)
    assert read_spans(Tagset(schema.mark_types).decode(only_tags(tokens)), tokens, schema) == marks(article)


@pytest.mark.parametrize("text", ["", "Nothing marked here."])
def test_articles_without_marks(schema: Schema, tiny: PreTrainedTokenizerFast, text: str) -> None:
    tokens, relations = row_of(Article("a", text), schema, tiny)
    assert only_tags(tokens) == [0] * len(tokens["words"])
    for column in ("spans", "entities", "arguments", "relations", "argument_pairs", "relation_labels"):
        assert relations[column] == []


@pytest.fixture
def builds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Notes how many articles each building of a token dataset was given."""
    calls: list[int] = []

    def counted(articles: list[Article], *args: Any) -> Dataset:
        calls.append(len(articles))
        return token_dataset(articles, *args)

    monkeypatch.setattr(datasets, "token_dataset", counted)
    return calls


def test_the_cache_is_read_where_nothing_changed(
    article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, tmp_path: Path, builds: list[int]
) -> None:
    tokens, relations = build([article, APART], schema, tiny, WINDOW, REACH, tmp_path / "deep" / "cache")
    # A call leaves its padding and truncation in the tokenizer, which changes no tokens here.
    tiny(["a b", "c"], padding="max_length", truncation=True, max_length=8)
    again = build([article, APART], Schema.default(), tiny, WINDOW, REACH, tmp_path / "deep" / "cache")
    tiny.backend_tokenizer.no_padding()
    tiny.backend_tokenizer.no_truncation()
    assert builds == [2]
    assert (again[0].to_list(), again[1].to_list()) == (tokens.to_list(), relations.to_list())
    direct = token_dataset([article, APART], schema, tiny, WINDOW)
    assert tokens.to_list() == direct.to_list()
    assert relations.to_list() == relation_dataset([article, APART], direct, schema, REACH).to_list()


def test_the_cache_knows_what_changed(
    article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, tmp_path: Path, builds: list[int]
) -> None:
    other = tokenizer()
    other.add_tokens(["ferry"])
    data = schema.to_dict()
    renamed = Schema.from_dict({**data, "events": {"BURN": "a new one", **data["events"]}})
    inputs: list[tuple[Any, ...]] = [
        ([article], schema, tiny, WINDOW, REACH),
        ([APART], schema, tiny, WINDOW, REACH),
        ([article, APART], schema, tiny, WINDOW, REACH),
        ([APART, article], schema, tiny, WINDOW, REACH),
        ([article], renamed, tiny, WINDOW, REACH),
        ([article], schema, other, WINDOW, REACH),
        ([article], schema, tiny, WINDOW - 1, REACH),
        ([article], schema, tiny, WINDOW, REACH + 1),
    ]
    for some in inputs:
        build(*some, cache=tmp_path)
    assert len(builds) == len(inputs)
    assert len(list(tmp_path.iterdir())) == len(inputs)


def test_a_failed_build_leaves_nothing_behind(
    article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Dataset.save_to_disk

    def full(self: Dataset, path: str) -> None:
        if path.endswith("relations"):
            raise OSError("disk full")
        save(self, path)

    with monkeypatch.context() as patch:
        patch.setattr(Dataset, "save_to_disk", full)
        with pytest.raises(OSError, match="disk full"):
            build([article], schema, tiny, WINDOW, REACH, tmp_path)
    assert list(tmp_path.iterdir()) == []
    build([article], schema, tiny, WINDOW, REACH, tmp_path)
    [folder] = tmp_path.iterdir()
    assert sorted(path.name for path in folder.iterdir()) == ["relations", "tokens"]


def test_the_cache_stands_where_the_environment_says(
    article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSFACTS_CACHE", str(tmp_path / "elsewhere"))
    build([article], schema, tiny, WINDOW, REACH)
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1


def test_datasets_are_saved_and_reloaded(
    article: Article, schema: Schema, tiny: PreTrainedTokenizerFast, tmp_path: Path
) -> None:
    tokens = token_dataset([article, Article("empty", "")], schema, tiny, WINDOW)
    relations = relation_dataset([article, Article("empty", "")], tokens, schema, REACH)
    for name, dataset in (("tokens", tokens), ("relations", relations)):
        dataset.save_to_disk(str(tmp_path / name))
        again = load_from_disk(str(tmp_path / name))
        assert again.features == dataset.features
        assert again.to_list() == dataset.to_list()
