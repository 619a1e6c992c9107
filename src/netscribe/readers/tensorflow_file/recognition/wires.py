"""Which operation makes and which read a tensor, while operations are replaced by layers.

In: operations in order. Out: lookups by tensor; the operations in which layers took the place of
what they were made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from netscribe.readers.netlist.operation import Operand, Operation


class Wires:
    """The operations of one graph by place; None where one was taken in by another."""

    def __init__(
        self,
        operations: Sequence[Operation],
        outputs: Iterable[str],
        weights: Mapping[str, Operand] = MappingProxyType({}),
    ) -> None:
        self._weights = weights
        self.operations: list[Operation | None] = list(operations)
        self._outputs = frozenset(outputs)
        self._makers: dict[str, int] = {}
        self._readers: dict[str, list[int]] = {}
        for place, operation in enumerate(operations):
            self._join(place, operation)

    def maker(self, operand: Operand | None) -> tuple[int, Operation] | None:
        """The place and the operation that makes a tensor."""
        place = None if operand is None else self._makers.get(operand.key)
        found = None if place is None else self.operations[place]
        return None if place is None or found is None else (place, found)

    def stored(self, operand: Operand) -> Operand:
        """A weight as the file holds it, before it was reshaped."""
        return self._weights.get(operand.key, operand)

    def readers(self, key: str) -> list[int]:
        """The places of what reads a tensor, in order."""
        return [
            place
            for place in self._readers.get(key, ())
            if (found := self.operations[place]) is not None
            and any(item is not None and item.key == key for item in found.inputs)
        ]

    def only_reader(self, key: str) -> tuple[int, Operation] | None:
        """What reads a tensor, if nothing else does and it is no result of the network."""
        places = self.readers(key)
        if key in self._outputs or len(places) != 1:
            return None
        found = self.operations[places[0]]
        return None if found is None else (places[0], found)

    def is_read_once(self, key: str) -> bool:
        """Whether one operation reads a tensor, and the network does not give it."""
        return self.only_reader(key) is not None

    def leaves(self, key: str, region: Iterable[int]) -> bool:
        """Whether anything outside of a region reads a tensor."""
        return key in self._outputs or not set(self.readers(key)) <= set(region)

    def replace(self, place: int, operation: Operation, gone: Iterable[int]) -> None:
        """Puts a layer in the place of its last operation; the others are taken in."""
        for other in gone:
            self.operations[other] = None
        self.operations[place] = operation
        self._join(place, operation)

    def listed(self) -> list[Operation]:
        """The operations that are left, in order."""
        return [item for item in self.operations if item is not None]

    def _join(self, place: int, operation: Operation) -> None:
        for operand in operation.outputs:
            self._makers[operand.key] = place
        for item in _there(operation.inputs):
            readers = self._readers.setdefault(item.key, [])
            if place not in readers:
                readers.append(place)


def flowing(operation: Operation) -> list[Operand]:
    """The inputs that are computed."""
    return [item for item in operation.inputs if item is not None and not item.constant]


def weights_in(operation: Operation) -> list[Operand]:
    """The inputs that are weights."""
    return [item for item in _there(operation.inputs) if is_learned(item)]


def is_learned(operand: Operand | None) -> bool:
    """Whether a tensor is a weight."""
    return operand is not None and operand.is_weight


def _there(operands: Iterable[Operand | None]) -> list[Operand]:
    return [operand for operand in operands if operand is not None]


def number_in(operation: Operation) -> float | None:
    """The single plain number among the inputs."""
    for item in operation.inputs:
        if item is not None and item.constant and not is_learned(item) and item.values:
            return float(item.values[0]) if len(item.values) == 1 else None
    return None
