import pytest

from newsfacts.data import Schema, fact

LINES = [
    # the trigger's own verb, with the words of the text
    (
        "[Rebels|ACTOR r] [ambushed|ATTACK x1] a supply [convoy|ITEM c] near [Gao|GPE gao].",
        "x1: agent=r patient=c place=gao",
        "Rebels ambushed a supply convoy near Gao",
    ),
    (
        "The [army|ORG army] [shot down|ATTACK x1] two [drones|ITEM d].",
        "x1: agent=army patient=d",
        "The army shot down two drones",
    ),
    (
        "[Troops|ACTOR t] [fired on|ATTACK x1] the [crowd|ACTOR c].",
        "x1: agent=t patient=c",
        "Troops fired on the crowd",
    ),
    (
        "[Police|ORG p] [cooperate|SUPPORT x1] with [Nato|ORG n].",
        "x1: agent=p patient=n",
        "Police cooperated with Nato",
    ),
    (
        "[Oman|GPE a] [lifted|SANCTION x1] its embargo on [Iran|GPE i].",
        "x1: agent=a patient=i",
        "Oman lifted its embargo on Iran",
    ),
    (
        "[Ann Lee|PERSON a] [demanded|DEMAND x1] [Bo|PERSON b]'s resignation.",
        "x1: agent=a patient=b",
        "Ann Lee demanded Bo's resignation",
    ),
    # nouns by the verb of their type
    (
        "The [arrest|DETAIN x1] of [Ann Lee|PERSON a] by [police|ORG p] in [Oslo|GPE o].",
        "x1: agent=p patient=a place=o",
        "Police arrested Ann Lee in Oslo",
    ),
    ("[Talks|MEET x1] between [Iran|GPE i] and [Oman|GPE o].", "x1: agent=i,o", "Iran and Oman held talks"),
    ("[Iran|GPE i]'s [talks|MEET x1] on it.", "x1: agent=i", "Iran held talks"),
    # nobody known to have done it
    (
        "[Ann Lee|PERSON a] was [killed|DEATH x1] in [Oslo|GPE o].",
        "x1: patient=a place=o",
        "Ann Lee was killed in Oslo",
    ),
    ("They [killed|DEATH x1] [Ann Lee|PERSON a].", "x1: patient=a", "Ann Lee was killed"),
    ("The [ferry|ITEM f] [sank|DISASTER x1].", "x1: patient=f", "The ferry sank"),
    ("The [factory|ITEM f] [closed|CLOSE x1].", "x1: patient=f", "The factory closed"),
    ("The [factory|ITEM f] was [closed|CLOSE x1].", "x1: patient=f", "The factory was closed"),
    ("The [minister|ACTOR m] [resigned|OUST x1].", "x1: patient=m", "The minister resigned"),
    ("A [raid|ATTACK x1] on Friday.", "x1:", "There was a raid"),
    ("[Strikes|ATTACK x1] in [Gaza|GPE g].", "x1: place=g", "There were strikes in Gaza"),
    # a dateline is no part of what was said
    (
        "OSLO (Wire) — The ferry had sunk off the coast, the [police|ORG p] [said|SAY x1].",
        "x1: agent=p",
        "The police said that the ferry had sunk off the coast",
    ),
    (
        "NATO had moved its troops – all four – out, the [police|ORG p] [said|SAY x1].",
        "x1: agent=p",
        "The police said that NATO had moved its troops – all four – out",
    ),
    # whether it happened
    (
        "[Iran|GPE i] did not [attack|ATTACK x1] [Oman|GPE o].",
        "x1: agent=i patient=o factuality=negated",
        "Iran did not attack Oman",
    ),
    ("[Ann|PERSON a] was not [killed|DEATH x1].", "x1: patient=a factuality=negated", "Ann was not killed"),
    ("No [soldier|ACTOR s] [died|DEATH x1].", "x1: patient=s factuality=negated", "No soldier died"),
    ("There was no [raid|ATTACK x1].", "x1: factuality=negated", "There was no raid"),
    (
        "[Iran|GPE i] will [send|DEPLOY x1] [troops|ACTOR t].",
        "x1: agent=i patient=t factuality=future",
        "Iran is to send troops",
    ),
    ("[Troops|ACTOR t] will be [sent|DEPLOY x1].", "x1: patient=t factuality=future", "Troops are to be sent"),
    (
        "[Iran|GPE i] could [strike|ATTACK x1] [Oman|GPE o].",
        "x1: agent=i patient=o factuality=uncertain",
        "Iran might strike Oman",
    ),
    (
        "[Iran|GPE i] allegedly [struck|ATTACK x1] [Oman|GPE o].",
        "x1: agent=i patient=o factuality=uncertain",
        "Iran may have struck Oman",
    ),
    # who says so
    (
        "[Iran|GPE i] [struck|ATTACK x1] [Oman|GPE o], the [army|ORG army] said.",
        "x1: agent=i patient=o source=army",
        "Iran struck Oman, according to the army",
    ),
    (
        "[Iran|GPE i] has [struck|ATTACK x1] [Oman|GPE o], it said.",
        "x1: agent=i patient=o source=i",
        "Iran struck Oman",
    ),
    # what was said
    (
        "[Ann Lee|PERSON a] [told|SAY x1] [reporters|ACTOR r] that the ferry had sunk.",
        "x1: agent=a recipient=r",
        "Ann Lee told reporters that the ferry had sunk",
    ),
    ("[Ann Lee|PERSON a] [said|SAY x1] it had sunk.", "x1: agent=a", "Ann Lee said that it had sunk"),
    ('"It sank at once," [Ann Lee|PERSON a] [said|SAY x1].', "x1: agent=a", "Ann Lee said: “It sank at once”"),
    ('"It sank at once," [said|SAY x1] [Ann Lee|PERSON a].', "x1: agent=a", "Ann Lee said: “It sank at once”"),
    (
        "The old ferry had sunk, [Ann Lee|PERSON a] [said|SAY x1].",
        "x1: agent=a",
        "Ann Lee said that the old ferry had sunk",
    ),
    ("[Ann Lee|PERSON a] [said|SAY x1] so.", "x1: agent=a", "Ann Lee made a statement"),
    (
        "[Ann Lee|PERSON a] [urged|DEMAND x1] [Iran|GPE i] to leave.",
        "x1: agent=a recipient=i",
        "Ann Lee urged Iran to leave",
    ),
    (
        "[Ann Lee|PERSON a] [accused|ACCUSE x1] [Iran|GPE i] of lying, and left.",
        "x1: agent=a patient=i",
        "Ann Lee accused Iran of lying",
    ),
    ("[Ann Lee|PERSON a] [claimed|SAY x1] responsibility on Friday.", "x1: agent=a", "Ann Lee claimed responsibility"),
    # amounts, and parts of a whole
    (
        "[Bombs|ITEM b] [killed|DEATH x1] [at least nine|NUMBER n].",
        "x1: agent=b amount=n",
        "Bombs killed at least nine",
    ),
    (
        "[Bombs|ITEM b] [killed|DEATH x1] [six|NUMBER n] of [them|ACTOR t].",
        "x1: agent=b patient=t amount=n",
        "Bombs killed six of them",
    ),
    (
        "[Prices|ITEM p] [rose|CHANGE x1] by [3 percent|PERCENT n].",
        "x1: patient=p amount=n",
        "Prices rose by 3 percent",
    ),
    ("[Prices|ITEM p] [rose|CHANGE x1] [3 percent|PERCENT n].", "x1: patient=p amount=n", "Prices rose 3 percent"),
    (
        "[Ann|PERSON a] [paid|FUND x1] [Bo|PERSON b] [$3m|MONEY n].",
        "x1: agent=a recipient=b amount=n",
        "Ann paid Bo $3m",
    ),
    # days as they are written; see test_intervals for known ones
    ("[Ann|PERSON a] [left|TRAVEL x1] on [Friday|DATE d].", "x1: agent=a time=d", "Ann left on Friday"),
    ("[Ann|PERSON a] [left|TRAVEL x1] [last week|DATE d].", "x1: agent=a time=d", "Ann left last week"),
    ("[Ann|PERSON a] [worked|SUPPORT x1] [since 1999|DATE d].", "x1: agent=a time=d", "Ann worked since 1999"),
    # posts
    (
        "[Ann|PERSON a] was [elected|APPOINT x1] [president|ROLE p] in [May|DATE d].",
        "x1: patient=a position=p time=d",
        "Ann was elected president in May",
    ),
]


@pytest.mark.parametrize(("text", "told", "line"), LINES)
def test_events(text: str, told: str, line: str, schema: Schema) -> None:
    article = fact.loads(f"id: a\n---\n{text}\n---\n{told}\n", schema)
    assert next(fact.line for fact in article.facts if fact.kind == "event") == line


PHRASES = [
    ("A [Kenyan|NORP k] [court|ORG c] [ruled|LEGISLATE x1].", "c origin k", "A Kenyan court ruled"),
    (
        "[12|NUMBER n] [members|ACTOR m] of the [group|ACTOR g] [left|LEAVE x1].",
        "m quantity n\nm member_of g",
        "12 members of the group left",
    ),
    (
        "The [group|ACTOR g] and [its|ACTOR g] [members|ACTOR m] [left|LEAVE x1].",
        "m member_of g",
        "The group’s members left",
    ),
    ("[Defence Minister|ROLE r] [Ann Lee|PERSON m] [left|LEAVE x1].", "m has_role r", "Defence Minister Ann Lee left"),
    ("[Oman|GPE o]'s [troops|ACTOR m] [left|LEAVE x1].", "m origin o", "Oman’s troops left"),
    ("The former [minister|ACTOR m] [left|LEAVE x1].", "", "The former minister left"),
    ("[They|ACTOR m] [left|LEAVE x1].", "", "They left"),
    ("A [lorry|ITEM m] came. It [left|LEAVE x1].", "", "A lorry left"),
    ("The [Coast Guard|ORG m] came. [It|ORG m] [left|LEAVE x1].", "", "The Coast Guard left"),
    ("[Nato|ORG m] came. [It|ORG m] [left|LEAVE x1].", "", "Nato left"),
    ("[Oil|ITEM m] [left|LEAVE x1].", "", "The oil left"),
]


@pytest.mark.parametrize(("text", "relations", "line"), PHRASES)
def test_subjects(text: str, relations: str, line: str, schema: Schema) -> None:
    agent = next(key for key in ("m", "c") if f" {key}]" in text)
    article = fact.loads(f"id: a\n---\n{text}\n---\nx1: agent={agent}\n{relations}\n", schema)
    assert next(fact.line for fact in article.facts if fact.kind == "event") == line


RELATIONS = [
    (
        "[Rosa Magsino|PERSON a], [chief|ROLE b] of the [Coast Guard|ORG c]",
        "a has_role b\nb role_in c",
        ["Rosa Magsino is chief of the Coast Guard", "The Coast Guard has a chief"],
    ),
    ("[Ann|PERSON a], a [baker|ROLE b]", "a has_role b", ["Ann is a baker"]),
    ("[Syrian|NORP b] [troops|ACTOR a]", "a origin b", ["Troops are Syrian"]),
    ("[troops|ACTOR a] from [Syria|GPE b]", "a origin b", ["Troops are from Syria"]),
    ("two [men|ACTOR b], among them [Bo|PERSON a]", "a member_of b", ["Bo is among two men"]),
    ("[Bo|PERSON a] of [Nato|ORG b]", "a member_of b", ["Bo belongs to Nato"]),
    ("[Gao|GPE a] in [Mali|GPE b]", "a located_in b", ["Gao is in Mali"]),
    ("[Ann|PERSON a] and [Bo|PERSON b]", "a kin b", ["Ann and Bo are related"]),
    ("[Iran|GPE a] and [Oman|GPE b]", "a opposed_to b", ["Iran and Oman are opponents"]),
    ("[212|NUMBER b] [passengers|ACTOR a]", "a quantity b", ["Passengers number 212"]),
    (
        "[Two|NUMBER b] [miners|ACTOR a] and the [two|NUMBER c] [miners|ACTOR a]",
        "a quantity b\na quantity c",
        ["Miners number Two", "Miners number two"],
    ),
    ("[Ann|PERSON a], [34|NUMBER b]", "a age b", ["Ann is aged 34"]),
    ("[Ann|PERSON a] started [Zed|ORG b]", "a founder_of b", ["Ann founded Zed"]),
    ("[men|ACTOR a] hold [Gao|GPE b]", "a controls b", ["Men control Gao"]),
]


@pytest.mark.parametrize(("text", "relations", "lines"), RELATIONS)
def test_relations(text: str, relations: str, lines: list[str], schema: Schema) -> None:
    article = fact.loads(f"id: a\n---\nSo {text}.\n---\n{relations}\n", schema)
    assert [fact.line for fact in article.facts] == lines


def test_long_lists_are_cut(schema: Schema) -> None:
    cities = ["Bonn", "Cork", "Dover", "Essen", "Fez", "Graz", "Hull"]
    text = ", ".join(f"[{city}|GPE e{i}]" for i, city in enumerate(cities))
    keys = ",".join(f"e{i}" for i in range(len(cities)))
    article = fact.loads(
        f"id: a\n---\n[Ann|PERSON a] [visited|TRAVEL x1] {text}.\n---\nx1: agent=a patient={keys}\n", schema
    )
    assert article.facts[0].line == "Ann visited Bonn, Cork, Dover, Essen, Fez and 2 others"
    assert len(article.facts[0].object) == len(cities), "the fact has them all"
