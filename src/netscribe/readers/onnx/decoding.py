"""Turns the message of an ONNX file into records.

In: a message over a mapped file. Out: `ModelRecord`. Follows onnx.proto; knows field numbers, and
nothing of what operators mean. What is not drawn (documentation, stack traces, bytes of weights) is
skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from netscribe.errors import ReadError
from netscribe.readers.onnx.records import (
    FunctionRecord,
    GraphRecord,
    Many,
    ModelRecord,
    NodeRecord,
    Reference,
    TensorRecord,
)
from netscribe.readers.onnx.tensor_content import MOST_AXES, in_short, tensor_of
from netscribe.readers.onnx.type_decoding import type_of, value_of
from netscribe.readers.protobuf import BYTES, FIXED32, Field, Message

#: Lists in attributes that are longer (trees, vocabularies) are counted, not kept.
LONGEST_ATTRIBUTE = 512
Record = TypeVar("Record")
_SCOPES = b"pkg.torch.onnx.name_scopes"
_CLASSES = b"pkg.torch.onnx.class_hierarchy"
_SIGNATURE = b"pkg.torch.export.ExportedProgram.graph_signature"
_LISTED = re.compile(r": (PARAMETER|BUFFER) target='([^'\n]*)'")
_LONGEST_SIGNATURE = 2**24
_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")
_LONGEST_WORD = 4096


def model_of(message: Message) -> ModelRecord:
    """The model that a file holds.

    Raises:
        ReadError: it is damaged, or holds no graph.
    """
    fields = message.by_number()
    if 7 not in fields:
        raise ReadError(
            f"{message.where}: an ONNX model without a graph", hint="export the model again"
        )
    producer, version = (_last_text(message, fields.get(number)) for number in (2, 3))
    return ModelRecord(
        graph=graph_of(message.inner(fields[7][-1])),
        opsets=_opsets(message, fields.get(8, ())),
        functions=tuple(_function(message.inner(item)) for item in fields.get(25, ())),
        ir_version=fields[1][-1].value if 1 in fields else 0,
        producer=producer,
        producer_version=version,
    )


def graph_of(message: Message) -> GraphRecord:
    """A GraphProto."""
    fields = message.by_number()
    sparse = [_sparse(message.inner(item)) for item in fields.get(15, ())]
    stored = [tensor_of(message.inner(item)) for item in fields.get(5, ())]
    told = _signature(message, fields.get(16, ()))
    return GraphRecord(
        name=_last_text(message, fields.get(2)),
        nodes=_each(message, fields.get(1, ()), _node),
        initializers=(*stored, *sparse),
        inputs=_each(message, fields.get(11, ()), value_of),
        outputs=_each(message, fields.get(12, ()), value_of),
        values=_each(message, fields.get(13, ()), value_of),
        parameters=frozenset(name for word, name in told if word == "PARAMETER"),
        buffers=frozenset(name for word, name in told if word == "BUFFER"),
    )


def _signature(message: Message, items: Iterable[Field]) -> list[tuple[str, str]]:
    """What PyTorch's exporter calls a parameter and what a buffer: (word, name)."""
    found: list[tuple[str, str]] = []
    for item in items:
        inner = message.inner(item)
        fields = inner.by_number()
        told = 1 in fields and fields[1][-1].length == len(_SIGNATURE) and 2 in fields
        if told and inner.content(fields[1][-1]) == _SIGNATURE:
            text = inner.text(fields[2][-1], longest=_LONGEST_SIGNATURE)
            found += _LISTED.findall(text)
    return found


def _each(
    message: Message, items: Iterable[Field], read: Callable[[Message], Record]
) -> tuple[Record, ...]:
    return tuple(read(message.inner(item)) for item in items)


def _last_text(message: Message, items: list[Field] | None) -> str:
    return message.text(items[-1]) if items else ""


def _texts(message: Message, items: Iterable[Field]) -> tuple[str, ...]:
    return tuple(message.text(item) for item in items)


def _opsets(message: Message, items: Iterable[Field]) -> dict[str, int]:
    """Version by domain; ai.onnx is the domain without a name."""
    found: dict[str, int] = {}
    for item in items:
        inner = message.inner(item)
        fields = inner.by_number()
        domain = _last_text(inner, fields.get(1))
        version = inner.integer(fields[2][-1]) if 2 in fields else 0
        found[plain_domain(domain)] = version
    return found


def plain_domain(domain: str) -> str:
    """ "ai.onnx" is another name of the domain without a name."""
    return "" if domain == "ai.onnx" else domain


def _sparse(message: Message) -> TensorRecord:
    """A SparseTensorProto; its name is that of its values, its shape its own."""
    fields = message.by_number()
    values = tensor_of(message.inner(fields[1][-1])) if 1 in fields else TensorRecord("", "", ())
    dims = tuple(size for item in fields.get(3, ()) for size in message.integers(item))
    shape = tuple(max(size, 0) for size in dims[:MOST_AXES])
    return TensorRecord(values.name, values.dtype, shape, None, values.external)


def _function(message: Message) -> FunctionRecord:
    fields = message.by_number()
    defaults = [_attribute(message.inner(item)) for item in fields.get(11, ())]
    return FunctionRecord(
        name=_last_text(message, fields.get(1)),
        domain=plain_domain(_last_text(message, fields.get(10))),
        overload=_last_text(message, fields.get(13)),
        inputs=_texts(message, fields.get(4, ())),
        outputs=_texts(message, fields.get(5, ())),
        defaults=dict(defaults),
        nodes=_each(message, fields.get(7, ()), _node),
        values=_each(message, fields.get(12, ()), value_of),
        opsets=_opsets(message, fields.get(9, ())),
    )


def _node(message: Message) -> NodeRecord:
    """One pass over the fields: there are as many of these as there are nodes."""
    inputs: list[str] = []
    outputs: list[str] = []
    words = {3: "", 4: "", 7: "", 8: ""}
    attributes: dict[str, object] = {}
    scopes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    for item in message.fields():
        number = item.number
        if number == 1:
            inputs.append(message.text(item))
        elif number == 2:
            outputs.append(message.text(item))
        elif number in words:
            words[number] = message.text(item)
        elif number == 5:
            name, value = _attribute(message.inner(item))
            attributes[name] = value
        elif number == 9:
            key, listed = _property(message.inner(item))
            scopes = listed if key == _SCOPES else scopes
            classes = listed if key == _CLASSES else classes
    return NodeRecord(
        name=words[3],
        op_type=words[4],
        domain=plain_domain(words[7]),
        overload=words[8],
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        attributes=attributes,
        scopes=scopes,
        classes=classes,
    )


def _property(message: Message) -> tuple[bytes, tuple[str, ...]]:
    """The key of a property, and the quoted words of its value if it is one that is read."""
    key, value = b"", None
    for item in message.fields():
        if item.number == 1 and item.length < 64:
            key = message.content(item)
        elif item.number == 2:
            value = item
    if key not in (_SCOPES, _CLASSES) or value is None or value.length > 16 * _LONGEST_WORD:
        return b"", ()
    return key, tuple(one or other for one, other in _QUOTED.findall(message.text(value)))


# Attributes.


def _attribute(message: Message) -> tuple[str, object]:
    """The name and value of an AttributeProto."""
    fields = message.by_number()
    name = _last_text(message, fields.get(1))
    if 21 in fields:
        return name, Reference(message.text(fields[21][-1]))
    kind = fields[20][-1].value if 20 in fields else 0
    number = _FIELD_OF_KIND.get(kind) or next((one for one in _READS if one in fields), 0)
    if number not in _READS:
        return name, None
    return name, _READS[number](message, fields.get(number, []))


def _word(message: Message, item: Field) -> str:
    """Text attributes may hold whole programs; what is that long is cut."""
    if item.wire == BYTES and item.length > _LONGEST_WORD:
        item = item._replace(end=item.value + _LONGEST_WORD)
    return message.text(item)


def _number(message: Message, items: list[Field]) -> object:
    if not items:
        return 0
    if items[-1].wire == FIXED32:
        return in_short(message.float32(items[-1]))
    return message.integer(items[-1])


def _floats(message: Message, items: list[Field]) -> object:
    size = sum(item.length // 4 for item in items)
    if size > LONGEST_ATTRIBUTE:
        return Many(size)
    return tuple(in_short(number) for item in items for number in message.floats(item))


def _integers(message: Message, items: list[Field]) -> object:
    packed = sum(item.length for item in items if item.wire == BYTES)
    if len(items) > LONGEST_ATTRIBUTE or packed > 10 * LONGEST_ATTRIBUTE:
        return Many(len(items) + packed)
    found = tuple(number for item in items for number in message.integers(item))
    return found if len(found) <= LONGEST_ATTRIBUTE else Many(len(found))


def _strings(message: Message, items: list[Field]) -> object:
    if len(items) > LONGEST_ATTRIBUTE:
        return Many(len(items))
    return tuple(_word(message, item) for item in items)


def _several(read: Callable[[Message], object]) -> Callable[[Message, list[Field]], object]:
    def several(message: Message, items: list[Field]) -> object:
        if len(items) > LONGEST_ATTRIBUTE:
            return Many(len(items))
        return _each(message, items, read)

    return several


def _one(read: Callable[[Message], object]) -> Callable[[Message, list[Field]], object]:
    def one(message: Message, items: list[Field]) -> object:
        return read(message.inner(items[-1])) if items else None

    return one


def _text(message: Message, items: list[Field]) -> object:
    return _word(message, items[-1]) if items else ""


#: By the number of the field that holds the value.
_READS: dict[int, Callable[[Message, list[Field]], object]] = {
    2: _number,
    3: _number,
    4: _text,
    5: _one(tensor_of),
    6: _one(graph_of),
    7: _floats,
    8: _integers,
    9: _strings,
    10: _several(tensor_of),
    11: _several(graph_of),
    22: _one(_sparse),
    23: _several(_sparse),
    14: _one(type_of),
    15: _several(type_of),
}
#: AttributeProto.AttributeType -> the field.
_FIELD_OF_KIND = {
    1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 10, 10: 11, 11: 22, 12: 23, 13: 14, 14: 15,
}  # fmt: skip
