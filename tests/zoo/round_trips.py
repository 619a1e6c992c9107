"""Round trips of the whole gallery, and of 200 mutants of it.

`python -m tests.zoo.round_trips [gallery] [mutants] [--page FILE]` draws each network with default
options, reads the picture back and compares; exit status 1 if one says something else than its
network. `--page` stores the result. Two processes share the work. Needs no library of models.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.models.architectures.stored import names, stored
from tests.round_trip.check import round_trip
from tests.round_trip.mutants import mutant

MUTANTS = 200
_PROCESSES = 2
_PAGE = """# Pictures read back

`make zoo-figures` measures this: the default figure of each network of the gallery is drawn, its
SVG decoded by hooks and texts alone, repeats and block cards written out, and the result compared
with the folded graph that was drawn: facts, wiring, order of arguments, counts of parameters
(decision 55). So are {mutants} mutants, with a few facts changed at random places.

{gallery}

{mutated}

| network | its figure | figures of its mutants |
|---|---|---|
{rows}
{wrong}"""


@dataclass(frozen=True)
class Trip:
    """One round trip: of a stored network, or of its mutant of a seed; `found` is what differs."""

    network: str
    seed: int | None
    found: str = ""
    seconds: float = 0.0

    @property
    def name(self) -> str:
        return self.network if self.seed is None else f"{self.network} mutant {self.seed}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="round_trips")
    parser.add_argument("parts", nargs="*", choices=["gallery", "mutants", []])
    parser.add_argument("--page", default="")
    given = parser.parse_args(arguments)
    parts = given.parts or ["gallery", "mutants"]
    parents = names()
    wanted = [Trip(name, None) for name in parents if "gallery" in parts]
    wanted += [
        Trip(parents[seed % len(parents)], seed) for seed in range(MUTANTS) if "mutants" in parts
    ]
    made: list[Trip] = []
    with ProcessPoolExecutor(_PROCESSES) as pool:
        for trip in pool.map(travelled, wanted):
            made.append(trip)
            print(f"{trip.name:<36}{trip.seconds:6.1f} s  {trip.found[:300] or 'ok'}", flush=True)
    failed = sum(bool(trip.found) for trip in made)
    print(f"{failed} of {len(made)} pictures say something else than their network")
    if given.page:
        Path(given.page).write_text(_page(made), "utf-8")
    return 1 if failed else 0


def travelled(trip: Trip) -> Trip:
    """The trip with what was found."""
    parent = stored(trip.network)
    graph = parent if trip.seed is None else mutant(parent, trip.seed)
    start = time.process_time()
    try:
        found = round_trip(graph)
    except Exception as error:  # noqa: BLE001 - one row of the table
        found = [f"{type(error).__name__}: {error}"]
    return Trip(trip.network, trip.seed, "".join(found[:1]), time.process_time() - start)


def _page(trips: Sequence[Trip]) -> str:
    gallery = [trip for trip in trips if trip.seed is None]
    mutants = [trip for trip in trips if trip.seed is not None]
    rows = [_row(name, trips) for name in dict.fromkeys(trip.network for trip in trips)]
    wrong = [f"- {trip.name}: {trip.found[:300]}" for trip in trips if trip.found]
    return _PAGE.format(
        mutants=MUTANTS,
        gallery=f"Of the gallery {_right(gallery)} figures say their network.",
        mutated=f"Of the mutants {_right(mutants)} figures say theirs.",
        rows="\n".join(rows),
        wrong="\n".join(["", "What differs:", "", *wrong, ""]) if wrong else "",
    )


def _row(name: str, trips: Sequence[Trip]) -> str:
    own = [trip for trip in trips if trip.network == name]
    whole = [trip for trip in own if trip.seed is None]
    mutants = [trip for trip in own if trip.seed is not None]
    said = "" if not whole else "differs" if whole[0].found else "the same"
    return f"| {stored(name).name} | {said} | {_right(mutants)} |"


def _right(trips: Sequence[Trip]) -> str:
    return f"{sum(not trip.found for trip in trips)} of {len(trips)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
