"""Weights in several files: an index in JSON beside them, or a folder of safetensors.

In: the index' path or the folder. Out: the files, in order. The index names files of its own folder
alone; names that lead elsewhere are refused before anything is opened.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.archive import check_size, opened_file
from netscribe.readers.file_start import first_bytes, json_start
from netscribe.readers.json_text import Advice, parsed
from netscribe.readers.torch.safetensors_header import is_safetensors

_HINT = "give the folder in which the index and all files that it names lie"
_ADVICE = Advice(_HINT, "this is no index of weights")
_MAP = b'"weight_map"'
#: Real models have a few hundred parts.
_MOST_FILES = 10_000


def is_index(path: Path) -> bool:
    """Whether a file is an index: JSON that maps weights to files."""
    return _MAP in json_start(path)


def parts_of_index(path: Path) -> list[Path]:
    """The files that an index names, each once.

    Raises:
        ReadError: it is damaged, or names a file outside of its folder or one that is not there.
    """
    check_size(path.stat().st_size, path, path.name, _HINT)
    with opened_file(path) as file:
        content = parsed(file.read(), str(path), _ADVICE)
    named = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(named, dict) or not all(isinstance(name, str) for name in named.values()):
        raise ReadError(f"{path}: its weight_map names no files", hint=_HINT)
    names = list(dict.fromkeys(named.values()))
    for name in names[: _MOST_FILES + 1]:
        if Path(name).name != name or name in ("", ".", ".."):
            raise ReadError(
                f"{path}: names {name[:80]!r}, expected a file in the same folder", hint=_HINT
            )
    missing = [name for name in names if not (path.parent / name).is_file()]
    if missing or len(names) > _MOST_FILES:
        what = repr(missing[0][:80]) if missing else f"{len(names):,} files"
        raise ReadError(f"{path}: {what}: not there", hint=_HINT)
    return [path.parent / name for name in names]


def parts_in(folder: Path) -> list[Path]:
    """The safetensors files of a folder, by name."""
    found = sorted(folder.glob("*.safetensors"))[:_MOST_FILES]
    return [path for path in found if path.is_file() and is_safetensors(first_bytes(path, 16))]
