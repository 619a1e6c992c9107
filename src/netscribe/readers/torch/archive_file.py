"""Tells the archives that PyTorch writes apart, by what they hold and not by their suffix.

In: a path. Out: which kind it is: an exported program, TorchScript, or weights. Reads the list of
entries only.
"""

from __future__ import annotations

import re
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.readers.archive import ArchiveKind, opened_archive
from netscribe.readers.file_start import first_bytes

EXPORTED, SCRIPT, WEIGHTS = "exported", "script", "weights"
KIND = ArchiveKind(
    hint="save the model again with torch.export.save(torch.export.export(model, inputs), path)",
    entries="a few thousand at most",
    too_large="this is no description of a network that PyTorch writes",
)
#: An exported program, in today's and in the former layout.
PROGRAM = re.compile(r"([^/]+/)?models/[^/]+\.json|serialized_exported_program\.json")
CODE = re.compile(r"[^/]+/code/.+\.py")
#: Weights, or the modules of a TorchScript archive.
PICKLE = re.compile(r"([^/]+/)?data\.pkl")


def is_archive(path: Path) -> bool:
    """Whether the file begins as a zip archive does."""
    return first_bytes(path, 4) == b"PK\x03\x04"


def archive_kind(path: Path) -> str:
    """EXPORTED, SCRIPT or WEIGHTS; "" for any other file, and for a damaged one."""
    if not is_archive(path):
        return ""
    try:
        with opened_archive(path, KIND) as archive:
            names = archive.names
    except ReadError:
        return ""
    for kind, pattern in ((EXPORTED, PROGRAM), (SCRIPT, CODE), (WEIGHTS, PICKLE)):
        if any(pattern.fullmatch(name) for name in names):
            return kind
    return ""
