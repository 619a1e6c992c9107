"""Reads files that hold weights alone: `.pt`, `.pth`, `.bin`, `.ckpt`, `.safetensors`.

In: a path. Out: a Graph without operations, whose parameters are the file's tensors: enough for a
table, not for a drawing. Nothing in the file is run.
"""

from __future__ import annotations

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.file_start import file_in, first_bytes
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.archive_file import WEIGHTS, archive_kind
from netscribe.readers.torch.checkpoint import checkpoint_at
from netscribe.readers.torch.safetensors_header import is_safetensors


def claims(source: object) -> bool:
    """Whether `source` is a file with weights alone, whatever its suffix."""
    path = file_in(source)
    if path is None:
        return False
    start = first_bytes(path, 16)
    is_pickle = start[:1] == b"\x80" and start[1:2] in (b"\2", b"\3", b"\4", b"\5")
    return is_pickle or is_safetensors(start) or archive_kind(path) == WEIGHTS


def read(source: object, request: ReadRequest) -> Graph:
    """The weights in a file.

    Raises:
        ReadError: it is damaged, hostile, or no checkpoint.
    """
    path = file_in(source)
    assert path is not None
    found = checkpoint_at(path)
    builder = GraphBuilder(request.name or path.stem)
    for weight in found.weights:
        if not weight.same_as:
            builder.add_parameter(weight.path, weight.type, trainable=weight.trainable)
        else:
            builder.note(f"shares its numbers with {weight.same_as}", weight.path)
    for note in found.notes:
        builder.note(note)
    return builder.finish(Origin("torch", "", "torch.checkpoint", path.name))
