"""Reads OpenVINO models (`.xml`) without OpenVINO.

In: a path. Out: the Graph of the model. The `.bin` beside it, with the weights, is not opened.
"""

from __future__ import annotations

import re
from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin, TensorType
from netscribe.readers.netlist.emission import Netlist, graph_of
from netscribe.readers.netlist.file_start import file_in, starts_of
from netscribe.readers.netlist.merging import merged
from netscribe.readers.netlist.operation import Operand
from netscribe.readers.netlist.places import Naming
from netscribe.readers.openvino.document import Layer, Network, network_at
from netscribe.readers.openvino.plain_values import dtype_of
from netscribe.readers.openvino.reading import Reading
from netscribe.readers.protocol import ReadRequest

_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<net\s[^>]*version=", re.DOTALL
)
_OLDEST = 10
_UNNAMED = re.compile(r"Result_\d+|\d+|.*/sink_port_\d+")


def claims(source: object) -> bool:
    """Whether `source` is an XML file with a <net>."""
    path = file_in(source)
    return path is not None and _START.match(starts_of(path, 4096)) is not None


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a file.

    Raises:
        ReadError: the file is damaged, hostile, or of a version before 10.
        InputError: a name was given for an input or output that is not there.
    """
    path = file_in(source)
    assert path is not None
    try:
        return _graph(network_at(path), path, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if OpenVINO reads this file, please report it to netscribe",
        ) from error


def _graph(network: Network, path: Path, request: ReadRequest) -> Graph:
    version = network.version
    if not version.isdecimal() or int(version) < _OLDEST:
        raise ReadError(
            f"{path}: version {version[:20]!r} of the format, expected {_OLDEST} or newer",
            hint="convert the model again with openvino.save_model",
        )
    reading = Reading(str(path))
    results = reading.follow(network, {})
    inputs = [
        (layer.name, _operand(layer)) for layer in network.layers if layer.type == "Parameter"
    ]
    outputs = [
        (_output_name(layer, network), results[layer.id])
        for layer in network.layers
        if layer.type == "Result" and layer.id in results
    ]
    steps = merged(
        reading.steps, [operand for _, operand in inputs], [operand for _, operand in outputs]
    )
    netlist = Netlist(
        name=_title(network.name) or path.stem,
        steps=tuple(steps),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        notes=tuple(reading.notes),
        naming=Naming(bare_names=False, separator=".", exact=True),
    )
    return graph_of(netlist, request, Origin("openvino", version, "openvino.file", path.name))


def _title(name: str) -> str:
    """The model's name, unless OpenVINO gave it."""
    return "" if re.fullmatch(r"Model\d*|main_graph|", name) else name


def _operand(layer: Layer) -> Operand:
    port = layer.outputs[0]
    return Operand(f"{layer.id}:{port.id}", TensorType(dtype_of(port.precision), port.shape))


def _output_name(layer: Layer, network: Network) -> str:
    """The Result's own name, or that of the tensor that it reads."""
    if not _UNNAMED.fullmatch(layer.name):
        return layer.name
    source = next((network.edges.get((layer.id, port.id)) for port in layer.inputs), None)
    ports = {(item.id, port.id): port for item in network.layers for port in item.outputs}
    names = ports[source].names if source in ports else ()
    return next((name for name in names if not _UNNAMED.fullmatch(name)), "output")
