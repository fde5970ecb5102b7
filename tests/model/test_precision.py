from pathlib import Path
from typing import Any

import pytest
import torch

from newsfacts import FactExtractor
from newsfacts.data import ConfigError
from newsfacts.precision import dtype_of, has_fast_bf16


@pytest.mark.parametrize("amx", [True, False])
@pytest.mark.parametrize("avx512", [True, False])
def test_auto_is_bf16_where_the_processor_has_instructions_for_it(
    monkeypatch: pytest.MonkeyPatch, amx: bool, avx512: bool
) -> None:
    monkeypatch.setattr("torch.cpu._is_amx_tile_supported", lambda: amx)
    monkeypatch.setattr("torch.cpu._is_avx512_bf16_supported", lambda: avx512)
    assert has_fast_bf16("cpu") == (amx or avx512)
    assert dtype_of("auto", "cpu") == (torch.bfloat16 if amx or avx512 else torch.float32)
    assert dtype_of("fp32", torch.device("cpu")) == torch.float32
    assert dtype_of("bf16", "cpu") == torch.bfloat16


def test_devices_that_are_neither_compute_in_fp32() -> None:
    assert dtype_of("auto", "mps") == torch.float32


def test_the_encoder_and_the_pair_heads_compute_in_bf16(tiny_checkpoint: Path) -> None:
    model: Any = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="bf16").model
    fast = {name.partition(".")[0] for name, p in model.named_parameters() if p.dtype == torch.bfloat16}
    assert fast == {"encoder", "arguments", "relations", "coreference"}
    others = [p.dtype for name, p in model.named_parameters() if name.partition(".")[0] not in fast]
    assert set(others) == {torch.float32}
    exact: Any = FactExtractor.from_pretrained(tiny_checkpoint, device="cpu", precision="fp32").model
    assert {p.dtype for p in exact.parameters()} == {torch.float32}


def test_another_precision_is_refused(tiny_checkpoint: Path) -> None:
    with pytest.raises(ConfigError, match="precision 'fp16': accepted: auto, fp32, bf16"):
        FactExtractor.from_pretrained(tiny_checkpoint, precision="fp16")  # type: ignore[arg-type]
