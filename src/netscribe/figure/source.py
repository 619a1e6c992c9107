"""What is behind a figure: the graph in which no block is closed yet, and what is counted in it.

In: a Graph. Out: a `Source`, whose counts are made once for all figures of the same graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from netscribe.figure.totals import totals_line
from netscribe.graph.counts import multiply_adds
from netscribe.graph.types import Graph


@dataclass(frozen=True)
class Source:
    """The graph before blocks were closed."""

    graph: Graph

    @cached_property
    def totals(self) -> str:
        """The line below the title."""
        return totals_line(self.graph, self._multiply_adds)

    @cached_property
    def counts(self) -> Mapping[str, tuple[str, int | None]]:
        """By everything that is covered: what covers it here, and the multiply-adds of that."""
        counts = self._multiply_adds
        return {
            covered: (node.id, counts[node.id]) for covered, node in self.graph.drawn_by.items()
        }

    @cached_property
    def _multiply_adds(self) -> Mapping[str, int | None]:
        return multiply_adds(self.graph)
