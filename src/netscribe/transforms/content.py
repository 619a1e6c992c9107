"""The content of a region as plain numbers, so that regions can be compared.

In: a Graph and some of its nodes. Out: a `Content` (labels and wiring, no ids), its canonical order
and signature. A label holds everything that is printed of a node but its numbers; two regions with
one signature do the same, with other numbers. Numbers for labels are given out in order of first
appearance, by one `Census` per comparison, so that they are the same on every run.

Source: colour refinement from the inputs down and from the outputs up. Cost: O(nodes + edges).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TypeAlias

from netscribe.graph.attributes import Attributes, Convolution, Pool
from netscribe.graph.types import Graph, Node, TensorType
from netscribe.transforms.regions import Boundary

#: Where a value comes from: (node's index, which output), or (-1, which entering value).
Source: TypeAlias = tuple[int, int]

#: Whole numbers that say what is done, not how much.
STRUCTURAL = {"axis", "axes", "order"}
#: Texts in which numbers are written out ("0:-7"), and how those numbers are found.
WRITTEN = {"index", "constant", "settings"}
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e-?\d+)?")


@dataclass(frozen=True, slots=True)
class Content:
    """What a region does: per node its label and (role, source) of its inputs; what leaves it."""

    labels: tuple[int, ...]
    inputs: tuple[tuple[tuple[str, Source], ...], ...]
    leaving: tuple[Source, ...]

    def without_unread(self, index: int) -> Content:
        """The content without node `index`, which nothing reads."""
        return self._without(index, (index, 0))

    def bypassed(self, index: int, argument: int) -> Content:
        """The content in which node `index` hands on one of its inputs unchanged."""
        return self._without(index, self.inputs[index][argument][1])

    def _without(self, index: int, stand_in: Source) -> Content:

        def moved(source: Source) -> Source:
            if source == (index, 0):
                source = stand_in
            return (source[0] - (source[0] > index), source[1])

        inputs = tuple(
            tuple((role, moved(source)) for role, source in arguments)
            for number, arguments in enumerate(self.inputs)
            if number != index
        )
        labels = self.labels[:index] + self.labels[index + 1 :]
        return Content(labels, inputs, tuple(moved(source) for source in self.leaving))


@dataclass(frozen=True, slots=True)
class Canonical:
    """A content's signature, and its nodes, entering and leaving values in canonical order."""

    signature: int
    order: tuple[int, ...]
    entering: tuple[int, ...]
    leaving: tuple[Source, ...]


@dataclass
class Census:
    """Gives every new thing the next number; equal things have one number."""

    numbers: dict[Hashable, int] = field(default_factory=dict)
    labels: dict[str, int] = field(default_factory=dict)
    forms: dict[Content, Canonical] = field(default_factory=dict)

    def number(self, thing: Hashable) -> int:
        """The number of `thing`."""
        return self.numbers.setdefault(thing, len(self.numbers))

    def label(self, node: Node, graph: Graph) -> int:
        """The number of all that a node is, without its numbers; a census serves one graph."""
        known = self.labels.get(node.id)
        if known is None:
            known = self.labels[node.id] = self.number(_label(node, graph))
        return known

    def content(self, graph: Graph, nodes: Sequence[Node], bounds: Boundary) -> Content:
        """The content of a region."""
        place: dict[str, Source] = {
            value: (-1, index) for index, value in enumerate(bounds.entering)
        }
        for index, node in enumerate(nodes):
            place.update({value: (index, slot) for slot, value in enumerate(node.outputs)})
        return Content(
            tuple(self.label(node, graph) for node in nodes),
            tuple(
                tuple((argument.role, place[argument.value]) for argument in node.inputs)
                for node in nodes
            ),
            tuple(place[value] for value in bounds.leaving),
        )

    def canonical(self, content: Content) -> Canonical:
        """The canonical form; equal contents, as those of repeated blocks, are refined once."""
        known = self.forms.get(content)
        if known is None:
            known = self.forms[content] = self._canonical(content)
        return known

    def _canonical(self, content: Content) -> Canonical:
        down = self._refined(content)
        order = tuple(sorted(range(len(down)), key=lambda index: (down[index], index)))
        at = {index: position for position, index in enumerate(order)}
        entering = tuple(
            dict.fromkeys(
                source[1] for index in order for _, source in content.inputs[index] if source[0] < 0
            )
        )
        leaving = tuple(sorted(content.leaving, key=lambda s: (at.get(s[0], -1), s[1])))
        ends = tuple((down[node] if node >= 0 else -1, slot) for node, slot in leaving)
        signature = self.number(("region", tuple(sorted(down)), ends))
        return Canonical(signature, order, entering, leaving)

    def ups(self, content: Content) -> list[int]:
        """Per node the number of what it does with all that comes before it."""
        found: list[int] = []
        for label, arguments in zip(content.labels, content.inputs, strict=True):
            found.append(self.up(label, arguments, found))
        return found

    def up(self, label: int, arguments: Sequence[tuple[str, Source]], before: Sequence[int]) -> int:
        """The number of what one node does, given those of the nodes before it."""
        read = tuple((role, before[node] if node >= 0 else -1) for role, (node, _) in arguments)
        entry = tuple(role if node >= 0 else f"{role}<" for role, (node, _) in arguments)
        inside = all(node >= 0 for _, (node, _) in arguments)
        slots = tuple(slot for _, (_, slot) in arguments) if inside else ()
        return self.number(("up", label, read, entry, slots))

    def _refined(self, content: Content) -> list[int]:
        up = self.ups(content)
        readers: list[list[tuple[int, int, int]]] = [[] for _ in content.labels]
        for index, arguments in enumerate(content.inputs):
            for position, (_, (node, slot)) in enumerate(arguments):
                if node >= 0:
                    readers[node].append((index, position, slot))
        outs: dict[int, list[int]] = {}
        for node, slot in sorted(set(content.leaving)):
            outs.setdefault(node, []).append(slot)
        down = [0] * len(up)
        for index in range(len(up) - 1, -1, -1):
            uses = tuple(
                sorted((down[node], position, slot) for node, position, slot in readers[index])
            )
            out = tuple(outs.get(index, ()))
            down[index] = self.number(("down", up[index], uses, out))
        return down


def same_wiring(first: Content, one: Canonical, second: Content, two: Canonical) -> bool:
    """Whether two contents of one signature are wired alike, node by node in canonical order.

    The signature alone cannot tell some symmetric arrangements apart.
    """
    return _wiring(first, one) == _wiring(second, two)


def _wiring(content: Content, canonical: Canonical) -> tuple[object, ...]:
    at = {index: position for position, index in enumerate(canonical.order)}
    enters = {value: position for position, value in enumerate(canonical.entering)}

    def place(source: Source) -> Source:
        node, slot = source
        return (at[node], slot) if node >= 0 else (-1, enters.get(slot, -1))

    nodes = tuple(
        (content.labels[index], tuple((role, place(s)) for role, s in content.inputs[index]))
        for index in canonical.order
    )
    return (nodes, tuple(place(source) for source in canonical.leaving))


def _label(node: Node, graph: Graph) -> Hashable:
    return (
        node.op,
        node.custom,
        node.qualifiers,
        node.repeat * graph.module_runs[node.module],
        masked(node.attributes),
        len(node.parameters),
        tuple(_label(part, graph) for part in node.before),
        tuple(_label(part, graph) for part in node.after),
        tuple(_type_label(graph.value[value].type) for value in node.outputs),
    )


def _type_label(tensor: TensorType) -> Hashable:
    """Channels and features are one: both are what stands at a position, and are printed last."""
    rank = None if tensor.shape is None else len(tensor.shape)
    axes = tuple("feature" if axis == "channel" else axis for axis in tensor.axes)
    return (tensor.dtype, rank, axes)


def masked(attributes: Attributes) -> Hashable:
    """Attributes without their numbers; those that say which axis is meant are kept."""
    assert is_dataclass(attributes)
    if explicit_padding(attributes) is not None:
        # words and amounts say the same here: "same" is padding 1 of a 3x3 window
        assert isinstance(attributes, (Convolution, Pool))
        attributes = replace(attributes, padding="explicit")
    return tuple(
        _masked_field(entry.name, getattr(attributes, entry.name)) for entry in fields(attributes)
    )


def explicit_padding(attributes: Attributes) -> tuple[tuple[int, int], ...] | None:
    """The padding in numbers, also where a word gives it; None where no numbers can be given."""
    if not isinstance(attributes, (Convolution, Pool)):
        return None
    if not isinstance(attributes.padding, str):
        return attributes.padding
    window = attributes.kernel_size if isinstance(attributes, Convolution) else attributes.size
    if attributes.padding == "valid":
        return ((0, 0),) * len(window)
    wide = isinstance(attributes, Convolution) and set(attributes.dilation) - {1}
    even = any(size % 2 == 0 for size in window)
    if attributes.padding != "same" or wide or even or set(attributes.stride) != {1}:
        return None
    return tuple((size // 2, size // 2) for size in window)


def _masked_field(name: str, value: object) -> Hashable:
    if name in STRUCTURAL:
        assert isinstance(value, Hashable)
        return value
    return _masked(value, written=name in WRITTEN)


def _masked(value: object, *, written: bool) -> Hashable:
    if isinstance(value, tuple):
        return tuple(_masked(item, written=written) for item in value)
    if isinstance(value, str) and written:
        return NUMBER.sub("#", value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "#"
    assert isinstance(value, Hashable)
    return value
