"""Makes the Figure of a Graph: one overview panel with its bars, edges, title, totals and legend.

In: a folded Graph. Out: a Figure. Repeats, block cards and the choice of detail for a slot will add
panels here; the overview is panel 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.figure.bars import figure_bars
from netscribe.figure.description import description
from netscribe.figure.edges import figure_edges
from netscribe.figure.legend import legend_lines
from netscribe.figure.notes import figure_notes
from netscribe.figure.totals import totals_line
from netscribe.figure.types import Figure, Panel
from netscribe.graph.types import Graph


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """What a figure prints: its title (None: the network's name), shape labels, layer names."""

    title: str | None = None
    shapes: str = "change"
    names: bool = True


def make_figure(graph: Graph, settings: FigureSettings = FigureSettings()) -> Figure:
    """The figure of `graph`, which is drawn as it is given."""
    bars = figure_bars(graph)
    panel = Panel(graph, bars, figure_edges(graph, settings.shapes))
    return Figure(
        title=graph.name if settings.title is None else settings.title,
        subtitle=totals_line(graph),
        panels=(panel,),
        legend=legend_lines(graph),
        notes=figure_notes(graph),
        description=description(graph, bars),
        names=settings.names,
    )
