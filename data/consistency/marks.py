"""Words that are marked in one place and not, or otherwise, in another."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from newsfacts.data.article import Event, Mention
from newsfacts.data.consistency.case import Case
from newsfacts.data.names import is_name, is_pronoun
from newsfacts.data.schema import Schema
from newsfacts.data.telling.lexicon import lemmas
from newsfacts.data.telling.reading import Reading
from newsfacts.data.telling.wordclass import is_common, verb_form

__all__ = ["mark_cases"]

Key = tuple[str, ...]
SIDES = ("first", "last")


def mark_cases(readings: Sequence[Reading], schema: Schema) -> Iterator[Case]:
    """Unmarked words that are marked elsewhere, marks of another type than elsewhere, and words at edges of marks."""
    everywhere = set(schema.expects.everywhere) if schema.expects is not None else set()
    types: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for reading in readings:
        for mark in reading.article.marks:
            if isinstance(mark, Event) or (mark.type in everywhere and _is_plain(mark, schema)):
                types[_key(reading, reading.span(mark.start, mark.end), mark)][mark.type] += 1
    longest = _longest(types)
    for reading in readings:
        yield from _unmarked(reading, types, longest)
        yield from _typed(reading, types)
    yield from _edges(readings)


def _is_plain(mention: Mention, schema: Schema) -> bool:
    """Whether the words of a mention alone say that they are marked: a name, or of a type that has values."""
    return not is_pronoun(mention.text) and (is_name(mention.text) or mention.type in (schema.values or ()))


def _key(reading: Reading, words: range, mark: Mention | Event | None) -> Key:
    """Words in a form in which places are alike: names as they are, others in small type with digits as 0."""
    raw = [reading.raw(i) for i in words]
    if isinstance(mark, Event):
        return ("", *(word.lower() for word in raw))
    if any(word[:1].isupper() for word in raw):
        return tuple(re.sub(r"\d", "0", word) for word in raw)
    return tuple(re.sub(r"\d", "0", word.lower()) for word in raw)


def _longest(types: Mapping[Key, Counter[str]]) -> Mapping[str, int]:
    """For each word that may begin something marked, the most words that this has."""
    longest: dict[str, int] = {}
    for key in types:
        words = key[1:] if key[0] == "" else key
        if words:
            longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return longest


def _unmarked(reading: Reading, types: Mapping[Key, Counter[str]], longest: Mapping[str, int]) -> Iterator[Case]:
    article, words = reading.article, reading.words
    i = 0
    while i < len(words.starts):
        mark = reading.mark(i)
        if mark is not None:
            span = reading.span(mark.start, mark.end)
            key = _key(reading, span, mark)
            if key in types:
                yield Case(_kind(mark), _like(reading, span, key), article, mark.start, mark.end)
            i = span.stop
            continue
        first = re.sub(r"\d", "0", reading.raw(i))
        size = max(longest.get(first, 0), longest.get(first.lower(), 0))
        span = range(i, i + 1)
        for stop in range(min(i + size, len(words.starts)), i, -1):
            span = range(i, stop)
            if any(reading.mark(j) is not None for j in span) or not _whole(reading, span):
                continue
            keys = [_key(reading, span, None), ("", *(reading.word(j) for j in span))]
            key = next((key for key in keys if key in types), ())
            if key:
                event = key[0] == ""
                type = types[key].most_common(1)[0][0]
                yield Case(
                    "unmarked trigger" if event else "unmarked name or amount",
                    _like(reading, span, key),
                    article,
                    words.starts[i],
                    words.ends[stop - 1],
                    f"is a trigger of {type}" if event else f"is marked {type}",
                    "marked in {share} like places",
                )
                break
        i = span.stop


def _whole(reading: Reading, span: range) -> bool:
    """Whether what stands there is no part of a longer word or number: "Paris" in "Paris-Match", "22" in "22nd"."""
    words = reading.words
    before = after = ""
    if span.start and words.ends[span.start - 1] == words.starts[span.start]:
        before = reading.raw(span.start - 1)
    if span.stop < len(words.starts) and words.starts[span.stop] == words.ends[span.stop - 1]:
        after = reading.raw(span.stop)
    return before != "." and not any(word.isalnum() or word in _JOINTS for word in (before, after))


_JOINTS = frozenset(["-", "/", "$", "€", "£", "#", "%"])


def _kind(mark: Mention | Event) -> str:
    return "unmarked trigger" if isinstance(mark, Event) else "unmarked name or amount"


def _like(reading: Reading, span: range, key: Key) -> tuple[object, ...]:
    if key[0] == "":
        # "launched an attack": a verb before a trigger may be no trigger itself
        follows = any(isinstance(reading.mark(i), Event) for i in range(span.stop, span.stop + 4))
        return (_lemma(key[1]), key, follows, reading.word(span.stop), reading.word(span.start - 1))
    name = all(word[:1].isupper() and not is_common(word) for word in key)
    return ("name" if name else key, key, reading.article.id)


def _lemma(word: str) -> str:
    verb = verb_form(word)
    if verb is not None:
        return verb[0]
    return next(iter(lemmas(word).get("NOUN", ())), word)


def _typed(reading: Reading, types: Mapping[Key, Counter[str]]) -> Iterator[Case]:
    """Names that no other article marks so, as all do another way; "Russian" may be a people or a language."""
    article = reading.article
    keys = [_key(reading, reading.span(mention.start, mention.end), mention) for mention in article.mentions]
    own = Counter((key, mention.type) for key, mention in zip(keys, article.mentions, strict=True))
    for key, mention in zip(keys, article.mentions, strict=True):
        if key in types and key[0][:1].isupper():
            top, _ = types[key].most_common(1)[0]
            alone = types[key][mention.type] == own[key, mention.type]
            suspected = f"is {top}, not {mention.type}" if mention.type != top and alone else ""
            why = f"{top} in {{share}} like places"
            yield Case("type of a name", (key, article.id), article, mention.start, mention.end, suspected, why)


def _edges(readings: Sequence[Reading]) -> Iterator[Case]:
    """Words beside a mark that such marks mostly take in, and words at its edge that they mostly leave out."""
    seen: defaultdict[tuple[str, str, str], Counter[bool]] = defaultdict(Counter)
    places: list[tuple[Reading, Mention, str, str, bool]] = []
    for reading in readings:
        for mention in reading.article.mentions:
            span = reading.span(mention.start, mention.end)
            sentence = reading.sentence_of(mention.start)
            for side, inside, outside in ((SIDES[0], span.start, span.start - 1), (SIDES[1], span.stop - 1, span.stop)):
                if len(span) > 1 and _stands_alone(reading, inside):
                    places.append((reading, mention, side, reading.raw(inside), True))
                out = reading.in_sentence(outside, sentence) and reading.mark(outside) is None
                if out and _stands_alone(reading, outside):
                    places.append((reading, mention, side, reading.raw(outside), False))
    for _, mention, side, word, within in places:
        seen[mention.type, side, word][within] += 1
    for reading, mention, side, word, within in places:
        like = (mention.type, side, word)
        usual = seen[like][True] >= seen[like][False]
        suspected = "" if within == usual else f"takes in {word!r}" if usual else f"leaves out {word!r}"
        why = f"{mention.type} {'takes it in' if usual else 'leaves it out'} in {{share}} like places"
        yield Case("edge", (like,), reading.article, mention.start, mention.end, suspected, why)


def _stands_alone(reading: Reading, i: int) -> bool:
    """Whether a word is one of letters with a space on each side of it, or a mark's edge."""
    text, start, end = reading.article.text, reading.words.starts[i], reading.words.ends[i]
    return text[start:end].isalpha() and not text[start - 1 : start].strip() and not text[end : end + 1].strip()
