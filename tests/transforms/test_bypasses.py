"""The search for what one content lacks of another finds it, and finds nothing that is not so."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from netscribe.transforms.bypasses import find_bypass, without
from netscribe.transforms.content import Census, Content, Source


@st.composite
def _contents(draw: st.DrawFn) -> Content:
    """Nodes that all are read, of few labels, so that several ways look promising."""
    size = draw(st.integers(2, 7))
    labels = tuple(draw(st.integers(0, 2)) for _ in range(size))
    unread = {(-1, 0)}
    inputs: list[tuple[tuple[str, Source], ...]] = []
    for index in range(size):
        sources = [(node, 0) for node in range(-1, index)]
        chosen = draw(st.lists(st.sampled_from(sources), min_size=1, max_size=2))
        inputs.append(tuple(("", source) for source in chosen))
        unread = (unread - set(chosen)) | {(index, 0)}
    return Content(labels, tuple(inputs), tuple(sorted(unread)))


@given(_contents(), st.data())
def test_a_bypassed_node_is_found(content: Content, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(content.labels) - 1))
    argument = data.draw(st.integers(0, len(content.inputs[index]) - 1))
    stand_in = content.inputs[index][argument][1]
    read = {source for at, of in enumerate(content.inputs) if at != index for _, source in of}
    others = {source for _, source in content.inputs[index]} - {stand_in}
    census = Census()
    smaller = content.bypassed(index, argument)
    found = find_bypass(content, smaller, census.canonical(smaller), census)
    if others <= read | {(-1, 0)}:
        assert found is not None
    if found is not None:
        signature = census.canonical(without(content, found)).signature
        assert signature == census.canonical(smaller).signature


@given(_contents(), _contents())
def test_what_is_found_leads_to_what_is_wanted(one: Content, other: Content) -> None:
    census = Census()
    wanted = census.canonical(other)
    found = find_bypass(one, other, wanted, census)
    if found is not None:
        assert census.canonical(without(one, found)).signature == wanted.signature


def test_nothing_is_found_where_a_node_of_its_own_stands() -> None:
    chain: tuple[tuple[tuple[str, Source], ...], ...] = tuple(
        (("", (index - 1, 0)),) for index in range(3)
    )
    larger = Content((0, 1, 0), chain, ((2, 0),))
    smaller = Content((0, 2), chain[:2], ((1, 0),))
    census = Census()
    assert find_bypass(larger, smaller, census.canonical(smaller), census) is None
