"""The texts of a Scene by weight: which fonts, and which of their characters, a file needs.

In: a Scene. Out: characters for each weight. Knows no file format.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.scene.types import GroupMark, Mark, Scene, TextMark
from netscribe.text.printable import printable


def characters_by_weight(scene: Scene) -> dict[int, str]:
    """The characters drawn in each weight, sorted, for each weight in ascending order."""
    found: dict[int, set[str]] = {}
    for mark in _text_marks(scene.marks):
        found.setdefault(mark.weight, set()).update(printable(mark.text))
    return {weight: "".join(sorted(found[weight])) for weight in sorted(found)}


def _text_marks(marks: tuple[Mark, ...]) -> Iterator[TextMark]:
    for mark in marks:
        if isinstance(mark, GroupMark):
            yield from _text_marks(mark.marks)
        elif isinstance(mark, TextMark):
            yield mark
