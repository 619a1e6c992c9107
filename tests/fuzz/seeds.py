"""The small real files that are changed: one or more of every format that the house reads.

In: nothing. Out: seeds by format, each with its bytes and the name that its reader expects.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data"
#: Larger files say nothing that a smaller one does not.
_LARGEST = 200_000

_FORMATS = {
    "keras": ("examples/cnn.keras", "examples/residual.keras"),
    "keras-h5": ("tests/data/keras/*.h5",),
    "onnx": ("tests/data/onnx/*.onnx",),
    "graphdef": ("tests/data/tensorflow/*.pb",),
    "savedmodel": ("tests/data/tensorflow/*/saved_model.pb",),
    "tflite": ("tests/data/tflite/*.tflite",),
    "openvino": ("tests/data/openvino/*.xml",),
    "coreml": ("tests/data/coreml/*.mlmodel", "tests/data/coreml/*/Data/*/model.mlmodel"),
    "gguf": ("tests/data/gguf/*.gguf",),
    "torch": ("tests/data/torch/*.pt", "tests/data/torch/*.pt2"),
    "safetensors": ("tests/data/torch/*.safetensors",),
}


@dataclass(frozen=True)
class Seed:
    """One file: its format, its name, its bytes."""

    format: str
    name: str
    content: bytes

    @property
    def suffix(self) -> str:
        """What the name ends in."""
        return Path(self.name).suffix


def seeds() -> dict[str, tuple[Seed, ...]]:
    """All seeds that are there, by format, in a fixed order."""
    found = {
        word: tuple(
            Seed(word, path.name, path.read_bytes())
            for pattern in patterns
            for path in sorted(ROOT.glob(pattern))
            if path.stat().st_size <= _LARGEST
        )
        for word, patterns in _FORMATS.items()
    }
    config = _keras_json(found["keras"])
    return {**{word: items for word, items in found.items() if items}, "keras-json": config}


def _keras_json(archives: tuple[Seed, ...]) -> tuple[Seed, ...]:
    """The configuration inside of a Keras archive, as a file of its own."""
    import io
    import zipfile

    found = []
    for seed in archives:
        with zipfile.ZipFile(io.BytesIO(seed.content)) as archive:
            found.append(Seed("keras-json", "config.json", archive.read("config.json")))
    return tuple(found)
