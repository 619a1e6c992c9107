"""The PyTorch zoo: every model of torchvision, timm's families, transformers' architectures.

`python -m tests.zoo.torch_zoo [GROUP...] [--only NAME] [--seconds S] [--records FILE]` measures and
prints a table per group; exit status 1 if a model that runs is not captured, or a fact is wrong.
Needs `make zoo-torch`'s libraries. Each group runs in a process of its own, and a model that takes
over S seconds is stopped. Rows are kept as they are measured: a second run goes on where the first
one ended, and measures again what was stopped; `torch_page` writes the page from them.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.zoo.answers import START_SECONDS, Answers
from tests.zoo.torch_records import FOLDER, Records, Row

GROUPS = (
    *("awkward", "classification", "segmentation", "detection", "video", "optical_flow"),
    *("timm", "transformers"),
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="The PyTorch zoo.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--only", default="", help="models with this in their names")
    parser.add_argument("--seconds", type=float, default=60.0, help="the longest for a model")
    parser.add_argument("--records", type=Path, default=FOLDER / "torch.jsonl")
    options = parser.parse_args(arguments)
    records = Records(options.records)
    faulty = 0
    print(HEADER)
    for group in options.groups or GROUPS:
        _measure(group, options, records)
        rows = [row for row in records.of(group) if options.only in row["name"]]
        print(summary(group, rows), flush=True)
        for row in rows:
            for line in complaints(row):
                faulty += not line.startswith("(")
                print(f"    {row['name']}: {line}", flush=True)
    return 1 if faulty else 0


def _measure(group: str, options: argparse.Namespace, records: Records) -> None:
    """Adds a row for each model that has none yet."""
    worker = Answers(("tests.zoo.torch_worker", group))
    names: list[str] = json.loads(worker.ask("--names", START_SECONDS))
    for name in records.unmeasured(group, (name for name in names if options.only in name)):
        line = worker.ask(name, options.seconds)
        stopped = {"name": name, "stopped": f"stopped after {options.seconds:.0f} s, or died"}
        records.add(group, json.loads(line) if line else stopped)
    worker.stop()


HEADER = (
    f"{'group':<16}{'models':>8}{'built':>8}{'eager runs':>12}{'given input':>13}{'no input':>10}"
    f"{'facts right':>13}{'time ratio':>12}{'peak MB':>9}"
)


def summary(group: str, rows: Sequence[Row]) -> str:
    """A line of the table: columns as in `HEADER`."""
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


def complaints(row: Row) -> list[str]:
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
