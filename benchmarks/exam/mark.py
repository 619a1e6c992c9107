"""Marks answers: right +1, not shown 0, wrong -0.5.

In: a folder with keys.json and answers/NAME.json, each {"reader": ..., "answers": {question id:
answer}}. Out: marks per width and class, and every answer that was wrong.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.exam.paper import CLASSES, NOT_SHOWN

WRONG = -0.5
_SHAPE = re.compile(r"\d[\d,]*(\s*[x×*]\s*\d[\d,]*)+")
_NUMBER = re.compile(r"-?\d[\d,]*(\.\d+)?")
#: A right word may go on: "concatenation along channels" for "concat".
_LONG_WORD = 5
_TARGETS = {"wide": 0.90, "column": 0.80}
_MOST_MISREAD = 0.02


@dataclass
class Marks:
    """What was answered at one width: right, wrong, not shown, by class; and the wrong ones."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    silent: Counter[str] = field(default_factory=Counter)
    readers: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return self.right.total() + self.wrong.total() + self.silent.total()

    @property
    def points(self) -> float:
        return self.right.total() + WRONG * self.wrong.total()


def mark(folder: Path) -> dict[str, Marks]:
    """Marks by width."""
    keys = json.loads((folder / "keys.json").read_text("utf-8"))
    found: dict[str, Marks] = {}
    for path in sorted((folder / "answers").glob("*.json")):
        given = json.loads(path.read_text("utf-8"))
        marks = found.setdefault(keys["readers"][given["reader"]], Marks())
        marks.readers.add(given["reader"])
        for id_, answer in given["answers"].items():
            _mark_one(marks, id_, answer, keys["questions"][id_])
    return found


def _mark_one(marks: Marks, id_: str, answer: object, key: dict[str, Any]) -> None:
    kind = key["kind"]
    if plain(answer) == plain(NOT_SHOWN):
        marks.silent[kind] += 1
        marks.faults.append(f"{id_} not shown: {key['text']} ({_right(key)})")
    elif is_right(answer, key["right"]):
        marks.right[kind] += 1
    else:
        marks.wrong[kind] += 1
        marks.faults.append(f"{id_} wrong: {key['text']} Answered {answer!r}, not {_right(key)}")


def is_right(answer: object, right: list[Any]) -> bool:
    """Whether an answer is one of the right ones, however it is written."""
    return any(plain(answer) == plain(one) for one in right) or any(
        _says(answer, one) for one in right
    )


def plain(answer: object) -> str:
    """An answer in one spelling: "28 × 28 × 1,024" is "28x28x1024", "ReLU 6" is "relu6"."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, list | tuple):
        return "x".join(plain(part) for part in answer)
    text = str(answer).strip().lower().rstrip(".")
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    text = re.sub(r"(?<=[\da-z])\s*[×x*]\s*(?=\d)", "x", text)
    if re.fullmatch(r"\d+\.0+", text):
        text = text.partition(".")[0]
    return re.sub(r"[\s_\-]+", "", text)


def _says(answer: object, right: object) -> bool:
    """A number or shape in a short sentence, a square kernel "5x5" for 5, yes or no at a start."""
    text = str(answer).strip()
    if isinstance(right, list):
        found = _SHAPE.search(text)
        return found is not None and plain(found[0]) == plain(right)
    if isinstance(right, int | float):
        square = re.fullmatch(r"(\d+)\s*[x×]\s*\1", text)
        if square is not None:
            return plain(square[1]) == plain(right)
        numbers = _NUMBER.findall(text)
        found = _NUMBER.search(text)
        return len(numbers) == 1 and found is not None and plain(found[0]) == plain(right)
    if right in ("yes", "no"):
        return re.split(r"\W+", text.lower())[0] == right
    word = plain(right)
    return len(word) >= _LONG_WORD and plain(text).startswith(word)


def _right(key: dict[str, Any]) -> str:
    return " or ".join(plain(one) for one in key["right"])


def report(found: dict[str, Marks]) -> str:
    """The results as a page of Markdown."""
    lines = ["# Readers' exam: results", ""]
    for width, marks in found.items():
        share = marks.right.total() / max(1, marks.asked)
        misread = marks.wrong.total() / max(1, marks.asked)
        target = _TARGETS.get(width, 0.0)
        lines += [
            f"## {width}: {marks.right.total()} of {marks.asked} right, {marks.points:g} points",
            "",
            f"{len(marks.readers)} readers. Right {share:.1%} (target {target:.0%}), misread "
            f"{misread:.1%} (at most {_MOST_MISREAD:.0%}).",
            "",
            "| class | right | not shown | wrong |",
            "|---|---|---|---|",
            *(
                f"| {kind} | {marks.right[kind]} | {marks.silent[kind]} | {marks.wrong[kind]} |"
                for kind in CLASSES
            ),
            "",
            *(f"- {fault}" for fault in marks.faults),
            "",
        ]
    return "\n".join(lines)
