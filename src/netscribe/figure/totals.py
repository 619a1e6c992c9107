"""The line below the title: parameters, bytes and multiply-adds of the whole network."""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.counts import multiply_adds, parameter_bytes, total_of
from netscribe.graph.types import Graph
from netscribe.style.labels import grouped
from netscribe.style.labels.amounts import amount_text, bytes_text


def totals_line(graph: Graph, counts: Mapping[str, int | None] | None = None) -> str:
    """ "421,642 parameters · 1.6 MB · 4.2 M multiply-adds"; what is not known is left out.

    `counts` are the multiply-adds of the graph's nodes, if they have been counted.
    """
    parts = [f"{grouped(graph.parameter_count)} parameters"]
    frozen = graph.parameter_count - graph.trainable_count
    if frozen:
        parts.append(f"{grouped(frozen)} not trainable")
    size = parameter_bytes(graph)
    if size:
        parts.append(bytes_text(size))
    total = total_of(multiply_adds(graph) if counts is None else counts)
    if total.known and not total.unknown_nodes:
        parts.append(f"{amount_text(total.known)} multiply-adds")
    return " · ".join(parts)
