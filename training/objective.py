"""What training minimises: the negative log-likelihood of everything annotated, summed and divided by words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import cross_entropy, softplus

from newsfacts.batch import Batch, Spans
from newsfacts.network import Pairs
from newsfacts.pretrained import NewsfactsModel

__all__ = ["Gold", "Objective"]


@dataclass
class Gold:
    """The annotation of a batch, numbered as the batch is; see :mod:`newsfacts.data.datasets` for the columns."""

    tags: NDArray[np.bool_]  # (words, tags): which tags the annotation allows
    spans: list[tuple[int, int, int]]
    entities: NDArray[np.int64]  # (spans,), -1 for triggers
    factuality: NDArray[np.int64]  # (spans,), -1 for mentions
    arguments: NDArray[np.int64]  # (facts, 3): trigger span, role, entity
    relations: NDArray[np.int64]  # (facts, 3): head entity, type, tail entity
    # What silence says, by article: that a span of the type, or such a fact, is not there.
    type_mask: NDArray[np.bool_]  # (articles, types)
    role_mask: NDArray[np.bool_]  # (articles, roles + 1)
    relation_mask: NDArray[np.bool_]  # (articles, relations)
    coreference_mask: NDArray[np.bool_]  # (articles,)

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], tags: int) -> Gold:
        """Join rows that bear the columns of a token and of a relation dataset."""
        words = np.cumsum([0, *(len(row["words"]) for row in rows)])
        spans = np.cumsum([0, *(len(row["spans"]) for row in rows)])
        entities = np.cumsum([0, *(max(row["entities"], default=-1) + 1 for row in rows)])
        allowed = np.zeros((words[-1], tags), dtype=bool)
        for w, row in zip(words, rows, strict=False):
            sets = np.zeros((len(row["tag_sets"]), tags), dtype=bool)
            for i, some in enumerate(row["tag_sets"]):
                sets[i, some] = True
            allowed[w : w + len(row["tags"])] = sets[row["tags"]] if row["tags"] else False

        def triples(key: str, *offsets: NDArray[np.int64]) -> NDArray[np.int64]:
            parts = [
                np.array(row[key], dtype=np.int64).reshape(-1, 3) + [o[i] for o in offsets]
                for i, row in enumerate(rows)
            ]
            return np.concatenate(parts)

        none = np.zeros_like(words)
        return cls(
            tags=allowed,
            spans=[
                (int(w) + a, int(w) + b, t) for w, row in zip(words, rows, strict=False) for a, b, t in row["spans"]
            ],
            entities=np.concatenate(
                [
                    np.where(np.array(r["entities"], int) >= 0, np.array(r["entities"], int) + e, -1)
                    for e, r in zip(entities, rows, strict=False)
                ]
            ),
            factuality=np.concatenate([np.array(row["factuality"], dtype=np.int64) for row in rows]),
            arguments=triples("arguments", spans, none, entities),
            relations=triples("relations", entities, none, entities),
            **{
                mask: np.array([row[mask] for row in rows], dtype=bool)
                for mask in ("type_mask", "role_mask", "relation_mask", "coreference_mask")
            },
        )


class Objective(nn.Module):
    """A model with its training loss.

    Args:
        model: the network.
        mask_token: the id that stands for words hidden from the encoder.
        word_dropout: share of words hidden at random.
        weights: weight of each part of the loss (``tag``, ``factuality``, ``argument``, ``relation``, ``coreference``).
    """

    def __init__(
        self, model: NewsfactsModel, mask_token: int | None, word_dropout: float, weights: Mapping[str, float]
    ) -> None:
        super().__init__()
        self.model = model
        self.mask_token = mask_token
        self.word_dropout = word_dropout
        self.weights = dict(weights)

    def forward(self, batch: Batch, gold: Gold) -> dict[str, Tensor]:
        """The loss (``loss``) and its parts, nats a word."""
        batch = batch.to(next(self.parameters()).device)
        if self.training and self.word_dropout and self.mask_token is not None:
            hidden = torch.rand(batch.words + 1, device=batch.word.device) < self.word_dropout
            hidden[-1] = False
            batch.input_ids = torch.where(hidden[batch.word], self.mask_token, batch.input_ids)
        words = self.model.encode(batch)
        logits = self.model.tagger(words).float()
        parts = {"tag": tag_loss(logits, torch.from_numpy(gold.tags).to(logits.device))}

        spans, entities, factuality, place = self._spans(logits, gold, batch)
        if len(spans):
            scores = self.model.score_spans(words, spans, batch)
            document = batch.document[spans.start]
            levels = torch.from_numpy(factuality[spans.trigger]).to(words.device)
            parts["factuality"] = cross_entropy(scores.factuality.float(), levels, ignore_index=-1, reduction="sum")
            arguments = gold.arguments.copy()
            arguments[:, 0] = place[arguments[:, 0]]
            mask = gold.role_mask[document[scores.arguments.left]]
            ends = scores.arguments.left, entities[scores.arguments.right]
            parts["argument"] = fact_loss(scores.arguments, ends, arguments, mask)
            mask = gold.relation_mask[document[scores.relations.left]]
            ends = entities[scores.relations.left], entities[scores.relations.right]
            parts["relation"] = fact_loss(scores.relations, ends, gold.relations, mask)
            known = gold.coreference_mask[document[scores.coreference.left]]
            parts["coreference"] = antecedent_loss(scores.coreference, entities, known)
        parts = {name: part / max(batch.words, 1) for name, part in parts.items()}
        loss = sum((self.weights[name] * part for name, part in parts.items()), start=logits.new_zeros(()))
        return {"loss": loss, **{name: part.detach() for name, part in parts.items()}}

    def _spans(
        self, logits: Tensor, gold: Gold, batch: Batch
    ) -> tuple[Spans, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Gold spans and the wrong ones that the tagger finds now, so that the heads learn to refuse them.

        Returns the spans, entity and factuality of each (a wrong mention has an entity of its own, a
        wrong trigger no factuality), and where each gold span is among them.
        """
        known = set(gold.spans)
        found = self.model.tagset.decode(logits.detach().argmax(1).tolist())
        wrong = [span for span in found if span not in known and span[1] - span[0] <= LONGEST]
        wrong = [span for span in wrong if batch.document[span[0]] == batch.document[span[1] - 1]]
        wrong = [span for span in wrong if gold.type_mask[batch.document[span[0]], span[2]]]
        # A tagger at the beginning finds little else: a part of it teaches enough.
        some = torch.randperm(len(wrong))[: len(known) // 2 + 8]
        wrong = [wrong[i] for i in some.tolist()]
        every = [*self._typed(logits, gold), *wrong]
        order = sorted(range(len(every)), key=lambda i: every[i])
        spans = Spans.of(every, len(self.model.scheme.mentions))
        place = np.empty(len(every), dtype=np.int64)
        place[order] = np.arange(len(every))
        own = np.arange(len(wrong)) + (gold.entities.max(initial=-1) + 1)
        entities = np.concatenate([gold.entities, own]).astype(np.int64)[order]
        entities = np.where(spans.trigger, -1, entities)
        factuality = np.concatenate([gold.factuality, np.full(len(wrong), -1)]).astype(np.int64)[order]
        return spans, entities, factuality, place[: len(gold.spans)]

    def _typed(self, logits: Tensor, gold: Gold) -> list[tuple[int, int, int]]:
        """The gold spans; where the annotation allows several types, each with the one that the tagger prefers."""
        if not gold.spans:
            return []
        starts, types = [start for start, _, _ in gold.spans], torch.tensor([type for _, _, type in gold.spans])
        begins = logits.detach()[starts, 1::2].cpu()
        allowed = torch.from_numpy(gold.tags[starts, 1::2])
        mentions = len(self.model.scheme.mentions)
        same_kind = (torch.arange(begins.shape[1]) < mentions) == (types < mentions)[:, None]
        best = begins.masked_fill(~(allowed & same_kind), float("-inf")).argmax(1).tolist()
        return [(start, end, type) for (start, end, _), type in zip(gold.spans, best, strict=True)]


LONGEST = 40  # words in a wrong span


def tag_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Summed -log probability of the allowed set of tags, both (words, tags); cross entropy where it has one member."""
    some = logits.masked_fill(~allowed, float("-inf"))
    return (logits.logsumexp(1) - some.logsumexp(1)).sum()


def fact_loss(
    pairs: Pairs,
    ends: tuple[NDArray[np.int64], NDArray[np.int64]],
    facts: NDArray[np.int64],
    mask: NDArray[np.bool_],
) -> Tensor:
    """Binary cross entropy of facts between things that are mentioned several times.

    All pairs whose two ends are the same things form a group. A fact is stated by its group: its
    logit is the log-sum-exp of the pairs' logits, so one telling pair is enough. Where a group
    bears no fact, every pair is taught so, unless the mask says that nothing is known.

    Args:
        pairs: logits (pairs, labels).
        ends: the thing at each end of each pair, (pairs,) twice.
        facts: (facts, 3), left thing, label, right thing; those that no pair can state are passed over.
        mask: (pairs, labels), false where a fact that is not among ``facts`` may hold all the same.
    """
    logits = pairs.logits
    if not len(pairs.left):
        return logits.sum() * 0
    width = int(max(ends[1].max(), facts[:, 2].max(initial=0))) + 1
    groups, group = np.unique(ends[0] * width + ends[1], return_inverse=True)
    keys = facts[:, 0] * width + facts[:, 2]
    at = np.searchsorted(groups, keys).clip(max=len(groups) - 1)
    stated = groups[at] == keys
    truth = torch.zeros((len(groups), logits.shape[1]), dtype=torch.bool, device=logits.device)
    truth[torch.from_numpy(at[stated]), torch.from_numpy(facts[stated, 1])] = True
    index = torch.from_numpy(group).to(logits.device)
    known = torch.from_numpy(mask).to(logits.device)
    negative = (softplus(logits) * (known & ~truth.index_select(0, index))).sum()
    pooled = segment_logsumexp(logits, index, len(groups))
    # Where the schema forbids what was annotated, the logit says nothing and neither does the loss.
    possible = truth & (pooled > -1e3)
    return negative + (softplus(-pooled) * possible).sum()


def antecedent_loss(pairs: Pairs, entities: NDArray[np.int64], known: NDArray[np.bool_]) -> Tensor:
    """-log probability that a mention's antecedent is of its entity, or none if it is the first (Lee et al. 2017).

    Args:
        pairs: a mention and one before it, one logit each.
        entities: (spans,).
        known: (pairs,), false where the mentions of an entity are not joined.
    """
    logits = pairs.logits[torch.from_numpy(known).to(pairs.logits.device), 0].float()
    later, earlier = pairs.left[known], pairs.right[known]
    mentions, segment = np.unique(later, return_inverse=True)
    index = torch.from_numpy(segment).to(logits.device)
    same = torch.from_numpy(entities[later] == entities[earlier]).to(logits.device)
    none = logits.new_zeros(len(mentions))
    every = torch.logaddexp(segment_logsumexp(logits, index, len(mentions)), none)
    right = segment_logsumexp(logits.masked_fill(~same, -1e9), index, len(mentions))
    return (every - torch.where(right > -1e8, right, none)).sum()


def segment_logsumexp(values: Tensor, index: Tensor, segments: int) -> Tensor:
    """Log-sum-exp over the rows of each segment; (rows, …) → (segments, …)."""
    shape = (segments, *values.shape[1:])
    spread = index.reshape(-1, *[1] * (values.dim() - 1)).expand_as(values)
    top = values.new_full(shape, -1e9).scatter_reduce(0, spread, values.detach(), "amax")
    total = values.new_zeros(shape).index_add(0, index, (values - top.index_select(0, index)).exp())
    return top + total.clamp(min=1e-30).log()
