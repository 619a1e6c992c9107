"""Attributes and constants as a person would write them.

In: plain values out of the file. Out: text, the same in every run.
"""

from __future__ import annotations

from netscribe.readers.onnx.records import Many

#: More entries of a list than this are counted, not printed.
_LONGEST_LIST = 8
_LONGEST_WORD = 60


def printed(value: object) -> str:
    """A setting's value: 0.5, yes, "1, 2"; what cannot be printed stands as "…"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_WORD else value[: _LONGEST_WORD - 1] + "…"
    if isinstance(value, Many):
        return f"{value.count} entries"
    if isinstance(value, tuple):
        if len(value) > _LONGEST_LIST:
            return f"{len(value)} entries"
        return ", ".join(map(printed, value))
    return "…"
