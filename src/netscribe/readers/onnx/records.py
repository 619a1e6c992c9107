"""What an ONNX file says, as frozen records: model, graph, nodes, attributes, headers of tensors.

In: nothing; `decoding` makes these. Out: read by the rest of the reader. Holds no bytes of any
tensor but the elements of small ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from netscribe.graph.types import Shape
from netscribe.readers.onnx.shapes.step import Content


@dataclass(frozen=True, slots=True)
class TypeRecord:
    """The declared type of a value.

    Attributes:
        wrapper: "sequence", "optional" or "map" around the tensor; "" for a plain tensor.
        dtype: the array-API word, or "".
        dims: numbers, the file's own names for sizes, None; None if not even the rank is told.
    """

    wrapper: str = ""
    dtype: str = ""
    dims: Shape | None = None


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """A named value with its declared type: an input, an output, or one in between."""

    name: str
    type: TypeRecord


@dataclass(frozen=True, slots=True)
class TensorRecord:
    """The header of a stored tensor, and its elements where they are few.

    Attributes:
        name: its name in the graph; "" for one inside an attribute.
        content: the elements in row-major order; None where they are many, lie in another file, or
            have a dtype that is packed.
        external: whether its bytes lie in another file, which is never opened.
        zeros: whether all elements are known to be 0.
    """

    name: str
    dtype: str
    shape: tuple[int, ...]
    content: Content | None = None
    external: bool = False
    zeros: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """Stands for a list in an attribute that is too long to keep."""

    count: int


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands for the value of an attribute of the function around the node."""

    name: str


class NodeRecord(NamedTuple):
    """One call of an operator.

    Attributes:
        attributes: int, float, str, tuples of those, TensorRecord, GraphRecord, TypeRecord, Many
            or Reference, by name.
        scopes, classes: the modules around it as the exporter of PyTorch tells them, the model
            first and the call itself last; empty for other exporters.
    """

    name: str
    op_type: str
    domain: str = ""
    overload: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    attributes: Mapping[str, object] = MappingProxyType({})
    scopes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """A graph: the model's own, or the body of an If, Loop or Scan.

    Attributes:
        values: those in between whose types are declared.
        parameters, buffers: names of stored tensors that the exporter calls so.
    """

    name: str
    nodes: tuple[NodeRecord, ...] = ()
    initializers: tuple[TensorRecord, ...] = ()
    inputs: tuple[ValueRecord, ...] = ()
    outputs: tuple[ValueRecord, ...] = ()
    values: tuple[ValueRecord, ...] = ()
    parameters: frozenset[str] = frozenset()
    buffers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FunctionRecord:
    """An operator that the file defines by nodes."""

    name: str
    domain: str = ""
    overload: str = ""
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    defaults: Mapping[str, object] = field(default_factory=dict)
    nodes: tuple[NodeRecord, ...] = ()
    values: tuple[ValueRecord, ...] = ()
    opsets: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The whole file.

    Attributes:
        opsets: version by domain, "" for ai.onnx.
        ir_version: version of the format.
    """

    graph: GraphRecord
    opsets: Mapping[str, int] = field(default_factory=dict)
    functions: tuple[FunctionRecord, ...] = ()
    ir_version: int = 0
    producer: str = ""
    producer_version: str = ""
