"""Frozen records to plain JSON values and back, driven by the records' own type hints.

In and out: dataclasses of the graph room, and what `json` reads and writes. Fields that have their
default are left out; keys keep the order of the fields. A value that does not fit its hint raises
`MisfitError` with the path to it. Knows nothing of files or versions.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

from netscribe.graph.attributes import ATTRIBUTES_OF
from netscribe.graph.types import Node, Op

#: What `json` reads and writes.
Json: TypeAlias = object
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


class MisfitError(Exception):
    """A JSON value is not what its place asks for; `path` says where."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'the top'}: {problem}")
        self.path = path


def encode(value: object) -> Json:
    """The JSON value of a record, tuple, number, word or None."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, tuple):
        return [encode(item) for item in value]
    return _encode_record(value)


def _encode_record(record: Any) -> Json:
    encoded: dict[str, Json] = {}
    for item in _fields(type(record)):
        value = getattr(record, item.name)
        default = _default(item, record)
        if default is MISSING or value != default:
            encoded[item.name] = encode(value)
    return encoded


def _default(item: Field[Any], record: object) -> object:
    if isinstance(record, Node) and item.name == "attributes":
        return ATTRIBUTES_OF[record.op.kind]()
    if item.default_factory is not MISSING:
        return item.default_factory()
    return item.default


def decode(hint: object, value: Json, path: str = "") -> object:
    """The value of type `hint` that `value` stands for.

    Raises:
        MisfitError: it does not fit.
    """
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        return _decode_union(get_args(hint), value, path)
    if origin is tuple:
        return _decode_tuple(get_args(hint), value, path)
    if isinstance(hint, type) and hint in _PLAIN:
        return _PLAIN[hint](value, path)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _decode_word(hint, value, path)
    assert isinstance(hint, type), hint
    return _decode_record(hint, value, path)


def _decode_union(options: tuple[object, ...], value: Json, path: str) -> object:
    given = [option for option in options if option is not types.NoneType]
    if len(given) == 1 and value is not None:
        return decode(given[0], value, path)
    for option in options:
        try:
            return decode(option, value, path)
        except MisfitError:
            continue
    raise MisfitError(path, f"{_shown(value)} does not fit")


def _decode_tuple(arguments: tuple[object, ...], value: Json, path: str) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise MisfitError(path, f"expected a list, found {_shown(value)}")
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        hints = [arguments[0]] * len(value)
    else:
        hints = list(arguments)
    if len(hints) != len(value):
        raise MisfitError(path, f"expected {len(hints)} items, found {len(value)}")
    return tuple(
        decode(hint, item, f"{path}[{place}]")
        for place, (hint, item) in enumerate(zip(hints, value, strict=True))
    )


def _decode_word(words: type[StrEnum], value: Json, path: str) -> StrEnum:
    try:
        return words(str(value))
    except ValueError:
        raise MisfitError(path, f"{_shown(value)} is no known {words.__name__.lower()}") from None


def _decode_record(record: type, value: Json, path: str) -> object:
    if not isinstance(value, dict):
        raise MisfitError(path, f"expected an object, found {_shown(value)}")
    hints = dict(_hints(record))
    for name in value:
        if name not in hints:
            raise MisfitError(path, f"unknown field {_shown(name)}")
    for item in _fields(record):
        required = item.default is MISSING and item.default_factory is MISSING
        if required and item.name not in value:
            raise MisfitError(path, f"the field {item.name!r} is missing")
    given = {
        name: decode(hint, value[name], f"{path}.{name}" if path else name)
        for name, hint in hints.items()
        if name in value and not (record is Node and name == "attributes")
    }
    if record is Node:
        given["attributes"] = _decode_attributes(given["op"], value.get("attributes", {}), path)
    found: object = record(**given)
    return found


def _decode_attributes(op: object, value: Json, path: str) -> object:
    assert isinstance(op, Op)
    return _decode_record(ATTRIBUTES_OF[op.kind], value, f"{path}.attributes")


def _decode_text(value: Json, path: str) -> object:
    if isinstance(value, str):
        return value
    raise MisfitError(path, f"expected a string, found {_shown(value)}")


def _decode_bool(value: Json, path: str) -> object:
    if isinstance(value, bool):
        return value
    raise MisfitError(path, f"expected true or false, found {_shown(value)}")


def _decode_int(value: Json, path: str) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise MisfitError(path, f"expected a whole number, found {_shown(value)}")


def _decode_float(value: Json, path: str) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    raise MisfitError(path, f"expected a number, found {_shown(value)}")


def _decode_none(value: Json, path: str) -> object:
    if value is None:
        return None
    raise MisfitError(path, f"expected null, found {_shown(value)}")


def _shown(value: Json) -> str:
    written = repr(value)
    return written if len(written) <= 40 else f"{written[:37]}..."


@cache
def _hints(record: type) -> tuple[tuple[str, object], ...]:
    hints = get_type_hints(record)
    return tuple((item.name, hints[item.name]) for item in _fields(record))


def _fields(record: Any) -> tuple[Field[Any], ...]:
    return fields(record)


_PLAIN: Mapping[type, Callable[[Json, str], object]] = {
    str: _decode_text,
    bool: _decode_bool,
    int: _decode_int,
    float: _decode_float,
    types.NoneType: _decode_none,
}
