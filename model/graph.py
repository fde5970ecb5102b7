"""The encoder of :mod:`newsfacts.bert` as a graph that OpenVINO compiles for the processor at hand.

It is built from the weights whenever a checkpoint is loaded: nothing of it is stored, so that no file has to be
trusted, nor to be kept in step with the weights.
"""

from __future__ import annotations

import math
import sys
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from newsfacts.bert import Bert
from newsfacts.data.errors import ConfigError
from newsfacts.lanes import LANES

__all__ = ["Graph", "openvino"]

STEP = 16  # OpenVINO keeps code for each length of window that it reads: lengths are rounded up to this
GROUP = 128  # numbers that share a factor in int8: with a whole row, the trigger F1 falls by 0.6
FARTHEST = -1e9  # added to the attention to padding


def openvino() -> Any:
    """The package, which reports its import to its makers over the network unless kept from it: so it is.

    Raises:
        ConfigError: it is not installed.
    """
    telemetry = "openvino_telemetry"
    before = sys.modules.get(telemetry)
    sys.modules[telemetry] = None  # type: ignore[assignment]  # cannot be imported; OpenVINO does without
    try:
        import openvino
    except ImportError as error:
        raise ConfigError("the backend openvino needs OpenVINO: pip install 'newsfacts[openvino]'") from error
    finally:
        if before is None:
            del sys.modules[telemetry]
        else:
            sys.modules[telemetry] = before
    return openvino


class Graph(nn.Module):
    """As :class:`newsfacts.bert.Bert`, of which it keeps the vectors of subwords alone; on the CPU."""

    def __init__(self, bert: Bert, precision: str) -> None:
        """Compile an encoder for as many threads as torch has.

        Args:
            bert: with its weights.
            precision: ``int8``, ``bf16`` or ``fp32``; the processor has fast instructions for it.

        Raises:
            ConfigError: OpenVINO is not installed, or cannot compile it.
        """
        super().__init__()
        ov = openvino()
        self.config = bert.config
        self.embeddings = bert.get_input_embeddings()
        hints = {
            "INFERENCE_PRECISION_HINT": "bf16" if precision == "bf16" else "f32",
            "INFERENCE_NUM_THREADS": torch.get_num_threads(),
            # Two batches that are read side by side would wait for each other in one.
            "NUM_STREAMS": min(LANES, torch.get_num_threads()),
            "ENABLE_CPU_PINNING": False,  # processes side by side would all take the first cores
            "DYNAMIC_QUANTIZATION_GROUP_SIZE": GROUP if precision == "int8" else 0,
        }
        try:
            self._compiled = ov.Core().compile_model(_build(bert, precision == "int8"), "CPU", hints)
        except RuntimeError as error:
            raise ConfigError(f"OpenVINO cannot compile the encoder in {precision}: {error}") from error

    def get_input_embeddings(self) -> nn.Embedding:
        """The vectors of subwords."""
        return self.embeddings

    def forward(self, inputs: Tensor, lengths: Sequence[int]) -> Tensor:
        """See :meth:`newsfacts.bert.Bert.forward`. Windows are read one by one, so that none changes another."""
        # Requests of this call alone: threads may share the encoder. A thread that has a share of torch's threads has
        # one of the streams.
        count = min(LANES, torch.get_num_threads(), len(lengths))
        requests = [self._compiled.create_infer_request() for _ in range(count)]
        read: list[Tensor] = []
        given: deque[Any] = deque(maxlen=count)  # what a request reads must not be freed before it is done

        def take() -> None:
            request = requests[len(read) % count]
            request.wait()
            found = torch.from_numpy(request.get_output_tensor(0).data)
            read.append(found[: lengths[len(read)]].clone())

        for number, window in enumerate(torch.split(inputs, list(lengths))):
            if number >= count:
                take()
            padded = nn.functional.pad(window, (0, 0, 0, -len(window) % STEP))
            mask = padded.new_zeros(1, len(padded))
            mask[:, len(window) :] = FARTHEST
            given.append({0: padded.numpy(), 1: mask.numpy()})
            requests[number % count].start_async(given[-1], share_inputs=True)
        while len(read) < len(lengths):
            take()
        return torch.cat(read)


def _build(bert: Bert, int8: bool) -> Any:
    """The graph of an encoder: (subwords, size) and what is added to the attention, (1, subwords), to vectors."""
    ov = openvino()
    from openvino import opset13 as op

    def known(values: Tensor | Sequence[int]) -> Any:
        return op.constant(_array(values) if isinstance(values, Tensor) else np.array(values, dtype=np.int64))

    def linear(inputs: Any, layer: Any) -> Any:
        if int8:
            numbers, factors = _quantised(_array(layer.weight))
            grouped = op.multiply(op.convert(op.constant(numbers), "f32"), op.constant(factors))
            weight = op.reshape(grouped, known(layer.weight.shape), False)
        else:
            weight = known(layer.weight)
        return op.add(op.matmul(inputs, weight, False, True), known(layer.bias))

    def normalised(inputs: Any, layer: Any) -> Any:
        centred = op.mvn(inputs, known([-1]), True, layer.eps, "INSIDE_SQRT")
        return op.add(op.multiply(centred, known(layer.weight)), known(layer.bias))

    heads, size = bert.config.num_attention_heads, bert.config.hidden_size
    inputs, mask = (op.parameter(ov.PartialShape(shape)) for shape in ([-1, size], [1, -1]))
    length = op.gather(op.shape_of(inputs), known([0]), known([0]))
    at = op.slice(known(bert.embeddings["position_embeddings"].weight), known([0]), length, known([1]), known([0]))
    hidden = op.add(op.add(inputs, known(bert.embeddings["token_type_embeddings"].weight[0])), at)
    hidden = normalised(hidden, bert.embeddings["LayerNorm"])
    by_head, in_order = known([1, -1, heads, size // heads]), known([0, 2, 1, 3])
    for layer in bert.encoder["layer"]:
        projected = (
            op.transpose(op.reshape(linear(hidden, project), by_head, False), in_order)
            for project in layer.attention["self"].values()
        )
        attended = op.transpose(op.scaled_dot_product_attention(*projected, mask), in_order)
        attended = op.reshape(attended, known([-1, size]), False)
        output = layer.attention["output"]
        hidden = normalised(op.add(linear(attended, output["dense"]), hidden), output["LayerNorm"])
        inner = op.gelu(linear(hidden, layer.intermediate["dense"]), "erf")
        hidden = normalised(op.add(linear(inner, layer.output["dense"]), hidden), layer.output["LayerNorm"])
    return ov.Model([hidden], [inputs, mask], "encoder")


def _array(values: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = values.detach().numpy()
    return array


def _quantised(weight: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """(outputs, inputs) as int8 numbers (outputs, groups, inputs of a group) and factors (outputs, groups, 1)."""
    groups = weight.reshape(len(weight), -1, math.gcd(weight.shape[1], GROUP))
    factors = np.abs(groups).max(2, keepdims=True).clip(min=1e-12) / np.float32(127)
    return np.round(groups / factors).astype(np.int8), factors
