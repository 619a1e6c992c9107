"""keras.applications saved by Keras 2 and Keras 3 in every old and new way, read back.

`python -m tests.zoo.saved_models [NAME...]` prints for each network: HDF5 of Keras 2 against the
live model; a SavedModel of Keras 2 by its metadata, and by its graph alone; Keras 3's export. Needs
TensorFlow and tf_keras. Exit status 1 if a total or a count of multiply-adds is not the live one's.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.zoo.kept_rows import KeptRows

import netscribe
from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph

NAMES = ("MobileNetV2", "MobileNetV3Small", "ResNet50", "DenseNet121", "InceptionV3", "Xception",
         "NASNetMobile", "EfficientNetB0", "EfficientNetV2B0", "ConvNeXtTiny")  # fmt: skip
ROWS = KeptRows("saved", ("name", "way"))


@dataclass(frozen=True)
class Row:
    """One file: whether its facts are the live model's."""

    name: str
    way: str
    parameters: bool
    multiply_adds: bool
    nodes: int
    seconds: float

    @property
    def is_right(self) -> bool:
        """Whether both totals agree."""
        return self.parameters and self.multiply_adds

    def __str__(self) -> str:
        wrong = "" if self.is_right else "WRONG"
        return f"{self.name:18} {self.way:26} {self.nodes:6} {self.seconds:7.3f} {wrong}"


def _row(name: str, way: str, path: Path, live: Graph) -> Row:
    netscribe.read(path)
    began = time.perf_counter()
    graph = netscribe.read(path)
    seconds = time.perf_counter() - began
    counted = live.parameter_count
    if way.endswith("graph"):
        counted -= _constants(live)
    same = total_multiply_adds(graph) == total_multiply_adds(live)
    return Row(name, way, graph.parameter_count == counted, same, len(graph.nodes), seconds)


def _constants(live: Graph) -> int:
    """Statistics of inputs, which a graph holds as constants and not as variables."""
    held = {
        parameter
        for node in live.nodes
        if node.op.kind is Kind.PREPROCESS
        for parameter in node.parameters
    }
    return sum(live.parameter[parameter].size or 0 for parameter in held)


def rows(name: str, folder: Path) -> Iterator[Row]:
    """All ways to save one network."""
    import keras
    import tf_keras

    before: Any = getattr(tf_keras.applications, name)(weights=None)
    live = netscribe.read(before)
    before.save(folder / "net.h5")
    yield _row(name, "Keras 2, HDF5", folder / "net.h5", live)
    before.save(folder / "saved", save_format="tf", include_optimizer=False)
    yield _row(name, "Keras 2, metadata", folder / "saved", live)
    (folder / "saved" / "keras_metadata.pb").unlink()
    yield _row(name, "Keras 2, graph", folder / "saved", live)
    tf_keras.backend.clear_session()
    today: Any = getattr(keras.applications, name)(weights=None)
    today.export(folder / "exported", verbose=False)
    yield _row(name, "Keras 3, export: graph", folder / "exported", netscribe.read(today))
    keras.backend.clear_session()


def main(names: list[str]) -> int:
    """Prints the table; 1 if a row is wrong."""
    os.environ.setdefault("KERAS_BACKEND", "tensorflow")
    wrong = 0
    for name in names or NAMES:
        with tempfile.TemporaryDirectory() as folder:
            for row in rows(name, Path(folder)):
                print(row, flush=True)
                ROWS.add({**asdict(row), "right": row.is_right})
                wrong += not row.is_right
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
