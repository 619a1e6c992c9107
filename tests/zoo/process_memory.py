"""The largest memory of this process since a moment, as Linux tells it.

In: nothing. Out: megabytes.
"""

from __future__ import annotations

from pathlib import Path

_MEGABYTE = 1 << 20


def start_of_memory() -> float:
    """Sets the peak back to what is used now."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_memory()


def peak_memory() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024 / _MEGABYTE
