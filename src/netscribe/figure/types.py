"""The Figure: what one picture shows, before anything has a size or a place.

In: nothing; `netscribe.figure.build` makes it from a Graph. Out: panels of drawn nodes with the
shape texts beside their edges. The overview is the first panel; block cards follow it.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.types import Graph
from netscribe.style.labels import Unsaid


@dataclass(frozen=True, slots=True)
class Edge:
    """One drawn connection, from a node or input bar to a node or output bar.

    Attributes:
        id: "value->target#argument"; stable between runs.
        tensor: value id; edges with the same tensor may share a stem.
        source, target: node ids, or bar ids (`input:NAME`, `output:NAME`).
        source_output: which output of the source it is.
        target_argument: which argument of the target it is.
        label: text beside the edge: the argument's role, the shape where it changes; or "".
        role: what the argument is, where its place does not say it (query, subtracted); or "".
    """

    id: str
    tensor: str
    source: str
    target: str
    source_output: int
    target_argument: int
    label: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """An input or output of a panel: a title (its meaning), a name in the code, a shape line.

    On a block card it is a `stub`: no bar but the bare end of an arrow, its shape beside it, and
    its title there too where the card has several ("mask").
    """

    id: str
    title: str
    name: str
    shape: str
    is_input: bool
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A graph as one drawing: the overview (letter "") or a lettered block card.

    A block card has a `title` beside its letter, and an `aside` that says what holds for its uses
    ("causal · grouped queries"). `unsaid` are details that the legend says for all cards.
    """

    graph: Graph
    bars: tuple[Bar, ...]
    edges: tuple[Edge, ...]
    letter: str = ""
    title: str = ""
    aside: str = ""
    unsaid: Unsaid = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """The stage table: headings, rows of as many texts, and which columns hold numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Title, totals, panels, and the lines below: the legend and the reader's notes.

    `description` tells the same in prose, for those who cannot see the picture. `names`: whether
    the layers' names in the code are printed.
    """

    title: str
    subtitle: str
    panels: tuple[Panel, ...]
    legend: tuple[str, ...]
    notes: tuple[str, ...]
    description: str
    names: bool = True
    table: Table | None = None
