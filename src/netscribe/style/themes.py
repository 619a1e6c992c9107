"""Themes: the colours of families, texts and lines.

In: a theme's name. Out: a `Theme` of resolved `#rrggbb` colours and widths of lines. Text keeps a
contrast of 4.5:1 and meaningful strokes 3:1 against what they stand on (`netscribe.style.contrast`
checks it). Colour is always redundant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from netscribe.graph.kinds import Kind
from netscribe.graph.types import Node
from netscribe.style.families import Family, family_of


@dataclass(frozen=True, slots=True)
class Ink:
    """Fill, outline and headline colour of a mark."""

    fill: str
    stroke: str
    text: str


@dataclass(frozen=True, slots=True)
class CardLines:
    """What stands at the right of a card's lines, beside the operation and its details.

    Attributes:
        right1: name (the layer's name in the code) or none.
        right2: parameters, bytes, multiply-adds or none.
    """

    right1: str = "name"
    right2: str = "parameters"

    @property
    def names(self) -> bool:
        """Whether names in the code are printed."""
        return self.right1 == "name"


@dataclass(frozen=True, slots=True)
class Theme:
    """All colours of a picture.

    Attributes:
        background: of the picture.
        title, text, muted: of the title and headings, of line 2, and of names and counts.
        wire: of edges and arrowheads; `label` of the texts beside them.
        bar, bar_text, bar_muted: of input and output bars.
        group: container fill, outline and title.
        families: ink of each operation family; `pill` of folded operations without a family hue.
        kinds: ink of single kinds of operation, before that of their family.
        outline_width, wire_width: of the borders of marks and of edges, in points.
        card: what stands on the right of cards.
    """

    background: str
    title: str
    text: str
    muted: str
    wire: str
    label: str
    bar: str
    bar_text: str
    bar_muted: str
    group: Ink
    pill: Ink
    families: Mapping[Family, Ink]
    kinds: Mapping[Kind, Ink] = field(default_factory=dict)
    outline_width: float = 1.0
    wire_width: float = 1.4
    card: CardLines = CardLines()

    def card_lines(self, *, names: bool) -> CardLines:
        """The right sides of cards, without names where they are not wanted."""
        return self.card if names else replace(self.card, right1="none")

    def ink_of(self, node: Node) -> Ink:
        """The ink of an operation."""
        own = None if node.custom else self.kinds.get(node.op.kind)
        return own or self.families[family_of(node)]


LIGHT = Theme(
    background="#FFFFFF",
    title="#27272A",
    text="#3F3F46",
    muted="#63636B",
    wire="#52525B",
    label="#52525B",
    bar="#18181B",
    bar_text="#FFFFFF",
    bar_muted="#D4D4D8",
    group=Ink("#FAFAFB", "#8A8A93", "#27272A"),
    pill=Ink("#FFFFFF", "#52525B", "#52525B"),
    families={
        Family.CONVOLUTION: Ink("#E0EAFF", "#2347A8", "#2347A8"),
        Family.LINEAR: Ink("#ECE4FF", "#5B34B5", "#5B34B5"),
        Family.POOL: Ink("#D9F2EC", "#0F6B58", "#0F6B58"),
        Family.SEQUENCE: Ink("#FFE1EA", "#A81E4D", "#A81E4D"),
        Family.ACTIVATION: Ink("#FFE9D6", "#9A4A09", "#9A4A09"),
        Family.MERGE: Ink("#FFF4CC", "#7A5B00", "#7A5B00"),
        Family.NORM: Ink("#F1F1F3", "#52525B", "#52525B"),
        Family.SHAPE: Ink("#FFFFFF", "#52525B", "#52525B"),
        Family.CUSTOM: Ink("#FAFAFA", "#3F3F46", "#3F3F46"),
        Family.BLOCK: Ink("#FAFAFA", "#3F3F46", "#3F3F46"),
    },
)

DARK = Theme(
    background="#18181B",
    title="#F4F4F5",
    text="#D4D4D8",
    muted="#B4B4BC",
    wire="#A1A1AA",
    label="#C4C4CC",
    bar="#F4F4F5",
    bar_text="#18181B",
    bar_muted="#52525B",
    group=Ink("#1F1F23", "#77777F", "#F4F4F5"),
    pill=Ink("#27272A", "#A1A1AA", "#D4D4D8"),
    families={
        Family.CONVOLUTION: Ink("#1B2A4F", "#7FA3F5", "#B3C8FA"),
        Family.LINEAR: Ink("#2F2252", "#A98DF0", "#CDBDF8"),
        Family.POOL: Ink("#12372F", "#4FB89F", "#93DCC8"),
        Family.SEQUENCE: Ink("#4A1528", "#F07FA3", "#F8B8CC"),
        Family.ACTIVATION: Ink("#45240A", "#E39A5B", "#F5C79D"),
        Family.MERGE: Ink("#3B2F06", "#D2AC3A", "#EDD58A"),
        Family.NORM: Ink("#2B2B30", "#A1A1AA", "#D4D4D8"),
        Family.SHAPE: Ink("#18181B", "#A1A1AA", "#D4D4D8"),
        Family.CUSTOM: Ink("#232327", "#A1A1AA", "#E4E4E7"),
        Family.BLOCK: Ink("#232327", "#A1A1AA", "#E4E4E7"),
    },
)

GREYSCALE = Theme(
    background="#FFFFFF",
    title="#111111",
    text="#2B2B2B",
    muted="#555555",
    wire="#444444",
    label="#444444",
    bar="#111111",
    bar_text="#FFFFFF",
    bar_muted="#D6D6D6",
    group=Ink("#FBFBFB", "#8A8A8A", "#111111"),
    pill=Ink("#FFFFFF", "#444444", "#333333"),
    families={
        Family.CONVOLUTION: Ink("#E2E2E2", "#222222", "#111111"),
        Family.LINEAR: Ink("#EBEBEB", "#222222", "#111111"),
        Family.POOL: Ink("#F5F5F5", "#444444", "#222222"),
        Family.SEQUENCE: Ink("#DADADA", "#222222", "#111111"),
        Family.ACTIVATION: Ink("#F0F0F0", "#333333", "#222222"),
        Family.MERGE: Ink("#FFFFFF", "#222222", "#111111"),
        Family.NORM: Ink("#F7F7F7", "#555555", "#333333"),
        Family.SHAPE: Ink("#FFFFFF", "#555555", "#333333"),
        Family.CUSTOM: Ink("#FFFFFF", "#333333", "#222222"),
        Family.BLOCK: Ink("#FFFFFF", "#333333", "#222222"),
    },
)

#: White paper and black ink: thin lines, and greys light enough to stay even when copied.
PRINT = Theme(
    background="#FFFFFF",
    title="#000000",
    text="#000000",
    muted="#3D3D3D",
    wire="#000000",
    label="#000000",
    bar="#000000",
    bar_text="#FFFFFF",
    bar_muted="#FFFFFF",
    group=Ink("#FFFFFF", "#5C5C5C", "#000000"),
    pill=Ink("#FFFFFF", "#000000", "#000000"),
    families={
        Family.CONVOLUTION: Ink("#E6E6E6", "#000000", "#000000"),
        Family.LINEAR: Ink("#F2F2F2", "#000000", "#000000"),
        Family.POOL: Ink("#FFFFFF", "#000000", "#000000"),
        Family.SEQUENCE: Ink("#DCDCDC", "#000000", "#000000"),
        Family.ACTIVATION: Ink("#FFFFFF", "#000000", "#000000"),
        Family.MERGE: Ink("#FFFFFF", "#000000", "#000000"),
        Family.NORM: Ink("#F7F7F7", "#000000", "#000000"),
        Family.SHAPE: Ink("#FFFFFF", "#000000", "#000000"),
        Family.CUSTOM: Ink("#FFFFFF", "#000000", "#000000"),
        Family.BLOCK: Ink("#FFFFFF", "#000000", "#000000"),
    },
    outline_width=0.6,
    wire_width=0.9,
)

THEMES: Mapping[str, Theme] = {
    "light": LIGHT,
    "dark": DARK,
    "greyscale": GREYSCALE,
    "print": PRINT,
}
