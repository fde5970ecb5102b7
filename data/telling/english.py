"""The small words of English that decide what stands where."""

from __future__ import annotations

# fmt: off
# Articles and the like, which a line takes over from the text.
DETERMINERS = frozenset([
    "a", "all", "an", "another", "any", "both", "each", "every", "few", "many", "no", "other", "several",
    "some", "the",
])
# Words that point at something: a line has "the" in their stead.
POINTING = frozenset([
    "her", "his", "its", "my", "our", "that", "their", "these", "this", "those", "which", "whose", "your",
])
# Pronouns that mentions may consist of, and that take no article: "four of [those]".
STANDING = frozenset([
    "all", "another", "both", "each", "many", "most", "one", "others", "some", "that", "these", "this", "those",
])
# Possessives.
OWNERS = frozenset([
    "his", "its", "my", "our", "their", "your",
])
# Prepositions.
PREPOSITIONS = frozenset([
    "about", "after", "against", "among", "at", "before", "between", "beyond", "by", "during", "for", "from",
    "in", "into", "near", "of", "off", "on", "over", "since", "through", "throughout", "to", "towards", "under",
    "until", "up", "with", "within", "without",
])
# What may be an adjective by the lexicon, but is none before a noun.
NOT_ADJECTIVES = PREPOSITIONS | frozenset([
    "above", "across", "all", "along", "around", "as", "away", "back", "behind", "below", "both", "but", "down",
    "even", "inside", "just", "left", "like", "next", "no", "not", "one", "only", "opposite", "out", "outside",
    "own", "past", "right", "round", "said", "so", "still", "than", "then", "very", "well", "when", "where",
    "while",
])
# Before a participle, these make the passive.
BE = frozenset([
    "am", "are", "be", "been", "being", "get", "gets", "getting", "got", "is", "was", "were",
])
# Before a participle, these make the perfect.
HAVE = frozenset([
    "had", "has", "have", "having",
])
# Verbs of a clause that have no other reading.
FINITE = frozenset([
    "am", "are", "can", "cannot", "could", "did", "do", "does", "had", "has", "have", "is", "may", "might",
    "must", "shall", "should", "was", "were", "will", "would",
])
# After one of these, a word that may be noun or verb is a verb: "to [strike]".
BEFORE_VERB = frozenset([
    "and", "can", "cannot", "could", "did", "do", "does", "he", "i", "it", "let", "may", "might", "must", "n't",
    "never", "not", "or", "shall", "she", "should", "that", "they", "to", "we", "which", "who", "will", "would",
    "you",
])
# After one of these, it is a noun: "the [strike]".
BEFORE_NOUN = frozenset([
    "a", "about", "after", "against", "all", "an", "another", "any", "at", "before", "between", "both", "by",
    "during", "each", "every", "first", "for", "fresh", "from", "further", "her", "his", "in", "into", "its",
    "last", "many", "more", "my", "new", "no", "of", "on", "other", "our", "over", "recent", "s", "second",
    "several", "since", "some", "such", "that", "the", "their", "these", "this", "those", "three", "two",
    "under", "with", "without", "your",
])
# Those of them that a gerund may follow: "after [killing]".
BEFORE_GERUND = frozenset([
    "about", "after", "against", "before", "by", "for", "from", "of", "since", "without",
])
# Before one of these, a word in -s is a noun: "[strikes] on".
AFTER_NOUN = frozenset([
    ",", ".", "against", "are", "between", "by", "had", "has", "have", "in", "is", "of", "on", "was", "were",
    "with",
])
# Where an object that no mention marks is over.
NO_OBJECT = PREPOSITIONS | frozenset([
    "'", "again", "ago", "and", "are", "as", "away", "back", "because", "but", "could", "down", "earlier",
    "had", "has", "have", "here", "if", "is", "later", "not", "or", "out", "so", "than", "that", "there",
    "today", "together", "too", "was", "were", "when", "where", "whether", "which", "while", "who", "will",
    "would", "yesterday", "’",
])
# What no object ends in.
NO_END = frozenset([
    "a", "an", "first", "her", "his", "its", "more", "no", "the", "their",
])
# Plurals without an s.
PLURALS = frozenset([
    "cattle", "clergy", "crew", "dozens", "men", "people", "personnel", "police", "staff", "troops", "women",
])
# Singulars with an s.
SINGULARS = frozenset([
    "economics", "headquarters", "mathematics", "means", "news", "politics", "series",
])
# Nouns that take no "a".
MASS = frozenset([
    "aid", "captivity", "custody", "gunfire", "help", "prison", "support", "theft", "torture", "unrest", "war",
])
# Words that have a capital only where a sentence begins, and are not in the lexicon as what they are.
FUNCTION = frozenset([
    "a", "about", "all", "an", "at", "between", "both", "by", "for", "her", "his", "in", "its", "less", "more",
    "my", "nearly", "no", "on", "our", "over", "since", "some", "that", "the", "their", "these", "this",
    "those", "until", "up",
])
# fmt: on
