"""An SVG of netscribe read back into marks with geometry, from the file alone.

In: the text of an SVG. Out: a `Picture`: items (one per `<g>` with hooks) with their shapes, lines
and texts in document order. It must not know how the picture was made: neither layout nor scene.
Only what the renderer may write is understood; anything else raises, so that no mark goes unseen.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from netscribe.geometry import Point, Rect, bounding_rect
from netscribe.text.metrics import ascent, descent, has_all_glyphs, text_width

_SVG = "{http://www.w3.org/2000/svg}"
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)")
_STEP = re.compile(r"([MLC])([^MLC]*)")
#: Fonts that stand in for the bundled one run up to this much wider where nothing holds them.
WIDER_FALLBACK = 1.07
_CURVE_PIECES = 4
_ASCENDER_EM = 0.76
_WITHOUT_DESCENDERS = set("abcdefhiklmnorstuvwxzABCDEFGHIJKLMNOPRSTUVWXYZ0123456789 .:+−-×÷·…%=")


@dataclass(frozen=True)
class Shape:
    """A closed mark: "rect" (with its corner radius), "ellipse" or "polygon" (with its points)."""

    form: str
    rect: Rect
    order: int
    fill: str | None
    stroke: str | None
    stroke_width: float = 0.0
    radius: float = 0.0
    points: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Line:
    """An open path, its curves flattened."""

    points: tuple[Point, ...]
    order: int
    stroke: str
    width: float
    dashed: bool

    @property
    def segments(self) -> Iterator[tuple[Point, Point]]:
        return zip(self.points, self.points[1:], strict=False)


@dataclass(frozen=True)
class Words:
    """A text: its room in the bundled font, `wide`, its room in a wider fallback font, and `ink`,
    the part of `wide` that letters fill (from ascenders to the baseline, or to descenders).
    """

    text: str
    box: Rect
    wide: Rect
    ink: Rect
    size: float
    color: str
    order: int


@dataclass
class Item:
    """One group of marks with its hooks; `place` is its rank among all groups in the document.

    `panel` is the id of the block card that it is drawn in, a block card's own for itself.
    """

    place: int
    kind: str = ""
    id: str = ""
    operation: str = ""
    source: str = ""
    target: str = ""
    owner: str = ""
    title: str = ""
    panel: str = ""
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    texts: list[Words] = field(default_factory=list)

    @property
    def outline(self) -> Shape:
        """The first closed mark: a node's card, an edge's arrowhead, a group's frame."""
        return self.shapes[0]

    @cached_property
    def rect(self) -> Rect:
        """Room of all closed marks."""
        return bounding_rect(shape.rect for shape in self.shapes)

    @property
    def tensor(self) -> str:
        """The value that an edge carries, from its id "value->target#argument"."""
        cut = self.id.rfind(f"->{self.target}#")
        return self.id[:cut] if cut >= 0 else self.source


@dataclass(frozen=True)
class Picture:
    """The whole file."""

    frame: Rect
    background: str
    role: str
    title: str
    description: str
    labelled: bool
    items: tuple[Item, ...]

    def of_kind(self, *kinds: str) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind in kinds)

    @cached_property
    def ends(self) -> dict[str, Item]:
        """What edges may join: nodes and ports (bars), by id."""
        return {item.id: item for item in self.of_kind("node", "port")}

    @cached_property
    def groups(self) -> dict[str, Item]:
        return {item.id: item for item in self.of_kind("group")}

    def ancestors(self, item: Item) -> tuple[str, ...]:
        """Ids of the groups around a node or group, innermost first."""
        found: list[str] = []
        owner = item.owner
        while owner and owner not in found:
            found.append(owner)
            owner = self.groups[owner].owner if owner in self.groups else ""
        return tuple(found)


def read_picture(svg: str) -> Picture:
    """Decodes an SVG file.

    Raises:
        ValueError: an element that the gates do not understand.
    """
    root = ElementTree.fromstring(svg)
    left, top, width, height = (float(part) for part in root.attrib["viewBox"].split())
    frame = Rect(left, top, width, height)
    reader = _Reader(frame)
    reader.read(root, Item(0), is_root=True)
    title, described = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    return Picture(
        frame=frame,
        background=reader.background,
        role=root.attrib.get("role", ""),
        title=_words_of(title),
        description=_words_of(described),
        labelled=_refers(root, "aria-labelledby", title)
        and _refers(root, "aria-describedby", described),
        items=tuple(reader.items),
    )


def _words_of(element: ElementTree.Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _refers(root: ElementTree.Element, name: str, element: ElementTree.Element | None) -> bool:
    return element is not None and root.attrib.get(name) == element.attrib.get("id")


class _Reader:
    def __init__(self, frame: Rect) -> None:
        self.items: list[Item] = []
        self.background = "#ffffff"
        self._frame = frame
        self._order = 0

    def read(self, parent: ElementTree.Element, item: Item, *, is_root: bool = False) -> None:
        self.items.append(item)
        for element in parent:
            tag = element.tag.removeprefix(_SVG)
            if tag == "g":
                self.read(element, self._item(element, item.panel))
            elif tag == "title":
                item.title = _words_of(element)
            elif is_root and tag == "rect" and element.attrib.get("width") == "100%":
                self.background = element.attrib["fill"]
            elif not (is_root and tag in ("desc", "style")):
                self._mark(tag, element, item)

    def _item(self, element: ElementTree.Element, panel: str) -> Item:
        hook = {name: element.attrib.get(f"data-{name}", "") for name in _HOOKS}
        return Item(
            place=len(self.items),
            kind=hook["kind"],
            id=hook["id"],
            operation=hook["op"],
            source=hook["src"],
            target=hook["dst"],
            owner=hook["owner"],
            panel=hook["id"] if hook["kind"] == "panel" else panel,
        )

    def _mark(self, tag: str, element: ElementTree.Element, item: Item) -> None:
        self._order += 1
        if tag == "text":
            item.texts.append(_words(element, self._order))
        elif tag == "path":
            item.lines.append(_line(element, self._order))
        elif tag in _SHAPES:
            item.shapes.append(_shape(tag, element, self._order))
        else:
            raise ValueError(f"the gates do not understand <{tag}>")


_HOOKS = ("kind", "id", "op", "src", "dst", "owner")
_SHAPES = ("rect", "ellipse", "polygon")


def _shape(tag: str, element: ElementTree.Element, order: int) -> Shape:
    points: tuple[Point, ...] = ()
    if tag == "rect":
        rect = Rect(*(float(element.attrib[name]) for name in ("x", "y", "width", "height")))
    elif tag == "ellipse":
        x, y, wide, high = (float(element.attrib[name]) for name in ("cx", "cy", "rx", "ry"))
        rect = Rect(x - wide, y - high, 2 * wide, 2 * high)
    else:
        points = _points(element.attrib["points"])
        rect = bounding_rect(Rect(point.x, point.y, 0.0, 0.0) for point in points)
    return Shape(
        form=tag,
        rect=rect,
        order=order,
        fill=_paint(element, "fill"),
        stroke=_paint(element, "stroke"),
        stroke_width=float(element.attrib.get("stroke-width", "1")),
        radius=float(element.attrib.get("rx", "0")) if tag == "rect" else 0.0,
        points=points,
    )


def _paint(element: ElementTree.Element, name: str) -> str | None:
    value = element.attrib.get(name, "none")
    return None if value == "none" else value


def _points(text: str) -> tuple[Point, ...]:
    numbers = [float(number) for number in _NUMBER.findall(text)]
    return tuple(Point(x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True))


def _line(element: ElementTree.Element, order: int) -> Line:
    points: list[Point] = []
    for letter, numbers in _STEP.findall(element.attrib["d"]):
        given = _points(numbers)
        if letter == "C":
            points.extend(_flattened(points[-1], *given))
        else:
            points.extend(given)
    return Line(
        points=tuple(points),
        order=order,
        stroke=element.attrib["stroke"],
        width=float(element.attrib.get("stroke-width", "1")),
        dashed="stroke-dasharray" in element.attrib,
    )


def _flattened(start: Point, first: Point, second: Point, end: Point) -> Iterator[Point]:
    for piece in range(1, _CURVE_PIECES + 1):
        t = piece / _CURVE_PIECES
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
        parts = tuple(zip(weights, (start, first, second, end), strict=True))
        yield Point(sum(w * p.x for w, p in parts), sum(w * p.y for w, p in parts))


def _words(element: ElementTree.Element, order: int) -> Words:
    text, size = element.text or "", float(element.attrib["font-size"])
    own = text_width(text, size, int(element.attrib.get("font-weight", "400")))
    held = "textLength" in element.attrib
    width = float(element.attrib["textLength"]) if held else own
    # a character that the font lacks has no exact width: its measure of one em is an upper bound
    wide = width if held or not has_all_glyphs(text) else width * WIDER_FALLBACK
    at = Point(float(element.attrib["x"]), float(element.attrib["y"]))
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.attrib.get("text-anchor", "start")]
    top, height = at.y - ascent(size), ascent(size) + descent(size)
    below = 0.0 if set(text) <= _WITHOUT_DESCENDERS else descent(size)
    ink_top, ink_height = at.y - _ASCENDER_EM * size, _ASCENDER_EM * size + below
    return Words(
        text=text,
        box=Rect(at.x - share * width, top, width, height),
        wide=Rect(at.x - share * wide, top, wide, height),
        ink=Rect(at.x - share * wide, ink_top, wide, ink_height),
        size=size,
        color=element.attrib["fill"],
        order=order,
    )
