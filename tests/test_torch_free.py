"""Looking at data and asking for help must not wait for a deep-learning library."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "transformers", "datasets", "pandas", "pyarrow", "sklearn", "scipy")
SLOW = ("transformers.modeling_utils", "transformers.models.auto", "torch._dynamo", "sympy", "datasets", "scipy")


@pytest.mark.parametrize(
    "code",
    [
        "import newsfacts",
        "import newsfacts.data, newsfacts.data.check, newsfacts.data.convert",
        "from newsfacts.training.cli import main; sys.argv[1:] = ['--help']; main()",
        "from newsfacts.training.cli import main; sys.argv[1:] = ['convert', '--help']; main()",
    ],
)
def test_loads_no_heavy_library(code: str) -> None:
    program = f"""
import atexit, sys
atexit.register(lambda: print("loaded:", *[name for name in {HEAVY} if name in sys.modules]))
{code}
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "loaded:"


def test_the_first_fact_waits_for_no_library_that_it_can_do_without(tiny_checkpoint: Path) -> None:
    program = f"""
import sys
from newsfacts import FactExtractor
extractor = FactExtractor.from_pretrained({str(tiny_checkpoint)!r}, device="cpu")
print(extractor.predict("Police in Oslo said no.").facts)
print("loaded:", *[name for name in {SLOW} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].strip() == "loaded:"
