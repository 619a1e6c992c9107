"""The file or folder that a source names, and what it begins with.

In: anything that a user may give as a model. Out: a path that is there, or None; first bytes.
"""

from __future__ import annotations

import os
from pathlib import Path


def path_in(source: object) -> Path | None:
    """The path of a file or folder that is there."""
    if not isinstance(source, str | os.PathLike) or _is_json(source):
        return None
    path = Path(source)
    try:
        return path if path.exists() else None
    except (OSError, ValueError):
        return None


def _is_json(source: object) -> bool:
    return isinstance(source, str) and source.lstrip()[:1] == "{"


def file_in(source: object) -> Path | None:
    """The path of a file that is there."""
    path = path_in(source)
    return path if path is not None and path.is_file() else None


def starts_of(path: Path, count: int) -> bytes:
    """The file's beginning; empty if it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError:
        return b""
