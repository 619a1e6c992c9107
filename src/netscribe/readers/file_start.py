"""What kind of file or folder a source names, told by its first bytes and not by its suffix.

In: whatever the user passed. Out: a path that is there, and the bytes that it begins with. Never
raises: what cannot be looked at is nothing that a reader claims.
"""

from __future__ import annotations

import os
from pathlib import Path

#: JSON says what it is within its first keys.
LONGEST_START = 4096


def file_in(source: object) -> Path | None:
    """The path of a file that is there; None for everything else."""
    path = _path_in(source)
    try:
        return path if path is not None and path.is_file() else None
    except (OSError, ValueError):
        return None


def folder_in(source: object) -> Path | None:
    """The path of a folder that is there; None for everything else."""
    path = _path_in(source)
    try:
        return path if path is not None and path.is_dir() else None
    except (OSError, ValueError):
        return None


def first_bytes(path: Path, count: int = LONGEST_START) -> bytes:
    """The file's beginning; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except (OSError, ValueError):
        return b""


def json_start(path: Path) -> bytes:
    """The beginning of a file whose text is a JSON object; empty for any other file."""
    start = first_bytes(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start if start[:1] == b"{" else b""


def _path_in(source: object) -> Path | None:
    if not isinstance(source, (str, os.PathLike)):
        return None
    is_json = isinstance(source, str) and source.lstrip()[:1] == "{"
    return None if is_json else Path(source)
