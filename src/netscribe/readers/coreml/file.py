"""Reads CoreML models without CoreML, on any system.

In: a path to an `.mlmodel` or an `.mlpackage`. Out: the Graph of the model: of a program its
operations, of a neural network its layers, of a pipeline one after another, of any other kind one
operation. Files of weights are never opened.
"""

from __future__ import annotations

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.readers.coreml.assembly import netlist_of
from netscribe.readers.coreml.package import description_in, is_package
from netscribe.readers.coreml.specification import specification_of
from netscribe.readers.netlist.emission import graph_of
from netscribe.readers.netlist.file_start import path_in, starts_of
from netscribe.readers.protobuf import opened_message
from netscribe.readers.protocol import ReadRequest

_HINT = "convert the model again with coremltools"
#: Every model begins with field 1, the version of its format.
_FIRST = b"\x08"


def claims(source: object) -> bool:
    """Whether `source` is a package, or a file with a CoreML model's fields."""
    path = path_in(source)
    if path is None:
        return False
    if path.is_dir():
        return is_package(path)
    if not path.is_file() or starts_of(path, 1) != _FIRST:
        return False
    try:
        with opened_message(path) as message:
            return specification_of(message) is not None
    except ReadError:
        return False


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a model.

    Raises:
        ReadError: the file is damaged or hostile.
        InputError: a name was given for an input or output that is not there.
    """
    path = path_in(source)
    assert path is not None
    found = description_in(path)
    try:
        with opened_message(found) as message:
            specification = specification_of(message)
            if specification is None:
                raise ReadError(f"{path}: not a CoreML model", hint=_HINT)
            netlist = netlist_of(specification, path)
            origin = Origin("coreml", str(specification.version), "coreml.file", path.name)
            return graph_of(netlist, request, origin)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if CoreML reads this file, please report it to netscribe",
        ) from error
