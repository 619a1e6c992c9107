"""A volume as the layout sees it: the room of a block with its size above and its caption below.

In: a block, its texts, and the height of the band that all blocks of a picture share. Out: a
`Volume` with its box, and where in the box everything stands. The caption is centred on the arrow
into the block, for it names what happens between two blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.geometry import Point, Rect, Size
from netscribe.scene.cuboid import PlacedBlock
from netscribe.scene.outlines import Outlines
from netscribe.style.captions import Caption
from netscribe.style.families import Mark
from netscribe.style.measured import MeasuredMark
from netscribe.style.typography import Font
from netscribe.style.volumes import Block
from netscribe.text.metrics import text_width

SIZE_FONT = Font(10, 600)
#: Room in front of a block, where the arrow runs.
_LEAD = 30.0
_TEXT_SIDE = 4.0
_SIZE_ROOM = 20.0
_CAPTION_GAP = 8.0


@dataclass(frozen=True, slots=True)
class Volume:
    """A block in its box; places are relative to the box's top left corner.

    Attributes:
        tensor: the value that it shows.
        words: its size, as printed.
        measured: the box for the layout: as high as what is upright on both sides of the block, so
            that wires meet no slope; all else hangs over.
        block_left: where the block begins.
        size_at: middle of the size's baseline.
        caption, caption_at: what made it, and the caption's top middle.
        entered: whether an arrow leads to it.
    """

    tensor: str
    block: Block
    words: str
    measured: MeasuredMark
    block_left: float
    size_at: Point
    caption: Caption
    caption_at: Point
    entered: bool

    def in_band(self, band: float) -> Volume:
        """The same volume with its texts around a band of this height."""
        texts = (self.words, self.caption)
        return make_volume(self.tensor, self.block, band, texts, entered=self.entered)

    def placed(self, rect: Rect) -> PlacedBlock:
        """The block where the layout put its box."""
        return PlacedBlock(self.block, Point(rect.x + self.block_left, rect.y - self.block.up))


def make_volume(
    tensor: str, block: Block, band: float, texts: tuple[str, Caption], *, entered: bool
) -> Volume:
    """The volume of a block in a band that is `band` high; `entered`: an arrow leads to it."""
    words, caption = texts
    middle = block.full_width / 2
    half_size = text_width(words, SIZE_FONT.size, SIZE_FONT.weight) / 2 + _TEXT_SIDE
    half_caption = caption.width / 2 + _TEXT_SIDE
    arrow = _caption_middle(block, half_caption) if entered else middle
    left = min(-_LEAD if entered else 0.0, middle - half_size, arrow - half_caption)
    right = max(block.full_width, middle + half_size, arrow + half_caption)
    beside = (band - block.full_height) / 2
    measured = MeasuredMark(
        Mark.CARD,
        Size(right - left, block.height - block.up),
        (),
        overhang=block.up + beside + _CAPTION_GAP + caption.height,
        overhang_top=block.up + beside + _SIZE_ROOM,
    )
    return Volume(
        tensor,
        block,
        words,
        measured,
        block_left=-left,
        size_at=Point(middle - left, -block.up - beside - _SIZE_ROOM + 12.0),
        caption=caption,
        caption_at=Point(arrow - left, block.height + beside + _CAPTION_GAP),
        entered=entered,
    )


def _caption_middle(block: Block, half: float) -> float:
    """As far to the left, below the arrow, as the caption goes without widening the box."""
    if 2 * half < _LEAD + block.full_width:
        return half - _LEAD
    return max(-_LEAD / 2, block.full_width - half)


@dataclass(frozen=True, slots=True)
class VolumeOutlines(Outlines):
    """Outlines of a panel in which some marks are volumes: wires run on to the block itself."""

    volumes: Mapping[str, Volume]

    def gap(self, mark: str, point: Point, *, vertical: bool) -> float:
        volume = self.volumes.get(mark)
        if volume is None:
            return Outlines.gap(self, mark, point, vertical=vertical)
        rect = self.boxes[mark]
        if point.x < rect.center.x:
            return volume.block_left
        return rect.width - volume.block_left - volume.block.full_width
