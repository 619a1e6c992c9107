"""Networks of a few calls, every operation called by its name; for the tests of transforms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from netscribe.graph.attributes import (
    Activation,
    Attributes,
    Axis,
    Casting,
    Convolution,
    Dropout,
    Elementwise,
    Linear,
    Margins,
    Normalization,
    Pool,
    Recurrent,
    Reshaping,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, Shape, TensorType

IMAGE: Shape = (None, 8, 8, 4)

#: Word -> kind, attributes, whether it has weights.
_CALLS: dict[str, tuple[Kind, Attributes, bool]] = {
    "conv": (Kind.CONV, Convolution(filters=4, kernel_size=(3, 3), padding="same"), True),
    "dense": (Kind.LINEAR, Linear(units=4), True),
    "bn": (Kind.NORM, Normalization(method="batch"), True),
    "layernorm": (Kind.NORM, Normalization(method="layer"), True),
    "rmsnorm": (Kind.NORM, Normalization(method="rms"), True),
    "relu": (Kind.ACTIVATION, Activation(function="relu"), False),
    "softmax": (Kind.ACTIVATION, Activation(function="softmax"), False),
    "dropout": (Kind.DROPOUT, Dropout(rate=0.5), False),
    "cast": (Kind.CAST, Casting(dtype="float16"), False),
    "identity": (Kind.IDENTITY, Attributes(), False),
    "pad": (Kind.PAD, Margins(amounts=((1, 1), (1, 1))), False),
    "pool": (Kind.POOL, Pool(size=(2, 2), padding="same"), False),
    "flatten": (Kind.RESHAPE, Reshaping(function="flatten"), False),
    "add": (Kind.ELEMENTWISE, Elementwise(operator="add"), False),
    "concat": (Kind.CONCAT, Axis(axis=-1), False),
    "split": (Kind.SPLIT, Axis(axis=-1), False),
    "lstm": (Kind.RECURRENT, Recurrent(units=(4,), returns_state=True), True),
}


class Calls:
    """Builds a graph; a node's id is the name that it is given."""

    def __init__(self, shape: Shape = IMAGE) -> None:
        self.builder = GraphBuilder("net")
        self.image = self.builder.add_input("x", TensorType("float32", shape))
        self._shape = shape

    def call(self, name: str, *inputs: str, **changes: Any) -> str:
        """Calls `name` ("conv", "conv_2"); returns its first result."""
        return self.calls(name, *inputs, **changes)[0]

    def calls(
        self,
        name: str,
        *inputs: str,
        shapes: tuple[Shape, ...] = (),
        weight: str = "",
        qualifiers: tuple[str, ...] = (),
        custom: bool = False,
    ) -> tuple[str, ...]:
        """All results; `weight` is that of another call where the weights are shared."""
        kind, attributes, weighted = _CALLS[name.split("_")[0]]
        parameters: tuple[str, ...] = (weight,) if weight else ()
        if weighted and not weight:
            parameters = (self.builder.add_parameter(f"{name}/w", TensorType("float32", (4,))),)
        call = Call(
            op=Op(kind, name.split("_")[0].title(), "test"),
            path=name,
            name=name,
            inputs=tuple(Argument(value) for value in inputs),
            attributes=replace(attributes),
            parameters=parameters,
            qualifiers=qualifiers,
            custom=custom,
        )
        types = [TensorType("float32", shape) for shape in (shapes or (self._shape,))]
        return self.builder.add_call(call, types)

    def chain(self, words: str, value: str = "") -> str:
        """Calls in a row, from the model's input or from `value`."""
        value = value or self.image
        for word in words.split():
            value = self.call(word, value)
        return value

    def graph(self, *outputs: str) -> Graph:
        for place, value in enumerate(outputs):
            self.builder.add_output(f"y{place}", value)
        return self.builder.finish(Origin())


def cards(graph: Graph) -> str:
    """The drawn nodes in order, each with what is folded into it: "pad>conv+bn+relu add"."""
    drawn = []
    for node in graph.nodes:
        before = "".join(f"{part.name}>" for part in node.before)
        drawn.append(before + "+".join((node.name, *(part.name for part in node.after))))
    return " ".join(drawn)
