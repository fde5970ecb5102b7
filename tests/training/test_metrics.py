import socket

import pytest
from seqeval.metrics import f1_score

from newsfacts.data import Article, DataError
from newsfacts.training.measures import DEFINITIONS, score
from newsfacts.training.metrics import FactMetric, TagMetric, iob2


@pytest.fixture(scope="module")
def pair(make) -> tuple[Article, Article]:
    text = "[Ann|PERSON a] [joined|JOIN x1] [Acme|ORG b] on [Monday|DATE d]"
    return (
        make(text, "x1: agent=a patient=b time=d", "a member_of b"),
        make(text, "x1: agent=b patient=b", "a member_of b"),
    )


def test_fact_metric_gives_the_measures(pair, schema):
    gold, predicted = pair
    found = FactMetric(keep_in_memory=True).compute(references=[gold.to_json()], predictions=[predicted.to_json()])
    scores = score([gold], [predicted], schema)
    assert found["fact_f1"] == pytest.approx(2 * 2 / (3 + 4))
    assert found == {f"{k}_{r}": getattr(scores[k], r) for k in DEFINITIONS for r in ("precision", "recall", "f1")}


def test_fact_metric_adds_batches(pair):
    gold, predicted = pair
    metric = FactMetric()
    metric.add(references=gold.to_json(), predictions=gold.to_json())
    metric.add_batch(references=[gold.to_json()], predictions=[predicted.to_json()])
    assert metric.compute()["fact_f1"] == pytest.approx(2 * (4 + 2) / (4 + 3 + 4 + 4))


def test_fact_metric_names_what_it_cannot_read(pair):
    gold, _ = pair
    with pytest.raises(DataError, match="predictions, article 1: not JSON"):
        FactMetric(keep_in_memory=True).compute(references=[gold.to_json()], predictions=["{"])


def test_tag_metric_is_strict():
    references, predictions = [["B-GPE", "I-GPE", "O", "B-ORG"]], [["I-GPE", "I-GPE", "O", "B-ORG"]]
    assert f1_score(references, predictions) == 1
    found = TagMetric(keep_in_memory=True).compute(references=references, predictions=predictions)
    assert found["overall_f1"] == pytest.approx(2 / 3)
    assert found["overall_accuracy"] == pytest.approx(3 / 4)
    assert found["spans"] == 2
    assert found["by_type"]["ORG"] == {"precision": 1, "recall": 1, "f1": 1, "spans": 1}
    assert found["by_type"]["GPE"]["f1"] == 0


@pytest.mark.parametrize("tags", [[], ["O", "O"]])
def test_tag_metric_without_spans(tags):
    found = TagMetric(keep_in_memory=True).compute(references=[tags], predictions=[tags])
    assert (found["overall_f1"], found["spans"], found["by_type"]) == (1, 0, {})


def marked(text: str, *spans: tuple[int, int, str]) -> Article:
    marks = [{"type": type, "start": start, "end": end, "text": text[start:end]} for start, end, type in spans]
    return Article.from_dict({"id": "a", "text": text, "mentions": [{**mark, "entity": "e"} for mark in marks]})


def test_iob2_takes_every_word_that_a_mark_touches():
    article = marked("New York's mayor", (0, 8, "GPE"), (11, 16, "ROLE"))
    assert iob2(article, [(0, 3), (4, 10), (11, 16)]) == ["B-GPE", "I-GPE", "B-ROLE"]
    assert iob2(article, []) == []


def test_iob2_gives_a_word_that_two_marks_touch_to_the_first():
    article = marked("Sino-Russian talks", (0, 4, "GPE"), (5, 12, "NORP"))
    assert iob2(article, [(0, 12), (13, 18)]) == ["B-GPE", "O"]


def test_metrics_work_without_a_network(monkeypatch):
    def refuse(*arguments, **options):
        raise AssertionError("network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert TagMetric().compute(references=[["B-GPE"]], predictions=[["B-GPE"]])["overall_f1"] == 1
    line = '{"id": "a", "text": "b"}'
    assert FactMetric().compute(references=[line], predictions=[line])["fact_f1"] == 1
