"""The outline of a network: its overview with closed blocks, and a card for each kind of block.

In: nothing; `netscribe.transforms.closing` makes it from a Graph. Out: graphs that a figure draws
as panels. A card's graph is one block of its kind with letters for what varies between the uses:
attributes hold `Letter`s (integers that print as letters), shapes hold their words ("H/s", "4c").
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.types import Graph


@dataclass(frozen=True, slots=True)
class BlockCard:
    """One lettered card.

    Attributes:
        letter: as in the `Block.letter` of the nodes that refer to it.
        title: what the block is ("Bottleneck").
        aside: what holds for its uses ("c, s: see each use").
        graph: the inside; its inputs and outputs are those of the block, unnamed where there is
            one.
    """

    letter: str
    title: str
    aside: str
    graph: Graph


@dataclass(frozen=True, slots=True)
class Outline:
    """An overview whose block nodes (`Kind.BLOCK`) refer to cards by letter; cards in order of use.

    `left_out` tells in words what the outline does not show ("the inside of 3 blocks"), and `shown`
    is the share of the network's operations that it does show, as `Visibility` weighs them.
    """

    overview: Graph
    cards: tuple[BlockCard, ...] = ()
    left_out: tuple[str, ...] = ()
    shown: float = 1.0
