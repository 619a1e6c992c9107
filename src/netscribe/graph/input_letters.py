"""Letters for the unknown sizes of a model's inputs.

In: a Graph whose inputs have None among their sizes. Out: their shapes with letters. B is the
batch of every input; every other unknown size gets a letter of its own, since nothing says that
two of them are equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import cast

from netscribe.graph.attributes import Convolution, Margins, Pool, Resize
from netscribe.graph.kinds import Kind
from netscribe.graph.steps import step_axes_of
from netscribe.graph.types import Dim, Graph, Node, Shape, TensorType

_SEQUENCE = "TSUV"
_OTHER = "NMKLPQRXYZGEAJ"
_SPATIAL = {1: "T", 2: "HW", 3: "DHW"}
_SIZED = (Kind.CONV, Kind.POOL, Kind.PAD, Kind.CROP, Kind.RESIZE)
_PASSING = (Kind.NORM, Kind.ACTIVATION, Kind.DROPOUT, Kind.IDENTITY, Kind.CAST, Kind.PREPROCESS)
#: How far to look for the convolution that tells where the channels are.
_LONGEST_LOOK = 32


class Letters:
    """Hands out letters, each once; B is the batch's alone."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {"B", *(character for dim in taken for character in dim)}

    def wanted(self, letter: str) -> str:
        """This letter if it is free, else another one."""
        return self._first((letter,)) or self.other()

    def sequence(self) -> str:
        """T, S, U, V, then others."""
        return self._first(_SEQUENCE) or self.other()

    def other(self) -> str:
        """N, M, K, ..., then N2, M2, ..."""
        found = self._first(_OTHER)
        numbered = (f"{letter}{round_}" for round_ in count(2) for letter in _OTHER)
        return found or self._first(numbered)

    def _first(self, letters: Iterable[str]) -> str:
        found = next((letter for letter in letters if letter not in self._taken), "")
        if found:
            self._taken.add(found)
        return found


def letters_for_inputs(graph: Graph, letters: Letters) -> dict[str, Shape]:
    """For each input value of known rank its shape, with letters for unknown sizes."""
    named: dict[str, Shape] = {}
    for port in graph.inputs:
        tensor_type = graph.value[port.value].type
        if tensor_type.shape is not None:
            roles = _roles(tensor_type, _first_use(graph, port.value))
            named[port.value] = _named_shape(tensor_type.shape, roles, letters)
    return named


def _named_shape(shape: Shape, roles: Sequence[str], letters: Letters) -> Shape:
    named: list[Dim] = []
    for dim, role in zip(shape, roles, strict=True):
        if dim is not None:
            named.append(dim)
        elif role == "B":
            named.append("B")
        elif role == "T":
            named.append(letters.sequence())
        else:
            named.append(letters.wanted(role) if role else letters.other())
    return tuple(named)


@dataclass(frozen=True, slots=True)
class _Use:
    """The operation that tells what an input's axes are; `steps` are those it does not see."""

    node: Node | None = None
    steps: int = 0


def _roles(tensor_type: TensorType, first_use: _Use) -> list[str]:
    """The letter that each axis would like to have; "" for no wish."""
    shape = tensor_type.shape or ()
    rank = len(shape)
    roles = [""] * rank
    if rank and (shape[0] is None or rank > 2):
        roles[0] = "B"
    is_sequence = rank == 3 or (rank == 2 and tensor_type.dtype.startswith(("int", "uint")))
    if rank >= 4:
        steps = first_use.steps or _own_steps(first_use.node)
        spatial = _SPATIAL.get(rank - 2 - steps, "")
        first = 1 + steps + (1 if _channels_first(first_use.node) else 0)
        roles[first : first + len(spatial)] = spatial
        roles[rank - 1 if not _channels_first(first_use.node) else 1 + steps] = "C"
        roles[1 : 1 + steps] = ["T"] * steps
    elif is_sequence:
        roles[1 + (rank == 3 and _channels_first(first_use.node))] = "T"
    return roles


def _own_steps(node: Node | None) -> int:
    """A recurrent layer over images goes through the time itself."""
    return int(node is not None and node.op.kind is Kind.RECURRENT)


def _channels_first(node: Node | None) -> bool:
    if node is None or node.op.kind not in _SIZED:
        return False
    return cast("Convolution | Pool | Resize | Margins", node.attributes).channels_first


def _first_use(graph: Graph, value: str) -> _Use:
    """The first operation, past those that keep the shape, that reads an input."""
    found = next((node for node in islice(_uses(graph, value), _LONGEST_LOOK) if node), None)
    return _Use(found, step_axes_of(graph, found)) if found else _Use()


def _uses(graph: Graph, value: str) -> Iterator[Node | None]:
    """None for each operation passed, then the one that tells what the axes are."""
    while True:
        readers = graph.consumers[value]
        if not readers:
            return
        node = graph.node[readers[0][0]]
        if node.op.kind not in _PASSING or step_axes_of(graph, node) or not node.outputs:
            yield node
            return
        yield None
        value = node.outputs[0]
