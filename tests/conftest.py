"""Fixtures that tests of all three folders use."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import Visit, running, visiting
from command import Done, Run
from hypothesis import HealthCheck, settings

from newsfacts.data import Article, Schema, fact

# No test asserts a time: machines that build are busy.
settings.register_profile("newsfacts", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# Many more inputs: --hypothesis-profile=soak (docs/reliability.md)
settings.register_profile("soak", deadline=None, max_examples=1000, suppress_health_check=list(HealthCheck))
settings.load_profile("newsfacts")

FERRY = """\
id: wire-0001
title: Ferry sinks off Mindoro
date: 2024-03-08
topic: disaster
origin: original
---
A [ferry|ITEM ferry] carrying [212|NUMBER n212] [passengers|ACTOR passengers] [sank|DISASTER x1] off
[Mindoro|LOC mindoro] on [Friday|DATE fri], the [Philippine|NORP philippines] [Coast Guard|ORG coast_guard]
[said|SAY x2].

[Admiral|ROLE admiral] [Rosa Magsino|PERSON magsino], who leads the [agency|ACTOR coast_guard], had not
[ordered|DEMAND x3] an [inquiry|INVESTIGATE x4].
---
x1: patient=ferry place=mindoro time=fri source=coast_guard
x2: agent=coast_guard
x3: agent=magsino factuality=negated
x4: factuality=uncertain
# a comment
passengers quantity n212
coast_guard origin philippines
magsino has_role admiral
"""


@pytest.fixture(scope="session")
def schema() -> Schema:
    """The news scheme."""
    return Schema.default()


@pytest.fixture(scope="session")
def ferry() -> str:
    """A small ``.fact`` file, with something in each layer."""
    return FERRY


@pytest.fixture(scope="session")
def article(schema: Schema) -> Article:
    """The article of the file ``ferry``."""
    return fact.loads(FERRY, schema)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The folder of the seed corpus."""
    return Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="session")
def tiny_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny encoder and its tokenizer."""
    from tiny import write_encoder

    return write_encoder(tmp_path_factory.mktemp("encoder"))


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory: pytest.TempPathFactory, schema: Schema) -> Path:
    """A checkpoint folder with a tiny network of random weights."""
    from tiny import write_checkpoint

    return write_checkpoint(tmp_path_factory.mktemp("checkpoint") / "tiny", schema)


@pytest.fixture
def newsfacts_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``newsfacts`` with these arguments in this process."""
    from newsfacts.training.cli import main

    def run(*arguments: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["newsfacts", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        captured = capsys.readouterr()
        return Done(int(ended.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium."""
    with running() as found:
        yield found


@pytest.fixture
def visit(browser: Any) -> Iterator[Visit]:
    """Opens a page, which must not fail, warn, or ask for anything."""
    with visiting(browser) as open_page:
        yield open_page
