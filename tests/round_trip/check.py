"""The round trip of one network: drawn, decoded, written out, compared.

In: a Graph as read, and options of the diagram. Out: what differs, in words; nothing where the
picture says the network.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from typing import Any

from tests.round_trip.closing import with_closed
from tests.round_trip.decoded import DrawnFigure, DrawnPanel, decode
from tests.round_trip.expanded import DecodingError, expanded
from tests.round_trip.net import differences, net_of_graph

import netscribe as ns
from netscribe.graph.types import Graph
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.pipeline import simplified

_VALUE = re.compile(r"([A-Za-z]\d*) = ")
_LETTER = re.compile(r"[A-Za-z]\d*")


def idle_letters(figure: DrawnFigure) -> Iterator[str]:
    """Letters that get a value at a use and stand nowhere on the card."""
    cards = {panel.letter: _letters(panel) for panel in figure.panels}
    for panel in figure.panels:
        for node in panel.nodes.values():
            stated = {found[1] for fact in node.facts if (found := _VALUE.match(fact))}
            for letter in sorted(stated - cards.get(node.letter, stated)):
                yield f"{node.id} says what {letter} is, which card {node.letter} does not have"


def _letters(panel: DrawnPanel) -> set[str]:
    ports = (text for port in panel.ports.values() for text in port.texts)
    facts = (fact for node in panel.nodes.values() for fact in node.facts)
    values = (fact.partition(" = ")[2] or fact for fact in facts)
    texts = (*ports, *values, *panel.labels.values())
    return {found for text in texts for found in _letters_of(text)}


def _letters_of(text: str) -> Iterator[str]:
    """Letters in expressions: alone, beside numbers and signs, not in words of three or more."""
    for word in re.split(r"[\s/×()+−·]+", text):
        if sum(map(str.isalpha, word)) <= 2:
            yield from _LETTER.findall(word)


def round_trip(graph: Graph, svg: str | None = None, **options: Any) -> list[str]:
    """The differences between a network and what its picture says."""
    figure = decode(ns.diagram(graph, **options).svg() if svg is None else svg)
    try:
        expansion = expanded(figure)
    except DecodingError as contradiction:
        return [str(contradiction)]
    source = with_groups(simplified(graph))
    wanted = with_closed(source, net_of_graph(source), expansion.closed)
    found = [*differences(expansion.net, wanted), *idle_letters(figure)]
    if figure.total != graph.parameter_count:
        found.append(f"the title says {figure.total} parameters, not {graph.parameter_count}")
    overview = figure.panels[0]
    counted = sum(
        node.parameters * prod(group.repeat for group in overview.repeats_around(node))
        for node in overview.nodes.values()
    )
    used = sum(
        parameter.size or 0
        for parameter in source.parameters
        if source.parameter_users[parameter.id]
    )
    if counted != used:
        found.append(f"the cards' counts add up to {counted}, not {used}")
    return found
