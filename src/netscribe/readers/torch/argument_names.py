"""Names for the arguments of a call: those of the parameters, or their places.

In: positional and named arguments. Out: a mapping from names to them. It looks at no argument.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any


def numbered(args: Any, kwargs: Any) -> dict[str, Any]:
    """By place ("0", "1"), or by name where they were given so."""
    return {str(place): item for place, item in enumerate(args)} | {
        str(key): item for key, item in kwargs.items()
    }


def bound(module: Any, args: Any, kwargs: Any) -> Mapping[str, Any]:
    """What forward was given, by its parameter names; by position where they do not tell."""
    try:
        return inspect.signature(module.forward).bind(*args, **kwargs).arguments
    except (TypeError, ValueError):
        return numbered(args, kwargs)
