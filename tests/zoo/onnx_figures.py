"""Default figures of ONNX files beside those of the live models that they were exported from.

`python -m tests.zoo.onnx_figures [NAME...] [--by EXPORTER] [--keep FOLDER] [--page FILE]` exports
every network of the gallery by the exporters of its library, draws a page figure of the file and
one of the live model, checks the gates of the file's, and prints what differs; `--page` stores the
table. Exit status 1 if a gate is broken. Each export runs in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.models.architectures.table import ARCHITECTURES

_LONGEST_SECONDS = 400
_EXPORTERS = ("script", "dynamo")
_KERAS_EXPORTERS = ("torch", "tensorflow")
_HEADER = (
    f"{'model':<24}{'exporter':<12}{'legible':>8}{'gates':>7}{'cards live/file':>17}"
    f"{'repeats':>9}{'blocks':>9}{'parameters':>12}"
)
_PAGE = """# Figures from ONNX files

`make zoo-figures` measures this: every network of the gallery is exported with random weights
(language models with as many layers as published, and narrower ones), by PyTorch's older exporter
(`script`) and newer one (`dynamo`), Keras networks by Keras on PyTorch (`torch`) and by tf2onnx
(`tensorflow`). The default figure of the file for a page is compared with that of the live model.

Legible: fits a page with text of 6 pt or more. Gates: violations of those on the final SVG. Cards:
nodes of the overview and block cards beside it, of the live model and of the file. Repeats: whether
the same numbers of repeats are told. Blocks: whether all blocks have the same titles, letters and
repeats; the older exporter writes no classes, so that its titles come from names. Parameters:
whether the totals are the same, else how many more the file has; the newer exporter and tf2onnx
fold batch norms into convolutions, the older one stores a tied matrix twice.

| model | exporter | legible | gates | cards live | cards file | repeats | blocks | parameters |
|---|---|---|--:|--:|--:|---|---|---|
{rows}

{summary}
"""

Row = dict[str, Any]


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    rows: list[Row] = []
    print(_HEADER)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(options.keep or folder)
        for name in options.names or ARCHITECTURES:
            usual = _KERAS_EXPORTERS if name.startswith("keras") else _EXPORTERS
            for exporter in options.by or usual:
                rows.append({"name": name, "exporter": exporter, **_measured(name, exporter, kept)})
                _tell(rows[-1])
                if options.page:  # row by row: a run of hours may be stopped
                    text = _PAGE.format(rows="\n".join(map(_line, rows)), summary=_summary(rows))
                    Path(options.page).write_text(text, "utf-8")
    print(_summary(rows))
    return 1 if any(row.get("violations") for row in rows) else 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="onnx_figures")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--by", action="append", choices=[*_EXPORTERS, *_KERAS_EXPORTERS])
    parser.add_argument("--keep", default="")
    parser.add_argument("--page", default="")
    return parser.parse_args(arguments)


def _measured(name: str, exporter: str, folder: Path) -> Row:
    command = [sys.executable, "-m", "tests.zoo.onnx_figure_worker", exporter, name, str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_LONGEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"stopped after {_LONGEST_SECONDS} s"}
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return {"failed": f"died: {done.stderr[-300:].decode(errors='replace')}"}
    row: Row = json.loads(lines[-1])
    return row


def _tell(row: Row) -> None:
    """Prints a row, and below it what differs."""
    if "failed" in row:
        print(f"{row['name']:<24}{row['exporter']:<12}not exported: {row['failed']}", flush=True)
        return
    cells = _cells(row)
    print(
        f"{row['name']:<24}{row['exporter']:<12}{cells[0]:>8}{cells[1]:>7}"
        f"{cells[2] + ' / ' + cells[3]:>17}{cells[4]:>9}{cells[5]:>9}{cells[6]:>12}",
        flush=True,
    )
    for problem in row["violations"]:
        print(f"    {problem}")
    if row["live"]["blocks"] != row["file"]["blocks"]:
        print(f"    live {row['live']['blocks']}")
        print(f"    file {row['file']['blocks']}", flush=True)


def _cells(row: Row) -> tuple[str, ...]:
    live, file = row["live"], row["file"]
    more = file["parameters"] - live["parameters"]
    return (
        "yes" if file["legible"] else "no",
        str(len(row["violations"])),
        f"{live['overview']} + {live['cards']}",
        f"{file['overview']} + {file['cards']}",
        "same" if live["repeats"] == file["repeats"] else "differ",
        "same" if live["blocks"] == file["blocks"] else "differ",
        "same" if not more else f"{more:+,}",
    )


def _line(row: Row) -> str:
    title = ARCHITECTURES[row["name"]].title
    if "failed" in row:
        reason = row["failed"].replace("|", "/").replace("\n", " ")[:160]
        return f"| {title} | {row['exporter']} | not exported: {reason} | | | | | | |"
    return f"| {title} | {row['exporter']} | {' | '.join(_cells(row))} |"


def _summary(rows: list[Row]) -> str:
    drawn = [row for row in rows if "failed" not in row]
    legible = sum(row["file"]["legible"] for row in drawn)
    sound = sum(not row["violations"] for row in drawn)
    alike = sum(row["live"]["repeats"] == row["file"]["repeats"] for row in drawn)
    return (
        f"{len(drawn)} of {len(rows)} exported; {legible} figures legible, {sound} without "
        f"violations, {alike} with the same repeats as the live model's."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
