"""The scale and the shift of a norm that a converter wrote as operations behind it.

In: a step that adds or multiplies element by element. Out: the norm with that weight of its own.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Elementwise, Normalization
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Operand
from netscribe.readers.netlist.wiring import Merge, Wiring


def normed(step: Step, wiring: Wiring) -> Merge | None:
    """A layer norm times or plus weights over the axes that it is over."""
    attributes = step.facts.attributes
    pair = step.operation.inputs[:2]
    weight = next((item for item in pair if item is not None and item.is_weight), None)
    flowing = next((item for item in pair if item is not None and not item.constant), None)
    norm = wiring.only_maker(flowing)
    if weight is None or norm is None or not isinstance(attributes, Elementwise):
        return None
    found = norm[1].facts.attributes
    if not isinstance(found, Normalization) or found.method != "layer" or found.center:
        return None
    word = {"multiply": "scale", "add": "bias"}.get(attributes.operator)
    if word is None or (word == "scale" and found.scale) or not _fits(weight, found, norm[1]):
        return None
    made = replace(found, scale=True) if word == "scale" else replace(found, center=True)
    operation, facts = norm[1].operation, norm[1].facts
    place = len(operation.inputs)
    operation = replace(
        operation, inputs=(*operation.inputs, weight), outputs=step.operation.outputs
    )
    facts = replace(facts, attributes=made, weights={**facts.weights, place: word})
    return replace(norm[1], operation=operation, facts=facts), (norm[0],)


def _fits(weight: Operand, norm: Normalization, step: Step) -> bool:
    """Whether the weight has the sizes of the axes, and 1 on all others."""
    shape = step.operation.shape() or ()
    count = len(norm.axis)
    wanted = (*(1 for _ in shape[:-count]), *shape[-count:]) if count else ()
    own = weight.type.shape or ()
    return bool(wanted) and count <= len(own) <= len(wanted) and own == wanted[-len(own) :]
