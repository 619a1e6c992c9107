"""A short way to write small networks for the tests of this room."""

from __future__ import annotations

from netscribe.graph.attributes import Attributes
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, Shape, TensorType


class Network:
    """Calls in order; every tensor is float32 unless said otherwise."""

    def __init__(self, domain: str = "keras.layers") -> None:
        self.builder = GraphBuilder("net")
        self.domain = domain
        self._count = 0

    def input(self, *shape: int | str | None, dtype: str = "float32", name: str = "x") -> str:
        return self.builder.add_input(name, TensorType(dtype, shape))

    def call(
        self,
        kind: Kind,
        attributes: Attributes,
        inputs: str | tuple[str | Argument, ...],
        *shapes: Shape,
        type_name: str = "",
        qualifiers: tuple[str, ...] = (),
        weights: tuple[Shape, ...] = (),
        dtype: str = "float32",
    ) -> str:
        """Adds a call; returns its first result."""
        self._count += 1
        path = f"{kind.value}_{self._count}"
        given = (inputs,) if isinstance(inputs, str) else inputs
        call = Call(
            op=Op(kind, type_name or kind.value, self.domain),
            path=path,
            inputs=tuple(item if isinstance(item, Argument) else Argument(item) for item in given),
            attributes=attributes,
            qualifiers=qualifiers,
            parameters=tuple(
                self.builder.add_parameter(f"{path}/w{place}", TensorType("float32", shape))
                for place, shape in enumerate(weights)
            ),
        )
        return self.builder.add_call(call, [TensorType(dtype, shape) for shape in shapes])[0]

    def finish(self, *outputs: str) -> Graph:
        for place, value in enumerate(outputs):
            self.builder.add_output(f"y{place}", value)
        return self.builder.finish(Origin())
