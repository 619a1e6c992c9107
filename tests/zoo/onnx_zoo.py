"""The ONNX zoo: models exported by both exporters of PyTorch and by Keras, against the live ones.

`python -m tests.zoo.onnx_zoo [GROUP...] [--only NAME] [--by EXPORTER] [--keep FOLDER] [--again]`
prints a table per group and exporter, with every difference and every export that failed; exit
status 1 if a fact of a file is wrong. Each export runs in a process of its own and is stopped after
5 minutes. Rows are kept; with `--again` those that were right are not measured once more.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.zoo.kept_rows import KeptRows

_LONGEST_SECONDS = 300
_GROUPS = ("torchvision", "timm", "transformers", "keras")
_EXPORTERS = ("script", "dynamo")
_KERAS_BACKENDS = ("torch", "tensorflow")
HEADER = (
    f"{'group':<14}{'exporter':<11}{'models':>7}{'exported':>10}{'read':>6}{'layers':>8}"
    f"{'merges':>8}{'ports':>7}{'parameters':>12}{'multiply-adds':>15}"
)
_COMPARED = ("layers", "merges", "ports", "parameters", "multiply_adds")

Row = dict[str, Any]
ROWS = KeptRows("onnx", ("group", "exporter", "name"))


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    faulty = 0
    print(HEADER)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(options.keep or folder)
        for group in options.groups or _GROUPS:
            usual = _KERAS_BACKENDS if group == "keras" else _EXPORTERS
            for exporter in options.by or usual:
                names = [name for name in _names(group) if options.only in name]
                rows = [_row(group, exporter, name, kept, again=options.again) for name in names]
                print(_summary(group, exporter, rows), flush=True)
                for row in rows:
                    faulty += _complain(row)
    return 1 if faulty else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="onnx_zoo")
    parser.add_argument("groups", nargs="*", choices=[*_GROUPS, []])
    parser.add_argument("--only", default="")
    parser.add_argument("--by", action="append", choices=[*_EXPORTERS, *_KERAS_BACKENDS])
    parser.add_argument("--keep", default="")
    parser.add_argument("--again", action="store_true")
    return parser.parse_args(arguments)


def _row(group: str, exporter: str, name: str, folder: Path, *, again: bool) -> Row:
    """The row of one model, kept; the one that is there if it is right and only others are due."""
    key = {"group": group, "exporter": exporter, "name": name}
    if again:
        for kept in ROWS.rows():
            if kept.items() >= key.items() and kept.get("differences") == {}:
                return dict(kept)
    row = {**_measured(group, exporter, name, folder), **key}
    ROWS.add(row)
    return row


def _names(group: str) -> list[str]:
    listed = subprocess.run(_command(group, "--names"), stdout=subprocess.PIPE, check=True)
    found: list[str] = json.loads(listed.stdout.splitlines()[-1])
    return found


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "tests.zoo.onnx_worker", *words]


def _measured(group: str, exporter: str, name: str, folder: Path) -> Row:
    try:
        done = subprocess.run(
            _command(group, exporter, name, str(folder)),
            capture_output=True,
            timeout=_LONGEST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"name": name, "failed": f"stopped after {_LONGEST_SECONDS} s"}
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return {"name": name, "failed": f"died: {done.stderr[-200:].decode(errors='replace')}"}
    row: Row = json.loads(lines[-1])
    return row


def _summary(group: str, exporter: str, rows: list[Row]) -> str:
    exported = [row for row in rows if "failed" not in row]
    read = [row for row in exported if "unread" not in row]
    right = [sum(not row["differences"].get(fact) for row in read) for fact in _COMPARED]
    widths = (8, 8, 7, 12, 15)
    return f"{group:<14}{exporter:<11}{len(rows):>7}{len(exported):>10}{len(read):>6}" + "".join(
        f"{count:>{width}}" for count, width in zip(right, widths, strict=True)
    )


def _complain(row: Row) -> int:
    """Prints what is wrong of one model; how much of it is a fault of ours."""
    if "failed" in row:
        print(f"    ({row['name']}: not exported: {row['failed']})")
        return 0
    if "unread" in row:
        print(f"    {row['name']}: not read: {row['unread']}")
        return 1
    for fact, difference in row["differences"].items():
        print(f"    {row['name']}: {fact}: {difference}")
    return len(row["differences"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
