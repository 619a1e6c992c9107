"""What the names in a graph stand for while it is walked: tensors that flow, and stored ones.

In: names as they are made. Out: `Held`. A body sees the names of the graph around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from netscribe.readers.onnx.records import NodeRecord, TensorRecord, TypeRecord
from netscribe.readers.onnx.shapes.step import Known


@dataclass(slots=True)
class Waiting:
    """A source node that is drawn only if somebody reads its result as a tensor.

    Attributes:
        path, module: where it would stand.
        reason: why it is not drawn, if it is not.
        drawn: whether it was.
    """

    record: NodeRecord
    path: str
    module: str | None
    reason: str
    source: Held | None = None
    drawn: bool = False


@dataclass(slots=True)
class Held:
    """What a name stands for.

    Attributes:
        key: unique in the model; for a stored tensor its name.
        known: its type, and its elements if they are few.
        value: the value's id in the Graph; "" as long as it is not drawn.
        stored: the tensor, where the file stores it.
        maker: the source node that would be drawn for it.
        quantized: dtype of the whole numbers that it is kept in, or "".
        zeros: whether all elements are known to be 0.
    """

    key: str
    known: Known
    value: str = ""
    stored: TensorRecord | None = None
    maker: Waiting | None = None
    quantized: str = ""
    zeros: bool = False


@dataclass
class Frame:
    """One list of nodes: the model's graph, a body, or a function.

    Attributes:
        parent: whose names can be read as well; None for the model and for functions.
        declared: types that the file tells, by name.
        opsets: version by domain.
        settings: values of the attributes of the function around.
        module: id of the container around, or None.
        path: its path, with slashes.
        depth: how many frames are around.
        results: names that are read from outside.
        only_quantized: names that nothing but a QuantizeLinear reads.
        products: names of what is made of tensors that are quantised while the network runs.
    """

    opsets: Mapping[str, int]
    declared: Mapping[str, TypeRecord] = field(default_factory=dict)
    parent: Frame | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    module: str | None = None
    path: str = ""
    depth: int = 0
    names: dict[str, Held] = field(default_factory=dict)
    results: frozenset[str] = frozenset()
    only_quantized: frozenset[str] = frozenset()
    products: frozenset[str] = frozenset()

    def find(self, name: str) -> Held | None:
        """What a name stands for here, or in a graph around."""
        frame: Frame | None = self
        while frame is not None:
            held = frame.names.get(name)
            if held is not None:
                return held
            frame = frame.parent
        return None

    def key_of(self, name: str) -> str:
        """The name made unique in the model."""
        return f"{self.path}/{name}" if self.path else name


class Place(NamedTuple):
    """Where a node stands: its module, its path, and the layer's name if it is one."""

    module: str | None
    path: str
    name: str = ""
