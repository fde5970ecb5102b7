import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from newsfacts.data import Article, DataError
from newsfacts.data.corpora import read_corpus

TEXT = (
    "GUERRILLAS BOMBED THE LUND\nBRIDGE ON 3 MAY.  THE BRIDGE FELL, AND TWO\nGUARDS DIED.\n\n"
    "   THE OLD LUND BRIDGE HAD MANY TOLLKEEPERS."
)
FILLERS = {
    "PerpInd": [[["guerrillas", 0]]],
    "PerpOrg": [],
    "Target": [[["lund bridge", 22], ["bridge", 27]]],
    "Victim": [[["two guards", 62], ["guards", 66]], [["tollkeeper", 100]]],
    "Weapon": [],
}
KEY = """\

; a comment
0.  MESSAGE: ID                     TST1-MUC3-0001 (A)
1.  MESSAGE: TEMPLATE               1
4.  INCIDENT: TYPE                  BOMBING
6.  INCIDENT: INSTRUMENT ID         -
12. PHYS TGT: ID                    "LUND BRIDGE" / "BRIDGE"
19. HUM TGT: DESCRIPTION            "TWO GUARDS"
                                    ? "TOLLKEEPER"

0.  MESSAGE: ID                     TST1-MUC3-0002 (A)
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""


def folder(place: Callable[..., Path], key: str = KEY) -> Path:
    def document(id: str, text: str, dateline: str) -> str:
        return json.dumps({"docid": id, "text": text, "dateline": dateline}) + "\n"

    def fillers(id: str, extracts: dict[str, Any]) -> str:
        return json.dumps({"docid": id, "doctext": "", "extracts": extracts}) + "\n"

    none: dict[str, list[Any]] = {role: [] for role in FILLERS}
    files = {f"data/muc/processed/{split}.json": "" for split in ("train", "test")}
    files |= {f"data/muc/raw_files/proc_output/doc_{split}": "" for split in ("train", "test")}
    files["data/muc/processed/dev.json"] = fillers("TST1-MUC3-0001", FILLERS) + fillers("TST1-MUC3-0002", none)
    files["data/muc/raw_files/proc_output/doc_dev"] = document(
        "TST1-MUC3-0001", TEXT, "BOGOTA, 4 MAY 89 (EFE)"
    ) + document("TST1-MUC3-0002", "ALL IS CALM.", "NO CITY, 31 JUN 89")
    root = place(files)
    with tarfile.open(root / "data" / "muc" / "raw_files" / "muc34.tar.gz", "w:gz") as archive:
        for name in ("muc34/TASK/CORPORA/tst1/key-tst1.v7", "muc34/TASK/CORPORA/tst1/._key-tst1.v7"):
            content = key.encode() if "._" not in name else b"\x00 no key"
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return root


def test_reads_recased_text_and_every_place_of_a_filler(place: Callable[..., Path]) -> None:
    article, calm = read_corpus("muc4", folder(place))
    assert (article.id, article.date, article.meta["split"]) == ("muc4-TST1-MUC3-0001", "1989-05-04", "dev")
    assert article.text.upper() == (
        "GUERRILLAS BOMBED THE LUND BRIDGE ON 3 MAY. THE BRIDGE FELL, AND TWO GUARDS DIED.\n\n"
        "THE OLD LUND BRIDGE HAD MANY TOLLKEEPERS."
    )
    assert article.text.startswith("Guerrillas bombed the Lund bridge")
    assert [(m.type, m.entity, m.text.lower(), m.start) for m in article.mentions] == [
        ("PerpInd", "PerpInd1", "guerrillas", 0),
        ("Target", "Target1", "lund bridge", 22),  # "bridge" in it is no place of its own
        ("Target", "Target1", "bridge", 48),
        ("Victim", "Victim1", "two guards", 65),
        ("Target", "Target1", "lund bridge", 91),
        ("Victim", "Victim2", "tollkeepers", 112),  # nowhere a whole word
    ]
    assert (calm.mentions, calm.date) == ((), None)


def test_fillers_and_templates_stand_in_meta(place: Callable[..., Path]) -> None:
    article, calm = read_corpus("muc4", folder(place))
    assert article.meta["fillers"]["Target1"] == ["lund bridge", "bridge"]
    assert article.meta["dateline"] == "BOGOTA, 4 MAY 89 (EFE)"
    assert article.meta["templates"] == [
        {
            "MESSAGE: ID": ["TST1-MUC3-0001 (A)"],
            "MESSAGE: TEMPLATE": ["1"],
            "INCIDENT: TYPE": ["BOMBING"],
            "PHYS TGT: ID": ['"LUND BRIDGE" / "BRIDGE"'],
            "HUM TGT: DESCRIPTION": ['"TWO GUARDS"', '? "TOLLKEEPER"'],
        }
    ]
    assert calm.meta["templates"] == []


def test_a_line_that_is_no_slot_is_refused(place: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"key-tst1\.v7: expected a slot of a template, found 'INCIDENT BOMBING'"):
        list(
            read_corpus(
                "muc4", folder(place, KEY.replace("4.  INCIDENT: TYPE    ", "INCIDENT BOMBING\n4.  INCIDENT: TYPE", 1))
            )
        )


def test_a_wrong_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"'muc4', which holds data/muc/processed/train\.json"):
        list(read_corpus("muc4", tmp_path))


def test_counts_of_the_whole_corpus(shared: Callable[..., list[Article]], count: Callable[..., Any]) -> None:
    articles = shared("muc4")
    assert count(articles)["splits"] == {"train": 1300, "dev": 200, "test": 200}
    assert sum(bool(article.meta["fillers"]) for article in articles) == 906
    roles = [entity.rstrip("0123456789") for article in articles for entity in article.meta["fillers"]]
    expected = {"PerpInd": 835, "PerpOrg": 569, "Target": 864, "Victim": 794, "Weapon": 409}
    assert {role: roles.count(role) for role in expected} == expected
    assert not any("left_out" in article.meta for article in articles)
