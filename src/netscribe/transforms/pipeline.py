"""The transforms that make a graph fit to be drawn, in order.

In: a Graph as read. Out: the same network with dead and idle operations hidden, operations that
were written out in small steps recognised, and small operations folded. Repeats and block cards
are found in the result (`netscribe.transforms.detail`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from netscribe.graph.types import Graph
from netscribe.graph.validation import check_accounting
from netscribe.graph.walks import with_folded
from netscribe.transforms.attention_masks import told_masks
from netscribe.transforms.cache_outputs import without_caches
from netscribe.transforms.class_names import with_short_classes
from netscribe.transforms.constants import constants
from netscribe.transforms.fold import fold
from netscribe.transforms.idle import without_idle
from netscribe.transforms.learned_tables import learned_tables
from netscribe.transforms.prune import prune
from netscribe.transforms.recognise import recognise
from netscribe.transforms.rotary_tables import rotary_tables
from netscribe.transforms.running_concat import running_concat
from netscribe.transforms.small_modules import without_small_modules
from netscribe.transforms.sound_frames import with_sound_frames
from netscribe.transforms.told_arguments import without_told_arguments
from netscribe.transforms.turned_back import without_turning_back

STEPS: tuple[Callable[[Graph], Graph], ...] = (
    without_caches,
    without_told_arguments,
    prune,
    without_idle,
    recognise,
    with_short_classes,
    without_idle,
    without_turning_back,
    told_masks,
    constants,
    rotary_tables,
    learned_tables,
    running_concat,
    without_small_modules,
    fold,
)


def simplified(graph: Graph) -> Graph:
    """The graph to draw.

    Raises:
        GraphError: a step lost an operation or a parameter, which is a fault of ours.
    """
    drawn = graph
    for step in STEPS:
        drawn = step(drawn)
    check_accounting(graph, drawn)
    return with_sound_frames(_without_lost_values(drawn))


def _without_lost_values(graph: Graph) -> Graph:
    """The graph without values whose makers are hidden."""
    makers = {part.id for node in graph.nodes for part in with_folded(node)}
    makers.update(cover for node in graph.nodes for cover in node.covers)
    kept = tuple(
        value for value in graph.values if value.producer is None or value.producer in makers
    )
    return graph if len(kept) == len(graph.values) else replace(graph, values=kept)
