"""The network: one encoder, and heads for tags, factuality, arguments, relations and coreference."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from newsfacts.batch import Batch, Spans
from newsfacts.bert import Bert
from newsfacts.config import NewsfactsConfig
from newsfacts.data.pairs import SURFACE_FEATURES, antecedents, nearby, same_before, surface_features
from newsfacts.data.schema import Schema
from newsfacts.data.tags import Tagset
from newsfacts.data.words import SHAPES
from newsfacts.graph import Graph

__all__ = ["Network", "Pairs", "Seen", "SpanScores"]

BLOCK = 2048  # pairs that are scored at once in prediction: their vectors stay in the cache of a core
FORBIDDEN = -1e4  # the logit of what the schema does not allow


@dataclass
class Pairs:
    """Pairs of spans and their logits; ``left`` and ``right`` index the spans, shape (pairs,)."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    logits: Tensor  # (pairs, labels)


@dataclass
class Seen:
    """What the heads see of some spans of a text; the words themselves are no longer wanted."""

    vectors: Tensor  # (spans, width), in the numbers that the pair heads compute in
    factuality: Tensor  # (triggers, labels)
    starts: Tensor  # (spans, columns), the running sums of Between where each span starts
    ends: Tensor  # (spans, columns), and where it ends
    passed: Tensor  # (columns,), the sums over all words so far

    @classmethod
    def join(cls, parts: list[Seen]) -> Seen:
        """Those of a text that was seen in parts; the list is emptied, so that little is held twice."""
        passed = parts[-1].passed
        columns = [[getattr(part, name) for part in parts] for name in _SPANWISE]
        parts.clear()
        vectors, factuality, starts, ends = (torch.cat(columns.pop(0)) for _ in _SPANWISE)
        return cls(vectors, factuality, starts, ends, passed)


_SPANWISE = ("vectors", "factuality", "starts", "ends")


@dataclass
class SpanScores:
    """What the heads say of some spans."""

    factuality: Tensor  # (triggers, labels), in the order of the triggers among the spans
    arguments: Pairs  # (trigger, mention), roles and then the source
    relations: Pairs  # (head, tail)
    coreference: Pairs  # (mention, earlier mention), one logit


class Network(nn.Module):
    """An encoder with the heads of a fact scheme.

    Word vectors are the mean of the encoder's subword vectors; what lower-casing tokenizers lose is
    given back by an embedding of each word's shape, added to the input. Pair heads see two span
    vectors and their product, the words between the spans (weighted by a learned salience), how far
    apart they stand, and, for coreference, how their wording compares.
    """

    def __init__(self, config: NewsfactsConfig, encoder: nn.Module) -> None:
        """New heads on an encoder: our own, or one of transformers (:class:`newsfacts.pretrained.NewsfactsModel`)."""
        super().__init__()
        self.config = config
        self._build(config, encoder)

    def _build(self, config: NewsfactsConfig, encoder: Any) -> None:
        self.scheme: Schema = config.scheme()
        self.tagset = Tagset(self.scheme.mark_types)
        self.encoder = encoder
        size = self.encoder.config.hidden_size
        embedding = self.encoder.get_input_embeddings().embedding_dim
        self.shape = nn.Embedding(SHAPES, embedding, padding_idx=0)
        self.tagger = Tagger(size, len(self.tagset), config.dropout)
        self.spans = SpanEncoder(size, config.pair_size, len(self.scheme.mark_types), config.dropout)
        self.between = Between(size, config.pair_size // 4)
        self.factuality = nn.Sequential(
            nn.Linear(config.pair_size, config.pair_size),
            nn.GELU(),
            nn.Dropout(config.dropout),
            nn.Linear(config.pair_size, len(self.scheme.factuality)),
        )
        width = config.pair_size
        self.arguments = PairHead(width, width // 4, 0, len(self.scheme.roles) + 1)
        with warnings.catch_warnings():  # a scheme may have no relations, and torch warns of empty layers
            warnings.filterwarnings("ignore", "Initializing zero-element tensors")
            self.relations = PairHead(width, width // 4, 0, len(self.scheme.relations))
        self.coreference = PairHead(width, width // 4, len(SURFACE_FEATURES) + 1, 1)
        self._masks: dict[torch.device, tuple[Tensor, Tensor]] = {}

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.shape.weight.device

    def compute_in(self, dtype: torch.dtype) -> None:
        """Let what takes most of the time, the encoder and the pair heads, compute in other numbers than float32.

        An encoder that was compiled stays as it is.
        """
        for module in (self.encoder, self.arguments, self.relations, self.coreference):
            if not isinstance(module, Graph):
                module.to(dtype)

    def encode(self, batch: Batch, subwords: int | None = None) -> Tensor:
        """Vectors of all words of the batch, shape (words, hidden), float32 whatever the encoder computes in.

        Args:
            subwords: how many, padding included, are read at once, to bound memory: windows of like length
                together, and at least one; all windows if left out.
        """
        total = self.shape.weight.new_zeros((batch.words + 1, self.encoder.config.hidden_size), dtype=torch.float32)
        count = total.new_zeros(batch.words + 1)
        embed = self.encoder.get_input_embeddings()
        for some in batch.groups(subwords):
            mask = batch.attention_mask[some]
            lengths = mask.sum(1)
            mask = mask[:, : int(lengths.max())]
            ids, shapes, word = (t[some, : mask.shape[1]] for t in (batch.input_ids, batch.shapes, batch.word))
            in_a_row = isinstance(self.encoder, Bert | Graph)
            if in_a_row:
                ids, shapes, word = (t[mask.bool()] for t in (ids, shapes, word))
            inputs = (embed(ids) + self.shape(shapes)).to(embed.weight.dtype)
            if in_a_row:
                hidden = self.encoder(inputs, lengths.tolist())
            else:
                hidden = self.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
            word = word.reshape(-1)
            total.index_add_(0, word, hidden.reshape(len(word), -1).float())
            count.index_add_(0, word, count.new_ones(len(word)))
        return total[:-1].div_(count[:-1].clamp(min=1)[:, None])

    def masks(self, device: torch.device) -> tuple[Tensor, Tensor]:
        """What the schema allows: (types, roles + 1) and (types, types, relations), true where it may stand."""
        if device not in self._masks:
            roles, relations = torch.from_numpy(self.scheme.fillers), torch.from_numpy(self.scheme.ends)
            self._masks[device] = roles.to(device), relations.to(device)
        return self._masks[device]

    def score_spans(self, words: Tensor, spans: Spans, batch: Batch) -> SpanScores:
        """Score what spans are to each other.

        Args:
            words: (words, hidden), from :meth:`encode`.
            spans: triggers and mentions, sorted.
            batch: what the words are of.
        """
        (scores,) = self.score(self.see(words, spans), spans, batch)
        return scores

    def see(self, words: Tensor, spans: Spans, before: Seen | None = None) -> Seen:
        """What is needed of the words, (words, hidden), to score these spans of them.

        Args:
            words: of a text, or of a part of one.
            spans: triggers and mentions, sorted, numbered by these words.
            before: what was seen of the part before.
        """
        vectors = self.spans(words, spans)
        factuality = self.factuality(vectors[torch.from_numpy(spans.trigger)])
        sums = self.between.sums(words, spans, before.passed if before else None)
        return Seen(vectors.to(self.arguments.left.weight.dtype), factuality, *sums)

    def score(self, seen: Seen, spans: Spans, batch: Batch, most: int | None = None) -> Iterator[SpanScores]:
        """What :meth:`score_spans` gives, in parts, so that memory is for the pairs of one part alone.

        Args:
            seen: from :meth:`see`.
            spans: triggers and mentions, sorted.
            batch: what the words are of; its windows are not wanted.
            most: a part scores the pairs whose left span is one of the next ``most``; all pairs if left out.
        """
        triggers, mentions = np.flatnonzero(spans.trigger), np.flatnonzero(~spans.trigger)
        sentence, kinds = batch.sentence[spans.start], spans.type[mentions]
        lines, documents = sentence[mentions], batch.document[spans.start[mentions]]
        surface = spans.surfaces(mentions, batch)
        before = same_before(documents, surface.text)
        related = np.logical_or.reduce(self.scheme.ends, axis=2)
        types = torch.from_numpy(spans.type).to(seen.vectors.device)
        roles_allowed, relations_allowed = self.masks(types.device)

        def score(head: PairHead, used: NDArray[np.bool_], left: Any, right: Any, features: Any = None) -> Pairs:
            parts, place = head.parts(seen.vectors[torch.from_numpy(used)]), used.cumsum() - 1
            logits = []
            # Training needs all at once; else memory is for a block of pairs, however many a part has.
            step = max(len(left), 1) if torch.is_grad_enabled() else BLOCK
            for at in range(0, max(len(left), 1), step):
                i, j = left[at : at + step], right[at : at + step]
                between = self.between(seen.starts, seen.ends, spans, i, j)
                more = torch.from_numpy(features[at : at + step]).to(types.device) if features is not None else None
                logits.append(head(parts, between, distances(spans, sentence, i, j), place[i], place[j], more))
            return Pairs(left, right, torch.cat(logits))

        step = most or max(len(spans), 1)
        for start in range(0, max(len(spans), 1), step):
            end = start + step
            told = slice(*np.searchsorted(triggers, (start, end)))
            own = triggers[told]
            first, last = np.searchsorted(mentions, (start, end)).tolist()
            i, j = nearby(sentence[own], lines, self.config.reach)
            filled = own[i], mentions[j]
            i, j = nearby(lines[first:last], lines, self.config.reach)
            left, right = mentions[first + i], mentions[j]
            possible = (left != right) & related[spans.type[left], spans.type[right]]
            joined = left[possible], right[possible]
            i, j = antecedents(documents, before, first, last)
            mix = self.scheme.mixing[kinds[i], kinds[j]]
            i, j = i[mix], j[mix]
            meant = mentions[i], mentions[j]
            same = kinds[i] == kinds[j]
            alike = np.concatenate([surface_features(surface, i, j), same[:, None].astype(np.float32)], axis=1)
            used = np.zeros(len(spans), dtype=np.bool_)  # spans that are an end of these pairs, and all of the part
            used[start:end] = True
            for _, right in (filled, joined, meant):
                used[right] = True

            arguments = score(self.arguments, used, *filled)
            allowed = roles_allowed[types[arguments.right]]
            arguments.logits = arguments.logits.float().masked_fill(~allowed, FORBIDDEN)
            relations = score(self.relations, used, *joined)
            allowed = relations_allowed[types[relations.left], types[relations.right]]
            relations.logits = relations.logits.float().masked_fill(~allowed, FORBIDDEN)
            coreference = score(self.coreference, used, *meant, alike)
            yield SpanScores(seen.factuality[told], arguments, relations, coreference)


class Tagger(nn.Module):
    """Tag logits of each word."""

    def __init__(self, size: int, tags: int, dropout: float) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.out = nn.Linear(size, tags)

    def forward(self, words: Tensor) -> Tensor:
        """(words, hidden) → (words, tags)."""
        logits: Tensor = self.out(self.dropout(words))
        return logits


class SpanEncoder(nn.Module):
    """A vector for each span, from its first word, its last word, their mean, and its type."""

    def __init__(self, size: int, width: int, types: int, dropout: float) -> None:
        super().__init__()
        self.project = nn.Linear(3 * size, width)
        self.label = nn.Embedding(types, width)
        self.norm = nn.LayerNorm(width)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: Tensor, spans: Spans) -> Tensor:
        """(words, hidden) → (spans, width)."""
        device = words.device
        start, end = torch.from_numpy(spans.start).to(device), torch.from_numpy(spans.end).to(device)
        lengths = end - start
        index = torch.repeat_interleave(torch.arange(len(start), device=device), lengths)
        inside = torch.arange(len(index), device=device) - (lengths.cumsum(0) - lengths)[index] + start[index]
        total = words.new_zeros((len(start), words.shape[1])).index_add_(0, index, words.index_select(0, inside))
        mean = total / lengths.clamp(min=1)[:, None]
        vectors = self.project(torch.cat([words.index_select(0, start), words.index_select(0, end - 1), mean], dim=1))
        vectors = vectors + self.label(torch.from_numpy(spans.type).to(device))
        dropped: Tensor = self.dropout(nn.functional.gelu(self.norm(vectors)))
        return dropped


class Between(nn.Module):
    """The words between two spans as one vector: a mean weighted by learned salience.

    Running sums make it linear in the length of the text and in the number of pairs.
    """

    def __init__(self, size: int, width: int) -> None:
        super().__init__()
        self.value = nn.Linear(size, width)
        self.salience = nn.Linear(size, 1)

    def sums(self, words: Tensor, spans: Spans, passed: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """Running sums of weighted values and of weights: at the starts and ends of spans, and over all words.

        Args:
            words: (words, hidden).
            spans: numbered by these words.
            passed: (width + 1,), the sums over the words before these.

        Returns:
            Shapes (spans, width + 1), (spans, width + 1), (width + 1,).
        """
        weight = torch.nn.functional.softplus(self.salience(words)) + 1e-3
        rows = torch.cat([self.value(words) * weight, weight], dim=1)
        # In double precision, so that the end of a long text is as exact as its beginning.
        wide = rows.double() if rows.device.type != "mps" else rows
        sums = nn.functional.pad(wide.cumsum(0), (0, 0, 1, 0))
        if passed is not None:
            sums = sums + passed
        start, end = (torch.from_numpy(border).to(sums.device) for border in (spans.start, spans.end))
        return sums.index_select(0, start), sums.index_select(0, end), sums[-1].clone()

    def forward(
        self, starts: Tensor, ends: Tensor, spans: Spans, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> Tensor:
        """What :meth:`sums` gives, and indices of spans that do not overlap → (pairs, width)."""
        # Zeros where nothing stands between, or both are one.
        first = np.where(spans.end[left] <= spans.end[right], left, right)
        last = np.where(spans.start[left] >= spans.start[right], left, right)
        apart = torch.from_numpy((spans.start[last] > spans.end[first])[:, None]).to(starts.device)
        i, j = (torch.from_numpy(index).to(starts.device) for index in (first, last))
        rows = ((starts.index_select(0, j) - ends.index_select(0, i)) * apart).to(self.value.weight.dtype)
        return rows[:, :-1] / rows[:, -1:].clamp(min=1e-3)


DISTANCES = 16  # buckets of signed word distance; two more features count sentences and spans between
_SENTENCES, _SPANS = 7, 12


def distances(
    spans: Spans, sentence: NDArray[np.int64], left: NDArray[np.int64], right: NDArray[np.int64]
) -> NDArray[np.int64]:
    """How far right stands from left, shape (pairs,): one number for the buckets of words, sentences and spans."""
    ahead = right > left
    gap = np.where(ahead, spans.start[right] - spans.end[left], spans.start[left] - spans.end[right]).clip(min=0)
    # 0, 1, 2, 3-4, 5-8, 9-16, 17-32, more
    words = np.where(gap < 3, gap, np.ceil(np.log2(np.maximum(gap, 1))) + 1).clip(max=7).astype(np.int64)
    apart = (sentence[right] - sentence[left]).clip(-3, 3) + 3
    spans_between = (np.abs(right - left) - 1).clip(0, 5)
    side = ahead.astype(np.int64)
    buckets: NDArray[np.int64] = ((words + 8 * side) * _SENTENCES + apart) * _SPANS + spans_between + 6 * side
    return buckets


class PairHead(nn.Module):
    """Logits of a pair of spans, from both vectors, their product, what is between, and the distance."""

    prior = -3.0  # most pairs bear no label: start near that

    def __init__(self, width: int, between: int, features: int, labels: int) -> None:
        super().__init__()
        self.left = nn.Linear(width, width)
        self.right = nn.Linear(width, width)
        self.product_left = nn.Linear(width, width)
        self.product_right = nn.Linear(width, width)
        self.between = nn.Linear(between, width)
        self.words = nn.Embedding(DISTANCES, width)
        self.sentences = nn.Embedding(_SENTENCES, width)
        self.spans = nn.Embedding(_SPANS, width)
        self.features = nn.Linear(features, width) if features else None
        self.out = nn.Sequential(
            nn.LayerNorm(width),
            nn.GELU(),
            nn.Linear(width, width // 2),
            nn.GELU(),
            nn.Linear(width // 2, labels),
        )

    def parts(self, vectors: Tensor) -> tuple[Tensor, ...]:
        """What pairs are summed up from, computed once: sums and linear maps are cheaper here than for each pair.

        (spans, width) → four of (spans, width), of the spans as left or right end and as factors, and
        (distances, width), for each that :func:`distances` tells apart.
        """
        vectors = vectors.to(self.left.weight.dtype)
        ends = self.left(vectors), self.right(vectors), self.product_left(vectors), self.product_right(vectors)
        apart = self.words.weight[:, None, None] + self.sentences.weight[:, None] + self.spans.weight
        return (*ends, apart.flatten(0, 2))

    def forward(
        self,
        parts: tuple[Tensor, ...],
        between: Tensor,
        distance: NDArray[np.int64],
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        features: Tensor | None,
    ) -> Tensor:
        """What :meth:`parts` gives, and indices (pairs,) → (pairs, labels)."""
        of_left, of_right, times_left, times_right, apart = parts
        i, j, at = (torch.from_numpy(index).to(between.device) for index in (left, right, distance))
        hidden = times_left.index_select(0, i) * times_right.index_select(0, j)
        hidden = hidden + of_left.index_select(0, i) + of_right.index_select(0, j)
        hidden = hidden + self.between(between.to(hidden.dtype))
        hidden = hidden + apart.index_select(0, at)
        if self.features is not None and features is not None:
            hidden = hidden + self.features(features.to(hidden.dtype))
        logits: Tensor = self.out(hidden) + self.prior
        return logits
