"""Reads a saved Keras model from its configuration alone: no Keras, nothing executed.

In: a path to a `.keras` file (or its folder, or its bare JSON), or the text of `model.to_json()`.
Out: the Graph that the live reader gives for the same model. Only the standard library is used.
"""

from __future__ import annotations

import os
from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.keras.archive import Configuration, load
from netscribe.readers.keras.document import SavedModel, with_paths
from netscribe.readers.keras.document_reading import DocumentReader
from netscribe.readers.keras.given_shapes import input_types
from netscribe.readers.keras.playback import Playback
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest

#: Files that only Keras writes; those of the old format are refused with a way out.
_SUFFIXES = (".keras", ".h5", ".hdf5")


def claims(source: object) -> bool:
    """Whether `source` is a Keras file or folder, a Keras JSON file, or such JSON itself."""
    if isinstance(source, str) and source.lstrip()[:1] == "{":
        return '"class_name"' in source[:4096]
    if not isinstance(source, (str, os.PathLike)):
        return False
    path = Path(source)
    if path.suffix.lower() in _SUFFIXES:
        return True
    try:
        return (path.suffix.lower() == ".json" and _is_keras_json(path)) or (
            _is_keras_json(path / "config.json")
        )
    except (OSError, ValueError):
        return False


def _is_keras_json(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(4096)
    return b'"class_name"' in start and b'"config"' in start


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a saved model.

    Raises:
        ReadError: the file is missing, damaged, hostile, or holds a subclassed model.
        InputError: the file tells no input shape and none was given, or the one given does not fit.
    """
    assert isinstance(source, (str, os.PathLike))
    found = load(source if isinstance(source, str) else Path(source))
    reader = DocumentReader(found.source or "the text")
    try:
        return _graph(reader, reader.model(found.content), found, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{reader.where}: cannot be understood: {type(error).__name__}: {said}",
            hint="save the model again; if Keras loads this file, please report it to netscribe",
        ) from error


def _graph(
    reader: DocumentReader, model: SavedModel, found: Configuration, request: ReadRequest
) -> Graph:
    builder = GraphBuilder(request.name or model.name)
    inputs = input_types(model, request.inputs)
    names = renamed(distinct([name for name, _ in inputs]), request.input_names, "input")
    values = tuple(
        builder.add_input(name, tensor) for name, (_, tensor) in zip(names, inputs, strict=True)
    )
    results = Playback(builder, reader).play(model, "", values)
    wanted = distinct(_output_names(model))
    names = renamed(wanted, request.output_names, "output")
    for name, value in zip(names, results, strict=True):
        builder.add_output(name, value)
    return builder.finish(
        Origin("keras", found.version, "keras.file", Path(found.source).name or "config.json")
    )


def _output_names(model: SavedModel) -> list[str]:
    """For each output its key in the model's mapping, or else the layer that makes it."""
    if not model.sequential:
        return [key or name.layer for key, name in with_paths(model.outputs)]
    return [model.layers[-1].name if model.layers else "output"]
