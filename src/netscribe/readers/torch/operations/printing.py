"""Settings and indices as a person would write them, in the words of the sister table of Keras.

In: plain values and placeholders. Out: text, the same in every run. Knows no function.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.readers.torch.facts import ParameterArgument, TensorArgument

#: More entries of a list than this are counted, not printed.
_LONGEST_LIST = 8
#: Longer words are cut.
_LONGEST_WORD = 60


def printed(value: object) -> str:
    """A setting's value: 0.5, yes, "1, 2"; a tensor stands as "…"."""
    if isinstance(value, bool) or value is None:
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, (list, tuple)):
        return _printed_list(value)
    if isinstance(value, (TensorArgument, ParameterArgument)):
        return "…"
    return _word(value)


def _word(value: object) -> str:
    if isinstance(value, (int, complex)):
        return str(value)
    if not isinstance(value, str):
        name = getattr(value, "__name__", None)
        value = name if isinstance(name, str) else dtype_word(value)
    return value if len(value) <= _LONGEST_WORD else value[: _LONGEST_WORD - 1] + "…"


def _printed_list(value: Sequence[object]) -> str:
    if len(value) > _LONGEST_LIST:
        return f"{len(value)} entries"
    nested = any(isinstance(item, (list, tuple)) for item in value)
    return ", ".join(f"({_item(item)})" if nested else _item(item) for item in value)


def _item(value: object) -> str:
    """A size that follows the input's stands as None."""
    return "…" if value is None else printed(value)


def dtype_word(value: object) -> str:
    """`torch.float32` -> float32; of other objects the class: they may print an address."""
    text = str(value)
    if text.startswith("torch."):
        return text.removeprefix("torch.")
    return text if isinstance(value, str) else type(value).__name__


def index_text(index: object) -> str:
    """An index as written between brackets in Python."""
    if isinstance(index, tuple):
        return ", ".join(_index_part(item) for item in index)
    return _index_part(index)


def _index_part(index: object) -> str:
    if isinstance(index, slice):
        return _slice_text(index)
    if index is Ellipsis:
        return "..."
    if index is None or isinstance(index, bool):
        return str(index)
    if isinstance(index, (list, tuple)):
        return f"[{printed(index)}]"
    return printed(index)


def _slice_text(index: slice) -> str:
    first, last = ("" if end is None else printed(end) for end in (index.start, index.stop))
    step = "" if index.step in (None, 1) else f":{printed(index.step)}"
    return f"{first}:{last}{step}"
