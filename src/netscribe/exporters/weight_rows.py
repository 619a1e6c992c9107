"""The rows of a table of weights: one per tensor, below the modules that hold it.

In: a Graph that holds weights alone. Out: `Row`s by path; the numbers add up to the total.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.exporters.rows import UNKNOWN, Row
from netscribe.graph.types import Graph, Parameter
from netscribe.style.labels.words import grouped


def weight_rows(graph: Graph) -> tuple[Row, ...]:
    """All rows in the file's order; O(weights x depth)."""
    return tuple(_rows(graph))


def _rows(graph: Graph) -> Iterator[Row]:
    opened: tuple[str, ...] = ()
    for weight in graph.parameters:
        *modules, name = _parts(weight.path)
        path = tuple(modules)
        kept = _common(opened, path)
        for depth in range(kept, len(path)):
            yield Row(path[depth], "", depth=depth)
        opened = path
        yield _row(weight, name, len(path))


def _row(weight: Parameter, name: str, depth: int) -> Row:
    shape = weight.type.shape
    sizes = UNKNOWN if shape is None else "×".join(map(str, shape)) or "scalar"
    count = UNKNOWN if weight.size is None else grouped(weight.size)
    return Row(name, weight.type.dtype, shape=sizes, parameters=count, depth=depth)


def _parts(path: str) -> list[str]:
    """encoder, layers.0, weight: a number stays with the name of the list that it counts in.

    Keras' paths have "/" between their parts.
    """
    if "/" in path:
        return path.split("/")
    parts: list[str] = []
    for word in path.split("."):
        if word.isdecimal() and parts:
            parts[-1] += f".{word}"
        else:
            parts.append(word)
    return parts


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> int:
    count = 0
    while count < min(len(first), len(second)) and first[count] == second[count]:
        count += 1
    return count
