"""A TensorFlow Lite file as tables of subgraphs, tensors and operations.

In: a FlatBuffer. Out: records with every index checked. Numbers of weights are never touched; those
of small whole-number constants and of single numbers are read, since they say shapes and axes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.flatbuffer import Table, View
from netscribe.readers.netlist.operation import Number, Operand
from netscribe.readers.tflite.codes import CUSTOM, DTYPES, OPERATORS, OPTIONS

#: Shapes and axes have a few numbers; more is data.
_MOST_VALUES = 64
_LETTERS = {"int32": "i", "int64": "q", "float32": "f", "float64": "d", "int16": "h", "bool": "?"}
#: How many tensors or operations a file that anyone draws has at most.
_MOST_ITEMS = 2_000_000


@dataclass(frozen=True)
class Listed:
    """One operation of a subgraph: its word, its options, and positions of tensors (-1: none)."""

    word: str
    options: Mapping[str, object]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    custom: bool = False


@dataclass(frozen=True)
class Subgraph:
    """One graph of the file."""

    name: str
    tensors: tuple[Operand, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    operations: tuple[Listed, ...]
    variables: frozenset[int]


@dataclass(frozen=True)
class Signature:
    """A name for one way to call the file: names of inputs and outputs by tensor."""

    key: str
    subgraph: int
    inputs: Mapping[int, str]
    outputs: Mapping[int, str]


@dataclass(frozen=True)
class LiteModel:
    """The whole file."""

    description: str
    version: int
    subgraphs: tuple[Subgraph, ...]
    signatures: tuple[Signature, ...]


def model_of(view: View) -> LiteModel:
    """The file's tables.

    Raises:
        ReadError: an offset, an index or a length is not as it must be.
    """
    root = view.root()
    codes = [_code(table) for table in _some(root, 1)]
    buffers = list(_some(root, 4))
    subgraphs = tuple(
        _subgraph(table, index, codes, buffers) for index, table in enumerate(_some(root, 2))
    )
    if not subgraphs:
        view.refuse("no subgraph", 0)
    signatures = tuple(_signature(table) for table in _some(root, 7))
    return LiteModel(root.text(3), root.integer(0, "I"), subgraphs, signatures)


def _some(table: Table, number: int) -> Iterator[Table]:
    _, count = table.vector(number, 4)
    if count > _MOST_ITEMS:
        table.view.refuse(
            f"a list of {count:,} items, expected at most {_MOST_ITEMS:,}", table.place
        )
    return table.tables(number)


def _code(table: Table) -> tuple[str, bool]:
    """The operator's word, and whether it is somebody's own."""
    # codes below 127 once had one byte only, which old files still use alone
    code = max(table.integer(0, "b"), table.integer(3, "i"))
    if code == CUSTOM:
        return table.text(1) or "custom", True
    if 0 <= code < len(OPERATORS):
        return OPERATORS[code], False
    return f"operator {code}", True


def _subgraph(
    table: Table, index: int, codes: list[tuple[str, bool]], buffers: list[Table]
) -> Subgraph:
    rows = list(_some(table, 0))
    tensors = tuple(_tensor(row, f"{index}:{place}", buffers) for place, row in enumerate(rows))
    variables = frozenset(place for place, row in enumerate(rows) if row.flag(5))
    inputs = _checked(table, table.integers(1), len(tensors))
    made: set[int] = set(inputs)
    operations = []
    for row in _some(table, 3):
        listed = _operation(row, codes, len(tensors))
        made.update(listed.outputs)
        operations.append(listed)
    flowing = tuple(
        _as_flowing(tensor) if place in made else tensor for place, tensor in enumerate(tensors)
    )
    outputs = _checked(table, table.integers(2), len(tensors))
    return Subgraph(table.text(4), flowing, inputs, outputs, tuple(operations), variables)


def _as_flowing(tensor: Operand) -> Operand:
    """What an operation makes is no constant, whatever stands in its buffer."""
    if not tensor.constant:
        return tensor
    return Operand(tensor.key, tensor.type, tensor.name, quantized=tensor.quantized)


def _checked(table: Table, places: tuple[int, ...], count: int) -> tuple[int, ...]:
    for place in places:
        if not -1 <= place < count:
            table.view.refuse(f"tensor {place} of {count}", table.place)
    return places


def _tensor(table: Table, key: str, buffers: list[Table]) -> Operand:
    code = table.integer(1, "b")
    dtype = DTYPES[code] if 0 <= code < len(DTYPES) else ""
    has_rank = table.has(0) or table.flag(8)
    sizes: tuple[Dim, ...] = table.integers(0)
    signature = table.integers(7)
    if len(signature) == len(sizes):
        sizes = tuple(None if free < 0 else size for size, free in zip(sizes, signature))
    sizes = tuple(None if isinstance(size, int) and size < 0 else size for size in sizes)
    kind = TensorType(dtype, sizes if has_rank else None)
    name = table.text(3)
    quantization = table.table(4)
    scaled = quantization is not None and quantization.vector(2, 4)[1] > 0
    place = table.integer(2, "I")
    held = _held(buffers[place]) if 0 < place < len(buffers) else 0
    if not held:
        if table.integer(10, "I"):
            return Operand(key, kind, name, constant=True, quantized=scaled)
        return Operand(key, kind, name, quantized=scaled)
    values = _values(kind, buffers[place])
    return Operand(f"buffer {place} {dtype} {sizes}", kind, name, True, values, scaled)


def _held(buffer: Table) -> int:
    """How many bytes of numbers a buffer has, in the file's tables or behind them."""
    return buffer.vector(0, 1)[1] or buffer.integer(2, "Q")


def _values(kind: TensorType, buffer: Table) -> tuple[Number, ...] | None:
    """The numbers of a small constant; of real ones only a single number."""
    letter = _LETTERS.get(kind.dtype)
    start, length = buffer.vector(0, 1)
    if letter is None or kind.shape is None or not length:
        return None
    width = struct.calcsize(letter)
    count = length // width
    if count > (1 if letter in "fd" else _MOST_VALUES) or count * width != length:
        return None
    found: tuple[Number, ...] = struct.unpack(
        f"<{count}{letter}", buffer.view.buffer[start : start + length]
    )
    return found


def _operation(table: Table, codes: list[tuple[str, bool]], count: int) -> Listed:
    index = table.integer(0, "I")
    if index >= len(codes):
        table.view.refuse(f"operator {index} of {len(codes)}", table.place)
    word, custom = codes[index]
    inputs = _checked(table, table.integers(1), count)
    outputs = _checked(table, table.integers(2), count)
    if -1 in outputs:
        table.view.refuse("a result without a tensor", table.place)
    return Listed(word, _options(table, word), inputs, outputs, custom)


def _options(table: Table, word: str) -> dict[str, object]:
    found: dict[str, object] = {}
    options = table.table(4) if word in OPTIONS else None
    for name, number, letter in OPTIONS.get(word, ()) if options is not None else ():
        assert options is not None
        if not options.has(number):
            continue
        if letter.endswith("*"):
            found[name] = options.numbers(number, letter[0])
        elif letter == "f":
            found[name] = options.real(number)
        else:
            value = options.integer(number, "B" if letter == "?" else letter)
            found[name] = bool(value) if letter == "?" else value
    return found


def _signature(table: Table) -> Signature:
    sides = [
        {item.integer(1, "I"): item.text(0) for item in _some(table, number)} for number in (0, 1)
    ]
    return Signature(table.text(2), table.integer(4, "I"), sides[0], sides[1])
