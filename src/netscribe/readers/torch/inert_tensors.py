"""Finds tensors among the records of a pickle that was not run.

In: a value from `inert_pickle`. Out: the type of each tensor, where its numbers would lie, and the
paths of all tensors in a structure of dictionaries, lists and modules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from netscribe.graph.types import TensorType
from netscribe.readers.torch.inert_records import Global, Made, Outside

#: Deeper structures are looked into no further.
_DEEPEST = 64
_STORAGES = {
    "DoubleStorage": "float64", "FloatStorage": "float32", "HalfStorage": "float16",
    "BFloat16Storage": "bfloat16", "LongStorage": "int64", "IntStorage": "int32",
    "ShortStorage": "int16", "CharStorage": "int8", "ByteStorage": "uint8", "BoolStorage": "bool",
    "ComplexFloatStorage": "complex64", "ComplexDoubleStorage": "complex128",
    "QInt8Storage": "qint8", "QUInt8Storage": "quint8", "QInt32Storage": "qint32",
}  # fmt: skip
_WRAPPERS = frozenset(("_rebuild_parameter", "_rebuild_parameter_with_state"))
_NESTED = frozenset(("_rebuild_from_type_v2", "_rebuild_from_type"))
_PLAIN = frozenset(
    ("_rebuild_tensor", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "_rebuild_qtensor")
)


@dataclass(frozen=True, slots=True)
class InertTensor:
    """A tensor without its numbers.

    `place` names its memory and the offset there, so that shared weights can be told.
    """

    type: TensorType
    place: tuple[object, ...]
    trainable: bool


def tensor_of(value: object) -> InertTensor | None:
    """The tensor that a record stands for; None for other records."""
    if not isinstance(value, Made):
        return None
    word = value.callee.name
    if word in _WRAPPERS and value.arguments:
        inner = tensor_of(value.arguments[0])
        trains = len(value.arguments) < 2 or value.arguments[1] is True
        return inner and InertTensor(inner.type, inner.place, trains)
    if word in _NESTED and len(value.arguments) > 2:
        function, arguments = value.arguments[0], value.arguments[2]
        if isinstance(function, Global) and isinstance(arguments, tuple):
            return tensor_of(Made(function, arguments))
    if word in _PLAIN:
        return _plain(value.arguments)
    return _without_numbers(value) if word == "_rebuild_meta_tensor_no_storage" else None


def _plain(arguments: tuple[object, ...]) -> InertTensor | None:
    if len(arguments) < 4 or not isinstance(arguments[0], Outside):
        return None
    storage, offset, shape = arguments[:3]
    key = storage.key if isinstance(storage, Outside) else None
    if not isinstance(key, tuple) or len(key) < 4 or not isinstance(key[1], Global):
        return None
    sizes = _sizes(shape)
    if sizes is None:
        return None
    dtype = _STORAGES.get(key[1].name, "")
    told = [item.name for item in arguments[4:] if isinstance(item, Global)]
    dtype = dtype or (told[-1] if told else "uint8")
    trains = len(arguments) > 4 and arguments[4] is True
    # strides belong to the place: a transposed look at a weight is another tensor
    place = (key[2], offset, sizes, _sizes(arguments[3]))
    return InertTensor(TensorType(dtype, sizes), place, trains)


def _without_numbers(value: Made) -> InertTensor | None:
    """A tensor on the device "meta"."""
    dtype, shape = (*value.arguments, None, None)[:2]
    sizes = _sizes(shape)
    if sizes is None or not isinstance(dtype, Global):
        return None
    return InertTensor(TensorType(dtype.name, sizes), ("meta", id(value)), True)


def _sizes(shape: object) -> tuple[int, ...] | None:
    if isinstance(shape, Made) and shape.callee.name == "Size" and shape.arguments:
        shape = shape.arguments[0]
    if not isinstance(shape, tuple | list):
        return None
    sizes = tuple(size for size in shape if isinstance(size, int) and not isinstance(size, bool))
    return sizes if len(sizes) == len(shape) and all(size >= 0 for size in sizes) else None


def tensors_in(value: object) -> Iterator[tuple[str, InertTensor]]:
    """All tensors in a structure, with the dotted keys that lead to them; each record once."""
    seen: set[int] = set()
    yield from _walked(value, "", seen, 0)


def _walked(
    value: object, path: str, seen: set[int], depth: int
) -> Iterator[tuple[str, InertTensor]]:
    tensor = tensor_of(value)
    if tensor is not None:
        yield path, tensor
        return
    if depth > _DEEPEST or id(value) in seen:
        return
    for key, member in members(value).items():
        seen.add(id(value))
        inner = ".".join(filter(None, (path, str(key))))
        yield from _walked(member, inner, seen, depth + 1)


def members(value: object) -> Mapping[object, object]:
    """What a dictionary, list or module holds; a module's weights and parts under their names."""
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list | tuple):
        return dict(enumerate(value))
    if not isinstance(value, Made):
        return {}
    if isinstance(value.state, Mapping) and "_modules" in value.state:
        held = (value.state.get(name) for name in ("_parameters", "_buffers", "_modules"))
        return {
            key: item for group in held if group is not None for key, item in members(group).items()
        }
    return value.items or (value.state if isinstance(value.state, Mapping) else {})
