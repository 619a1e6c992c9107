"""Reads files that hold weights alone: `.pt`, `.pth`, `.bin`, `.ckpt`, `.safetensors`.

In: a path, also of a folder of safetensors, or of the index of a model in several files. Out: a
Graph without operations, whose parameters are the file's tensors: enough for a table, not for a
drawing. Nothing in the file is run.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.file_start import file_in, first_bytes, folder_in
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.archive_file import WEIGHTS, archive_kind
from netscribe.readers.torch.checkpoint import Checkpoint, checkpoint_at
from netscribe.readers.torch.safetensors_header import is_safetensors
from netscribe.readers.torch.sharded import is_index, parts_in, parts_of_index

#: A folder with this describes a model, which is more than its weights.
_CONFIG = "config.json"


def claims(source: object) -> bool:
    """Whether `source` is a file with weights alone, whatever its suffix; or a folder of such."""
    folder = folder_in(source)
    if folder is not None:
        return not (folder / _CONFIG).exists() and bool(parts_in(folder))
    path = file_in(source)
    if path is None:
        return False
    if is_index(path):
        return True
    start = first_bytes(path, 16)
    is_pickle = start[:1] == b"\x80" and start[1:2] in (b"\2", b"\3", b"\4", b"\5")
    return is_pickle or is_safetensors(start) or archive_kind(path) == WEIGHTS


def read(source: object, request: ReadRequest) -> Graph:
    """The weights in a file.

    Raises:
        ReadError: it is damaged, hostile, or no checkpoint.
    """
    path = file_in(source) or folder_in(source)
    assert path is not None
    found = _checkpoint(path)
    builder = GraphBuilder(request.name or path.resolve().stem)
    for weight in found.weights:
        if not weight.same_as:
            builder.add_parameter(weight.path, weight.type, trainable=weight.trainable)
        else:
            builder.note(f"shares its numbers with {weight.same_as}", weight.path)
    for note in found.notes:
        builder.note(note)
    safe = path.is_dir() or ".safetensors" in path.name or is_safetensors(first_bytes(path, 16))
    reader = "torch.safetensors" if safe else "torch.checkpoint"
    return builder.finish(Origin("torch", "", reader, path.resolve().name))


def _checkpoint(path: Path) -> Checkpoint:
    """The weights of a file, or of all files of a folder or an index, in their order."""
    if path.is_file() and not is_index(path):
        return checkpoint_at(path)
    parts = parts_in(path) if path.is_dir() else parts_of_index(path)
    found = [checkpoint_at(part) for part in parts]
    notes = (f"{len(parts)} files of weights, listed as one",)
    return Checkpoint(
        tuple(weight for part in found for weight in part.weights),
        (*notes, *(note for part in found for note in part.notes)),
    )
