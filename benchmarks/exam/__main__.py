"""`python -m benchmarks.exam make|mark`: pictures with questions, and marks for answers.

    python -m benchmarks.exam make FOLDER [--seed N]
    python -m benchmarks.exam mark FOLDER [--write]

`make` writes pictures, question sheets and, apart from them, the keys. `mark` reads
FOLDER/answers/*.json and prints the marks; `--write` stores them in benchmarks/exam/results.md.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.exam.make import make
from benchmarks.exam.mark import mark, report

RESULTS = Path(__file__).parent / "results.md"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exam")
    commands = parser.add_subparsers(dest="command", required=True)
    making = commands.add_parser("make", help="draw the networks and write the questions")
    making.add_argument("folder", type=Path)
    making.add_argument("--seed", type=int, default=1)
    marking = commands.add_parser("mark", help="mark the answers in FOLDER/answers")
    marking.add_argument("folder", type=Path)
    marking.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    if given.command == "make":
        make(given.folder, given.seed)
        return 0
    text = report(mark(given.folder))
    print(text)
    if given.write:
        RESULTS.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
