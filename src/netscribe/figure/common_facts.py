"""Facts that all operations of a kind share, so that the legend says them once for all cards.

In: the graphs of a figure. Out: `Common`: which details of which kinds cards leave out, and the
legend's words for them: convolutions without bias (as before a batch norm), windows padded by half
their size. Something is common only if it holds for every operation of its kind in the figure, and
there are several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from netscribe.graph.attributes import Attributes, Convolution, Linear, Pool
from netscribe.graph.kinds import Kind
from netscribe.graph.letters import Letter
from netscribe.graph.types import Graph, Node
from netscribe.style.labels import Unsaid
from netscribe.style.labels.words import padding_text
from netscribe.transforms.content import explicit_padding

_SEVERAL = 3
_NO_BIAS = "no bias"
_BIAS_WORDS = {Kind.CONV: "no bias in convolutions", Kind.LINEAR: "no bias in linear layers"}
_PADDING_WORDS = "padding (k−1)/2 of k×k windows"


@dataclass(frozen=True, slots=True)
class Common:
    """What cards leave out, and the words of the legend for it."""

    unsaid: Unsaid = frozenset()
    words: tuple[str, ...] = ()


def common_facts(graphs: Sequence[Graph]) -> Common:
    """What all operations of a kind in `graphs` share."""
    nodes = [node for graph in graphs for node in graph.nodes]
    unsaid: set[tuple[Kind, str]] = set()
    words: list[str] = []
    for kind, word in _BIAS_WORDS.items():
        alike = [node.attributes for node in nodes if node.op.kind is kind]
        if len(alike) >= _SEVERAL and not any(map(_has_bias, alike)):
            unsaid.add((kind, _NO_BIAS))
            words.append(word)
    windows = [node for node in nodes if _is_window(node)]
    if len(windows) >= _SEVERAL and all(_is_half(node.attributes) for node in windows):
        texts = {(node.op.kind, text) for node in windows for text in _padding_texts(node)}
        unsaid |= texts
        words.extend((_PADDING_WORDS,) if texts else ())
    return Common(frozenset(unsaid), tuple(words))


def _has_bias(attributes: Attributes) -> bool:
    return not isinstance(attributes, (Convolution, Linear)) or attributes.bias


def _is_window(node: Node) -> bool:
    attributes = node.attributes
    if isinstance(attributes, Pool):
        return not attributes.is_global and not attributes.adaptive
    return isinstance(attributes, Convolution)


def _is_half(attributes: Attributes) -> bool:
    """Whether every axis is padded by (k−1)/2 at both ends."""
    padding = explicit_padding(attributes)
    assert isinstance(attributes, (Convolution, Pool))
    transposed = isinstance(attributes, Convolution) and attributes.variant == "transposed"
    if padding is None or transposed:
        return False
    window = attributes.kernel_size if isinstance(attributes, Convolution) else attributes.size
    return len(window) == len(padding) and all(
        _is_half_of(amount, size)
        for size, pair in zip(window, padding, strict=True)
        for amount in pair
    )


def _is_half_of(amount: int, size: int) -> bool:
    if isinstance(amount, Letter) or isinstance(size, Letter):
        return str(amount) == f"({size}−1)/2"
    return size % 2 == 1 and amount == (size - 1) // 2


def _padding_texts(node: Node) -> Iterator[str]:
    assert isinstance(node.attributes, (Convolution, Pool))
    text = padding_text(node.attributes.padding)
    if text:
        yield text
