import copy
from collections.abc import Callable
from typing import Any

import pytest

from newsfacts.data import ConfigError, Schema
from newsfacts.data.view import View

SMALL: dict[str, Any] = {
    "name": "small",
    "version": 1,
    "mentions": {"WHO": ""},
    "events": {"GO": ""},
    "roles": {"mover": {}, "goal": {}},
    "source": {},
    "factuality": {"real": ""},
    "relations": {"knows": {}},
    "view": {"subject": ["mover"], "events": {"GO": {"verb": "go"}}},
}


def test_the_news_view_names_every_label_of_the_news_scheme(schema: Schema) -> None:
    view = schema.told
    assert not list(view.problems(schema.to_dict()))
    assert set(view.events) == set(schema.events)
    assert set(view.relations) == {relation.name for relation in schema.relations}
    assert set(view.factuality) == set(schema.factuality)
    assert {*view.subject, *view.object, *view.roles} == {role.name for role in schema.roles}


def test_an_old_checkpoint_has_the_view_of_its_schemes_name(schema: Schema) -> None:
    assert schema.view is None
    assert Schema.from_dict(schema.to_dict()).told is View.shipped("news")
    assert View.shipped("other") is None


def test_a_scheme_without_a_view_has_a_plain_one() -> None:
    data = {key: value for key, value in SMALL.items() if key != "view"}
    view = Schema.from_dict(data).told
    assert (view.subject, view.object, view.events) == (("mover",), ("goal",), {})
    assert Schema.from_dict({**data, "roles": {}}).told == View()


def test_a_view_makes_no_other_scheme() -> None:
    """No output of a model depends on it."""
    assert Schema.from_dict(SMALL) == Schema.from_dict({key: SMALL[key] for key in SMALL if key != "view"})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda v: v.update(subjects=[]), "schema: view: subjects: Extra inputs are not permitted"),
        (lambda v: v.update(subject=["agent"]), "view: 'agent' is none of roles; accepted: mover, goal"),
        (lambda v: v["events"].update(STAY={"verb": "stay"}), "view: 'STAY' is none of events; accepted: GO"),
        (lambda v: v["events"].update(GO={}), "view: events.GO.verb: Field required"),
        (lambda v: v["events"]["GO"].update(verb=True), "view: events.GO.verb: Input should be a valid string"),
        (lambda v: v.update(factuality={"real": "sure"}), "view: factuality.real: Input should be 'told', 'negated'"),
        (lambda v: v.update(common=["WHAT"]), "view: 'WHAT' is none of mentions; accepted: WHO"),
        (lambda v: v.update(relations={"hates": {"phrase": "hates"}}), "'hates' is none of relations; accepted: knows"),
        (lambda v: v["events"]["GO"].update(defaults={"at": "in"}), "'at' is none of roles; accepted: mover, goal"),
    ],
)
def test_refuses_a_wrong_view(change: Callable[[dict[str, Any]], object], message: str) -> None:
    data = copy.deepcopy(SMALL)
    change(data["view"])
    with pytest.raises(ConfigError) as caught:
        Schema.from_dict(data)
    assert message in str(caught.value)
