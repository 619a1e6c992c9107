"""The legend: which default values a picture leaves out, and what its letters mean.

In: the graphs of all panels. Out: lines such as "not shown: stride 1, valid padding, bias", with
only those defaults that occur, so that what is not printed is declared. What a label leaves out is
decided in the style room; each function here is the other half of one there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from netscribe.figure.types import Panel
from netscribe.graph.attributes import (
    Attention,
    Attributes,
    Convolution,
    Einsum,
    Linear,
    Normalization,
    Padding,
    Pool,
    Recurrent,
    Resize,
)
from netscribe.graph.types import Graph, Node
from netscribe.style.labels.words import number, padding_text


def _convolution(attributes: Convolution) -> Iterator[str]:
    if set(attributes.stride) <= {1}:
        yield "stride 1"
    yield from _padding(attributes.padding)
    if set(attributes.dilation) <= {1}:
        yield "dilation 1"
    if attributes.groups == 1:
        yield "groups 1"
    if attributes.variant in ("depthwise", "separable") and attributes.depth_multiplier == 1:
        yield "depth multiplier 1"
    yield from _bias(attributes)


def _padding(padding: Padding) -> Iterator[str]:
    if not padding_text(padding):
        yield "valid padding"


def _bias(attributes: Linear | Convolution | Attention | Einsum | Recurrent) -> Iterator[str]:
    if attributes.bias:
        yield "bias"


def _pool(attributes: Pool) -> Iterator[str]:
    if not attributes.is_global and not attributes.adaptive:
        yield from _padding(attributes.padding)


def _resize(attributes: Resize) -> Iterator[str]:
    if not attributes.factors and attributes.method == "nearest":
        yield "nearest"


def _attention(attributes: Attention) -> Iterator[str]:
    if attributes.projections:
        yield from _bias(attributes)


def _recurrent(attributes: Recurrent) -> Iterator[str]:
    yield from _bias(attributes)
    if attributes.kernel_size:
        yield from _padding(attributes.padding)
    if attributes.activation == "tanh":
        yield "recurrent tanh"
    if attributes.recurrent_activation == "sigmoid" and attributes.cell != "RNN":
        yield "recurrent sigmoid gates"
    if not attributes.returns_sequence:
        yield "last step only"


def _normalization(attributes: Normalization) -> Iterator[str]:
    if attributes.center and attributes.scale:
        yield "norm center and scale"


_DEFAULTS: dict[type[Attributes], Callable[[Any], Iterator[str]]] = {
    Convolution: _convolution,
    Pool: _pool,
    Resize: _resize,
    Linear: _bias,
    Einsum: _bias,
    Attention: _attention,
    Recurrent: _recurrent,
    Normalization: _normalization,
}
#: More letters than this are told by their first and last.
_MOST_LETTERS = 4
#: What ×N means, by whether it is on cards and on frames.
_REPEATS = {
    (True, False): "×N: N in a row, the count at the right is that of all N together",
    (False, True): "×N: N in a row, each reading what the one before gives; the counts inside are "
    "those of one",
    (True, True): "×N: N in a row; the count on a card ×N is that of all N together, those inside "
    "a frame ×N are of one",
}
_ORDER = (
    "stride 1",
    "valid padding",
    "dilation 1",
    "groups 1",
    "depth multiplier 1",
    "bias",
    "nearest",
    "recurrent tanh",
    "recurrent sigmoid gates",
    "last step only",
    "norm center and scale",
)


def legend_lines(*graphs: Graph, common: Sequence[str] = ()) -> tuple[str, ...]:
    """The legend's line about all graphs of a picture; empty when nothing is left out.

    `common` are words for what all operations of a kind share.
    """
    nodes = [node for graph in graphs for node in graph.nodes]
    found = {default for node in nodes for default in _left_out(node)}
    words = [default for default in _ORDER if default in found]
    words.extend((*common, *_epsilon(nodes)))
    return (f"not shown: {', '.join(words)}",) if words else ()


def _left_out(node: Node) -> Iterator[str]:
    for part in (*node.before, node, *node.after):
        defaults = _DEFAULTS.get(type(part.attributes))
        if defaults is not None:
            yield from defaults(part.attributes)


def block_words(panels: Sequence[Panel]) -> tuple[str, ...]:
    """What letters and ×N mean, where a picture has them."""
    letters = [panel.letter for panel in panels if panel.letter]
    words = []
    if letters:
        shown = letters if len(letters) <= _MOST_LETTERS else [letters[0], "…", letters[-1]]
        words.append(f"{', '.join(shown)}: see the block card of that letter")
    cards = any(node.repeat > 1 for panel in panels for node in panel.graph.nodes)
    frames = any(module.repeat > 1 for panel in panels for module in panel.graph.modules)
    if cards or frames:
        words.append(_REPEATS[cards, frames])
    return ("; ".join(words),) if words else ()


def _epsilon(nodes: Sequence[Node]) -> Iterator[str]:
    """The ε of folded norms, which a pill has no room for."""
    found = {
        part.attributes.epsilon
        for node in nodes
        for part in (*node.before, *node.after)
        if isinstance(part.attributes, Normalization) and part.attributes.epsilon is not None
    }
    if found:
        yield f"norm ε = {' or '.join(number(value) for value in sorted(found))}"
