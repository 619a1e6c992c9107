"""Builds tests/data/coreml: small PyTorch models, converted, and models put together by hand.

Needs PyTorch and the package coremltools. Run: python -m tools.model_files.coreml
For each model of PyTorch's there is `<name>.json` with every layer's output shape and the number of
parameters, batch norms folded. Files of weights are not kept.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import coremltools as ct
import torch
from coremltools.optimize.coreml import OpPalettizerConfig, OptimizationConfig, palettize_weights
from tools.model_files.torch_models import folded_total, shapes_of, with_distinct_weights
from torch import Tensor, nn
from torch.nn import functional

TARGET = Path(__file__).resolve().parents[2] / "tests" / "data" / "coreml"


class Images(nn.Module):
    """Convolutions of all kinds, a slice, a concatenation."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2)
        self.norm = nn.BatchNorm2d(8)
        self.wide = nn.Conv2d(8, 8, 3, groups=8, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.fc = nn.Linear(4, 5)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.norm(self.stem(x)))
        x = functional.max_pool2d(x + functional.silu(self.wide(x)), 2)
        x = functional.interpolate(self.up(x), scale_factor=2.0)
        x = torch.cat([x[:, 2:], x[:, :2]], 1)
        x = functional.adaptive_avg_pool2d(x, 1).flatten(1)
        return functional.softmax(self.fc(x), -1)


class Words(nn.Module):
    """A lookup, attention, a norm, recurrence."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(50, 16)
        self.query, self.key, self.value = (nn.Linear(16, 16) for _ in range(3))
        self.norm = nn.LayerNorm(16)
        self.lstm = nn.LSTM(16, 8, batch_first=True)
        self.head = nn.Linear(8, 50)

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.table(tokens)
        parts = (layer(x).reshape(1, 6, 2, 8) for layer in (self.query, self.key, self.value))
        q, k, v = (part.transpose(1, 2) for part in parts)
        y = functional.softmax(q @ k.transpose(-1, -2) * 8**-0.5, -1) @ v
        x = functional.gelu(self.norm(x + y.transpose(1, 2).reshape(1, 6, 16)))
        return self.head(self.lstm(x)[0])


def _converted(model: nn.Module, example: Tensor, name: str, kind: str) -> ct.models.MLModel:
    dtype = int if example.dtype == torch.long else float
    given = ct.TensorType(name, shape=tuple(example.shape), dtype=dtype)
    precision = {"compute_precision": ct.precision.FLOAT32} if kind == "mlprogram" else {}
    traced = torch.jit.trace(model, example)
    return ct.convert(traced, inputs=[given], convert_to=kind, skip_model_load=True, **precision)


def _save(model: ct.models.MLModel, name: str) -> None:
    path = TARGET / name
    shutil.rmtree(path, ignore_errors=True)
    for key in list(model.user_defined_metadata):
        del model.user_defined_metadata[key]
    model.save(str(path))
    if path.is_dir():
        shutil.rmtree(path / "Data" / "com.apple.CoreML" / "weights", ignore_errors=True)


def _trees() -> ct.proto.Model_pb2.Model:
    """A tree ensemble with one leaf."""
    spec = ct.proto.Model_pb2.Model(specificationVersion=1)
    feature = spec.description.input.add(name="x")
    feature.type.multiArrayType.shape.append(4)
    spec.description.output.add(name="y").type.doubleType.MergeFromString(b"")
    spec.description.predictedFeatureName = "y"
    trees = spec.treeEnsembleRegressor.treeEnsemble
    trees.nodes.add(treeId=0, nodeId=0, nodeBehavior=6)
    trees.numPredictionDimensions = 1
    return spec


def _pipeline() -> ct.proto.Model_pb2.Model:
    """A neural network, and a scaler that reads what it makes."""
    spec = ct.proto.Model_pb2.Model(specificationVersion=1)
    first = spec.pipeline.models.add(specificationVersion=1)
    given = first.description.input.add(name="x")
    given.type.multiArrayType.shape.append(4)
    first.description.output.add(name="features").type.multiArrayType.shape.append(3)
    layer = first.neuralNetwork.layers.add(name="dense", input=["x"], output=["features"])
    layer.innerProduct.inputChannels, layer.innerProduct.outputChannels = 4, 3
    layer.innerProduct.weights.floatValue.extend([0.5] * 12)
    second = spec.pipeline.models.add(specificationVersion=1)
    second.description.input.add(name="features").type.multiArrayType.shape.append(3)
    second.description.output.add(name="y").type.multiArrayType.shape.append(3)
    second.scaler.scaleValue.append(2.0)
    spec.description.input.add().CopyFrom(given)
    spec.description.output.add().CopyFrom(second.description.output[0])
    return spec


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    images, photo = with_distinct_weights(Images()), torch.zeros(1, 3, 32, 32)
    words, tokens = with_distinct_weights(Words()), torch.zeros(1, 6, dtype=torch.long)
    for name, model, example in (("images", images, photo), ("words", words, tokens)):
        said = {"shapes": shapes_of(model, example), "total": folded_total(model)}
        (TARGET / f"{name}.json").write_text(json.dumps(said, indent=1) + "\n")
    program = _converted(images, photo, "photo", "mlprogram")
    _save(program, "images.mlpackage")
    _save(_converted(words, tokens, "tokens", "mlprogram"), "words.mlpackage")
    _save(_converted(images, photo, "photo", "neuralnetwork"), "images.mlmodel")
    config = OptimizationConfig(OpPalettizerConfig(mode="uniform", nbits=4, weight_threshold=64))
    _save(palettize_weights(program, config), "palette.mlpackage")
    (TARGET / "trees.mlmodel").write_bytes(_trees().SerializeToString(deterministic=True))
    (TARGET / "pipeline.mlmodel").write_bytes(_pipeline().SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
