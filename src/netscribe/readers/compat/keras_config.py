"""Asks a Keras layer for its configuration without waking libraries that are not in use.

In: a layer or operation. Out: its configuration. When Keras 3 writes one it looks whether values
are TensorFlow's, and would import TensorFlow (seconds) only to ask.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any


def configuration(operation: Any) -> Mapping[str, object]:
    """`operation.get_config()`; raises whatever that raises."""
    with _tensorflow_asleep():
        return dict(operation.get_config())


@contextmanager
def _tensorflow_asleep() -> Iterator[None]:
    """Keras takes TensorFlow for missing, unless it is in use already."""
    modules = sys.modules.get("keras.src.utils.module_utils")
    lazy = getattr(modules, "tensorflow", None)
    if lazy is None or "tensorflow" in sys.modules or not hasattr(lazy, "_available"):
        yield
        return
    before = lazy._available
    lazy._available = False
    try:
        yield
    finally:
        lazy._available = before
