"""Load a checkpoint and read the facts out of articles."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal, Self, overload

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from newsfacts.batch import Batch, Spans
from newsfacts.checkpoint import find, load_to_predict, replace_config, save
from newsfacts.data.article import Article, is_date
from newsfacts.data.encoding import encode
from newsfacts.data.errors import ConfigError, DataError, NewsfactsError
from newsfacts.data.schema import Schema
from newsfacts.data.values import with_values
from newsfacts.data.words import Words, is_ornament, paragraphs
from newsfacts.decoding import assemble, viterbi
from newsfacts.graph import Graph
from newsfacts.hub import push
from newsfacts.lanes import Lanes
from newsfacts.limits import HANGING, Limits, filtered
from newsfacts.marginals import span_probabilities
from newsfacts.network import Network, Pairs, Seen, SpanScores
from newsfacts.parts import parts
from newsfacts.precision import Precision, dtype_of

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

__all__ = ["FactExtractor"]

# Articles sorted by length before they are put in batches. A run that is resumed begins at a multiple of it.
LOOK_AHEAD = 64
LOOK_AHEAD_CHARACTERS = 2_000_000  # an article is not put off for more text than that
BATCH_SUBWORDS = 4096  # subwords of the articles that are decoded together: few, so that no lane is idle for long
READ_SUBWORDS = 4096  # padded subwords that the encoder reads at once
PART_WORDS = 16_384  # words whose vectors are held at once
PART_SPANS = 8192  # spans whose pairs are scored at once
PAIRS = ("arguments", "relations", "coreference")
ALONE = Lock()  # held while a text is read that has several parts
MinScore = float | Mapping[str, float] | None


@dataclass
class _Group:
    """Articles that were taken together, by their numbers."""

    taken: list[int]
    done: dict[int, Article | NewsfactsError] = field(default_factory=dict)
    bases: dict[int, dict[str, Any]] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    batches: list[list[int]] = field(default_factory=list)

    def work(self) -> tuple[list[list[dict[str, Any]]], list[list[dict[str, Any]]]]:
        """The bases and the rows of each batch."""
        bases, rows = ([[of[i] for i in batch] for batch in self.batches] for of in (self.bases, self.rows))
        return bases, rows

    def found(self, read: Iterable[list[Article]]) -> Iterator[Article | NewsfactsError]:
        """What came of each article, in their order, once all batches are read."""
        for batch, articles in zip(self.batches, read, strict=True):
            self.done.update(zip(batch, articles, strict=True))
        for number in self.taken:
            yield self.done.pop(number)


class FactExtractor:
    """Facts from news articles.

        >>> extractor = FactExtractor.from_pretrained()
        >>> article = extractor.predict("Kenyan police arrested 12 members of the group on Friday.", date="2024-05-06")
        >>> article.events[0].type
        'DETAIN'

    The text comes back unchanged, and the same input in the same order gives the same facts. In ``fp32`` a text gives
    the same facts alone or in a batch. In ``bf16``, the default where the processor has instructions for it, what is
    read beside a text can move its scores by about 0.01, and with them a fact that is near its threshold.
    """

    def __init__(self, model: Network, tokenizer: PreTrainedTokenizerFast) -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer
        self.folder: Path | None = None  # that the weights were loaded from
        self._known: dict[str, list[int]] = {}

    @classmethod
    def from_pretrained(
        cls,
        checkpoint: str | Path | None = None,
        *,
        device: str | torch.device | None = None,
        precision: Precision = "auto",
        revision: str | None = None,
        local_files_only: bool = False,
    ) -> Self:
        """Load a checkpoint.

        Args:
            checkpoint: a folder, or the id of a repository on the Hugging Face hub; left out, the
                checkpoint that the package ships. The network is asked only for a hub id.
            device: where to run; by default CUDA where there is one, else the CPU, which is where the encoder of an
                exported checkpoint runs.
            precision: what the encoder and the pair heads compute in: ``fp32``, ``bf16``, or ``auto``, which is bf16
                on devices that are faster in it (CPUs with AMX or AVX512-BF16, newer GPUs). The last digits of scores
                depend on it. The encoder of an exported checkpoint computes in what it was exported in.
            revision: branch, tag or commit of a hub repository.
            local_files_only: look for a hub id in the local cache alone.

        Raises:
            ConfigError: there is no such folder or repository, it holds no newsfacts checkpoint, or another precision;
                or an exported one that cannot run here.
        """
        folder = find(checkpoint, revision=revision, local_files_only=local_files_only)
        model, tokenizer = load_to_predict(folder)
        exported = isinstance(model.encoder, Graph)
        device = device or ("cuda" if torch.cuda.is_available() and not exported else "cpu")
        if exported and torch.device(device).type != "cpu":
            raise ConfigError(f"checkpoint {folder}: is exported to run on the CPU, not on {device}")
        model.compute_in(dtype_of(precision, device))
        extractor = cls(model.to(device), tokenizer)
        extractor.folder = folder
        return extractor

    def save_pretrained(self, folder: str | Path) -> Path:
        """Write a checkpoint folder: a copy of the one that was loaded, with the configuration as it is now."""
        if self.folder is None:
            return save(self.model, self.tokenizer, folder)
        return replace_config(self.folder, self.model.config, folder)

    def push_to_hub(self, repository: str, *, private: bool = False, revision: str | None = None) -> str:
        """Upload what :meth:`save_pretrained` writes to the Hugging Face hub, and return the commit's address.

        Args:
            repository: ``owner/name``; made if it is not there.
            private: whether a repository that is made is.
            revision: a branch, by default ``main``; made if it is not there.

        Raises:
            ConfigError: the hub refuses, or cannot be reached.
        """
        with TemporaryDirectory() as scratch:
            folder = self.save_pretrained(Path(scratch) / "checkpoint")
            return push(folder, repository, private=private, revision=revision)

    @property
    def schema(self) -> Schema:
        """The scheme of the facts that this extractor finds."""
        scheme: Schema = self.model.scheme
        return scheme

    def expect(self, schema: Schema) -> None:
        """Raise a ``ConfigError`` unless the facts that this extractor finds follow this scheme."""
        if changes := self.schema.differences(schema):
            ours, theirs = (f"{one.name!r}, version {one.version}" for one in (self.schema, schema))
            raise ConfigError.of(f"the checkpoint's scheme is {ours}, not {theirs}", changes)

    @overload
    # A str is a sequence of str too, but is one text here.
    def predict(  # type: ignore[overload-overlap]
        self, texts: str | Article | Mapping[str, Any], *, date: str | None = None, min_score: MinScore = None
    ) -> Article: ...
    @overload
    def predict(
        self, texts: Sequence[str | Article | Mapping[str, Any]], *, date: str | None = None, min_score: MinScore = None
    ) -> list[Article]: ...
    def predict(self, texts: Any, *, date: str | None = None, min_score: MinScore = None) -> Article | list[Article]:
        """The facts of one text, or of each of several.

        Args:
            texts: a text or an article, or a sequence of texts, articles or mappings with at least ``text``
                (``id``, ``title``, ``date``, ``topic``, ``origin`` and ``meta`` are passed through).
            date: the day the articles appeared (YYYY-MM-DD), where they bear none of their own.
            min_score: leave out what is less probable, and what hangs on it: a number for all, or a mapping from
                layers (``mention``, ``trigger``, ``argument``, ``source``, ``relation``), types and ``all``, such as
                ``{"argument": 0.6, "ATTACK": 0.7}``: see :meth:`newsfacts.limits.Limits.of`.

        Returns:
            One article for one text, a list for a sequence; annotation that an article bore is replaced. Its
            dates and amounts bear what they mean (:func:`newsfacts.data.values.with_values`).

        Raises:
            DataError: something that is no text or article, or a date of another form.
            ConfigError: a minimum for what is no layer or type.
        """
        if isinstance(texts, str | Article | Mapping):
            return next(self.stream([texts], date=date, min_score=min_score))
        return list(self.stream(texts, date=date, min_score=min_score))

    @overload
    def stream(
        self,
        articles: Iterable[str | Article | Mapping[str, Any]],
        *,
        date: str | None = None,
        min_score: MinScore = None,
        on_error: Literal["raise"] = "raise",
    ) -> Iterator[Article]: ...
    @overload
    def stream(
        self,
        articles: Iterable[str | Article | Mapping[str, Any]],
        *,
        date: str | None = None,
        min_score: MinScore = None,
        on_error: Literal["yield"],
    ) -> Iterator[Article | NewsfactsError]: ...
    def stream(
        self,
        articles: Iterable[str | Article | Mapping[str, Any]],
        *,
        date: str | None = None,
        min_score: MinScore = None,
        on_error: Literal["raise", "yield"] = "raise",
    ) -> Iterator[Article | NewsfactsError]:
        """The facts of each of any number of articles, in their order, at most 128 held at a time.

        Args:
            articles: see :meth:`predict`.
            date, min_score: see :meth:`predict`.
            on_error: what becomes of an article that is wrong or cannot be read. ``raise`` raises its error when its
                turn comes, which ends the stream; ``yield`` puts the error, which names the article, in its place.

        Raises:
            DataError, ConfigError: see :meth:`predict`.
        """
        if date is not None and not is_date(date):
            raise DataError(f"date {date!r} is not a day written YYYY-MM-DD")
        if on_error not in ("raise", "yield"):
            raise DataError(f"on_error {on_error!r}: accepted: 'raise', 'yield'")
        if isinstance(articles, str | bytes | Article | Mapping) or not isinstance(articles, Iterable):
            raise DataError(f"expected texts or articles to go through, found one {type(articles).__name__}")
        found = self._stream(articles, date)
        if min_score is not None:
            found = _filtering(found, self.schema, Limits.of(min_score, self.schema))
        return found if on_error == "yield" else _raising(found)

    def _stream(self, articles: Iterable[Any], date: str | None) -> Iterator[Article | NewsfactsError]:
        groups = _look_ahead(articles)
        first = self._prepare(next(groups, []), date)
        if len(first.taken) < LOOK_AHEAD and len(first.batches) < 2:  # it is all there is: every thread works on it
            yield from first.found(map(self._read, *first.work()))
            return
        with Lanes(self.model.device) as lanes:
            reading = deque([(first, lanes.map(self._read, *first.work()))])
            failure = None
            while reading:
                # One group is made ready while another is read.
                try:
                    if (taken := next(groups, None)) is not None:
                        group = self._prepare(taken, date)
                        reading.append((group, lanes.map(self._read, *group.work())))
                except Exception as error:  # of who gives the articles: those before are still given back
                    failure = error
                group, found = reading.popleft()
                yield from group.found(found)
            if failure is not None:
                raise failure

    def _prepare(self, taken: list[tuple[int, Any]], date: str | None) -> _Group:
        group = _Group([number for number, _ in taken])
        for number, item in taken:
            try:
                group.bases[number] = _base(item, number, date)
                group.rows[number] = self._encode(group.bases[number]["text"])
            except NewsfactsError as error:
                group.done[number] = error
        group.batches = list(_batches({n: sum(map(len, row["subwords"])) for n, row in group.rows.items()}))
        return group

    def _encode(self, text: str) -> dict[str, Any]:
        encoding = encode(text, self.tokenizer, self.model.config.window, known=self._known)
        return {**encoding.row(text), "paragraphs": paragraphs(text, encoding.words)}

    def _read(self, bases: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[Article]:
        # Two long texts side by side would take twice the memory.
        with ALONE if sum(len(row["words"]) for row in rows) > PART_WORDS else nullcontext():
            return self._read_batch(bases, rows)

    @torch.inference_mode()
    def _read_batch(self, bases: list[dict[str, Any]], rows: list[dict[str, Any]]) -> list[Article]:
        model = self.model
        first = np.cumsum([0, *(len(row["words"]) for row in rows)])
        spans, certain, seen = self._find(rows, first)
        for row in rows:
            row["subwords"] = row["owner"] = row["windows"] = ()  # they have been read
        calibration, limits = model.config.calibration, Limits.of(model.config.thresholds, self.schema, "thresholds")
        least, varied = {layer: limits.layer(layer) for layer in HANGING}, limits.varied
        batch = Batch.of(rows, self.tokenizer)
        scores = list(map(_compact, model.score(seen, spans, batch, PART_SPANS)))
        del seen  # as large as all that follows
        owner = batch.document[spans.start]
        span_at = np.searchsorted(owner, np.arange(len(rows) + 1))
        triggers = np.cumsum([0, *spans.trigger])
        factuality = np.concatenate([part["factuality"] for part in scores])
        pairs = {name: _split([part.pop(name) for part in scores], span_at) for name in PAIRS}
        articles = []
        for i, (base, row) in enumerate(zip(bases, rows, strict=True)):
            a, b = span_at[i], span_at[i + 1]
            own = replace(
                spans,
                start=spans.start[a:b] - first[i],
                end=spans.end[a:b] - first[i],
                type=spans.type[a:b],
                trigger=spans.trigger[a:b],
            )
            ends = list(zip(own.start.tolist(), own.end.tolist(), strict=True))
            offsets = [(row["starts"][s], row["ends"][e - 1]) for s, e in ends]
            heads: dict[str, Any] = {name: pairs[name][i] for name in pairs}
            heads["factuality"] = factuality[triggers[a] : triggers[b]]
            article = assemble(base, self.schema, own, offsets, certain[a:b].tolist(), heads, least, calibration)
            if varied:
                article = filtered(article, self.schema, limits)
            words_of = Words(row["starts"], row["ends"], row["shapes"], row["sentences"])
            articles.append(with_values(article, self.schema, words_of))
        return articles

    def _find(self, rows: list[dict[str, Any]], first: NDArray[np.int64]) -> tuple[Spans, NDArray[np.float64], Seen]:
        """The spans of all articles of a batch, how probable each is, and what the heads see of them.

        Args:
            first: the number of the first word of each article.
        """
        beginnings = np.array(
            [a + w for a, row in zip(first.tolist(), rows, strict=False) for w in (0, *row["paragraphs"])]
        )
        found: list[Spans] = []
        certainty: list[Any] = []
        seen: list[Seen] = []
        for part, at, start, end in parts(rows, PART_WORDS):
            batch = Batch.of(part, self.tokenizer).to(self.model.device)
            words = self.model.encode(batch, READ_SUBWORDS)[start - at : end - at]
            some = beginnings[(beginnings >= start) & (beginnings < end)] - start
            spans, certain = self._spans(words, batch.surface[start - at : end - at], some)
            seen.append(self.model.see(words, spans, seen[-1] if seen else None))
            found.append(replace(spans, start=spans.start + start, end=spans.end + start))
            certainty.append(certain)
        return Spans.join(found), np.concatenate(certainty), Seen.join(seen)

    def _spans(self, words: Tensor, surface: Sequence[str], beginnings: NDArray[np.int64]) -> tuple[Spans, Any]:
        """The spans among some words, (words, hidden), and how probable each is."""
        tags = self.model.tagger(words).float()
        tags[:, 0] += self.model.config.outside_bias
        tags = tags.log_softmax(1).cpu().numpy()
        found: list[tuple[int, int, int]] = []
        tagged: list[tuple[int, int, int]] = []
        for start, end, type in self.model.tagset.decode(viterbi(tags, beginnings)):
            inner_start, inner_end = _trimmed(surface, start, end)
            if inner_start < inner_end:
                found.append((inner_start, inner_end, type))
                tagged.append((start, end, type))
        spans, certain = Spans.of(found, len(self.schema.mentions)), span_probabilities(tags, beginnings, tagged)
        calibration = self.model.config.calibration
        scaled = (calibration.of_probabilities(layer, certain) for layer in ("trigger", "mention"))
        return spans, np.where(spans.trigger, *scaled)


def _filtering(
    found: Iterable[Article | NewsfactsError], schema: Schema, limits: Limits
) -> Iterator[Article | NewsfactsError]:
    for item in found:
        yield item if isinstance(item, NewsfactsError) else filtered(item, schema, limits)


def _raising(found: Iterable[Article | NewsfactsError]) -> Iterator[Article]:
    for item in found:
        if isinstance(item, NewsfactsError):
            raise item
        yield item


def _base(item: str | Article | Mapping[str, Any], number: int, date: str | None) -> dict[str, Any]:
    """The fields of an article that prediction passes through, checked."""
    fields: dict[str, Any]
    if isinstance(item, str):
        fields = {"text": item}
    elif isinstance(item, Article):
        fields = {key: getattr(item, key) for key in PASSED}
    elif isinstance(item, Mapping):
        unknown = [key for key in item if key not in PASSED]
        if unknown or not isinstance(item.get("text"), str):
            id = item.get("id")
            which = repr(id) if id and isinstance(id, str) else number + 1
            raise DataError(
                f"article {which}: expected a mapping with 'text' (a string) and any of {', '.join(PASSED)}"
                + (f"; found {', '.join(map(repr, unknown))}" if unknown else "")
            )
        fields = dict(item)
    else:
        raise DataError(
            f"article {number + 1}: expected a string, an Article or a mapping, found {type(item).__name__}"
        )
    fields["id"] = fields.get("id") or f"text-{number + 1}"
    fields["date"] = fields.get("date") or date
    checked = Article.from_dict(fields)
    return {key: getattr(checked, key) for key in PASSED}


PASSED = ("id", "text", "title", "date", "topic", "origin", "meta")


def _look_ahead(articles: Iterable[Any]) -> Iterator[list[tuple[int, Any]]]:
    """The articles with their numbers, a few dozen at a time, fewer where they are long."""
    taken: list[tuple[int, Any]] = []
    characters = 0
    for number, item in enumerate(articles):
        taken.append((number, item))
        text = item if isinstance(item, str) else item.get("text") if isinstance(item, Mapping) else item
        text = text.text if isinstance(text, Article) else text
        characters += len(text) if isinstance(text, str) else 0
        if (number + 1) % LOOK_AHEAD == 0 or characters > LOOK_AHEAD_CHARACTERS:
            yield taken
            taken, characters = [], 0
    if taken:
        yield taken


def _batches(lengths: Mapping[int, int]) -> Iterator[list[int]]:
    """Put articles of like length together, by number, so that little is padding."""
    batch: list[int] = []
    for i in sorted(lengths, key=lambda i: lengths[i]):
        # Lengths rise, so the batch is padded to this one (or to a window, if that is less).
        if batch and (len(batch) + 1) * lengths[i] > BATCH_SUBWORDS:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _trimmed(words: Sequence[str], start: int, end: int) -> tuple[int, int]:
    """A span without the byte order marks, direction marks and emoji at its edges."""
    while start < end and is_ornament(words[start]):
        start += 1
    while start < end and is_ornament(words[end - 1]):
        end -= 1
    return start, end


def _compact(scores: SpanScores) -> dict[str, Any]:
    """Scores as they are kept until all parts are scored: pairs as (left, right, logits)."""

    def numbers(pairs: Pairs) -> tuple[Any, ...]:
        return pairs.left.astype(np.int32), pairs.right.astype(np.int32), pairs.logits.float().cpu().numpy()

    heads = {name: numbers(getattr(scores, name)) for name in PAIRS}
    return {"factuality": scores.factuality.float().cpu().numpy(), **heads}


def _split(parts: list[tuple[Any, ...]], span_at: Any) -> list[tuple[Any, Any, Any]]:
    """The pairs of each article, numbered by its own spans."""
    left, right, logits = map(np.concatenate, zip(*parts, strict=True))
    cut = np.searchsorted(left, span_at)
    # Plain numbers, which leave 32 bits as they are.
    articles = zip(cut, cut[1:], span_at.tolist(), strict=False)
    return [(left[a:b] - s, right[a:b] - s, logits[a:b]) for a, b, s in articles]
