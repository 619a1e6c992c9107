"""Who feeds whom by autograd's own record of a real forward pass, and by our Graph.

In: a module and example inputs; a Graph. Out: pairs (from, to) between *users of weights*: a pair
stands where what one makes reaches the other with no third user of weights between them. Users are
called by the first of the parameters that one operation reads, itself or behind operations that
only look at a weight in another order or shape; the ends of the network are "input" and "output".
Autograd knows no operations, so which parameters belong to one is taken from the Graph; that two
parameters are joined by a path is not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from math import prod
from typing import Any

import torch
from torch import nn

from netscribe.graph.types import Graph, Node

Pairs = set[tuple[str, str]]
#: On a weight's way into an operation: it is only looked at in another order or shape. Autograd
#: tells of those inside of a matrix product too (`einsum`), which may copy.
_LOOKS_OF_AUTOGRAD = {
    f"{word}Backward0"
    for word in (
        *("T", "Transpose", "Permute", "View", "UnsafeView", "ReshapeAlias", "Unsqueeze"),
        *("Squeeze", "Clone", "Expand", "Alias", "ToCopy"),
    )
}
#: The same in torch's public words.
_LOOKS_OF_TORCH = {
    *("t", "T", "mT", "transpose", "permute", "movedim", "view", "view_as", "reshape", "flatten"),
    *("unflatten", "unsqueeze", "squeeze", "expand", "expand_as", "contiguous", "clone", "to"),
    *("float", "half", "bfloat16", "double", "type_as"),
}
INPUT, OUTPUT = "input", "output"


def users_of(graph: Graph, frozen: Collection[str] = ()) -> dict[str, str]:
    """For each trainable parameter the name of its user; tied operations have one name."""
    named: dict[str, str] = {}
    held, looking = _weights_of(graph)
    computing = [weights for node, weights in held.items() if node not in looking]
    for weights in (*computing, *held.values()):
        paths = [graph.parameter[item].path.replace("/", ".") for item in weights]
        paths = [path for path in paths if path not in frozen]
        known = next((named[path] for path in paths if path in named), None)
        for path in paths:
            named.setdefault(path, known or min(paths))
    return named


def pairs_of_graph(graph: Graph, frozen: Collection[str] = ()) -> Pairs:
    """By the edges of our Graph; autograd does not know of `frozen` parameters."""
    maker = {value: node for node in graph.nodes for value in node.outputs}
    inputs = {port.value: graph.value[port.value].type.dtype for port in graph.inputs}
    users = users_of(graph, frozen)
    weights, looking = _weights_of(graph)

    def label(value: str) -> str:
        if value in inputs:
            return INPUT if "float" in inputs[value] else ""
        held = () if maker[value].id in looking else weights[maker[value].id]
        paths = (graph.parameter[item].path.replace("/", ".") for item in held)
        return next((users[path] for path in paths if path in users), "")

    def before(value: str) -> list[str]:
        node = maker.get(value)
        return [argument.value for argument in node.inputs] if node else []

    pairs = {
        (name, OUTPUT) for port in graph.outputs for name in _next([port.value], label, before)
    }
    for node in graph.nodes:
        if weights[node.id] and node.outputs and label(node.outputs[0]):
            name = label(node.outputs[0])
            read = [argument.value for argument in node.inputs]
            pairs |= {(source, name) for source in _next(read, label, before)}
    return _without_loops(pairs)


def _weights_of(graph: Graph) -> tuple[dict[str, tuple[str, ...]], set[str]]:
    """By node: its weights, and those behind nodes that only look at one; and which nodes do."""
    maker = {value: node.id for node in graph.nodes for value in node.outputs}
    found: dict[str, tuple[str, ...]] = {}
    looking: set[str] = set()
    for node in graph.nodes:
        read = [maker.get(argument.value, "") for argument in node.inputs]
        behind = (weight for name in read if name in looking for weight in found[name])
        found[node.id] = (*node.parameters, *behind)
        if _looks(node, graph) and found[node.id] and looking.issuperset(read):
            looking.add(node.id)
    return found, looking


def _looks(node: Node, graph: Graph) -> bool:
    """Whether what comes out are the numbers that went in, in another order or shape."""
    if node.op.type_name != "getitem":
        return node.op.type_name in _LOOKS_OF_TORCH
    # new axes leave all numbers there, an index does not
    held = sum(graph.parameter[weight].size or 0 for weight in node.parameters)
    kept = graph.value[node.outputs[0]].type.shape or (0,)
    return held == prod(size if isinstance(size, int) else 0 for size in kept)


def pairs_of_autograd(module: nn.Module, inputs: Any, users: dict[str, str]) -> Pairs:
    """By autograd's record of a real forward pass; floating-point inputs take part in it."""
    given = [item.clone().requires_grad_(item.is_floating_point()) for item in inputs]
    leaves = {id(item): INPUT for item in given if item.requires_grad}
    leaves |= {id(item): users[path] for path, item in module.named_parameters() if path in users}
    with torch.enable_grad():
        result = module(*(item.clone() for item in given))
    ends = [item.grad_fn for item in _tensors(result) if item.grad_fn is not None]
    reached = _closure(ends)
    held = {function: _leaf(function, leaves) for function in reached}
    labels = {function: _label(function, held) for function in reached}

    def before(function: Any) -> list[Any]:
        return [item for item, _ in function.next_functions if item is not None]

    pairs = {(name, OUTPUT) for name in _next(ends, labels.__getitem__, before)}
    for function in reached:
        name = labels[function]
        if name and name != INPUT and not held[function]:
            pairs |= {(source, name) for source in _next(before(function), labels.get, before)}
    return _without_loops(pairs)


def _label(function: Any, held: dict[Any, str]) -> str:
    """The weights that a function reads itself, or behind views of them alone."""
    if held[function]:
        return held[function]
    found = [_weight_behind(item, held) for item, _ in function.next_functions]
    return next((name for name in found if name and name != INPUT), "")


def _weight_behind(function: Any, held: dict[Any, str]) -> str:
    """A weight that is only transposed on its way, as a linear layer does."""
    while function is not None and function.name() in _LOOKS_OF_AUTOGRAD:
        function = function.next_functions[0][0]
    return held[function] if function is not None else ""


def _leaf(function: Any, leaves: dict[int, str]) -> str:
    variable = getattr(function, "variable", None)
    return "" if variable is None else leaves.get(id(variable), "")


def _closure(ends: Iterable[Any]) -> list[Any]:
    pending, seen = list(ends), dict.fromkeys(ends)
    while pending:
        for function, _ in pending.pop().next_functions:
            if function is not None and function not in seen:
                seen[function] = None
                pending.append(function)
    return list(seen)


def _next(
    start: Iterable[Any], label: Callable[[Any], str | None], before: Callable[[Any], list[Any]]
) -> set[str]:
    """The nearest labels upstream."""
    pending = list(start)
    seen, found = set(pending), set[str]()
    while pending:
        item = pending.pop()
        name = label(item)
        if name:
            found.add(name)
            continue
        fresh = [other for other in before(item) if other not in seen]
        seen.update(fresh)
        pending.extend(fresh)
    return found


def _without_loops(pairs: Pairs) -> Pairs:
    return {(source, target) for source, target in pairs if source != target}


def _tensors(result: Any) -> list[torch.Tensor]:
    if isinstance(result, torch.Tensor):
        return [result]
    items = result.values() if isinstance(result, dict) else result
    return [tensor for item in items for tensor in _tensors(item)]
