"""Round trips of the whole gallery, and of 200 mutants of it.

`python -m tests.zoo.round_trips [gallery] [mutants]` draws each network with default options, reads
the picture back and compares; exit status 1 if one says something else than its network. Needs no
library of models.
"""

from __future__ import annotations

import sys
import time

from tests.models.architectures.stored import names, stored
from tests.round_trip.check import round_trip
from tests.round_trip.mutants import mutant

from netscribe.graph.types import Graph

MUTANTS = 200


def main(parts: list[str]) -> int:
    failed = 0
    if not parts or "gallery" in parts:
        failed += sum(_fails(name, stored(name)) for name in names())
    if not parts or "mutants" in parts:
        parents = names()
        for seed in range(MUTANTS):
            parent = parents[seed % len(parents)]
            failed += _fails(f"{parent} mutant {seed}", mutant(stored(parent), seed))
    print(f"{failed} pictures say something else than their network")
    return 1 if failed else 0


def _fails(name: str, graph: Graph) -> bool:
    start = time.perf_counter()
    try:
        found = round_trip(graph)
    except Exception as error:  # noqa: BLE001 - one row of the table
        found = [f"{type(error).__name__}: {error}"]
    seconds = time.perf_counter() - start
    print(f"{name:<36}{seconds:6.1f} s  {'ok' if not found else found[0][:300]}", flush=True)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
