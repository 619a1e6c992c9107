"""`make bench`: start-up, growth with size, and netscribe beside plot_model, ONNX beside onnx.load.

`python -m benchmarks [startup] [growth] [keras] [onnx]` runs the tables named, else all.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable

from benchmarks import against_keras, growth, onnx, startup

TABLES: dict[str, tuple[str, Callable[[], None]]] = {
    "startup": ("Start-up, median of whole processes", startup.print_table),
    "growth": ("Growth with drawn nodes, seconds per stage", growth.print_table),
    "keras": ("netscribe beside keras.utils.plot_model, medians", against_keras.print_table),
    "onnx": ("ONNX files beside onnx.load: seconds, and memory above the start", onnx.print_table),
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        print(f"unknown table {unknown[0]!r}; expected: {', '.join(TABLES)}", file=sys.stderr)
        return 2
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    print(f"Python {platform.python_version()}, {os.cpu_count()} processors")
    for name in names or TABLES:
        title, print_table = TABLES[name]
        print(f"\n== {title}", flush=True)
        print_table()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
