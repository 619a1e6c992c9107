"""The forms in which panels are tried: how large their cards are and how close they stand.

In: nothing. Out: `Form`s from the plainest to the tightest, and which of them go together: those of
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
_DENSE = replace(_FLOWING, between_ranks=14.0, group_padding=8.0, label_room=0.5)
#: Block cards bring a frame of their own: what lies inside it, by the room between ranks.
_FRAME_MARGINS = {22.0: 14.0, 16.0: 12.0, 14.0: 8.0}


@dataclass(frozen=True, slots=True)
class Form:
    """How a panel is drawn."""

    cards: CardForm = PLAIN_CARDS
    spacing: Spacing = _SPACED


@dataclass(frozen=True, slots=True)
class Manner:
    """Forms of a panel, each narrower than the one before it.

    The first one is taken whose layout takes no more than `share` of the room's width, or the last.
    """

    forms: tuple[Form, ...]
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Pairing:
    """How an overview is drawn, and the manners that block cards beside it are tried in.

    Attributes:
        overview: the overview's manner.
        cards: manners of the block cards.
        wraps: whether the overview is tried in several columns.
        bare: whether the overview goes without frames that only repeat names of the code.
    """

    overview: Manner
    cards: tuple[Manner, ...]
    wraps: bool = True
    bare: bool = True


def tight(most_width: float, between_ranks: float = 22.0) -> Form:
    """Narrower cards, closer to one another."""
    room = (between_ranks - _LABEL_HEIGHT) / 2
    spacing = replace(_TIGHT, between_ranks=between_ranks, label_room=room)
    return Form(CardForm(most_width), spacing)


def flowing(most_width: float, spacing: Spacing = _FLOWING) -> Form:
    """Cards in as few lines as they need."""
    return Form(CardForm(most_width, flowing=True), spacing)


def in_frame(form: Form) -> Form:
    """The same in the frame of a block card."""
    margin = _FRAME_MARGINS.get(form.spacing.between_ranks, form.spacing.margin)
    return replace(form, spacing=replace(form.spacing, margin=margin))


PLAIN_FORM = Form()
_TIGHT_CARDS = tuple(in_frame(tight(width)) for width in (230.0, 200.0, 160.0))
#: Widths of an overview's cards and the room between its ranks, where it makes room itself.
_TIGHT_OVERVIEWS = ((230.0, 22.0), (160.0, 22.0), (230.0, 16.0), (160.0, 16.0))
_FLOWING_WIDTHS = (375.0, 330.0, 290.0, 260.0, 230.0, 200.0, 180.0, 160.0, 145.0, 130.0, 115.0)
_FLOWING_OVERVIEW = tuple(flowing(width) for width in _FLOWING_WIDTHS)
_FLOWING_CARD = tuple(map(in_frame, _FLOWING_OVERVIEW))
_DENSE_OVERVIEW = tuple(flowing(width, _DENSE) for width in _FLOWING_WIDTHS)
_DENSE_CARD = tuple(map(in_frame, _DENSE_OVERVIEW))
#: No panel is narrower in another form.
NARROWEST = _DENSE_CARD[-1]
#: Shares of the slot's width that panels with flowing cards are made for.
_OVERVIEW_SHARES = (1.0, 0.48, 0.32, 0.0)
_CARD_SHARES = (1.0, 0.48, 0.31)
_DENSE_SHARES = (1.0, 0.48)


def pairings(*, with_cards: bool) -> Iterator[Pairing]:
    """What is tried, the plainest first."""
    plain = Manner((PLAIN_FORM,))
    narrower = tuple(Manner((form,)) for form in _TIGHT_CARDS) if with_cards else ()
    yield Pairing(plain, (plain, *narrower), wraps=False, bare=False)
    for width, between in _TIGHT_OVERVIEWS:
        yield Pairing(Manner((tight(width, between),)), narrower[-1:] or (plain,))
    yield from _flowing_pairings(
        (_FLOWING_OVERVIEW, _FLOWING_CARD), _OVERVIEW_SHARES, with_cards=with_cards
    )
    yield from densest(with_cards=with_cards)


def densest(*, with_cards: bool) -> Iterator[Pairing]:
    """What takes the least room."""
    yield from _flowing_pairings(
        (_DENSE_OVERVIEW, _DENSE_CARD), _DENSE_SHARES, with_cards=with_cards
    )


def _flowing_pairings(
    forms: tuple[tuple[Form, ...], tuple[Form, ...]], shares: tuple[float, ...], *, with_cards: bool
) -> Iterator[Pairing]:
    """`forms` of the overview and of block cards, the overview made for one share after another."""
    beside = tuple(Manner(forms[1], share) for share in _CARD_SHARES[: len(shares)])
    for share in shares:
        yield Pairing(Manner(forms[0], share), beside if with_cards else beside[:1])
