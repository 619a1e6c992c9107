"""Reads TensorFlow Lite models (`.tflite`) without TensorFlow.

In: a path. Out: the Graph of the file's main signature. The file is mapped and its tables are
walked; numbers of weights are never touched.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.readers.flatbuffer import View
from netscribe.readers.mapped_file import mapped
from netscribe.readers.netlist.emission import Netlist, graph_of
from netscribe.readers.netlist.file_start import file_in, starts_of
from netscribe.readers.netlist.merging import merged
from netscribe.readers.netlist.operation import Operand
from netscribe.readers.netlist.places import Naming
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.tflite.model import LiteModel, Signature, model_of
from netscribe.readers.tflite.reading import Reading, named

_IDENTIFIER = b"TFL3"
_DEFAULT = "serving_default"


def claims(source: object) -> bool:
    """Whether `source` is a file with TensorFlow Lite's identifier."""
    path = file_in(source)
    return path is not None and starts_of(path, 8)[4:8] == _IDENTIFIER


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a file.

    Raises:
        ReadError: the file is damaged or hostile.
        InputError: a name was given for an input or output that is not there.
    """
    path = file_in(source)
    assert path is not None
    if starts_of(path, 8)[4:8] != _IDENTIFIER:
        raise ReadError(
            f"{path}: not a TensorFlow Lite model: bytes 4 to 8 are not TFL3",
            hint="convert the model again",
        )
    try:
        with mapped(path) as buffer:
            model = model_of(View(buffer, str(path)))
        return _graph(model, path, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if TensorFlow Lite runs this file, please report it to netscribe",
        ) from error


def _graph(model: LiteModel, path: Path, request: ReadRequest) -> Graph:
    signature = _main(model)
    index = 0 if signature is None else signature.subgraph
    if index >= len(model.subgraphs):
        raise ReadError(f"{path}: its signature calls subgraph {index}, which is not there")
    main = model.subgraphs[index]
    reading = Reading(model, str(path))
    inputs = {place: main.tensors[place] for place in dict.fromkeys(main.inputs) if place >= 0}
    outputs = reading.follow(index, inputs)
    kept = merged(reading.steps, inputs.values(), outputs)
    root, steps, notes = named(kept, reading.notes)
    given = {} if signature is None else signature.inputs
    made = {} if signature is None else signature.outputs
    netlist = Netlist(
        name=root or path.stem,
        steps=tuple(steps),
        inputs=tuple((given.get(p) or _port(op, "input"), op) for p, op in inputs.items()),
        outputs=tuple(
            (made.get(place) or _port(operand, "output"), operand)
            for place, operand in zip(main.outputs, outputs)
        ),
        notes=(*notes, *_signatures(model, signature)),
        naming=Naming(bare_names=False),
    )
    return graph_of(netlist, request, Origin("tflite", "", "tflite.file", path.name))


def _main(model: LiteModel) -> Signature | None:
    """The default signature, or the first one."""
    default = next((item for item in model.signatures if item.key == _DEFAULT), None)
    return default or next(iter(model.signatures), None)


def _signatures(model: LiteModel, main: Signature | None) -> list[tuple[str, str]]:
    others = [item.key for item in model.signatures if item is not main]
    if main is None or not others:
        return []
    names = ", ".join(name[:40] for name in others[:5])
    return [(f"shows the signature {main.key}; the file also has {names}", "")]


def _port(operand: Operand, word: str) -> str:
    """The tensor's name without what the converter put around it."""
    name = operand.name.split(";")[0].removeprefix(f"{_DEFAULT}_").partition(":")[0]
    plumbing = name.startswith(("StatefulPartitionedCall", "PartitionedCall"))
    return word if plumbing or not name else name.rpartition("/")[2] or word
