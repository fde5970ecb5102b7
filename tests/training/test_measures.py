from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from newsfacts.data import Article, DataError, Relation, Schema, read_articles
from newsfacts.training.measures import DEFINITIONS, Scores, headline, rates, score

SPANS = ("mention", "trigger", "factuality")
TEXT = (
    "[Rebels|ACTOR rebels] [struck|ATTACK x1] the [army|ORG army] in [Aden|GPE aden], "
    "[Noor|PERSON noor] [said|SAY x2]. [They|ACTOR rebels] and [he|PERSON noor] fled [Aden|GPE aden]."
)
FACTS = ("x1: agent=rebels patient=army place=aden source=noor", "x2: agent=noor", "army located_in aden")


def counts(gold: Article, predicted: Article, schema: Schema, layer: str) -> tuple[float | None, ...]:
    """Correct, predicted, gold."""
    found = score([gold], [predicted], schema)[layer]
    return found.correct, found.predicted, found.gold


def test_perfect(make, schema):
    gold = make(TEXT, *FACTS)
    scores = score([gold], [gold], schema)
    assert list(scores.counts) == list(DEFINITIONS)
    for layer in DEFINITIONS:
        assert (scores[layer].precision, scores[layer].recall, scores[layer].f1) == (1, 1, 1), layer
    layers = ("mention", "trigger", "argument", "attribution", "relation", "fact")
    assert [scores[layer].gold for layer in layers] == [7, 2, 4, 1, 1, 6]


def test_mention_needs_start_end_and_type(make, schema):
    gold = make("The [Red Cross|ORG a] and [Oslo|GPE b] on [Monday|DATE c]")
    predicted = make("The Red [Cross|ORG a] and [Oslo|LOC b] on [Monday|DATE c]")
    assert counts(gold, predicted, schema, "mention") == (1, 3, 3)


def test_trigger_needs_type(make, schema):
    gold = make("[shot|ATTACK x1] [dead|DEATH x2]", "x1:", "x2:")
    predicted = make("[shot|ATTACK x1] [dead|ATTACK x2]", "x1:", "x2:")
    assert counts(gold, predicted, schema, "trigger") == (1, 2, 2)


def test_argument_needs_trigger_role_and_entity(make, schema):
    gold = make(TEXT, *FACTS)
    wrong_role = make(TEXT, "x1: recipient=rebels patient=army place=aden source=noor", *FACTS[1:])
    assert counts(gold, wrong_role, schema, "argument") == (3, 4, 4)
    wrong_entity = make(TEXT, "x1: agent=army patient=army place=aden source=noor", *FACTS[1:])
    assert counts(gold, wrong_entity, schema, "argument") == (3, 4, 4)
    wrong_trigger = make(TEXT.replace("ATTACK", "SEIZE"), *FACTS)
    assert counts(gold, wrong_trigger, schema, "argument") == (1, 4, 4)
    assert counts(gold, wrong_trigger, schema, "attribution") == (0, 1, 1)


def test_arguments_are_entities_whatever_the_mention_type(make, schema):
    gold = make(TEXT, *FACTS)
    predicted = make(TEXT.replace("ORG army", "ACTOR army"), *FACTS)
    assert counts(gold, predicted, schema, "argument") == (4, 4, 4)
    assert counts(gold, predicted, schema, "mention") == (6, 7, 7)


def test_attribution(make, schema):
    gold = make(TEXT, *FACTS)
    assert counts(gold, make(TEXT, "x1: source=army", "x2:"), schema, "attribution") == (0, 1, 1)
    assert counts(gold, make(TEXT, "x1:", "x2: source=noor"), schema, "attribution") == (0, 1, 1)
    assert counts(gold, make(TEXT, "x1: source=noor", "x2: source=noor"), schema, "attribution") == (1, 2, 1)


def test_factuality_is_over_labels_other_than_the_default(make, schema):
    text = "[a|SAY x1] [b|SAY x2] [c|SAY x3] [d|SAY x4]"
    gold = make(text, "x1: factuality=negated", "x2: factuality=future", "x3:", "x4:")
    predicted = make(text, "x1: factuality=negated", "x2: factuality=negated", "x3: factuality=future", "x4:")
    assert counts(gold, predicted, schema, "factuality") == (1, 3, 2)
    assert {type: (s.correct, s.predicted, s.gold) for type, s in by_type(gold, predicted, schema, "factuality")} == {
        "negated": (1, 2, 1),
        "future": (0, 1, 1),
    }


def by_type(gold: Article, predicted: Article, schema: Schema, layer: str):
    return score([gold], [predicted], schema).by_type[layer].items()


def test_relation_directions(make, schema):
    text = "[Ann|PERSON a] [Ben|PERSON b] [firm|ORG c]"
    gold = make(text, "a kin b", "a member_of c", "a owns c")
    turned = make(text, "b kin a", "a founder_of c")
    assert counts(gold, turned, schema, "relation") == (1, 2, 3)
    orgs = "[Acme|ORG a] [Bolt|ORG b]"
    assert counts(make(orgs, "a part_of b"), make(orgs, "b part_of a"), schema, "relation") == (0, 1, 1)


def test_a_fact_stated_twice_counts_once(make, schema):
    """Annotated files that do so are refused, but predictions of other systems may come with any."""
    gold = make(TEXT, *FACTS)
    event, relation = gold.events[0], gold.relations[0]
    twice = replace(event, arguments=event.arguments * 2)
    predicted = replace(gold, events=(twice, gold.events[1]), relations=(relation, relation))
    assert counts(gold, predicted, schema, "argument") == (4, 4, 4)
    assert counts(gold, predicted, schema, "relation") == (1, 1, 1)


def test_a_symmetric_relation_stated_both_ways_counts_once(make, schema):
    gold = make("[A|ORG a] [B|ORG b]", "a allied_with b")
    both_ways = (Relation("y", "allied_with", "z"), Relation("z", "allied_with", "y"))
    predicted = replace(make("[A|ORG z] [B|ORG y]"), relations=both_ways)
    assert counts(gold, predicted, schema, "relation") == (1, 1, 1)
    assert counts(predicted, gold, schema, "relation") == (1, 1, 1)


def test_entity_wrongly_split(make, schema):
    """Both halves of an entity as agents: one of the two facts is right, the other is spurious."""
    gold = make(TEXT, *FACTS)
    split = TEXT.replace("[They|ACTOR rebels]", "[They|ACTOR they]")
    predicted = make(split, "x1: agent=rebels,they patient=army place=aden source=noor", *FACTS[1:])
    assert counts(gold, predicted, schema, "argument") == (4, 5, 4)
    assert counts(gold, predicted, schema, "coreference_pairs") == (2, 2, 3)
    either_half = make(split, "x1: agent=they patient=army place=aden source=noor", *FACTS[1:])
    assert counts(gold, either_half, schema, "argument") == (4, 4, 4)


def test_entities_wrongly_merged(make, schema):
    """The merged entity stands for the gold one with most of its spans, and for no other."""
    gold = make("[A|ORG a] [B|ORG b] [A|ORG a] [C|GPE c]", "a located_in c", "b located_in c")
    predicted = make("[A|ORG m] [B|ORG m] [A|ORG m] [C|GPE c]", "m located_in c")
    assert counts(gold, predicted, schema, "relation") == (1, 1, 2)
    assert counts(gold, predicted, schema, "coreference_pairs") == (1, 3, 1)
    assert counts(predicted, gold, schema, "relation") == (1, 2, 1)


def test_a_tie_goes_to_the_entity_first_in_the_text(make, schema):
    gold = make("[A|ORG a] [B|ORG b] [C|GPE c]", "a located_in c")
    predicted = make("[A|ORG m] [B|ORG m] [C|GPE c]", "m located_in c")
    assert counts(gold, predicted, schema, "relation") == (1, 1, 1)
    gold = make("[A|ORG a] [B|ORG b] [C|GPE c]", "b located_in c")
    assert counts(gold, predicted, schema, "relation") == (0, 1, 1)


def test_an_entity_without_a_shared_span_is_linked_to_nothing(make, schema):
    gold = make("[Red Cross|ORG a] in [Oslo|GPE c]", "a located_in c")
    predicted = make("Red [Cross|ORG a] in [Oslo|GPE c]", "a located_in c")
    assert counts(gold, predicted, schema, "relation") == (0, 1, 1)


def test_facts_are_arguments_attributions_and_relations(make, schema):
    gold = make(TEXT, *FACTS)
    scores = score([gold], [make(TEXT, "x1: agent=rebels", "x2:", "noor located_in aden")], schema)
    assert (scores["fact"].correct, scores["fact"].predicted, scores["fact"].gold) == (1, 2, 6)
    assert scores["fact"].precision == pytest.approx(1 / 2)
    assert scores["fact"].recall == pytest.approx(1 / 6)
    assert scores["fact"].f1 == pytest.approx(1 / 4)


def test_coreference_counts_singletons_and_is_a_mean_of_three(make, schema):
    gold = make("[A|ORG a] [B|ORG a] [C|ORG c] [D|DATE d]")
    predicted = make("[A|ORG a] [B|ORG b] [C|ORG c] D")
    scores = score([gold], [predicted], schema)
    assert scores["muc"].f1 == 0
    assert scores["b_cubed"].precision == pytest.approx(1)
    assert scores["b_cubed"].recall == pytest.approx((1 / 2 + 1 / 2 + 1) / 4)
    assert scores["ceaf_e"].precision == pytest.approx((2 / 3 + 1) / 3)
    assert scores["ceaf_e"].recall == pytest.approx((2 / 3 + 1) / 3)
    mean = np.mean([scores[layer].f1 for layer in ("muc", "b_cubed", "ceaf_e")])
    assert scores["coreference"].f1 == pytest.approx(mean)


def test_counts_add_over_documents(make, schema):
    gold = [make(f"[A|ORG a] {'[b|ACTOR b] ' * n}[c|GPE c]", id=f"d{n}") for n in (0, 7)]
    predicted = [gold[0], make("A " + "b " * 7 + "[c|GPE c]", id="d7")]
    scores = score(gold, predicted, schema)
    assert (scores["mention"].correct, scores["mention"].gold) == (3, 11)
    assert scores["mention"].recall == pytest.approx(3 / 11)
    assert [scores.subset([i])["mention"].recall for i in (0, 1)] == pytest.approx([1, 1 / 9])
    assert scores.subset([0]).ids == ("d0",)
    assert scores.subset([0]).by_type["mention"]["GPE"].gold == 1


def test_nothing_to_find(make, schema):
    empty, full = make("A plain line."), make("A [plain|ITEM i] line.")
    scores = score([empty], [empty], schema)
    assert all(scores[layer].f1 == 1 for layer in DEFINITIONS)
    assert score([full], [empty], schema)["mention"].f1 == 0
    assert score([empty], [full], schema)["mention"].f1 == 0
    assert score([], [], schema)["fact"].gold == 0


def test_rates_keeps_leading_axes():
    counts = np.array([[[[1, 2, 1, 4]]], [[[0, 0, 0, 0]]]], dtype=float)
    assert rates(counts).shape == (2, 1, 3)
    assert rates(counts)[:, 0].tolist() == [[0.5, 0.25, pytest.approx(1 / 3)], [1, 1, 1]]


def test_to_dict_holds_layers_types_and_documents(make, schema):
    gold = make(TEXT, *FACTS)
    data = score([gold], [gold], schema).to_dict()
    assert data["layers"]["fact"]["f1"] == 1
    assert data["by_type"]["argument"]["agent"]["gold"] == 2
    assert data["by_type"]["attribution"]["ATTACK"]["gold"] == 1
    assert data["by_type"]["relation"]["located_in"]["gold"] == 1
    assert data["documents"][0]["id"] == "a"
    assert data["documents"][0]["coreference"]["gold"] is None


def test_types_of_a_layer_add_up_to_it(make, schema):
    gold = make(TEXT, *FACTS)
    scores = score([gold], [make(TEXT.replace("ORG", "ACTOR"), *FACTS)], schema)
    for layer, types in scores.by_type.items():
        for count in ("correct", "predicted", "gold"):
            assert sum(getattr(s, count) for s in types.values()) == getattr(scores[layer], count)


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ([], "annotated articles: 1, predicted: 0"),
        (["b"], "article 1 is 'a' in the annotation and 'b' in the prediction"),
    ],
)
def test_other_articles_are_refused(make, schema, others: Sequence[str], message: str):
    with pytest.raises(DataError, match=message):
        score([make("A")], [make("A", id=id) for id in others], schema)


def test_another_text_is_refused(make, schema):
    with pytest.raises(DataError, match="the text of the prediction is not that of the annotation"):
        score([make("A line.")], [make("A  line!")], schema)


@pytest.fixture(scope="module")
def annotated(seeds: Path, schema: Schema) -> list[Article]:
    return read_articles(f"{seeds}:dev", schema)


def test_swapping_the_sides_swaps_precision_and_recall(annotated, schema):
    def thinned(article: Article, kept: int) -> Article:
        """Without every third event, and with the others' factuality and one relation in ``kept`` changed."""
        events = tuple(
            replace(event, factuality="future" if i % 5 == kept else event.factuality)
            for i, event in enumerate(article.events)
            if i % 3 != kept
        )
        return replace(article, events=events, relations=article.relations[kept::2])

    one, other = [thinned(a, 0) for a in annotated], [thinned(a, 1) for a in annotated]
    there, back = score(one, other, schema), score(other, one, schema)
    assert 0 < there["trigger"].f1 < 1
    for layer in (*SPANS, "coreference", "muc", "b_cubed", "ceaf_e", "coreference_pairs"):
        assert there[layer].precision == pytest.approx(back[layer].recall), layer
        assert there[layer].f1 == pytest.approx(back[layer].f1), layer


def test_the_annotation_is_perfect_against_itself(annotated, schema):
    scores: Scores = score(annotated, annotated, schema)
    assert all(scores[layer].f1 == pytest.approx(1) for layer in DEFINITIONS)


def test_the_headline_is_what_a_scheme_has():
    def scheme(**parts):
        content = {"name": "x", "version": 1, "mentions": {"WHO": ""}, "events": {"DID": ""}, "source": {}}
        none = {"roles": {}, "relations": {}, "factuality": {"yes": ""}}
        return headline(Schema.from_dict({**content, **none, **parts}))

    assert scheme(roles={"by": {}}) == scheme(relations={"has": {}}) == "fact"
    assert scheme() == "mention"
    assert scheme(mentions={}, factuality={"yes": "", "no": ""}) == "factuality"
    assert scheme(mentions={}) == "trigger"
