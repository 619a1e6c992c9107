"""What holds of every transform on every network: nothing is lost, nothing is made up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.strategies import graphs

from netscribe.graph.counts import total_multiply_adds
from netscribe.graph.types import Graph
from netscribe.graph.validation import check_accounting, validate
from netscribe.graph.walks import with_folded
from netscribe.transforms.detail import outlines
from netscribe.transforms.fold import fold
from netscribe.transforms.pipeline import STEPS, simplified
from netscribe.transforms.prune import prune

FEW = settings(max_examples=60, deadline=None)


@st.composite
def graphs_with_dead_ends(draw: st.DrawFn) -> Graph:
    """A network of which some ends are no outputs."""
    graph = draw(graphs())
    kept = draw(st.integers(1, max(1, len(graph.outputs))))
    return replace(graph, outputs=graph.outputs[:kept])


@FEW
@given(graphs_with_dead_ends())
def test_every_operation_is_accounted_for(graph: Graph) -> None:
    for derived in (prune(graph), fold(graph), simplified(graph)):
        check_accounting(graph, derived)


@FEW
@given(graphs())
def test_a_folded_graph_keeps_the_laws_of_a_graph(graph: Graph) -> None:
    validate(fold(graph))


@FEW
@given(graphs_with_dead_ends())
def test_totals_are_the_same(graph: Graph) -> None:
    drawn = simplified(graph)
    assert drawn.parameter_count == graph.parameter_count
    assert drawn.trainable_count == graph.trainable_count


@FEW
@given(graphs(known_sizes=True))
def test_multiply_adds_are_the_same(graph: Graph) -> None:
    assert total_multiply_adds(fold(graph)) == total_multiply_adds(graph)


@FEW
@given(graphs())
def test_folded_operations_are_the_source_nodes_in_order(graph: Graph) -> None:
    order = {node.id: place for place, node in enumerate(graph.nodes)}
    for card in fold(graph).nodes:
        parts = list(with_folded(card))
        assert [order[part.id] for part in parts] == sorted(order[part.id] for part in parts)
        for part, following in pairwise(parts):
            read = graph.node[following.id].inputs[0].value
            assert read in graph.node[part.id].outputs
        for part in parts:
            source = graph.node[part.id]
            assert (part.op, part.attributes, part.parameters) == (
                source.op,
                source.attributes,
                source.parameters,
            )


@FEW
@given(graphs())
def test_edges_are_those_of_the_source_with_each_card_contracted(graph: Graph) -> None:
    drawn = fold(graph)
    home = {name: card.id for card in drawn.nodes for name in card.covers}
    expected = Counter(
        (home[source], home[target])
        for source, target in _edges(graph)
        if home[source] != home[target]
    )
    assert Counter((home[source], target) for source, target in _edges(drawn)) == expected


def _edges(graph: Graph) -> list[tuple[str, str]]:
    return [
        (producer, node.id)
        for node in graph.nodes
        for argument in node.inputs
        if (producer := graph.value[argument.value].producer) is not None
    ]


@FEW
@given(graphs())
def test_model_inputs_and_outputs_are_still_given_out(graph: Graph) -> None:
    drawn = fold(graph)
    made = {output for node in drawn.nodes for output in node.outputs}
    made |= {port.value for port in drawn.inputs}
    assert {port.value for port in drawn.outputs} <= made
    assert {argument.value for node in drawn.nodes for argument in node.inputs} <= made


@FEW
@given(graphs())
def test_folding_again_changes_nothing(graph: Graph) -> None:
    folded = fold(graph)
    assert fold(folded) is folded


@FEW
@given(graphs_with_dead_ends())
def test_every_step_keeps_the_laws_of_a_graph(graph: Graph) -> None:
    drawn = graph
    for step in STEPS:
        before, drawn = drawn, step(drawn)
        check_accounting(before, drawn)
        ready = {port.value for port in drawn.inputs}
        for node in drawn.nodes:
            assert {item.value for item in node.inputs} <= ready, step.__name__
            ready.update(node.outputs)


@FEW
@given(graphs_with_dead_ends())
def test_every_outline_accounts_for_every_operation(graph: Graph) -> None:
    drawn = simplified(graph)
    for outline in outlines(drawn):
        check_accounting(graph, outline.overview)
        validate(outline.overview)
        for card in outline.cards:
            validate(card.graph)
