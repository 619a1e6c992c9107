"""The Graph as versioned JSON text, and back, exactly.

In: a Graph, or text of the form {"format": "netscribe-graph", "version": 1, "name": ...}. Out: the
other one. Keys stand in a fixed order, fields that have their default are left out, attributes are
read back by the kind of their operation. Reading runs no code of the file.
"""

from __future__ import annotations

import json

from netscribe.errors import GraphError, ReadError
from netscribe.graph.json_codec import MisfitError, decode, encode
from netscribe.graph.types import Graph
from netscribe.graph.validation import validate

FORMAT = "netscribe-graph"
VERSION = 1


def to_json(graph: Graph, indent: int | None = 2) -> str:
    """The JSON text of a graph; the same graph gives the same text.

    Raises:
        GraphError: the graph breaks one of its laws.
    """
    validate(graph)
    body = encode(graph)
    assert isinstance(body, dict)
    return json.dumps(
        {"format": FORMAT, "version": VERSION, **body},
        indent=indent,
        ensure_ascii=False,
        allow_nan=False,
    )


def from_json(text: str) -> Graph:
    """The graph of a JSON text.

    Raises:
        ReadError: it is not JSON, not a graph of ours, of a newer version, or breaks a law.
    """
    try:
        return _checked(_body(json.loads(text)))
    except json.JSONDecodeError as error:
        raise ReadError(
            f"this is no JSON: {error.msg} in line {error.lineno}, column {error.colno}"
        ) from None
    except RecursionError:
        raise ReadError("this JSON is nested too deeply for a graph") from None
    except ValueError as error:
        raise ReadError(f"this JSON cannot be read: {error}") from None
    except MisfitError as misfit:
        raise ReadError(f"this graph's JSON is wrong at {misfit}") from None
    except GraphError as error:
        raise ReadError(f"the graph in this JSON contradicts itself: {error.message}") from None


def _body(content: object) -> dict[str, object]:
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ReadError(
            f'this JSON is not a netscribe graph: it has no "format": "{FORMAT}"',
            hint="netscribe.read(model).to_json() writes one",
        )
    version = content.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ReadError(f"the version of this graph is {version!r}; expected {VERSION}")
    if version > VERSION:
        raise ReadError(
            f"this graph has version {version}, newer than {VERSION}, the newest known here",
            hint="pip install --upgrade netscribe",
        )
    return {key: value for key, value in content.items() if key not in ("format", "version")}


def _checked(body: dict[str, object]) -> Graph:
    graph = decode(Graph, body)
    assert isinstance(graph, Graph)
    validate(graph)
    return graph
