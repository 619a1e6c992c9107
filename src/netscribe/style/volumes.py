"""Volumes: how large the block of a tensor is drawn, on a compressed scale.

In: the tensors of a panel. Out: a `Block` per tensor, in points. A map of height × width × channels
is a cuboid of that height, depth and length; time × features is a flat slab; one row of features is
a tall thin bar. Resolution and channels each grow with the square root of their size, as far as the
largest of the picture, so that order is kept and small blocks stay visible; the sizes themselves
are printed beside the block.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from netscribe.graph.types import Dim, TensorType

#: What every picture in this style says of its scale, in the legend.
SCALE_WORDS = (
    "blocks: height and depth tell the resolution, length the channels or features, each as the "
    "square root of its size; bars: one row of features"
)
LETTER_WORDS = "sizes that are letters are drawn at a middle size"

_MOST_HEIGHT, _LEAST_HEIGHT = 118.0, 12.0
_MOST_LENGTH, _LEAST_LENGTH = 54.0, 7.0
_MIDDLE = 0.5
_BAR_LENGTH = 9.0
_LEAST_BAR_HEIGHT = 20.0
_SLAB_DEPTH = 4.0
#: Where a unit of depth leads to on paper: to the right, and up.
_DEPTH_RIGHT, _DEPTH_UP = 0.30, 0.24
#: A flat but deep block leans less, so that something upright is left for arrows to meet.
_MOST_UP = 0.4
#: Rows of features differ more than maps do; this keeps ten beside thousands visible.
_BAR_POWER = 0.4


@dataclass(frozen=True, slots=True)
class Block:
    """A cuboid in oblique projection: its front face, and how far the back lies right and up."""

    length: float
    height: float
    right: float
    up: float

    @property
    def full_width(self) -> float:
        return self.length + self.right

    @property
    def full_height(self) -> float:
        return self.height + self.up


@dataclass(frozen=True, slots=True)
class Scale:
    """The largest sizes of a picture: of positions, of channels or features, of single rows."""

    positions: int
    features: int
    row: int

    def block(self, tensor: TensorType) -> Block:
        """The block of a tensor."""
        sizes = map_sizes(tensor)
        if len(sizes) < 2:
            height = _grown(sizes[0] if sizes else 1, self.row, _BAR_POWER) * _MOST_HEIGHT
            return Block(_BAR_LENGTH, max(_LEAST_BAR_HEIGHT, height), _SLAB_DEPTH, _SLAB_DEPTH)
        length = _LEAST_LENGTH + _grown(sizes[-1], self.features) * (_MOST_LENGTH - _LEAST_LENGTH)
        if len(sizes) == 2:
            return Block(length, self._edge(sizes[0]), _SLAB_DEPTH, _SLAB_DEPTH)
        height, depth = self._edge(sizes[-3]), self._edge(sizes[-2])
        up = min(depth * _DEPTH_UP, height * _MOST_UP)
        return Block(length, height, depth * _DEPTH_RIGHT, up)

    def _edge(self, size: Dim) -> float:
        return max(_LEAST_HEIGHT, _grown(size, self.positions) * _MOST_HEIGHT)


def scale_of(tensors: Iterable[TensorType]) -> Scale:
    """The scale that fits all tensors of a picture."""
    positions, features, rows = [1], [1], [1]
    for tensor in tensors:
        sizes = [size if isinstance(size, int) else 1 for size in map_sizes(tensor)]
        if len(sizes) == 1:
            rows.append(sizes[0])
        elif sizes:
            features.append(sizes[-1])
            positions.extend(sizes[-3:-1] or sizes[:1])
    return Scale(max(positions), max(features), max(rows))


def map_sizes(tensor: TensorType) -> Sequence[Dim]:
    """Sizes without the batch, positions first and channels last, as shapes are printed."""
    if tensor.shape is None:
        return ()
    axes = tensor.axes or ("",) * len(tensor.shape)
    pairs = list(zip(tensor.shape, axes, strict=True))
    if pairs and (pairs[0][1] == "batch" or pairs[0][0] == "B"):
        pairs = pairs[1:]
    channels = [size for size, axis in pairs if axis == "channel"]
    return (*(size for size, axis in pairs if axis != "channel"), *channels)


def has_letters(tensor: TensorType) -> bool:
    """Whether a size of the block is not a number."""
    return any(not isinstance(size, int) for size in map_sizes(tensor)[-3:])


def _grown(size: Dim, largest: int, power: float = 0.5) -> float:
    """The share of the largest edge; a letter gets a middle one."""
    return float((size / largest) ** power) if isinstance(size, int) else _MIDDLE
