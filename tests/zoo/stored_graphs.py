"""The stored graphs of well-known architectures are what the live models give today.

`python -m tests.zoo.stored_graphs [NAME...]` reads each model and compares; exit status 1 if one
differs. Needs the zoo's libraries; `python tools/build_graphs.py NAME` stores a graph anew.
"""

from __future__ import annotations

import os
import sys
import warnings

os.environ.setdefault("KERAS_BACKEND", "torch")

from tests.models.architectures.stored import stored
from tests.models.architectures.table import ARCHITECTURES

import netscribe as ns
from netscribe.graph.types import Graph


def live(name: str) -> Graph:
    """The graph of the live model."""
    entry = ARCHITECTURES[name]
    given = None if entry.inputs is None else entry.inputs()
    return ns.read(entry.build(), given, name=entry.title)


def main(names: list[str]) -> int:
    warnings.simplefilter("ignore")
    different = []
    for name in names or ARCHITECTURES:
        same = live(name) == stored(name)
        print(f"{name:<24}{'same' if same else 'DIFFERS'}", flush=True)
        if not same:
            different.append(name)
    print(f"{len(names or ARCHITECTURES)} graphs, {len(different)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
