"""The laws of a Graph: random networks keep them, and each kind of breach is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from netscribe.errors import GraphError
from netscribe.graph.attributes import Activation, Attributes, Linear
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Hidden, Module, Op, Origin, Port, TensorType
from netscribe.graph.validation import check_accounting, validate
from strategies import graphs


def chain(length: int = 3) -> Graph:
    builder = GraphBuilder("chain")
    value = builder.add_input("x", TensorType("float32", (None, 4)))
    with builder.module("body", "body", "Body"):
        for place in range(length):
            weight = builder.add_parameter(f"d{place}/kernel", TensorType("float32", (4, 4)))
            call = Call(
                Op(Kind.LINEAR, "Dense", "keras.layers"),
                path=f"d{place}",
                inputs=(Argument(value),),
                attributes=Linear(units=4),
                parameters=(weight,),
            )
            (value,) = builder.add_call(call, [TensorType("float32", (None, 4))])
    builder.add_output("y", value)
    return builder.finish(Origin())


def with_node(graph: Graph, place: int, **changes: object) -> Graph:
    nodes = list(graph.nodes)
    nodes[place] = replace(nodes[place], **changes)  # type: ignore[arg-type]
    return replace(graph, nodes=tuple(nodes))


@given(graphs())
def test_random_networks_keep_every_law(graph: Graph) -> None:
    validate(graph)
    check_accounting(graph, graph)


def test_reading_a_value_before_it_is_made_is_named() -> None:
    graph = chain()
    with pytest.raises(GraphError, match=r"'d1' reads 'd0:0', before it is made"):
        validate(replace(graph, nodes=(graph.nodes[1], graph.nodes[0], graph.nodes[2])))


def test_reading_an_unknown_value_is_named() -> None:
    with pytest.raises(GraphError, match="'d0' reads 'nowhere', which is unknown"):
        validate(with_node(chain(), 0, inputs=(Argument("nowhere"),)))


def test_two_producers_of_one_value_are_named() -> None:
    with pytest.raises(GraphError, match="'d0:0' is made by 'd0' and by 'd1'"):
        validate(with_node(chain(), 1, outputs=("d0:0",)))


def test_a_value_that_nobody_makes_is_named() -> None:
    graph = chain()
    orphan = replace(graph.values[1], id="orphan")
    with pytest.raises(GraphError, match="'orphan' names 'd0' as its producer"):
        validate(replace(graph, values=(*graph.values, orphan)))
    with pytest.raises(GraphError, match="'orphan' has no producer"):
        validate(replace(graph, values=(*graph.values, replace(orphan, producer=None))))
    with pytest.raises(GraphError, match="'orphan' is made by 'gone', which is no node"):
        validate(replace(graph, values=(*graph.values, replace(orphan, producer="gone"))))


def test_tensors_between_folded_operations_may_stay_in_the_values() -> None:
    graph = chain(2)
    first, second = graph.nodes
    folded = replace(
        first, outputs=second.outputs, after=(second,), covers=(*first.covers, *second.covers)
    )
    derived = replace(graph, nodes=(folded,))
    validate(derived)
    check_accounting(graph, derived)


@pytest.mark.parametrize("what", ["nodes", "values", "parameters", "modules"])
def test_ids_that_occur_twice_are_named(what: str) -> None:
    graph = chain()
    things = getattr(graph, what)
    with pytest.raises(GraphError, match="occurs twice"):
        validate(replace(graph, **{what: (*things, things[0])}))  # type: ignore[arg-type]


def test_a_module_without_parent_and_a_ring_of_modules_are_named() -> None:
    graph = chain()
    stray = Module("stray", "stray", "stray", "Block", parent="nothing")
    with pytest.raises(GraphError, match="'stray' lies in 'nothing', which is no module"):
        validate(replace(graph, modules=(*graph.modules, stray)))
    one = replace(stray, id="one", parent="two")
    two = replace(stray, id="two", parent="one")
    with pytest.raises(GraphError, match="'one' lies inside itself"):
        validate(replace(graph, modules=(*graph.modules, one, two)))
    with pytest.raises(GraphError, match="node 'd0' lies in 'nothing'"):
        validate(with_node(graph, 0, module="nothing"))


def test_attributes_of_another_kind_are_named() -> None:
    with pytest.raises(GraphError, match="kind linear has attributes Activation; expected Linear"):
        validate(with_node(chain(), 0, attributes=Activation()))
    with pytest.raises(GraphError, match="expected Linear"):
        validate(with_node(chain(), 0, attributes=Attributes()))


def test_unknown_parameters_ports_and_empty_covers_are_named() -> None:
    graph = chain()
    with pytest.raises(GraphError, match="uses 'w', which is no parameter"):
        validate(with_node(graph, 0, parameters=("w",)))
    with pytest.raises(GraphError, match="output 'z' names 'none', which is no value"):
        validate(replace(graph, outputs=(Port("z", "none"),)))
    with pytest.raises(GraphError, match="'d0' covers no source node"):
        validate(with_node(graph, 0, covers=()))


def test_axis_meanings_must_fit_the_rank() -> None:
    graph = chain()
    wrong = replace(graph.values[1], type=TensorType("float32", (1, 4), ("batch",)))
    with pytest.raises(GraphError, match="'d0:0' has 1 axis meanings, but its rank is 2"):
        validate(replace(graph, values=(graph.values[0], wrong, *graph.values[2:])))


def test_accounting_finds_what_is_lost_doubled_or_made_up() -> None:
    graph = chain()
    lost = replace(graph, nodes=graph.nodes[:2])
    with pytest.raises(GraphError, match="'d2' is accounted for 0 times"):
        check_accounting(graph, lost)
    check_accounting(graph, replace(lost, hidden=(Hidden("d2", "not on the way"),)))
    with pytest.raises(GraphError, match="'d0' is accounted for 2 times"):
        check_accounting(graph, with_node(graph, 1, covers=("d0", "d1")))
    with pytest.raises(GraphError, match="'ghost' is covered or hidden but is no source node"):
        check_accounting(graph, with_node(graph, 1, covers=("d1", "ghost")))


def test_accounting_compares_parameter_totals() -> None:
    graph = chain()
    with pytest.raises(GraphError, match="changed from 48 to 32"):
        check_accounting(graph, replace(graph, parameters=graph.parameters[1:]))


def test_modules_may_nest_deeper_than_python_recurses() -> None:
    graph = chain()
    deep = [Module("m0", "m0", "m0", "Block", parent="body")]
    for depth in range(1, 5000):
        deep.append(replace(deep[0], id=f"m{depth}", parent=f"m{depth - 1}"))
    validate(replace(graph, modules=(*graph.modules, *deep)))
