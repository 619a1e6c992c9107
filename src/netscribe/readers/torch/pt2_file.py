"""Reads `.pt2` files, which `torch.export.save` writes, without PyTorch and without unpickling.

In: a path. Out: the Graph that the live reader gives for the same exported program. Only the JSON
in the archive is read; weights, constants and sample inputs are never opened.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.readers.archive import Archive, opened_archive
from netscribe.readers.file_start import file_in
from netscribe.readers.json_text import Advice, parsed
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.archive_file import (
    EXPORTED,
    KIND,
    PROGRAM,
    archive_kind,
    is_archive,
)
from netscribe.readers.torch.program_graph import graph_of
from netscribe.readers.torch.pt2_json import program_of

_FORMER = "serialized_exported_program.json"
#: Newer versions may mean something else by the same words.
_NEWEST_SCHEMA = 8
_ADVICE = Advice(KIND.hint, KIND.too_large)
_SHARED_UNKNOWN = (
    "this layout of the file does not tell which weights share their numbers: each is counted"
)


def claims(source: object) -> bool:
    """Whether `source` is an archive with an exported program, whatever its suffix."""
    path = file_in(source)
    return path is not None and archive_kind(path) == EXPORTED


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a saved exported program.

    Raises:
        ReadError: the file is damaged, hostile, of a newer schema, or not understood.
        InputError: a name was given for an input or output that is not there.
    """
    path = file_in(source)
    assert path is not None
    if not is_archive(path):
        raise ReadError(f"{path}: not a .pt2 file (a zip archive)", hint=KIND.hint)
    with opened_archive(path, KIND) as archive:
        name = _program_name(archive)
        text = archive.read(name)
        weights = _weights_text(archive, name)
    document: Any = parsed(text, f"{path}: {name}", _ADVICE)
    try:
        return _graph(document, _shared(weights), path, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: {name} cannot be understood: {type(error).__name__}: {said}",
            hint="export the model again; if PyTorch loads this file, please report it to "
            "netscribe",
        ) from error


def _program_name(archive: Archive) -> str:
    found = sorted(name for name in archive.names if PROGRAM.fullmatch(name))
    if not found:
        raise ReadError(
            f"{archive.path}: the archive holds no exported program (models/*.json)",
            hint=KIND.hint,
        )
    return next((name for name in found if name.endswith("/model.json")), found[0])


def _weights_text(archive: Archive, program: str) -> bytes | None:
    """The list that says in which entry each weight's numbers are; None in the former layout."""
    root = program.removesuffix("models/" + Path(program).name)
    name = f"{root}data/weights/{Path(program).stem}_weights_config.json"
    return archive.read(name) if name in archive.names else None


def _shared(text: bytes | None) -> dict[str, str] | None:
    if text is None:
        return None
    content: Any = parsed(text, "the list of weights", _ADVICE)
    return {path: entry["path_name"] for path, entry in content["config"].items()}


def _graph(document: Any, shared: dict[str, str] | None, path: Path, request: ReadRequest) -> Graph:
    version = document.get("schema_version")
    major = version.get("major") if isinstance(version, dict) else version
    if isinstance(major, int) and major > _NEWEST_SCHEMA:
        raise ReadError(
            f"{path}: schema version {major}, expected at most {_NEWEST_SCHEMA}",
            hint="a newer netscribe may read it",
        )
    program = program_of(document, shared or {})
    torch_version = str(document.get("torch_version", ""))[:40]
    graph_origin = Origin("torch", torch_version, "torch.pt2", path.name)
    return graph_of(program, request, graph_origin, () if shared else (_SHARED_UNKNOWN,))
