"""The forms that cards take: how wide they may become, and how their facts stand in them.

In: nothing. Out: `CardForm`s; the same facts stand on a card in every form.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CardForm:
    """How the cards of one panel are made.

    Attributes:
        most_width: cards are no wider for their names and details; None: as wide as these ask for.
        flowing: all facts follow one another like words, pills and badges among them, in as few
            lines as they need; else headline, details and pills have places of their own.
        least_widths: how wide some cards are at least, by node, for the wires that meet there.
    """

    most_width: float | None = None
    flowing: bool = False
    least_widths: tuple[tuple[str, float], ...] = ()


PLAIN_CARDS = CardForm()
