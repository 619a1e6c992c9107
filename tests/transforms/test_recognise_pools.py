"""Global pools by any spelling are one node; states that nobody reads are not told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netscribe.graph.attributes import Attributes, Pool, Recurrent, Reduction, Reshaping
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, Shape, TensorType
from netscribe.graph.validation import check_accounting, validate
from netscribe.transforms.recognise import recognise
from small_networks import Network

IMAGE = TensorType("float32", (None, 8, 4, 5), ("batch", "channel", "height", "width"))
STEPS = TensorType("float32", (None, 6, 8), ("batch", "time", "feature"))
KEPT = Pool(method="average", is_global=True, keepdims=True, channels_first=True)


def checked(graph: Graph) -> Graph:
    made = recognise(graph)
    validate(made)
    check_accounting(graph, made)
    return made


def one_call(source: TensorType, kind: Kind, attributes: Attributes, shape: Shape) -> Graph:
    builder = GraphBuilder("net")
    value = builder.add_input("x", source)
    op = Op(kind, kind.value, "torch")
    call = Call(op, "op", inputs=(Argument(value),), attributes=attributes)
    builder.add_output("y", builder.add_call(call, [TensorType("float32", shape)])[0])
    graph = builder.finish(Origin())
    # a lone reduction does not tell what its axes mean: layers around it would
    meant = replace(graph.values[0].type, axes=source.axes)
    return replace(graph, values=(replace(graph.values[0], type=meant), *graph.values[1:]))


@pytest.mark.parametrize(
    ("source", "axis", "shape"),
    [(IMAGE, (2, 3), (None, 8)), (IMAGE, (-2, -1), (None, 8)), (STEPS, (1,), (None, 8))],
)
def test_a_mean_over_all_positions_is_a_global_average_pool(
    source: TensorType, axis: tuple[int, ...], shape: Shape
) -> None:
    (node,) = checked(one_call(source, Kind.REDUCE, Reduction(axis=axis), shape)).nodes
    assert node.op.kind is Kind.POOL
    assert isinstance(node.attributes, Pool)
    assert (node.attributes.method, node.attributes.is_global) == ("average", True)


@pytest.mark.parametrize(
    ("source", "axis", "shape"),
    [(IMAGE, (1,), (None, 4, 5)), (IMAGE, (3,), (None, 8, 4)), (STEPS, (2,), (None, 6))],
)
def test_a_mean_over_channels_or_part_of_the_positions_stays(
    source: TensorType, axis: tuple[int, ...], shape: Shape
) -> None:
    graph = one_call(source, Kind.REDUCE, Reduction(axis=axis), shape)
    assert checked(graph) is graph


def test_a_flattened_global_pool_is_the_pool_that_keeps_no_axes() -> None:
    net = Network()
    pooled = net.call(Kind.POOL, KEPT, net.input(None, 8, 4, 5), (None, 8, 1, 1))
    flat = net.call(Kind.RESHAPE, Reshaping(function="flatten"), pooled, (None, 8))
    graph = net.finish(flat)
    (node,) = checked(graph).nodes
    assert isinstance(node.attributes, Pool) and not node.attributes.keepdims
    assert node.covers == tuple(source.id for source in graph.nodes)
    assert node.name == graph.nodes[0].name


def test_a_pool_whose_axes_somebody_reads_keeps_them() -> None:
    net = Network()
    pooled = net.call(Kind.POOL, KEPT, net.input(None, 8, 4, 5), (None, 8, 1, 1))
    flat = net.call(Kind.RESHAPE, Reshaping(function="flatten"), pooled, (None, 8))
    graph = net.finish(flat, pooled)
    assert checked(graph) is graph


@pytest.mark.parametrize("is_read", [True, False])
def test_states_are_told_where_they_are_read(is_read: bool) -> None:
    builder = GraphBuilder("net")
    given = Argument(builder.add_input("x", STEPS))
    attributes = Recurrent(units=(8,), returns_sequence=True, returns_state=True)
    types = [STEPS, TensorType("float32", (1, None, 8))]
    call = Call(Op(Kind.RECURRENT, "GRU"), "gru", inputs=(given,), attributes=attributes)
    sequence, state = builder.add_call(call, types)
    builder.add_output("y", sequence)
    if is_read:
        builder.add_output("state", state)
    (node,) = checked(builder.finish(Origin())).nodes
    assert isinstance(node.attributes, Recurrent)
    assert node.attributes.returns_state is is_read
