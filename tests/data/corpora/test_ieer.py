from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

FILE = """\


<IEER_DOC type="NEWSWIRE" fileid="">
<DOC>
<DOCNO> APW19980102.0001 </DOCNO>
<DOCTYPE> NEWS STORY </DOCTYPE>
<DATE_TIME> 01/02/1998 10:36:00 </DATE_TIME>
<BODY>
<HEADLINE>
Mill in <b_enamex type="LOCATION">Lund<e_enamex> shuts
</HEADLINE>
<TEXT>
\t   <b_enamex type="LOCATION">LUND<e_enamex> (<b_enamex type="ORGANIZATION" status="opt">AP<e_enamex>) _ A mill
shut on <b_timex type="DATE">Friday<e_timex> &AMP; let <b_enamex type="PERSON">Bo
\t   Ek<e_enamex> go.
<ANNOTATION>
\t   (STORY CAN END HERE)
</ANNOTATION>
\t   It ran <b_numex type="MEASURE" alt="20-year">20-year<e_numex>-old looms.
</TEXT>
</BODY>
</DOC>
<DOC>
<DOCNO> APW19980102.0002 </DOCNO>
<DOCTYPE> NEWS STORY </DOCTYPE>
<DATE_TIME> 01/03/1998 10:36:00 </DATE_TIME>
<BODY>
<TEXT>
\t   No more.
</TEXT>
</BODY>
</DOC>
</IEER_DOC>
"""


def test_reads_documents(place: Callable[..., Path]) -> None:
    article, bare = read_corpus("ieer", place({"ieer/APW_19980102": FILE, "ieer/README": "no document"}))
    assert (article.id, article.title, article.date) == ("ieer-APW19980102.0001", "Mill in Lund shuts", "1998-01-02")
    assert article.text == (
        "Mill in Lund shuts\n\nLUND (AP) _ A mill shut on Friday & let Bo Ek go.\n\n(STORY CAN END HERE)\n\n"
        "It ran 20-year-old looms."
    )
    assert [(m.type, m.text) for m in article.mentions] == [
        ("LOCATION", "Lund"),
        ("LOCATION", "LUND"),
        ("ORGANIZATION", "AP"),
        ("DATE", "Friday"),
        ("PERSON", "Bo Ek"),
        ("MEASURE", "20-year"),
    ]
    assert (bare.title, bare.text, bare.mentions) == (None, "No more.", ())


def test_optional_marks_and_alternatives_stand_in_meta(place: Callable[..., Path]) -> None:
    article, _ = read_corpus("ieer", place({"ieer/APW_19980102": FILE}))
    assert [(article.text[start:end], attributes) for start, end, attributes in article.meta["attributes"]] == [
        ("AP", {"status": "opt"}),
        ("20-year", {"alt": "20-year"}),
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("Friday<e_timex>", "Friday", r"APW19980102\.0001: a mark begins after .* and does not end"),
        ("Lund<e_enamex>", "Lund<e_enamex><e_enamex>", r"a mark ends that did not begin, after 'Mill in Lund'"),
        ("<DATE_TIME> 01/03", "<DATE> 01/03", "2 documents begin, 1 can be read"),
    ],
)
def test_faults_name_the_document(place: Callable[..., Path], old: str, new: str, fault: str) -> None:
    with pytest.raises(DataError, match=fault):
        list(read_corpus("ieer", place({"ieer/APW_19980102": FILE.replace(old, new)})))


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="'ieer', which holds ieer/"):
        list(read_corpus("ieer", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    counts = count(shared("ieer"))
    assert counts["splits"] == {None: 94}
    assert counts["mentions"].total() == 5038
    types = {"MEASURE": 191, "CARDINAL": 469, "MONEY": 122, "PERCENT": 76, "DURATION": 246, "DATE": 537}
    assert {type: counts["mentions"][type] for type in types} == types
