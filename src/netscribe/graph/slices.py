"""The index of a slice, as written in Python, read back: ":, -1" or "..., ::2" or "None, :".

In: the text between the brackets. Out: one `Step` per axis, or None where it cannot be told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?)")
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to axis `source` (None: a new axis): kept from `start` to `stop`, or gone."""

    source: int | None
    kept: bool = True
    start: int | None = None
    stop: int | None = None
    stride: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether the axis comes out as it went in."""
        return self.start in (None, 0) and self.stop is None and self.stride == 1


def parse_index(index: str, rank: int) -> tuple[Step, ...] | None:
    """The steps of an index on a tensor with `rank` axes; None if it is not a plain slice."""
    parts = [part.strip() for part in index.strip("[]() ").split(",") if part.strip()]
    if not parts or parts.count("...") + parts.count("Ellipsis") > 1:
        return None
    named = sum(part not in ("...", "Ellipsis", "None", "newaxis") for part in parts)
    if named > rank:
        return None
    if "..." not in parts and "Ellipsis" not in parts:
        parts.append("...")
    steps: list[Step] = []
    axis = 0
    for part in parts:
        if part in ("...", "Ellipsis"):
            steps.extend(Step(axis + offset) for offset in range(rank - named))
            axis += rank - named
        elif part in ("None", "newaxis"):
            steps.append(Step(None))
        else:
            step = _step(part, axis)
            if step is None:
                return None
            steps.append(step)
            axis += 1
    return tuple(steps)


def _step(part: str, axis: int) -> Step | None:
    if _NUMBER.fullmatch(part):
        return Step(axis, kept=False)
    found = _PART.fullmatch(part)
    if found is None:
        return None
    start, stop, stride = (None if group is None else int(group) for group in found.groups())
    return Step(axis, True, start, stop, 1 if stride is None else stride)
