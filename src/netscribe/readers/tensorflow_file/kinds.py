"""Tells TensorFlow's files apart by their first fields, whatever their suffix.

In: a path. Out: SAVED_MODEL, GRAPH, or "" for any other file. Looks at the first fields alone.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.file_start import first_bytes
from netscribe.readers.protobuf import BYTES, VARINT, Field, Message, opened_message

SAVED_MODEL, GRAPH = "saved model", "graph"
#: The longest name of a node that is looked for.
_LONGEST_NAME = 1024


def kind_of(path: Path) -> str:
    """What the file is."""
    start = first_bytes(path, 4096)
    # SavedModel: saved_model_schema_version = 1, then meta_graphs = 2
    if start[:3] == b"\x08\x01\x12":
        return SAVED_MODEL if _has_graph(path) else ""
    return GRAPH if start[:1] == b"\x0a" and _is_node(start) else ""


def _has_graph(path: Path) -> bool:
    """Whether the second field is a MetaGraphDef: a message with a graph of nodes as field 2.

    Core ML's models begin with the same bytes; their description has no field 2.
    """
    try:
        with opened_message(path) as message:
            for item in message.fields():
                if item.number == 2 and item.wire == BYTES:
                    meta = message.inner(item)
                    return any(_begins_with_node(meta, inner) for inner in meta.fields())
    except ReadError:
        pass
    return False


def _begins_with_node(message: Message, item: Field) -> bool:
    if item.number != 2 or item.wire != BYTES:
        return False
    return _is_node(bytes(message.buffer[item.value : min(item.value + 4096, item.end)]))


def _is_node(start: bytes) -> bool:
    """Whether the first field is a NodeDef: a name in text, then an operation's type in text."""
    try:
        whole = Message(start, 0, len(start))
        length, place = whole.varint(1)
        node = Message(start, place, min(place + length, len(start)))
        words = []
        for item in node.fields():
            if item.wire == BYTES and item.number in (1, 2) and item.length < _LONGEST_NAME:
                words.append((item.number, node.content(item)))
            if item.wire == VARINT or len(words) == 2:
                break
    except ReadError:
        return False
    if [number for number, _ in words] != [1, 2]:
        return False
    name, op = (text for _, text in words)
    return name.isascii() and op[:1].isalpha() and op.replace(b"_", b"").isalnum()
