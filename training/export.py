"""Turn a trained network into the ONNX file that the package runs, with eight-bit weights.

    python training/export.py attribution tagger.pt --base MINILM_DIR --out analysis/models/attribution.onnx [--float]
    python training/export.py stance stance.pt [more.pt] --base MINILM_DIR --out analysis/models/stance.onnx [--float]

Of several weights of one network the mean is taken (a "model soup": Wortsman et al. 2022).
What the layers read is rounded to eight bits too: in the attribution model by its range over the whole text (`uncut` makes its
weights small enough for every processor); in the stance model in stretches of a word piece, so that no answer hangs on what else
is asked at the same time, which takes half as long again.
`--float` leaves all as it is, for comparison. `weights` goes the other way, so that training can go on from what is shipped.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

STRETCH = 128  # numbers that share a scale
MIDDLE = 128  # of unsigned eight-bit numbers


class Rows(torch.nn.Module):
    """An embedding of eight-bit numbers, each row with a scale of its own."""

    def __init__(self, table: torch.nn.Embedding):
        super().__init__()
        rows = table.weight.detach()
        scale = rows.abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("numbers", (rows / scale).round().to(torch.int8))

    def forward(self, ids):
        return self.numbers[ids].float() * self.scale[ids]


class Answers(torch.nn.Module):
    """The stance model with the vectors that its logits are read from, for whoever learns on top of it."""

    def __init__(self, network: torch.nn.Module):
        super().__init__()
        self.network = network

    def forward(self, ids, roles, places, part):
        *inner, last = self.network.head
        vectors = torch.nn.Sequential(*inner)(self.network.read(ids, roles, places, part))
        return last(vectors), vectors


def weights(path: Path, network: torch.nn.Module) -> dict[str, torch.Tensor]:
    """The weights of the stance network in a file of `torch.save`, or in an exported one, its eight-bit numbers made floats again."""
    if path.suffix != ".onnx":
        return torch.load(path, weights_only=True)["model"]
    graph = onnx.load(str(path)).graph
    held = {i.name: torch.tensor(numpy_helper.to_array(i)) for i in graph.initializer}
    layers = [f"{name}.weight" for name, part in network.named_modules() if isinstance(part, torch.nn.Linear)]
    products = [node.input for node in graph.node if node.op_type == "MatMulNBits"]  # without the names of the layers
    if not products:
        raise SystemExit(f"{path}: not an eight-bit export of the stance model as this version writes it")
    found = {}
    for layer, (_, numbers, scales, *_) in zip(layers, products, strict=True):
        whole = (held.pop(numbers).float() - MIDDLE) * held.pop(scales).view(len(network.get_parameter(layer)), -1, 1)
        found[layer] = whole.flatten(1)
    for name in [name for name in held if name.endswith(".numbers")]:
        rows = name.removesuffix("numbers")
        found[rows.removeprefix("network.") + "weight"] = held.pop(name).float() * held.pop(rows + "scale")
    return found | {name.removeprefix("network."): values for name, values in held.items() if name.startswith("network.")}


def attribution(args: argparse.Namespace, mean: dict[str, torch.Tensor], plain: str) -> None:
    from attribution import load

    ids = torch.ones(1, 24, dtype=torch.long)
    traced(load(args.base, mean), {"ids": ids, "surface": 0 * ids}, ["tags", "query", "key", "none"], "pieces", plain)
    if not args.float:
        quantize_dynamic(plain, str(args.out), weight_type=QuantType.QInt8, per_channel=True)
        onnx.save(uncut(onnx.load(str(args.out))), str(args.out))


def uncut(model: onnx.ModelProto) -> onnx.ModelProto:
    """The model with eight-bit weights of which no two neighbours of one sign sum to more than 128.

    Processors without VNNI multiply a pair of numbers from 0 to 255 with a pair of weights and keep the sum in sixteen bits, cut
    off at 32,767; 255 times 128 is below. Columns with larger pairs get a larger scale, so that processors differ by
    little more than the order of their sums.
    """
    held = {i.name: i for i in model.graph.initializer}
    for name in (node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"):
        scales = name.removesuffix("_quantized") + "_scale"
        whole, scale = numpy_helper.to_array(held[name]).astype(int), numpy_helper.to_array(held[scales])
        factor = np.maximum(1, _pairs(whole).max(0) / 128)
        small = np.round(whole / factor).astype(int)
        while (_pairs(small) > 128).any():  # by what rounding added
            over, column = np.nonzero(_pairs(small) > 128)
            small[2 * over, column] -= np.sign(small[2 * over, column])
        held[name].CopyFrom(numpy_helper.from_array(small.astype(np.int8), name))
        held[scales].CopyFrom(numpy_helper.from_array((scale * factor).astype(np.float32), scales))
    return model


def _pairs(whole: np.ndarray) -> np.ndarray:
    """How large the sum of each two neighbours in a column is, where they have one sign; else 0."""
    first, second = whole[::2], whole[1::2]
    return np.where(first * second > 0, abs(first + second), 0)


def stance(args: argparse.Namespace, mean: dict[str, torch.Tensor], plain: str) -> None:
    from stance import PairEncoder

    network = PairEncoder(args.base)
    network.load_state_dict(mean)
    if not args.float:
        network.encoder.embeddings.word_embeddings = Rows(network.encoder.embeddings.word_embeddings)
    ids, part = torch.ones(1, 24, dtype=torch.long), torch.tensor([[0] * 12 + [1] * 6 + [2] * 6])
    traced(Answers(network), {"ids": ids, "roles": 0 * ids, "places": 0 * ids, "part": part}, ["logits", "vectors"], "asked", plain)
    if not args.float:
        config = DefaultWeightOnlyQuantConfig(STRETCH, is_symmetric=True, accuracy_level=4, bits=8)  # 4: products of eight bits
        quantizer = MatMulNBitsQuantizer(onnx.load(plain), algo_config=config)
        quantizer.process()
        quantizer.model.save_model_to_file(str(args.out))


def traced(model: torch.nn.Module, example: dict[str, torch.Tensor], outputs: list[str], each: str, path: str) -> None:
    """Write the network as ONNX, run on an example; a row of the outputs is for `each` of what it is named after."""
    axes = {key: {1: "pieces"} for key in example} | {key: {1: each} for key in outputs}
    torch.onnx.export(
        model.eval(), tuple(example.values()), path, input_names=list(example), output_names=outputs, dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("attribution", "stance"))
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true")
    args = parser.parse_args()
    several = [torch.load(path, weights_only=True)["model"] for path in args.weights]
    mean = {name: sum(own[name] for own in several) / len(several) for name in several[0]}
    with tempfile.TemporaryDirectory() as folder:
        plain = args.out if args.float else Path(folder) / "plain.onnx"
        {"attribution": attribution, "stance": stance}[args.task](args, mean, str(plain))
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
