"""Reads netscribe's own JSON form of a Graph, as `netscribe draw -o net.json` writes it.

In: a path, or the text itself. Out: the Graph, exactly as it was.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.json_form import FORMAT, from_json
from netscribe.graph.types import Graph, Origin
from netscribe.readers.archive import check_size
from netscribe.readers.file_start import LONGEST_START, file_in, json_start
from netscribe.readers.json_text import Advice, parsed
from netscribe.readers.protocol import ReadRequest

_MARK = f'"{FORMAT}"'
_HINT = "netscribe.read(model).to_json() writes one"
_ADVICE = Advice(_HINT, _HINT)


def claims(source: object) -> bool:
    """Whether `source` is such a file or text; the mark stands in its first key."""
    if isinstance(source, str) and source.lstrip()[:1] == "{":
        return _MARK in source[:LONGEST_START]
    path = file_in(source)
    return path is not None and _MARK.encode() in json_start(path)[:200]


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph.

    Raises:
        ReadError: the text is damaged, of a newer version, or contradicts itself.
    """
    path = file_in(source)
    text = str(source) if path is None else _text(path)
    where = "the text" if path is None else str(path)
    parsed(text, where, _ADVICE)  # refuses what is nested too deeply
    try:
        graph = from_json(text)
    except ReadError as error:
        raise ReadError(f"{where}: {error.message}", hint=error.hint) from None
    name = request.name or graph.name
    origin = graph.origin if path is None else Origin("netscribe", "", "netscribe.json", path.name)
    return replace(graph, name=name, origin=origin)


def _text(path: Path) -> str:
    check_size(path.stat().st_size, path, path.name, _HINT)
    return path.read_text("utf-8", "replace")
