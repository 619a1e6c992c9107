"""The legend: which default values a picture leaves out.

In: a Graph. Out: one line such as "not shown: stride 1, valid padding, bias", with only those
defaults that occur, so that what is not printed is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from netscribe.graph.attributes import Attention, Convolution, Linear, Pool, Recurrent
from netscribe.graph.types import Graph, Node


def _convolution(attributes: Convolution) -> Iterator[str]:
    if set(attributes.stride) <= {1}:
        yield "stride 1"
    if attributes.padding == "valid":
        yield "valid padding"
    if set(attributes.dilation) <= {1}:
        yield "dilation 1"
    if attributes.groups == 1:
        yield "groups 1"
    if attributes.bias:
        yield "bias"


def _pool(attributes: Pool) -> Iterator[str]:
    if attributes.padding == "valid" and not attributes.is_global:
        yield "valid padding"


def _biased(attributes: Linear | Attention) -> Iterator[str]:
    if attributes.bias:
        yield "bias"


def _recurrent(attributes: Recurrent) -> Iterator[str]:
    if attributes.bias:
        yield "bias"
    if attributes.activation == "tanh":
        yield "tanh"
    if attributes.recurrent_activation == "sigmoid" and attributes.cell != "RNN":
        yield "sigmoid gates"
    if not attributes.returns_sequence:
        yield "last step only"


_DEFAULTS: dict[type, Callable[[Any], Iterator[str]]] = {
    Convolution: _convolution,
    Pool: _pool,
    Linear: _biased,
    Attention: _biased,
    Recurrent: _recurrent,
}
_ORDER = (
    "stride 1",
    "valid padding",
    "dilation 1",
    "groups 1",
    "bias",
    "tanh",
    "sigmoid gates",
    "last step only",
)


def legend_lines(graph: Graph) -> tuple[str, ...]:
    """The legend's lines; empty when no default is left out."""
    found = {default for node in graph.nodes for default in _left_out(node)}
    words = [default for default in _ORDER if default in found]
    return (f"not shown: {', '.join(words)}",) if words else ()


def _left_out(node: Node) -> Iterator[str]:
    for part in (*node.before, node, *node.after):
        defaults = _DEFAULTS.get(type(part.attributes))
        if defaults is not None:
            yield from defaults(part.attributes)
