"""Modules that the field has a name for: attention, gated MLP, squeeze-and-excitation, experts.

In: a Graph whose written-out operations are recognised. Out: the same Graph with `meaning` and
`facts` on those modules. A name is given for what the operations do, never for a class name alone;
a mixture of experts needs both, since a choice of the best k has other uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from netscribe.graph.attributes import Activation, Attention, Linear, Pool, Reduction
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node
from netscribe.graph.walks import producer_of
from netscribe.transforms.recognise.reach import is_elementwise

_EXPERT_WORDS = ("moe", "expert", "mixture")
_GATES = {"sigmoid", "hard_sigmoid"}


@dataclass(frozen=True, slots=True)
class _Inside:
    """A module, the nodes that lie directly in it, and the graph."""

    graph: Graph
    module: Module
    nodes: tuple[Node, ...]

    def of(self, kind: Kind) -> list[Node]:
        return [node for node in self.nodes if node.op.kind is kind]

    def sources(self, value: str) -> frozenset[str]:
        """Tensors from outside that `value` is made of; tables of a rotary embedding aside."""
        pending, seen, found = [value], {value}, set[str]()
        while pending:
            tensor = pending.pop()
            node = producer_of(self.graph, tensor)
            if node is None or node.module != self.module.id:
                found.add(tensor)
                continue
            read = node.inputs[:1] if node.op.type_name == "Rotary" else node.inputs
            fresh = [argument.value for argument in read if argument.value not in seen]
            seen.update(fresh)
            pending.extend(fresh)
        return frozenset(found)


def named_modules(graph: Graph) -> Graph:
    """The graph with the names of its modules; the same graph if none has one."""
    within: dict[str, list[Node]] = {}
    for node in graph.nodes:
        if node.module is not None:
            within.setdefault(node.module, []).append(node)
    modules = tuple(_named(graph, module, within) for module in graph.modules)
    return graph if modules == graph.modules else replace(graph, modules=modules)


def _named(graph: Graph, module: Module, within: Mapping[str, list[Node]]) -> Module:
    inside = _Inside(graph, module, tuple(within.get(module.id, ())))
    for rule in _RULES:
        found = rule(inside)
        if found is not None:
            return replace(module, meaning=found[0], facts=found[1:])
    return module


def _attention(inside: _Inside) -> tuple[str, ...] | None:
    attentions = inside.of(Kind.ATTENTION)
    if len(attentions) != 1 or not isinstance(attentions[0].attributes, Attention):
        return None
    roles = {argument.role: argument.value for argument in attentions[0].inputs}
    if attentions[0].attributes.projections or not {"query", "key", "value"} <= roles.keys():
        return None
    query, key, value = (inside.sources(roles[role]) for role in ("query", "key", "value"))
    if not len(query) == len(key) == len(value) == 1 or key != value:
        return None
    word = "Self-attention" if query == key else "Cross-attention"
    return (word, *_query_groups(inside, attentions[0].attributes, roles["key"]))


def _query_groups(inside: _Inside, attributes: Attention, key: str) -> tuple[str, ...]:
    """Whether queries share keys: from the attention itself, or from the width of the keys."""
    kv_heads = attributes.kv_heads or attributes.heads
    made = _linears_above(inside, key)
    if kv_heads == attributes.heads and len(made) == 1 and attributes.key_dim:
        kv_heads = made[0].units // attributes.key_dim
    if not 0 < kv_heads < attributes.heads:
        return ()
    return ("one key head" if kv_heads == 1 else "grouped queries",)


def _linears_above(inside: _Inside, value: str) -> list[Linear]:
    """Linear layers of the module on the way to `value`, if that way is a chain."""
    found: list[Linear] = []
    node = producer_of(inside.graph, value)
    while node is not None and node.module == inside.module.id and node.inputs:
        if isinstance(node.attributes, Linear):
            found.append(node.attributes)
        if len(node.inputs) > 1 and node.op.type_name != "Rotary":
            return []
        node = producer_of(inside.graph, node.inputs[0].value)
    return found


def _gated_mlp(inside: _Inside) -> tuple[str, ...] | None:
    linears, activations = inside.of(Kind.LINEAR), inside.of(Kind.ACTIVATION)
    products = [node for node in inside.of(Kind.ELEMENTWISE) if len(node.inputs) == 2]
    if len(linears) != 3 or len(activations) != 1 or len(products) != 1:
        return None
    if not is_elementwise(products[0], "multiply"):
        return None
    sides = [producer_of(inside.graph, argument.value) for argument in products[0].inputs]
    gated = activations[0]
    if gated not in sides:
        return None
    gate = producer_of(inside.graph, gated.inputs[0].value)
    up = sides[1 - sides.index(gated)]
    if gate not in linears or up not in linears or gate is up:
        return None
    assert gate is not None and up is not None
    if gate.inputs[0].value != up.inputs[0].value:
        return None
    assert isinstance(gated.attributes, Activation) and isinstance(up.attributes, Linear)
    return ("Gated MLP", f"{up.attributes.units:,} hidden units")


def _squeeze_and_excitation(inside: _Inside) -> tuple[str, ...] | None:
    products = [node for node in inside.nodes if is_elementwise(node, "multiply")]
    squeezes = [node for node in inside.nodes if _squeezes(node)]
    layers = [*inside.of(Kind.CONV), *inside.of(Kind.LINEAR)]
    if len(products) != 1 or len(squeezes) != 1 or len(layers) != 2:
        return None
    source = squeezes[0].inputs[0].value
    values = [argument.value for argument in products[0].inputs]
    if len(values) != 2 or source not in values:
        return None
    gate = producer_of(inside.graph, values[1 - values.index(source)])
    attributes = gate.attributes if gate is not None else None
    if not isinstance(attributes, Activation) or attributes.function not in _GATES:
        return None
    return ("Squeeze-and-excitation",)


def _squeezes(node: Node) -> bool:
    attributes = node.attributes
    if isinstance(attributes, Pool):
        return attributes.is_global and attributes.method == "average"
    return isinstance(attributes, Reduction) and attributes.function == "mean"


def _experts(inside: _Inside) -> tuple[str, ...] | None:
    if not any(word in inside.module.class_name.lower() for word in _EXPERT_WORDS):
        return None
    chosen = [node for node in inside.nodes if node.op.type_name.lower() in ("topk", "top_k")]
    return ("Mixture of experts",) if chosen and inside.of(Kind.LINEAR) else None


_RULES: tuple[Callable[[_Inside], tuple[str, ...] | None], ...] = (
    _attention,
    _gated_mlp,
    _squeeze_and_excitation,
    _experts,
)
