"""Shapes as TensorFlow writes them.

In: a TensorShapeProto. Out: a shape, None where not even the rank is known.
"""

from __future__ import annotations

from netscribe.graph.types import Dim, Shape
from netscribe.readers.protobuf import BYTES, Message, signed

_MOST_AXES = 254


def shape_in(message: Message) -> Shape | None:
    """The shape; sizes below 0 are unknown.

    Raises:
        ReadError: it has more axes than any tensor.
    """
    sizes: list[Dim] = []
    for item in message.fields():
        if item.number == 3 and item.value:
            return None
        if item.number == 2 and item.wire == BYTES:
            found = message.inner(item).by_number().get(1)
            size = signed(found[0].value) if found else 0
            sizes.append(size if size >= 0 else None)
        if len(sizes) > _MOST_AXES:
            message.refuse(f"a shape of more than {_MOST_AXES} axes", message.start)
    return tuple(sizes)
