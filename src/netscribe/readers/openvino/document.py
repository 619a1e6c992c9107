"""The XML of an OpenVINO model as layers, ports and edges.

In: a path. Out: a `Network`. The text is parsed as a stream, element by element; a document type,
and with it every entity, is refused, and so is what is nested too deeply. The file of weights
beside it is never opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn, TypeAlias
from xml.parsers import expat

from netscribe.errors import ReadError
from netscribe.graph.types import Dim, Shape
from netscribe.readers.archive import opened_file

#: Loops in loops in loops; real files stay below twenty.
_DEEPEST = 200
#: A million layers have fewer elements.
_MOST_ELEMENTS = 50_000_000
_CHUNK = 1 << 20
#: What says nothing of the network.
_SKIPPED = frozenset(("rt_info", "meta_data", "statistics", "cli_parameters", "pre-process"))
_HINT = "convert the model again with openvino.save_model"


@dataclass(frozen=True, slots=True)
class Port:
    """One end of an edge at a layer; `names` of the tensor, for what the layer makes."""

    id: str
    precision: str
    shape: Shape | None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer; `bodies` are networks inside it by tag, `maps` the entries of its port maps."""

    id: str
    name: str
    type: str
    version: str
    data: Mapping[str, str]
    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]
    bodies: Mapping[str, Network] = field(default_factory=dict)
    maps: tuple[tuple[str, str, Mapping[str, str]], ...] = ()


@dataclass(frozen=True, slots=True)
class Network:
    """Layers, and edges as (layer, port) by the (layer, port) that they lead to."""

    name: str
    version: str
    layers: tuple[Layer, ...]
    edges: Mapping[tuple[str, str], tuple[str, str]]


_Made: TypeAlias = "Port | Layer | Network | _Element"


@dataclass(slots=True)
class _Element:
    """An element that is not finished, or one that is kept as it is."""

    tag: str
    attributes: Mapping[str, str]
    children: list[_Made] = field(default_factory=list)
    sizes: list[Dim] = field(default_factory=list)
    text: str = ""

    def made(self, kind: type[_Made]) -> list[_Made]:
        """The finished children of a kind."""
        return [child for child in self.children if type(child) is kind]

    def inner(self, tag: str) -> list[_Element]:
        """The children of a tag that were kept as they are."""
        return [c for c in self.children if isinstance(c, _Element) and c.tag == tag]


def network_at(path: Path) -> Network:
    """The network that a file describes.

    Raises:
        ReadError: it is no such XML, or asks for more than a description needs.
    """
    parsing = _Parsing(str(path))
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = parsing.start
    parser.EndElementHandler = parsing.end
    parser.CharacterDataHandler = parsing.characters
    parser.StartDoctypeDeclHandler = parsing.refuse_document_type
    try:
        with opened_file(path) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise ReadError(f"{path}: not XML: {error}", hint=_HINT) from None
    return parsing.network()


@dataclass(slots=True)
class _Parsing:
    """What the parser has seen; lives for one file only."""

    where: str
    open: list[_Element] = field(default_factory=list)
    root: _Made | None = None
    skipping: int = 0
    count: int = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.count += 1
        if self.skipping or tag in _SKIPPED:
            self.skipping += 1
        if len(self.open) + self.skipping > _DEEPEST or self.count > _MOST_ELEMENTS:
            self.refuse("it is nested too deeply, or has too many elements")
        if not self.skipping:
            self.open.append(_Element(tag, attributes))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self.skipping:
            self.skipping -= 1
            return
        element = self.open.pop()
        if not self.open:
            self.root = _finished(element)
        elif tag == "dim":
            text = element.text.strip()
            known = text.isdecimal() and len(text) < 19
            self.open[-1].sizes.append(int(text) if known else None)
        else:
            self.open[-1].children.append(_finished(element))

    def characters(self, text: str) -> None:
        """Text inside an element; only that of sizes is kept."""
        if self.open and self.open[-1].tag == "dim" and not self.skipping:
            self.open[-1].text += text[:32]

    def refuse_document_type(self, *_: object) -> NoReturn:
        """A document type could define entities, or name files."""
        self.refuse("it has a document type, which no model has")

    def refuse(self, reason: str) -> NoReturn:
        """Raises the error."""
        raise ReadError(f"{self.where}: refused: {reason}", hint=_HINT)

    def network(self) -> Network:
        """The network, once all is parsed."""
        if not isinstance(self.root, Network):
            raise ReadError(f"{self.where}: not an OpenVINO model: no <net>", hint=_HINT)
        return self.root


def _finished(element: _Element) -> _Made:
    """The record that an element stands for; the element itself where there is none."""
    if element.tag == "port":
        return _port(element)
    if element.tag == "layer":
        return _layer(element)
    if element.tag == "net" or element.tag.endswith("body"):
        return _network(element)
    return element


def _port(element: _Element) -> Port:
    attributes = element.attributes
    names = tuple(name for name in attributes.get("names", "").split(",") if name)
    shape = tuple(element.sizes)
    return Port(attributes.get("id", ""), attributes.get("precision", ""), shape, names)


def _layer(element: _Element) -> Layer:
    attributes = element.attributes
    data: dict[str, str] = {}
    for item in element.inner("data"):
        data.update(item.attributes)
    sides = [
        tuple(
            port for side in element.inner(tag) for port in side.children if isinstance(port, Port)
        )
        for tag in ("input", "output")
    ]
    bodies = {child.name: child for child in element.children if isinstance(child, Network)}
    maps = tuple(
        (group.tag, entry.tag, entry.attributes)
        for group in element.children
        if isinstance(group, _Element)
        and (group.tag.endswith("port_map") or group.tag == "back_edges")
        for entry in group.children
        if isinstance(entry, _Element)
    )
    return Layer(
        attributes.get("id", ""),
        attributes.get("name", ""),
        attributes.get("type", ""),
        attributes.get("version", ""),
        data,
        sides[0],
        sides[1],
        bodies,
        maps,
    )


def _network(element: _Element) -> Network:
    """The network in an element; a body goes by its tag."""
    layers = tuple(
        child
        for group in element.inner("layers")
        for child in group.children
        if isinstance(child, Layer)
    )
    edges = {}
    for group in element.inner("edges"):
        for edge in group.inner("edge"):
            ends = edge.attributes
            target = (ends.get("to-layer", ""), ends.get("to-port", ""))
            edges[target] = (ends.get("from-layer", ""), ends.get("from-port", ""))
    name = element.attributes.get("name", "") if element.tag == "net" else element.tag
    return Network(name, element.attributes.get("version", ""), layers, edges)
