"""Reads files that hold weights alone: `.pt`, `.pth`, `.bin`, `.ckpt`, `.safetensors`.

In: a path. Out: a Graph without operations, whose parameters are the file's tensors: enough for a
table, not for a drawing. Nothing in the file is run.
"""

from __future__ import annotations

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.archive_file import WEIGHTS, archive_kind, first_bytes, path_in
from netscribe.readers.torch.checkpoint import checkpoint_at
from netscribe.readers.torch.safetensors_header import is_safetensors

#: Files of these names are PyTorch's, whatever is in them; the others only if they look like it.
_SUFFIXES = frozenset((".pt", ".pth", ".ckpt", ".safetensors", ".ts"))
_SHARED_SUFFIXES = frozenset((".bin", ".pkl", ".pickle", ".th", ".tar", ".model"))


def claims(source: object) -> bool:
    """Whether `source` is a file with weights alone, or a damaged one that has PyTorch's suffix."""
    path = path_in(source)
    if path is None:
        return False
    kind, suffix = archive_kind(path), path.suffix.lower()
    if kind:
        return kind == WEIGHTS
    start = first_bytes(path, 16)
    is_pickle = start[:1] == b"\x80" and start[1:2] in b"\x02\x03\x04\x05"
    return (
        suffix in _SUFFIXES or (suffix in _SHARED_SUFFIXES and is_pickle) or is_safetensors(start)
    )


def read(source: object, request: ReadRequest) -> Graph:
    """The weights in a file.

    Raises:
        ReadError: it is damaged, hostile, or no checkpoint.
    """
    path = path_in(source)
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
