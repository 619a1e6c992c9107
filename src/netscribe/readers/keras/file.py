"""Reads a saved Keras model from its configuration alone: no Keras, nothing executed.

In: a path to a `.keras` file (or its folder, or its bare JSON), to an HDF5 file, to a SavedModel
with Keras 2's metadata, or the text of `model.to_json()`. Out: the Graph that the live reader gives
for the same model; for a file with weights alone the list of them. Only the standard library is
used.
"""

from __future__ import annotations

import os
from pathlib import Path

from netscribe.graph.types import Graph
from netscribe.readers.file_start import LONGEST_START, file_in, first_bytes, folder_in, json_start
from netscribe.readers.hdf5 import SIGNATURE
from netscribe.readers.keras.archive import CONFIG, is_keras_archive, is_keras_json, load
from netscribe.readers.keras.configuration_graph import graph_of
from netscribe.readers.keras.hdf5_file import configuration_in, weights_in
from netscribe.readers.keras.metadata_file import of_metadata
from netscribe.readers.keras_metadata import configuration_beside
from netscribe.readers.protocol import ReadRequest


def claims(source: object) -> bool:
    """Whether `source` is a Keras file or folder, HDF5, Keras' JSON in a file, or such JSON."""
    if isinstance(source, str) and source.lstrip()[:1] == "{":
        return is_keras_json(source[:LONGEST_START].encode("utf-8", "replace"))
    folder = folder_in(source)
    if folder is not None:
        beside = configuration_beside(folder)
        return beside is not None or is_keras_json(json_start(folder / CONFIG))
    path = file_in(source)
    if path is None:
        return False
    if first_bytes(path, len(SIGNATURE)) == SIGNATURE:
        return True
    return is_keras_archive(path) or is_keras_json(json_start(path))


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a saved model.

    Raises:
        ReadError: the file is missing, damaged, hostile, or holds a subclassed model.
        InputError: the file tells no input shape and none was given, or the one given does not fit.
    """
    assert isinstance(source, (str, os.PathLike))
    folder = folder_in(source)
    beside = None if folder is None else configuration_beside(folder)
    if folder is not None and beside is not None:
        return graph_of(of_metadata(beside, folder), request)
    path = file_in(source)
    if path is None or first_bytes(path, len(SIGNATURE)) != SIGNATURE:
        return graph_of(load(source if isinstance(source, str) else Path(source)), request)
    found = configuration_in(path)
    return graph_of(found, request) if found is not None else weights_in(path, request)
