"""How much of a network an outline shows.

In: a Graph before any block is closed, its templates, and an Outline of it. Out: the share of the
operations that a reader can see drawn, in the overview, in a frame ×N or on the card of their
block; from 0 to 1. A closed block without a card is one operation that can be seen, and half of
what lies in it where the field has a name for that ("Self-attention").
Cost: O(operations) for a network, then O(drawn nodes and what they cover) per outline.

Operations weigh differently: what has weights or computes counts in full, what only changes a shape
a quarter. Operations of which a network has n alike (those of n equal blocks) weigh 1/√n each, for
who has seen one block has seen the others: otherwise the twelve layers of a network would outweigh
everything that it has once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import sqrt

from netscribe.graph.attributes import Block
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node
from netscribe.graph.walks import ancestors
from netscribe.transforms.outline import Outline
from netscribe.transforms.templates import Template

_LIGHT = 0.25
_KNOWN = 0.5
_LIGHT_KINDS = {
    Kind.RESHAPE,
    Kind.SLICE,
    Kind.CAST,
    Kind.IDENTITY,
    Kind.SPLIT,
    Kind.CONSTANT,
    Kind.DROPOUT,
}


def is_light(node: Node) -> bool:
    """Whether a node only changes a shape."""
    return node.op.kind in _LIGHT_KINDS and not node.parameters


def weight_of(node: Node, alike: int) -> float:
    """What seeing a node is worth of which the network has so many alike."""
    return (_LIGHT if is_light(node) else 1.0) / sqrt(alike)


def seen_of_closed(module: Module | None, operations: float) -> float:
    """The share of a closed block that can be seen; it holds so many operations."""
    return seen_at_least(module, min(1.0, 1.0 / max(1.0, operations)))


def seen_at_least(module: Module | None, share: float) -> float:
    """The share of a block that can be seen, with what its name tells."""
    return max(share, _KNOWN if module is not None and module.meaning else 0.0)


@dataclass(frozen=True)
class Visibility:
    """Weighs the outlines of one network."""

    graph: Graph
    templates: Mapping[str, Template]

    def shown(self, outline: Outline) -> float:
        """The share of the network that an outline shows."""
        return _Seen(self, {card.letter: card.graph for card in outline.cards}).share(
            outline.overview
        )

    def weight(self, node: Node) -> float:
        """The weight of all that a drawn node stands for."""
        return sum(self._weights.get(cover, 0.0) for cover in node.covers)

    def operations(self, node: Node) -> int:
        """How many operations it stands for."""
        return sum(cover in self._weights for cover in node.covers)

    @cached_property
    def _weights(self) -> Mapping[str, float]:
        """By one source operation of every node of the graph, the node's weight."""
        return {
            node.covers[0]: weight_of(node, self._alike[node.module]) for node in self.graph.nodes
        }

    @cached_property
    def _alike(self) -> Mapping[str | None, int]:
        """By module the most instances that its template, or that of a module around it, has."""
        found: dict[str | None, int] = {None: 1}
        for module in self.graph.modules:
            around = ancestors(self.graph, module.id)
            templates = (self.templates.get(name) for name in around)
            found[module.id] = max((len(t.instances) for t in templates if t), default=1)
        return found


@dataclass(frozen=True)
class _Seen:
    """What can be seen of the panels of one outline; `shares` are those of its cards so far."""

    weights: Visibility
    cards: Mapping[str, Graph]
    shares: dict[str, float] = field(default_factory=dict)

    def share(self, graph: Graph) -> float:
        """The share of what a panel's nodes stand for that can be seen."""
        seen = total = 0.0
        for node in graph.nodes:
            weight = self.weights.weight(node)
            seen += weight * self._of_node(node, graph)
            total += weight
        return seen / total if total else 1.0

    def _of_node(self, node: Node, graph: Graph) -> float:
        if not isinstance(node.attributes, Block):
            return 1.0
        letter, module = node.attributes.letter, self.weights.graph.module[node.id]
        if not letter:
            blocks = node.repeat * graph.module_runs[node.module]
            return seen_of_closed(module, self.weights.operations(node) / blocks)
        if letter not in self.shares:
            self.shares[letter] = self.share(self.cards[letter])
        return seen_at_least(module, self.shares[letter])
