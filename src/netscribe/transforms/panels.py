"""Graphs for panels: the overview with closed blocks, and the inside of each block card.

In: a `Network` and a `Choose` for its regions. Out: an `Outline`. Cards get their letters in the
order in which a reader meets them: those of the overview first, then those inside of cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph, Module, Node
from netscribe.transforms.block_nodes import (
    block_node,
    block_title,
    closed_facts,
    told_facts,
    told_facts_of,
)
from netscribe.transforms.closing import (
    Choice,
    Choose,
    Closed,
    Item,
    Network,
    flattened,
    items_of,
)
from netscribe.transforms.hidden_parts import UntoldError, with_hidden
from netscribe.transforms.in_place import all_runs, standing_for_all, with_repeats_around
from netscribe.transforms.lettering import Lettering
from netscribe.transforms.letters import Word
from netscribe.transforms.order import in_order
from netscribe.transforms.outline import BlockCard, Outline
from netscribe.transforms.panel_parts import (
    card_parameters,
    card_values,
    framed_nodes,
    values_between,
    with_block_rules,
    with_rules,
    with_sharing,
)
from netscribe.transforms.port_names import ports, with_port_names
from netscribe.transforms.presence import Part, exceptions, parts_of
from netscribe.transforms.regions import Region
from netscribe.transforms.runs import Run
from netscribe.transforms.shown_letters import shown_letters
from netscribe.transforms.templates import Template
from netscribe.transforms.unwrapping import unwrapped

_MOST_TITLES = 3
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class _Body:
    """What a template's card is made of: its letters, items, and facts of the blocks in it.

    `shown` are the letters that stand on the card.
    """

    lettering: Lettering
    items: tuple[Item, ...]
    facts: Mapping[str, tuple[str, ...]]
    shown: frozenset[str]


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
        for item, around in with_repeats_around(items):
            if isinstance(item, Closed) and item.shown:
                self.uses.setdefault(item.template, []).extend(all_runs(item, around))
                self.body(item.template)

    def body(self, template: Template) -> _Body:
        """The body of a card; those inside it are made first, for they may need letters of it."""
        if template not in self.bodies:
            lettering = self.network.lettering(template)
            items = items_of(self.network, template.model.region, self.choose)
            self.note_uses(items)
            facts = {
                item.id: self._facts_inside(lettering, template, item)
                for item in flattened(items)
                if isinstance(item, Closed)
            }
            shown = shown_letters(lettering, tuple(flattened(items)), facts)
            self.bodies[template] = _Body(lettering, items, facts, shown)
        return self.bodies[template]

    def _facts_inside(self, outer: Lettering, template: Template, item: Closed) -> tuple[str, ...]:
        """What a block inside of a card says: only what holds for every use of the card."""
        runs = [
            tuple(item.template.instances[place] for place in places if place is not None)
            for places in zip(
                *(_places(template, item, at) for at in range(len(item.run))), strict=True
            )
        ]
        others = [replace(item, run=run) for run in runs if len(run) == len(item.run)]
        whole = len(others) == len(template.instances)
        named = _common([told_facts(other) for other in others]) if whole else ()
        if item.shown:
            return (*named, *self._nested(outer, template, item))
        closed = _common([closed_facts(other) for other in others]) if whole else ()
        return (*named, *closed)

    def _nested(self, outer: Lettering, template: Template, item: Closed) -> Iterator[str]:
        """The letters of a block inside of a card, in the card's own letters."""
        firsts = _places(template, item, 0)
        seconds = _places(template, item, 1) if len(item.run) > 1 else firsts
        inner = self.body(item.template)
        for word in inner.lettering.words.words:
            if not word.is_stated or word.letter not in inner.shown:
                continue
            rows = [tuple(_at(word, place) for place in places) for places in (firsts, seconds)]
            if all(value is None for row in rows for value in row):
                continue
            said = [str(outer.words.setting(row, word.field)) for row in rows]
            tail = f", then {said[1]}" if said[1] != said[0] else ""
            yield f"{word.letter} = {said[0]}{tail}"

    def facts(self, closed: Closed) -> tuple[str, ...]:
        """What the card of a run in the overview says."""
        named = told_facts(closed)
        if not closed.shown:
            return (*named, *closed_facts(closed))
        body = self.body(closed.template)
        words = body.lettering.facts(closed.template, closed.run, body.shown)
        return (*named, *words, *exceptions(self.parts(closed.template), closed.run))

    def parts(self, template: Template) -> tuple[Part, ...]:
        """The parts that not every block of a kind has."""
        graph, items = self.network.graph, self.body(template).items
        parts = parts_of(graph, template, self.uses.get(template, ()))
        return with_hidden(graph, template, items, parts, self.parts)

    def facts_on_card(self, body: _Body, closed: Closed) -> tuple[str, ...]:
        """What the card of a run says that lies on another card."""
        facts = body.facts.get(closed.id, ())
        if not closed.shown:
            return facts
        return (*facts, *exceptions(self.parts(closed.template), closed.run))


def outline_of(network: Network, choose: Choose) -> Outline:
    """The outline under a choice; blocks whose uses a card cannot say are closed without one.

    Raises:
        CycleError: a closed region is left and entered again, so that it cannot be one card.
    """
    while True:
        try:
            return _outline(network, choose)
        except UntoldError as error:
            choose = _without_card(network, choose, error.template)


def _without_card(network: Network, choose: Choose, template: Template) -> Choose:
    def chosen(region: Region) -> Choice:
        choice = choose(region)
        is_untold = choice is Choice.CARD and network.templates[region.id] is template
        return Choice.SHUT if is_untold else choice

    return chosen


def _outline(network: Network, choose: Choose) -> Outline:
    writer = _Writer(network, choose)
    items = items_of(network, network.root, choose)
    writer.note_uses(items)
    overview = _overview(writer, items)
    cards: list[BlockCard] = []
    while writer.pending:
        cards.append(_card(writer, writer.pending.pop(0)))
    return Outline(overview, tuple(cards), _left_out([overview, *(card.graph for card in cards)]))


def _left_out(graphs: Sequence[Graph]) -> tuple[str, ...]:
    """Words for the blocks whose inside is not shown."""
    blocks = (node.attributes for graph in graphs for node in graph.nodes)
    titles = dict.fromkeys(
        block.title for block in blocks if isinstance(block, Block) and not block.letter
    )
    return (f"the inside of {', '.join(titles)}",) if titles else ()


def _overview(writer: _Writer, items: tuple[Item, ...]) -> Graph:
    graph = writer.network.graph
    blocks: dict[str, Node] = {}
    for item in flattened(items):
        if isinstance(item, Closed):
            blocks[item.id] = block_node(graph, item, writer.letter(item), writer.facts(item))
    blocks = with_port_names(graph, items, blocks)
    blocks, plain = standing_for_all(items, blocks, {})
    nodes, modules = framed_nodes(graph, unwrapped(items), blocks, plain)
    ordered = with_sharing(graph, in_order(nodes))
    return replace(
        graph,
        nodes=ordered,
        values=values_between(graph, ordered, {port.value for port in graph.inputs}),
        modules=modules,
    )


def _card(writer: _Writer, template: Template) -> BlockCard:
    graph, model, body = writer.network.graph, template.model, writer.body(template)
    blocks = {
        item.id: block_node(graph, item, writer.letter(item), writer.facts_on_card(body, item))
        for item in flattened(body.items)
        if isinstance(item, Closed)
    }
    parts = writer.parts(template)
    blocks = with_block_rules(blocks, body.items, parts)
    blocks = with_port_names(graph, body.items, blocks)
    plain = with_rules(body.lettering.nodes, parts)
    blocks, plain = standing_for_all(body.items, blocks, plain)
    nodes, modules = framed_nodes(graph, body.items, blocks, plain)
    ordered = with_sharing(graph, in_order(nodes))
    assert model.region.module is not None
    title = _card_title(graph, [run[0].region.module for run in writer.uses[template]])
    inside = Graph(
        name=title,
        nodes=ordered,
        values=card_values(graph, ordered, template, body.lettering),
        parameters=card_parameters(graph, ordered, body.lettering),
        modules=modules,
        inputs=ports(graph, [one.entering for one in template.instances], "input"),
        outputs=ports(graph, [one.leaving for one in template.instances], "output"),
        origin=graph.origin,
    )
    told = [told_facts_of(instance.region) for instance in template.instances]
    aside = " · ".join(_common(told))
    return BlockCard(writer.letters[template], title, aside, inside)


def _common(facts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Facts that are the same for all."""
    return tuple(fact for fact in facts[0] if all(fact in other for other in facts))


def _at(word: Word, place: int | None) -> int | float | str | None:
    return None if place is None else word.row[place]


def _card_title(graph: Graph, modules: Sequence[Module | None]) -> str:
    """The title of a card: that of its uses, or theirs in a row where they differ (query, key)."""
    titles = dict.fromkeys(block_title(graph, module) for module in modules if module is not None)
    shown = list(titles)[:_MOST_TITLES]
    return ", ".join(shown) + (", …" if len(titles) > len(shown) else "")


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
