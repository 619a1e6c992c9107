"""One layout by netscribe in a process of its own: python -m benchmarks.layout.own PLAN.

In: the path of a pickled `Plan` that the benchmark wrote. Out: JSON of the picture, with processor
seconds of the layout alone.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from time import process_time

from benchmarks.layout.picture import answer_of
from netscribe.layout.engine import layout


def main(path: str) -> None:
    plan = pickle.loads(Path(path).read_bytes())
    start = process_time()
    result = layout(plan)
    taken = process_time() - start
    sys.stdout.write(answer_of(result, taken))


if __name__ == "__main__":
    main(sys.argv[1])
