"""The gates on a finished SVG, checked from the file alone.

In: the text of an SVG. Out: violations, none for a sound picture. Gate 1: nodes, members, groups
and panels; 2: texts; 3 and 4: edges; 5: nothing clipped; 8: contrast; 10: accessible. Each gate is
a function of a `Picture`, so that a new one is a function and a line in the table.

Cost: O(marks) for marks spread over the plane.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.gates.access_gates import accessible
from tests.gates.color_gates import contrasts
from tests.gates.edge_gates import ends_on_borders, passes_nothing, runs_alone
from tests.gates.node_gates import groups_nest, inside_the_frame, members_inside, nodes_apart
from tests.gates.panel_gates import (
    edges_in_panels,
    ids_unique,
    members_in_panels,
    panels_apart,
)
from tests.gates.picture import Picture, read_picture
from tests.gates.text_gates import labels_at_their_edges, texts_apart, texts_inside, texts_unstruck
from tests.gates.violation import Violation

GATES: tuple[Callable[[Picture], Iterator[Violation]], ...] = (
    nodes_apart,
    members_inside,
    groups_nest,
    panels_apart,
    members_in_panels,
    edges_in_panels,
    ids_unique,
    texts_inside,
    texts_apart,
    texts_unstruck,
    labels_at_their_edges,
    passes_nothing,
    ends_on_borders,
    runs_alone,
    inside_the_frame,
    contrasts,
    accessible,
)


def violations(svg: str) -> tuple[Violation, ...]:
    """All violations of an SVG, in the order of the gates."""
    return picture_violations(read_picture(svg))


def picture_violations(picture: Picture) -> tuple[Violation, ...]:
    """All violations of a picture that is already read."""
    return tuple(sorted({found for gate in GATES for found in gate(picture)}))
