"""The figure in prose: what the network takes, its stages in order, its blocks, what it gives.

In: a title, the line of totals, and the panels of a figure. Out: one paragraph per panel, sentences
that can be read aloud; the SVG's description and the picture's alternative text. A panel of very
many operations is told up to a point, and the text says so.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.figure.prose_steps import PanelStory
from netscribe.figure.prose_words import listed, sentence, some, spoken
from netscribe.figure.types import Bar, Panel

#: Longer panels would not be listened to.
MOST_OPERATIONS = 60
_MOST_BARS = 6
#: What a bar is called where nothing is known of its tensor.
_NO_TITLES = ("input", "output")


def prose(title: str, totals: str, panels: Sequence[Panel]) -> str:
    """The whole description; paragraphs are separated by line breaks."""
    overview, *cards = panels
    return "\n".join((_overview(title, totals, overview), *(_card(card) for card in cards)))


def _overview(title: str, totals: str, panel: Panel) -> str:
    name = title or panel.graph.name or "This network"
    takes = some([_bar_words(bar) for bar in panel.bars if bar.is_input], _MOST_BARS)
    gives = some([_bar_words(bar) for bar in panel.bars if not bar.is_input], _MOST_BARS)
    sentences = [
        f"{name} has {listed(totals.split(' · '))}.",
        sentence(f"it takes {takes}") if takes else "",
        *_story(panel),
        sentence(f"it gives {gives}") if gives else "",
    ]
    return " ".join(part for part in sentences if part)


def _card(panel: Panel) -> str:
    inputs = [bar for bar in panel.bars if bar.is_input]
    takes = listed([_stub_words(bar) for bar in inputs])
    aside = f" ({spoken(panel.aside)})" if panel.aside else ""
    opening = f"Block {panel.letter}, {panel.title}{aside}"
    story = PanelStory(panel)
    sentences = [
        sentence(f"{opening}, takes {takes}" if takes else opening),
        *_story(panel),
        sentence(f"it gives {listed(story.given())}"),
    ]
    return " ".join(sentences)


def _story(panel: Panel) -> list[str]:
    told = [sentence(step) for step in PanelStory(panel).steps(MOST_OPERATIONS)]
    rest = len(panel.graph.nodes) - MOST_OPERATIONS
    if rest > 0:
        told.append(sentence(f"then {rest:,} more operations"))
    return told


def _bar_words(bar: Bar) -> str:
    name = f" ({bar.name})" if bar.name else ""
    title = "" if bar.title in _NO_TITLES else f"{bar.title}{name}, "
    return f"{title}{spoken(bar.shape)}"


def _stub_words(bar: Bar) -> str:
    return f"{bar.title}, {spoken(bar.shape)}" if bar.title else spoken(bar.shape)
