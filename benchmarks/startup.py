"""What it costs to start: importing netscribe, and the whole process of a small terminal diagram.

In: nothing; uses the smallest example file. Out: a table of medians over fresh processes.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.timing import duration, median_seconds

_EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "small_cnn.keras"
_RUNS = 9


def print_table() -> None:
    """Medians; the import is what it adds to a bare Python."""
    bare = _process("-c", "pass")
    imported = _process("-c", "import netscribe")
    called = _process("-c", "import netscribe; netscribe.diagram")
    show = _process("-m", "netscribe", "show", str(_EXAMPLE))
    print(f"{'bare Python':<44}{duration(bare):>9}")
    print(f"{'import netscribe, above bare (limit 100 ms)':<44}{duration(imported - bare):>9}")
    print(f"{'  and its first function, above bare':<44}{duration(called - bare):>9}")
    print(f"{'netscribe show small_cnn.keras (limit 0.5 s)':<44}{duration(show):>9}")


def _process(*arguments: str) -> float:
    command = [sys.executable, *arguments]
    return median_seconds(
        lambda: subprocess.run(command, check=True, capture_output=True), runs=_RUNS
    )
