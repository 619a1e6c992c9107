"""The page of what was measured on model files, out of the rows that the zoos keep.

`python -m tests.zoo.files_page` writes `docs/benchmarks/model-files.md`. Nothing is measured here.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks import onnx as speed
from tests.zoo import converted_files, onnx_backend, onnx_zoo, saved_models
from tests.zoo.exporter_habits import HABITS
from tests.zoo.kept_rows import Row

PAGE = Path("docs") / "benchmarks" / "model-files.md"
_INTRODUCTION = (
    "Files that exporters and converters write, compared with the live model that they came from. "
    "`python -m tests.zoo.files_page` writes this page out of what `make zoo-onnx`, "
    "`make zoo-files`, `make zoo` and `make bench` measured."
)
_ONNX = (
    "Layers with their defining numbers, merges with their shapes, inputs and outputs, parameters "
    "and multiply-adds; the live model as the exporter writes it (see below)."
)
_CONVERTED = (
    "`folded` is how many parameters norms hold, which a converter may fold away; multiply-adds "
    "must be the live model's, and all of them known."
)
_SPEED = (
    "Seconds on the clock and of processor time, and memory above what the process held before; "
    "each row in a process of its own, on a machine with two cores that others used as well."
)
_COMPARED = ("layers", "merges", "ports", "parameters", "multiply_adds")
_PACKAGES = ("torch", "onnx", "onnxscript", "tf2onnx", "tensorflow", "keras", "torchvision",
             "timm", "transformers", "openvino", "coremltools")  # fmt: skip


def page() -> str:
    """The whole page."""
    parts = [
        "# Model files, measured",
        _INTRODUCTION,
        f"Python {platform.python_version()}; {', '.join(_versions())}.",
        *_section("ONNX", _ONNX, _onnx(onnx_zoo.ROWS.rows())),
        *_section("Models of the onnx package", "", _backend(onnx_backend.ROWS.rows())),
        *_section(
            "TensorFlow Lite, OpenVINO, CoreML",
            _CONVERTED,
            _converted(converted_files.ROWS.rows()),
        ),
        *_section("Saved Keras models", "", _saved(saved_models.ROWS.rows())),
        *_section("Speed", _SPEED, _speed(speed.ROWS.rows())),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, introduction: str, parts: Iterator[str]) -> Iterator[str]:
    """A section; nothing where no row was kept for it."""
    first = next(parts, "")
    if first:
        yield from (f"## {title}", introduction, first, *parts)


def _versions() -> Iterator[str]:
    for name in _PACKAGES:
        try:
            yield f"{name} {metadata.version(name)}"
        except metadata.PackageNotFoundError:
            continue


def _onnx(rows: Sequence[Row]) -> Iterator[str]:
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["group"], row["exporter"]), []).append(row)
    head = ("group", "exporter", "models", "exported", "read", "layers", "merges", "ports",
            "parameters", "multiply-adds")  # fmt: skip
    yield _table(head, (_summary(*key, found) for key, found in groups.items()))
    yield "What each exporter makes of a network, which is part of the comparison:"
    yield "\n".join(f"- {name}: {habits.says}." for name, habits in HABITS.items() if habits.says)
    yield "All of them leave out auxiliary heads and look up tables whose places are fixed."
    wrong = [row for row in rows if row.get("differences")]
    yield "What differs all the same:" if wrong else "Nothing else differs."
    yield "\n".join(
        f"- {_name(row)}: {fact.replace('_', '-')}: {said}"
        for row in wrong
        for fact, said in row["differences"].items()
    )
    failed = [row for row in rows if "failed" in row]
    yield "What the exporter could not write (its own message):" if failed else ""
    yield "\n".join(f"- {_name(row)}: `{_one_line(row['failed'])}`" for row in failed)


def _summary(group: str, exporter: str, rows: Sequence[Row]) -> list[object]:
    exported = [row for row in rows if "failed" not in row]
    read = [row for row in exported if "unread" not in row]
    right = [sum(not row["differences"].get(fact) for row in read) for fact in _COMPARED]
    return [group, exporter, len(rows), len(exported), len(read), *right]


def _name(row: Row) -> str:
    return f"{row['name']} by {row['exporter']}"


def _one_line(said: str) -> str:
    return " ".join(said.replace("`", "'").split())[:160]


def _backend(rows: Sequence[Row]) -> Iterator[str]:
    head = ("what", "models", "nodes", "nodes lost", "wrong shapes", "failed")
    cells = ("what", "models", "nodes", "lost", "shapes", "failed")
    yield _table(head, ([row[cell] for cell in cells] for row in rows))


def _converted(rows: Sequence[Row]) -> Iterator[str]:
    done = [row for row in rows if "failed" not in row]
    cells = ("format", "name", "parameters", "folded", "found_parameters", "multiply_adds")
    head = ("format", "model", "live parameters", "folded", "in the file", "live multiply-adds",
            "in the file", "right")  # fmt: skip
    yield _table(
        head,
        (
            [*(row[cell] for cell in cells), row["found"]["known"], "yes" if row["right"] else "no"]
            for row in done
        ),
    )
    failed = [row for row in rows if "failed" in row]
    yield "What the converter could not do (its own message):" if failed else ""
    yield "\n".join(
        f"- {row['name']} to {row['format']}: `{_one_line(row['failed'])}`" for row in failed
    )


def _saved(rows: Sequence[Row]) -> Iterator[str]:
    ways: dict[str, list[Row]] = {}
    for row in rows:
        ways.setdefault(row["way"], []).append(row)
    yield _table(
        ("way", "models", "parameters right", "multiply-adds right"),
        (
            [way, len(found), *(sum(row[fact] for row in found) for fact in _COMPARED[3:])]
            for way, found in ways.items()
        ),
    )


def _speed(rows: Sequence[Row]) -> Iterator[str]:
    head = ("file", "what", "seconds", "processor seconds", "MB")
    yield _table(head, ([row[cell] for cell in speed.CELLS] for row in rows))


def _table(head: Sequence[str], rows: Iterator[Sequence[Any]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    lines += [f"| {' | '.join(map(_cell, row))} |" for row in rows]
    return "\n".join(lines) if len(lines) > 2 else ""


def _cell(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def main(arguments: Sequence[str]) -> int:
    """Writes the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
