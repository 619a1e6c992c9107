"""Gets a Keras model's configuration out of a file that nobody has checked.

In: a path to a `.keras` archive, to a folder it was unpacked to, or to a bare JSON text; or the
text itself. Out: `Configuration`: the parsed JSON and Keras' version. Nothing is extracted, nothing
is executed, and no more than the limits below is ever held. Must not know what the JSON says.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.keras.json_text import parsed

#: A configuration larger than this is no network anyone draws; real ones stay below 10 MB.
LARGEST_CONFIGURATION = 64 * 2**20
#: Deflate reaches about 1000:1 on zeros; configurations stay below 100:1.
HIGHEST_RATIO = 300
#: Below this the ratio tells nothing.
_RATIO_COUNTS_FROM = 2**20
#: The list of an archive's entries; Keras writes three.
LARGEST_DIRECTORY = 4 * 2**20
_LARGEST_METADATA = 2**20
_CONFIG, _METADATA = "config.json", "metadata.json"
_AGAIN = "save the model again with model.save('name.keras')"
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The model's configuration as parsed JSON; where it came from; Keras' version or ""."""

    content: object
    source: str
    version: str = ""


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
    with _opened(path) as file:
        start = file.read(8)
    if start[:2] == b"PK":
        return _of_archive(path)
    if start == b"\x89HDF\r\n\x1a\n":
        raise ReadError(
            f"{path}: an HDF5 file, expected a .keras archive",
            hint="load it in Keras and save it again with model.save('name.keras')",
        )
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return Configuration(parsed(_text(path), str(path)), str(path))
    raise ReadError(f"{path}: not a .keras file (a zip archive)", hint=_AGAIN)


def _opened(path: Path):  # type: ignore[no-untyped-def]
    try:
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened: {error.strerror}") from None


def _text(path: Path) -> bytes:
    """The bytes of a JSON file, if they are few enough."""
    _check_size(path.stat().st_size, path, path.name)
    with _opened(path) as file:
        content: bytes = file.read(LARGEST_CONFIGURATION + 1)
    return content


def _of_folder(folder: Path) -> Configuration:
    path = folder / _CONFIG
    if not path.is_file():
        raise ReadError(f"{folder}: holds no {_CONFIG}", hint=_AGAIN)
    version = ""
    if (folder / _METADATA).is_file():
        with _opened(folder / _METADATA) as file:
            version = _version(file.read(_LARGEST_METADATA))
    return Configuration(parsed(_text(path), str(path)), str(folder), version)


def _of_archive(path: Path) -> Configuration:
    _check_directory(path)
    try:
        with zipfile.ZipFile(path) as archive:
            content = _entry(archive, path)
            version = _version_of(archive)
    except ReadError:
        raise
    except _BROKEN as error:
        raise ReadError(f"{path}: a damaged archive: {_reason(error)}", hint=_AGAIN) from None
    return Configuration(parsed(content, f"{path}: {_CONFIG}"), str(path), version)


def _reason(error: BaseException) -> str:
    """The first line of what the zip reader says, in lower case at the start."""
    said = str(error).strip().splitlines()
    text = said[0] if said else type(error).__name__
    return text[:1].lower() + text[1:100]


def _check_directory(path: Path) -> None:
    """Refuses an archive whose list of entries alone would fill the memory."""
    size = path.stat().st_size
    with _opened(path) as file:
        file.seek(max(0, size - 65_557))
        tail = file.read(65_557)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise ReadError(f"{path}: a damaged archive: its end is missing", hint=_AGAIN)
    directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    if directory > LARGEST_DIRECTORY:
        raise ReadError(
            f"{path}: the archive lists {directory / 2**20:,.0f} MB of entries, expected three",
            hint=_AGAIN,
        )


def _entry(archive: zipfile.ZipFile, path: Path) -> bytes:
    """The bytes of config.json, after every check that can be made before reading it."""
    entries = [entry for entry in archive.infolist() if entry.filename == _CONFIG]
    if not entries:
        raise ReadError(f"{path}: the archive holds no {_CONFIG}", hint=_AGAIN)
    if len(entries) > 1:
        raise ReadError(f"{path}: the archive holds {_CONFIG} {len(entries)} times", hint=_AGAIN)
    entry = entries[0]
    _check_kind(entry, path)
    _check_size(entry.file_size, path, _CONFIG)
    ratio = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > _RATIO_COUNTS_FROM and ratio > HIGHEST_RATIO:
        raise ReadError(
            f"{path}: {_CONFIG} is compressed {ratio:,.0f} to 1, expected at most "
            f"{HIGHEST_RATIO} to 1: refused as a zip bomb",
            hint=_AGAIN,
        )
    return _bounded(archive, entry, path)


def _check_kind(entry: zipfile.ZipInfo, path: Path) -> None:
    """A plain file, not encrypted, in one of the two usual compressions."""
    if entry.flag_bits & 1:
        raise ReadError(f"{path}: {_CONFIG} is encrypted", hint=_AGAIN)
    mode = entry.external_attr >> 16
    if entry.is_dir() or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        raise ReadError(f"{path}: {_CONFIG} is a link or a folder, expected a file", hint=_AGAIN)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ReadError(
            f"{path}: {_CONFIG} is compressed by method {entry.compress_type}, expected deflate",
            hint=_AGAIN,
        )


def _check_size(size: int, path: Path, what: str) -> None:
    if size > LARGEST_CONFIGURATION:
        raise ReadError(
            f"{path}: {what} has {size / 2**20:,.0f} MB, expected at most "
            f"{LARGEST_CONFIGURATION // 2**20} MB",
            hint="this is no model configuration that Keras writes",
        )


def _bounded(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path) -> bytes:
    """Reads no more than was declared, whatever the archive decompresses to."""
    with archive.open(entry) as file:
        content = file.read(LARGEST_CONFIGURATION + 1)
    _check_size(len(content), path, _CONFIG)
    return content


def _version_of(archive: zipfile.ZipFile) -> str:
    """Keras' version out of metadata.json; "" if it cannot be told, which does no harm."""
    entry = next((item for item in archive.infolist() if item.filename == _METADATA), None)
    if entry is None or entry.flag_bits & 1 or entry.file_size > _LARGEST_METADATA:
        return ""
    with archive.open(entry) as file:
        return _version(file.read(_LARGEST_METADATA))


def _version(content: bytes) -> str:
    try:
        metadata = parsed(content, _METADATA)
    except ReadError:
        return ""
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return version[:40] if isinstance(version, str) else ""
