from dataclasses import replace

from tiny import network

from newsfacts import Article, Schema, __version__
from newsfacts.data.labelmap import LabelMap
from newsfacts.training.card import model_card
from newsfacts.training.measures import DEFINITIONS, score
from newsfacts.training.provenance import Provenance
from newsfacts.training.reading import Corpus, Reading
from newsfacts.training.recipe import Mixed, Recipe

RECIPE = Recipe.model_validate(
    {
        "data": {"train": ["a"], "dev": ["b"]},
        "network": {"encoder": "some/encoder"},
        "training": {"epochs": 1, "encoder_learning_rate": 0.1, "head_learning_rate": 0.1},
        "output": "out",
    }
)
CARD = """\
---
language: en
license: apache-2.0
library_name: newsfacts
pipeline_tag: token-classification
tags: [information-extraction, event-extraction, relation-extraction, news]
---

# A newsfacts checkpoint

Reads the facts out of English news articles: 14 types of mentions, coreferent
entities, 34 event types with 10 roles, a source and a factuality for each
event, 14 relations (scheme 'news', version 1).

    from newsfacts import FactExtractor
    article = FactExtractor.from_pretrained("this folder").predict(text, date="2024-03-08")

- Encoder: `some/encoder` ({parameters} million parameters with the heads)
- Made by newsfacts {version} from the recipe in `recipe.yaml`; reads windows of 64 subwords

## Data

1,002 articles, 2,006 words.

| origin | articles | licence |
|---|---:|---|
| original | 1,000 | CC BY 4.0 (written for this project, about invented events) |
| my blog | 1 | not known to newsfacts |
| not said | 1 | not known to newsfacts |

## Scores

On the 2 development articles, which also chose the epoch and the thresholds: expect a
little less on texts that nobody has seen. Whole documents; what counts as correct is said below.

| layer | precision | recall | F1 |
|---|---:|---:|---:|
{rows}

{definitions}

## Limits

- English only, and best at wire reports, statements and news of politics, conflict and disasters.
- It reports what a text says, not what is true; look at `source` and `factuality` before relying on a fact.
- A fact whose parts stand more than 2 sentences apart is not found.
- Its errors are not evenly spread: rare event types and long chains of reference go wrong most.
- Do not take decisions about people from its output alone.
"""


def test_card(schema: Schema, make) -> None:
    model = network(schema)
    texts = [Article(str(i), "Two words", origin="original") for i in range(1000)]
    train = [*texts, Article("x", "three more words", origin="my blog"), Article("y", "three words more")]
    gold = [
        make(f"[Ann|PERSON a] [quit|LEAVE x1] [{where}|GPE b].", "x1: agent=a place=b") for where in ("Oslo", "Aden")
    ]
    worse = replace(gold[0], events=(replace(gold[0].events[0], arguments=gold[0].events[0].arguments[:1]),))
    card = model_card(RECIPE, model, Reading(schema, train, gold, [], 0), score(gold, [worse, gold[1]], schema))
    perfect = [f"| {layer} | 100.0 | 100.0 | 100.0 |" for layer in DEFINITIONS]
    rows = "\n".join(perfect).replace("argument | 100.0 | 100.0 | 100.0", "argument | 100.0 | 75.0 | 85.7")
    assert card == CARD.format(
        parameters=f"{sum(tensor.numel() for tensor in model.parameters()) / 1e6:.1f}",
        version=__version__,
        rows=rows.replace("fact | 100.0 | 100.0 | 100.0", "fact | 100.0 | 75.0 | 85.7"),
        definitions="\n".join(f"- **{layer}**: {text}" for layer, text in DEFINITIONS.items()),
    )


def test_card_lists_the_corpora_that_were_mixed_in(schema: Schema, make) -> None:
    gold = [make("[Ann|PERSON a] [quit|LEAVE x1].", "x1: agent=a")]
    labels = LabelMap.full(schema)

    def corpus(name: str, **meta: str) -> Corpus:
        return Corpus(Mixed(articles=f"{name}@here", labels="gmb"), [Article("1", "Two words", meta=meta)], labels)

    corpora = [corpus("gmb"), corpus("re3d", licence="OGL 3.0")]
    card = model_card(RECIPE, network(schema), Reading(schema, gold, gold, corpora, 0), score(gold, gold, schema))
    assert "| gmb | 1 | 2 | public domain (Voice of America); annotation free |" in card
    assert "| re3d | 1 | 2 | OGL 3.0 |" in card


def test_card_says_what_the_weights_had_learnt_before(schema: Schema, make) -> None:
    gold = [make("[Ann|PERSON a] [quit|LEAVE x1].", "x1: agent=a")]
    trainings = [
        {"gmb, predicted": {"articles": 2, "words": 3000}},
        {"mine": {"articles": 1, "words": 5}},
        {"original": {"articles": 1, "words": 2}},
    ]
    record = Provenance({}, "", {}, trainings, "first/encoder")
    data = Reading(schema, gold, gold, [], 0)
    card = model_card(RECIPE, network(schema), data, score(gold, gold, schema), record)
    assert "- Encoder: `first/encoder`" in card
    gmb = "| gmb, predicted | 2 | public domain (Voice of America); annotation free |\n\nPredicted: "
    places = [
        card.index(text) for text in ("| original | 1 |", "had been trained on", "| mine | 1 |", "3,000 words", gmb)
    ]
    assert places == sorted(places)
