"""What the encoder of the shipped checkpoint costs in torch, OpenVINO and ONNX Runtime, on processors of several ages.

    pip install onnx onnxruntime==1.31.1 onnxscript openvino==2026.4.1
    OMP_NUM_THREADS=1 python benchmarks/speed/backends.py --graphs /tmp/graphs --output benchmarks/speed/backends.json

Subwords a core-second (processor time of the process, one thread) over two groups of windows, padded where a runtime
needs it: medians over rounds, runtimes in turn. Older processors are imitated on the one at hand by hiding its
instruction sets from every library (``cpuid.c``, built by gcc): what a runtime then chooses is real, the clock is not.
``deviation`` is the distance of the vectors to those of torch in float32, as a share of their norm.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import torch
import typer
from safetensors.torch import load_file
from torch import Tensor, nn

from newsfacts.bert import Bert
from newsfacts.config import NewsfactsConfig

CHECKPOINT = Path(__file__).parents[2] / "model" / "checkpoints" / "news-small"
# Instruction sets to hide, by what is then imitated.
PROCESSORS = {
    "AVX2": "amx avx512 vnni",
    "AVX-512 with VNNI": "amx avx512_bf16",
    "this one": "",
}
UNTRAPPED = 2  # how cpuid.c ends the process where the processor or the virtual machine does not let it hide anything
GROUPS = ([300, 310], [420, 430])  # subwords of the windows that are read together
Run = Callable[[], Tensor]


class Padded(nn.Module):
    """The encoder of transformers, as it is traced: windows with padding to their last vectors."""

    def __init__(self, encoder: Bert) -> None:
        super().__init__()
        from transformers import AutoModel, BertConfig

        self.encoder = AutoModel.from_config(BertConfig(**vars(encoder.config)), add_pooling_layer=False)
        self.encoder.load_state_dict(encoder.state_dict())

    def forward(self, inputs: Tensor, mask: Tensor) -> Tensor:
        """(windows, length, size) and (windows, length) → (windows, length, size)."""
        hidden: Tensor = self.encoder(inputs_embeds=inputs, attention_mask=mask).last_hidden_state
        return hidden


class Windows:
    """Embedded windows of random subwords."""

    def __init__(self, encoder: Bert) -> None:
        torch.manual_seed(0)
        self.groups = []
        for lengths in GROUPS:
            ids = torch.randint(1000, encoder.config.vocab_size, (len(lengths), max(lengths)))
            mask = torch.arange(max(lengths)) < torch.tensor(lengths)[:, None]
            self.groups.append((encoder.get_input_embeddings()(ids).detach(), mask, lengths))

    def in_a_row(self, encoder: nn.Module, dtype: torch.dtype = torch.float32) -> Run:
        """Read them by an encoder of torch."""
        return lambda: torch.cat([encoder(x[mask].to(dtype), lengths).float() for x, mask, lengths in self.groups])

    def padded(self, encoder: Callable[[Any, Any], Any]) -> Run:
        """Read them by what takes and gives numpy arrays."""

        def run() -> Tensor:
            read = [(encoder(x.numpy(), mask.long().numpy()), mask) for x, mask, _ in self.groups]
            return torch.cat([torch.from_numpy(hidden)[mask] for hidden, mask in read])

        return run


def load() -> Bert:
    """The encoder of the shipped checkpoint."""
    config = NewsfactsConfig.from_dict(json.loads((CHECKPOINT / "config.json").read_text(encoding="utf-8")))
    encoder = Bert(config.encoder).eval()
    tensors = load_file(CHECKPOINT / "model.safetensors").items()
    encoder.load_state_dict({k.removeprefix("encoder."): v for k, v in tensors if k.startswith("encoder.")})
    return encoder


def write_graphs(encoder: Bert, folder: Path) -> None:
    """What the other runtimes read, in ``folder``; those that lie there are kept."""
    if (folder / "int8.onnx").exists():
        return
    import openvino
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.transformers import optimizer

    folder.mkdir(parents=True, exist_ok=True)
    size, heads = encoder.config.hidden_size, encoder.config.num_attention_heads
    model = Padded(encoder).eval()
    example = {"inputs": torch.randn(3, 20, size), "mask": torch.ones(3, 20, dtype=torch.long)}
    openvino.save_model(openvino.convert_model(model, example_input=example), folder / "graph.xml", False)
    free = {0: torch.export.Dim.DYNAMIC, 1: torch.export.Dim.DYNAMIC}
    plain = folder / "plain.onnx"
    torch.onnx.export(model, (), plain, kwargs=example, dynamic_shapes=dict.fromkeys(example, free), dynamo=True)
    fused = optimizer.optimize_model(str(plain), model_type="bert", num_heads=heads, hidden_size=size)
    fused.save_model_to_file(str(folder / "fp32.onnx"))
    quantize_dynamic(plain, folder / "int8.onnx", weight_type=QuantType.QInt8, per_channel=True)


def torch_int8(encoder: Bert, windows: Windows) -> Run:
    """Linear layers with weights in int8 by output, and inputs quantised as they come."""
    from torch.ao.quantization import per_channel_dynamic_qconfig, quantize_dynamic

    reads = quantize_dynamic(Padded(encoder).eval(), {nn.Linear: per_channel_dynamic_qconfig})
    return windows.padded(lambda x, mask: reads(torch.from_numpy(x), torch.from_numpy(mask)).numpy())


def openvino_of(precision: str, folder: Path, windows: Windows) -> Run:
    """OpenVINO in ``f32`` or ``bf16``; ``int8`` as in :func:`torch_int8`."""
    import openvino

    core = openvino.Core()
    graph = core.read_model(folder / "graph.xml")
    hints = {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1}
    if precision == "int8":
        _quantise(graph)
        hints |= {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": "384"}
    request = core.compile_model(graph, "CPU", hints).create_infer_request()
    return windows.padded(lambda x, mask: request.infer({0: x, 1: mask}, share_inputs=True)[0].copy())


def _quantise(graph: Any) -> None:
    """Put int8 numbers and a factor for each output in place of the weights of a graph."""
    from openvino import opset13 as op

    for node in graph.get_ops():
        weight = node.input(1).get_source_output().get_node() if node.get_type_name() == "MatMul" else None
        if weight is None or weight.get_type_name() != "Constant" or len(weight.shape) != 2:
            continue
        values = weight.data.astype(np.float32)
        factor = np.abs(values).max(int(node.get_attributes()["transpose_b"]), keepdims=True) / 127
        rounded = op.constant(np.round(values / factor).astype(np.int8))
        node.input(1).replace_source_output(op.multiply(op.convert(rounded, "f32"), op.constant(factor)).output(0))


def onnx_of(path: Path, windows: Windows) -> Run:
    """ONNX Runtime."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    names = [given.name for given in session.get_inputs()]
    return windows.padded(lambda x, mask: session.run(None, dict(zip(names, (x, mask), strict=True)))[0])


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Every runtime on the processor as this process sees it."""
    encoder = load()
    windows = Windows(encoder)
    runs = {
        "torch fp32": windows.in_a_row(encoder),
        "torch int8": torch_int8(encoder, windows),
        "OpenVINO fp32": openvino_of("f32", folder, windows),
        "OpenVINO int8": openvino_of("int8", folder, windows),
        "ONNX Runtime fp32": onnx_of(folder / "fp32.onnx", windows),
        "ONNX Runtime int8": onnx_of(folder / "int8.onnx", windows),
    }
    if torch.cpu._is_avx512_bf16_supported():
        runs["OpenVINO bf16"] = openvino_of("bf16", folder, windows)
        runs["torch bf16"] = windows.in_a_row(load().bfloat16(), torch.bfloat16)
    subwords = sum(map(sum, GROUPS))
    rates: dict[str, list[float]] = {name: [] for name in runs}
    with torch.inference_mode():
        expected = runs["torch fp32"]()
        found = {name: run() for name, run in runs.items()}  # and the first of each warms up
        for _ in range(rounds):
            for name, run in runs.items():
                began = time.process_time()
                run()
                rates[name].append(subwords / (time.process_time() - began))
    base = statistics.median(rates["torch fp32"])
    return {
        name: {
            "median": round(statistics.median(values)),
            "least": round(min(values)),
            "most": round(max(values)),
            "ratio": round(statistics.median(values) / base, 2),
            "deviation": round(float((found[name] - expected).norm() / expected.norm()), 4),
        }
        for name, values in rates.items()
    }


def main(
    graphs: Annotated[Path, typer.Option(help="Where the graphs of the other runtimes lie, or are put.")],
    rounds: int = 4,
    output: Annotated[Path | None, typer.Option(help="A file of JSON for the figures and the machine.")] = None,
    here: Annotated[bool, typer.Option(hidden=True)] = False,
) -> None:
    """Measure each runtime on each processor that can be imitated here."""
    torch.set_num_threads(1)
    if here:
        print(json.dumps(measure(graphs, rounds)))
        return
    write_graphs(load(), graphs)
    figures = {}
    with tempfile.TemporaryDirectory() as scratch:
        library = Path(scratch) / "cpuid.so"
        subprocess.run(
            ["gcc", "-O1", "-shared", "-fPIC", "-o", library, Path(__file__).with_name("cpuid.c")], check=True
        )
        for name, hidden in PROCESSORS.items():
            again = [sys.executable, __file__, "--graphs", graphs, "--rounds", str(rounds), "--here"]
            environment = {**os.environ, "HIDE": hidden, "LD_PRELOAD": str(library)}
            ran = subprocess.run(again, env=environment, stdout=subprocess.PIPE, text=True)
            if ran.returncode == UNTRAPPED and hidden:
                continue  # it has said so
            ran.check_returncode()
            figures[name] = json.loads(ran.stdout.splitlines()[-1])
            for system, found in figures[name].items():
                print(f"{name:18} {system:18} {found['median']:7,} x{found['ratio']:.2f} {found['deviation']:.4f}")
    if output is not None:
        cpu = dict(line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line)
        facts = {key.strip(): value.strip() for key, value in cpu.items()}
        versions = {name: version(name) for name in ("torch", "openvino", "onnxruntime")}
        machine = {"processor": facts["model name"], "flags": facts["flags"].split(), "versions": versions}
        output.write_text(json.dumps({"machine": machine, "figures": figures}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
