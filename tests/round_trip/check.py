"""The round trip of one network: drawn, decoded, written out, compared.

In: a Graph as read, and options of the diagram. Out: what differs, in words; nothing where the
picture says the network.
"""

from __future__ import annotations

from typing import Any

from tests.round_trip.closing import with_closed
from tests.round_trip.decoded import decode
from tests.round_trip.expanded import DecodingError, expanded
from tests.round_trip.net import differences, net_of_graph

import netscribe as ns
from netscribe.graph.types import Graph
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.pipeline import simplified


def round_trip(graph: Graph, svg: str | None = None, **options: Any) -> list[str]:
    """The differences between a network and what its picture says."""
    figure = decode(ns.diagram(graph, **options).svg() if svg is None else svg)
    try:
        expansion = expanded(figure)
    except DecodingError as contradiction:
        return [str(contradiction)]
    source = with_groups(simplified(graph))
    wanted = with_closed(source, net_of_graph(source), expansion.closed)
    found = differences(expansion.net, wanted)
    if figure.total != graph.parameter_count:
        found.append(f"the title says {figure.total} parameters, not {graph.parameter_count}")
    counted = sum(node.parameters for node in figure.panels[0].nodes.values())
    used = sum(
        parameter.size or 0
        for parameter in source.parameters
        if source.parameter_users[parameter.id]
    )
    if counted != used:
        found.append(f"the cards' counts add up to {counted}, not {used}")
    return found
