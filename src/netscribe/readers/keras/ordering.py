"""The order of a functional model's calls: one order for live models and for files.

In: calls with a priority, and who reads whose results. Out: the calls in an order in which every
call comes after those it reads. Method: Kahn's algorithm with a priority queue, so that among the
calls that could come next, the one listed first in the model comes next. O((V + E) log V).
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from netscribe.errors import ReadError

#: (index of the layer in the model's list of layers, index of the layer's call).
CallKey: TypeAlias = tuple[int, int]


def ordered(calls: Mapping[CallKey, Sequence[CallKey]]) -> tuple[CallKey, ...]:
    """The calls in execution order.

    Args:
        calls: for each call the calls whose results it reads; those that are not keys of this
            mapping are taken as given.

    Raises:
        ReadError: the calls read each other in a circle.
    """
    waiting = {
        key: {source for source in sources if source in calls} for key, sources in calls.items()
    }
    readers: dict[CallKey, list[CallKey]] = {key: [] for key in calls}
    for key, sources in waiting.items():
        for source in sources:
            readers[source].append(key)
    ready = [key for key, sources in waiting.items() if not sources]
    heapq.heapify(ready)
    found: list[CallKey] = []
    while ready:
        key = heapq.heappop(ready)
        found.append(key)
        for reader in readers[key]:
            waiting[reader].discard(key)
            if not waiting[reader]:
                heapq.heappush(ready, reader)
    if len(found) < len(calls):
        raise ReadError(
            "the model's layers read each other in a circle",
            hint="a functional model runs forwards only; save the model again",
        )
    return tuple(found)
