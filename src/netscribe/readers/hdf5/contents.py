"""An HDF5 file from its first byte: the attributes of its root, and all datasets by group.

In: a path. Out: `Contents`. Groups are walked without recursion, each once, within limits; numbers
of datasets are never read. Superblocks of versions 0 to 3 (HDF5 file format specification, section
II). Must not know what a model is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from netscribe.graph.types import TensorType
from netscribe.readers.archive import opened_file
from netscribe.readers.hdf5.attributes import attributes_in, text_of
from netscribe.readers.hdf5.header import DATASPACE, DATATYPE, LAYOUT, Message, messages_at
from netscribe.readers.hdf5.links import members_in
from netscribe.readers.hdf5.source import SIGNATURE, Cursor, Sizes, Source
from netscribe.readers.hdf5.types import Dataset, Element, element_of, shape_of

_MOST_DATASETS = 500_000
_DEEPEST_GROUP = 64


@dataclass(frozen=True, slots=True)
class Contents:
    """An open file, looked into on demand."""

    source: Source
    root: int

    def texts(self, *names: str) -> Mapping[str, bytes]:
        """Those of the root's attributes of these names that are texts."""
        found = attributes_in(self.source, messages_at(self.source, self.root))
        texts = {name: text_of(self.source, found[name]) for name in names if name in found}
        return {name: text for name, text in texts.items() if text is not None}

    def datasets(self) -> Iterator[Dataset]:
        """All datasets, groups first to last, each object once."""
        waiting: list[tuple[tuple[str, ...], int]] = [((), self.root)]
        seen: set[int] = set()
        count = 0
        while waiting:
            path, place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            messages = messages_at(self.source, place)
            dataset = _dataset(self.source, path, messages)
            if dataset is not None:
                count += 1
                yield dataset
            if count > _MOST_DATASETS or len(path) > _DEEPEST_GROUP:
                raise self.source.broken("more datasets or groups than any model has")
            if dataset is None:
                members = [((*path, name), at) for name, at in members_in(self.source, messages)]
                waiting.extend(reversed(members))


@contextmanager
def opened_hdf5(path: Path) -> Iterator[Contents]:
    """Opens an HDF5 file.

    Raises:
        ReadError: it is damaged, here or wherever it is looked into later.
    """
    with opened_file(path) as file:
        source = Source(file, path)
        yield Contents(source, _root(source))


def _root(source: Source) -> int:
    """The place of the root group's header."""
    start = source.take(0, min(120, source.whole), "the superblock")
    source.expect(start, SIGNATURE, "the file")
    cursor = Cursor(source, start, len(SIGNATURE))
    version = cursor.number(1)
    if version in (0, 1):
        cursor.skip(4)
        place, length = cursor.number(1), cursor.number(1)
        cursor.skip(9 + 4 * version)
    elif version in (2, 3):
        place, length = cursor.number(1), cursor.number(1)
        cursor.skip(1)
    else:
        raise source.broken(f"a superblock of version {version}")
    if place not in (2, 4, 8) or length not in (2, 4, 8):
        raise source.broken(f"places of {place} bytes")
    source.sizes = Sizes(place, length)
    source.base = cursor.place()
    cursor.skip(2 * place)
    # versions 0 and 1 have the driver's place, then the root's entry, which begins with its name
    cursor.skip(0 if version > 1 else 2 * place)
    return cursor.place()


def _dataset(
    source: Source, path: tuple[str, ...], messages: tuple[Message, ...]
) -> Dataset | None:
    """A dataset; None for a group."""
    parts = {message.kind: message for message in reversed(messages)}
    if LAYOUT not in parts or DATASPACE not in parts:
        return None
    space = parts[DATASPACE]
    shape = None if space.shared else shape_of(Cursor(source, space.data))
    kind = parts.get(DATATYPE)
    known = kind is not None and not kind.shared
    element = element_of(Cursor(source, kind.data)) if kind is not None and known else Element()
    return Dataset(path, TensorType(element.dtype, shape))
