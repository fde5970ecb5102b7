from hypothesis import given
from strategies import articles

from newsfacts.data import Argument, Article, Entity, Event, Mention, Relation
from newsfacts.data.nesting import outermost

TEXT = "The Syrian army shelled the city of Homs."


def mention(type: str, entity: str, text: str) -> Mention:
    start = TEXT.index(text)
    return Mention(type, entity, start, start + len(text), text)


def test_keeps_the_longest_and_what_still_has_its_ends() -> None:
    army, syrian = mention("ORG", "army", "The Syrian army"), mention("NORP", "syria", "Syrian")
    city, homs = mention("LOC", "homs", "city of Homs"), mention("GPE", "homs", "Homs")
    shelled = Event("x1", "ATTACK", 16, 23, "shelled", (Argument("agent", "army"), Argument("agent", "syria")), "syria")
    article = Article(
        "a",
        TEXT,
        mentions=(army, syrian, city, homs),
        entities=(Entity("army", "ORG", "army"), Entity("syria", "NORP", "Syrian"), Entity("homs", "GPE", "Homs")),
        events=(shelled,),
        relations=(Relation("army", "origin", "syria"), Relation("army", "located_in", "homs")),
        meta={"corpus": "c", "left_out": {"other": 1}},
    )
    flat = outermost(article)
    assert flat.mentions == (army, city)
    assert flat.entities == (Entity("army", "ORG", "army"), Entity("homs", "LOC", "Homs"))
    assert flat.events == (Event("x1", "ATTACK", 16, 23, "shelled", (Argument("agent", "army"),)),)
    assert flat.relations == (Relation("army", "located_in", "homs"),)
    assert flat.meta == {"corpus": "c", "left_out": {"other": 1, "mark that overlaps another": 2}}


def test_a_trigger_comes_before_a_mention_and_the_first_of_two_on_one_span() -> None:
    army, also = mention("ORG", "a", "army"), mention("PERSON", "b", "army")
    whole = mention("MISC", "c", "shelled the city")
    article = Article(
        "a",
        TEXT,
        mentions=(army, also, whole),
        entities=(Entity("a", "ORG", "army"), Entity("b", "PERSON", "army"), Entity("c", "MISC", "city")),
        events=(Event("x1", "ATTACK", 16, 23, "shelled"),),
    )
    flat = outermost(article)
    assert (flat.mentions, flat.events) == ((army,), article.events)


@given(articles())
def test_an_article_without_overlaps_stays_as_it_is(article: Article) -> None:
    assert outermost(article) is article
