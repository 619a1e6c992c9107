"""Gate 10: the picture tells itself to those who cannot see it.

In: a Picture. Out: violations. A role, a title and a description that are referred to, a name for
each node, unique ids, and nodes in topological order.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.gates.picture import Picture
from tests.gates.violation import Violation


def accessible(picture: Picture) -> Iterator[Violation]:
    """Role, names, description and order."""
    if picture.role != "img":
        yield Violation(10, "no role", (picture.role,))
    if not picture.title or not picture.description or not picture.labelled:
        yield Violation(10, "no title or description", (picture.title,))
    yield from _names(picture)
    yield from _order(picture)


def _names(picture: Picture) -> Iterator[Violation]:
    seen: set[tuple[str, str]] = set()
    for item in picture.items[1:]:
        if item.kind in ("node", "port") and not item.title:
            yield Violation(10, "node without a name", (item.id,))
        if not item.kind or not item.id:
            yield Violation(10, "group of marks without hooks", (item.kind, item.id))
        if (item.kind, item.id) in seen:
            yield Violation(10, "id occurs twice", (item.kind, item.id))
        seen.add((item.kind, item.id))


def _order(picture: Picture) -> Iterator[Violation]:
    for edge in picture.of_kind("edge"):
        source, target = picture.ends.get(edge.source), picture.ends.get(edge.target)
        if source and target and source.place >= target.place:
            yield Violation(10, "not in topological order", (edge.source, edge.target))
