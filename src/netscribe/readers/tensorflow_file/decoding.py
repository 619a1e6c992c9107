"""Decodes TensorFlow's messages: SavedModel, MetaGraphDef, GraphDef, FunctionDef, NodeDef.

In: a `Message` over the mapped file. Out: a `ListedGraph`. Field numbers follow the public .proto
files under tensorflow/core/framework and tensorflow/core/protobuf. Numbers of large constants are
never touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from netscribe.graph.types import Shape, TensorType
from netscribe.readers.protobuf import BYTES, VARINT, Field, Message, signed
from netscribe.readers.tensorflow_file.constants import held_tensor
from netscribe.readers.tensorflow_file.records import (
    Called,
    ListedFunction,
    ListedGraph,
    ListedNode,
    Signature,
    dtype_word,
)
from netscribe.readers.tensorflow_file.shape_fields import shape_in

_LONGEST_WORD = 4096
#: Attributes that say how a graph is run, placed or compiled.
_RUNNING = frozenset(
    ("config_proto", "config", "executor_type", "_class", "_collective_manager_ids", "shared_name_")
)


def saved_model(message: Message) -> ListedGraph:
    """The graph of a SavedModel: of the one for serving, or of the first."""
    graphs = [_meta_graph(message.inner(item)) for item in message.by_number().get(2, [])]
    serving = [graph for graph in graphs if "serve" in graph.tags]
    return (serving or graphs or [ListedGraph({})])[0]


def _meta_graph(message: Message) -> ListedGraph:
    fields = message.by_number()
    graph = graph_def(message.inner(fields[2][0])) if 2 in fields else ListedGraph({})
    tags, version = _meta_info(message, fields)
    signatures = tuple(
        _signature(*entry) for item in fields.get(5, []) for entry in _entries(message, item)
    )
    return ListedGraph(
        nodes=graph.nodes,
        functions=graph.functions,
        signatures=signatures,
        frozen_variables=_frozen_variables(message, fields),
        version=version,
        tags=tags,
    )


def _meta_info(message: Message, fields: Mapping[int, list[Field]]) -> tuple[tuple[str, ...], str]:
    if 1 not in fields:
        return (), ""
    inner = message.inner(fields[1][0])
    found = inner.by_number()
    tags = tuple(inner.text(item, longest=_LONGEST_WORD) for item in found.get(4, []))
    version = inner.text(found[5][0], longest=_LONGEST_WORD)[:40] if 5 in found else ""
    return tags, version


def _frozen_variables(message: Message, fields: Mapping[int, list[Field]]) -> frozenset[str]:
    """Names of the variables that the object graph calls not trainable."""
    found: set[str] = set()
    for graph in fields.get(7, []):
        objects = message.inner(graph)
        for item in objects.fields():
            if item.number == 1 and item.wire == BYTES:
                found.update(_frozen_variable(objects.inner(item)))
    return frozenset(found)


def _frozen_variable(message: Message) -> Iterator[str]:
    for item in message.fields():
        if item.number == 7 and item.wire == BYTES:
            variable = message.inner(item)
            fields = variable.by_number()
            if 6 in fields and not (3 in fields and fields[3][0].value):
                yield variable.text(fields[6][0], longest=_LONGEST_WORD)


def _entries(message: Message, item: Field) -> Iterator[tuple[str, Message]]:
    """The key and the message of one entry of a map."""
    entry = message.inner(item)
    fields = entry.by_number()
    if 1 in fields and 2 in fields:
        yield entry.text(fields[1][0], longest=_LONGEST_WORD), entry.inner(fields[2][0])


def _signature(key: str, message: Message) -> Signature:
    fields = message.by_number()
    sides = [
        tuple(
            (name, *_tensor_info(info))
            for item in fields.get(number, [])
            for name, info in _entries(message, item)
        )
        for number in (1, 2)
    ]
    method = message.text(fields[3][0], longest=_LONGEST_WORD) if 3 in fields else ""
    return Signature(key, sides[0], sides[1], method)


def _tensor_info(message: Message) -> tuple[str, TensorType]:
    fields = message.by_number()
    name = message.text(fields[1][0], longest=_LONGEST_WORD) if 1 in fields else ""
    dtype = dtype_word(fields[2][0].value) if 2 in fields else ""
    shape = shape_in(message.inner(fields[3][0])) if 3 in fields else None
    return name, TensorType(dtype, shape)


Made = TypeVar("Made")


class Decoded(Mapping[str, Made]):
    """Parts of a message by name, each decoded when it is first asked for."""

    def __init__(self, parts: Mapping[str, Message], decode: Callable[[Message], Made]) -> None:
        self._parts = parts
        self._decode = decode
        self._made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        if name not in self._made:
            self._made[name] = self._decode(self._parts[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)


def graph_def(message: Message) -> ListedGraph:
    """The nodes and functions of a GraphDef; to be used while the file is open."""
    nodes: dict[str, Message] = {}
    functions: dict[str, Message] = {}
    for item in message.fields():
        if item.number == 1:
            node = message.inner(item)
            nodes[_first_text(node)] = node
        elif item.number == 2:
            library = message.inner(item)
            for inner in library.fields():
                if inner.number == 1:
                    function = library.inner(inner)
                    functions[_function_word(function)] = function
    return ListedGraph(Decoded(nodes, _node), Decoded(functions, _function))


def _first_text(message: Message) -> str:
    """The name, which is field 1 of nodes and of signatures."""
    for item in message.fields():
        if item.number == 1:
            return message.text(item, longest=_LONGEST_WORD)
    return ""


def _function_word(message: Message) -> str:
    for item in message.fields():
        if item.number == 1:
            return _first_text(message.inner(item))
    return ""


def _node(message: Message) -> ListedNode:
    """A NodeDef; of several names the first counts, by which it is listed."""
    op = ""
    inputs: list[str] = []
    attributes: dict[str, object] = {}
    for item in message.fields():
        if item.number == 2:
            op = message.text(item, longest=_LONGEST_WORD)
        elif item.number == 3:
            inputs.append(message.text(item, longest=_LONGEST_WORD))
        elif item.number == 5:
            for key, value in _entries(message, item):
                if key not in _RUNNING:
                    attributes[key] = attribute_value(value)
    return ListedNode(_first_text(message), op, tuple(inputs), attributes)


def _function(message: Message) -> ListedFunction:
    fields = message.by_number()
    signature = message.inner(fields[1][0]) if 1 in fields else None
    parts = signature.by_number() if signature is not None else {}
    name, inputs, dtypes, outputs = "", [], [], []
    if signature is not None:
        name = signature.text(parts[1][0], longest=_LONGEST_WORD) if 1 in parts else ""
        inputs = [_argument(signature.inner(item)) for item in parts.get(2, [])]
        outputs = [_argument(signature.inner(item))[0] for item in parts.get(3, [])]
        dtypes = [dtype for _, dtype in inputs]
    returned = dict(pair for item in fields.get(4, []) for pair in _text_entry(message.inner(item)))
    shapes = _argument_shapes(message, fields)
    nodes = [message.inner(item) for item in fields.get(3, [])]
    return ListedFunction(
        name=name,
        inputs=tuple(argument for argument, _ in inputs),
        types=tuple(TensorType(dtype, shapes.get(at)) for at, dtype in enumerate(dtypes)),
        outputs=tuple(returned.get(output, output) for output in outputs),
        nodes=Decoded({_first_text(node): node for node in nodes}, _node),
    )


def _argument(message: Message) -> tuple[str, str]:
    fields = message.by_number()
    name = message.text(fields[1][0], longest=_LONGEST_WORD) if 1 in fields else ""
    return name, dtype_word(fields[3][0].value) if 3 in fields else ""


def _text_entry(entry: Message) -> Iterator[tuple[str, str]]:
    fields = entry.by_number()
    if 1 in fields and 2 in fields:
        key, value = (entry.text(fields[at][0], longest=_LONGEST_WORD) for at in (1, 2))
        yield key, value


def _argument_shapes(message: Message, fields: Mapping[int, list[Field]]) -> dict[int, Shape]:
    """The shapes of arguments, by position, where the file tells them."""
    found: dict[int, Shape] = {}
    for item in fields.get(7, []):
        entry = message.inner(item)
        parts = entry.by_number()
        place = parts[1][0].value if 1 in parts else 0
        if 2 not in parts:
            continue
        attributes = entry.inner(parts[2][0])
        for inner in attributes.fields():
            for key, value in _entries(attributes, inner):
                shapes = attribute_value(value) if key == "_output_shapes" else ()
                if isinstance(shapes, tuple) and shapes and isinstance(shapes[0], tuple):
                    found[place] = shapes[0]
    return found


# Attributes.


def attribute_value(message: Message) -> object:
    """The plain value of an AttrValue; None for what is of no use here."""
    for item in message.fields():
        if item.number == 1 and item.wire == BYTES:
            return _list_value(message.inner(item))
        reader = _SCALARS.get(item.number)
        if reader is not None:
            return reader(message, item)
    return None


def _list_value(message: Message) -> tuple[object, ...]:
    found: list[object] = []
    for item in message.fields():
        reader = _SCALARS.get(item.number if item.number != 9 else 10)
        if item.number in (3, 6) and item.wire == BYTES:
            numbers = message.integers(item)
            found.extend(numbers if item.number == 3 else map(dtype_word, numbers))
        elif item.number == 4 and item.wire == BYTES:
            found.extend(message.floats(item))
        elif item.number == 5 and item.wire == BYTES:
            found.extend(bool(number) for number in message.integers(item))
        elif reader is not None:
            found.append(reader(message, item))
    return tuple(found)


def _function_name(message: Message, item: Field) -> object:
    inner = message.inner(item)
    fields = inner.by_number()
    return Called(inner.text(fields[1][0], longest=_LONGEST_WORD)) if 1 in fields else None


def _word(message: Message, item: Field) -> object:
    if item.wire != BYTES or item.length > _LONGEST_WORD:
        return None
    return message.text(item, longest=_LONGEST_WORD)


def _number(message: Message, item: Field) -> object:
    return signed(item.value) if item.wire == VARINT else None


_SCALARS: Mapping[int, Callable[[Message, Field], object]] = {
    2: _word,
    3: _number,
    4: lambda message, item: message.float32(item),
    5: lambda message, item: bool(item.value),
    6: lambda message, item: dtype_word(item.value),
    7: lambda message, item: shape_in(message.inner(item)),
    8: lambda message, item: held_tensor(message.inner(item)),
    10: _function_name,
}
