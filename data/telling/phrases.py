"""Entities as they are named in a sentence of plain English: "Kenyan police", "members of the group"."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsfacts.data.article import Article, Entity, Event, Mention
from newsfacts.data.names import is_pronoun
from newsfacts.data.telling.english import DETERMINERS, NOT_ADJECTIVES, POINTING, PREPOSITIONS, STANDING
from newsfacts.data.telling.reading import Reading
from newsfacts.data.telling.verbs import Verb
from newsfacts.data.telling.wordclass import is_adjective, is_common, is_finite, is_mass, is_noun, is_plural
from newsfacts.data.view import View
from newsfacts.data.words import Words

__all__ = ["Phrase", "Phrases", "article", "joined"]

_CALENDAR = {*calendar.month_name, *calendar.month_abbr, *calendar.day_name, *calendar.day_abbr}
_REACH = 6  # words that an article may stand before its noun
LISTED = 6  # entities that a line names of a longer list


@dataclass(frozen=True)
class Phrase:
    """How an entity is named, whether it takes a verb in the plural, and how it is named as an object."""

    text: str
    plural: bool
    as_object: str = ""

    @property
    def object(self) -> str:
        """The phrase after a verb or preposition: "them"."""
        return self.as_object or self.text


@dataclass(frozen=True)
class _Noun:
    """A mention with what stands before and after it and belongs to it."""

    mention: Mention
    determiner: str
    before: str
    after: str
    related: int


@dataclass(frozen=True)
class _Nouns:
    """All such mentions of an entity, those first that say most; and of these the first of each sentence."""

    all: list[_Noun]
    best: Mapping[int | None, _Noun]
    common: bool


class Phrases(Reading):
    """Finds the phrases of an article's entities.

    A name is told as the entity's canonical name; a common noun as the text has it where it says most, with its
    article, its adjectives, and the marks next to it that a relation ties to it: nationality, number, title, owner.
    """

    def __init__(self, article: Article, words: Words, view: View) -> None:
        super().__init__(article, words)
        self.view = view
        self._tied = {frozenset((relation.head, relation.tail)) for relation in article.relations}
        self._nouns_of: dict[tuple[str, frozenset[str], int], _Nouns] = {}
        self._known: dict[tuple[str, int, frozenset[str], int], Phrase] = {}

    def own_verb(self, event: Event) -> Verb | None:
        """The verb that a trigger is, or ``None`` if it is a noun where it stands."""
        trigger = self.span(event.start, event.end)
        before = [self.word(i) for i in range(trigger.start - 4, trigger.start)]
        return Verb.in_text(" ".join(event.text.split()), before, self.word(trigger.stop))

    def is_adjective(self, entity: str) -> bool:
        """Whether an entity's name is an adjective: "Kenyan", but not "Kenyans"."""
        whom = self.entities[entity]
        return whom.type in self.view.adjectives and not (whom.name.endswith("s") and is_plural(whom.name))

    def is_title(self, entity: str) -> bool:
        """Whether an entity is a title or post."""
        return self.entities[entity].type in self.view.titles

    def is_group(self, entity: str) -> bool:
        """Whether an entity is told by a common noun in the plural."""
        return self.entities[entity].type in self.view.common and self.of(entity).plural

    @staticmethod
    def indefinite(text: str) -> str:
        """A singular with "a" or "an", unless it has an article."""
        if text.split()[0] in DETERMINERS or "’" in text or is_plural(text.split()[-1]):
            return text
        return f"{article(text)} {text}"

    def mention_from(self, i: int) -> Mention | None:
        """The mention whose phrase begins at a word: at the mention itself, or at an article before it."""
        for j in range(i, i + 4):
            mark = self.mark(j)
            if isinstance(mark, Mention):
                return mark
            if not (self.word(j) in DETERMINERS or self.word(j) in POINTING):
                return None
        return None

    def edge(self, mention: Mention) -> int:
        """The first word of the phrase that a mention stands in: its article, or what is tied to it."""
        i = sure = first = self.span(mention.start, mention.end).start
        while first - i < _REACH and self.in_sentence(i - 1, self.words.sentences[first]):
            word, mark = self.word(i - 1), self.mark(i - 1)
            if isinstance(mark, Mention):
                tied = frozenset((mark.entity, mention.entity)) in self._tied or self.word(i) == "-"
                if not tied and not (is_pronoun(mark.text) and word in POINTING):
                    break
                sure = i = self.span(mark.start, mark.end).start
            elif word in DETERMINERS or word in POINTING:
                return i - 1
            elif word == "s" and self.word(i - 2) in ("'", "’"):
                owner = self.mark(i - 3)
                return self.edge(owner) if isinstance(owner, Mention) else i
            elif mark is None and self._modifies(i - 1):
                i -= 1
                sure = i if sure == i + 1 else sure
            elif mark is None and is_noun(word) and word not in NOT_ADJECTIVES:
                i -= 1
            else:
                break
        return sure

    def before(self, mention: Mention) -> str:
        """The two words before the phrase of a mention."""
        i = self.edge(mention)
        return f"{self.word(i - 2)} {self.word(i - 1)}".strip()

    def listed(self, entities: Sequence[Entity], sentence: int | None = None) -> Phrase:
        """Several entities as one phrase, the first :data:`LISTED` of them by name."""
        phrases = [self.of(entity.id, sentence) for entity in entities]
        if len(phrases) == 1:
            return phrases[0]
        phrases = list({phrase.text: phrase for phrase in phrases}.values())
        rest = [f"{len(phrases) - LISTED + 1} others"] if len(phrases) > LISTED else []
        named = phrases[: LISTED - 1] if rest else phrases
        subject, object = ([*texts, *rest] for texts in ([p.text for p in named], [p.object for p in named]))
        return Phrase(joined(subject), len(phrases) > 1 or phrases[0].plural, joined(object))

    def of(
        self, entity: str, sentence: int | None = None, hidden: frozenset[str] = frozenset(), depth: int = 0
    ) -> Phrase:
        """The phrase of an entity, as this sentence has it if that says as much as any other.

        What tells of the entities ``hidden`` is left out, for lines that name it elsewhere.
        """
        mentions, whom = self.mentions[entity], self.entities[entity]
        if not mentions:
            return Phrase(whom.name.strip() or entity, False)
        if whom.type in self.view.literal:
            here = self.within(entity, sentence) if sentence is not None else []
            return self._literal(here[0] if here else mentions[0])
        nouns = self._nouns(whom, hidden, depth)
        if not nouns.all:
            return _pronoun(mentions[0].text.lower())
        best = nouns.best.get(sentence, nouns.all[0])
        key = (entity, best.mention.start, hidden, depth)
        if key not in self._known:
            self._known[key] = self._common(whom, best) if nouns.common else self._name(whom, nouns.all, best)
        return self._known[key]

    def _common(self, entity: Entity, best: _Noun) -> Phrase:
        text = self._lowered(best.mention)
        plural = is_plural(text.split()[-1])
        determiner = best.determiner
        bare = not determiner and not plural and best.related == 0 and text == text.lower()
        counted = entity.type not in self.view.titles and not is_mass(text.split()[-1])
        if text.lower() in STANDING or _has_article(text):
            determiner = ""
        elif bare and counted and self.before(best.mention).split()[-1:] != ["by"]:
            determiner = "the"
        if determiner in ("a", "an"):
            determiner = article(best.before or text)
        return Phrase(" ".join(filter(None, (determiner, best.before, text, best.after))), plural)

    def _nouns(self, entity: Entity, hidden: frozenset[str], depth: int) -> _Nouns:
        """The mentions of an entity that say what it is."""
        key = (entity.id, hidden, depth)
        if key not in self._nouns_of:
            spoken = [mention for mention in self.mentions[entity.id] if not is_pronoun(mention.text)]
            common = self._is_common(entity)
            if not common:
                spoken = [mention for mention in spoken if mention.text == entity.name] or spoken
            nouns = [self._noun(mention, common, hidden, depth) for mention in spoken]
            nouns.sort(key=lambda noun: (-noun.related, noun.mention.start))
            telling = [noun for noun in nouns if noun.related == nouns[0].related]
            best: dict[int | None, _Noun] = {self.sentence_of(noun.mention.start): noun for noun in reversed(telling)}
            self._nouns_of[key] = _Nouns(nouns, best, common)
        return self._nouns_of[key]

    def _literal(self, mention: Mention) -> Phrase:
        """An amount or a date in its own words."""
        text = self._lowered(mention)
        span = self.span(mention.start, mention.end)
        before = self.word(span.start - 1)
        if not self._qualifies(span.stop) and before in ("the", "a", "an"):
            text = f"{before} {text}"
        return Phrase(text, text.lower() not in {"one", "1"})

    def _lowered(self, mention: Mention) -> str:
        """A mention without the capital that it owes to the start of its sentence."""
        return _uncapitalised(mention.text) if self._begins(mention) else mention.text

    def _name(self, entity: Entity, nouns: Sequence[_Noun], best: _Noun) -> Phrase:
        article = Counter(
            noun.determiner == "the" or "’" in noun.determiner
            for noun in nouns
            if not noun.before and not self._qualifies(self.span(noun.mention.start, noun.mention.end).stop)
        )
        the = best.determiner == "the" if best.before else article[True] > article[False]
        name = entity.name.strip() or best.mention.text
        own = {mention.text.lower() for mention in self.mentions[entity.id]}
        plural = bool(own & {"they", "them", "their"}) and not own & {"it", "its", "he", "she", "his", "her", "him"}
        demonym = entity.type in self.view.adjectives and entity.name.endswith("s") and is_plural(entity.name)
        if (demonym and not best.before) or entity.type in self.view.unarticled or _has_article(name):
            the = False
        return Phrase(" ".join(filter(None, ("the" if the else "", best.before, name))), plural or demonym)

    def _qualifies(self, i: int) -> bool:
        """Whether a name before this word goes with a noun that the word is: "the Baldia [district]"."""
        word = self.raw(i)
        return word.islower() and word not in PREPOSITIONS and not is_finite(word) and is_common(word) and len(word) > 3

    def _is_common(self, entity: Entity) -> bool:
        """Whether an entity has no name: its type is that of common nouns, or no capital of its name is its own."""
        name = entity.name
        if entity.type in self.view.common or not any(sign.isupper() or sign.isdigit() for sign in name):
            return True
        lower = name[0].lower() + name[1:]
        mentions = self.mentions[entity.id]
        first = lower == lower.lower() and all(self._begins(m) for m in mentions if m.text == name)
        return first and (any(m.text == lower for m in mentions) or is_plural(lower))

    def _begins(self, mention: Mention) -> bool:
        """Whether a mention stands where any word would have a capital."""
        return self._begins_at(self.span(mention.start, mention.end).start)

    def _begins_at(self, i: int) -> bool:
        return i == 0 or self.words.sentences[i - 1] != self.words.sentences[i] or self.raw(i - 1) in "\"“‘'«:-–—•"

    def _noun(self, mention: Mention, common: bool, hidden: frozenset[str], depth: int) -> _Noun:
        i = self.span(mention.start, mention.end).start
        determiner, before, related = self._leftwards(mention, i, common, hidden, depth)
        after, more = self._rightwards(mention, hidden, depth) if common else ("", 0)
        return _Noun(mention, determiner, before, after, related + more)

    def _leftwards(
        self, mention: Mention, i: int, common: bool, hidden: frozenset[str], depth: int
    ) -> tuple[str, str, int]:
        """The determiner of a mention, what stands between the two, and how many tied marks are in that."""
        first, determiner, chain, open = i, "", [mention.entity], True
        sure = i  # from here on, whether an article stands before it or not
        j = i - 1
        while i - j <= _REACH and self.in_sentence(j, self.words.sentences[i]):
            word, mark = self.word(j), self.mark(j)
            if isinstance(mark, Mention):
                if is_pronoun(mark.text):
                    determiner = self._genitive(mark, hidden, depth) if word in POINTING else ""
                    break
                if mark.entity in hidden:
                    open = False  # an article may still stand before it
                    j = self.span(mark.start, mark.end).start - 1
                    continue
                tied = any(frozenset((mark.entity, id)) in self._tied for id in chain)
                if not open or not (tied or self.word(j + 1) == "-"):
                    break
                if self.word(j + 1) != "-":
                    chain.append(mark.entity)
                sure = first = j = self.span(mark.start, mark.end).start
            elif word in DETERMINERS or word in POINTING:
                determiner = word if word in DETERMINERS else "the" if common else ""
                break
            elif word == "s" and self.word(j - 1) in ("'", "’"):
                owner = self.mark(j - 2)
                determiner = self._genitive(owner, hidden, depth) if isinstance(owner, Mention) else "the"
                break
            elif not open:
                break
            elif word == "own":
                pass  # "its own embassy"
            elif mark is None and self._modifies(j):
                first = j if common else first
                sure = first if sure == j + 1 else sure
            elif mark is None and common and is_noun(word) and word not in NOT_ADJECTIVES:
                first = j  # "a supply convoy"
            else:
                break
            j -= 1
        first = first if determiner else sure
        before = self.between(first, i)
        if common and before and self._begins_at(first):
            before = _uncapitalised(before)
        return determiner, before, len(chain) - 1 + ("’" in determiner)

    def _modifies(self, j: int) -> bool:
        """Whether an unmarked word goes with the noun after it: an adjective, or a part of "71-page"."""
        word = self.word(j)
        if word == "-" or (self.word(j + 1) == "-" and word.isalnum()) or (self.word(j - 1) == "-" and word.isalpha()):
            return True
        return word not in NOT_ADJECTIVES and is_adjective(word)

    def _genitive(self, owner: Mention, hidden: frozenset[str], depth: int) -> str:
        """Whose it is: "the group's"."""
        if depth or owner.entity in hidden:
            return "the"
        text = self.of(owner.entity, depth=1).text
        return "the" if is_pronoun(text) else f"{text}’" if text.endswith("s") else f"{text}’s"

    def _rightwards(self, mention: Mention, hidden: frozenset[str], depth: int) -> tuple[str, int]:
        """ "of the group" after a mention, if a relation ties the two."""
        i = self.span(mention.start, mention.end).stop
        if depth or self.word(i) != "of":
            return "", 0
        for j in range(i + 1, i + 1 + _REACH):
            mark = self.mark(j)
            if isinstance(mark, Mention):
                if mark.entity in hidden:
                    break
                if frozenset((mark.entity, mention.entity)) in self._tied and not is_pronoun(mark.text):
                    return f"of {self.of(mark.entity, depth=1).text}", 1
                if self.span(mark.start, mark.end).stop - 1 == j and self.word(j + 1) not in ("", ",", "."):
                    continue
                break
            if not (self.word(j) in DETERMINERS or self.word(j) in POINTING or is_adjective(self.word(j))):
                break
        return "", 0


_PRONOUNS = {  # each as a subject, and as an object
    **dict.fromkeys(("they", "them", "their", "theirs", "themselves"), ("they", "them")),
    **dict.fromkeys(("he", "him", "his", "himself"), ("he", "him")),
    **dict.fromkeys(("she", "her", "hers", "herself"), ("she", "her")),
    **dict.fromkeys(("it", "its", "itself"), ("it", "it")),
    **dict.fromkeys(("we", "us", "our", "ours", "ourselves"), ("we", "us")),
    **dict.fromkeys(("i", "me", "my", "mine", "myself"), ("I", "me")),
    **dict.fromkeys(("you", "your", "yours", "yourself"), ("you", "you")),
}


def _pronoun(word: str) -> Phrase:
    subject, object = _PRONOUNS[word]
    return Phrase(subject, subject in ("they", "we", "you"), object)


def _has_article(text: str) -> bool:
    """Whether a mention holds its own article, as those of other annotators may."""
    first, _, rest = text.partition(" ")
    return bool(rest) and first.lower() in ("the", "a", "an")


def _uncapitalised(text: str) -> str:
    """A text whose one capital begins a common word, without it."""
    first = re.split(r"[\s-]", text)[0]
    owed = len(first) > 1 and text[1:] == text[1:].lower() and first not in _CALENDAR and is_common(first)
    return text[0].lower() + text[1:] if owed else text


def article(text: str) -> str:
    """ "a" or "an", as the first word sounds."""
    word = text.split()[0]
    if word.isupper() and len(word) > 1:
        return "an" if word[0] in "AEFHILMNORSX" else "a"
    word = word.lower()
    if word.startswith(("uni", "use", "one", "eu", "u.")) and not word.startswith("unin"):
        return "a"
    return "an" if word[0] in "aeiou8" or word.startswith(("hour", "honest", "honour", "honor", "heir")) else "a"


def joined(texts: Sequence[str]) -> str:
    """ "a, b and c" """
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
