"""Decides how a layer's call is shown: as one operation, or with its inside.

In: a live layer or operation. Out: a `Plan`. Knows nothing of tensors.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from netscribe.readers.compat.keras_classes import (
    has_base,
    has_own_call,
    is_built_in,
    is_layer,
    is_sequential,
)
from netscribe.readers.compat.keras_graph import graph_of


class Plan(Enum):
    """LEAF: one operation. GRAPH: its recorded graph. BODY: its `call`, followed symbolically.
    EACH_STEP: a TimeDistributed around something with an inside.
    """

    LEAF = "leaf"
    GRAPH = "graph"
    BODY = "body"
    EACH_STEP = "each step"


def plan_for(operation: Any) -> Plan:
    """How a call of `operation` is shown."""
    if graph_of(operation) is not None:
        return Plan.GRAPH
    if not is_layer(operation):
        return Plan.LEAF
    if has_base(operation, "TimeDistributed") and is_built_in(operation):
        return Plan.LEAF if plan_for(operation.layer) is Plan.LEAF else Plan.EACH_STEP
    if is_sequential(operation):
        return Plan.BODY
    return Plan.LEAF if is_built_in(operation) or has_own_call(operation) else Plan.BODY
