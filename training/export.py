"""Turn a trained network into the ONNX file that the package runs, with int8 weights.

    python training/export.py attribution tagger.pt --base MINILM_DIR --out analysis/models/attribution.onnx [--float]
    python training/export.py stance stance.pt --base MINILM_DIR --out analysis/models/stance.onnx [--float]

Weights are quantised dynamically to eight bits by onnxruntime; `--float` leaves them as they are, for comparison.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=("attribution", "stance"))
    parser.add_argument("weights", type=Path)
    parser.add_argument("--base", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--float", action="store_true")
    args = parser.parse_args()
    if args.task == "attribution":
        from attribution import Tagger as Network

        outputs = ["tags", "query", "key", "none"]
    else:
        from stance import PairEncoder as Network

        outputs = ["logits"]
    model = Network(args.base)
    model.load_state_dict(torch.load(args.weights)["model"])
    model.eval()
    example = (torch.ones(1, 24, dtype=torch.long), torch.zeros(1, 24, dtype=torch.long))
    length = {1: "pieces"}
    axes = {"ids": length, "surface": length}
    if args.task == "attribution":
        axes |= dict.fromkeys(outputs, length)
    with tempfile.TemporaryDirectory() as folder:
        plain = args.out if args.float else Path(folder) / "plain.onnx"
        torch.onnx.export(
            model, example, str(plain), input_names=["ids", "surface"], output_names=outputs, dynamic_axes=axes,
            opset_version=17, dynamo=False,
        )
        if not args.float:
            quantize_dynamic(str(plain), str(args.out), weight_type=QuantType.QInt8, per_channel=True)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
