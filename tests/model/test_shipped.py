import contextlib
import io
import re
from pathlib import Path

import pytest

from newsfacts import FactExtractor, Schema
from newsfacts.checkpoint import find
from newsfacts.data import read_articles
from newsfacts.training.measures import score

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def extractor() -> FactExtractor:
    return FactExtractor.from_pretrained(device="cpu")


def test_it_is_small_and_safe_to_load() -> None:
    files = {path.name for path in find(None).iterdir()}
    assert files == {
        "README.md",
        "config.json",
        "manifest.json",
        "model.safetensors",
        "recipe.yaml",
        "tokenizer.json",
        "tokenizer_config.json",
        "training.json",
    }
    assert sum(path.stat().st_size for path in find(None).iterdir()) < 60e6


def test_it_follows_the_news_scheme(extractor: FactExtractor, schema: Schema) -> None:
    assert extractor.schema == schema


def test_its_card_names_every_licence() -> None:
    card = (find(None) / "README.md").read_text(encoding="utf-8")
    assert "not known to newsfacts" not in card
    for licence in ("CC BY 4.0", "CC BY 2.5", "public domain", "Open Government Licence", "Apache-2.0"):
        assert licence in card


def test_a_sentence(extractor: FactExtractor) -> None:
    text = "Police in Oslo arrested two men on Friday, the interior ministry said."
    article = extractor.predict(text)
    arrest, said = article.events
    roles = {a.role: article.entity(a.entity).name for a in arrest.arguments}
    assert (arrest.type, said.type) == ("DETAIN", "SAY")
    assert roles == {"agent": "Police", "patient": "men", "place": "Oslo", "time": "Friday", "amount": "two"}
    assert arrest.source is not None
    assert article.entity(arrest.source).name == "interior ministry"


def test_dates_and_amounts_bear_what_they_mean(extractor: FactExtractor) -> None:
    text = (ROOT / "tests" / "articles" / "demo.txt").read_text(encoding="utf-8")
    values = {entity.name: entity.value for entity in extractor.predict(text, date="2025-10-14").entities}
    assert values["Monday"] == {"start": "2025-10-13", "end": "2025-10-13"}
    assert values["Thursday"] == {"start": "2025-10-16", "end": "2025-10-16"}  # "is expected to visit"
    assert values["August"] == {"start": "2025-08-01", "end": "2025-08-31"}
    assert values["$3 million"] == {"min": 3e6, "max": 3e6, "approximate": False, "unit": None, "currency": "USD"}
    undated = {entity.name: entity.value for entity in extractor.predict(text).entities}
    assert undated["Monday"] == {"start": None, "end": None, "on": "-W-1"}
    assert undated["$3 million"] == values["$3 million"]


@pytest.mark.parametrize(
    ("text", "factuality"),
    [
        ("The minister denied that the army had attacked the village.", "negated"),
        ("The president will visit Paris on Monday.", "future"),
        ("The president visited Paris on Monday.", "asserted"),
    ],
)
def test_whether_it_happened(extractor: FactExtractor, text: str, factuality: str) -> None:
    assert extractor.predict(text).events[-1].factuality == factuality


def test_it_is_about_as_good_as_the_readme_says(extractor: FactExtractor, schema: Schema, seeds: Path) -> None:
    """On the development articles, which training has not seen; a tenth below the README means that something broke."""
    gold = sorted(read_articles(f"{seeds}:dev", schema), key=lambda article: len(article.text))[:12]
    scores = score(gold, extractor.predict(gold), schema)
    assert scores["mention"].f1 > 0.75
    assert scores["trigger"].f1 > 0.72
    assert scores["fact"].f1 > 0.50


@pytest.fixture(scope="module")
def exact() -> FactExtractor:
    return FactExtractor.from_pretrained(device="cpu", precision="fp32")


@pytest.fixture(scope="module")
def quick() -> FactExtractor:
    return FactExtractor.from_pretrained(device="cpu", precision="bf16")


def test_one_article_alone_and_among_others(
    exact: FactExtractor, quick: FactExtractor, schema: Schema, seeds: Path
) -> None:
    gold = read_articles(f"{seeds}:dev", schema)[:5]
    for extractor, agreement in ((exact, 1.0), (quick, 0.98)):
        together = extractor.predict(gold)
        alone = [extractor.predict(article) for article in gold]
        assert score(together, alone, schema)["fact"].f1 >= agreement


def test_bf16_is_as_good_as_fp32(exact: FactExtractor, quick: FactExtractor, schema: Schema, seeds: Path) -> None:
    gold = read_articles(f"{seeds}:dev", schema)
    reference, found = exact.predict(gold), quick.predict(gold)
    before, after = score(gold, reference, schema), score(gold, found, schema)
    assert after["fact"].f1 == pytest.approx(before["fact"].f1, abs=0.003)
    assert score(reference, found, schema)["mention"].f1 > 0.99


def test_the_readme_shows_what_its_code_prints() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    shown = re.search(r"\nprints\n\n((?:    .*\n)+)", readme)
    assert code is not None
    assert shown is not None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code[1], {})
    assert printed.getvalue().splitlines() == [line.strip() for line in shown[1].splitlines()]


def test_marks_hold_no_control_signs_or_emoji_at_their_edges(extractor: FactExtractor) -> None:
    text = "\ufeffPolice in Oslo\u200f arrested two men on Friday 😀\ufe0f, the \u202eministry\u202c said.\x00"
    article = extractor.predict(text)
    assert article.text == text
    found = {mark.text for mark in article.marks}
    assert {"Police", "Oslo", "arrested", "two", "Friday", "said"} <= found
    assert not [mark for mark in article.marks if not (mark.text[0].isalnum() and mark.text[-1].isalnum())]


def test_names_are_resolved_over_a_long_article(extractor: FactExtractor) -> None:
    """Over some hundred mentions, more than the network looks back."""
    first = (
        "Rosa Magsino, the defence minister of Kenya, met leaders of the Union for the Defence of Kivu (UDK) on Monday."
    )
    between = [
        f"Police in Oslo arrested {n} men on Friday, the interior ministry of Norway said." for n in range(20, 60)
    ]
    last = "The UDK denied the report. Kenyan officials told reporters that Mrs Magsino had signed the deal."
    article = extractor.predict("\n\n".join([first, *between, last]))
    minister, union, kenya = (
        next(entity for entity in article.entities if entity.name == name)
        for name in ("Rosa Magsino", "Union for the Defence of Kivu", "Kenya")
    )
    assert (minister.type, union.type, kenya.type) == ("PERSON", "ORG", "GPE")
    assert "Magsino" in {mention.text for mention in article.mentions_of(minister.id)}
    assert [mention.text for mention in article.mentions_of(union.id)] == [union.name, "UDK", "UDK"]
    assert {"Kenya", "Kenyan"} <= {mention.text for mention in article.mentions_of(kenya.id)}
    assert [post.name for post in article.posts_of(minister.id)] == ["defence minister"]
