"""`make bench-layout`: every graph by every engine, one at a time; tables in Markdown.

`python -m benchmarks.layout [--only NAME ...] [--engines NAME ...] [--quick] [--limit SECONDS]
[--reuse] [--no-variants] [--write FILE]`. `--quick` leaves out graphs of more than 1,000 operations
and lowers the limit; `--reuse` takes the other engines' results from the last run, if the graph is
still the same. Then every graph is laid out in every direction with modules closed at every depth,
and checked.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.layout.engines import ENGINES, missing
from benchmarks.layout.networks import names, plan_of
from benchmarks.layout.runs import Row, Runs
from benchmarks.layout.tables import heading, line_of, page
from benchmarks.layout.variants import Variant, variants

_QUICK_SIZE, _QUICK_LIMIT = 1_000, 20.0
_LARGEST_VARIED = 20_000


def main(words: list[str]) -> int:
    """Run what is asked for; 1 if netscribe breaks a gate."""
    options = _options(words)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    engines = _present(options.engines)
    limit = min(options.limit, _QUICK_LIMIT) if options.quick else options.limit
    runs = Runs(limit, reuse=options.reuse)
    rows: list[Row] = []
    shown: list[Variant] = []
    print(heading(), flush=True)
    for name, kind in names().items():
        if options.only and name not in options.only:
            continue
        if options.quick and kind in ("keras", "synthetic"):
            continue
        plan = plan_of(name)
        if options.quick and len(plan.boxes) > _QUICK_SIZE:
            continue
        for engine in engines:
            row = runs.row(name, kind, plan, engine)
            rows.append(row)
            print(line_of(row), flush=True)
        if options.variants and len(plan.boxes) <= _LARGEST_VARIED:
            shown.extend(variants(name, plan))
    text = page(rows, shown, reused=options.reuse)
    print("\n" + text)
    if options.write:
        Path(options.write).write_text(text, encoding="utf-8")
    return int(any(row.faults for row in rows) or any(variant.faults for variant in shown))


def print_table() -> None:
    """All of it, as one table of `make bench`."""
    main([])


def _options(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.layout", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], choices=list(names()), metavar="NAME")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--write", default="")
    parser.add_argument("--no-variants", dest="variants", action="store_false")
    return parser.parse_args(words)


def _present(wanted: list[str]) -> list[str]:
    found = []
    for engine in wanted:
        lack = missing(engine)
        if lack:
            print(f"skipped: {engine}: {lack}")
        else:
            found.append(engine)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
