"""An article by its words: what stands where, and which marks it bears."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from newsfacts.data.article import Article, Event, Mention
from newsfacts.data.words import Words

__all__ = ["Reading"]

_STOPS = frozenset('.,;:—–?!()"“”')


class Reading:
    """Finds words, sentences and mentions of an article. Words are numbered from 0."""

    def __init__(self, article: Article, words: Words) -> None:
        self.article = article
        self.words = words
        self.entities = {entity.id: entity for entity in article.entities}
        self.mentions: defaultdict[str, list[Mention]] = defaultdict(list)
        self._within: defaultdict[tuple[str, int], list[Mention]] = defaultdict(list)
        for mention in article.mentions:
            if mention.text.strip():
                self.mentions[mention.entity].append(mention)
                self._within[mention.entity, self.sentence_of(mention.start)].append(mention)
        self._marks: dict[int, Mention | Event] = {}
        for mark in article.marks:
            for i in self.span(mark.start, mark.end):
                self._marks[i] = mark

    def span(self, start: int, end: int) -> range:
        """The words of these characters."""
        return range(bisect_right(self.words.ends, start), bisect_left(self.words.starts, end))

    def sentence_of(self, start: int) -> int:
        """The number of the sentence that holds this character."""
        return self.words.sentences[min(self.span(start, start + 1).start, len(self.words.sentences) - 1)]

    def word(self, i: int) -> str:
        """A word of the article in lower case; ``""`` outside it."""
        return self.raw(i).lower()

    def raw(self, i: int) -> str:
        """A word of the article; ``""`` outside it."""
        return self.article.text[self.words.starts[i] : self.words.ends[i]] if 0 <= i < len(self.words.starts) else ""

    def between(self, start: int, stop: int) -> str:
        """The text from one word to before another."""
        words = self.words
        return self.article.text[words.starts[start] : words.ends[stop - 1]] if start < stop else ""

    def in_sentence(self, i: int, sentence: int) -> bool:
        """Whether there is such a word, and the sentence holds it."""
        return 0 <= i < len(self.words.sentences) and self.words.sentences[i] == sentence

    def goes_on(self, i: int, sentence: int) -> bool:
        """Whether a word belongs to the sentence, and is no sign at which a clause may end."""
        if self.word(i) == ".":
            return self.in_sentence(i + 1, sentence) and self.in_sentence(i, sentence)  # "Maj. Gen."
        return self.in_sentence(i, sentence) and self.word(i) not in _STOPS

    def mark(self, i: int) -> Mention | Event | None:
        """The mark that a word stands in."""
        return self._marks.get(i)

    def within(self, entity: str, sentence: int) -> list[Mention]:
        """The mentions of an entity in a sentence."""
        return self._within.get((entity, sentence), [])
