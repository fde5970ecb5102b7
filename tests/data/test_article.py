import dataclasses
import json
import math

import pytest
from hypothesis import given, settings
from strategies import articles, odd_articles

from newsfacts.data import Argument, Article, DataError, Entity, Event, Mention, Relation

TEXT = "Ann met Bo."
ANN = Mention("PERSON", "ann", 0, 3, "Ann", score=0.9)
BO = Mention("PERSON", "bo", 8, 10, "Bo")
ENTITIES = (Entity("ann", "PERSON", "Ann"), Entity("bo", "PERSON", "Bo"))
MET = Event("x1", "MEET", 4, 7, "met", (Argument("agent", "ann", 0.8), Argument("agent", "bo")), score=0.7)


def build(**changes: object) -> Article:
    parts = {"mentions": (ANN, BO), "entities": ENTITIES, "events": (MET,), "relations": ()}
    return Article("a1", TEXT, **{**parts, **changes})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"mentions": (ANN, dataclasses.replace(BO, start=9))}, "PERSON 'Bo': the text at 9:10 reads 'o'"),
        ({"mentions": (ANN, dataclasses.replace(BO, end=99))}, "span 8:99 is not inside the text (0:11)"),
        ({"mentions": (ANN, dataclasses.replace(BO, start=-1))}, "span -1:10 is not inside"),
        ({"mentions": (ANN, dataclasses.replace(BO, start=10, text=""))}, "span 10:10 is not inside"),
        ({"entities": ENTITIES[:1]}, "a mention names entity 'bo', which is not in entities"),
        ({"mentions": (ANN,)}, "entity 'bo' has no mention"),
        ({"entities": (*ENTITIES, ENTITIES[0])}, "two entities bear the same id"),
        ({"events": (MET, MET)}, "two events bear the same id"),
        ({"events": (dataclasses.replace(MET, source="cy"),)}, "event x1: source='cy' is no entity"),
        ({"events": (dataclasses.replace(MET, arguments=(Argument("agent", "cy"),)),)}, "agent='cy' is no entity"),
        ({"relations": (Relation("ann", "kin", "cy"),)}, "relation ann kin cy: 'cy' is no entity"),
        ({"relations": (Relation("ann", "kin", "bo", math.nan),)}, "a score is not a finite number"),
        ({"events": (dataclasses.replace(MET, source_score=math.inf),)}, "a score is not a finite number"),
        ({"date": "8 March 2024"}, "date '8 March 2024' is not a day written YYYY-MM-DD"),
        ({"date": "2024-02-30"}, "date '2024-02-30'"),
        ({"date": "20240301"}, "date '20240301'"),
    ],
)
def test_refuses_what_does_not_fit_together(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DataError) as caught:
        build(**changes)
    assert message in str(caught.value)
    assert "article 'a1'" in str(caught.value)


def test_lists_ten_problems_and_counts_the_rest() -> None:
    with pytest.raises(DataError) as caught:
        build(mentions=tuple(Mention("ORG", f"e{i}", 0, 3, "Ann") for i in range(20)), entities=(), events=())
    assert len(str(caught.value).splitlines()) == 11
    assert str(caught.value).endswith("… and 10 more")
    assert len(caught.value.problems) == 20


def test_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        build().text = "other"  # type: ignore[misc]


def test_looks_up_entities_mentions_and_marks() -> None:
    article = build()
    assert article.entity("bo") == ENTITIES[1]
    assert article.mentions_of("ann") == (ANN,)
    assert article.mentions_of("cy") == ()
    assert article.marks == (ANN, MET, BO)
    with pytest.raises(KeyError):
        article.entity("cy")


def test_knows_whether_it_bears_scores(article: Article) -> None:
    assert not article.has_scores
    assert build().has_scores
    only_argument = dataclasses.replace(MET, score=None, arguments=(Argument("agent", "ann", 0.5),))
    assert build(mentions=(dataclasses.replace(ANN, score=None), BO), events=(only_argument,)).has_scores


def test_offsets_are_code_points() -> None:
    text = "İzmir 🌊 Ann é"
    start = text.index("Ann")
    article = Article("a", text, mentions=(Mention("PERSON", "ann", start, start + 3, "Ann"),), entities=ENTITIES[:1])
    assert json.loads(article.to_json())["mentions"][0]["start"] == 8


def test_writes_the_format_of_the_design() -> None:
    value = {"start": "2024-03-01", "end": "2024-03-08"}
    article = build(
        title="Meeting",
        date="2024-03-08",
        entities=(Entity("ann", "PERSON", "Ann", value), ENTITIES[1]),
        relations=(Relation("ann", "kin", "bo", 0.6),),
    )
    assert article.to_dict() == {
        "id": "a1",
        "title": "Meeting",
        "date": "2024-03-08",
        "text": TEXT,
        "mentions": [
            {"type": "PERSON", "entity": "ann", "start": 0, "end": 3, "text": "Ann", "score": 0.9},
            {"type": "PERSON", "entity": "bo", "start": 8, "end": 10, "text": "Bo"},
        ],
        "entities": [
            {"id": "ann", "type": "PERSON", "name": "Ann", "value": value},
            {"id": "bo", "type": "PERSON", "name": "Bo", "value": None},
        ],
        "events": [
            {
                "id": "x1",
                "type": "MEET",
                "start": 4,
                "end": 7,
                "text": "met",
                "arguments": [{"role": "agent", "entity": "ann", "score": 0.8}, {"role": "agent", "entity": "bo"}],
                "source": None,
                "factuality": "asserted",
                "score": 0.7,
            }
        ],
        "relations": [{"head": "ann", "type": "kin", "tail": "bo", "score": 0.6}],
    }
    assert Article.from_dict(article.to_dict()) == article


@given(articles() | odd_articles())
@settings(deadline=None)
def test_json_gives_back_the_same_article(article: Article) -> None:
    line = article.to_json()
    assert "\n" not in line
    line.encode()  # also where the text has lone surrogates
    assert Article.from_dict(json.loads(line)) == article


def test_entities_may_be_left_out() -> None:
    again = Mention("ACTOR", "ann", 8, 10, "Bo")
    data = build(mentions=(ANN, again), entities=ENTITIES[:1], events=()).to_dict()
    del data["entities"]
    assert Article.from_dict(data).entities == (Entity("ann", "PERSON", "Ann"),)


def test_id_and_text_are_enough() -> None:
    assert Article.from_dict({"id": "a", "text": ""}) == Article("a", "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ([], "article: expected a JSON object, found list"),
        ({"id": "a"}, "key 'text' is missing"),
        ({"id": "a", "text": None}, "'text' must be a string, found NoneType"),
        ({"id": 1, "text": ""}, "'id' must be a string, found int"),
        ({"id": "a", "text": "", "txt": ""}, "unknown key 'txt'; accepted: id, text, title"),
        ({"id": "a", "text": "", "mentions": {}}, "'mentions' must be a list, found dict"),
        ({"id": "a", "text": "", "mentions": ["Ann"]}, "mention 0: expected a JSON object, found str"),
        ({"id": "a", "text": "", "relations": [{"head": "a", "type": "kin"}]}, "relation 0: key 'tail' is missing"),
        (
            {
                "id": "a",
                "text": "Ann",
                "mentions": [{"type": "ORG", "entity": "a", "start": True, "end": 3, "text": "A"}],
            },
            "mention 0: 'start' must be an integer, found bool",
        ),
        (
            {
                "id": "a",
                "text": "met",
                "events": [
                    {"id": "x1", "type": "MEET", "start": 0, "end": 3, "text": "met", "arguments": [{"role": 1}]}
                ],
            },
            "event 0: argument 0: key 'entity' is missing",
        ),
    ],
)
def test_from_dict_says_what_is_wrong(data: object, message: str) -> None:
    with pytest.raises(DataError) as caught:
        Article.from_dict(data)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_posts_of_a_person(article: Article) -> None:
    person = next(entity.id for entity in article.entities if entity.name == "Rosa Magsino")
    assert [post.name for post in article.posts_of(person)] == ["Admiral"]
    assert article.posts_of(person, "origin") == ()
    assert article.posts_of("nobody") == ()
