"""Writes files whole or not at all.

In: a path and a maker of its content. Out: the complete file in the old one's place. The content is
made before anything is touched, written beside the target, and moved over it in one step.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from netscribe.errors import OutputError


def write_whole(target: Path, make: Callable[[], str | bytes]) -> None:
    """Makes the content and writes it to `target`.

    Raises:
        OutputError: the folder is missing or cannot be written to; the old file is as it was.
    """
    _check_folder(target)
    content = make()
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        _replace(target, data)
    except OSError as error:
        raise OutputError(f"cannot write {str(target)!r}: {error.strerror or error}") from error


def _check_folder(target: Path) -> None:
    """Refuses early, before a large model is read and drawn for nothing."""
    if target.is_dir():
        raise OutputError(
            f"cannot write {str(target)!r}: it is a folder", hint="name a file inside it"
        )
    if not target.parent.is_dir():
        raise OutputError(
            f"cannot write {str(target)!r}: there is no folder {str(target.parent)!r}",
            hint="make the folder first",
        )


def _replace(target: Path, data: bytes) -> None:
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(13, "Permission denied")
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # a device or pipe has no old content to keep
        return
    handle, scratch = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(scratch).chmod(_mode_for(target))
        Path(scratch).replace(target)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise


def _mode_for(target: Path) -> int:
    """The old file's permissions, or those that a plain new file would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
