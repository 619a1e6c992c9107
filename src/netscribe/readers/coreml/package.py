"""Where a CoreML model's description lies: the file itself, or the one that a package names.

In: a path. Out: the path of the description, always inside of the package. No other file of a
package is ever opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from netscribe.errors import ReadError
from netscribe.readers.archive import opened_file
from netscribe.readers.json_text import Advice, parsed

MANIFEST = "Manifest.json"
_LONGEST_MANIFEST = 2**20
_HINT = "save the model again with model.save('name.mlpackage')"


def is_package(path: Path) -> bool:
    """Whether a folder is a package: it has a manifest with entries."""
    manifest = path / MANIFEST
    try:
        if not path.is_dir() or not manifest.is_file():
            return False
        with manifest.open("rb") as file:
            return b'"itemInfoEntries"' in file.read(4096)
    except OSError:
        return False


def description_in(path: Path) -> Path:
    """The file with the model's description.

    Raises:
        ReadError: the package names none, or one outside of itself.
    """
    if not path.is_dir():
        return path
    with opened_file(path / MANIFEST) as file:
        text = file.read(_LONGEST_MANIFEST)
    content = parsed(text, f"{path}: {MANIFEST}", Advice(_HINT, _HINT))
    entries = content.get("itemInfoEntries") if isinstance(content, dict) else None
    root = content.get("rootModelIdentifier") if isinstance(content, dict) else None
    entry = entries.get(root) if isinstance(entries, dict) and isinstance(root, str) else None
    named = entry.get("path") if isinstance(entry, dict) else None
    if not isinstance(named, str) or not named or "\0" in named:
        _refuse(path, "its manifest names no model")
    data = (path / "Data").resolve()
    found = (data / named).resolve()
    if not found.is_relative_to(data):
        _refuse(path, "its manifest names a file outside of the package")
    if not found.is_file():
        _refuse(path, f"it has no file {named[:80]!r}")
    return found


def _refuse(path: Path, reason: str) -> NoReturn:
    raise ReadError(f"{path}: {reason}", hint=_HINT)
