"""Plans of the network shapes that a layout must get right, built by hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from netscribe.geometry import Size
from netscribe.layout.types import Box, Direction, Group, Plan, Wire

CARD = Size(180.0, 46.0)
CIRCLE = Size(26.0, 26.0)
PILL = Size(70.0, 22.0)


@dataclass
class Builder:
    """Collects boxes and wires; `card`, `merge` and `pill` return the id of the new box."""

    boxes: list[Box] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    label: Size | None = None

    def box(self, name: str, sources: tuple[str, ...], box: Box) -> str:
        self.boxes.append(replace(box, id=name))
        for order, source in enumerate(sources):
            wire = Wire(f"{source}>{name}.{order}", source, source, name, 0, order, self.label)
            self.wires.append(wire)
        return name

    def card(
        self, name: str, *sources: str, group: str | None = None, overhang: float = 0.0
    ) -> str:
        return self.box(name, sources, Box("", CARD, group, 1.0, overhang=overhang))

    def merge(self, name: str, *sources: str, group: str | None = None) -> str:
        return self.box(name, sources, Box("", CIRCLE, group, 0.0, side_entry=True))

    def pill(self, name: str, *sources: str, group: str | None = None) -> str:
        return self.box(name, sources, Box("", PILL, group))

    def group(self, name: str, parent: str | None = None) -> str:
        self.groups.append(Group(name, parent, Size(80.0, 14.0)))
        return name

    def plan(self, direction: Direction = "down") -> Plan:
        return Plan(tuple(self.boxes), tuple(self.wires), tuple(self.groups), direction)


def chain(label: Size | None = None) -> Builder:
    b = Builder(label=label)
    last = b.card("input")
    for index in range(5):
        last = b.card(f"layer{index}", last, overhang=11.0 if index % 2 else 0.0)
    return b


def residual(label: Size | None = None) -> Builder:
    """Two identity blocks after one another."""
    b = Builder(label=label)
    last = b.card("input")
    for block in ("a", "b"):
        first = b.card(f"{block}1", last)
        second = b.card(f"{block}2", first)
        last = b.merge(f"{block}+", second, last)
    b.card("output", last)
    return b


def bottleneck(label: Size | None = None) -> Builder:
    """A block in a group with a convolution on the skip, then an identity block."""
    b = Builder(label=label)
    last = b.card("input")
    for block, projected in (("first", True), ("second", False)):
        group = b.group(block)
        one = b.card(f"{block}.1", last, group=group, overhang=11.0)
        two = b.card(f"{block}.2", one, group=group, overhang=11.0)
        three = b.card(f"{block}.3", two, group=group, overhang=11.0)
        skip = b.card(f"{block}.skip", last, group=group, overhang=11.0) if projected else last
        last = b.merge(f"{block}.+", three, skip, group=group)
    b.card("output", last)
    return b


def inception(label: Size | None = None) -> Builder:
    b = Builder(label=label)
    start = b.card("input")
    one = b.card("1x1", start)
    three = b.card("3x3", b.card("3x3 reduce", start))
    five = b.card("5x5", b.card("5x5 reduce", start))
    pool = b.card("pool project", b.pill("pool", start))
    b.card("output", b.pill("concat", one, three, five, pool))
    return b


def unet(label: Size | None = None, levels: int = 4) -> Builder:
    b = Builder(label=label)
    last = b.card("input")
    skips = []
    for level in range(levels):
        last = b.card(f"down{level}", last)
        skips.append(last)
        last = b.pill(f"pool{level}", last)
    last = b.card("bottom", last)
    for level in reversed(range(levels)):
        last = b.card(f"up{level}", last)
        last = b.pill(f"concat{level}", skips[level], last)
        last = b.card(f"conv{level}", last)
    b.card("output", last)
    return b


def densenet(label: Size | None = None, layers: int = 6) -> Builder:
    b = Builder(label=label)
    features = [b.card("input")]
    for layer in range(layers):
        group = b.group(f"layer{layer}")
        joined = b.pill(f"concat{layer}", *features, group=group)
        features.append(b.card(f"conv{layer}", joined, group=group))
    b.card("output", b.pill("concat", *features))
    return b


def many_ends(label: Size | None = None) -> Builder:
    """Three inputs, three outputs, and a component that is joined to nothing else."""
    b = Builder(label=label)
    image, text, mask = b.card("image"), b.card("text"), b.card("mask")
    joined = b.pill("concat", b.card("image net", image), b.card("text net", text))
    masked = b.merge("times", joined, mask)
    body = b.card("body", masked)
    b.card("boxes", b.card("box head", body))
    b.card("classes", b.card("class head", body))
    b.card("features", joined)
    b.card("lonely output", b.card("lonely input"))
    return b


def attention(label: Size | None = None) -> Builder:
    """A decoder layer: norm, q, k, v in a group, residuals, a gated MLP, a shared mask."""
    b = Builder(label=label)
    tokens, mask = b.card("tokens"), b.card("mask")
    last = b.card("embed", tokens)
    for number in range(2):
        outer = b.group(f"layer{number}")
        norm = b.card(f"norm{number}", last, group=outer)
        inner = b.group(f"attention{number}", outer)
        q, k, v = (b.card(f"{name}{number}", norm, group=inner) for name in "qkv")
        scores = b.card(f"sdpa{number}", q, k, v, mask, group=inner)
        out = b.card(f"o{number}", scores, group=inner)
        last = b.merge(f"plus{number}", last, out, group=outer)
        mlp = b.group(f"mlp{number}", outer)
        gate, up = (b.card(f"{name}{number}", last, group=mlp) for name in ("gate", "up"))
        times = b.merge(f"times{number}", gate, up, group=mlp)
        down = b.card(f"down{number}", times, group=mlp)
        last = b.merge(f"plus2{number}", last, down, group=outer)
    b.card("logits", last)
    return b


def twice(label: Size | None = None) -> Builder:
    """One tensor as two arguments of one box: a card and a merge circle."""
    b = Builder(label=label)
    start = b.card("input")
    square = b.merge("square", start, start)
    b.card("output", b.card("both", square, square))
    return b


ALL = {
    "chain": chain,
    "residual": residual,
    "bottleneck": bottleneck,
    "inception": inception,
    "unet": unet,
    "densenet": densenet,
    "many ends": many_ends,
    "attention": attention,
    "twice": twice,
}
