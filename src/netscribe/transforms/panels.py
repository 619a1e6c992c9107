"""Graphs for panels: the overview with closed blocks, and the inside of each block card.

In: a `Network` and a `Choose` for its regions. Out: an `Outline`. Cards get their letters in the
order in which a reader meets them: those of the overview first, then those inside of cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.graph.types import Graph, Module, Node, Parameter, Port, Value
from netscribe.graph.walks import with_folded
from netscribe.transforms.block_nodes import block_node, block_title
from netscribe.transforms.closing import (
    Choose,
    Closed,
    Item,
    Network,
    Opened,
    flattened,
    items_of,
)
from netscribe.transforms.lettering import Lettering
from netscribe.transforms.letters import Word
from netscribe.transforms.order import in_order
from netscribe.transforms.outline import BlockCard, Outline
from netscribe.transforms.presence import Part, exceptions, parts_of
from netscribe.transforms.runs import Run
from netscribe.transforms.templates import Template

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class _Body:
    """What a template's card is made of: its letters, items, and facts of the blocks in it."""

    lettering: Lettering
    items: tuple[Item, ...]
    facts: Mapping[str, tuple[str, ...]]


@dataclass
class _Writer:
    """Bodies made and letters given so far, and the cards still to write."""

    network: Network
    choose: Choose
    bodies: dict[Template, _Body] = field(default_factory=dict)
    uses: dict[Template, list[Run]] = field(default_factory=dict)
    letters: dict[Template, str] = field(default_factory=dict)
    pending: list[Template] = field(default_factory=list)

    def letter(self, closed: Closed) -> str:
        """The letter of a run's card, a new one where it has none yet."""
        template = closed.template
        if not closed.shown:
            return ""
        if template not in self.letters:
            number = len(self.letters)
            self.letters[template] = _LETTERS[number] if number < len(_LETTERS) else f"A{number}"
            self.pending.append(template)
        return self.letters[template]

    def note_uses(self, items: tuple[Item, ...]) -> None:
        """Remembers where templates are used, before anything is said of them."""
        for item in flattened(items):
            if isinstance(item, Closed) and item.shown:
                self.uses.setdefault(item.template, []).append(item.run)
                self.body(item.template)

    def body(self, template: Template) -> _Body:
        """The body of a card; those inside it are made first, for they may need letters of it."""
        if template not in self.bodies:
            lettering = self.network.lettering(template)
            items = items_of(self.network, template.model.region, self.choose)
            self.note_uses(items)
            facts = {
                item.id: tuple(self._nested(lettering, template, item))
                for item in flattened(items)
                if isinstance(item, Closed) and item.shown
            }
            self.bodies[template] = _Body(lettering, items, facts)
        return self.bodies[template]

    def _nested(self, outer: Lettering, template: Template, item: Closed) -> Iterator[str]:
        """The letters of a block inside of a card, in the card's own letters."""
        firsts = _places(template, item, 0)
        seconds = _places(template, item, 1) if len(item.run) > 1 else firsts
        for word in self.body(item.template).lettering.words.words:
            if word.incoming or word.derived:
                continue
            rows = [tuple(_at(word, place) for place in places) for places in (firsts, seconds)]
            if all(value is None for row in rows for value in row):
                continue
            said = [str(outer.words.setting(row, word.field)) for row in rows]
            tail = f", then {said[1]}" if said[1] != said[0] else ""
            yield f"{word.letter} = {said[0]}{tail}"

    def facts(self, closed: Closed) -> tuple[str, ...]:
        """What the card of a run in the overview says."""
        if not closed.shown:
            return ()
        words = self.body(closed.template).lettering.facts(closed.template, closed.run)
        return (*words, *exceptions(self.parts(closed.template), closed.run))

    def parts(self, template: Template) -> tuple[Part, ...]:
        """The parts that not every block of a kind has."""
        return parts_of(template, self.uses.get(template, ()))


def outline_of(network: Network, choose: Choose) -> Outline:
    """The outline under a choice.

    Raises:
        CycleError: a closed region is left and entered again, so that it cannot be one card.
    """
    writer = _Writer(network, choose)
    items = items_of(network, network.root, choose)
    writer.note_uses(items)
    overview = _overview(writer, items)
    cards: list[BlockCard] = []
    while writer.pending:
        cards.append(_card(writer, writer.pending.pop(0)))
    return Outline(overview, tuple(cards))


def _overview(writer: _Writer, items: tuple[Item, ...]) -> Graph:
    graph = writer.network.graph
    blocks: dict[str, Node] = {}
    for item in flattened(items):
        if isinstance(item, Closed):
            blocks[item.id] = block_node(graph, item, writer.letter(item), writer.facts(item))
    nodes, modules = _framed_nodes(_unwrapped(items), blocks, {})
    ordered = in_order(nodes)
    return replace(
        graph,
        nodes=ordered,
        values=_values(graph, ordered, {port.value for port in graph.inputs}),
        modules=modules,
    )


def _unwrapped(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Without a frame around nearly all of it: it would tell nothing but a class."""
    for at, item in enumerate(items):
        if not isinstance(item, Opened) or _keeps_frame(item.region.module):
            continue
        inside, whole = _count((item,)), _count(items)
        if inside * 2 > whole and not any(
            4 * _count((other,)) > inside for other in _frames(items) if other is not item
        ):
            return _unwrapped((*items[:at], *item.items, *items[at + 1 :]))
    return items


def _frames(items: tuple[Item, ...]) -> Iterator[Opened]:
    return (item for item in items if isinstance(item, Opened))


def _keeps_frame(module: Module | None) -> bool:
    return module is not None and bool(module.qualifiers or module.meaning)


def _count(items: Iterable[Item]) -> int:
    return sum(1 for _ in flattened(tuple(items)))


def _framed_nodes(
    items: tuple[Item, ...], blocks: dict[str, Node], plain: dict[str, Node]
) -> tuple[list[Node], tuple[Module, ...]]:
    """The nodes, each in its kept frame, and the frames; `plain` replaces nodes by id."""
    nodes: list[Node] = []
    modules: list[Module] = []
    pending: list[tuple[Item, str | None]] = [(item, None) for item in reversed(items)]
    while pending:
        item, frame = pending.pop()
        if isinstance(item, Opened):
            assert item.region.module is not None
            modules.append(replace(item.region.module, parent=frame))
            pending.extend((inner, item.region.id) for inner in reversed(item.items))
        elif isinstance(item, Closed):
            nodes.append(replace(blocks[item.id], module=frame))
        else:
            nodes.append(_in_module(plain.get(item.id, item), frame))
    return nodes, tuple(modules)


def _in_module(node: Node, module: str | None) -> Node:
    return replace(
        node,
        module=module,
        before=tuple(replace(part, module=module) for part in node.before),
        after=tuple(replace(part, module=module) for part in node.after),
    )


def _values(graph: Graph, nodes: Sequence[Node], entering: set[str]) -> tuple[Value, ...]:
    """The values between the nodes, those inside of a node with folded ones included."""
    wanted = set(entering)
    for node in nodes:
        wanted.update(node.outputs)
        wanted.update(item.value for item in node.inputs)
        for part in with_folded(node):
            if part is not node:
                wanted.update((*part.outputs, *(item.value for item in part.inputs)))
    return tuple(value for value in graph.values if value.id in wanted)


def _card(writer: _Writer, template: Template) -> BlockCard:
    graph, model, body = writer.network.graph, template.model, writer.body(template)
    blocks = {
        item.id: block_node(graph, item, writer.letter(item), body.facts.get(item.id, ()))
        for item in flattened(body.items)
        if isinstance(item, Closed)
    }
    plain = _with_rules(body.lettering.nodes, writer.parts(template))
    nodes, modules = _framed_nodes(body.items, blocks, plain)
    ordered = in_order(nodes)
    assert model.region.module is not None
    title = block_title(graph, model.region.module)
    inside = Graph(
        name=title,
        nodes=ordered,
        values=_card_values(graph, ordered, template, body.lettering),
        parameters=_card_parameters(graph, ordered, body.lettering),
        modules=modules,
        inputs=_ports(graph, model.entering, "input"),
        outputs=_ports(graph, model.leaving, "output"),
        origin=graph.origin,
    )
    aside = " · ".join(model.region.module.facts)
    return BlockCard(writer.letters[template], title, aside, inside)


def _with_rules(nodes: Mapping[str, Node], parts: Sequence[Part]) -> dict[str, Node]:
    """Nodes that not every block has say so: on their card, or beside the wire into a merge."""
    found = dict(nodes)
    for part in parts:
        node = found[part.node.id]
        if not part.rule:
            continue
        if len(node.inputs) > 1:
            inputs = tuple(
                item if at == part.kept else replace(item, role=part.rule)
                for at, item in enumerate(node.inputs)
            )
            found[node.id] = replace(node, inputs=inputs)
        else:
            found[node.id] = replace(node, qualifiers=(*node.qualifiers, part.rule))
    return found


def _card_values(
    graph: Graph, nodes: Sequence[Node], template: Template, lettering: Lettering
) -> tuple[Value, ...]:
    entering = {value for value in template.model.entering if value is not None}
    return tuple(
        replace(
            value,
            type=lettering.types.get(value.id, value.type),
            producer=None if value.id in entering else value.producer,
        )
        for value in _values(graph, nodes, entering)
    )


def _card_parameters(
    graph: Graph, nodes: Sequence[Node], lettering: Lettering
) -> tuple[Parameter, ...]:
    used = {name for node in nodes for part in with_folded(node) for name in part.parameters}
    return tuple(
        lettering.parameters.get(parameter.id, parameter)
        for parameter in graph.parameters
        if parameter.id in used
    )


def _ports(graph: Graph, values: Sequence[str | None], fallback: str) -> tuple[Port, ...]:
    """Ports of a card: what the block works on or gives, then others by what makes them.

    What comes first differs from use to use, so that no maker's name would be true of it.
    """
    present = [value for value in values if value is not None]
    named: dict[str, int] = {}
    ports = []
    for at, value in enumerate(present):
        name = fallback if at == 0 else _source_name(graph, value) or fallback
        named[name] = named.get(name, 0) + 1
        ports.append(Port(name if named[name] == 1 else f"{name} {named[name]}", value))
    return tuple(ports)


def _source_name(graph: Graph, value: str) -> str:
    producer = graph.value[value].producer
    if producer is None:
        return next((port.name for port in graph.inputs if port.value == value), "")
    node = graph.drawn_by[producer]
    return node.name or node.op.type_name


def _at(word: Word, place: int | None) -> int | float | str | None:
    return None if place is None else word.row[place]


def _places(template: Template, item: Closed, at: int) -> list[int | None]:
    """Per instance of the outer template, which instance of the inner one stands in it."""
    region = item.run[at].region
    index = {node.id: place for place, node in enumerate(template.model.region.nodes)}
    positions = [index[node.id] for node in region.nodes]
    found: list[int | None] = []
    for instance in template.instances:
        node = next((instance.nodes[p] for p in positions if instance.nodes[p] is not None), None)
        found.append(None if node is None else item.template.place_of_node.get(node.id))
    return found
