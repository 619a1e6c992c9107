"""The lines about what a reader could not see or had to guess, and about what is not drawn.

In: a Graph. Out: lines of text, the same message about many layers as one line.
"""

from __future__ import annotations

from collections import Counter

from netscribe.graph.types import Graph

#: A figure has room for so many lines; `grouped_notes` has them all.
MOST_LINES = 5
#: So many layers are named when a message is about more.
_MOST_NAMES = 3


def figure_notes(graph: Graph) -> tuple[str, ...]:
    """The lines that stand below a figure."""
    lines = (*grouped_notes(graph), *_hidden(graph))
    if len(lines) <= MOST_LINES:
        return lines
    shown = lines[: MOST_LINES - 1]
    return (*shown, f"and {len(lines) - len(shown)} more notes, all in the summary")


def grouped_notes(graph: Graph) -> tuple[str, ...]:
    """All notes of the reader, each message once, in the order in which they first came."""
    places: dict[str, list[str]] = {}
    for note in graph.notes:
        places.setdefault(note.message, []).append(note.where)
    return tuple(line for message in places for line in _lines(message, places[message]))


def _lines(message: str, places: list[str]) -> list[str]:
    """A message without a place stands alone; one of many places counts and names them."""
    named = list(dict.fromkeys(place for place in places if place))
    lines = [message] if "" in places else []
    if len(named) == 1:
        lines.append(f"{named[0]}: {message}")
    elif named:
        first = ", ".join(named[:_MOST_NAMES])
        rest = ", …" if len(named) > _MOST_NAMES else ""
        lines.append(f"{len(named)} layers: {message} ({first}{rest})")
    return lines


def _hidden(graph: Graph) -> tuple[str, ...]:
    reasons = Counter(hidden.reason for hidden in graph.hidden)
    return tuple(
        f"{count} operation{'s' if count != 1 else ''} not drawn: {reason}"
        for reason, count in reasons.items()
    )
