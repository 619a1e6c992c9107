"""The order of calls: every call after those it reads, and the same whatever order they come in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from netscribe.readers.keras.ordering import CallKey, ordered


@some.composite
def forward_calls(draw: some.DrawFn) -> dict[CallKey, list[CallKey]]:
    """Calls that read only earlier calls of a hidden order, under shuffled keys."""
    count = draw(some.integers(1, 12))
    keys = draw(some.permutations([(place // 2, place % 2) for place in range(count)]))
    return {
        key: draw(some.lists(some.sampled_from(keys[:place]), max_size=3)) if place else []
        for place, key in enumerate(keys)
    }


@given(forward_calls())
def test_every_call_comes_after_those_it_reads(calls: dict[CallKey, list[CallKey]]) -> None:
    found = ordered(calls)
    assert sorted(found) == sorted(calls)
    places = {key: place for place, key in enumerate(found)}
    assert all(places[source] < places[key] for key in calls for source in calls[key])


@given(forward_calls(), some.randoms(use_true_random=False))
def test_order_does_not_depend_on_how_the_calls_are_listed(
    calls: dict[CallKey, list[CallKey]], random: object
) -> None:
    items = list(calls.items())
    random.shuffle(items)  # type: ignore[attr-defined]
    assert ordered(dict(items)) == ordered(calls)


def test_of_calls_that_could_come_next_the_first_listed_comes() -> None:
    calls: dict[CallKey, list[CallKey]] = {
        (3, 0): [],
        (1, 0): [(3, 0)],
        (2, 0): [],
        (0, 0): [(2, 0)],
    }
    assert ordered(calls) == ((2, 0), (0, 0), (3, 0), (1, 0))
