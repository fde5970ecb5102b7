"""Whether `newsfacts select` chooses articles that the model gets wrong.

Annotated articles are the pool, without their annotation: the model's scores on the chosen ones are compared with
those on as many drawn at random, and its errors in each article with how unsure it was.

    python benchmarks/selection.py seeds:dev
"""

from __future__ import annotations

import argparse

import numpy as np
from scipy.stats import spearmanr

from newsfacts import FactExtractor
from newsfacts.data import read_articles
from newsfacts.training.measures import score
from newsfacts.training.pool import features
from newsfacts.training.select import choose

DRAWS = 2000
LAYERS = ("mention", "trigger", "argument", "attribution", "relation", "fact")


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pool", nargs="+")
    parser.add_argument("--checkpoint")
    parser.add_argument("--n", type=int, default=20)
    arguments = parser.parse_args()
    extractor = FactExtractor.from_pretrained(arguments.checkpoint)
    gold = read_articles(arguments.pool, extractor.schema)
    scores = score(gold, extractor.predict(gold), extractor.schema)
    pool = list(features(extractor, gold))
    found = choose(pool, arguments.n)
    place = {article.id: i for i, article in enumerate(gold)}
    chosen = [place[pick.id] for pick in found.picks]
    draw = np.random.default_rng(0)
    random = [draw.choice(len(gold), len(chosen), replace=False).tolist() for _ in range(DRAWS)]
    print(f"{len(chosen)} of {len(gold)} articles: F1 of the chosen, of as many at random (mean, 95 % of the draws)")
    for layer in LAYERS:
        drawn = [scores.subset(rows)[layer].f1 for rows in random]
        low, high = np.quantile(drawn, [0.025, 0.975])
        ours = scores.subset(chosen)[layer].f1
        print(f"{layer:12} {100 * ours:5.1f}  {100 * np.mean(drawn):5.1f} ({100 * low:.1f}–{100 * high:.1f})")
    counts = scores.counts["mention"][:, 0] + scores.counts["trigger"][:, 0] + scores.counts["fact"][:, 0]
    wrong = (counts[:, 1] - counts[:, 0]) + (counts[:, 3] - counts[:, 2])  # spurious and missed
    rate = wrong / [one.words for one in pool]
    unsure = np.stack([one.unsure for one in pool])
    rank = spearmanr((unsure / unsure.mean(0)).mean(1), rate)
    print(f"rank correlation of how unsure and of errors per word: {rank.statistic:.2f} (p = {rank.pvalue:.1g})")


if __name__ == "__main__":
    main()
