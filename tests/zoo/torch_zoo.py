"""The PyTorch zoo: every model of torchvision, timm's families, transformers' architectures.

`python -m tests.zoo.torch_zoo [GROUP...] [--only NAME]` measures and prints a table per group;
exit status 1 if a model that runs is not captured, or a fact is wrong. Needs `make zoo-torch`'s
libraries. Each group runs in a process of its own; a model that takes over a minute is stopped.
"""

from __future__ import annotations

import json
import os
import select
import statistics
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

GROUPS = (
    *("awkward", "classification", "segmentation", "detection", "video", "optical_flow"),
    *("timm", "transformers"),
)
LONGEST_SECONDS = 60.0
START_SECONDS = 60.0

Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    only = arguments[arguments.index("--only") + 1] if "--only" in arguments else ""
    chosen = [name for name in arguments if name in GROUPS] or list(GROUPS)
    faulty = 0
    print(HEADER)
    for group in chosen:
        names = [name for name in _names(group) if only in name]
        rows = []
        for row in _measured(group, names):
            rows.append(row)
            if os.environ.get("ZOO_VERBOSE"):
                print(json.dumps(row), file=sys.stderr, flush=True)
        print(_summary(group, rows), flush=True)
        for row in rows:
            for line in _complaints(row):
                faulty += not line.startswith("(")
                print(f"    {row['name']}: {line}", flush=True)
    return 1 if faulty else 0


def _names(group: str) -> list[str]:
    listed = subprocess.run(_command(group, "--names"), stdout=subprocess.PIPE, check=True)
    found: list[str] = json.loads(listed.stdout.splitlines()[-1])
    return found


def _command(group: str, *options: str) -> list[str]:
    return [sys.executable, "-m", "tests.zoo.torch_worker", group, *options]


def _measured(group: str, names: list[str]) -> Iterator[Row]:
    """A row per name; a worker that does not answer in time, or dies, is replaced."""
    worker: subprocess.Popen[str] | None = None
    for name in names:
        fresh = worker is None
        if worker is None:
            worker = _worker(group)
        assert worker.stdin is not None
        assert worker.stdout is not None
        worker.stdin.write(f"{name}\n")
        worker.stdin.flush()
        limit = LONGEST_SECONDS + (START_SECONDS if fresh else 0)
        ready, _, _ = select.select([worker.stdout], [], [], limit)
        line = worker.stdout.readline() if ready else ""
        if line:
            yield json.loads(line)
            continue
        reason = "died" if ready else f"stopped after {limit:.0f} s"
        worker.kill()
        worker.wait()
        worker = None
        yield {"name": name, "stopped": reason}
    if worker is not None:
        worker.kill()
        worker.wait()


def _worker(group: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        _command(group),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("ZOO_VERBOSE") else subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )


HEADER = (
    f"{'group':<16}{'models':>8}{'built':>8}{'eager runs':>12}{'given input':>13}{'no input':>10}"
    f"{'facts right':>13}{'time ratio':>12}{'peak MB':>9}"
)


def _summary(group: str, rows: list[Row]) -> str:
    built = [row for row in rows if "unbuilt" not in row]
    done = [row for row in built if "stopped" not in row]
    ran = [row for row in done if row["eager"] == "ok"]
    given = sum(row["given"] == "ok" for row in done)
    found = sum(row["found"] == "ok" for row in done)
    compared = [row for row in ran if row["given"] == "ok"]
    right = sum(not row["faults"] for row in compared)
    ratios = [row["given_seconds"] / max(row["eager_seconds"], 1e-6) for row in compared]
    memory = [row["memory"] for row in done]
    return (
        f"{group:<16}{len(rows):>8}{len(built):>8}{len(ran):>12}{given:>13}{found:>10}"
        f"{f'{right}/{len(compared)}':>13}"
        f"{statistics.median(ratios) if ratios else 0:>12.1f}{max(memory, default=0):>9.0f}"
    )


def _complaints(row: Row) -> list[str]:
    """What went wrong, one line each; in brackets where the model itself does not run."""
    if "unbuilt" in row:
        return [f"(not built: {row['unbuilt']})"]
    if "stopped" in row:
        return [row["stopped"]]
    lines = []
    if row["given"] not in ("ok", ""):
        own = (row["eager"] or row["dry"]) not in ("ok", "")
        said = f"{'no' if row['given'] == row['found'] else 'given'} input: {row['given'][:400]}"
        lines.append(f"(does not run: {row['eager'] or row['dry']}; {said})" if own else said)
    if row["found"] != "ok" and row["given"] != row["found"]:
        lines.append(f"no input: {row['found'][:400]}")
    if row["given"] == "ok" and row["eager"] not in ("ok", ""):
        lines.append(f"(does not run: {row['eager'][:200]})")
    return lines + row["faults"]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
