import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pages import Outline, links
from rich.console import Console

from newsfacts.data import Article, ConfigError, DataError, read_jsonl, write_jsonl
from newsfacts.predictor import FactExtractor
from newsfacts.training.evaluate import evaluate
from newsfacts.training.examples import examples
from newsfacts.training.report import show

TEXT = (
    "[Rebels|ACTOR rebels] [struck|ATTACK x1] the [army|ORG army] near [Aden|GPE aden].\n\n"
    "The toll *rose* & fell. [Noor|PERSON noor] [said|SAY x2] so, $5 <b>more</b>."
)
FACTS = ("x1: agent=rebels patient=army place=aden source=noor", "x2: agent=noor", "army located_in aden")


@pytest.fixture
def data(make, tmp_path: Path) -> Path:
    """A file of 12 annotated articles."""
    path = tmp_path / "gold.jsonl"
    write_jsonl([make(TEXT, *FACTS, id=f"wire_{i:02}") for i in range(12)], path)
    return path


@pytest.fixture
def predictions(make, tmp_path: Path) -> Path:
    """Predictions for them in another order, the first four perfect; and one for another article."""
    path = tmp_path / "predicted.jsonl"
    worse = ("x1: agent=aden patient=army", "x2:", "rebels located_in aden")
    articles = [make(TEXT, *(FACTS if i < 4 else worse), id=f"wire_{i:02}") for i in range(13)]
    write_jsonl(reversed(articles), path)
    return path


def test_scores_ready_predictions(data, predictions):
    found = evaluate(data=data, predictions=predictions)
    assert found.scores.ids == tuple(f"wire_{i:02}" for i in range(12))
    fact = found.scores["fact"]
    assert (fact.correct, fact.predicted, fact.gold) == (4 * 6 + 8 * 1, 4 * 6 + 8 * 3, 12 * 6)
    assert found.intervals["fact"].f1.low < fact.f1 < found.intervals["fact"].f1.high
    assert found.tags["overall_f1"] == 1
    assert found.tags["spans"] == 12 * 6
    assert found.against is None


def test_report_folder(data, predictions, tmp_path):
    folder = tmp_path / "new" / "report"
    found = evaluate(data=[data], predictions=predictions, report=folder)
    assert sorted(path.name for path in folder.iterdir()) == ["predictions.jsonl", "report.html", "report.json"]
    assert [article.id for article in read_jsonl(folder / "predictions.jsonl")] == list(found.scores.ids)
    written = json.loads((folder / "report.json").read_text())
    assert written.items() >= json.loads(json.dumps(found.to_dict())).items()
    assert written["scores"]["layers"]["fact"]["gold"] == 72
    assert written["intervals"]["fact"]["f1"]["low"] < written["scores"]["layers"]["fact"]["f1"]
    assert written["data"] == [str(data)]
    assert "trigger is correct" in written["definitions"]["argument"]
    # a report is input to the next one, and may be written over
    evaluate(data=data, predictions=folder / "predictions.jsonl", report=folder)


def test_report_page(data, predictions, tmp_path):
    found = evaluate(data=data, predictions=predictions, report=tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text()
    assert "<div><dt>relation</dt><dd>the type is equal" in page
    fact = re.search(r'<tr><th scope="row"><bdi>fact</bdi></th>(.*?)</tr>', page)
    assert fact is not None
    figures = re.findall(r'<td class="figure">([^<]*)</td>', fact[1])
    assert [*figures[:5:2], *figures[6:]] == ["66.7", "44.4", "53.3", "32", "48", "72"]
    assert all(re.fullmatch(r"[\d.]+–[\d.]+", figure) for figure in figures[1:6:2])
    titles = re.findall("<h[23]>([^<]*)</h[23]>", page)
    for title in ("What “correct” means", "Scores", "By type", "Attribution", "By topic", "By length of sentence"):
        assert title in titles
    for title in ("Best and worst articles", "Right facts", "Missed facts", "Spurious facts"):
        assert title in titles
    assert "The predictions bear no scores." in page
    # the worst: of articles alike, the last
    best, worst = page.index("Best articles"), page.index("Worst articles")
    assert best < page.index("wire_00", best) < worst < page.index("wire_11", worst)
    evaluate(data=data, predictions=predictions, report=tmp_path / "again")
    assert page == (tmp_path / "again" / "report.html").read_text()
    assert len(found.predicted) == 12


def test_report_page_needs_nothing_and_escapes(data, predictions, tmp_path):
    evaluate(data=data, predictions=predictions, report=tmp_path)
    page = (tmp_path / "report.html").read_text()
    Outline(page)  # tags nest
    assert links(page) == []
    assert "<strong>Noor</strong> <strong>said</strong> so, $5 &lt;b&gt;more&lt;/b&gt;." in page
    assert "style=" not in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_examples_show_the_fact_in_its_sentence(make, schema):
    gold = make(TEXT, *FACTS, id="wire_00")
    predicted = replace(gold, events=gold.events[1:], relations=())
    found = examples([gold], [predicted], schema)
    assert found.spurious == ()
    assert [(sample.type, sample.total) for sample in found.right] == [("agent", 1)]
    shown = {sample.type: (sample.shown[0].fact, sample.shown[0].cause) for sample in found.missed}
    assert shown == {
        "agent": ("ATTACK “struck” agent = Rebels", "trigger missed"),
        "patient": ("ATTACK “struck” patient = army", "trigger missed"),
        "place": ("ATTACK “struck” place = Aden", "trigger missed"),
        "source": ("ATTACK “struck” source = Noor", "trigger missed"),
        "located_in": ("army located_in Aden", ""),
    }
    evidence = {sample.type: sample.shown[0].evidence for sample in found.missed}
    assert evidence["agent"] == (("Rebels", True), (" ", False), ("struck", True), (" the army near Aden.", False))
    assert [piece for piece, marked in evidence["source"] if marked] == ["struck", "Noor"]
    assert "".join(piece for piece, _ in evidence["source"]) == (
        "Rebels struck the army near Aden. […] Noor said so, $5 <b>more</b>."
    )
    assert [piece for piece, marked in evidence["located_in"] if marked] == ["army", "Aden"]


def test_examples_are_bounded_by_type(make, schema):
    gold = [make(TEXT, *FACTS, id=f"wire_{i}") for i in range(9)]
    empty = [replace(article, events=(), relations=()) for article in gold]
    agent, *_ = examples(gold, empty, schema, count=4).missed
    assert (agent.type, len(agent.shown), agent.total) == ("agent", 4, 18)
    assert examples(gold, empty, schema) == examples(gold, empty, schema)


def test_examples_of_long_sentences_are_cut(make, schema):
    gold = make("[Ann|PERSON a] " + "and on " * 500 + "[quit|LEAVE x1] " + "and on " * 500, "x1: agent=a", id="wire_00")
    (sample,) = examples([gold], [replace(gold, events=())], schema).missed
    pieces = sample.shown[0].evidence
    text = "".join(piece for piece, _ in pieces)
    assert len(text) < 1000
    assert text.startswith("Ann and on")
    assert " […] " in text
    assert [piece for piece, marked in pieces if marked] == ["Ann", "quit"]


def test_against_a_second_file(data, predictions, tmp_path):
    found = evaluate(data=data, predictions=data, against=predictions, report=tmp_path / "report")
    assert found.against is not None
    assert found.against.differences["fact"].f1 == pytest.approx(1 - found.against.scores["fact"].f1)
    assert found.against.differences["fact"].p < 0.05
    assert found.against.differences["mention"].p == 1
    written = json.loads((tmp_path / "report" / "report.json").read_text())
    assert written["against"]["differences"]["mention"]["f1"] == 0
    page = (tmp_path / "report" / "report.html").read_text()
    cells = "".join(f'<td class="figure">{cell}</td>' for cell in ("100.0", "53.3", "+46.7"))
    assert f"<bdi>fact</bdi></th>{cells}" in page
    assert "swapped at random" in page


def test_terminal(data, predictions):
    console = Console(width=80, record=True, file=open("/dev/null", "w"))  # noqa: SIM115
    show(evaluate(data=data, predictions=predictions, against=data), console)
    printed = console.export_text()
    assert "fact: arguments, attributions and relations together" in printed
    assert printed.index("Where there is nothing to find") < printed.index("95 % interval  correct  predicted  gold")
    assert all(len(line) <= 80 for line in printed.splitlines())


def test_lone_surrogates_and_control_characters(data, tmp_path):
    article = Article.from_dict(
        {
            "id": "a\ud800",
            "text": "Ann \ud800\x00 quit\x1b",
            "mentions": [{"type": "PERSON", "entity": "e", "start": 0, "end": 6, "text": "Ann \ud800\x00"}],
            "events": [{"id": "x1", "type": "LEAVE", "start": 7, "end": 12, "text": "quit\x1b"}],
        }
    )
    gold = replace(article, events=(replace(article.events[0], source="e"),))
    write_jsonl([gold], data)
    write_jsonl([article], tmp_path / "p.jsonl")
    found = evaluate(data=data, predictions=tmp_path / "p.jsonl", report=tmp_path / "report")
    assert "<bdi>a�</bdi>" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    show(found, Console(width=80, file=open("/dev/null", "w", encoding="utf-8")))  # noqa: SIM115


def test_wrong_input_is_said_in_a_line(make, data, predictions, tmp_path, schema):
    few = tmp_path / "few.jsonl"
    write_jsonl([make(TEXT, *FACTS, id="wire_00")], few)
    double = tmp_path / "double.jsonl"
    double.write_text(few.read_text() * 2)
    empty = tmp_path / "empty.jsonl"
    empty.touch()
    other = tmp_path / "other.jsonl"
    write_jsonl([replace(make("Another text."), id="wire_00")], other)
    cases = [
        (DataError, "no data: name at least one", {"predictions": predictions}),
        (DataError, "no article in", {"data": empty, "predictions": predictions}),
        (DataError, "no such file", {"data": data, "predictions": tmp_path / "none.jsonl"}),
        (DataError, "no such file", {"data": tmp_path / "none.fact", "predictions": predictions}),
        (DataError, r"no prediction for article 'wire_01'[\s\S]*… and 1 more", {"data": data, "predictions": few}),
        (DataError, "two predictions for article 'wire_00'", {"data": few, "predictions": double}),
        (DataError, "the text of the prediction is not", {"data": few, "predictions": other}),
        (ConfigError, "not both", {"data": data, "predictions": predictions, "checkpoint": tmp_path}),
        (ConfigError, "name a folder as 'report' too", {"data": data, "predictions": predictions, "curve": few}),
        (ConfigError, "is a file; name a folder", {"data": data, "predictions": predictions, "report": few}),
    ]
    for error, message, arguments in cases:
        with pytest.raises(error, match=message):
            evaluate(**arguments)


@pytest.fixture
def command(newsfacts_command):
    """Runs ``newsfacts evaluate`` and gives the exit code and what was printed."""
    return lambda *options: newsfacts_command("evaluate", *options)


def test_command(data, predictions, tmp_path, command):
    report = tmp_path / "report"
    code, out, _ = command("--data", data, "--predictions", predictions, "--against", data, "--report", report)
    assert code == 0
    assert "argument: the trigger is correct" in out
    assert "F1 against" in out
    assert (report / "report.html").exists()


def test_command_says_what_is_wrong(data, tmp_path, command):
    none = tmp_path / "none.jsonl"
    assert command("--data", data, "--predictions", none) == (1, "", f"Error: {none}: no such file or folder\n")


def test_command_names_the_extra_that_is_not_installed(data, monkeypatch, command):
    for module in [name for name in sys.modules if name.startswith("newsfacts.training.")]:
        if module != "newsfacts.training.cli":
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "seqeval.metrics", None)
    code, _, err = command("--data", data)
    assert code == 1
    assert err == "Error: this command needs the package seqeval: pip install 'newsfacts[train]'\n"


def test_scores_a_checkpoint(make, tiny_checkpoint, tmp_path):
    data = tmp_path / "gold.jsonl"
    gold = [make(TEXT, *FACTS, id="wire_00"), make("[Ann|PERSON a] rests.", id="wire_01")]
    write_jsonl(gold, data)
    found = evaluate(tiny_checkpoint, data, against=tiny_checkpoint, report=tmp_path / "report")
    assert found.system == str(tiny_checkpoint)
    # the annotation is not looked at: the text alone gives the same
    bare = FactExtractor.from_pretrained(tiny_checkpoint, precision="fp32").predict([article.text for article in gold])
    for facts in ("mentions", "entities", "events", "relations"):
        assert [getattr(article, facts) for article in found.predicted] == [getattr(article, facts) for article in bare]
    assert [(article.id, article.title, article.date) for article in found.predicted] == [
        (article.id, article.title, article.date) for article in gold
    ]
    assert list(read_jsonl(tmp_path / "report" / "predictions.jsonl")) == list(found.predicted)
    assert found.against is not None
    assert all(difference.f1 == 0 for difference in found.against.differences.values())
    written = json.loads((tmp_path / "report" / "report.json").read_text())
    assert written["calibration"]["mention"]["items"] == sum(len(article.mentions) for article in found.predicted)
    assert written["precision_recall"]["below_thresholds"] is True
    page = (tmp_path / "report" / "report.html").read_text()
    assert page.count('<svg viewBox="-42') == len(written["calibration"]) + len(written["precision_recall"]["layers"])
    again = evaluate(data=data, predictions=tmp_path / "report" / "predictions.jsonl")
    assert again.scores.to_dict() == found.scores.to_dict()


def test_a_checkpoint_that_is_not_there(data, tmp_path):
    with pytest.raises(ConfigError, match="no such folder"):
        evaluate(tmp_path / "none", data)
    with pytest.raises(ConfigError, match="no such folder"):
        evaluate(data=data, predictions=data, against=tmp_path / "none")
