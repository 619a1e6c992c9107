"""Entries of a layer's configuration, each read as the type that it must have.

In: a class name and its config mapping, from a live layer or from a file that nobody has checked.
Out: numbers, words and sizes, or one clear `ReadError`. Must not know any particular layer.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from netscribe.errors import ReadError
from netscribe.graph.attributes import Settings, Sizes
from netscribe.graph.types import Shape

#: More entries of a list than this are counted, not printed.
_LONGEST_LIST = 8
#: Longer words are cut when printed as a setting.
_LONGEST_WORD = 60


#: Frameworks keep sizes in 64 bits; Python would compute with any.
_LARGEST = 2**63


class TensorMark:
    """Stands where a call has a tensor among constants, as in `x[:, index]`."""

    def __repr__(self) -> str:
        return "…"


TENSOR = TensorMark()


def only_tensors(kept: object) -> bool:
    """Whether a structure holds tensors (`TENSOR`) and nothing else."""
    if isinstance(kept, Mapping):
        return bool(kept) and all(only_tensors(value) for value in kept.values())
    if isinstance(kept, list):
        return bool(kept) and all(only_tensors(item) for item in kept)
    return kept is TENSOR


@dataclass(frozen=True, slots=True)
class Entries:
    """One layer's configuration and call, with typed access.

    Attributes:
        class_name: Keras' class name.
        config: what `get_config()` gives.
        domain: "keras.layers", "keras.ops", or the user's own package.
        input_shapes: of the tensors that the call reads, in order; may be empty.
        arguments: constants of the call, by position ("0", "1") or keyword; tensors are left out,
            and inside a list stand as `TENSOR`.
    """

    class_name: str
    config: Mapping[str, object]
    domain: str = "keras.layers"
    input_shapes: Sequence[Shape | None] = ()
    arguments: Mapping[str, object] = field(default_factory=dict)

    def raw(self, key: str, position: int | None = None) -> object:
        """The entry, or the call's argument of that name or position, or None."""
        found = self.config.get(key)
        if found is None:
            found = self.arguments.get(key)
        if found is None and position is not None:
            found = self.arguments.get(str(position))
        return found

    def has(self, key: str) -> bool:
        """Whether the entry is there and not None."""
        return self.config.get(key) is not None

    def integer(self, key: str, default: int, position: int | None = None) -> int:
        """A whole number."""
        value = self.raw(key, position)
        return default if value is None else self._whole(key, value)

    def optional_integer(self, key: str, position: int | None = None) -> int | None:
        """A whole number, or None."""
        value = self.raw(key, position)
        return None if value is None else self._whole(key, value)

    def number(self, key: str, default: float) -> float:
        """A real number."""
        value = self.optional_number(key)
        return default if value is None else value

    def optional_number(self, key: str, position: int | None = None) -> float | None:
        """A real number, or None."""
        value = plain_number(self.raw(key, position))
        if value is None:
            return None
        if isinstance(value, (int, float)):
            return float(value)
        if isinstance(value, (str, bytes)) or not hasattr(value, "__float__"):
            raise self.wrong(key, "a number", value)
        return float(value)

    def flag(self, key: str, default: bool, position: int | None = None) -> bool:
        """True or False."""
        value = self.raw(key, position)
        if value is None:
            return default
        if isinstance(value, (str, list, dict)):
            raise self.wrong(key, "true or false", value)
        return bool(value)

    def text(self, key: str, default: str) -> str:
        """A word."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self.wrong(key, "a word", value)
        return value

    def mapping(self, key: str) -> Mapping[str, object]:
        """A nested mapping; empty if it is not there."""
        value = self.raw(key)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            raise self.wrong(key, "a mapping", value)
        return value

    def sequence(self, key: str) -> Sequence[object]:
        """A list; empty if it is not there."""
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, (list, tuple)):
            raise self.wrong(key, "a list", value)
        return value

    def sizes(
        self, key: str, rank: int | None = None, default: Sizes = (), position: int | None = None
    ) -> Sizes:
        """Whole numbers; one number stands for `rank` equal ones (1 if `rank` is None)."""
        value = self.raw(key, position)
        if value is None:
            return default
        if not isinstance(value, (list, tuple)):
            return (self._whole(key, value),) * (1 if rank is None else rank)
        found = tuple(self._whole(key, item) for item in value)
        if rank is not None and len(found) == 1:
            return found * rank
        if rank is not None and len(found) != rank:
            raise self.wrong(key, f"{rank} whole numbers", value)
        return found

    def lengths(self, key: str, rank: int | None = None, default: Sizes = ()) -> Sizes:
        """Whole numbers from 1, such as a kernel's size; else as `sizes`."""
        found = self.sizes(key, rank, default)
        if any(size < 1 for size in found):
            raise self.wrong(key, "whole numbers from 1", list(found))
        return found

    def settings(self, *keys: str) -> Settings:
        """The entries of these names that are set, printed; underscores become spaces."""
        found = ((key, self.raw(key)) for key in keys)
        return tuple(
            (key.replace("_", " "), printed(value)) for key, value in found if value is not None
        )

    @property
    def channels_first(self) -> bool:
        """Whether channels come before positions; the last-axis order if nothing is said."""
        return self.raw("data_format") == "channels_first"

    @property
    def rank(self) -> int | None:
        """How many axes the first input has, if known."""
        shape = self.input_shapes[0] if self.input_shapes else None
        return None if shape is None else len(shape)

    @property
    def channels(self) -> int | None:
        """How many channels the first input has, if known."""
        shape = self.input_shapes[0] if self.input_shapes else None
        if not shape or len(shape) < 2:
            return None
        size = shape[1] if self.channels_first else shape[-1]
        return size if isinstance(size, int) else None

    def _whole(self, key: str, value: object) -> int:
        """`value` as an int; floats without fraction pass, words do not."""
        value = plain_number(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        try:
            found = operator.index(value)  # type: ignore[arg-type]
        except TypeError:
            raise self.wrong(key, "a whole number", value) from None
        if abs(found) >= _LARGEST:
            raise self.wrong(key, "a whole number below 2^63", "larger")
        return found

    def wrong(self, key: str, expected: str, value: object) -> ReadError:
        shown = printed(value)
        return ReadError(
            f"{self.class_name}: `{key}` is {shown}, expected {expected}",
            hint="the model's configuration is damaged; save the model again",
        )


def plain_number(value: object) -> object:
    """A number out of Keras' serialized arrays (`__numpy__`, `__tensor__`); else the value."""
    if isinstance(value, Mapping) and value.get("class_name") in ("__numpy__", "__tensor__"):
        config = value.get("config")
        return config.get("value") if isinstance(config, Mapping) else None
    return value


def printed(value: object) -> str:
    """A setting's value as a person would write it; long ones are cut, never left out silently."""
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        mantissa, exponent, power = f"{value:.6g}".partition("e")
        return f"{mantissa}e{int(power)}" if exponent else mantissa
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_WORD else value[: _LONGEST_WORD - 1] + "…"
    if isinstance(value, (list, tuple)):
        return _printed_list(value)
    if isinstance(value, Mapping):
        inner = plain_number(value)
        if inner is not value:
            return _printed_array(inner)
        return str(value.get("class_name", f"{len(value)} entries"))
    return _printed_object(value)


def _printed_list(value: Sequence[object]) -> str:
    if len(value) > _LONGEST_LIST:
        return f"{len(value)} entries"
    nested = any(isinstance(item, (list, tuple)) for item in value)
    parts = [f"({printed(item)})" if nested else printed(item) for item in value]
    return ", ".join(parts)


def _printed_array(content: object) -> str:
    """A small array by its numbers, a large one by its shape; `content` is numbers in lists."""
    sizes = list_shape(content)
    if math.prod(sizes) <= _LONGEST_LIST:
        return printed(content)
    return _printed_shape(sizes)


def _printed_shape(sizes: Sequence[object]) -> str:
    return "array of " + " × ".join(str(size) for size in sizes)


def list_shape(content: object) -> tuple[int, ...]:
    """The shape of numbers in lists in lists; () for a number."""
    if not isinstance(content, (list, tuple)):
        return ()
    return (len(content), *(list_shape(content[0]) if content else ()))


def _printed_object(value: object) -> str:
    """Arrays as above, functions and classes by their name."""
    shape = getattr(value, "shape", None)
    if shape is None:
        return str(getattr(value, "__name__", type(value).__name__))
    sizes = tuple(shape)
    if not all(isinstance(size, int) for size in sizes) or math.prod(sizes) > _LONGEST_LIST:
        return _printed_shape(sizes)
    for method in ("tolist", "numpy"):
        content = getattr(value, method, None)
        if callable(content):
            found = content()
            return printed(found if method == "tolist" else found.tolist())
    return _printed_shape(sizes)
