import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Argument, Article, DataError
from newsfacts.data.corpora import read_corpus

WINDOW = {
    "doc_key": "nw_1",
    "source_url": "http://gazette.test/1",
    "split": "dev",
    "sentences": [["A", "well", "-", "known", "judge", "spoke", "."], ["Ann", "Lee", "met", "her", "in", "Bern", "."]],
    "evt_triggers": [[9, 9, [["contact.discussion.meet", 1.0]]]],
    "gold_evt_links": [
        [[9, 9], [7, 8], "evt031arg01participant"],
        [[9, 9], [1, 4], "evt031arg02participant"],
        [[9, 9], [12, 12], "evt031arg03place"],
        [[9, 9], [7, 8], "evt031arg02participant"],
    ],
}


def files(window: dict[str, Any] = WINDOW) -> dict[str, str]:
    return {"data/rams/dev.jsonlines": json.dumps(window) + "\n", "data/rams/test.jsonlines": ""}


def test_reads_an_event_and_its_arguments(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("rams", place(files()))
    assert (article.id, article.meta["split"], article.meta["source"]) == ("rams-nw_1", "dev", "http://gazette.test/1")
    assert article.text == "A well-known judge spoke. Ann Lee met her in Bern."
    named = {mention.entity: mention.text for mention in article.mentions}
    assert sorted(named.values()) == ["Ann Lee", "Bern", "well-known judge"]
    (event,) = article.events
    assert (event.type, event.text) == ("contact.discussion.meet", "met")
    assert [(a.role, named[a.entity]) for a in event.arguments] == [
        ("participant", "Ann Lee"),
        ("participant", "well-known judge"),
        ("place", "Bern"),
    ]
    assert all(isinstance(argument, Argument) for argument in event.arguments)


def test_whole_role_names_stand_in_meta(place: Callable[..., Path]) -> None:
    (article,) = read_corpus("rams", place(files()))
    links = article.meta["arguments"][article.events[0].id]
    assert [(name, article.text[start:end]) for name, start, end in links] == [
        ("evt031arg01participant", "Ann Lee"),
        ("evt031arg02participant", "well-known judge"),
        ("evt031arg03place", "Bern"),
        ("evt031arg02participant", "Ann Lee"),
    ]


def test_the_train_split_is_read_where_it_is(place: Callable[..., Path]) -> None:
    train = json.dumps(WINDOW | {"doc_key": "nw_2"})
    articles = read_corpus("rams", place(files() | {"data/rams/train.jsonlines": train}))
    assert [(article.id, article.meta["split"]) for article in articles] == [
        ("rams-nw_2", "train"),
        ("rams-nw_1", "dev"),
    ]


def test_a_window_without_its_event_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match="not as the files of the corpus 'rams' are"):
        list(read_corpus("rams", place(files(WINDOW | {"evt_triggers": []}))))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'rams', which holds data/rams/dev\.jsonlines"):
        list(read_corpus("rams", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("rams")
    counts = count(articles)
    assert counts["splits"] == {"dev": 924, "test": 871}
    assert counts["events"].total() == 1795
    assert sum(len(links) for article in articles for links in article.meta["arguments"].values()) == 4211
    assert len(counts["arguments"]) == 65
