"""A copy of a model's message without the bytes of its weights.

In: a message over a mapped file. Out: the bytes of the same model, in which tensors have names,
dtypes and shapes, and elements only where they are few. Nothing in it points at another file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from netscribe.readers.protobuf import BYTES, FIXED32, FIXED64, VARINT, Field, Message

#: What a model may hold beside its tensors: attributes, names, bodies.
LARGEST_COPY = 2**26
#: Sizes, axes and limits, as shape inference reads them.
_FEW_BYTES = 2**12
#: Fields of a TensorProto with its elements, and those that say where else they are.
_ELEMENTS = frozenset({4, 5, 6, 7, 9, 10, 11})
_ELSEWHERE = frozenset({13, 14})
#: By message the fields that are messages with tensors in them.
_INNER: Mapping[str, Mapping[int, str]] = {
    "model": {7: "graph", 25: "function"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "function": {7: "node", 11: "attribute"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
}
#: Fields that no inference needs: training, properties, documentation, notes on quantisation.
_LEFT_OUT: Mapping[str, frozenset[int]] = {
    "model": frozenset({6, 14, 20}),
    "graph": frozenset({10, 14, 16}),
    "function": frozenset({8, 14}),
    "node": frozenset({6, 9, 10}),
    "attribute": frozenset({13}),
    "tensor": frozenset({12, 16}),
}


def stripped(message: Message) -> bytes | None:
    """The copy; None if it would be large.

    Raises:
        ReadError: the message is damaged.
    """
    return _copied(message, "model", LARGEST_COPY)


def _copied(message: Message, what: str, most: int) -> bytes | None:
    found = bytearray()
    inner, left_out = _INNER.get(what, {}), _LEFT_OUT.get(what, frozenset())
    for item in _kept(message) if what == "tensor" else message.fields():
        if item.number in left_out:
            continue
        if item.number in inner and item.wire == BYTES:
            content = _copied(message.inner(item), inner[item.number], most - len(found))
            if content is None:
                return None
            found += _key(item) + _varint(len(content)) + content
        elif item.wire == BYTES and item.length > most:
            return None
        else:
            found += _as_it_is(message, item)
        if len(found) > most:
            return None
    return bytes(found)


def _kept(tensor: Message) -> Iterator[Field]:
    """The fields of a tensor, its elements only if they are few."""
    fields = [item for item in tensor.fields() if item.number not in _ELSEWHERE]
    size = sum(
        item.length if item.wire == BYTES else 8 for item in fields if item.number in _ELEMENTS
    )
    return (item for item in fields if size <= _FEW_BYTES or item.number not in _ELEMENTS)


def _as_it_is(message: Message, item: Field) -> bytes:
    if item.wire == VARINT:
        return _key(item) + _varint(item.value)
    if item.wire not in (BYTES, FIXED32, FIXED64):
        return b""
    length = _varint(item.length) if item.wire == BYTES else b""
    return _key(item) + length + message.buffer[item.value : item.end]


def _key(item: Field) -> bytes:
    return _varint(item.number << 3 | item.wire)


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    return bytes((*found, number))
