"""Makes the Figure of an Outline: the overview and its block cards, title, totals, legend, notes.

In: an Outline, or a Graph that is drawn as it is. Out: a Figure, the overview its panel 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from netscribe.figure.bars import figure_bars, stub_bars
from netscribe.figure.common_facts import common_facts
from netscribe.figure.containers import with_meaningful_modules, without_holders
from netscribe.figure.edges import figure_edges
from netscribe.figure.legend import block_words, legend_lines
from netscribe.figure.notes import figure_notes
from netscribe.figure.prose import prose
from netscribe.figure.source import Source
from netscribe.figure.totals import totals_line
from netscribe.figure.types import Figure, Panel, Table
from netscribe.graph.types import Graph
from netscribe.style.labels.words import title_words
from netscribe.transforms.outline import BlockCard, Outline


@dataclass(frozen=True, slots=True)
class FigureSettings:
    """What a figure prints: its title (None: the network's name), shape labels, layer names."""

    title: str | None = None
    shapes: str = "change"
    names: bool = True


def make_figure(
    drawn: Outline | Graph,
    settings: FigureSettings = FigureSettings(),
    *,
    source: Source | None = None,
    table: Table | None = None,
) -> Figure:
    """The figure of an outline, or of a graph without block cards.

    Totals are counted in `source`, the graph in which no block is closed yet; by default in what is
    drawn.
    """
    outline = drawn if isinstance(drawn, Outline) else Outline(drawn)
    graph = without_holders(outline.overview) if outline.cards else outline.overview
    overview = Panel(graph, figure_bars(graph), figure_edges(graph, settings.shapes))
    said = (overview, *(_card(card, settings) for card in outline.cards))
    common = common_facts([panel.graph for panel in said])
    panels = tuple(replace(panel, unsaid=common.unsaid) for panel in said)
    title = graph.name if settings.title is None else settings.title
    totals = source.totals if source is not None else totals_line(graph)
    return Figure(
        title=title,
        subtitle=totals,
        panels=panels,
        legend=(
            *legend_lines(*(panel.graph for panel in panels), common=common.words),
            *block_words(panels),
        ),
        notes=(*_left_out(outline), *figure_notes(graph)),
        description=prose(title, totals, panels),
        names=settings.names,
        table=table,
    )


def _left_out(outline: Outline) -> tuple[str, ...]:
    return tuple(f"not shown: {title_words(words)}" for words in outline.left_out)


def _card(card: BlockCard, settings: FigureSettings) -> Panel:
    graph = with_meaningful_modules(card.graph)
    return Panel(
        graph,
        stub_bars(graph, card.letter),
        figure_edges(graph, settings.shapes, card.letter),
        card.letter,
        title_words(card.title),
        card.aside,
    )
