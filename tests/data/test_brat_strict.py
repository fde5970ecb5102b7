"""What we write as brat standoff, read by the rules of https://brat.nlplab.org/standoff.html, not by our reader."""

import re
from pathlib import Path

import pytest

from newsfacts.data import Article, Schema, brat, read_articles

LINES = {
    "T": re.compile(r"(T[1-9]\d*)\t(\S+) (\d+) (\d+)\t(.+)"),
    "E": re.compile(r"(E[1-9]\d*)\t(\S+):(T\d+)((?: \S+:[TE]\d+)*)"),
    "R": re.compile(r"(R[1-9]\d*)\t(\S+) Arg1:([TE]\d+) Arg2:([TE]\d+)"),
    "A": re.compile(r"(A[1-9]\d*)\t(\S+) ([TER]\d+)(?: (\S+))?"),
    "N": re.compile(r"(N[1-9]\d*)\tReference ([TER]\d+) ([^\s:]+):(\S+)\t(.+)"),
    "#": re.compile(r"(#[1-9]\d*)\t(\S+) ([TERAN]\d+)\t(.*)"),
    "*": re.compile(r"\*\t(\S+)((?: [TE]\d+){2,})"),
}


def parse(annotations: str) -> dict[str, list[tuple[str, ...]]]:
    """The lines of an ``.ann`` file by kind; a line of another form, or an id used twice, fails."""
    found: dict[str, list[tuple[str, ...]]] = {kind: [] for kind in LINES}
    assert annotations.endswith("\n")
    for line in annotations.splitlines():
        match = LINES[line[0]].fullmatch(line)
        assert match, line
        found[line[0]].append(tuple(group or "" for group in match.groups()))
    ids = [row[0] for kind, rows in found.items() if kind != "*" for row in rows]
    assert len(ids) == len(set(ids))
    return found


def labels(configuration: str) -> dict[str, set[str]]:
    """The names that each section of an ``annotation.conf`` declares."""
    sections: dict[str, set[str]] = {}
    for line in configuration.splitlines():
        if line.startswith("["):
            section = sections.setdefault(line.strip("[]"), set())
        elif line.strip() and not line.startswith("#"):
            section.add(line.split()[0])
    return sections


@pytest.fixture(scope="module")
def written(seeds: Path, schema: Schema, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Article]]:
    folder = tmp_path_factory.mktemp("brat") / "dev"
    articles = read_articles(f"{seeds}:dev", schema)
    with brat.open_writer(folder, schema) as write:
        for article in articles:
            write(article)
    return folder, articles


def test_every_line_is_as_brat_wants_it(written: tuple[Path, list[Article]]) -> None:
    folder, articles = written
    declared = labels((folder / "annotation.conf").read_text(encoding="utf-8"))
    assert set(declared) == {"entities", "relations", "events", "attributes"}
    assert len(list(folder.glob("*.ann"))) == len(articles)
    for article in articles:
        text = (folder / f"{article.id}.txt").read_bytes().decode()
        found = parse((folder / f"{article.id}.ann").read_text(encoding="utf-8"))
        marks = {id: type for id, type, *_ in found["T"]}
        for _, type, start, end, words in found["T"]:
            assert text[int(start) : int(end)] == words
            assert type in declared["entities"] | declared["events"]
        events = {id: type for id, type, *_ in found["E"]}
        for _, type, trigger, arguments in found["E"]:
            assert marks[trigger] == type
            assert type in declared["events"]
            assert all(argument.split(":")[1] in marks for argument in arguments.split())
        assert all(type in declared["relations"] and {a, b} <= set(marks) for _, type, a, b in found["R"])
        assert all(name in declared["attributes"] and target in events for _, name, target, _ in found["A"])
        assert all(set(ids.split()) <= set(marks) for _, ids in found["*"])


def test_everything_is_there(written: tuple[Path, list[Article]]) -> None:
    folder, articles = written
    for article in articles:
        found = parse((folder / f"{article.id}.ann").read_text(encoding="utf-8"))
        assert len(found["T"]) == len(article.marks)
        assert len(found["E"]) == len(article.events)
        assert len(found["R"]) == len(article.relations)
        arguments = sum(len(x.arguments) + (x.source is not None) for x in article.events)
        assert sum(len(row[3].split()) for row in found["E"]) == arguments
        mentions = {entity.id: len(article.mentions_of(entity.id)) for entity in article.entities}
        joined = sum(len(ids.split()) for _, ids in found["*"])
        assert joined == sum(count for count in mentions.values() if count > 1)
