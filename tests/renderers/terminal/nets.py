"""Small networks as figures: wiring first, with labels that name each operation."""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.figure.types import Bar, Edge, Figure, Panel
from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Convolution,
    Elementwise,
    Linear,
    Pool,
    Recurrent,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, TensorType
from netscribe.style.shapes import typed_shape_text


class Net:
    """A builder with one short method per operation; values in, values out."""

    def __init__(self, name: str = "net") -> None:
        self.builder = GraphBuilder(name)
        self._count = 0

    def input(self, name: str, *shape: int) -> str:
        return self.builder.add_input(name, _tensor(shape))

    def output(self, name: str, value: str) -> None:
        self.builder.add_output(name, value)

    def op(
        self,
        kind: Kind,
        name: str,
        values: Sequence[str],
        shape: Sequence[int] | Sequence[Sequence[int]],
        *,
        attributes: Attributes | None = None,
        weights: int = 0,
        type_name: str = "",
        roles: Sequence[str] = (),
    ) -> tuple[str, ...]:
        parameters = ()
        if weights:
            self._count += 1
            weight = self.builder.add_parameter(
                f"{name}/kernel{self._count}", TensorType("float32", (weights,))
            )
            parameters = (weight,)
        shapes = [shape] if isinstance(shape[0], (int, str)) else shape
        named = roles or [""] * len(values)
        call = Call(
            Op(kind, type_name or name),
            name,
            name,
            inputs=tuple(Argument(value, role) for value, role in zip(values, named)),
            attributes=attributes or Attributes(),
            parameters=parameters,
        )
        return self.builder.add_call(call, [_tensor(one) for one in shapes])

    def conv(self, name: str, value: str, shape: Sequence[int], size: int = 3) -> str:
        attributes = Convolution(
            filters=shape[-1], kernel_size=(size, size), stride=(1, 1), padding="same"
        )
        return self.op(Kind.CONV, name, [value], shape, attributes=attributes, weights=100)[0]

    def dense(self, name: str, value: str, units: int) -> str:
        attributes = Linear(units=units)
        (found,) = self.op(
            Kind.LINEAR,
            name,
            [value],
            (units,),
            attributes=attributes,
            weights=units,
            type_name="Dense",
        )
        return found

    def pool(self, name: str, value: str, shape: Sequence[int]) -> str:
        attributes = Pool(size=(2, 2), stride=(2, 2))
        return self.op(Kind.POOL, name, [value], shape, attributes=attributes)[0]

    def add(self, name: str, values: Sequence[str], shape: Sequence[int]) -> str:
        return self.op(
            Kind.ELEMENTWISE, name, values, shape, attributes=Elementwise(operator="add")
        )[0]

    def concat(self, name: str, values: Sequence[str], shape: Sequence[int]) -> str:
        return self.op(Kind.CONCAT, name, values, shape, attributes=Axis(axis=-1))[0]

    def lstm(self, name: str, value: str, units: int) -> tuple[str, ...]:
        attributes = Recurrent(units=(units,), returns_state=True)
        return self.op(
            Kind.RECURRENT,
            name,
            [value],
            [(units,), (units,), (units,)],
            attributes=attributes,
            weights=units,
        )

    def finish(self) -> Graph:
        return self.builder.finish(Origin())

    def figure(self, *, legend: Sequence[str] = (), notes: Sequence[str] = ()) -> Figure:
        graph = self.finish()
        return figure_of(graph, legend=legend, notes=notes)


def figure_of(graph: Graph, *, legend: Sequence[str] = (), notes: Sequence[str] = ()) -> Figure:
    """The figure of a graph as it is, with its edges and bars."""
    source = {port.value: (f"input:{port.name}", 0) for port in graph.inputs}
    for node in graph.nodes:
        source.update({value: (node.id, index) for index, value in enumerate(node.outputs)})
    edges = [
        _edge(source, argument.value, node.id, position)
        for node in graph.nodes
        for position, argument in enumerate(node.inputs)
    ]
    edges.extend(_edge(source, port.value, f"output:{port.name}", 0) for port in graph.outputs)
    bars = [
        *(
            Bar(f"input:{port.name}", port.name, port.name, _shape(graph, port.value), True)
            for port in graph.inputs
        ),
        *(
            Bar(f"output:{port.name}", port.name, port.name, _shape(graph, port.value), False)
            for port in graph.outputs
        ),
    ]
    panel = Panel(graph, tuple(bars), tuple(edges))
    subtitle = f"{graph.parameter_count:,} parameters"
    return Figure(graph.name, subtitle, (panel,), tuple(legend), tuple(notes), "", {})


def _edge(source: dict[str, tuple[str, int]], value: str, target: str, position: int) -> Edge:
    found, output = source[value]
    return Edge(f"{value}->{target}#{position}", value, found, target, output, position)


def _shape(graph: Graph, value: str) -> str:
    return typed_shape_text(graph.value[value].type)


def _tensor(shape: Sequence[int]) -> TensorType:
    axes = {3: ("batch", "height", "width", "channel"), 1: ("batch", "feature")}
    return TensorType("float32", ("B", *shape), axes.get(len(shape), ()))


def residual() -> Net:
    """A residual block with a projection, then one without."""
    net = Net("residual")
    x = net.input("image", 32, 32, 3)
    x = net.conv("stem", x, (32, 32, 16))
    y = net.conv("a1", x, (16, 16, 32))
    y = net.conv("a2", y, (16, 16, 32))
    skip = net.conv("projection", x, (16, 16, 32), 1)
    x = net.add("add_a", [skip, y], (16, 16, 32))
    y = net.conv("b1", x, (16, 16, 32))
    y = net.conv("b2", y, (16, 16, 32))
    x = net.add("add_b", [x, y], (16, 16, 32))
    net.output("scores", net.dense("fc", x, 10))
    return net


def nested() -> Net:
    """A skip inside a skip."""
    net = Net("nested")
    outer = net.conv("c1", net.input("image", 8, 8, 4), (8, 8, 4))
    inner = net.conv("c2", outer, (8, 8, 4))
    x = net.conv("c3", inner, (8, 8, 4))
    x = net.add("inner", [x, inner], (8, 8, 4))
    x = net.conv("c4", x, (8, 8, 4))
    x = net.add("outer", [outer, x], (8, 8, 4))
    net.output("features", x)
    return net


def inception() -> Net:
    """Four branches, merged in order."""
    net = Net("inception")
    x = net.conv("stem", net.input("image", 28, 28, 3), (28, 28, 192))
    b1 = net.conv("b1", x, (28, 28, 64), 1)
    b2 = net.conv("b2_3x3", net.conv("b2_1x1", x, (28, 28, 96), 1), (28, 28, 128))
    b3 = net.conv("b3_5x5", net.conv("b3_1x1", x, (28, 28, 16), 1), (28, 28, 32), 5)
    b4 = net.conv("b4_1x1", net.pool("b4_pool", x, (28, 28, 192)), (28, 28, 32), 1)
    x = net.concat("mixed", [b1, b2, b3, b4], (28, 28, 256))
    net.output("scores", net.dense("fc", x, 10))
    return net


def multi() -> Net:
    """Two inputs, two outputs, a layer with several outputs."""
    net = Net("multi")
    image = net.input("image", 32, 32, 3)
    words = net.input("words", 20)
    x = net.conv("c2", net.conv("c1", image, (32, 32, 8)), (32, 32, 8))
    x = net.dense("image_code", x, 16)
    sequence, hidden, cell = net.lstm("lstm", words, 16)
    state = net.concat("state", [hidden, cell], (32,))
    joint = net.concat("joint", [x, sequence, state], (64,))
    net.output("boxes", net.dense("box_head", joint, 4))
    net.output("classes", net.dense("class_head", net.dense("class_code", joint, 32), 10))
    return net


def unet() -> Net:
    """Encoder and decoder with four level skips."""
    net = Net("unet")
    x = net.input("image", 64, 64, 1)
    skips = []
    for level in range(4):
        x = net.conv(f"down{level}", x, (64 >> level, 64 >> level, 8 << level))
        skips.append(x)
        x = net.pool(f"pool{level}", x, (32 >> level, 32 >> level, 8 << level))
    x = net.conv("bottom", x, (4, 4, 128))
    for level in reversed(range(4)):
        x = net.conv(f"up{level}", x, (64 >> level, 64 >> level, 8 << level))
        x = net.concat(f"join{level}", [skips[level], x], (64 >> level, 64 >> level, 16 << level))
        x = net.conv(f"dec{level}", x, (64 >> level, 64 >> level, 8 << level))
    net.output("mask", x)
    return net


def fan_out(readers: int = 10) -> Net:
    """One tensor that many heads read, and a dense block that concatenates all before it."""
    net = Net("fan-out")
    x = net.dense("trunk", net.input("features", 64), 32)
    for head in range(readers):
        net.output(f"head{head}", net.dense(f"dense{head}", x, 1 + head))
    return net


def dense_block(layers: int = 6) -> Net:
    """Every layer reads the concatenation of all before it."""
    net = Net("dense block")
    made = [net.conv("stem", net.input("image", 8, 8, 3), (8, 8, 8))]
    for layer in range(layers):
        x = net.concat(f"all{layer}", made, (8, 8, 8 * len(made))) if layer else made[0]
        made.append(net.conv(f"layer{layer}", x, (8, 8, 8)))
    net.output("features", net.concat("all", made, (8, 8, 8 * len(made))))
    return net


def modules() -> Net:
    """Nested modules, one called twice."""
    net = Net("modules")
    left, right = net.input("left", 16), net.input("right", 16)
    codes = []
    for value in (left, right):
        with net.builder.module("encoder", "encoder", "Encoder"):
            x = net.dense("encoder/d1", value, 32)
            with net.builder.module("encoder/block", "block", "Block"):
                y = net.dense("encoder/block/d1", x, 32)
                x = net.add("encoder/block/add", [x, y], (32,))
            codes.append(net.dense("encoder/d2", x, 8))
    difference = net.op(
        Kind.ELEMENTWISE, "difference", codes, (8,), attributes=Elementwise(operator="subtract")
    )[0]
    net.output("similarity", net.dense("head", difference, 1))
    return net


def with_unused_layers() -> Net:
    """Two layers, and three that no call uses."""
    net = Net("unused")
    net.output("scores", net.dense("out", net.dense("in", net.input("x", 8), 4), 2))
    for name in ("left", "over", "here"):
        net.builder.add_call(Call(Op(Kind.UNUSED, "Linear", "torch"), name, name=name), ())
    return net
