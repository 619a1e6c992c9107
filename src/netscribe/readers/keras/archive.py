"""Gets a Keras model's configuration out of a file that nobody has checked.

In: a path to a `.keras` archive, to a folder it was unpacked to, or to a bare JSON text; or the
text itself. Out: `Configuration`: the parsed JSON and Keras' version. Nothing is extracted, nothing
is executed, and no more than the limits of `netscribe.readers.archive` is ever held. Must not know
what the JSON says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from netscribe.errors import ReadError
from netscribe.graph.types import TensorType
from netscribe.readers.archive import (
    LARGEST_ENTRY,
    Archive,
    ArchiveKind,
    check_size,
    opened_archive,
    opened_file,
)
from netscribe.readers.file_start import first_bytes
from netscribe.readers.keras.json_text import parsed

_LARGEST_METADATA = 2**20
CONFIG, _METADATA = "config.json", "metadata.json"
_WEIGHTS = "model.weights.h5"
_AGAIN = "save the model again with model.save('name.keras')"
_TOO_LARGE = "this is no model configuration that Keras writes"
_KIND = ArchiveKind(_AGAIN, "three", _TOO_LARGE)


#: Path of a layer -> paths and types of its weights.
WeightsOf: TypeAlias = Callable[[str], tuple[tuple[str, TensorType], ...]]


def _no_weights(path: str) -> tuple[tuple[str, TensorType], ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Configuration:
    """The model's configuration as parsed JSON.

    Attributes:
        source: where it came from: a path, or "" for a text.
        version: Keras' own, or "".
        reader: how it was read, as in `Origin`.
        weights_of: the weights that the file holds for the layer at a path, in the file's order.
    """

    content: object
    source: str
    version: str = ""
    reader: str = "keras.file"
    weights_of: WeightsOf = _no_weights


def is_keras_json(start: bytes) -> bool:
    """Whether JSON that begins like this is a Keras configuration, and not another's."""
    return b'"class_name"' in start and b'"config"' in start and b'"netscribe-graph"' not in start


def is_keras_archive(path: Path) -> bool:
    """Whether a file is a zip archive with a configuration beside metadata or weights."""
    if first_bytes(path, 4) != b"PK\x03\x04":
        return False
    try:
        with opened_archive(path, _KIND) as archive:
            names = set(archive.names)
    except ReadError:
        return False
    return CONFIG in names and bool(names & {_METADATA, _WEIGHTS})


def load(source: str | Path) -> Configuration:
    """The configuration at `source`.

    Raises:
        ReadError: it is not there, is damaged, or is larger than a configuration can be.
    """
    if isinstance(source, str) and source.lstrip()[:1] == "{":
        return Configuration(parsed(source, "the text"), "")
    path = Path(source)
    if path.is_dir():
        return _of_folder(path)
    if not path.is_file():
        raise ReadError(f"{path}: no such file", hint="give the path of a .keras file")
    with opened_file(path) as file:
        start = file.read(8)
    if not start:
        raise ReadError(f"{path}: the file is empty", hint=_AGAIN)
    if start[:2] == b"PK":
        return _of_archive(path)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return Configuration(parsed(_text(path), str(path)), str(path))
    raise ReadError(f"{path}: neither a .keras archive (zip), an HDF5 file nor JSON", hint=_AGAIN)


def _text(path: Path) -> bytes:
    """The bytes of a JSON file, if they are few enough."""
    check_size(path.stat().st_size, path, path.name, _TOO_LARGE)
    with opened_file(path) as file:
        content: bytes = file.read(LARGEST_ENTRY + 1)
    return content


def _of_folder(folder: Path) -> Configuration:
    path = folder / CONFIG
    if not path.is_file():
        raise ReadError(f"{folder}: holds no {CONFIG}", hint=_AGAIN)
    version = ""
    if (folder / _METADATA).is_file():
        with opened_file(folder / _METADATA) as file:
            version = _version(file.read(_LARGEST_METADATA))
    return Configuration(parsed(_text(path), str(path)), str(folder), version)


def _of_archive(path: Path) -> Configuration:
    with opened_archive(path, _KIND) as archive:
        content = archive.read(CONFIG)
        version = _version_of(archive)
    return Configuration(parsed(content, f"{path}: {CONFIG}"), str(path), version)


def _version_of(archive: Archive) -> str:
    """Keras' version out of metadata.json; "" if it cannot be told, which does no harm."""
    if archive.names.count(_METADATA) != 1:
        return ""
    try:
        content = archive.read(_METADATA)
    except ReadError:
        return ""
    return _version(content) if len(content) <= _LARGEST_METADATA else ""


def _version(content: bytes) -> str:
    try:
        metadata = parsed(content, _METADATA)
    except ReadError:
        return ""
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return version[:40] if isinstance(version, str) else ""
