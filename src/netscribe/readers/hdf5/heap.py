"""Global heap collections: where texts of any length lie.

In: the 16 bytes that an attribute keeps in place of such a text. Out: the text's bytes. Follows the
HDF5 file format specification, section III.E.
"""

from __future__ import annotations

from netscribe.readers.hdf5.source import LARGEST_PART, Cursor, Source

_MOST_OBJECTS = 65_536


def text_in_heap(source: Source, reference: bytes) -> bytes:
    """The bytes that a reference points at: their count, the collection's place, the index."""
    cursor = Cursor(source, reference)
    count, place, wanted = cursor.number(4), cursor.place(), cursor.number(4)
    if not count or source.is_nowhere(place):
        return b""
    head = Cursor(source, source.take(place, 8 + source.sizes.length, "a heap"))
    source.expect(head.take(8), b"GCOL", "a heap")
    end = place + head.length()
    at = place + head.at
    width = 8 + source.sizes.length
    for _ in range(_MOST_OBJECTS):
        if at + width > end:
            break
        entry = Cursor(source, source.take(at, width, "a heap's entry"))
        index = entry.number(2)
        entry.skip(6)
        size = entry.length()
        if index == wanted:
            if count > min(size, LARGEST_PART):
                raise source.broken(f"a text of {count:,} bytes in a heap's entry of {size:,}")
            return source.take(at + width, count, "a text")
        if not index:
            break
        at += width + (size + 7) // 8 * 8
    raise source.broken("a text is not in its heap")
