"""Times a call several times and takes the median; durations in words."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable


def median_seconds(call: Callable[[], object], *, runs: int = 5, budget: float = 20.0) -> float:
    """Median of up to `runs` runs; stops early when `budget` seconds are spent."""
    taken: list[float] = []
    while len(taken) < runs and sum(taken) < budget:
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def duration(seconds: float) -> str:
    """ "1.23 s", "45 ms", "0.6 ms"."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.0f} ms" if seconds >= 0.01 else f"{seconds * 1000:.1f} ms"
