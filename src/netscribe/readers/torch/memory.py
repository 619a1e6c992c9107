"""What a tensor holds now, when others may have written into the memory that it shares.

In: tensors as calls make, read and overwrite them. Out: the value (an id of the Graph) that a read
sees. A write through a view changes its base and the views that overlap it; what they then hold is
derived anew: the write is put into the base, and the view is taken from the base again.

Method: one version number per memory; a tensor whose version is older than a write that overlaps it
is refreshed when it is read. Each refresh looks at later writes only, so it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from netscribe.readers.torch.tape import Event, Sight

#: Emits a view's call again on a new value of its base; gives the value of one of its outputs.
Derive = Callable[[Event, Sight, str, int], str]
#: Emits the writing of a part into its base; gives the base's new value.
Assign = Callable[[Sight, str, str], str]


@dataclass
class _Held:
    """What one tensor holds, and how it was taken from its base if it is a view."""

    sight: Sight
    value: str
    version: int
    base: Sight | None = None
    event: Event | None = None
    position: int = 0


@dataclass
class _Storage:
    version: int = 0
    writes: dict[int, int] = field(default_factory=dict)
    tensors: list[int] = field(default_factory=list)


class Memory:
    """Values by tensor, with writes through views."""

    def __init__(self, derive: Derive, assign: Assign) -> None:
        self._derive = derive
        self._assign = assign
        self._held: dict[int, _Held] = {}
        self._storages: dict[int, _Storage] = {}

    def made(self, sight: Sight, value: str) -> None:
        """`sight` holds `value` from now on, and its memory holds nothing else new."""
        storage = self._storage(sight)
        self._held[sight.tensor] = _Held(sight, value, storage.version)
        storage.tensors.append(sight.tensor)

    def viewed(self, sight: Sight, value: str, base: Sight, event: Event, position: int) -> None:
        """`sight` was taken from `base` by `event`, as its output number `position`."""
        self.made(sight, value)
        held = self._held[sight.tensor]
        held.base, held.event, held.position = base, event, position

    def wrote(self, sight: Sight, value: str) -> None:
        """New contents were written into `sight`'s part of its memory."""
        storage = self._storage(sight)
        storage.version += 1
        storage.writes[sight.tensor] = storage.version
        held = self._held.get(sight.tensor)
        if held is None:
            self.made(sight, value)
            return
        held.sight, held.value, held.version = sight, value, storage.version

    def read(self, sight: Sight) -> str | None:
        """The value that `sight` holds now; None if nobody was seen to make it."""
        held = self._held.get(sight.tensor)
        if held is None:
            return self._of_same_place(sight)
        storage = self._storage(sight)
        writers = [
            self._held[tensor]
            for tensor, version in storage.writes.items()
            if version > held.version and overlap(self._held[tensor].sight, held.sight)
        ]
        held.version = storage.version
        for writer in writers:
            held.value = self._refreshed(held, writer)
        return held.value

    def _refreshed(self, held: _Held, writer: _Held) -> str:
        """The value of `held` after `writer` was written to."""
        value = self.read(writer.sight) or writer.value
        if _same_place(held.sight, writer.sight):
            return value
        if writer.sight.tensor in self._bases(held):
            return self._taken(held, writer.sight.tensor, value)
        if held.sight.tensor in self._bases(writer):
            return self._put(writer, held, value)
        root = self._held.get(self._bases(held)[-1]) if self._bases(held) else None
        if root is None:
            return self._assign(held.sight, held.value, value)
        renewed = self.read(root.sight) or root.value
        return self._taken(held, root.sight.tensor, renewed)

    def _bases(self, held: _Held) -> list[int]:
        """The tensors that a view was taken from, nearest first."""
        found: list[int] = []
        while held.base is not None and held.base.tensor not in found:
            found.append(held.base.tensor)
            following = self._held.get(held.base.tensor)
            if following is None:
                break
            held = following
        return found

    def _taken(self, held: _Held, base: int, value: str) -> str:
        """`held` taken again from `base`, which now has `value`, view by view."""
        chain = [held]
        while chain[-1].base is not None and chain[-1].base.tensor != base:
            chain.append(self._held[chain[-1].base.tensor])
        for view in reversed(chain):
            if view.event is not None and view.base is not None:
                value = self._derive(view.event, view.base, value, view.position)
        return value

    def _put(self, writer: _Held, base: _Held, value: str) -> str:
        """`writer`'s contents put into the views that it was taken from, up to `base`."""
        way = [writer.sight.tensor, *self._bases(writer)]
        way = way[: way.index(base.sight.tensor) + 1]
        for _, outer in pairwise(way):
            held = self._held[outer]
            if not _same_place(held.sight, writer.sight):
                value = self._assign(held.sight, held.value, value)
        return value

    def _of_same_place(self, sight: Sight) -> str | None:
        """The value of another tensor object on exactly the same memory."""
        for tensor in reversed(self._storage(sight).tensors):
            if _same_place(self._held[tensor].sight, sight):
                return self.read(self._held[tensor].sight)
        return None

    def _storage(self, sight: Sight) -> _Storage:
        return self._storages.setdefault(sight.storage, _Storage())


def _same_place(first: Sight, second: Sight) -> bool:
    def place(sight: Sight) -> tuple[object, ...]:
        return sight.storage, sight.offset, sight.strides, sight.shape, sight.dtype

    return place(first) == place(second)


def overlap(first: Sight, second: Sight) -> bool:
    """Whether two tensors in one memory may share a number; exact where their strides agree."""
    if 0 in first.shape or 0 in second.shape:
        return False
    if not first.strides or not second.strides:
        return True
    if _end(first) <= second.offset or _end(second) <= first.offset:
        return False
    if first.strides != second.strides:
        return True
    return _ranges_meet(first, second)


def _end(sight: Sight) -> int:
    """One behind the last number."""
    reach = sum(stride * (size - 1) for stride, size in zip(sight.strides, sight.shape))
    return sight.offset + reach + 1


def _ranges_meet(first: Sight, second: Sight) -> bool:
    """Whether the ranges along every axis meet, for equal strides; the offset tells the starts."""
    axes = sorted(range(len(first.strides)), key=lambda axis: -first.strides[axis])
    left, right = first.offset, second.offset
    for axis in axes:
        stride = first.strides[axis]
        if stride <= 0:
            return True
        start, left = divmod(left, stride)
        other, right = divmod(right, stride)
        if start + first.shape[axis] <= other or other + second.shape[axis] <= start:
            return False
    return left == right
