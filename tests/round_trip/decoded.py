"""An SVG read back into drawn nodes and edges, by its hooks and its texts alone.

In: the text of an SVG. Out: `DrawnPanel`s, the overview first. Nothing of how it was made is known
here: what is not in the file is not found out.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

_SVG = "{http://www.w3.org/2000/svg}"
_EDGE = re.compile(r"^(?P<tensor>.*)->(?P<target>.*)#(?P<argument>\d+)$", re.DOTALL)


@dataclass(frozen=True)
class DrawnText:
    """A text with what tells its role apart: its place in the line, its size, its weight."""

    text: str
    anchor: str
    size: float
    weight: int


@dataclass(frozen=True)
class DrawnNode:
    """A card, pill or circle; `letter` is that of its block card, `repeat` its count.

    `group` is the innermost container around it, "" for none.
    """

    id: str
    operation: str
    texts: tuple[DrawnText, ...]
    repeat: int = 1
    letter: str = ""
    is_pill: bool = False
    group: str = ""

    @property
    def facts(self) -> tuple[str, ...]:
        """What is printed in the middle and at the left, in parts, without the badges."""
        if self.is_pill:  # its name stands beside its text
            return tuple(self.texts[0].text.split(" · "))
        badges = (self.letter, f"×{self.repeat}" if self.repeat > 1 else "")
        found = [
            part
            for text in self.texts
            if text.anchor != "end" and not (text.anchor == "middle" and text.text in badges)
            for part in text.text.split(" · ")
        ]
        return tuple(found)

    @property
    def asides(self) -> tuple[str, ...]:
        """What is printed at the right: the name in the code, and a count of parameters."""
        return tuple(text.text for text in self.texts if text.anchor == "end")

    @property
    def parameters(self) -> int:
        """The count at the right; 0 for none."""
        counts = [text for text in self.asides if re.fullmatch(r"\d{1,3}(,\d{3})*", text)]
        return int(counts[-1].replace(",", "")) if counts else 0


@dataclass(frozen=True)
class DrawnEdge:
    """An arrow: from which end to which argument of which end, and the tensor that it carries."""

    source: str
    target: str
    tensor: str
    argument: int
    label: str = ""


@dataclass(frozen=True)
class DrawnPort:
    """A bar or a stub; `side` is input or output."""

    id: str
    side: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class DrawnGroup:
    """A container; `outer` is the one around it, "" for none."""

    id: str
    repeat: int
    outer: str


@dataclass
class DrawnPanel:
    """The overview (letter "") or a block card."""

    letter: str = ""
    groups: dict[str, DrawnGroup] = field(default_factory=dict)
    nodes: dict[str, DrawnNode] = field(default_factory=dict)
    ports: dict[str, DrawnPort] = field(default_factory=dict)
    edges: list[DrawnEdge] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)

    def side(self, side: str) -> list[str]:
        """Ids of the "input" or "output" ports, in order."""
        return [id_ for id_, port in self.ports.items() if port.side == side]

    def repeats_around(self, node: DrawnNode) -> list[DrawnGroup]:
        """The containers around a node that stand for several, the outermost first."""
        found: list[DrawnGroup] = []
        name = node.group
        while name:
            group = self.groups[name]
            found[:0] = [group] if group.repeat > 1 else []
            name = group.outer
        return found


@dataclass(frozen=True)
class DrawnFigure:
    """All of a picture: title lines, panels, rows of the stage table, lines below."""

    title: tuple[str, ...]
    panels: tuple[DrawnPanel, ...]
    table: tuple[str, ...]
    legend: tuple[str, ...]

    @property
    def total(self) -> int:
        """The parameters that the title states."""
        found = re.search(r"([\d,]+) parameters", " ".join(self.title))
        assert found is not None, self.title
        return int(found[1].replace(",", ""))


def decode(svg: str) -> DrawnFigure:
    """Everything that an SVG says."""
    root = ElementTree.fromstring(svg)
    overview = DrawnPanel()
    panels, other = [overview], _Other()
    _read(root, overview, panels, other)
    for panel in panels:
        panel.edges = [_with_label(edge, panel.labels) for edge in panel.edges]
    return DrawnFigure(tuple(other.title), tuple(panels), tuple(other.table), tuple(other.legend))


@dataclass
class _Other:
    title: list[str] = field(default_factory=list)
    table: list[str] = field(default_factory=list)
    legend: list[str] = field(default_factory=list)


def _read(
    parent: ElementTree.Element, panel: DrawnPanel, panels: list[DrawnPanel], other: _Other
) -> None:
    for element in parent.findall(f"{_SVG}g"):
        kind, id_ = element.get("data-kind", ""), element.get("data-id", "")
        words = [text.text or "" for text in element.findall(f"{_SVG}text")]
        if kind == "panel":
            panels.append(DrawnPanel(id_))
            _read(element, panels[-1], panels, other)
        elif kind == "node":
            panel.nodes[id_] = _node(element, id_)
        elif kind == "group":
            panel.groups[id_] = _group(element, id_, words)
        elif kind == "port":
            panel.ports[id_] = DrawnPort(id_, element.get("data-op", ""), tuple(words))
        elif kind == "edge":
            panel.edges.append(_edge(element, id_))
        elif kind == "label":
            panel.labels[element.get("data-owner", "")] = " ".join(words)
        elif kind in ("title", "table", "legend"):
            getattr(other, kind).extend(words)
        if kind != "panel":
            _read(element, panel, panels, other)


def _node(element: ElementTree.Element, id_: str) -> DrawnNode:
    texts = tuple(
        DrawnText(
            text.text or "",
            text.get("text-anchor", "start"),
            float(text.get("font-size", "0")),
            int(text.get("font-weight", "400")),
        )
        for text in element.findall(f"{_SVG}text")
    )
    operation, repeat = element.get("data-op", ""), int(element.get("data-repeat", "1"))
    letter, is_pill = _letter(operation, texts), _is_pill(element)
    group = element.get("data-owner", "")
    return DrawnNode(id_, operation, texts, repeat, letter, is_pill, group)


def _group(element: ElementTree.Element, id_: str, words: list[str]) -> DrawnGroup:
    """A container; its count must also be printed."""
    repeat = int(element.get("data-repeat", "1"))
    assert repeat == 1 or f"×{repeat}" in words, words
    return DrawnGroup(id_, repeat, element.get("data-owner", ""))


def _is_pill(element: ElementTree.Element) -> bool:
    """Whether the first shape has round ends."""
    outline = element.find(f"{_SVG}rect")
    if outline is None or outline is not element.find(f"{_SVG}*[@fill]"):
        return False
    return 2 * float(outline.get("rx", "0")) >= float(outline.get("height", "0")) > 0


def _letter(operation: str, texts: tuple[DrawnText, ...]) -> str:
    """A block's letter stands in the middle of a badge of its own."""
    badges = (text.text for text in texts if text.anchor == "middle")
    found = (text for text in badges if re.fullmatch("[A-Z]{1,2}", text))
    return next(found, "") if operation == "block" else ""


def _edge(element: ElementTree.Element, id_: str) -> DrawnEdge:
    found = _EDGE.match(id_)
    assert found is not None, id_
    return DrawnEdge(
        element.get("data-src", ""),
        element.get("data-dst", ""),
        found["tensor"],
        int(found["argument"]),
    )


def _with_label(edge: DrawnEdge, labels: dict[str, str]) -> DrawnEdge:
    owner = f"{edge.tensor}->{edge.target}#{edge.argument}"
    return DrawnEdge(edge.source, edge.target, edge.tensor, edge.argument, labels.get(owner, ""))
