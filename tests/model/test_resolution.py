import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import SCHEMA

from newsfacts.data import Schema
from newsfacts.resolution import CONFLICTS, LINKS, clusters, settle_types
from newsfacts.wording import read

NONE = np.array([], dtype=np.int64)


def cluster(types: list[int], links: list[tuple[int, int, float]], mix: Any = None) -> list[int]:
    later, earlier = (np.array([link[i] for link in links], dtype=np.int64) for i in (0, 1))
    logits = np.array([logit for _, _, logit in links], dtype=np.float32)
    mix = np.ones((3, 3), dtype=bool) if mix is None else mix
    return clusters(np.array(types, dtype=np.int64), later, earlier, logits, mix).tolist()


@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([], [0, 1, 2, 3]),
        ([(1, 0, 2.0), (3, 2, 0.5)], [0, 0, 1, 1]),
        ([(1, 0, -0.1), (2, 0, 0.0)], [0, 1, 2, 3]),  # having none is worth 0
        ([(1, 0, 1.0), (2, 1, 1.0), (3, 2, 1.0)], [0, 0, 0, 0]),
        ([(3, 0, 1.0), (3, 1, 3.0), (3, 2, 2.0)], [0, 1, 2, 1]),
        ([(3, 2, 1.0), (2, 0, 1.0), (1, 0, -1.0)], [0, 1, 0, 0]),
    ],
)
def test_clusters_link_each_mention_to_its_best_antecedent(
    links: list[tuple[int, int, float]], expected: list[int]
) -> None:
    assert cluster([0, 0, 0, 0], links) == expected


def test_clusters_hold_only_types_that_mix() -> None:
    # A person (0) and a company (1) may each be "they" (2), but one cluster holds no two of them.
    mix = np.array([[1, 0, 1], [0, 1, 1], [1, 1, 1]], dtype=bool)
    links = [(1, 0, 1.0), (2, 1, 3.0)]
    assert cluster([0, 2, 1], links) == [0, 0, 0]
    assert cluster([0, 2, 1], links, mix) == [0, 1, 1], "the surer comes first"
    assert cluster([0, 1, 2, 1], [(2, 0, 3.0), (3, 2, 1.0), (3, 1, 0.5)], mix) == [0, 1, 0, 1], "the next best will do"


def test_clusters_of_nothing() -> None:
    assert cluster([], []) == []


Marked = list[tuple[str, str]]  # mentions in the order of the text: words, type


def joined(
    schema: Schema,
    text: str,
    mentions: Marked,
    links: dict[tuple[int, int], float] | None = None,
    posts: tuple[tuple[int, int], ...] = (),
) -> list[int]:
    """The cluster of each mention; the network says only what ``links`` says, by (later, earlier)."""
    assert schema.resolution is not None
    at, offsets = 0, []
    for own, _ in mentions:
        at = text.index(own, at)
        offsets.append((at, at + len(own)))
        at += len(own)
    types = [type for _, type in mentions]
    wording = read(text, types, offsets, schema.resolution, posts)
    numbers = np.array([list(schema.mentions).index(type) for type in types], dtype=np.int64)
    later, earlier = (np.array([pair[end] for pair in links or {}], dtype=np.int64) for end in (0, 1))
    logits = np.array(list((links or {}).values()), dtype=np.float32)
    return clusters(numbers, later, earlier, logits, schema.mixing, wording, schema.resolution).tolist()


FAR = "\n\nThe sun shone. " * 50


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        # one name, however far
        (f"Azawagh is dry. {FAR} They left Azawagh.", [("Azawagh", "GPE"), ("Azawagh", "GPE")]),
        (f"The U.N. met. {FAR} UN envoys left.", [("U.N.", "ORG"), ("UN", "ORG")]),
        ("ANKARA BRIDGE shut. The Ankara Bridge fell.", [("ANKARA BRIDGE", "FAC"), ("Ankara Bridge", "FAC")]),
        # acronyms in brackets, with matching letters or without, either way round; and without brackets
        (
            "the Front for the Defence of Azawagh (FDA) said",
            [("Front for the Defence of Azawagh", "ORG"), ("FDA", "ORG")],
        ),
        ("the Kurdistan Workers' Party (PKK) said", [("Kurdistan Workers' Party", "ORG"), ("PKK", "ORG")]),
        ("the PKK (Kurdistan Workers' Party) said", [("PKK", "ORG"), ("Kurdistan Workers' Party", "ORG")]),
        ("a Test Ban Treaty (TBT) was signed", [("Test Ban Treaty", "MISC"), ("TBT", "MISC")]),
        (f"the Border Guard Authority. {FAR} The BGA said", [("Border Guard Authority", "ORG"), ("BGA", "ORG")]),
        # last names, given names, with honorifics and particles
        (f"Rosa Magsino spoke. {FAR} Mrs Magsino left.", [("Rosa Magsino", "PERSON"), ("Magsino", "PERSON")]),
        (f"Magsino spoke. {FAR} Rosa Magsino left.", [("Magsino", "PERSON"), ("Rosa Magsino", "PERSON")]),
        ("Xi Jinping spoke. Mr Xi left.", [("Xi Jinping", "PERSON"), ("Xi", "PERSON")]),
        ("Bashar al-Assad spoke. Assad left.", [("Bashar al-Assad", "PERSON"), ("Assad", "PERSON")]),
        # a part of a body's name
        ("the National Assembly met. The Assembly rose.", [("National Assembly", "ORG"), ("Assembly", "ORG")]),
        ("Tesla Motors rose. Tesla fell.", [("Tesla Motors", "ORG"), ("Tesla", "ORG")]),
        # a country and its people
        (f"Syria said. {FAR} Syrian troops", [("Syria", "GPE"), ("Syrian", "NORP")]),
        ("Americans voted. The U.S. said", [("Americans", "NORP"), ("U.S.", "GPE")]),
        ("Britain said. The UK said", [("Britain", "GPE"), ("UK", "GPE")]),
        # one speaker in one quotation
        ("“I left my house,” he said.", [("I", "PERSON"), ("my", "PERSON")]),
        ('They said, "We left our house."', [("We", "ACTOR"), ("our", "ACTOR")]),
    ],
)
def test_wording_joins(schema: Schema, text: str, mentions: Marked) -> None:
    assert joined(schema, text, mentions) == [0, 0]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        # a name of two types, a name of two persons, a capital (the city or the government)
        ("Calder rose. Calder said", [("Calder", "ORG"), ("Calder", "PERSON")]),
        ("Mr Smith left. Mrs Smith stayed.", [("Smith", "PERSON"), ("Smith", "PERSON")]),
        ("In Moscow it rained. Moscow said", [("Moscow", "GPE"), ("Moscow", "GPE")]),
        # brackets that tell a party, a place, a number
        ("Jane Roe (LIB) said", [("Jane Roe", "PERSON"), ("LIB", "ORG")]),
        ("in KUMBAKONAM (Tamil Nadu) he", [("KUMBAKONAM", "GPE"), ("Tamil Nadu", "GPE")]),
        ("the Workers' Party (banned) of", [("Workers' Party", "ORG"), ("banned", "ACTOR")]),
        ("the Workers' Party and (as ever) the PKK)", [("Workers' Party", "ORG"), ("PKK", "ORG")]),
        # other letters, another type, no acronym
        ("the Border Guard Authority. The BGB said", [("Border Guard Authority", "ORG"), ("BGB", "ORG")]),
        ("the Border Guard Authority. In BGA", [("Border Guard Authority", "ORG"), ("BGA", "GPE")]),
        ("at Umm Sidra. The U.S. said", [("Umm Sidra", "GPE"), ("U.S.", "GPE")]),
        # a part of a place's name is another place; an acronym is no part of a longer name
        ("Port Sudan is in Sudan.", [("Port Sudan", "GPE"), ("Sudan", "GPE")]),
        ("the UN Security Council. The UN said", [("UN Security Council", "ORG"), ("UN", "ORG")]),
        ("the United States Navy. The United States", [("United States Navy", "ORG"), ("United States", "ORG")]),
        (
            "the Ruhr Club. The Ruhr Club Supporters Trust",
            [("Ruhr Club", "ORG"), ("Ruhr Club Supporters Trust", "ORG")],
        ),
        ("Republican voters and the Republican Party", [("Republican", "NORP"), ("Republican Party", "ORG")]),
        # another country, a language
        ("Niger said. Nigerian troops", [("Niger", "GPE"), ("Nigerian", "NORP")]),
        ("Russia said, in Russian", [("Russia", "GPE"), ("Russian", "MISC")]),
        ("Damascus is in Syria.", [("Damascus", "GPE"), ("Syria", "GPE")]),
        # another quotation, none, another number
        ("“I left,” he said. “I stayed,” she said.", [("I", "PERSON"), ("I", "PERSON")]),
        ("“I met Bo, a friend of mine.”", [("I", "PERSON"), ("mine", "PERSON")]),
        ("I left my house.", [("I", "PERSON"), ("my", "PERSON")]),
        ("“I left our house.”", [("I", "PERSON"), ("our", "ACTOR")]),
        # descriptions and pronouns mean now this, now that
        ("police came. Then police left", [("police", "ACTOR"), ("police", "ACTOR")]),
        ("He came. He left.", [("He", "PERSON"), ("He", "PERSON")]),
        ("on Friday and Friday", [("Friday", "DATE"), ("Friday", "DATE")]),
    ],
)
def test_wording_alone_does_not_join(schema: Schema, text: str, mentions: Marked) -> None:
    assert joined(schema, text, mentions) == [0, 1]


def test_a_last_name_of_two_is_nobodys(schema: Schema) -> None:
    text = "Joe Biden and Hunter Biden met Ann Lee. Biden, Lee and Biden left."
    mentions = [("Joe Biden", "PERSON"), ("Hunter Biden", "PERSON"), ("Ann Lee", "PERSON"), ("Biden", "PERSON")]
    mentions += [("Lee", "PERSON"), ("Biden", "PERSON")]
    assert joined(schema, text, mentions) == [0, 1, 2, 3, 2, 4]
    assert joined(schema, text, mentions, {(3, 1): 1.0, (5, 0): 2.0, (5, 3): 1.0}) == [0, 1, 2, 1, 2, 0]


def test_an_acronym_of_two_is_nobodys(schema: Schema) -> None:
    text = "the Border Guard Authority and the Bengal Grain Agency; the BGA said"
    mentions = [("Border Guard Authority", "ORG"), ("Bengal Grain Agency", "ORG"), ("BGA", "ORG")]
    assert joined(schema, text, mentions) == [0, 1, 2]


def test_honorifics_part_two_of_one_name(schema: Schema) -> None:
    text = "Mr Smith and Mrs Smith. Mrs Smith and Mr Smith. Smith"
    assert joined(schema, text, [("Smith", "PERSON")] * 5) == [0, 1, 1, 0, 2]


POST = "Defence minister Ann Lee spoke. Bo Ruiz, finance minister, listened. Then the defence minister left."
HELD: Marked = [
    ("Defence minister", "ROLE"),
    ("Ann Lee", "PERSON"),
    ("Bo Ruiz", "PERSON"),
    ("finance minister", "ROLE"),
]


def test_a_post_is_the_person_who_has_it(schema: Schema) -> None:
    mentions = [*HELD, ("defence minister", "ACTOR")]
    assert joined(schema, POST, mentions, posts=((1, 0), (2, 3))) == [0, 1, 2, 3, 1]
    assert joined(schema, POST, mentions) == [0, 1, 2, 3, 4]
    assert joined(schema, POST, mentions, posts=((1, 0), (2, 0))) == [0, 1, 2, 3, 4], "two have had it"
    assert joined(schema, POST.replace("the def", "a def"), mentions, posts=((1, 0),)) == [0, 1, 2, 3, 4]


SURE = 9.0


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Georgian envoys in Brussels", [("Georgian", "NORP"), ("Brussels", "GPE")]),
        ("Turkey and Moscow", [("Turkey", "GPE"), ("Moscow", "GPE")]),
        ("He saw her.", [("He", "PERSON"), ("her", "PERSON")]),
        ("Mrs Lee said he left.", [("Lee", "PERSON"), ("he", "PERSON")]),
        ("A woman said he left.", [("woman", "ACTOR"), ("he", "PERSON")]),
        ("Ann Lee took its word", [("Ann Lee", "PERSON"), ("its", "ACTOR")]),
        ("Joe Biden and Hunter Biden", [("Joe Biden", "PERSON"), ("Hunter Biden", "PERSON")]),
        ("The troops met Ann Lee.", [("troops", "ACTOR"), ("Ann Lee", "PERSON")]),
        ("The troops said he left.", [("troops", "ACTOR"), ("he", "PERSON")]),
        ("“I know he left,” said Bo.", [("I", "PERSON"), ("he", "PERSON")]),
        ("“I know Ann,” said Bo.", [("I", "PERSON"), ("Ann", "PERSON")]),
        ("Ann Lee of Tesla", [("Ann Lee", "PERSON"), ("Tesla", "ORG")]),
    ],
)
def test_wording_forbids_what_the_network_says(schema: Schema, text: str, mentions: Marked) -> None:
    assert joined(schema, text, mentions, {(1, 0): SURE}) == [0, 1]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("Moscow spoke for Russia.", [("Moscow", "GPE"), ("Russia", "GPE")]),
        ("Kurdish fighters in Syria", [("Kurdish", "NORP"), ("Syria", "GPE")]),
        ("Mrs Lee said she left.", [("Lee", "PERSON"), ("she", "PERSON")]),
        ("Lee said they left.", [("Lee", "PERSON"), ("they", "ACTOR")]),
        ("The minister said he left.", [("minister", "ACTOR"), ("he", "PERSON")]),
        ("The Tigers said it won", [("Tigers", "ORG"), ("it", "ORG")]),
        ("rebels and its men", [("rebels", "ACTOR"), ("its", "ACTOR")]),
        ("Ahmed al-Sharaa, once Abu Golani", [("Ahmed al-Sharaa", "PERSON"), ("Abu Golani", "PERSON")]),
        ("Bo said: “I left.” He left.", [("I", "PERSON"), ("He", "PERSON")]),
    ],
)
def test_wording_leaves_to_the_network(schema: Schema, text: str, mentions: Marked) -> None:
    assert joined(schema, text, mentions, {(1, 0): 0.5}) == [0, 0]
    assert joined(schema, text, mentions, {(1, 0): -0.5}) == [0, 1]


def test_what_is_forbidden_is_forbidden_by_way_of_others_too(schema: Schema) -> None:
    text = "Ann spoke. The minister said she left. Bo said he left."
    mentions = [("Ann", "PERSON"), ("minister", "ACTOR"), ("she", "PERSON"), ("he", "PERSON")]
    assert joined(schema, text, mentions, {(1, 0): 2.0, (2, 1): 2.0, (3, 0): 1.0}) == [0, 0, 0, 1]
    # The surest comes first: that Ann is "he" keeps "she" away.
    assert joined(schema, text, mentions, {(1, 0): 2.0, (2, 1): 1.0, (3, 0): 3.0}) == [0, 0, 1, 0]


def test_the_next_best_takes_the_place_of_what_is_forbidden(schema: Schema) -> None:
    text = "Mr Roe met Mrs Lee. She left."
    mentions = [("Roe", "PERSON"), ("Lee", "PERSON"), ("She", "PERSON")]
    assert joined(schema, text, mentions, {(2, 0): 3.0, (2, 1): 1.0}) == [0, 1, 1]
    assert joined(schema, text, mentions, {(2, 0): 3.0, (2, 1): -1.0}) == [0, 1, 2]


def test_the_odds_of_a_thing_are_those_of_its_mentions_together(schema: Schema) -> None:
    # 0.6 + 0.6 against 1 for a new one and 1.1 for the other
    half, more = float(np.log(0.6)), float(np.log(1.1))
    assert cluster([0, 0, 0, 0], [(1, 0, 5.0), (3, 0, half), (3, 1, half)]) == [0, 0, 1, 0]
    assert cluster([0, 0, 0, 0], [(3, 0, half), (3, 1, half)]) == [0, 1, 2, 3]
    assert cluster([0, 0, 0, 0], [(1, 0, 5.0), (3, 0, half), (3, 1, half), (3, 2, more)]) == [0, 0, 1, 0]


def test_a_schema_without_resolution_leaves_all_to_the_network(schema: Schema) -> None:
    types = np.zeros(2, dtype=np.int64)
    assert clusters(types, NONE, NONE, np.array([], dtype=np.float32), schema.mixing).tolist() == [0, 1]


WORDS = ["Joe Biden", "Hunter Biden", "Biden", "he", "she", "I", "Syria", "Syrian", "Damascus", "US", "rebels", "BGA"]
WORDS += ["Border Guard Authority", "Border Guard", "it", "woman", "'", "the", "Mrs"]


@given(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "ACTOR"])), max_size=8),
    st.data(),
)
def test_any_mentions_are_clustered_without_conflict(mentions: Marked, data: st.DataObject) -> None:
    schema = SCHEMA
    pairs = [(b, a) for a, b in itertools.combinations(range(len(mentions)), 2)]
    some = data.draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    logits = {pair: data.draw(st.floats(-100, 100)) for pair in some}
    found = joined(schema, " and ".join(words for words, _ in mentions), mentions, logits)
    first = [found.index(number) for number in range(max(found, default=-1) + 1)]
    assert first == sorted(first), "numbered by first mention"
    for number in set(found):
        words = {mention[0] for mention, own in zip(mentions, found, strict=True) if own == number}
        types = {mention[1] for mention, own in zip(mentions, found, strict=True) if own == number}
        order = list(schema.mentions)
        assert all(schema.mixing[order.index(a), order.index(b)] for a in types for b in types)
        assert not {"he", "she"} <= words
        assert not ({"Joe Biden", "Hunter Biden"} <= words and types == {"PERSON"})


def test_links_and_conflicts_can_be_left_out(schema: Schema) -> None:
    """What the benchmark does to tell the worth of each."""
    assert schema.resolution is not None
    wording = read("Syria. Syria", ["GPE", "GPE"], [(0, 5), (7, 12)], schema.resolution)
    empty: Any = (np.zeros(2, dtype=np.int64) + 2, NONE, NONE, np.array([], dtype=np.float32), schema.mixing)
    assert clusters(*empty, wording, schema.resolution).tolist() == [0, 0]
    assert clusters(*empty, wording, schema.resolution, links=()).tolist() == [0, 1]
    assert len({link.__name__ for link in LINKS} | {conflict.__name__ for conflict in CONFLICTS}) == 12


def test_names_are_joined_over_a_long_article(schema: Schema) -> None:
    """Thousands of names, each again by its last word: far beyond what the network looks back."""
    names = [f"Ann{i} Lee{i}" for i in range(3000)]
    text = " ".join([*names, *(name.split()[1] for name in names)])
    mentions = [(name, "PERSON") for name in names] + [(name.split()[1], "PERSON") for name in names]
    assert joined(schema, text, mentions) == list(range(3000)) * 2


def settled(schema: Schema, text: str, mentions: list[tuple[str, str, float]]) -> list[str]:
    """The types of mentions, given as words, type and score."""
    assert schema.resolution is not None
    at, offsets = 0, []
    for own, _, _ in mentions:
        at = text.index(own, at)
        offsets.append((at, at + len(own)))
        at += len(own)
    order = list(schema.mentions)
    types = np.array([order.index(type) for _, type, _ in mentions], dtype=np.int64)
    wording = read(text, [type for _, type, _ in mentions], offsets, schema.resolution)
    found = settle_types(types, [score for _, _, score in mentions], wording, schema.mixing)
    return [order[type] for type in found.tolist()]


def test_a_name_has_one_type(schema: Schema) -> None:
    text = "Bamako, Bamako, BAMAKO and Gao"
    mentions = [("Bamako", "GPE", 0.9), ("Bamako", "PERSON", 0.8), ("BAMAKO", "GPE", 0.2), ("Gao", "PERSON", 0.5)]
    assert settled(schema, text, mentions) == ["GPE", "GPE", "GPE", "PERSON"]
    surer = [("Bamako", "GPE", 0.4), ("Bamako", "PERSON", 0.8), ("BAMAKO", "GPE", 0.2), ("Gao", "PERSON", 0.5)]
    assert settled(schema, text, surer) == ["PERSON"] * 4


def test_a_name_keeps_types_that_can_mean_one_thing(schema: Schema) -> None:
    mentions = [("Kurdish", "NORP", 0.9), ("Kurdish", "MISC", 0.8)]
    assert settled(schema, "Kurdish fighters speak Kurdish", mentions) == ["NORP", "MISC"]


def test_an_honorific_keeps_a_person_apart_from_the_firm(schema: Schema) -> None:
    mentions = [("Calder", "ORG", 0.9), ("Calder", "ORG", 0.9), ("Calder", "PERSON", 0.5), ("Calder", "PERSON", 0.5)]
    assert settled(schema, "Calder and Calder sacked Mr Calder. Calder", mentions) == ["ORG", "ORG", "PERSON", "ORG"]


def test_descriptions_and_pronouns_keep_their_types(schema: Schema) -> None:
    mentions = [("it", "ORG", 0.9), ("it", "GPE", 0.8), ("group", "ACTOR", 0.9), ("group", "ITEM", 0.3)]
    assert settled(schema, "it or it, group or group", mentions) == [type for _, type, _ in mentions]
