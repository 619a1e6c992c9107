"""Walks the graph that Keras recorded when a Functional or Sequential model was put together.

In: the graph. Out: events in the order that the file reader uses too. Layers with an inside of
their own are left to the function `follow`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from netscribe.readers.compat.keras_graph import RecordedCall, graph_outputs, recorded_calls
from netscribe.readers.keras.live_masks import without_carried_masks
from netscribe.readers.keras.live_plan import Plan, plan_for
from netscribe.readers.keras.live_tape import CallEvent, Event
from netscribe.readers.keras.ordering import CallKey, ordered

Follow: TypeAlias = Callable[[RecordedCall], Event]


def events_of_graph(graph: Any, follow: Follow) -> tuple[Event, ...]:
    """The graph's calls as events; `follow` looks into those that are not plain layers."""
    found = without_carried_masks(recorded_calls(graph), graph_outputs(graph))
    calls = {call.key: call for call in found}
    producers: dict[int, CallKey] = {
        id(tensor): key for key, call in calls.items() for tensor in call.outputs
    }
    sources = {
        key: [producers[id(tensor)] for tensor in call.inputs if id(tensor) in producers]
        for key, call in calls.items()
    }
    return tuple(_event(calls[key], follow) for key in ordered(sources))


def _event(call: RecordedCall, follow: Follow) -> Event:
    if plan_for(call.operation) is not Plan.LEAF:
        return follow(call)
    return CallEvent(call.operation, call.args, call.kwargs, call.outputs)
