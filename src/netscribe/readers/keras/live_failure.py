"""The user's own exception, told in one line.

In: what went wrong inside a model's code, and where. Out: an error of ours with a way out.
"""

from __future__ import annotations

import re
from typing import Any

from netscribe.errors import InputError, ReadError

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"^(Exception encountered when calling|Could not automatically infer)")


def failure(error: Exception, model: Any, culprit: Any, *, inputs_given: bool) -> ReadError:
    """The error to raise where `culprit`, a layer of `model` or the model itself, failed."""
    where = title(model)
    if culprit is not None and culprit is not model:
        where = f"{title(culprit)} in {where}"
    if inputs_given:
        return InputError(
            f"{where} fails with the given inputs: {_said(error)}",
            hint="check that inputs= has the shape that the model's call() expects",
        )
    return ReadError(
        f"{where} fails when it is called: {_said(error)}",
        hint="call the model on a batch of data first; if that works, pass its shape as inputs=",
    )


def title(layer: Any) -> str:
    """A layer as an error names it: class and name."""
    return f"{type(layer).__name__} {layer.name!r}"


def _said(error: Exception) -> str:
    """The exception's class and the first line of it that says something."""
    lines = [line.strip() for line in _COLOUR.sub("", str(error)).splitlines()]
    telling = [line for line in lines if line and not _FRAME.match(line)]
    return f"{type(error).__name__}: {telling[0]}" if telling else type(error).__name__
