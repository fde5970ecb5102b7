import pytest
from lemminflect import config
from lemminflect.codecs.InflectionLUCodec import InflectionLUCodec
from lemminflect.codecs.LemmaLUCodec import LemmaLUCodec

from newsfacts.data.telling import lexicon
from newsfacts.data.telling.lexicon import inflections, lemmas


@pytest.mark.parametrize(
    ("attribute", "codec", "path"),
    [("lemma_dict", LemmaLUCodec, config.lemma_lu_fn), ("infl_dict", InflectionLUCodec, config.inflection_lu_fn)],
)
def test_each_word_is_decoded_as_lemminflect_decodes_all(attribute: str, codec: type, path: str) -> None:
    library = lexicon._lemminflect()
    [table] = [
        vars(part)[attribute] for part in (library.Lemmatizer(), library.Inflections()) if attribute in vars(part)
    ]
    expected = codec.load(path)
    assert len(expected) > 30_000
    assert [list(table.get(word, {}).items()) for word in expected] == [
        list(forms.items()) for forms in expected.values()
    ]
    assert [table.get(word, {}) for word in ("", ",", "xyzzy", "met,", "zzz")] == [{}] * 5


def test_forms() -> None:
    assert lemmas("Met") == {"VERB": ("meet",)}
    assert lemmas("Harwick") == {}
    assert inflections("be", "VBD") == ("was", "were")
    assert inflections("can", "VBD") == ("could",)
    assert inflections("frobnicate", "VBD") == ("frobnicated",)
