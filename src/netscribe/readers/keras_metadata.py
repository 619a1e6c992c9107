"""The model's configuration that Keras 2 wrote beside a SavedModel, in `keras_metadata.pb`.

In: a SavedModel's folder. Out: the JSON text of the model itself, if it lists the model's layers.
Follows saved_metadata.proto of Keras 2. Two readers ask: one draws from the configuration, the
other from the graph where there is none.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.archive import LARGEST_ENTRY
from netscribe.readers.file_start import file_in
from netscribe.readers.protobuf import BYTES, Message, opened_message

METADATA = "keras_metadata.pb"
_NODES, _PATH, _JSON = 1, 3, 5
_ROOT = "root"


def configuration_beside(folder: Path) -> bytes | None:
    """The JSON; None if there is none, or none that lists layers."""
    path = file_in(folder / METADATA)
    if path is None or not path.stat().st_size:
        return None
    try:
        with opened_message(path) as message:
            found = _of_root(message)
    except ReadError:
        return None
    return found if found is not None and b'"layers"' in found else None


def _of_root(message: Message) -> bytes | None:
    for item in message.fields():
        if item.number == _NODES and item.wire == BYTES:
            node = message.inner(item)
            fields = node.by_number()
            if _PATH in fields and node.text(fields[_PATH][0]) == _ROOT and _JSON in fields:
                return node.content(fields[_JSON][0], longest=LARGEST_ENTRY)
    return None
