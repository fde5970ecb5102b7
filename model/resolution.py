"""Which mentions mean one thing: what is plain from their wording, then what the network says.

The network scores a mention against the few dozen before it (:mod:`newsfacts.data.pairs`), and is unsure of names
that it has not seen. Wording knows no distance: over the whole article, mentions of one name are joined, acronyms
with what they stand for, last names with the one full name that they can belong to, peoples with their countries.
What wording forbids ("she" for a man, "Georgian" for Brussels) is refused to the network too. Time and memory
grow with the number of mentions and of scored pairs, not with the square of either.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from newsfacts.data.countries import country_word
from newsfacts.data.names import acronyms, is_pronoun, short_forms, two_persons
from newsfacts.data.schema import Resolution
from newsfacts.wording import SPEAKER, SPEAKERS, Wording

__all__ = ["CONFLICTS", "LINKS", "Conflict", "Link", "clusters", "settle_types"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
FAINT, LARGEST = -4.0, 60.0  # logits below are as good as ruled out; those above would be too large a power of e
SLACK = 1e-6  # sums in another order differ by less


@dataclass(slots=True)
class Evidence:
    """What is known of the thing that some mentions mean."""

    types: set[int]
    countries: set[str] = field(default_factory=set)
    genders: set[str] = field(default_factory=set)
    persons: set[tuple[str, ...]] = field(default_factory=set)  # the words of their names
    several: bool = False  # whether a plural means it
    one: bool = False  # whether it is one person
    speaks: set[int] = field(default_factory=set)  # the quotations in which it is "I"
    told: set[int] = field(default_factory=set)  # the quotations in which it is "he", or a person's name

    @classmethod
    def of(cls, type: int, wording: Wording | None) -> Evidence:
        """What one mention tells."""
        found = cls({type})
        if wording is None:
            return found
        if wording.country:
            found.countries = {wording.country.code}
        if wording.gender:
            found.genders = {wording.gender}
        if wording.person:
            found.persons = {wording.words}
        found.several = wording.plural
        speaker = wording.text.lower() in SPEAKER
        third = wording.person or (wording.gender in ("m", "f") and is_pronoun(wording.text))
        found.one = speaker or third
        if wording.quotation is not None and found.one:
            (found.speaks if speaker else found.told).add(wording.quotation)
        return found

    def add(self, other: Evidence) -> None:
        """Take what is known of another thing that turned out to be this one."""
        self.types |= other.types
        self.countries |= other.countries
        self.genders |= other.genders
        self.persons |= other.persons
        self.several |= other.several
        self.one |= other.one
        self.speaks |= other.speaks
        self.told |= other.told


Conflict = Callable[[Evidence, Evidence], bool]


def other_country(one: Evidence, other: Evidence) -> bool:
    """ "Georgian" and "Brussels": names, peoples or capitals of two countries."""
    return len(one.countries | other.countries) > 1


def other_gender(one: Evidence, other: Evidence) -> bool:
    """ "she" and "his", "Mr Ruiz" and "Mrs Ruiz", "it" and a named person."""
    genders = one.genders | other.genders
    return len(genders) > 1 or ("n" in genders and bool(one.persons or other.persons))


def other_person(one: Evidence, other: Evidence) -> bool:
    """ "Joe Biden" and "Hunter Biden"."""
    return any(two_persons(a, b) for a in one.persons for b in other.persons)


def other_number(one: Evidence, other: Evidence) -> bool:
    """ "troops" and "he", or the name of a person."""
    return (one.several and other.one) or (one.one and other.several)


def other_speaker(one: Evidence, other: Evidence) -> bool:
    """ "I" and "he" within one quotation."""
    return not (one.speaks.isdisjoint(other.told) and one.told.isdisjoint(other.speaks))


CONFLICTS: tuple[Conflict, ...] = (other_country, other_gender, other_person, other_number, other_speaker)


class Sets:
    """Mentions in disjoint sets, which are joined only if nothing speaks against it."""

    def __init__(self, evidence: list[Evidence], mix: NDArray[np.bool_], conflicts: Sequence[Conflict]) -> None:
        self._parent = list(range(len(evidence)))
        self._evidence = evidence
        self._mix = mix.tolist()
        self._conflicts = conflicts

    def root(self, i: int) -> int:
        """The first mention of the set that mention ``i`` is in."""
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def agree(self, i: int, j: int) -> bool:
        """Whether the sets of two mentions are one, or may be."""
        a, b = self.root(i), self.root(j)
        if a == b:
            return True
        one, other = self._evidence[a], self._evidence[b]
        mixed = all(self._mix[s][t] for s in one.types for t in other.types)
        return mixed and not any(conflict(one, other) for conflict in self._conflicts)

    def join(self, i: int, j: int) -> None:
        """Make the sets of two mentions one, unless something speaks against it."""
        a, b = sorted((self.root(i), self.root(j)))
        if a != b and self.agree(a, b):
            self._parent[b] = a
            self._evidence[a].add(self._evidence[b])

    def join_all(self, mentions: Iterable[int]) -> None:
        """Join each of these mentions with the first."""
        first, *others = mentions
        for other in others:
            self.join(first, other)


def settle_types(types: Ints, scores: Sequence[float], wording: Sequence[Wording], mix: NDArray[np.bool_]) -> Ints:
    """The types of mentions, those of one name made one where they cannot mean one thing: the surest in all.

    "Bamako" is a city three times; then it is no person the fourth time. "Mr Bamako" stays one.
    """
    found = types.copy()
    names: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, of in enumerate(wording):
        if of.words and of.gender is None:
            names[of.words].append(i)
    for mentions in names.values():
        sure: dict[int, float] = defaultdict(float)
        for i in mentions:
            sure[int(types[i])] += scores[i]
        best = max(sure, key=lambda type: (round(sure[type], 3), -type))  # more would differ with the batch
        for i in mentions:
            if not mix[types[i], best]:
                found[i] = best
    return found


Link = Callable[[Sequence[Wording], Sets, Resolution], None]


def same_names(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """Mentions of one type that bear one name.

    Not capitals, which mean a city here and a government there, nor names that two persons share.
    """
    owners = _owners(wording, [i for i, of in enumerate(wording) if of.person])
    for (type, words), mentions in _by_name(wording, rules).items():
        country = wording[mentions[0]].country
        if country is not None and country.kind == "capital":
            continue
        genders: dict[str | None, list[int]] = defaultdict(list)
        for i in mentions:
            genders[wording[i].gender].append(i)
        if len(genders.keys() - {None}) > 1:
            for gender in genders.keys() - {None}:
                sets.join_all(genders[gender])
        elif not (full := owners.get((type, words))) or not any(
            two_persons(wording[full[0]].words, wording[i].words) for i in full[1:]
        ):
            sets.join_all(mentions)


def asides(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """A name and, in brackets after it, its acronym, or the other way round; a body's need not match ("PKK")."""
    for before, (i, of) in pairwise(enumerate(wording)):
        short, long = (of, before[1]) if of.acronym else (before[1], of)
        bodies = of.type in rules.bodies and before[1].type in rules.bodies
        if of.aside and short.acronym and (bodies or short.acronym in acronyms(long.text)):
            sets.join(before[0], i)


def letters(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """An acronym and the one name of its type with those first letters, wherever each stands."""
    long: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (type, words), mentions in _by_name(wording, rules).items():
        if len(words) > 1 and type in rules.bodies:
            for short in acronyms(wording[mentions[0]].text):
                long[type, short].append(mentions[0])
    for i, of in enumerate(wording):
        if of.acronym and len(of.words) == 1:
            _join_one(i, long.get((of.type, of.acronym), ()), sets)


def short_names(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """A last or given name, or part of a body's name, and the one longer name of its type that it can stand for."""
    whole = [i for i, of in enumerate(wording) if of.person or of.type in rules.bodies]
    owners = _owners(wording, whole)
    for i in whole:
        # The UN is not its Security Council, nor the United States its Navy.
        if wording[i].person or not (wording[i].acronym or country_word(wording[i].text)):
            _join_one(i, owners.get((wording[i].type, wording[i].words), ()), sets)


def peoples(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """ "Syria", "the Syrian Arab Republic", "Syrian", "Syrians"."""
    countries: dict[str, list[int]] = defaultdict(list)
    for i, of in enumerate(wording):
        if of.country and of.country.kind != "capital":
            countries[of.country.code].append(i)
    for mentions in countries.values():
        sets.join_all(mentions)


def speakers(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """ "I" and "my", "we" and "us", within one quotation."""
    same: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for i, of in enumerate(wording):
        if of.quotation is not None and not of.words and of.text.lower() in SPEAKER | SPEAKERS:
            same[of.quotation, of.text.lower() in SPEAKER].append(i)
    for mentions in same.values():
        sets.join_all(mentions)


def posts(wording: Sequence[Wording], sets: Sets, rules: Resolution) -> None:
    """ "the defence minister" and the one person who is said to be it."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, of in enumerate(wording):
        for post in of.posts:
            holders[post].append(i)
    for i, of in enumerate(wording):
        if of.definite:
            _join_one(i, holders.get(of.text.lower(), ()), sets)


LINKS: tuple[Link, ...] = (same_names, peoples, asides, letters, short_names, speakers, posts)


def _by_name(wording: Sequence[Wording], rules: Resolution) -> dict[tuple[str, tuple[str, ...]], list[int]]:
    names: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for i, of in enumerate(wording):
        if of.words:
            names[of.type, of.words].append(i)
    return names


def _owners(wording: Sequence[Wording], mentions: Iterable[int]) -> dict[tuple[str, tuple[str, ...]], list[int]]:
    """For each short form, the first mention of each longer name of its type that it can stand for."""
    seen = set()
    ends: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for i in mentions:
        key = wording[i].type, wording[i].words
        if key not in seen:
            seen.add(key)
            for form in short_forms(wording[i].words, wording[i].person):
                ends[wording[i].type, form].append(i)
    return ends


def _join_one(i: int, owners: Iterable[int], sets: Sets) -> None:
    """Join a mention with its owners if they are one."""
    if len({sets.root(j) for j in owners}) == 1:
        sets.join(next(iter(owners)), i)


def clusters(
    types: Ints,
    later: Ints,
    earlier: Ints,
    logits: Floats,
    mix: NDArray[np.bool_],
    wording: Sequence[Wording] = (),
    rules: Resolution | None = None,
    *,
    links: Sequence[Link] = LINKS,
    conflicts: Sequence[Conflict] = CONFLICTS,
) -> Ints:
    """Join what wording joins; then each mention goes to the likeliest thing before it, if that beats being new.

    What wording has joined to something earlier stays there. The network is trained so that the odds of a thing are
    the sum of those of its mentions, against 1 for a new one (Lee et al., "End-to-end Neural Coreference
    Resolution", EMNLP 2017); they are summed here too.

    Args:
        types: (mentions,), in the order of the text.
        later, earlier, logits: (pairs,), which mention may refer back to which.
        mix: (types, types), which may stand in one cluster: "Calder" the man and Calder the company
            are not joined by way of a "the company" between them.
        wording: of each mention, with the ``rules`` by which it was read; left out, the network decides alone.
        links, conflicts: what wording joins, and what it forbids.

    Returns:
        The cluster of each mention, numbered by first mention.
    """
    words: Sequence[Wording | None] = wording or [None] * len(types)
    evidence = [Evidence.of(type, of) for type, of in zip(types.tolist(), words, strict=True)]
    sets = Sets(evidence, mix, conflicts)
    if rules is not None:
        for link in links:
            link(wording, sets, rules)
    # Where all that may be meant has odds below 1 together, the mention is new whatever becomes of the others.
    weights = np.exp(np.minimum(logits.astype(np.float64), LARGEST))
    hopeful = np.bincount(later, weights, minlength=len(types)) > 1 - SLACK
    some = (logits > FAINT) & hopeful[later]
    order = np.lexsort((earlier[some], later[some]))
    pairs = zip(*(column[some][order].tolist() for column in (later, earlier, logits)), strict=True)
    antecedents = {
        i: [(j, math.exp(min(logit, LARGEST))) for _, j, logit in of] for i, of in groupby(pairs, itemgetter(0))
    }
    waiting = {i: _likeliest(antecedents[i], sets) for i in antecedents if sets.root(i) == i}
    # The surest first, so that what is plain is known when the doubtful is decided.
    for i in sorted(waiting, key=lambda i: (-waiting[i], i)):
        odds = _odds(antecedents[i], sets)
        for j in sorted(odds, key=lambda j: (-odds[j], -j)):
            if odds[j] > 1 and sets.agree(j, i):
                sets.join(j, i)
                break
    _, number = np.unique([sets.root(i) for i in range(len(types))], return_inverse=True)
    return number.astype(np.int64)


def _odds(antecedents: Iterable[tuple[int, float]], sets: Sets) -> dict[int, float]:
    """The odds of each set, by its root."""
    odds: dict[int, float] = defaultdict(float)
    for j, weight in antecedents:
        odds[sets.root(j)] += weight
    return odds


def _likeliest(antecedents: Sequence[tuple[int, float]], sets: Sets) -> float:
    """The probability of the likeliest set among all and a new one."""
    odds = _odds(antecedents, sets)
    return max(odds.values()) / (1 + sum(odds.values()))
