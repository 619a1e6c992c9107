"""`make bench`: start-up, growth with size, files, layout beside other engines, and so on.

`python -m benchmarks [startup] [growth] [figures] [files] [layout] [keras] [onnx]` runs the tables
named, or all.
"""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable

from benchmarks import against_keras, figures, files, growth, onnx, startup
from benchmarks.layout import __main__ as layout

TABLES: dict[str, tuple[str, Callable[[], None]]] = {
    "startup": ("Start-up, median of whole processes", startup.print_table),
    "growth": ("Growth with drawn nodes, seconds per stage", growth.print_table),
    "figures": ("Choosing a figure and composing it, processor seconds", figures.print_table),
    "files": ("Files of many cards", files.print_table),
    "layout": ("Layout: netscribe, dot, ELK, dagre on the same graphs", layout.print_table),
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
