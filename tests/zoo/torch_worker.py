"""Measures models whose names come on standard input, one JSON line each; run by torch_zoo.

`python -m tests.zoo.torch_worker GROUP` reads names; the line `--names` lists the group's models.
"""

from __future__ import annotations

import gc
import json
import logging
import sys
import warnings
from typing import Any


def main(group_name: str) -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # models print
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    import torch

    torch.set_num_threads(1)
    from tests.zoo.torch_checks import measure
    from tests.zoo.torch_groups import GROUPS

    group = GROUPS[group_name]()
    for line in sys.stdin:
        name = line.strip()
        told = group.names() if name == "--names" else _row(group, name, measure)
        print(json.dumps(told), file=answers, flush=True)
        gc.collect()  # a model refers to itself


def _row(group: Any, name: str, measure: Any) -> dict[str, Any]:
    """Of the first specimen that is captured and runs, or else of the best one."""
    rows: list[dict[str, Any]] = []
    try:
        for specimen in group.build(name):
            rows.append(measure(name, specimen))
            if _worth(rows[-1]) == _BEST:
                break
    except Exception as error:  # noqa: BLE001 - the model's own code
        lines = str(error).strip().splitlines() or [""]
        rows = rows or [{"name": name, "unbuilt": f"{type(error).__name__}: {lines[0][:200]}"}]
    return max(rows, key=_worth)


_BEST = 3


def _worth(row: dict[str, Any]) -> int:
    """Captured and run; run; captured; neither."""
    if "unbuilt" in row:
        return -1
    return 2 * (row["eager"] == "ok") + (row["found"] == "ok")


if __name__ == "__main__":
    main(sys.argv[1])
