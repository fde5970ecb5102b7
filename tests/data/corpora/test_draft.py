from newsfacts.data import Argument, Entity, Event, Mention, Relation
from newsfacts.data.corpora.draft import Draft

TEXT = "Ann Lee led Acme. She left."


def test_collects_what_a_corpus_marks() -> None:
    draft = Draft("toy", "dev", "toy-1", TEXT, title="Exit")
    draft.date = "2020-01-02"
    she = draft.mention("PRO", 18, 21, entity="lee")
    lee = draft.mention("PER", 0, 7, entity="lee")
    acme = draft.mention("ORG", 12, 16)
    event = draft.event("Leave", 22, 26, [("who", she), ("who", lee), ("what", acme)], factuality="negated")
    draft.relation(lee, "leads", acme)
    draft.relation(lee, "leads", acme)
    article = draft.article()
    assert (article.id, article.title, article.date) == ("toy-1", "Exit", "2020-01-02")
    assert article.mentions == (
        Mention("PER", "lee", 0, 7, "Ann Lee"),
        Mention("ORG", acme, 12, 16, "Acme"),
        Mention("PRO", "lee", 18, 21, "She"),
    )
    # An entity is typed and named after its first mention in the text, whichever was added first.
    assert article.entities == (Entity("lee", "PER", "Ann Lee"), Entity(acme, "ORG", "Acme"))
    arguments = (Argument("who", "lee"), Argument("what", acme))
    assert article.events == (Event(event, "Leave", 22, 26, "left", arguments, factuality="negated"),)
    assert article.relations == (Relation("lee", "leads", acme),)
    assert article.meta == {"corpus": "toy", "split": "dev"}


def test_what_the_corpus_says_of_an_entity_goes_before_its_mentions() -> None:
    draft = Draft("toy", None, "toy-1", TEXT)
    draft.entity("lee", "PERSON", "Lee, Ann")
    draft.mention("PER", 0, 7, entity="lee")
    assert draft.article().entities == (Entity("lee", "PERSON", "Lee, Ann"),)


def test_counts_what_is_left_out() -> None:
    draft = Draft("toy", None, "toy-1", TEXT)
    draft.leave_out("gap")
    draft.leave_out("gap", 2)
    draft.leave_out("link")
    assert draft.article().meta["left_out"] == {"gap": 3, "link": 1}


def test_longer_mentions_come_first() -> None:
    draft = Draft("toy", None, "toy-1", TEXT)
    draft.mention("first name", 0, 3)
    draft.mention("name", 0, 7)
    assert [mention.text for mention in draft.article().mentions] == ["Ann Lee", "Ann"]
