"""Reads `.onnx` files without the onnx package: the structure alone, not the weights.

In: a path. Out: the Graph. The file is mapped, bytes of weights are not touched, and other files
with weights in them are never opened.
"""

from __future__ import annotations

import os
from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.pause import no_cycle_search
from netscribe.readers.onnx.decoding import model_of
from netscribe.readers.onnx.model_graph import graph_of
from netscribe.readers.onnx.outside_inference import lacks_shapes, noted, with_outside_types
from netscribe.readers.onnx.shape_of_file import is_model
from netscribe.readers.protobuf import Message, opened_message
from netscribe.readers.protocol import ReadRequest

#: The newest version of the format that is known; newer ones may mean something else.
_NEWEST_FORMAT = 20


def claims(source: object) -> bool:
    """Whether `source` is a file that holds an ONNX model, whatever its suffix."""
    path = _path_in(source)
    return path is not None and is_model(path)


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of an ONNX file.

    Raises:
        ReadError: the file is damaged, hostile, of a newer format, or not understood.
        InputError: a name was given for an input or output that is not there.
    """
    path = _path_in(source)
    assert path is not None
    with no_cycle_search():
        return _read(path, request)


def _read(path: Path, request: ReadRequest) -> Graph:
    with opened_message(path) as message:
        return _read_message(path, message, request)


def _read_message(path: Path, message: Message, request: ReadRequest) -> Graph:
    model = model_of(message)
    if model.ir_version > _NEWEST_FORMAT:
        raise ReadError(
            f"{path}: version {model.ir_version} of the ONNX format, expected at most "
            f"{_NEWEST_FORMAT}",
            hint="a newer netscribe may read it",
        )
    version = str(model.opsets.get("", ""))
    origin = Origin("onnx", version, "onnx", path.name)
    try:
        graph = graph_of(model, path.stem, request, origin)
        richer = with_outside_types(model, message) if lacks_shapes(graph) else None
        if richer is None:
            return graph
        return noted(graph, graph_of(richer, path.stem, request, origin))
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if ONNX Runtime loads this file, please report it to netscribe",
        ) from error


def _path_in(source: object) -> Path | None:
    """The path of a file that is there; None for everything else."""
    if not isinstance(source, (str, os.PathLike)) or (
        isinstance(source, str) and source.lstrip()[:1] == "{"
    ):
        return None
    path = Path(source)
    try:
        return path if path.is_file() else None
    except (OSError, ValueError):
        return None
