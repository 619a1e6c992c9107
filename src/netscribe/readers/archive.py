"""Opens zip archives that nobody has checked.

In: a path, and the words that fit its kind for messages. Out: the names of its entries, and the
bytes of one entry at a time. Nothing is extracted to disk, and no more than the limits below is
ever held. Must not know what an entry says.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn

from netscribe.errors import ReadError

#: A description larger than this is no network anyone draws; real ones stay below 10 MB.
LARGEST_ENTRY = 64 * 2**20
#: Deflate reaches about 1000:1 on zeros; descriptions stay below 100:1.
HIGHEST_RATIO = 300
#: The list of an archive's entries; a thousand entries take about 0.1 MB.
LARGEST_DIRECTORY = 4 * 2**20
#: Below this the ratio tells nothing.
_RATIO_COUNTS_FROM = 2**20
#: The end record with the longest comment, and the larger one of big archives before it.
_LONGEST_END = 65_557 + 76
_IN_LARGER_RECORD = 0xFFFFFFFF
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
class ArchiveKind:
    """What is said of a kind of archive when it is refused.

    Attributes:
        hint: the way out.
        entries: how many entries it has, in words.
        too_large: the way out where an entry is larger than any of its kind.
    """

    hint: str
    entries: str
    too_large: str


@dataclass(frozen=True, slots=True)
class Archive:
    """An open archive."""

    path: Path
    kind: ArchiveKind
    opened: zipfile.ZipFile

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all entries, as listed."""
        return tuple(entry.filename for entry in self.opened.infolist())

    def read(self, name: str) -> bytes:
        """The bytes of one entry, after every check that can be made before reading it.

        Raises:
            ReadError: it is not there, there twice, not a plain file, or too large.
        """
        entries = [entry for entry in self.opened.infolist() if entry.filename == name]
        if not entries:
            self._refuse(f"the archive holds no {name}")
        if len(entries) > 1:
            self._refuse(f"the archive holds {name} {len(entries)} times")
        entry = entries[0]
        self._check_kind(entry)
        check_size(entry.file_size, self.path, name, self.kind.too_large)
        self._check_ratio(entry)
        # no more than was declared, whatever the archive decompresses to
        with self.opened.open(entry) as file:
            content = file.read(LARGEST_ENTRY + 1)
        check_size(len(content), self.path, name, self.kind.too_large)
        return content

    def _check_kind(self, entry: zipfile.ZipInfo) -> None:
        """A plain file, not encrypted, in one of the two usual compressions."""
        name, method = entry.filename, entry.compress_type
        if entry.flag_bits & 1:
            self._refuse(f"{name} is encrypted")
        mode = entry.external_attr >> 16
        if entry.is_dir() or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
            self._refuse(f"{name} is a link or a folder, expected a file")
        if method not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            self._refuse(f"{name} is compressed by method {method}, expected deflate")

    def _check_ratio(self, entry: zipfile.ZipInfo) -> None:
        ratio = entry.file_size / max(entry.compress_size, 1)
        if entry.file_size > _RATIO_COUNTS_FROM and ratio > HIGHEST_RATIO:
            self._refuse(
                f"{entry.filename} is compressed {ratio:,.0f} to 1, expected at most "
                f"{HIGHEST_RATIO} to 1: refused as a zip bomb"
            )

    def _refuse(self, reason: str) -> NoReturn:
        raise ReadError(f"{self.path}: {reason}", hint=self.kind.hint)


@contextmanager
def opened_archive(path: Path, kind: ArchiveKind) -> Iterator[Archive]:
    """Opens an archive for reading; what is broken in it, also later on, is one clear error.

    Raises:
        ReadError: it is damaged, or its list of entries is larger than the limit.
    """
    _check_directory(path, kind)
    try:
        with zipfile.ZipFile(path) as archive:
            yield Archive(path, kind, archive)
    except ReadError:
        raise
    except _BROKEN as error:
        raise ReadError(f"{path}: a damaged archive: {_reason(error)}", hint=kind.hint) from None


def opened_file(path: Path) -> BinaryIO:
    """Opens a file.

    Raises:
        ReadError: it cannot be opened.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened: {error.strerror}") from None


def check_size(size: int, path: Path, what: str, hint: str) -> None:
    """Refuses what is larger than a description can be."""
    if size > LARGEST_ENTRY:
        raise ReadError(
            f"{path}: {what} has {size / 2**20:,.0f} MB, expected at most "
            f"{LARGEST_ENTRY // 2**20} MB",
            hint=hint,
        )


def _reason(error: BaseException) -> str:
    """The first line of what the zip reader says, in lower case at the start."""
    said = str(error).strip().splitlines()
    text = said[0] if said else type(error).__name__
    return text[:1].lower() + text[1:100]


def _check_directory(path: Path, kind: ArchiveKind) -> None:
    """Refuses an archive whose list of entries alone would fill the memory."""
    size = path.stat().st_size
    with opened_file(path) as file:
        file.seek(max(0, size - _LONGEST_END))
        tail = file.read(_LONGEST_END)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        raise ReadError(f"{path}: a damaged archive: its end is missing", hint=kind.hint)
    directory = int.from_bytes(tail[end + 12 : end + 16], "little")
    larger = tail.rfind(b"PK\x06\x06", 0, end)
    if directory == _IN_LARGER_RECORD and larger >= 0:
        directory = int.from_bytes(tail[larger + 40 : larger + 48], "little")
    if directory > LARGEST_DIRECTORY:
        raise ReadError(
            f"{path}: the archive lists {directory / 2**20:,.0f} MB of entries, "
            f"expected {kind.entries}",
            hint=kind.hint,
        )
