"""Graphs of the well-known architectures as files, so that tests need not build the models.

`tools/build_graphs.py` writes tests/data/graphs/NAME.json.gz; a table of the zoo checks that the
live models still give these graphs.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

from netscribe.graph.json_form import from_json
from netscribe.graph.types import Graph

FOLDER = Path(__file__).parents[2] / "data" / "graphs"


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.json.gz"


def names() -> list[str]:
    """All stored graphs."""
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def packed(graph: Graph) -> bytes:
    """The same bytes for the same graph: no time of writing, no file name."""
    return gzip.compress(graph.to_json(indent=None).encode("utf-8"), 9, mtime=0)


def text_of(name: str) -> str:
    """The JSON of a stored graph."""
    return gzip.decompress(path_of(name).read_bytes()).decode("utf-8")


@cache
def stored(name: str) -> Graph:
    """The graph of a well-known architecture; it is frozen, so that one serves all tests."""
    return from_json(text_of(name))
