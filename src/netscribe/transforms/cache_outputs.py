"""Leaves the caches that language models hand back for their next call out of the drawing.

In: a Graph. Out: a Graph whose outputs are the results; keys, values and states of a cache
(`past_key_values`, `cache_params`) are named in a note instead. They say nothing of the network
but would hang two outputs on every layer. Cost: O(outputs).
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.types import Graph, Note

_CACHES = {"past_key_values", "cache_params", "past_key_value", "mems", "decoder_past_key_values"}


def without_caches(graph: Graph) -> Graph:
    """The graph without cache outputs; the same graph if there are none, or nothing else."""
    kept = tuple(port for port in graph.outputs if _root(port.name) not in _CACHES)
    hidden = len(graph.outputs) - len(kept)
    if not hidden or not kept:
        return graph
    names = dict.fromkeys(_root(port.name) for port in graph.outputs if _root(port.name) in _CACHES)
    note = Note(f"not drawn: {hidden} outputs of the cache", ", ".join(names))
    return replace(graph, outputs=kept, notes=(*graph.notes, note))


def _root(name: str) -> str:
    return name.partition(".")[0]
