"""Reads TensorFlow's SavedModel folders and GraphDef files (`.pb`) without TensorFlow.

In: a path. Out: the Graph of the signature for serving, or of a frozen graph's outputs. SavedModels
of Keras 2 hold the configuration beside the graph: the Keras reader takes those.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph
from netscribe.pause import no_cycle_search
from netscribe.readers.file_start import file_in, folder_in
from netscribe.readers.keras_metadata import configuration_beside
from netscribe.readers.protobuf import opened_message
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.tensorflow_file.decoding import graph_def, saved_model
from netscribe.readers.tensorflow_file.kinds import SAVED_MODEL, kind_of
from netscribe.readers.tensorflow_file.program import MAIN_FILE, graph_of_listed


def claims(source: object) -> bool:
    """Whether `source` is a SavedModel, its main file, or a file with a GraphDef."""
    folder = folder_in(source)
    if folder is not None and configuration_beside(folder) is not None:
        return False
    path = _main_file(source)
    return path is not None and kind_of(path) != ""


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph.

    Raises:
        ReadError: the file is damaged or hostile, or holds no graph.
        InputError: a name was given for an input or output that is not there.
    """
    path = _main_file(source)
    assert path is not None
    try:
        with no_cycle_search():
            return _read(path, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if TensorFlow loads this file, please report it to netscribe",
        ) from error


def _read(path: Path, request: ReadRequest) -> Graph:
    kind = kind_of(path)
    if not kind:
        raise ReadError(f"{path}: neither a SavedModel nor a GraphDef", hint="save the model again")
    with opened_message(path) as message:
        listed = saved_model(message) if kind == SAVED_MODEL else graph_def(message)
        name = path.parent.name if path.name == MAIN_FILE else path.stem
        return graph_of_listed(listed, path, name, request)


def _main_file(source: object) -> Path | None:
    folder = folder_in(source)
    if folder is not None:
        return file_in(folder / MAIN_FILE)
    return file_in(source)
