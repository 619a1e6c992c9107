"""Writes files whole or not at all.

In: a path and a maker of its content. Out: the complete file in the old one's place. The content is
made before anything is touched, written beside the target, and moved over it in one step.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from netscribe.errors import OutputError, SettingError
from netscribe.registry import nearest_hint

#: What a diagram can be saved as.
SUFFIXES = (".svg", ".png", ".pdf", ".txt", ".json")


def check_target(target: Path) -> None:
    """Refuses a file that cannot be written to, before a model is read and drawn for nothing.

    Raises:
        SettingError: the suffix is none of `SUFFIXES`.
        OutputError: the folder is missing, or the file is a folder.
    """
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        found = f"suffix {target.suffix!r}" if target.suffix else "no suffix"
        raise SettingError(
            f"cannot save to {str(target)!r}: {found}; expected one of: {' '.join(SUFFIXES)}",
            hint=nearest_hint(suffix, SUFFIXES),
        )
    if target.is_dir():
        raise OutputError(
            f"cannot write {str(target)!r}: it is a folder", hint="name a file inside it"
        )
    if not target.parent.is_dir():
        raise OutputError(
            f"cannot write {str(target)!r}: there is no folder {str(target.parent)!r}",
            hint="make the folder first",
        )


def write_whole(target: Path, make: Callable[[], str | bytes]) -> None:
    """Makes the content and writes it to `target`.

    Raises:
        OutputError: the file cannot be written; the old one is as it was.
    """
    content = make()
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        _replace(target, data)
    except OSError as error:
        raise OutputError(f"cannot write {str(target)!r}: {error.strerror or error}") from error


def _replace(target: Path, data: bytes) -> None:
    target = target.resolve()  # a link keeps pointing to what it names
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
