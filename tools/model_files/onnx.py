"""Builds tests/data/onnx: small PyTorch networks, by both of torch's exporters.

Needs torch and onnxscript. Run: python -m tools.model_files.onnx
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
TARGET = ROOT / "tests" / "data" / "onnx"


def main() -> None:
    from readers.onnx.torch_networks import NETWORKS, made

    TARGET.mkdir(parents=True, exist_ok=True)
    for name in NETWORKS:
        model, example = made(name)
        names = {"input_names": ["given"], "output_names": ["made"]}
        free = {"given": {0: "batch"}}
        script, dynamo = (str(TARGET / f"{name}.{word}.onnx") for word in ("script", "dynamo"))
        torch.onnx.export(model, (example,), script, dynamo=False, dynamic_axes=free, **names)
        sizes = ({0: torch.export.Dim("batch")},)
        torch.onnx.export(
            model, (torch.cat([example] * 2),), dynamo, dynamo=True, external_data=False,
            dynamic_shapes=sizes, **names,
        )  # fmt: skip


if __name__ == "__main__":
    main()
