"""A model's configuration out of the metadata that Keras 2 wrote beside a SavedModel.

In: its JSON text. Out: `Configuration`, with tuples and shapes as plain lists: this JSON, unlike a
model's own, marks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from netscribe.readers.keras.archive import Configuration
from netscribe.readers.keras.json_text import parsed

#: {"class_name": one of these, "items": [...]} stands for a list.
_LISTS = frozenset(("__tuple__", "TensorShape", "__list__"))


def of_metadata(content: bytes, folder: Path) -> Configuration:
    """The configuration.

    Raises:
        ReadError: it is no JSON.
    """
    value = _plain(parsed(content, f"{folder}: the model's metadata"))
    version = value.get("keras_version") if isinstance(value, Mapping) else None
    word = version[:40] if isinstance(version, str) else ""
    return Configuration(value, str(folder), word, "keras.saved_model")


def _plain(value: object) -> object:
    """Lists in place of what stands for them, at any depth (which parsing has bounded)."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    items = value.get("items")
    if value.get("class_name") in _LISTS and isinstance(items, list):
        return [_plain(item) for item in items]
    return {str(key): _plain(item) for key, item in value.items()}
