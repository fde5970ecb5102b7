import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsfacts.data.corpora.detokenise import cover, detokenise, detokenise_sentences

ESCAPED = {"``": '"', "''": '"', "`": "'", "-LRB-": "(", "-RRB-": ")", "\\/": "/", "\\*": "*"}
TOKENS = st.lists(
    st.sampled_from(["The", "Smiths", "won", "can", "not", "n't", "'s", "m", "1,000", "$", "%", "-", "–", "3"])
    | st.sampled_from(['"', "'", "``", "''", "(", ")", "-LRB-", "-RRB-", ",", ".", "...", "", " ", "\xa0"])
    | st.text(max_size=4)
)


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("Mr. Kowal , who left , said no .", "Mr. Kowal, who left, said no."),
        ("They do n't say it 's ours ; we 'll see", "They don't say it's ours; we'll see"),
        ("I ' m here", "I'm here"),
        ("She can not go", "She cannot go"),
        ("the mill ( closed in 1990 ) burned", "the mill (closed in 1990) burned"),
        ("the mill -LRB- closed -RRB- burned", "the mill (closed) burned"),
        ("He called it `` a mistake '' and left", 'He called it "a mistake" and left'),
        ('He called it " a mistake " and left', 'He called it "a mistake" and left'),
        ('It is over , " he said .', 'It is over," he said.'),
        ('So , " We won , " he said .', 'So, "We won," he said.'),
        ('He said : " Wait', 'He said: "Wait'),
        ('He called it " a mistake . "', 'He called it "a mistake."'),
        ("the workers ' union said ' no '", "the workers' union said 'no'"),
        ("it paid $ 5.2 million , 4 % of US$ 130 million", "it paid $5.2 million, 4% of US$130 million"),
        ("per cent % sign", "per cent % sign"),
        ("so they left ...", "so they left..."),
        ("SOCCER - CUP FINAL", "SOCCER - CUP FINAL"),
        ("“ No , ” she said", "“No,” she said"),
    ],
)
def test_prose_is_written_as_a_newspaper_prints_it(tokens: str, text: str) -> None:
    assert detokenise(tokens.split())[0] == text


def test_hyphens_are_glued_on_demand() -> None:
    spaced = "a free - to - air and / or cable channel 1990 – 1995 – now"
    assert detokenise(spaced.split(), glue_hyphens=True)[0] == "a free-to-air and/or cable channel 1990–1995 – now"
    assert detokenise(spaced.split())[0] == spaced


@given(TOKENS, st.booleans())
def test_each_token_stands_where_its_span_says(tokens: list[str], glue: bool) -> None:
    text, spans = detokenise(tokens, glue)
    rest = list(text)
    at = 0
    for token, (start, end) in zip(tokens, spans, strict=True):
        wanted = token.strip()
        assert text[start:end] == ESCAPED.get(wanted, wanted)
        if wanted:
            assert start >= at
            at = end
            rest[start:end] = " " * (end - start)
    assert "".join(rest).strip(" ") == ""
    assert text == text.strip(" ")


def test_a_quotation_runs_over_sentences() -> None:
    sentences = [['"', "We", "won", "."], ["They", "lost", ",", '"', "he", "said", "."]]
    assert detokenise_sentences(sentences)[0] == '"We won. They lost," he said.'


def test_a_headline_is_a_paragraph() -> None:
    sentences = [["Mill", "burns"], [], ["It", "burned", ".", '"'], ["Nobody", "died", "."]]
    text, places = detokenise_sentences(sentences)
    assert text == 'Mill burns\n\nIt burned." Nobody died.'
    assert [[text[start:end] for start, end in spans] for spans in places] == sentences


@given(st.lists(TOKENS))
def test_spans_of_sentences_are_those_of_the_text(sentences: list[list[str]]) -> None:
    text, places = detokenise_sentences(sentences)
    for tokens, spans in zip(sentences, places, strict=True):
        for token, (start, end) in zip(tokens, spans, strict=True):
            assert text[start:end] == ESCAPED.get(token.strip(), token.strip())


def test_cover_passes_over_empty_tokens() -> None:
    text, spans = detokenise(["the", "\xa0", "Red", "Cross", ""])
    assert cover(spans[1:]) == (4, 13)
    assert text[4:13] == "Red Cross"
