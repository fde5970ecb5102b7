import math
from typing import Any

import numpy as np
import pytest
import torch
from tiny import network, tokenizer
from torch import Tensor

from newsfacts.batch import Batch
from newsfacts.data import Article, Schema
from newsfacts.data.datasets import relation_dataset, token_dataset
from newsfacts.network import FORBIDDEN, Pairs
from newsfacts.pretrained import NewsfactsModel
from newsfacts.training.objective import Gold, Objective, antecedent_loss, fact_loss, segment_logsumexp, tag_loss

TOKENIZER = tokenizer()
WEIGHTS = dict.fromkeys(("tag", "factuality", "argument", "relation", "coreference"), 1.0)
SECOND = (
    "[Police|ORG police] in [Aden|GPE aden] [said|SAY x1] [they|ORG police] [killed|DEATH x2] [two|NUMBER n] "
    "[people|ACTOR people].",
    "x1: agent=police",
    "x2: agent=police patient=people source=police factuality=uncertain",
    "people quantity n",
)


@pytest.fixture
def articles(article: Article, make: Any) -> list[Article]:
    return [article, make(*SECOND, id="b")]


def rows_of(articles: list[Article], schema: Schema) -> list[dict[str, Any]]:
    tokens = token_dataset(articles, schema, TOKENIZER, 64)
    relations = relation_dataset(articles, tokens, schema, 2)
    return [{**a, **b} for a, b in zip(tokens, relations, strict=True)]


def inputs(articles: list[Article], schema: Schema) -> tuple[Batch, Gold]:
    rows = rows_of(articles, schema)
    return Batch.of(rows, TOKENIZER), Gold.of(rows, 2 * len(schema.mark_types) + 1)


def objective(model: NewsfactsModel, word_dropout: float = 0.0, **weights: float) -> Objective:
    return Objective(model, TOKENIZER.mask_token_id, word_dropout, {**WEIGHTS, **weights})


def softplus(value: float) -> float:
    return math.log1p(math.exp(value))


def test_tag_loss_is_cross_entropy_where_one_tag_is_allowed() -> None:
    torch.manual_seed(0)
    logits = torch.randn(7, 5)
    tags = torch.tensor([0, 1, 2, 3, 4, 0, 2])
    allowed = torch.nn.functional.one_hot(tags, 5).bool()
    expected = torch.nn.functional.cross_entropy(logits, tags, reduction="sum")
    torch.testing.assert_close(tag_loss(logits, allowed), expected)


def test_tag_loss_of_a_set_is_that_of_its_summed_probability() -> None:
    logits = torch.tensor([[1.0, 2.0, -1.0, 0.5]], requires_grad=True)
    allowed = torch.tensor([[True, False, True, False]])
    loss = tag_loss(logits, allowed)
    p = logits.detach().softmax(1)[0]
    assert loss.item() == pytest.approx(-math.log(p[0] + p[2]), abs=1e-6)
    loss.backward()
    assert logits.grad is not None
    gradient = logits.grad[0]
    assert (gradient[allowed[0]] < 0).all(), "descent raises every member of the set"
    assert (gradient[~allowed[0]] > 0).all()
    # Members keep their proportions: the set does not say which of them it is.
    assert (gradient[0] / gradient[2]).item() == pytest.approx((p[0] / p[2]).item(), rel=1e-4)


def test_tag_loss_is_nothing_where_everything_is_allowed() -> None:
    logits = torch.randn(3, 4, requires_grad=True)
    loss = tag_loss(logits, torch.ones(3, 4, dtype=torch.bool))
    loss.backward()
    assert loss.item() == pytest.approx(0, abs=1e-5)
    torch.testing.assert_close(logits.grad, torch.zeros(3, 4), atol=1e-6, rtol=0)


def test_segment_logsumexp() -> None:
    torch.manual_seed(0)
    values = (torch.randn(40, 3) * 50).requires_grad_()
    index = torch.randint(0, 6, (40,))
    expected = torch.stack([values[index == i].logsumexp(0) for i in range(6)])
    found = segment_logsumexp(values, index, 6)
    torch.testing.assert_close(found, expected)
    weight = torch.randn(6, 3)
    theirs = torch.autograd.grad((expected * weight).sum(), values, retain_graph=True)[0]
    torch.testing.assert_close(torch.autograd.grad((found * weight).sum(), values)[0], theirs)
    assert (segment_logsumexp(values, index, 7)[6] < -1e8).all(), "a segment of no rows"


# Two mentions (spans 1 and 2) of thing 0 and one (span 3) of thing 1, beside the event of span 0.
LEFT, RIGHT, THINGS = np.array([0, 0, 0]), np.array([1, 2, 3]), np.array([0, 0, 1])
LOGITS = [[0.5, -1.0], [-2.0, 0.3], [1.0, 2.0]]


def facts_of(*facts: tuple[int, int, int]) -> Any:
    return np.array(facts, dtype=np.int64).reshape(-1, 3)


def loss_of(logits: Tensor, facts: Any, mask: Any = None) -> Tensor:
    known = np.ones((3, 2), dtype=bool) if mask is None else np.array(mask)
    return fact_loss(Pairs(LEFT, RIGHT, logits), (LEFT, THINGS), facts, known)


def test_fact_loss_by_hand() -> None:
    logits = torch.tensor(LOGITS, requires_grad=True)
    # The event and thing 0 bear label 0: one of its two mentions is enough. All else is taught to be none.
    pooled = math.log(math.exp(0.5) + math.exp(-2.0))
    negative = softplus(-1.0) + softplus(0.3) + softplus(1.0) + softplus(2.0)
    loss = loss_of(logits, facts_of((0, 0, 0)))
    assert loss.item() == pytest.approx(softplus(-pooled) + negative, rel=1e-6)
    loss.backward()
    assert logits.grad is not None
    assert (logits.grad[:2, 0] < 0).all()
    assert logits.grad[0, 0] < logits.grad[1, 0], "the more telling mention learns more"
    assert (logits.grad[2] > 0).all()
    assert (logits.grad[:, 1] > 0).all()


def test_fact_loss_without_facts_is_binary_cross_entropy() -> None:
    logits = torch.tensor(LOGITS)
    assert loss_of(logits, facts_of()).item() == pytest.approx(
        sum(softplus(x) for row in LOGITS for x in row), rel=1e-6
    )


def test_silence_teaches_nothing_of_labels_that_are_not_annotated_throughout() -> None:
    logits = torch.tensor(LOGITS, requires_grad=True)
    loss = loss_of(logits, facts_of((0, 0, 1)), [[True, False]] * 3)
    expected = softplus(0.5) + softplus(-2.0) + softplus(-1.0)
    assert loss.item() == pytest.approx(expected, rel=1e-6)
    loss.backward()
    assert logits.grad is not None
    assert not logits.grad[:, 1].any()
    assert logits.grad[:, 0].all()


def test_what_is_stated_is_taught_even_where_silence_is_not() -> None:
    logits = torch.tensor(LOGITS, requires_grad=True)
    pooled = math.log(math.exp(-1.0) + math.exp(0.3))
    loss = loss_of(logits, facts_of((0, 1, 0)), [[False, False]] * 3)
    assert loss.item() == pytest.approx(softplus(-pooled), rel=1e-6)


def test_fact_loss_passes_over_facts_that_no_pair_states() -> None:
    logits = torch.tensor(LOGITS)
    near = loss_of(logits, facts_of((0, 0, 0)))
    beyond = [(0, 1, 7), (5, 0, 0), (1, 0, 0), (5, 1, 9)]  # other things, other events
    torch.testing.assert_close(loss_of(logits, facts_of((0, 0, 0), *beyond)), near)
    torch.testing.assert_close(loss_of(logits, facts_of(*beyond)), loss_of(logits, facts_of()))


def test_fact_loss_passes_over_facts_that_the_schema_forbids() -> None:
    logits = torch.tensor([[0.5, FORBIDDEN], [-2.0, FORBIDDEN], [1.0, FORBIDDEN]], requires_grad=True)
    loss = loss_of(logits, facts_of((0, 1, 0)))
    assert loss.item() == pytest.approx(softplus(0.5) + softplus(-2.0) + softplus(1.0), rel=1e-6)


def test_fact_loss_of_no_pairs() -> None:
    none = np.array([], dtype=np.int64)
    logits = torch.zeros((0, 2), requires_grad=True)
    loss = fact_loss(Pairs(none, none, logits), (none, none), facts_of((0, 0, 0)), np.ones((0, 2), dtype=bool))
    loss.backward()
    assert loss.item() == 0


def test_antecedent_loss_by_hand() -> None:
    # Mentions 0 … 3 of the entities a, b, a, a; mention 3 may look back no further than to mention 1.
    left, right = np.array([1, 2, 2, 3, 3]), np.array([0, 0, 1, 1, 2])
    scores = [0.7, 1.5, -0.5, 0.2, 2.0]
    logits = torch.tensor(scores, requires_grad=True)
    loss = antecedent_loss(Pairs(left, right, logits[:, None]), np.array([0, 1, 0, 0]), np.ones(len(left), dtype=bool))
    e = [math.exp(score) for score in scores]
    expected = math.log(1 + e[0])  # the first of its entity: none is right
    expected += math.log(1 + e[1] + e[2]) - scores[1]
    expected += math.log(1 + e[3] + e[4]) - scores[4]
    assert loss.item() == pytest.approx(expected, rel=1e-6)
    loss.backward()
    assert logits.grad is not None
    assert logits.grad.sign().tolist() == [1, -1, 1, 1, -1]


def test_antecedent_loss_where_any_of_several_is_right() -> None:
    pairs = Pairs(np.array([2, 2]), np.array([0, 1]), torch.tensor([[1.0], [0.0]]))
    loss = antecedent_loss(pairs, np.array([4, 4, 4]), np.ones(len(pairs.left), dtype=bool))
    assert loss.item() == pytest.approx(math.log(1 + math.e + 1) - math.log(math.e + 1), rel=1e-6)
    none = np.array([], dtype=np.int64)
    assert antecedent_loss(Pairs(none, none, torch.zeros((0, 1))), np.array([0]), none.astype(bool)).item() == 0


def test_gold_joins_the_rows_of_a_batch(articles: list[Article], schema: Schema) -> None:
    rows = rows_of(articles, schema)
    batch, gold = inputs(articles, schema)
    assert gold.tags.shape == (batch.words, 2 * len(schema.mark_types) + 1)
    assert (gold.tags.sum(1) == 1).all()
    marks = [mark for article in articles for mark in article.marks]
    assert ["".join(batch.surface[a:b]) for a, b, _ in gold.spans] == [m.text.replace(" ", "") for m in marks]
    assert [schema.mark_types[type] for _, _, type in gold.spans] == [m.type for m in marks]
    spans, entities = len(rows[0]["spans"]), len(articles[0].entities)
    assert gold.entities[:spans].tolist() == rows[0]["entities"]
    assert gold.entities[spans:].tolist() == [e + entities if e >= 0 else -1 for e in rows[1]["entities"]]
    own = len(rows[0]["arguments"])
    assert gold.arguments[own:].tolist() == [[t + spans, r, e + entities] for t, r, e in rows[1]["arguments"]]
    own = len(rows[0]["relations"])
    assert gold.relations[own:].tolist() == [[h + entities, k, t + entities] for h, k, t in rows[1]["relations"]]


def test_the_loss_is_the_weighted_sum_of_its_parts(articles: list[Article], schema: Schema) -> None:
    batch, gold = inputs(articles, schema)
    weights = {"tag": 2.0, "argument": 0.5, "coreference": 0.0}
    parts = objective(network(schema), **weights).eval()(batch, gold)
    loss = parts.pop("loss")
    assert set(parts) == set(WEIGHTS)
    assert all(part > 0 for part in parts.values())
    assert loss.item() == pytest.approx(sum({**WEIGHTS, **weights}[k] * v.item() for k, v in parts.items()), rel=1e-5)


def test_articles_without_marks_or_words(schema: Schema) -> None:
    for texts in (["Nothing."], ["", "Nothing."], [""]):
        batch, gold = inputs([Article(f"a{i}", text) for i, text in enumerate(texts)], schema)
        loss = objective(network(schema)).train()(batch, gold)["loss"]
        loss.backward()
        assert torch.isfinite(loss)


def test_wrong_spans_bear_no_labels(articles: list[Article], schema: Schema) -> None:
    batch, gold = inputs(articles, schema)
    model = network(schema)  # untrained: most of what it finds is wrong
    with torch.no_grad():
        logits = model.tagger(model.encode(batch))
    spans, entities, factuality, place = objective(model)._spans(logits, gold, batch)
    listed = list(zip(spans.start.tolist(), spans.end.tolist(), spans.type.tolist(), strict=True))
    assert [listed[i] for i in place] == gold.spans
    assert entities[place].tolist() == gold.entities.tolist()
    assert factuality[place].tolist() == gold.factuality.tolist()
    wrong = sorted(set(range(len(spans))) - set(place.tolist()))
    assert len(wrong) > 5
    assert not {listed[i] for i in wrong} & set(gold.spans)
    assert (batch.document[spans.start] == batch.document[spans.end - 1]).all()
    assert (factuality[wrong] == -1).all()
    own = entities[[i for i in wrong if not spans.trigger[i]]]
    assert len(set(own.tolist())) == len(own), "each is an entity of its own"
    assert not set(own.tolist()) & set(gold.entities.tolist())
    assert (entities[spans.trigger] == -1).all()


def test_word_dropout_hides_words_from_the_encoder_in_training_only(
    articles: list[Article], schema: Schema, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, gold = inputs(articles, schema)
    model = network(schema)
    given = batch.input_ids.clone()
    read: list[Tensor] = []
    encode = model.encode
    monkeypatch.setattr(model, "encode", lambda batch: read.append(batch.input_ids) or encode(batch))
    target = objective(model, word_dropout=1.0)
    target.train()(batch, gold)
    target.eval()(batch, gold)
    masked = batch.word < batch.words
    assert (read[0][masked] == TOKENIZER.mask_token_id).all()
    assert torch.equal(read[0][~masked], given[~masked]), "special tokens stay"
    assert torch.equal(read[1], given)
    assert torch.equal(batch.input_ids, given), "the batch itself is left as it was"


def test_a_tiny_network_learns_two_articles_by_heart(articles: list[Article], schema: Schema) -> None:
    batch, gold = inputs(articles, schema)
    model = network(schema, dropout=0.0)
    target = objective(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    before = target.eval()(batch, gold)
    for _ in range(40):
        optimizer.zero_grad()
        target(batch, gold)["loss"].backward()
        optimizer.step()
    after = target(batch, gold)
    for part in before:
        assert after[part] < 0.5 * before[part], part
