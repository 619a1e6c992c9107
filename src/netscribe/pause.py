"""A pause in the search for garbage cycles, while very many small values are made.

In: nothing. Out: a context. Records of graphs, layouts and figures do not refer back to themselves,
so there is no cycle to find; on 100,000 boxes the search would take a third of the time. The
interpreter's setting is restored on the way out, whatever happens.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_cycle_search() -> Iterator[None]:
    """Within it, reference counts alone free memory."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
