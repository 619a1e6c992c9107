"""Puts ink on volumes: blocks in the colour of what made them, sizes and captions around them.

In: placed blocks and their texts. Out: groups of scene marks with their hooks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.figure.types import Bar
from netscribe.geometry import Rect
from netscribe.graph.types import Graph, Node
from netscribe.scene.cuboid import PlacedBlock, block_marks, mixed
from netscribe.scene.ink import MarkInk, node_hooks
from netscribe.scene.types import GroupMark, Hooks, TextMark
from netscribe.scene.volume_marks import SIZE_FONT, Volume
from netscribe.style.captions import moved
from netscribe.style.themes import Ink
from netscribe.text.metrics import text_width

_INPUT_SHADE = 0.12


@dataclass(frozen=True, slots=True)
class VolumeInk(MarkInk):
    """The ink of a picture in style "volumes"."""

    def block(self, node: Node, graph: Graph, placed: PlacedBlock) -> GroupMark:
        """The block that a node makes."""
        hooks = node_hooks(node, graph)
        return GroupMark(
            hooks, block_marks(placed, self.theme.ink_of(node), self.theme.outline_width)
        )

    def input_block(self, bar: Bar, placed: PlacedBlock) -> GroupMark:
        """The block of an input of the model."""
        words = " ".join(part for part in ("input", bar.title, bar.name, bar.shape) if part)
        hooks = Hooks("port", bar.id, op="input", title=words)
        return GroupMark(hooks, block_marks(placed, self._input_ink, self.theme.outline_width))

    @property
    def _input_ink(self) -> Ink:
        theme = self.theme
        return Ink(mixed(theme.background, theme.bar, _INPUT_SHADE), theme.bar, theme.title)

    def captions(self, mark: str, volume: Volume, rect: Rect, graph: Graph) -> Iterator[GroupMark]:
        """The size above a block and the operation below the arrow into it."""
        node = graph.node.get(mark)
        ink = self._input_ink if node is None else self.theme.ink_of(node)
        width = text_width(volume.words, SIZE_FONT.size, SIZE_FONT.weight)
        size = TextMark(
            volume.words,
            volume.size_at.moved(rect.x, rect.y),
            SIZE_FONT.size,
            self.theme.label,
            SIZE_FONT.weight,
            "middle",
            width,
        )
        yield GroupMark(Hooks("caption", f"{mark}/size", owner=mark), (size,))
        caption = moved(volume.caption, volume.caption_at)
        marks = (
            *self._texts(caption.texts, rect, ink),
            *(part for pill in caption.pills for part in self._pill(pill, rect)),
        )
        yield GroupMark(Hooks("caption", f"{mark}/operation", owner=mark), marks)
