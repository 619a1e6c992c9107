"""Axes through PyTorch's recurrent layers, attention with the time first, sums with products."""

from __future__ import annotations

from netscribe.graph.attributes import Attention, Attributes, Product, Recurrent
from netscribe.graph.axis_links import axis_links
from netscribe.graph.kinds import Kind
from netscribe.graph.link import Link
from netscribe.graph.types import Argument, Node, Op, Shape

_TIME_FIRST = (("time", "first"),)


def _links(
    kind: Kind,
    attributes: Attributes,
    inputs: list[Shape],
    outputs: list[Shape],
    roles: tuple[str, ...] = (),
    qualifiers: tuple[str, ...] = (),
) -> set[Link]:
    words = (*roles, *("",) * len(inputs))
    arguments = tuple(Argument(f"x{place}", role) for place, role in zip(range(len(inputs)), words))
    node = Node(
        "n",
        Op(kind, kind.value, "torch.nn"),
        attributes=attributes,
        inputs=arguments,
        qualifiers=qualifiers,
    )
    return set(axis_links(node, inputs, outputs))


def test_states_have_the_batch_behind_the_layers() -> None:
    shapes: list[Shape] = [(None, None, 4), (2, None, 4), (2, None, 4)]
    links = _links(Kind.RECURRENT, Recurrent(units=(4, 4)), [(None, None, 8)], shapes)
    assert links == {Link(0, 0, 0, 0), Link(0, 1, 0, 1), Link(0, 0, 1, 1), Link(0, 0, 2, 1)}


def test_with_the_time_first_the_batch_is_the_second_axis() -> None:
    attributes = Recurrent(_TIME_FIRST, cell="GRU", units=(4,))
    links = _links(Kind.RECURRENT, attributes, [(None, None, 8)], [(None, None, 4), (1, None, 4)])
    assert links == {Link(0, 0, 0, 0), Link(0, 1, 0, 1), Link(0, 1, 1, 1)}


def test_a_cell_hands_on_its_batch_in_both_states() -> None:
    shapes: list[Shape] = [(None, 4), (None, 4)]
    inputs: list[Shape] = [(None, 8), *shapes]
    links = _links(Kind.RECURRENT, Recurrent(), inputs, shapes, qualifiers=("one step",))
    assert links == {Link(0, 0, 0, 0), Link(0, 0, 1, 0)}


def test_packed_sequences_tell_nothing_of_the_batch_of_states() -> None:
    attributes = Recurrent((("packed", "sequences"),), units=(4,))
    inputs: list[Shape] = [(None, 8), (None,)]
    links = _links(Kind.RECURRENT, attributes, inputs, [(None, 4), (1, None, 4), (1, None, 4)])
    assert links == {Link(0, 0, 0, 0)}


def test_scores_of_attention_with_the_time_first_start_with_the_batch() -> None:
    inputs: list[Shape] = [(None, None, 8)] * 3
    links = _links(
        Kind.ATTENTION,
        Attention(_TIME_FIRST, heads=2),
        inputs,
        [(None, None, 8), (None, None, None)],
        ("query", "key", "value"),
    )
    assert {link for link in links if link.output == 1} == {
        Link(0, 1, 1, 0),
        Link(0, 0, 1, 1),
        Link(1, 0, 1, 2),
    }


def test_the_addend_of_a_product_is_no_factor() -> None:
    inputs: list[Shape] = [(None, None, None), (None, None, 8), (None, 8, None)]
    links = _links(Kind.MATMUL, Product(), inputs, [(None, None, None)], ("addend",))
    assert Link(1, 1, 0, 1) in links and Link(2, 2, 0, 2) in links
    assert all(link.argument != 0 for link in links)
