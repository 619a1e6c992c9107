"""The operations of one panel as clauses: what is done, to what, and what comes out.

In: a Panel. Out: clauses in the order of the nodes. "Then" says that an operation reads what was
told last; everything else is told by name, so that branches, skips and merges can be followed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from netscribe.figure.prose_words import counted, listed, number_word, ordinal, spoken
from netscribe.figure.roles import drawn_arguments
from netscribe.figure.types import Panel
from netscribe.graph.attributes import Block, Elementwise
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module, Node
from netscribe.graph.walks import ancestors
from netscribe.style.families import Mark, mark_of
from netscribe.style.group_titles import group_aside, group_title
from netscribe.style.labels import CardText, card_text
from netscribe.style.shapes import shape_text, typed_shape_text

#: What happens to the thing told last, with the other operand in the middle.
_WITH_OTHER = {
    "add": "{other} is added",
    "multiply": "it is multiplied by {other}",
    "subtract": "{other} is subtracted",
    "divide": "it is divided by {other}",
}
#: The same where the thing told last is the second operand.
_OTHER_FIRST = {
    "subtract": "it is subtracted from {other}",
    "divide": "{other} is divided by it",
}
_JOINING = {Kind.CONCAT: "joined", Kind.STACK: "stacked"}


class PanelStory:
    """Tells one panel; keeps what was told last."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._graph = panel.graph
        self._texts = {node.id: card_text(node, panel.graph) for node in panel.graph.nodes}
        self._names = _references(panel, self._texts)
        self._last: str | None = None

    def steps(self, most: int) -> Iterator[str]:
        """A clause per operation, up to `most`, and where a repeat begins and ends."""
        around: list[Module] = []
        for node in self._graph.nodes[:most]:
            inside = self._repeats(node)
            yield from (f"here {_title(one)} ends" for one in around if one not in inside)
            yield from (_beginning(one, self._graph) for one in inside if one not in around)
            around = inside
            yield self._clause(node)
            self._last = node.outputs[0] if node.outputs else None
        yield from (f"here {_title(one)} ends" for one in around)

    def _repeats(self, node: Node) -> list[Module]:
        """The containers that repeat around a node, outer ones first."""
        modules = (self._graph.module[name] for name in ancestors(self._graph, node.module))
        return [module for module in modules if module.repeat > 1][::-1]

    def given(self) -> list[str]:
        """What a block card gives, in words."""
        ports = self._graph.outputs
        shapes = [spoken(typed_shape_text(self._graph.value[port.value].type)) for port in ports]
        if len(ports) < 2:
            return shapes
        names = [port.meaning or port.name for port in ports]
        return [f"{name}, {shape}" for name, shape in zip(names, shapes, strict=True)]

    def _clause(self, node: Node) -> str:
        ending = self._ending(node)
        if node.op.kind is Kind.UNUSED:
            text = self._texts[node.id]
            return f"{spoken(text.headline)}{ending}, {listed(_details(text))}"
        if node.op.kind in _JOINING and len(node.inputs) > 1:
            return self._joined(node) + ending
        if isinstance(node.attributes, Elementwise) and len(node.inputs) == 2:
            return self._merged(node, node.attributes.operator) + ending
        return f"{self._opening(node)}{self._what(node)}{self._others(node)}{ending}"

    def _opening(self, node: Node) -> str:
        """ "then ", "from the input: "; nothing for what starts by itself or reads several."""
        read = list(dict.fromkeys(argument.value for argument in node.inputs))
        if self._last is not None and self._last in read:
            return "then "
        if len(read) != 1:
            return ""
        return "first " if self._last is None else f"from {self._reference(read[0])}: "

    def _what(self, node: Node) -> str:
        text = self._texts[node.id]
        if isinstance(node.attributes, Block):
            return _block_words(node, node.attributes, text)
        words = spoken(text.headline)
        if node.repeat > 1:
            words = f"{number_word(node.repeat)} times in a row {words}"
        details = _details(text)
        words += f" with {listed(details)}" if details else ""
        before = f"{listed([spoken(part) for part in text.before])}, then " if text.before else ""
        after = f", then {listed([spoken(part) for part in text.after])}" if text.after else ""
        return f"{before}{words}{after}"

    def _others(self, node: Node) -> str:
        """What else an operation reads, by role."""
        arguments = drawn_arguments(node)
        if len(arguments) < 2:
            return ""
        parts = [
            f"{role} {self._reference(argument.value)}" if role else self._reference(argument.value)
            for _, argument, role in arguments
        ]
        return f", reading {listed(parts)}"

    def _merged(self, node: Node, operator: str) -> str:
        one, two = (argument.value for argument in node.inputs)
        after = self._texts[node.id].after
        ending = f", then {listed([spoken(part) for part in after])}" if after else ""
        if self._last == one and operator in _WITH_OTHER:
            words = _WITH_OTHER[operator].format(other=self._reference(two))
            return f"then {words}{ending}"
        table = _WITH_OTHER if operator in ("add", "multiply") else _OTHER_FIRST
        if self._last == two and operator in table:
            return f"then {table[operator].format(other=self._reference(one))}{ending}"
        operation = operator.replace("_", " ")
        pair = f"{self._reference(one)} and {self._reference(two)}"
        return f"{self._order()} the operation {operation} of {pair}{ending}"

    def _joined(self, node: Node) -> str:
        parts = [self._reference(argument.value) for argument in node.inputs]
        details = _details(self._texts[node.id])
        along = f" along {listed(details)}" if details else ""
        return f"{self._order()} {listed(parts)} are {_JOINING[node.op.kind]}{along}"

    def _ending(self, node: Node) -> str:
        """Name, parameters, and the shape that comes out if it is a new one."""
        text = self._texts[node.id]
        name = f" ({text.name})" if text.name and not _is_merge(node) else ""
        every = " together" if node.repeat > 1 else ""
        count = f", {text.count} parameters{every}" if text.count else ""
        if not node.outputs:
            return f"{name}{count}"
        made = shape_text(self._graph.value[node.outputs[0]].type)
        read = {shape_text(self._graph.value[argument.value].type) for argument in node.inputs}
        gives = f", giving {spoken(made)}" if made not in read else ""
        return f"{name}{count}{gives}"

    def _order(self) -> str:
        return "first" if self._last is None else "then"

    def _reference(self, value: str) -> str:
        return "it" if value == self._last else self._names[value]


def _title(module: Module) -> str:
    return spoken(group_title(module))


def _beginning(module: Module, graph: Graph) -> str:
    """ "here begins Encoder layer (layers.0–5, 3,152,384 each), which runs six times in a row"."""
    held = f" ({spoken(line)})" if (line := group_aside(module, graph)) else ""
    times = f"{number_word(module.repeat)} times in a row, each reading what the one before gives"
    return f"here begins {_title(module)}{held}, which runs {times}"


def _block_words(node: Node, block: Block, text: CardText) -> str:
    """ "three Bottleneck blocks (A) with c = 64 and s = 1"."""
    letter = f" ({block.letter})" if block.letter else ""
    facts = _details(text)
    held = f" with {listed(facts)}" if facts else ""
    return f"{counted(text.headline, node.repeat)}{letter}{held}"


def _details(text: CardText) -> list[str]:
    """The details of a card; a bare "same" would not be understood."""
    return [f"{word} padding" if word == "same" else spoken(word) for word in text.details if word]


def _is_merge(node: Node) -> bool:
    """Whether it is drawn as a circle, which has no name."""
    return mark_of(node) is Mark.CIRCLE


def _references(panel: Panel, texts: dict[str, CardText]) -> dict[str, str]:
    """For each value how it is spoken of: by a name of its own, else by its operation and place."""
    graph = panel.graph
    found = {}
    for port in graph.inputs:
        words = port.meaning or port.name
        found[port.value] = f"the input {words}" if len(graph.inputs) > 1 else "the input"
    names = Counter(node.name for node in graph.nodes)
    headlines = Counter(_headline(node, texts) for node in graph.nodes)
    seen: Counter[str] = Counter()
    for node in graph.nodes:
        headline = _headline(node, texts)
        seen[headline] += 1
        if node.name and names[node.name] == 1 and not _is_merge(node):
            words = node.name
        elif headlines[headline] == 1:
            words = f"the {headline}"
        else:
            words = f"the {ordinal(seen[headline])} {headline}"
        for index, output in enumerate(node.outputs):
            part = f"output {index + 1} of " if len(node.outputs) > 1 else ""
            found[output] = f"{part}{words}"
    return found


def _headline(node: Node, texts: dict[str, CardText]) -> str:
    """What an operation is called when it is spoken of; a merge by what it is the result of."""
    if isinstance(node.attributes, Elementwise):
        operator = node.attributes.operator
        results = {"add": "sum", "multiply": "product", "subtract": "difference"}
        return results.get(operator, operator.replace("_", " "))
    return spoken(texts[node.id].headline)
