"""What each row says, before it is fitted to a width.

In: a panel, its wiring, and which tensors have no line. Out: `RowText` per element: mark, headline,
details, shape, count, name. The texts of cards come from the style room; here is added what a
picture says with lines and places: the word of a merge, roles and order of arguments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.figure.roles import drawn_arguments
from netscribe.figure.types import Bar, Panel
from netscribe.graph.attributes import Block, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Node, TensorType
from netscribe.renderers.terminal.glyphs import (
    BAR,
    CARD,
    CIRCLES,
    CLOSED,
    CUSTOM,
    PILL,
    UNUSED,
)
from netscribe.renderers.terminal.options import TerminalSettings
from netscribe.renderers.terminal.wiring import Element, Wiring
from netscribe.style.badges import letter_of
from netscribe.style.families import Mark, family_of, mark_of
from netscribe.style.labels.card import card_text
from netscribe.style.labels.words import function_name
from netscribe.style.shapes import typed_shape_text


@dataclass(frozen=True, slots=True)
class RowText:
    """The text of one row; `family` is a colour family's name, "" for bars.

    `sources` go on from `details`: which argument is which.
    """

    mark: str
    headline: str
    details: tuple[str, ...]
    shape: str
    count: str
    name: str
    family: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """What the texts of one panel are made from; `tags` name tensors that have no line."""

    panel: Panel
    wiring: Wiring
    tags: Mapping[int, str]
    settings: TerminalSettings

    def row(self, index: int, lane_of: Mapping[int, int]) -> RowText:
        """The text of an element; `lane_of` has the column in which each argument arrives."""
        element = self.wiring.elements[index]
        if isinstance(element.item, Bar):
            return self._bar(element, element.item)
        return self._node(element, element.item, lane_of)

    def output(self, tensor: int) -> RowText:
        """The text beside the line of one output of an element that has several."""
        found = self.wiring.tensors[tensor]
        shape = "" if self.settings.shapes == "none" else self._shape(tensor)
        return RowText("", f"output {found.output + 1}", (), shape, "", "")

    def tells_outputs(self, element: Element) -> bool:
        """Whether it would be open which output of the element a line carries."""
        made = [self.wiring.tensors[tensor].output for tensor in element.makes]
        return bool(made) and made != [0]

    def _bar(self, element: Element, bar: Bar) -> RowText:
        name = bar.name if bar.name != bar.title else ""
        return RowText(BAR, bar.title, self._tag_texts(element), tight(bar.shape), "", name)

    def _node(self, element: Element, node: Node, lane_of: Mapping[int, int]) -> RowText:
        card = card_text(node, self.panel.graph, self.panel.unsaid)
        circle = _circle(node)
        operator = node.attributes.operator if isinstance(node.attributes, Elementwise) else ""
        headline = function_name(operator) if circle else card.headline
        if node.repeat > 1:
            headline = f"{headline} ×{node.repeat}"
        if letter_of(node):
            headline = f"{letter_of(node)} {headline}"
        details = (
            *(f"after {text}" for text in card.before),
            *card.details,
            *card.after,
            *self._tag_texts(element),
        )
        return RowText(
            circle or _mark(node),
            headline,
            details,
            self._node_shape(element, node),
            card.count,
            card.name,
            family_of(node).value,
            self._sources(element, node, lane_of),
        )

    def _node_shape(self, element: Element, node: Node) -> str:
        if self.settings.shapes == "none" or not node.outputs or self.tells_outputs(element):
            return ""
        values = self.panel.graph.value
        made = _shape_of(values[node.outputs[0]].type)
        read = {_shape_of(values[argument.value].type) for argument in node.inputs}
        merges = len(set(element.reads)) > 1
        return made if self.settings.shapes == "all" or merges or read != {made} else ""

    def _shape(self, tensor: int) -> str:
        return _shape_of(self.panel.graph.value[self.wiring.tensors[tensor].id].type)

    def _sources(self, element: Element, node: Node, lane_of: Mapping[int, int]) -> tuple[str, ...]:
        """Roles of arguments, or their order where the lanes do not show it."""
        tensors = tuple(dict.fromkeys(element.reads))
        if len(tensors) < 2:
            return (
                (f"of the same tensor {len(element.reads)} times",)
                if len(element.reads) > 1
                else ()
            )
        names = self._source_names(tensors, lane_of)
        if any(argument.role for argument in node.inputs):
            return tuple(f"{self._roles(node, tensor)} from {names[tensor]}" for tensor in tensors)
        lanes = [lane_of.get(tensor, -1) for tensor in element.reads]
        if not element.ordered or (lanes == sorted(set(lanes)) and -1 not in lanes):
            return ()
        listed = ", ".join(names[tensor] for tensor in element.reads)
        return (f"of {listed}",)

    def _roles(self, node: Node, tensor: int) -> str:
        value = self.wiring.tensors[tensor].id
        roles = [role for _, argument, role in drawn_arguments(node) if argument.value == value]
        return " and ".join(filter(None, roles)) or "input"

    def _source_names(
        self, tensors: Sequence[int], lane_of: Mapping[int, int]
    ) -> Mapping[int, str]:
        """What arguments are called: by their makers, or by lane where names are not shown."""
        if self.settings.names:
            return {tensor: self._source_name(tensor) for tensor in tensors}
        arriving = sorted(lane_of[tensor] for tensor in tensors if tensor in lane_of)
        return {
            tensor: f"lane {arriving.index(lane_of[tensor]) + 1}"
            if tensor in lane_of
            else self.tags[tensor]
            for tensor in tensors
        }

    def _source_name(self, tensor: int) -> str:
        """The name by which a reader finds the maker of a tensor among the rows."""
        found = self.wiring.tensors[tensor]
        item = self.wiring.elements[found.maker].item
        if isinstance(item, Bar):
            return item.name or item.title
        name = item.name or card_text(item, self.panel.graph).headline
        name = f"{name} (call {item.call})" if item.call > 1 else name
        several = len(item.outputs) > 1
        return f"{name} output {found.output + 1}" if several else name

    def _tag_texts(self, element: Element) -> tuple[str, ...]:
        reads = dict.fromkeys(tensor for tensor in element.reads if tensor in self.tags)
        makes = [tensor for tensor in element.makes if tensor in self.tags]
        return (
            *(f"← {self.tags[tensor]}" for tensor in reads),
            *(f"{self._which(element, tensor)}→ {self.tags[tensor]}" for tensor in makes),
        )

    def _which(self, element: Element, tensor: int) -> str:
        told = self.tells_outputs(element)
        return f"output {self.wiring.tensors[tensor].output + 1} " if told else ""


def _shape_of(tensor_type: TensorType) -> str:
    return tight(typed_shape_text(tensor_type))


def tight(shape: str) -> str:
    """A shape without the spaces around its signs, which a column of shapes does not need."""
    return shape.replace(" × ", "×")


def _circle(node: Node) -> str:
    """The sign of an element-wise merge of tensors; "" for anything else."""
    attributes = node.attributes
    if not isinstance(attributes, Elementwise) or attributes.constant is not None:
        return ""
    return CIRCLES.get(attributes.operator, "") if len(node.inputs) > 1 else ""


def _mark(node: Node) -> str:
    if node.custom:
        return CUSTOM
    if node.op.kind is Kind.UNUSED:
        return UNUSED
    if isinstance(node.attributes, Block):
        return CLOSED
    return CARD if mark_of(node) is Mark.CARD else PILL
