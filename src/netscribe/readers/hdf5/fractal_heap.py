"""Fractal heaps with the version 2 B-trees that index them: many attributes or links of one object.

In: the places of a heap and of its index. Out: the bytes of each object in it, in the index' order.
Follows the HDF5 file format specification, sections III.A.2 and III.G. Objects that are kept
outside of the heap ("huge") are refused in words: no model's configuration is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from netscribe.readers.hdf5.source import Cursor, Source

_MOST_RECORDS = 1_000_000
_DEEPEST = 16
_MANAGED, _TINY = 0, 2


def dense_objects(source: Source, heap: int, index: int, key_at: int) -> tuple[bytes, ...]:
    """The objects of a heap; `key_at` is where in a record of the index the heap's key lies."""
    if source.is_nowhere(heap) or source.is_nowhere(index):
        return ()
    opened = _heap_at(source, heap)
    return tuple(
        _object(source, opened, record[key_at : key_at + opened.key_length])
        for record in _records(source, index)
    )


# The heap.


@dataclass(frozen=True, slots=True)
class _Heap:
    """A heap's header; sizes in bytes, and `bits` for a place inside the heap."""

    key_length: int
    filtered: bool
    largest_object: int
    width: int
    first_size: int
    largest_direct: int
    bits: int
    root: int
    root_rows: int

    @property
    def offset_size(self) -> int:
        """Bytes of a place inside the heap."""
        return (self.bits + 7) // 8

    @property
    def direct_rows(self) -> int:
        """How many rows of an indirect block hold direct blocks."""
        return (self.largest_direct // self.first_size).bit_length() + 1

    def row_size(self, row: int) -> int:
        """Bytes of each block in a row."""
        return self.first_size << max(row - 1, 0)


def _heap_at(source: Source, place: int) -> _Heap:
    length, address = source.sizes.length, source.sizes.place
    cursor = Cursor(source, source.take(place, 22 + 12 * length + 3 * address, "a heap"))
    source.expect(cursor.take(5), b"FRHP", "a heap")
    key_length, filters = cursor.number(2), cursor.number(2)
    cursor.skip(1)
    largest_object = cursor.number(4)
    cursor.skip(10 * length + 2 * address)
    width = cursor.number(2)
    first_size, largest_direct = cursor.length(), cursor.length()
    bits = cursor.number(2)
    cursor.skip(2)
    root, rows = cursor.place(), cursor.number(2)
    if not (0 < first_size <= largest_direct) or not width or not 0 < bits <= 64:
        raise source.broken("a heap's sizes are none")
    return _Heap(
        key_length,
        bool(filters),
        largest_object,
        width,
        first_size,
        largest_direct,
        bits,
        root,
        rows,
    )


def _object(source: Source, heap: _Heap, key: bytes) -> bytes:
    cursor = Cursor(source, key)
    kind = cursor.number(1) >> 4 & 3
    if kind == _TINY:
        return cursor.take(min((key[0] & 0x0F) + 1, cursor.left))
    if kind != _MANAGED or heap.filtered:
        raise source.broken("an object is kept outside of its heap")
    offset = cursor.number(heap.offset_size)
    largest = min(heap.largest_direct, heap.largest_object)
    count = cursor.number(min(max((largest.bit_length() + 7) // 8, 1), cursor.left))
    block, start = _block_of(source, heap, offset)
    return source.take(block + offset - start, count, "a heap's object")


def _block_of(source: Source, heap: _Heap, offset: int) -> tuple[int, int]:
    """The direct block around a place in the heap: where it lies, and its first place."""
    block, start, rows = heap.root, 0, heap.root_rows
    for _ in range(_DEEPEST):
        if not rows:
            return block, start
        row, column, start = _cell(source, heap, offset, start, rows)
        direct = min(heap.direct_rows, rows)
        address = source.sizes.place
        at = block + 5 + address + heap.offset_size + (row * heap.width + column) * address
        block = int.from_bytes(source.take(at, address, "a heap's block"), "little")
        if source.is_nowhere(block):
            raise source.broken("an object lies in a heap's block that is not there")
        rows = 0 if row < direct else _rows_in(heap, heap.row_size(row))
    raise source.broken("a heap's blocks lie in each other too deeply")


def _cell(source: Source, heap: _Heap, offset: int, start: int, rows: int) -> tuple[int, int, int]:
    """Row, column and first place of the child block that holds `offset`."""
    for row in range(rows):
        size = heap.row_size(row)
        if offset < start + size * heap.width:
            column = (offset - start) // size
            return row, column, start + column * size
        start += size * heap.width
    raise source.broken("an object lies outside of its heap")


def _rows_in(heap: _Heap, size: int) -> int:
    """How many rows an indirect block has that spans `size` bytes."""
    return max((size // (heap.first_size * heap.width)).bit_length(), 1)


# Its index.


def _records(source: Source, place: int) -> Iterator[bytes]:
    """All records of a version 2 B-tree, in order."""
    cursor = Cursor(source, source.take(place, 22 + source.sizes.place, "an index"))
    source.expect(cursor.take(6), b"BTHD", "an index")
    node_size, record_size, depth = cursor.number(4), cursor.number(2), cursor.number(2)
    cursor.skip(2)
    root, count = cursor.place(), cursor.number(2)
    if source.is_nowhere(root):
        return
    if depth > _DEEPEST or not record_size or node_size < 16 + record_size:
        raise source.broken("an index' sizes are none")
    widths = _widths(source, node_size, record_size, depth)
    for seen, record in enumerate(_below(source, (root, count, depth), record_size, widths)):
        if seen >= _MOST_RECORDS:
            raise source.broken(f"an index of more than {_MOST_RECORDS:,} records")
        yield record


def _widths(source: Source, node_size: int, record_size: int, depth: int) -> list[tuple[int, int]]:
    """For each level its children's (bytes of their record count, of their total count)."""
    most = (node_size - 10) // record_size
    own, total, size_of_total = (most.bit_length() + 7) // 8, most, 0
    widths = []
    for _ in range(depth):
        widths.append((own, size_of_total))
        pointer = source.sizes.place + own + size_of_total
        most = (node_size - 10 - pointer) // (record_size + pointer)
        total = (most + 1) * total + most
        size_of_total = (total.bit_length() + 7) // 8
    return widths


def _below(
    source: Source,
    node: tuple[int, int, int],
    record_size: int,
    widths: list[tuple[int, int]],
) -> Iterator[bytes]:
    """The records of a node (place, number of records, level) and of all nodes below it."""
    place, count, level = node
    own, total = widths[level - 1] if level else (0, 0)
    pointer = (source.sizes.place + own + total) * bool(level)
    size = 6 + count * record_size + (count + 1) * pointer
    cursor = Cursor(source, source.take(place, size, "an index' node"))
    source.expect(cursor.take(6), b"BTIN" if level else b"BTLF", "an index' node")
    records = [cursor.take(record_size) for _ in range(count)]
    if not level:
        yield from records
        return
    for index in range(count + 1):
        child = (cursor.place(), cursor.number(own), level - 1)
        cursor.skip(total)
        yield from _below(source, child, record_size, widths)
        yield from records[index : index + 1]
