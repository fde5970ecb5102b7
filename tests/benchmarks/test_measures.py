"""The measures of ``benchmarks/accuracy``, against examples worked out by hand."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data import Article, Entity, Event, Mention, Relation

TEXT = "abcdefghijklmnopqrst"


def load() -> ModuleType:
    """The benchmarks are scripts and no part of the package."""
    path = Path(__file__).parents[2] / "benchmarks" / "accuracy" / "measures.py"
    spec = importlib.util.spec_from_file_location("accuracy_measures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and NamedTuple look their module up
    spec.loader.exec_module(module)
    return module


measures = load()


def make(entities: dict[str, str], relations: list[tuple[str, str, str]] = (), type: str = "person") -> Article:
    """An article in whose text each letter is a mention: ``{"e1": "ab"}`` is an entity with the mentions a and b."""
    return Article(
        "a",
        TEXT,
        mentions=tuple(
            Mention(type, id, TEXT.index(letter), TEXT.index(letter) + 1, letter)
            for id, letters in entities.items()
            for letter in letters
        ),
        entities=tuple(Entity(id, type, letters[0]) for id, letters in entities.items()),
        relations=tuple(Relation(*relation) for relation in relations),
    )


def test_soft_relations_count_the_share_of_mention_pairs() -> None:
    gold = make({"x": "abc", "y": "de"}, [("x", "head_of", "y")])  # 6 pairs
    predicted = make({"p": "ab", "q": "df", "r": "e"}, [("p", "head_of", "q"), ("q", "head_of", "p")])
    # p-q: ad, bd are right of ad, bd, af, bf; q-p: none of its four. Of the gold pairs ad and bd are found, 2 of 6.
    (counts,) = measures.soft_relations(gold, predicted).values()
    assert counts == pytest.approx((2 / 4, 2, 2 / 6, 1))
    assert counts.precision == pytest.approx(1 / 4)
    assert counts.recall == pytest.approx(1 / 3)
    assert counts.f1 == pytest.approx(2 / 7)


def test_soft_relations_take_pairs_from_several_relations() -> None:
    gold = make({"x": "ab", "y": "c"}, [("x", "in0", "y")])
    predicted = make({"p": "a", "q": "b", "r": "c"}, [("p", "in0", "r"), ("q", "in0", "r")])  # a split entity
    assert measures.soft_relations(gold, predicted) == {"in0": (2, 2, 1, 1)}


def test_soft_relations_keep_types_apart() -> None:
    gold = make({"x": "a", "y": "b"}, [("x", "in0", "y"), ("x", "vs", "y")])
    predicted = make({"x": "a", "y": "b"}, [("x", "vs", "y"), ("x", "part_of", "y")])
    counts = measures.soft_relations(gold, predicted)
    assert counts == {"in0": (0, 0, 0, 1), "vs": (1, 1, 1, 1), "part_of": (0, 1, 0, 0)}
    assert measures.micro(counts.values()) == (1, 2, 1, 2)


def test_soft_types_count_the_share_of_mentions() -> None:
    gold = make({"x": "abc", "y": "d"})
    predicted = make({"p": "ab", "q": "cde", "r": "f"})
    # p is right, two thirds of q are, r is not; every mention of x and y is one of a person.
    (counts,) = measures.soft_types(gold, predicted).values()
    assert counts == pytest.approx((1 + 2 / 3, 3, 2, 2))
    assert measures.soft_types(gold, make({"p": "ab"}, type="gpe")) == {"person": (0, 0, 0, 2), "gpe": (0, 1, 0, 0)}


def test_ceaf_ree_wants_every_string_right() -> None:
    gold = {"PerpOrg": [["farabundo marti front", "fmln"], ["army"]], "Weapon": [["rifle"]]}
    predicted = {
        "PerpOrg": [["FMLN"], ["The Army", "police"], ["urng"]],  # right; spoiled by "police"; wrong
        "Weapon": [["A  rifle."]],
        "Victim": [["peasants"]],
    }
    counts = measures.ceaf_ree(gold, predicted)
    assert counts == {"PerpOrg": (1, 3, 1, 2), "Weapon": (1, 1, 1, 1), "Victim": (0, 1, 0, 0)}
    assert measures.micro(counts.values()) == (2, 5, 2, 3)
    assert measures.micro(counts.values()).f1 == pytest.approx(2 * (2 / 5) * (2 / 3) / (2 / 5 + 2 / 3))


def test_ceaf_ree_aligns_one_to_one() -> None:
    gold = {"Victim": [["guards"]]}
    assert measures.ceaf_ree(gold, {"Victim": [["guards"], ["the guards"]]}) == {"Victim": (1, 2, 1, 1)}
    # "a" fits both, "b" one only: both are right if "a" goes to the other
    assert measures.ceaf_ree({"Victim": [["x", "y"], ["x"]]}, {"Victim": [["x"], ["y"]]}) == {"Victim": (2, 2, 2, 2)}


@given(st.lists(st.lists(st.sampled_from(["x1", "x2", "x3", "x4"]), min_size=1, max_size=2), max_size=4))
def test_ceaf_ree_of_gold_itself_is_perfect(entities: list[list[str]]) -> None:
    (counts,) = measures.ceaf_ree({"Target": entities}, {"Target": entities}).values()
    assert counts == (len(entities),) * 4


def scored(*mentions: tuple[str, str, float]) -> Article:
    """An article in whose text each letter is a mention of type Target, of the entity and with the score given."""
    return Article(
        "a",
        TEXT,
        mentions=tuple(
            Mention("Target", id, TEXT.index(letter), TEXT.index(letter) + 1, letter, score)
            for letter, id, score in mentions
        ),
        entities=tuple(Entity(id, "Target", id) for id in dict.fromkeys(id for _, id, _ in mentions)),
    )


def test_fillers_are_the_most_certain_strings() -> None:
    article = scored(("b", "e1", 0.5), ("c", "e1", 0.9), ("d", "e2", 0.2))
    assert measures.fillers(article, ("Target", "Victim")) == {"Target": [["c"], ["d"]], "Victim": []}


def test_fillers_of_one_string_are_one() -> None:
    text = "the bomb, a bomb"
    bombs = (Mention("Weapon", "e1", 0, 8, "the bomb", 0.5), Mention("Weapon", "e2", 12, 16, "bomb", 0.9))
    article = Article("a", text, mentions=bombs, entities=tuple(Entity(m.entity, "Weapon", m.text) for m in bombs))
    assert measures.fillers(article, ("Weapon",)) == {"Weapon": [["the bomb"]]}


def test_role_fillers_are_the_strings_of_the_key() -> None:
    gold = Article(
        "a", TEXT, meta={"fillers": {"Target1": ["c", "not in the text"], "Target2": ["f"], "Weapon1": ["gun"]}}
    )
    counts = measures.role_fillers(gold, scored(("b", "e1", 0.5), ("c", "e1", 0.9), ("d", "e2", 0.2)))
    assert counts["Target"] == (1, 2, 1, 2)  # c is right, d is wrong, f is missed
    assert counts["Weapon"] == (0, 0, 0, 1)
    assert counts["Victim"] == (0, 0, 0, 0)


def test_sources_cues_and_contents_are_exact_spans() -> None:
    def attributed(
        sources: list[tuple[int, int]], cues: list[tuple[int, int]], contents: list[tuple[int, int]]
    ) -> Article:
        marks = [*(("Source", *span) for span in sources), *(("Content", *span) for span in contents)]
        return Article(
            "a",
            TEXT,
            mentions=tuple(Mention(type, f"e{i}", s, e, TEXT[s:e]) for i, (type, s, e) in enumerate(marks)),
            entities=tuple(Entity(f"e{i}", type, TEXT[s:e]) for i, (type, s, e) in enumerate(marks)),
            events=tuple(Event(f"x{i}", "Attribution", s, e, TEXT[s:e]) for i, (s, e) in enumerate(cues)),
        )

    gold = attributed([(0, 3), (5, 8)], [(3, 4), (8, 10), (8, 10), (12, 13)], [(13, 19)])
    predicted = attributed([(0, 3), (5, 7)], [(3, 4), (12, 13)], [(0, 3), (13, 19)])
    assert measures.sources(gold, predicted) == (1, 2, 1, 2)
    assert measures.cues(gold, predicted) == (2, 2, 2, 3)
    assert measures.contents(gold, predicted) == (1, 2, 1, 1)
    assert measures.cues(gold, predicted).f1 == pytest.approx(0.8)


def timed(*spans: tuple[int, int], type: str = "DATE") -> Article:
    return Article(
        "a",
        TEXT,
        mentions=tuple(Mention(type, f"t{i}", s, e, TEXT[s:e]) for i, (s, e) in enumerate(spans)),
        entities=tuple(Entity(f"t{i}", type, TEXT[s:e]) for i, (s, e) in enumerate(spans)),
    )


@pytest.mark.parametrize(
    ("predicted", "strict", "relaxed"),
    [
        pytest.param(timed((0, 4), (6, 9), type="SET"), (2, 2, 2, 2), (2, 2, 2, 2), id="another type is right"),
        pytest.param(timed(), (0, 0, 0, 2), (0, 0, 0, 2), id="nothing"),
        pytest.param(timed((0, 3), (5, 10)), (0, 2, 0, 2), (2, 2, 2, 2), id="a shorter and a longer one"),
        pytest.param(timed((4, 6), (9, 12)), (0, 2, 0, 2), (0, 2, 0, 2), id="neighbours share nothing"),
        pytest.param(timed((0, 2), (2, 4)), (0, 2, 0, 2), (1, 2, 1, 2), id="one in two parts: one part is too many"),
        pytest.param(timed((0, 9)), (0, 1, 0, 2), (1, 1, 1, 2), id="two in one: one is missed"),
        pytest.param(timed((0, 1), (3, 7), (8, 9)), (0, 3, 0, 2), (2, 3, 2, 2), id="each is matched once"),
    ],
)
def test_extents_of_times(predicted: Article, strict: tuple[int, ...], relaxed: tuple[int, ...]) -> None:
    gold = timed((0, 4), (6, 9))
    assert measures.extents(gold, predicted) == strict
    assert measures.overlaps(gold, predicted) == relaxed


def test_documents_add_up() -> None:
    documents = [
        {"in0": measures.Counts(1, 2, 1, 1)},
        {"in0": measures.Counts(0, 1, 0, 2), "vs": measures.Counts(1, 1, 1, 1)},
    ]
    assert measures.total(documents) == {"in0": (1, 3, 1, 3), "vs": (1, 1, 1, 1)}
    assert measures.micro([]).f1 == 0
