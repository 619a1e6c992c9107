"""Reads the well-known architectures live, and stores their graphs for the tests and the gallery.

    python tools/build_graphs.py [NAME...]

Needs the zoo's libraries (torchvision, transformers) and Keras. What is written is checked by
`make zoo-torch`.
"""

from __future__ import annotations

import os
import sys
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("KERAS_BACKEND", "torch")

from tests.models.architectures.stored import FOLDER, packed, path_of  # noqa: E402
from tests.models.architectures.table import ARCHITECTURES  # noqa: E402
from tests.zoo.stored_graphs import live  # noqa: E402


def main(names: list[str]) -> int:
    warnings.simplefilter("ignore")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names or ARCHITECTURES:
        started = time.perf_counter()
        graph = live(name)
        path_of(name).write_bytes(packed(graph))
        print(
            f"{name:<24}{len(graph.nodes):>6} operations {graph.parameter_count:>15,} parameters"
            f" {path_of(name).stat().st_size:>8,} bytes {time.perf_counter() - started:6.1f} s",
            flush=True,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
