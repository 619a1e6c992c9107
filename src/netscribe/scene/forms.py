"""The forms in which panels are tried: how large their cards are and how close they stand.

In: nothing. Out: `Form`s from the plainest to the tightest, and which of them go together: that of
the overview and those of the block cards beside it. It lays out nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from netscribe.layout.types import Spacing
from netscribe.style.card_forms import PLAIN_CARDS, CardForm

_SPACED = Spacing()
#: Labels between ranks that stand close do so too.
_LABEL_HEIGHT = 13.0
_TIGHT = Spacing(
    between_boxes=18.0,
    between_ranks=22.0,
    between_wires=10.0,
    group_padding=12.0,
    label_room=4.5,
    arrow_room=11.0,
)
_FLOWING = replace(
    _TIGHT, between_boxes=14.0, between_ranks=16.0, group_padding=10.0, label_room=1.5
)
#: Block cards bring a frame of their own.
_CARD_MARGIN, _FLOWING_MARGIN = 14.0, 12.0


@dataclass(frozen=True, slots=True)
class Form:
    """How a panel is drawn."""

    cards: CardForm = PLAIN_CARDS
    spacing: Spacing = _SPACED


@dataclass(frozen=True, slots=True)
class Pairing:
    """A form of the overview, and forms of block cards beside it.

    Attributes:
        overview: the overview's form.
        cards: the forms that block cards are tried in.
        wraps: whether the overview is tried in several columns.
        bare: whether the overview goes without frames that only repeat names of the code.
    """

    overview: Form
    cards: tuple[Form, ...]
    wraps: bool = True
    bare: bool = True


def tight(most_width: float, between_ranks: float = 22.0) -> Form:
    """Narrower cards, closer to one another."""
    room = (between_ranks - _LABEL_HEIGHT) / 2
    return Form(CardForm(most_width), replace(_TIGHT, between_ranks=between_ranks, label_room=room))


def flowing(most_width: float) -> Form:
    """Cards in as few lines as they need."""
    return Form(CardForm(most_width, flowing=True), _FLOWING)


def framed(form: Form) -> Form:
    """The same in the frame of a block card."""
    if form.cards.most_width is None:
        return form
    margin = _FLOWING_MARGIN if form.cards.flowing else _CARD_MARGIN
    return replace(form, spacing=replace(form.spacing, margin=margin))


PLAIN_FORM = Form()
_TIGHT_CARDS = tuple(framed(tight(width)) for width in (230.0, 200.0, 160.0))
_FLOWING_CARDS = tuple(framed(flowing(width)) for width in (360.0, 240.0, 180.0, 130.0))
#: Widths of an overview's cards and the room between its ranks, where it makes room itself.
_TIGHT_OVERVIEWS = ((230.0, 22.0), (160.0, 22.0), (230.0, 16.0), (160.0, 16.0))
_FLOWING_OVERVIEWS = (360.0, 240.0, 180.0)


def pairings(*, with_cards: bool) -> Iterator[Pairing]:
    """What is tried, the plainest first."""
    beside = _TIGHT_CARDS if with_cards else ()
    yield Pairing(PLAIN_FORM, (PLAIN_FORM, *beside), wraps=False, bare=False)
    for width, between in _TIGHT_OVERVIEWS:
        yield Pairing(tight(width, between), (_TIGHT_CARDS[-1],))
    for width in _FLOWING_OVERVIEWS:
        yield Pairing(flowing(width), _FLOWING_CARDS if with_cards else _FLOWING_CARDS[:1])
