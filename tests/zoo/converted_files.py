"""Model files that other tools convert: their facts against the live models they came from.

`python -m tests.zoo.converted_files [FORMAT...] [--only NAME]` prints a table: TensorFlow Lite from
keras.applications, OpenVINO and CoreML from torchvision. Needs TensorFlow, or torchvision and the
packages openvino and coremltools; what a converter cannot do is left out in words. Exit
status 1 if a total or a count of multiply-adds is not what it must be.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.zoo.kept_rows import KeptRows

import netscribe
from netscribe.graph.counts import Total, total_multiply_adds

KERAS = ("MobileNetV2", "MobileNetV3Small", "EfficientNetB0", "ResNet50", "ResNet50V2",
         "DenseNet121", "Xception", "ConvNeXtTiny")  # fmt: skip
ROWS = KeptRows("converted", ("format", "name"))
TORCH = ("resnet18", "mobilenet_v2", "efficientnet_b0", "vit_b_16")


@dataclass(frozen=True)
class Row:
    """One file: what it must say, and what it says.

    Attributes:
        parameters: of the live model.
        folded: how many of them may at most be gone: those of norms in front of or behind products.
        multiply_adds: of the live model.
    """

    format: str
    name: str
    parameters: int
    folded: int
    multiply_adds: int
    found_parameters: int
    found: Total
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether totals agree but for folded norms, and all products are counted."""
        gone = self.parameters - self.found_parameters
        return 0 <= gone <= self.folded and self.found.known == self.multiply_adds

    def kept(self) -> dict[str, object]:
        """As it is kept for the page of results."""
        return {**asdict(self), "right": self.is_right}

    def __str__(self) -> str:
        return (
            f"{self.format:9} {self.name:18} {self.parameters:12,} {self.folded:9,} "
            f"{self.found_parameters:12,} {self.multiply_adds:15,} {self.found.known:15,} "
            f"{self.found.unknown_nodes:4} {self.seconds:7.3f} {'' if self.is_right else 'WRONG'}"
        )


def _measured(path: Path) -> tuple[int, Total, float]:
    netscribe.read(path)
    began = time.perf_counter()
    graph = netscribe.read(path)
    seconds = time.perf_counter() - began
    return graph.parameter_count, total_multiply_adds(graph), seconds


def from_keras(names: tuple[str, ...], folder: Path) -> Iterator[Row]:
    """TensorFlow Lite, with weights that no two of are equal."""
    import keras
    import numpy as np
    import tensorflow as tf

    random = np.random.default_rng(0)
    for name in names:
        # MobileNetV3 takes images of any size if it is not told one
        model = getattr(keras.applications, name)(weights=None, input_shape=(224, 224, 3))
        weights = [random.normal(0.5, 0.05, size=item.shape) for item in model.get_weights()]
        model.set_weights(weights)
        path = folder / f"{name}.tflite"
        path.write_bytes(tf.lite.TFLiteConverter.from_keras_model(model).convert())
        norms = [item for item in model.layers if isinstance(item, keras.layers.BatchNormalization)]
        live = netscribe.read(model)
        counted = total_multiply_adds(live).known
        folded = sum(norm.count_params() for norm in norms)
        yield Row("tflite", name, live.parameter_count, folded, counted, *_measured(path))


def from_torch(
    word: str, names: tuple[str, ...], convert: Callable[[object, object, str], Path]
) -> Iterator[Row]:
    """A format that PyTorch models are converted to; `convert` saves one and says where."""
    # defines two operators that torchvision asks for
    import tests.zoo.torchvision_operators  # noqa: F401
    import torch
    import torchvision
    from torch.utils.flop_counter import FlopCounterMode

    # converters trace a model, and find no fused attention in the trace
    torch.backends.mha.set_fastpath_enabled(False)
    for name in names:
        torch.manual_seed(0)
        model = getattr(torchvision.models, name)(weights=None).eval()
        for parameter in model.parameters():
            torch.nn.init.normal_(parameter, 0.5, 0.1)
        norms = [item for item in model.modules() if isinstance(item, torch.nn.BatchNorm2d)]
        example = torch.zeros(1, 3, 224, 224)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(example)
        path = convert(model, example, name)
        total = sum(parameter.numel() for parameter in model.parameters())
        folded = sum(norm.num_features for norm in norms)
        counted = counter.get_total_flops() // 2
        yield Row(word, name, total, folded, counted, *_measured(path))


def _openvino(names: tuple[str, ...], folder: Path) -> Iterator[Row]:
    import openvino

    def convert(model: object, example: object, name: str) -> Path:
        path = folder / f"{name}.xml"
        found = openvino.convert_model(model, example_input=example, input=[1, 3, 224, 224])
        openvino.save_model(found, path)
        return path

    return from_torch("openvino", names, convert)


def _coreml(kind: str, suffix: str) -> Callable[[tuple[str, ...], Path], Iterator[Row]]:
    def rows(names: tuple[str, ...], folder: Path) -> Iterator[Row]:
        import coremltools
        import torch

        def convert(model: object, example: object, name: str) -> Path:
            path = folder / f"{name}.{suffix}"
            traced = torch.jit.trace(model, example)
            given = [coremltools.TensorType("x", shape=(1, 3, 224, 224))]
            found = coremltools.convert(traced, inputs=given, convert_to=kind, skip_model_load=True)
            found.save(str(path))
            return path

        return from_torch(suffix, names, convert)

    return rows


FORMATS: dict[str, tuple[tuple[str, ...], Callable[[tuple[str, ...], Path], Iterator[Row]]]] = {
    "tflite": (KERAS, from_keras),
    "openvino": (TORCH, _openvino),
    "mlpackage": (TORCH, _coreml("mlprogram", "mlpackage")),
    "mlmodel": (TORCH[:3], _coreml("neuralnetwork", "mlmodel")),
}


def _one(word: str, name: str) -> int:
    """Converts, compares and keeps one model; 1 if a fact is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            (row,) = FORMATS[word][1]((name,), Path(folder))
        except Exception as error:  # noqa: BLE001 - the converter's own, or it is not there
            said = f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:160]}"
            ROWS.add({"format": word, "name": name, "failed": said})
            print(f"{word:9} {name:18} left out, {said}", flush=True)
            return 0
    ROWS.add(row.kept())
    print(row, flush=True)
    return int(not row.is_right)


def main(arguments: list[str]) -> int:
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    chosen = [word for word in arguments if word in FORMATS] or list(FORMATS)
    wrong = 0
    print("format    model                   live    folded         file   multiply-adds   file's")
    for word in chosen:
        for name in FORMATS[word][0]:
            if only in name:
                wrong += _one(word, name)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
