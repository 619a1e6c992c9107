"""Random valid Graphs for property tests: `graphs()` for whole networks, `sizes()` for expressions.

A network is made as a reader makes one, call by call through the builder: nested modules, skips,
fan-in and fan-out, shared layers, several inputs and outputs, unknown sizes. Every shape is right,
so that laws about shapes hold as well. Imports no framework.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import prod

from hypothesis import strategies as st

from netscribe.graph.attributes import (
    Activation,
    Attention,
    Attributes,
    Axis,
    Convolution,
    Dropout,
    Elementwise,
    Embedding,
    Linear,
    Normalization,
    Pool,
    Recurrent,
    Reduction,
    Reshaping,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Dim, Graph, Op, Origin, Shape, TensorType

Draw = st.DrawFn
_LAYERS = "keras.layers"
_WIDTHS = st.sampled_from((1, 4, 8, 16))


@dataclass
class _Network:
    """What is being built; lives for one drawn example."""

    draw: Draw
    builder: GraphBuilder
    values: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    #: True shapes: a number, or a word for each unknown size, the same where sizes are equal.
    shapes: dict[str, Shape] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    count: int = 0
    shared: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)

    def shape(self, value: str) -> Shape:
        return self.shapes[value]

    def name(self, word: str) -> str:
        self.count += 1
        return "/".join((*self.path, f"{word}_{self.count}"))

    def call(
        self,
        kind: Kind,
        attributes: Attributes,
        inputs: tuple[Argument, ...],
        shapes: tuple[Shape, ...],
        path: str = "",
        weights: tuple[Shape, ...] = (),
        parameters: tuple[str, ...] = (),
    ) -> str:
        """Adds a call and makes its results available; returns the path of its layer."""
        path = path or self.name(kind.value)
        parameters = parameters or tuple(
            self.builder.add_parameter(f"{path}/weight_{place}", TensorType("float32", shape))
            for place, shape in enumerate(weights)
        )
        self.read.update(argument.value for argument in inputs)
        call = Call(
            op=Op(kind, kind.value.title(), _LAYERS),
            path=path,
            name=path.rsplit("/", 1)[-1],
            inputs=inputs,
            attributes=attributes,
            parameters=parameters,
        )
        results = self.builder.add_call(call, [_declared("float32", shape) for shape in shapes])
        self.shapes.update(zip(results, shapes, strict=True))
        self.values.extend(results)
        return path


def _declared(dtype: str, shape: Shape) -> TensorType:
    """The type as a reader would give it: words are unknown sizes."""
    return TensorType(dtype, tuple(None if isinstance(dim, str) else dim for dim in shape))


@st.composite
def graphs(draw: Draw, max_calls: int = 16, known_sizes: bool = False) -> Graph:
    """A network of up to about `max_calls` calls; without letters but B if `known_sizes`."""
    network = _Network(draw, GraphBuilder(draw(st.sampled_from(("net", "two towers", "größer")))))
    for place in range(draw(st.integers(1, 2))):
        _add_input(network, place, known_sizes)
    _add_calls(network, draw(st.integers(1, max_calls)), depth=0)
    ends = [value for value in network.values if value not in network.read]
    for place, value in enumerate(ends):
        network.builder.add_output(f"output_{place}", value)
    return network.builder.finish(Origin("test", "1", "strategies"))


def _add_input(network: _Network, place: int, known_sizes: bool) -> None:
    sizes = [
        st.just(16) if known_sizes else st.sampled_from((16, f"in{place}.{axis}"))
        for axis in (1, 2)
    ]
    shape: Shape = network.draw(
        st.one_of(
            st.tuples(st.just("B"), *sizes, st.sampled_from((1, 3, 8))),
            st.tuples(st.just("B"), sizes[0], _WIDTHS),
            st.tuples(st.just("B"), _WIDTHS),
        )
    )
    value = network.builder.add_input(f"input_{place}", _declared("float32", shape))
    network.shapes[value] = shape
    network.values.append(value)
    if len(shape) == 2 and network.draw(st.booleans()):
        tokens = network.builder.add_input(f"tokens_{place}", _declared("int32", shape))
        vocabulary, width = 100, network.draw(_WIDTHS)
        network.call(
            Kind.EMBEDDING,
            Embedding(vocabulary=vocabulary, width=width),
            (Argument(tokens),),
            ((*shape, width),),
            weights=((vocabulary, width),),
        )


def _add_calls(network: _Network, count: int, depth: int) -> None:
    while count > 0:
        if depth < 3 and count > 1 and network.draw(st.integers(0, 4)) == 0:
            inside = network.draw(st.integers(1, count))
            name = f"block_{network.count}"
            network.count += 1
            outer = network.path
            network.path = (*outer, name)
            with network.builder.module("/".join(network.path), name, "Block"):
                _add_calls(network, inside, depth + 1)
            network.path = outer
            count -= inside
        else:
            _add_call(network)
            count -= 1


def _add_call(network: _Network) -> None:
    # late values are likelier, so that networks grow deep; early ones give skips and fan-out
    recent = st.sampled_from(network.values[-2:])
    value = network.draw(st.one_of(recent, st.sampled_from(network.values)))
    makers = _MAKERS[len(network.shape(value))]
    network.draw(st.sampled_from(makers))(network, value)


def _same_shape(network: _Network, value: str) -> None:
    kind, attributes = network.draw(
        st.sampled_from(
            (
                (Kind.ACTIVATION, Activation(function="relu")),
                (Kind.ACTIVATION, Activation(function="softmax", axis=(-1,))),
                (Kind.NORM, Normalization(method="batch", epsilon=0.001)),
                (Kind.NORM, Normalization(method="layer")),
                (Kind.DROPOUT, Dropout(rate=0.5)),
                (Kind.IDENTITY, Attributes()),
            )
        )
    )
    shape = network.shape(value)
    weights = ((shape[-1],),) * 2 if kind is Kind.NORM else ()
    network.call(kind, attributes, (Argument(value),), (shape,), weights=weights)


def _convolution(network: _Network, value: str) -> None:
    batch, height, width, channels = network.shape(value)
    stride, filters = network.draw(st.sampled_from((1, 2))), network.draw(_WIDTHS)
    attributes = Convolution(
        filters=filters, kernel_size=(3, 3), stride=(stride, stride), padding="same"
    )
    shape = (batch, _halved(height, stride), _halved(width, stride), filters)
    weights = ((3, 3, channels, filters), (filters,))
    network.call(Kind.CONV, attributes, (Argument(value),), (shape,), weights=weights)


def _halved(size: Dim, stride: int) -> Dim:
    if isinstance(size, int):
        return -(-size // stride)
    return size if stride == 1 else f"({size})/2"


def _pool(network: _Network, value: str) -> None:
    batch, height, width, channels = network.shape(value)
    if network.draw(st.booleans()):
        shape: Shape = (batch, channels)
        attributes = Pool(method="average", is_global=True)
    else:
        shape = (batch, _halved(height, 2), _halved(width, 2), channels)
        attributes = Pool(method="max", size=(2, 2), stride=(2, 2), padding="same")
    network.call(Kind.POOL, attributes, (Argument(value),), (shape,))


def _flatten(network: _Network, value: str) -> None:
    batch, *rest = network.shape(value)
    known = [size for size in rest if isinstance(size, int)]
    total: Dim = prod(known)
    if len(known) < len(rest):
        total = "x".join(map(str, rest))
    attributes = Reshaping(function="flatten")
    network.call(Kind.RESHAPE, attributes, (Argument(value),), ((batch, total),))


def _linear(network: _Network, value: str) -> None:
    *before, width = network.shape(value)
    if not isinstance(width, int):
        _same_shape(network, value)
        return
    path, units = "", network.draw(_WIDTHS)
    parameters: tuple[str, ...] = ()
    if ("linear", width) in network.shared and network.draw(st.booleans()):
        path, known = network.shared["linear", width]
        parameters, units = (known,), int(known.rsplit("_", 1)[-1])
    if not path:
        path = network.name("dense")
        weight = TensorType("float32", (width, units))
        parameters = (network.builder.add_parameter(f"{path}/kernel_{units}", weight),)
        network.shared["linear", width] = (path, parameters[0])
    network.call(
        Kind.LINEAR,
        Linear(units=units, bias=False),
        (Argument(value),),
        ((*before, units),),
        path=path,
        parameters=parameters,
    )


def _recurrent(network: _Network, value: str) -> None:
    batch, steps, width = network.shape(value)
    units, whole = network.draw(_WIDTHS), network.draw(st.booleans())
    attributes = Recurrent(cell="LSTM", units=(units,), returns_sequence=whole)
    shape: Shape = (batch, steps, units) if whole else (batch, units)
    weights = ((width, 4 * units), (units, 4 * units), (4 * units,))
    network.call(Kind.RECURRENT, attributes, (Argument(value),), (shape,), weights=weights)


def _attention(network: _Network, value: str) -> None:
    width = network.shape(value)[-1]
    attributes = Attention(heads=2, key_dim=4, value_dim=4, self_attention=True)
    inputs = tuple(Argument(value, role) for role in ("query", "value", "key"))
    weights = ((width, 2, 4),) * 3 + ((2, 4, width),)
    network.call(Kind.ATTENTION, attributes, inputs, (network.shape(value),), weights=weights)


def _reduce(network: _Network, value: str) -> None:
    batch, _, *rest = network.shape(value)
    attributes = Reduction(function="mean", axis=(1,))
    network.call(Kind.REDUCE, attributes, (Argument(value),), ((batch, *rest),))


def _merge(network: _Network, value: str) -> None:
    """An addition of equal shapes, or a concatenation of shapes equal but for the last axis."""
    shape = network.shape(value)
    if network.draw(st.booleans()):
        partners = [other for other in network.values if network.shape(other) == shape]
        others = network.draw(st.lists(st.sampled_from(partners), min_size=1, max_size=2))
        inputs = tuple(Argument(item) for item in (value, *others))
        network.call(Kind.ELEMENTWISE, Elementwise(operator="add"), inputs, (shape,))
        return
    partners = [other for other in network.values if network.shape(other)[:-1] == shape[:-1]]
    others = network.draw(st.lists(st.sampled_from(partners), min_size=1, max_size=2))
    widths = [network.shape(item)[-1] for item in (value, *others)]
    known = [width for width in widths if isinstance(width, int)]
    total: Dim = sum(known) if len(known) == len(widths) else "+".join(map(str, widths))
    inputs = tuple(Argument(item) for item in (value, *others))
    network.call(Kind.CONCAT, Axis(axis=-1), inputs, ((*shape[:-1], total),))


def _split(network: _Network, value: str) -> None:
    *before, width = network.shape(value)
    if not isinstance(width, int) or width % 2:
        _same_shape(network, value)
        return
    half = (*before, width // 2)
    network.call(Kind.SPLIT, Axis(axis=-1), (Argument(value),), (half, half))


_MAKERS = {
    2: (_same_shape, _linear, _linear, _merge, _split),
    3: (_same_shape, _linear, _recurrent, _attention, _reduce, _merge, _flatten),
    4: (_same_shape, _convolution, _convolution, _pool, _merge, _split, _flatten),
}
