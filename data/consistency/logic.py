"""What a scheme's own rules want (:class:`newsfacts.data.expects.Expects`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from newsfacts.data.article import Event, Mention
from newsfacts.data.consistency.case import Case
from newsfacts.data.expects import Beside, Cue, Expects
from newsfacts.data.schema import Schema
from newsfacts.data.telling.english import BEFORE_NOUN
from newsfacts.data.telling.phrases import Phrases
from newsfacts.data.telling.speech import speech
from newsfacts.data.telling.verbs import Verb

__all__ = ["logic_cases"]

_PASSED = frozenset(["be", "been", "being", "have", "has", "had", "also", "still", "yet", "to", "soon", "even", "ever"])

_SUBORDINATE = frozenset(
    ["who", "whom", "whose", "which", "that", "after", "before", "when", "while", "where", "since", "as", "if", "until"]
)


def logic_cases(phrases: Phrases, schema: Schema) -> Iterator[Case]:
    """The places of one article that the scheme's rules speak of."""
    rules = schema.expects
    if rules is None:
        return
    yield from _edges(phrases, rules)
    yield from _needed(phrases, rules)
    for rule in rules.beside:
        yield from _beside(phrases, rule)
    yield from _shared(phrases, rules)
    yield from _implied(phrases, rules)
    yield from _told(phrases, rules)
    for event in phrases.article.events:
        yield from _cues(phrases, event, rules.cues)


def _edges(phrases: Phrases, rules: Expects) -> Iterator[Case]:
    for mark in phrases.article.marks:
        words = mark.text.split()
        for rule in rules.edges:
            if mark.type not in rule.types or not words:
                continue
            never = "is not marked" if mark.text.lower() in rule.whole and not _is_acronym(mark.text) else ""
            end = next((end for end in rule.last if words[-1].endswith(end)), "")
            out = words[0] if len(words) > 1 and words[0] in rule.first else end
            why = f"the scheme's rule for {mark.type}, kept in {{share}} marks"
            for kind, suspected in (("never marked", never), ("edge", out and f"leaves out {out!r}")):
                yield Case(kind, (rule, mark.type), phrases.article, mark.start, mark.end, suspected, why)


def _is_acronym(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def _needed(phrases: Phrases, rules: Expects) -> Iterator[Case]:
    article = phrases.article
    for rule in rules.needed:
        ends = {getattr(relation, rule.end) for relation in article.relations if relation.type == rule.relation}
        for entity in article.entities:
            if entity.type in rule.types and phrases.mentions[entity.id]:
                mention = phrases.mentions[entity.id][0]
                suspected = "" if entity.id in ends else f"{entity.type} is the {rule.end} of {rule.relation}"
                why = f"it is for {{share}} {entity.type} entities"
                kind = "missing relation"
                yield Case(kind, (rule, entity.type), article, mention.start, mention.end, suspected, why)


def _beside(phrases: Phrases, rule: Beside) -> Iterator[Case]:
    article = phrases.article
    held = defaultdict(set)
    for relation in article.relations:
        held[frozenset((relation.head, relation.tail))].add(relation.type)
    mentions = sorted(article.mentions, key=lambda mention: mention.start)
    for left, right in pairwise(mentions):
        if left.type not in rule.left or right.type not in rule.right or left.entity == right.entity:
            continue
        between = article.text[left.end : right.start]
        owner = article.text[right.end : right.end + 2] in ("'s", "’s")
        owner = owner or article.text[left.start - 1 : left.start] == "-"
        if " ".join(between.lower().split()) not in rule.between or "\n\n" in between or not between or owner:
            continue
        found = held[frozenset((left.entity, right.entity))] & set(rule.relations)
        suspected = "" if found else f"{' or '.join(rule.relations)} between {left.entity} and {right.entity}"
        like = (rule, (left.type, right.type), right.text.lower())
        why = f"so in {{share}} like places, {left.type} before {right.type}"
        yield Case("missing relation", like, article, left.start, right.end, suspected, why)


def _shared(phrases: Phrases, rules: Expects) -> Iterator[Case]:
    article = phrases.article
    for rule in rules.shared:
        tails = defaultdict(set)
        for relation in article.relations:
            if relation.type == rule.relation:
                tails[relation.head].add(relation.tail)
        for event in article.events:
            sentence = phrases.sentence_of(event.start)
            given = {argument.entity for argument in event.arguments if argument.role == rule.gives}
            for argument in event.arguments:
                if argument.role != rule.role:
                    continue
                for mention in phrases.within(argument.entity, sentence):
                    before = phrases.mark(phrases.span(mention.start, mention.end).start - 1)
                    if isinstance(before, Mention) and before.entity in tails[argument.entity]:
                        suspected = "" if before.entity in given else f"{rule.gives}={before.entity} too"
                        why = f"so in {{share}} like {event.type} events"
                        like = (rule, event.type)
                        yield Case("missing argument", like, article, event.start, event.end, suspected, why)


def _implied(phrases: Phrases, rules: Expects) -> Iterator[Case]:
    article = phrases.article
    for rule in rules.implied:
        tails = defaultdict(set)
        for relation in article.relations:
            tails[relation.type, relation.head].add(relation.tail)
        for relation in article.relations:
            if relation.type != rule.relation or not phrases.mentions[relation.head]:
                continue
            reached = {relation.head}
            for step in rule.path:
                reached = {tail for head in reached for tail in tails[step, head]}
            mention = phrases.mentions[relation.head][0]
            said = relation.tail in reached
            suspected = f"{relation.head} {relation.type} {relation.tail} is left out" if said else ""
            why = f"{' and '.join(rule.path)} say it already; so in {{share}} such relations"
            yield Case("needless relation", (rule,), article, mention.start, mention.end, suspected, why)


def _told(phrases: Phrases, rules: Expects) -> Iterator[Case]:
    article = phrases.article
    for rule in rules.told:
        for event in article.events:
            told = phrases.view.events.get(event.type)
            speakers = [argument.entity for argument in event.arguments if argument.role == rule.speaker]
            if event.type not in rule.events or told is None or not speakers:
                continue
            trigger = phrases.span(event.start, event.end)
            verb = phrases.own_verb(event) or Verb.of(told.verb)
            own = {argument.entity for argument in event.arguments}
            words = speech(trigger, verb, told, own, phrases).words
            other = _head(phrases, words)
            if other is not None and other.type not in rule.events and words.start > trigger.start:
                suspected = "" if other.source is not None else f"source={speakers[0]}"
                why = f"{event.text!r} tells of it; so in {{share}} like places"
                like = (event.type, event.text.lower(), other.type)
                yield Case("missing source", like, article, other.start, other.end, suspected, why)


def _head(phrases: Phrases, words: range) -> Event | None:
    """The event that a complement says happened: the first verb, unless it stands in a clause of its own."""
    for i in words:
        mark = phrases.mark(i)
        if i > words.start and phrases.word(i) in _SUBORDINATE:
            return None
        if isinstance(mark, Event) and phrases.own_verb(mark) is not None and phrases.word(i - 1) not in BEFORE_NOUN:
            return mark
    return None


def _cues(phrases: Phrases, event: Event, cues: tuple[Cue, ...]) -> Iterator[Case]:
    trigger = phrases.span(event.start, event.end)
    sentence = phrases.words.sentences[trigger.start]
    i = trigger.start - 1
    while phrases.in_sentence(i, sentence) and (phrases.word(i) in _PASSED or phrases.word(i).endswith("ly")):
        i -= 1
    if not phrases.in_sentence(i, sentence) or phrases.mark(i) is not None:
        return
    word = phrases.word(i)
    if word == "t" and phrases.word(i - 2).endswith("n"):
        word = "n't"
    elif phrases.word(i - 1) in ("'", "’"):
        word = "'" + word
    for cue in cues:
        if word in cue.words:
            suspected = "" if event.factuality in cue.factuality else f"is {' or '.join(cue.factuality)}"
            why = f"after {word!r}, so in {{share}} like places"
            yield Case("factuality", (cue, word), phrases.article, event.start, event.end, suspected, why)
