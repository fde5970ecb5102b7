from dataclasses import replace

from newsfacts.training.confusion import confusion
from newsfacts.training.groups import by_length, by_topic
from newsfacts.training.measures import score

SHORT = "[Ann|PERSON a] [quit|LEAVE x1]."  # four words and signs
LONG = "[Ben|PERSON b], " + "who was tired, " * 5 + "[left|LEAVE x2] [Aden|GPE c] too."


def test_sentences_of_each_length(make, schema):
    gold = make(f"{SHORT}\n\n{LONG}", "x1: agent=a", "x2: agent=b place=c", "b located_in c")
    predicted = replace(gold, events=(replace(gold.events[0], arguments=()), gold.events[1]), relations=())
    found = by_length([gold], [predicted], schema)
    counts = {name: (of["fact"].correct, of["fact"].predicted, of["fact"].gold) for name, of in found.items()}
    assert counts == {
        "1–10": (0, 0, 1),
        "11–20": (0, 0, 0),
        "21–30": (2, 2, 3),  # the relation stands in the sentence of its ends
        "31–40": (0, 0, 0),
        "41 or more": (0, 0, 0),
    }
    assert (found["1–10"]["mention"].correct, found["21–30"]["mention"].gold) == (1, 2)
    whole = score([gold], [predicted], schema)
    for layer in ("mention", "trigger", "argument", "relation", "fact"):
        assert sum(of[layer].gold for of in found.values()) == whole[layer].gold


def test_topics(make, schema):
    gold = [make(SHORT, "x1: agent=a", id=f"a{i}") for i in range(4)]
    topics = [replace(article, topic=topic) for article, topic in zip(gold, ("war", None, "war", "law"), strict=True)]
    scores = score(topics, [topics[0], *(replace(a, events=()) for a in topics[1:])], schema)
    found = by_topic(scores, topics)
    assert list(found) == ["war", "law", "none given"]
    assert (found["war"].ids, found["war"]["fact"].recall) == (("a0", "a2"), 0.5)
    bare = [replace(article, topic=None) for article in gold]
    assert by_topic(scores, bare) == {}


def test_confusion_counts_equal_spans_only(make):
    gold = make("[Ann|PERSON a] of [Aden|GPE b] [quit|LEAVE x1] the [army|ORG c].", "x1:")
    predicted = make("[Ann|ORG a] of [Aden|GPE b] [quit|OUST x1] [the army|ORG c].", "x1:")
    found = confusion([gold, gold], [predicted, gold])
    assert found["mention"] == {("PERSON", "ORG"): 1, ("PERSON", "PERSON"): 1, ("GPE", "GPE"): 2, ("ORG", "ORG"): 1}
    assert found["trigger"] == {("LEAVE", "OUST"): 1, ("LEAVE", "LEAVE"): 1}
