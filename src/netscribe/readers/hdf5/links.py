"""The members of a group: names and the places of their object headers.

In: the messages of a group. Out: (name, place) in the file's order; soft and external links are
never followed. Follows the HDF5 file format specification, sections III.A.1, III.B, III.D and
IV.A.2.g.
"""

from __future__ import annotations

from collections.abc import Iterator

from netscribe.readers.hdf5.fractal_heap import dense_objects
from netscribe.readers.hdf5.header import LINK, LINK_INFO, SYMBOL_TABLE, Message
from netscribe.readers.hdf5.source import Cursor, Source

_LONGEST_NAME = 1024
#: A record of the index by names: a hash, then the heap's key.
_HEAP_KEY_AFTER_HASH = 4
_DEEPEST_TREE = 32

Members = Iterator[tuple[str, int]]


def members_in(source: Source, messages: tuple[Message, ...]) -> Members:
    """The members of a group; nothing for a dataset."""
    for message in messages:
        if message.kind == SYMBOL_TABLE:
            yield from _in_symbol_table(source, message.data)
        elif message.kind == LINK:
            yield from _link(Cursor(source, message.data))
        elif message.kind == LINK_INFO:
            yield from _in_heap(source, message.data)


def _in_heap(source: Source, data: bytes) -> Members:
    cursor = Cursor(source, data)
    cursor.skip(1)
    cursor.skip(8 * (cursor.number(1) & 1))
    for link in dense_objects(source, cursor.place(), cursor.place(), _HEAP_KEY_AFTER_HASH):
        yield from _link(Cursor(source, link))


def _link(cursor: Cursor) -> Members:
    """One link message, if it is a hard link."""
    cursor.skip(1)
    flags = cursor.number(1)
    kind = cursor.number(1) if flags & 8 else 0
    cursor.skip(8 * bool(flags & 4) + bool(flags & 16))
    name = cursor.take(cursor.number(1 << (flags & 3)))
    if not kind:
        yield name.decode("utf-8", "replace"), cursor.place()


def _in_symbol_table(source: Source, data: bytes) -> Members:
    cursor = Cursor(source, data)
    tree, heap = cursor.place(), cursor.place()
    length = source.sizes.length
    head = Cursor(source, source.take(heap, 8 + 2 * length + source.sizes.place, "a names' heap"))
    source.expect(head.take(8), b"HEAP", "a names' heap")
    size = head.length()
    head.skip(length)
    names = (head.place(), size)
    for table in _tables_below(source, tree, 0):
        yield from _in_table(source, table, names)


def _tables_below(source: Source, place: int, depth: int) -> Iterator[int]:
    """The symbol tables of a version 1 B-tree, in order."""
    address, length = source.sizes.place, source.sizes.length
    head = Cursor(source, source.take(place, 8 + 2 * address, "a group's tree"))
    source.expect(head.take(4), b"TREE", "a group's tree")
    kind, level, count = head.number(1), head.number(1), head.number(2)
    if kind or depth > _DEEPEST_TREE:
        raise source.broken("a group's tree is none, or too deep")
    size = count * (address + length)
    rest = Cursor(source, source.take(place + 8 + 2 * address, size, "a group's tree"))
    for _ in range(count):
        rest.skip(length)
        child = rest.place()
        if level:
            yield from _tables_below(source, child, depth + 1)
        else:
            yield child


def _in_table(source: Source, place: int, names: tuple[int, int]) -> Members:
    head = Cursor(source, source.take(place, 8, "a symbol table"))
    source.expect(head.take(6), b"SNOD", "a symbol table")
    width = 2 * source.sizes.place + 24
    count = head.number(2)
    rest = Cursor(source, source.take(place + 8, count * width, "a symbol table"))
    for _ in range(count):
        at, header, cached = rest.place(), rest.place(), rest.number(4)
        rest.skip(20)
        if cached != 2:  # a soft link
            yield _name(source, names, at), header


def _name(source: Source, names: tuple[int, int], at: int) -> str:
    start, size = names
    if at >= size:
        raise source.broken("a name lies outside of its heap")
    found = source.take(start + at, min(size - at, _LONGEST_NAME), "a name")
    return found.partition(b"\0")[0].decode("utf-8", "replace")
