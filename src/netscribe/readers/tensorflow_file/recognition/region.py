"""A region of operations that starts at one tensor and ends at one: the arithmetic of a layer.

In: the tensor and the types of operations that may belong to it. Out: step by step the region and
its end, whenever a single tensor leaves it. Grows along readers in the order of the graph.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from netscribe.readers.netlist.operation import Operand, Operation
from netscribe.readers.tensorflow_file.recognition.wires import Wires, flowing

#: No layer's arithmetic has more operations.
LARGEST = 40


@dataclass(frozen=True, slots=True)
class Region:
    """Places of operations in order; the last one makes the only tensor that leaves."""

    source: Operand
    places: tuple[int, ...]
    operations: tuple[Operation, ...]

    @property
    def last(self) -> Operation:
        """What makes the tensor that leaves."""
        return self.operations[-1]

    @property
    def types(self) -> frozenset[str]:
        """Types of its operations."""
        return frozenset(item.type_name for item in self.operations)

    def of_type(self, *names: str) -> list[Operation]:
        """Its operations of some types."""
        return [item for item in self.operations if item.type_name in names]


def regions_from(
    wires: Wires, source: Operand, allowed: Callable[[Operation], bool]
) -> Iterator[Region]:
    """Ever larger closed regions that begin at `source`."""
    inside = {source.key}
    places: list[int] = []
    waiting = wires.readers(source.key)
    heapq.heapify(waiting)
    seen = set(waiting)
    while waiting and len(places) < LARGEST:
        place = heapq.heappop(waiting)
        operation = wires.operations[place]
        if operation is None or len(operation.outputs) != 1 or not allowed(operation):
            continue
        if not all(item.key in inside for item in flowing(operation)):
            continue
        places.append(place)
        made = operation.outputs[0].key
        inside.add(made)
        for reader in wires.readers(made):
            if reader not in seen:
                seen.add(reader)
                heapq.heappush(waiting, reader)
        if _is_closed(wires, places, made):
            found = tuple(item for at in places if (item := wires.operations[at]) is not None)
            yield Region(source, tuple(places), found)


def _is_closed(wires: Wires, places: list[int], last: str) -> bool:
    """Whether only the last tensor leaves the region."""
    for place in places:
        operation = wires.operations[place]
        key = operation.outputs[0].key if operation is not None else ""
        if key != last and wires.leaves(key, places):
            return False
    return True
