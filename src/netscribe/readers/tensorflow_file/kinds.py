"""Tells TensorFlow's files apart by their first fields, whatever their suffix.

In: a path. Out: SAVED_MODEL, GRAPH, or "" for any other file. Looks at the first bytes alone.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.file_start import first_bytes
from netscribe.readers.protobuf import BYTES, VARINT, Message

SAVED_MODEL, GRAPH = "saved model", "graph"
#: The longest name of a node that is looked for.
_LONGEST_NAME = 1024


def kind_of(path: Path) -> str:
    """What the file is."""
    start = first_bytes(path, 4096)
    # SavedModel: saved_model_schema_version = 1, then meta_graphs = 2
    if start[:3] == b"\x08\x01\x12":
        return SAVED_MODEL if _has_graph(start, path) else ""
    return GRAPH if start[:1] == b"\x0a" and _is_node(start) else ""


def _has_graph(start: bytes, path: Path) -> bool:
    """Whether what follows the version is a MetaGraphDef."""
    message = Message(start, 2, len(start))
    try:
        length, place = message.varint(3)
    except ReadError:
        return False
    if start[place : place + 1] not in (b"\x0a", b"\x12"):
        return False
    # behind it the file ends, or another MetaGraphDef follows; CoreML has the model's kind there
    behind, size = place + length, path.stat().st_size
    return behind == size or (behind < size and _byte_at(path, behind) == b"\x12")


def _byte_at(path: Path, place: int) -> bytes:
    try:
        with path.open("rb") as file:
            file.seek(place)
            return file.read(1)
    except OSError:
        return b""


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
