"""From a Keras model's configuration to its Graph.

In: a `Configuration`, out of whichever kind of file, and what the user said of inputs. Out: the
Graph that the live reader gives for the same model. Imports no Keras, executes nothing.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.readers.keras.archive import Configuration
from netscribe.readers.keras.document import SavedModel, with_paths
from netscribe.readers.keras.document_reading import DocumentReader
from netscribe.readers.keras.given_shapes import input_types
from netscribe.readers.keras.playback import Playback
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest


def graph_of(found: Configuration, request: ReadRequest) -> Graph:
    """The Graph.

    Raises:
        ReadError: the configuration is damaged, hostile, or of a subclassed model.
        InputError: it tells no input shape and none was given, or the one given does not fit.
    """
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
    results = Playback(builder, reader, found.weights_of, found.version.startswith("2.")).play(
        model, "", values
    )
    wanted = distinct(_output_names(model))
    names = renamed(wanted, request.output_names, "output")
    for name, value in zip(names, results, strict=True):
        builder.add_output(name, value)
    source = Path(found.source).name or "config.json"
    return builder.finish(Origin("keras", found.version, found.reader, source))


def _output_names(model: SavedModel) -> list[str]:
    """For each output its key in the model's mapping, or else the layer that makes it."""
    if not model.sequential:
        return [key or name.layer for key, name in with_paths(model.outputs)]
    return [model.layers[-1].name if model.layers else "output"]
