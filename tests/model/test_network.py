import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tiny import FAMILIES, encoder_config, network, tokenizer
from transformers import AutoConfig, AutoModel

from newsfacts.batch import Batch, Spans
from newsfacts.bert import Bert
from newsfacts.config import NewsfactsConfig
from newsfacts.data import Article, ConfigError, Schema
from newsfacts.data.datasets import token_dataset
from newsfacts.data.pairs import ANTECEDENTS
from newsfacts.network import DISTANCES, FORBIDDEN, Between, Network, Pairs, Seen, distances
from newsfacts.predictor import FactExtractor
from newsfacts.pretrained import NewsfactsModel

TEXT = (
    "The army said on Friday that 12 people were killed in Aden. President Rosa Magsino of Kenya denied it. "
    "“We left,” she told police. "
)
SHORT = "Police said NATO left."
WINDOW = 64
TOKENIZER = tokenizer()
CLOSE = {"atol": 1e-5, "rtol": 1e-4}


def rows_of(texts: Sequence[str], schema: Schema) -> list[dict[str, Any]]:
    articles = [Article(f"a{i}", text) for i, text in enumerate(texts)]
    return list(token_dataset(articles, schema, TOKENIZER, WINDOW))


def batch_of(schema: Schema, *texts: str) -> Batch:
    return Batch.of(rows_of(texts, schema), TOKENIZER)


def some_spans(batch: Batch, schema: Schema) -> Spans:
    """A span on every word, two of each type in turn."""
    types = [i // 2 % len(schema.mark_types) for i in range(batch.words)]
    return Spans.of([(i, i + 1, type) for i, type in enumerate(types)], len(schema.mentions))


@pytest.fixture(scope="module")
def model(schema: Schema) -> NewsfactsModel:
    return network(schema)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_reads_long_texts_and_learns(schema: Schema, family: str) -> None:
    model = network(schema, family).train()
    batch = batch_of(schema, TEXT * 2, SHORT)
    assert len(batch.input_ids) > 3
    words = model.encode(batch)
    spans = some_spans(batch, schema)
    scores = model.score_spans(words, spans, batch)
    assert words.shape == (batch.words, 16)
    assert model.tagger(words).shape == (batch.words, len(model.tagset))
    assert scores.factuality.shape == (spans.trigger.sum(), 4)
    for pairs, labels in ((scores.arguments, 11), (scores.relations, 14), (scores.coreference, 1)):
        assert pairs.logits.shape == (len(pairs.left), labels)
        assert len(pairs.left) == len(pairs.right) > 0
    outputs = [model.tagger(words), scores.factuality, scores.coreference.logits]
    outputs += [pairs.logits[pairs.logits > FORBIDDEN] for pairs in (scores.arguments, scores.relations)]
    loss = sum((output.square().sum() for output in outputs), start=words.new_zeros(()))
    loss.backward()
    silent = [name for name, weight in model.named_parameters() if weight.grad is None or not weight.grad.any()]
    # Of the encoder, a bias of the attention's keys changes nothing, and positions beyond the window are not read.
    assert [
        name for name in silent if not name.startswith("encoder.") or ".mlp" in name or "intermediate" in name
    ] == []
    assert all(torch.isfinite(weight.grad).all() for weight in model.parameters() if weight.grad is not None)
    assert model.encoder.get_input_embeddings().weight.grad.any()


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_vectors_do_not_depend_on_batch_mates_or_padding(schema: Schema, family: str) -> None:
    model = network(schema, family)
    texts = [SHORT, TEXT * 2, "", "Aden."]
    together = model.encode(batch_of(schema, *texts))
    alone = torch.cat([model.encode(batch_of(schema, text)) for text in texts])
    torch.testing.assert_close(together, alone, **CLOSE)
    torch.testing.assert_close(model.encode(batch_of(schema, *texts), subwords=1), together, **CLOSE)


@torch.no_grad()
def test_scores_of_pairs_do_not_depend_on_batch_mates(schema: Schema, model: NewsfactsModel) -> None:
    batch, mates = batch_of(schema, TEXT), batch_of(schema, SHORT, TEXT)
    before = mates.words - batch.words
    spans = some_spans(batch, schema)
    extra = [(0, 1, schema.mark_types.index("ORG")), (1, 2, schema.mark_types.index("SAY"))]
    moved = [(a + before, b + before, t) for a, b, t in zip(spans.start, spans.end, spans.type, strict=True)]
    alone = model.score_spans(model.encode(batch), spans, batch)
    together = model.score_spans(model.encode(mates), Spans.of([*extra, *moved], len(schema.mentions)), mates)
    torch.testing.assert_close(together.factuality[1:], alone.factuality, **CLOSE)
    for name in ("arguments", "relations", "coreference"):
        one, both = getattr(alone, name), getattr(together, name)
        own = both.left >= len(extra)
        assert (both.right[own] >= len(extra)).all(), "no pair spans two articles"
        assert (both.left[own] - len(extra)).tolist() == one.left.tolist()
        assert (both.right[own] - len(extra)).tolist() == one.right.tolist()
        torch.testing.assert_close(both.logits[torch.from_numpy(own)], one.logits, **CLOSE)


@pytest.mark.parametrize("most", [7, 100, 999])
@torch.no_grad()
def test_pairs_are_scored_in_parts_as_they_are_at_once(schema: Schema, model: NewsfactsModel, most: int) -> None:
    batch = batch_of(schema, SHORT, "Oslo Lima " + TEXT * 5 + "Oslo Lima")
    types = [schema.mark_types.index("SAY" if i % 3 == 0 else "ORG") for i in range(batch.words)]
    spans = Spans.of([(i, i + 1, type) for i, type in enumerate(types)], len(schema.mentions))
    words = model.encode(batch)
    whole = model.score_spans(words, spans, batch)
    parts = list(model.score(model.see(words, spans), spans, batch, most))
    assert len(parts) == -(-len(spans) // most)
    torch.testing.assert_close(torch.cat([part.factuality for part in parts]), whole.factuality, **CLOSE)
    for name in ("arguments", "relations", "coreference"):
        pairs, expected = [getattr(part, name) for part in parts], getattr(whole, name)
        for number, some in enumerate(pairs):
            assert set((some.left // most).tolist()) <= {number}
        for end in ("left", "right"):
            assert np.concatenate([getattr(some, end) for some in pairs]).tolist() == getattr(expected, end).tolist()
        torch.testing.assert_close(torch.cat([some.logits for some in pairs]), expected.logits, **CLOSE)
    before = np.cumsum(~spans.trigger)
    assert (before[whole.coreference.left] - before[whole.coreference.right]).max() > ANTECEDENTS, "some are far apart"


@torch.no_grad()
def test_what_is_seen_in_parts_is_joined_and_let_go(schema: Schema, model: NewsfactsModel) -> None:
    batch = batch_of(schema, TEXT)
    words, spans = model.encode(batch), some_spans(batch, schema)
    whole = model.see(words, spans)
    parts = [whole, model.see(words, spans, whole)]
    passed = parts[1].passed
    both = Seen.join(parts)
    assert not parts
    assert both.passed is passed
    for name in ("vectors", "starts", "ends"):
        assert len(getattr(both, name)) == 2 * len(spans)
    torch.testing.assert_close(both.starts[len(spans) :], whole.starts + whole.passed)


@pytest.mark.parametrize("family", FAMILIES)
@torch.no_grad()
def test_a_word_of_a_long_text_has_its_vector_from_the_window_that_owns_it(schema: Schema, family: str) -> None:
    model = network(schema, family)
    [row] = rows_of([TEXT * 3], schema)
    vectors = model.encode(Batch.of([row], TOKENIZER))
    assert len(row["windows"]) > 4
    seen = []
    for number, (start, end) in enumerate(row["windows"]):
        part = {key: row[key][start:end] for key in ("words", "shapes", "sentences", "subwords")}
        part |= {"windows": [[0, end - start]], "owner": [0] * (end - start)}
        alone = model.encode(Batch.of([part], TOKENIZER))
        owned = [i for i in range(start, end) if row["owner"][i] == number]
        torch.testing.assert_close(vectors[owned], alone[[i - start for i in owned]], **CLOSE)
        seen += owned
    assert sorted(seen) == list(range(len(row["words"])))


def test_batches_lay_every_window_between_special_tokens(schema: Schema) -> None:
    rows = rows_of([TEXT, "", SHORT], schema)
    batch = Batch.of(rows, TOKENIZER)
    assert len(batch.input_ids) == sum(len(row["windows"]) for row in rows)
    for ids, mask, shapes, word in zip(batch.input_ids, batch.attention_mask, batch.shapes, batch.word, strict=True):
        length = int(mask.sum())
        assert length <= WINDOW
        assert (ids[0], ids[length - 1]) == (TOKENIZER.cls_token_id, TOKENIZER.sep_token_id)
        assert not ids[length:].any()
        assert not mask[length:].any()
        special = torch.ones(len(ids), dtype=torch.bool)
        special[1 : length - 1] = False
        assert (shapes[special] == 0).all()
        assert (word[special] == batch.words).all()
    owned = batch.word[batch.word < batch.words].tolist()
    assert sorted(owned) == [i for i, ids in enumerate(ids for row in rows for ids in row["subwords"]) for _ in ids], (
        "each subword of each word counts in one window"
    )
    assert batch.document.tolist() == [0] * len(rows[0]["words"]) + [2] * len(rows[2]["words"])
    assert (np.diff(batch.sentence) >= 0).all()


@torch.no_grad()
def test_empty_texts(schema: Schema, model: NewsfactsModel) -> None:
    batch = batch_of(schema, "", " ")
    words = model.encode(batch)
    assert words.shape == (0, 16)
    scores = model.score_spans(words, Spans.of([], len(schema.mentions)), batch)
    assert len(scores.factuality) == len(scores.arguments.logits) == len(scores.coreference.logits) == 0


def test_masks_are_what_the_schema_says(schema: Schema) -> None:
    roles, relations = schema.fillers, schema.ends
    types = schema.mark_types
    for type, allowed in zip(types, roles.tolist(), strict=True):
        assert allowed == [*(type in role.types for role in schema.roles), type in schema.source], type
    for (i, head), (j, tail) in itertools.product(enumerate(types), repeat=2):
        expected = [head in relation.head and tail in relation.tail for relation in schema.relations]
        assert relations[i, j].tolist() == expected, (head, tail)


@torch.no_grad()
def test_what_the_schema_forbids_gets_no_probability(schema: Schema, model: NewsfactsModel) -> None:
    batch = batch_of(schema, TEXT * 2)
    spans = some_spans(batch, schema)
    scores = model.score_spans(model.encode(batch), spans, batch)
    roles, relations = torch.from_numpy(schema.fillers), torch.from_numpy(schema.ends)

    def allowed(pairs: Pairs) -> torch.Tensor:
        return pairs.logits.sigmoid() > 0

    arguments = scores.arguments
    assert (allowed(arguments) == roles[spans.type[arguments.right]]).all()
    left, right = scores.relations.left, scores.relations.right
    assert (allowed(scores.relations) == relations[spans.type[left], spans.type[right]]).all()
    mentions = np.flatnonzero(~spans.trigger)
    near = {
        (i, j)
        for i, j in itertools.permutations(mentions.tolist(), 2)
        if abs(batch.sentence[spans.start[i]] - batch.sentence[spans.start[j]]) <= model.config.reach
        and relations[spans.type[i], spans.type[j]].any()
    }
    assert set(zip(left.tolist(), right.tolist(), strict=True)) == near


@torch.no_grad()
def test_coreference_joins_only_types_that_mix(schema: Schema, model: NewsfactsModel) -> None:
    batch = batch_of(schema, TEXT * 2)
    types = ("PERSON", "DATE", "ROLE", "ACTOR", "DATE", "NUMBER", "GPE", "ROLE")
    spans = Spans.of([(i, i + 1, schema.mark_types.index(t)) for i, t in enumerate(types)], len(schema.mentions))
    pairs = model.score_spans(model.encode(batch), spans, batch).coreference
    found = {(types[i], types[j]) for i, j in zip(pairs.left, pairs.right, strict=True)}
    assert found == {("ACTOR", "PERSON"), ("GPE", "ACTOR"), ("DATE", "DATE"), ("ROLE", "ROLE")}
    assert (pairs.left > pairs.right).all()


@torch.no_grad()
def test_shapes_tell_apart_what_lower_casing_makes_equal(schema: Schema, model: NewsfactsModel) -> None:
    lower, upper = batch_of(schema, "us left"), batch_of(schema, "US left")
    assert (lower.input_ids == upper.input_ids).all()
    assert not torch.allclose(model.encode(lower), model.encode(upper))
    upper.shapes = lower.shapes
    torch.testing.assert_close(model.encode(lower), model.encode(upper))
    assert not model.shape.weight[0].any(), "special tokens and padding have no shape"


@torch.no_grad()
def test_the_type_of_a_span_counts(schema: Schema, model: NewsfactsModel) -> None:
    words = model.encode(batch_of(schema, SHORT))
    org, gpe, wide = (
        model.spans(words, Spans.of([(2, end, schema.mark_types.index(type))], len(schema.mentions)))
        for end, type in ((3, "ORG"), (3, "GPE"), (4, "ORG"))
    )
    assert org.shape == (1, 8)
    assert not torch.allclose(org, gpe)
    assert not torch.allclose(org, wide)


@torch.no_grad()
def test_the_words_between_two_spans_are_a_weighted_mean() -> None:
    torch.manual_seed(0)
    between = Between(4, 3)
    words = torch.randn(9, 4)
    spans = Spans.of([(0, 2, 0), (5, 6, 0), (6, 8, 0)], 1)
    left, right = np.array([0, 1, 1, 2]), np.array([1, 0, 2, 0])
    starts, ends, passed = between.sums(words, spans)
    found = between(starts, ends, spans, left, right)

    def mean(start: int, end: int) -> torch.Tensor:
        weight = torch.nn.functional.softplus(between.salience(words[start:end])) + 1e-3
        return (between.value(words[start:end]) * weight).sum(0) / weight.sum()

    expected = torch.stack([mean(2, 5), mean(2, 5), torch.zeros(3), mean(2, 6)])
    torch.testing.assert_close(found, expected, **CLOSE)
    some = Spans.of([(0, 1, 0), (1, 3, 0)], 1)  # the last two, in the words from 5 on
    before = between.sums(words[:5], Spans.of([], 1))[2]
    torch.testing.assert_close(between.sums(words[5:], some, before)[:2], (starts[1:], ends[1:]))
    torch.testing.assert_close(between.sums(words[5:], some, before)[2], passed)


def test_windows_in_one_row_are_read_as_padded_ones(schema: Schema) -> None:
    model = network(schema, window=20)
    batch = batch_of(schema, "The army said no. " * 20, "Police.", "The minister killed no people in Oslo.")
    padded = model.encode(batch)
    own = Network(model.config, Bert(model.config.encoder)).eval()
    own.load_state_dict(model.state_dict())
    torch.testing.assert_close(own.encode(batch), padded, **CLOSE)
    torch.testing.assert_close(own.encode(batch, subwords=30), padded, **CLOSE)


@pytest.mark.parametrize(
    "others",
    [
        {"hidden_act": "relu"},
        {"is_decoder": True},
        {"model_type": "distilbert"},
        {"num_attention_heads": 3},
        {"vocab_size": "9"},
    ],
)
def test_other_encoders_are_left_to_transformers(others: dict[str, Any]) -> None:
    settings = encoder_config().to_dict()
    assert Bert.reads(settings)
    assert not Bert.reads({**settings, **others})


def test_distances_count_words_sentences_and_spans() -> None:
    starts = [0, 1, 3, 7, 40, 100]
    spans = Spans.of([(start, start + 1, 0) for start in starts], 1)
    sentence = np.array([0, 0, 0, 1, 4, 9])
    left, right = np.array([0, 1, 0, 0, 0, 3]), np.array([1, 0, 2, 3, 5, 2])
    words, sentences, between = (
        column.tolist() for column in np.unravel_index(distances(spans, sentence, left, right), (DISTANCES, 7, 12))
    )
    # Gaps of 0, 0, 2, 6, 99 and 3 words; from 8 on, right stands after left.
    assert words == [8, 0, 10, 12, 15, 3]
    assert sentences == [3, 3, 3, 4, 6, 2]
    assert between == [6, 0, 7, 8, 10, 0]


def test_auto_classes_know_the_model(schema: Schema, tiny_checkpoint: Path) -> None:
    config = AutoConfig.from_pretrained(tiny_checkpoint)
    assert isinstance(config, NewsfactsConfig)
    assert config.scheme() == schema
    assert (config.window, config.pair_size, config.thresholds["source"]) == (64, 8, 0.0475)
    model = AutoModel.from_pretrained(tiny_checkpoint)
    assert isinstance(model, NewsfactsModel)
    for (name, ours), theirs in zip(network(schema).state_dict().items(), model.state_dict().values(), strict=True):
        assert torch.equal(ours, theirs), name
    assert isinstance(AutoModel.from_config(config), NewsfactsModel)


def test_config_fills_in_thresholds_and_keeps_the_order_of_labels(schema: Schema) -> None:
    encoder = encoder_config().to_dict()
    config = NewsfactsConfig(encoder, schema.to_dict(), thresholds={"source": 0.3})
    assert config.thresholds == {"argument": 0.5, "source": 0.3, "relation": 0.5}
    # JSON writers may sort keys: the labels keep their order all the same.
    shuffled = {
        key: dict(sorted(value.items())) if isinstance(value, dict) else value
        for key, value in sorted(schema.to_dict().items())
    }
    again = NewsfactsConfig(encoder, shuffled, labels=config.labels).scheme()
    assert again.mark_types == schema.mark_types
    assert [role.name for role in again.roles] == [role.name for role in schema.roles]
    labels = {**config.labels, "roles": ["agent"]}
    with pytest.raises(ConfigError, match="the checkpoint's labels and its schema name different roles"):
        NewsfactsConfig(encoder, schema.to_dict(), labels=labels).scheme()


def test_pairs_scored_in_blocks_are_those_scored_at_once(schema: Schema, monkeypatch: pytest.MonkeyPatch) -> None:
    thresholds = dict.fromkeys(("argument", "source", "relation"), 0.0)
    extractor = FactExtractor(network(schema, thresholds=thresholds), tokenizer())
    text = "Police in Oslo arrested two men on Friday, the ministry said. " * 8
    whole = extractor.predict(text)
    assert any(event.arguments for event in whole.events)
    monkeypatch.setattr("newsfacts.network.BLOCK", 7)
    assert extractor.predict(text) == whole
