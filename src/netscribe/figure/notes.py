"""The lines about what a reader could not see or had to guess, and about what is not drawn.

In: a Graph. Out: lines of text, the same message about many layers as one line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from netscribe.graph.types import Graph
from netscribe.transforms import (
    attention_masks,
    idle,
    learned_tables,
    prune,
    rotary_tables,
    running_concat,
)

#: Legend and notes together have so many lines at most.
MOST_LINES = 5
#: So many layers are named when a message is about more.
_MOST_NAMES = 3
_NOT_DRAWN = "not drawn: "
#: Why operations are hidden, as words behind their number.
_REASONS = {
    prune.REASON: "that no output reads",
    idle.REASON: "without effect",
    running_concat.REASON: "that concatenate one tensor",
    rotary_tables.REASON: "for tables of the rotary embedding",
    attention_masks.REASON: "for masks that attention tells",
    learned_tables.REASON: "that count positions",
}


def figure_notes(graph: Graph) -> tuple[str, ...]:
    """All lines that could stand below a figure; a renderer prints as many as it has room for."""
    notes = grouped_notes(graph)
    outputs = [note for note in notes if _NOT_DRAWN in note]
    said = [*map(_moved, outputs), *_hidden(graph)]
    undrawn = (f"{_NOT_DRAWN}{', '.join(said)}",) if said else ()
    return (*(note for note in notes if note not in outputs), *undrawn)


def _moved(note: str) -> str:
    """ "past_key_values: not drawn: 4 outputs of the cache" in the words of a list."""
    where, _, what = note.partition(_NOT_DRAWN)
    where = where.removesuffix(": ")
    return f"{what} ({where})" if where else what


def fitting_notes(
    notes: Sequence[str], most_lines: int, wrapped: Callable[[str], Sequence[str]]
) -> tuple[str, ...]:
    """The lines of the first notes, as many notes as fit; of the rest, how many there are.

    `wrapped` breaks a text into lines.
    """
    for shown in range(len(notes), -1, -1):
        texts = [note if note.startswith("not ") else f"note: {note}" for note in notes[:shown]]
        if shown < len(notes):
            rest = len(notes) - shown
            texts.append(f"and {_unread(rest, 'more ')}" if shown else _unread(rest))
        lines = [line for text in texts for line in wrapped(text)]
        if len(lines) <= most_lines or not shown:
            return tuple(lines)
    return ()


def _unread(count: int, more: str = "") -> str:
    return f"{count} {more}note{'s' if count != 1 else ''}: see the summary"


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
    """ "64 operations that no output reads", "4 that change nothing"."""
    found: list[str] = []
    for reason, count in Counter(hidden.reason for hidden in graph.hidden).items():
        operations = "" if found else f" operation{'s' if count != 1 else ''}"
        found.append(f"{count}{operations} {_REASONS.get(reason, f'({reason})')}")
    return tuple(found)
