"""A drawn network as plain facts and wiring, and whether two of them are the same.

In: the panels of a decoded picture, or a Graph as folded for drawing. Out: a `Net`, and in words
where two Nets differ. Ids of one Net mean nothing in the other: they are matched from the outputs
upwards, argument by argument.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.round_trip.decoded import DrawnEdge, DrawnNode, DrawnPanel

from netscribe.figure.bars import figure_bars
from netscribe.figure.edges import figure_edges
from netscribe.graph.types import Graph, Node
from netscribe.style.families import Mark, mark_of
from netscribe.style.labels import card_text, pill_text


@dataclass
class Net:
    """Operations with their facts, and which tensors each reads, in order.

    Attributes:
        facts: per operation its kind and the words printed of it.
        reads: per operation or output the tensors it reads, each once, by first argument.
        maker: per tensor the operation or input that it comes from.
        inputs, outputs: ids with the words printed of them, in order.
    """

    facts: dict[str, tuple[str, Mapping[str, int]]] = field(default_factory=dict)
    reads: dict[str, tuple[str, ...]] = field(default_factory=dict)
    maker: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)


_STRIDES = re.compile(r"stride (?!1$)")
#: A weight's whole path in the code is a name, which differs from block to block.
_LEARNED = re.compile(r"(?<=learned )[\w.]+\.(?=\w)")
#: Which use of shared weights a card is has no meaning on a block card, which says "3 uses in all".
_USE = re.compile(r"use \d+ of (\d+)|(\d+) uses in all")
#: What the legend says once for all operations of a kind.
_BIAS_OF = {"conv": "no bias in convolutions", "linear": "no bias in linear layers"}
_HALF_WINDOWS = "padding (k−1)/2 of k×k windows"
_KERNEL = re.compile(r"\d+(?:×\d+)*$")


def words(parts: Iterable[str]) -> Mapping[str, int]:
    """Texts as a bag of words: where a line is broken means nothing, nor how thousands stand."""
    given = _with_amounts([part for text in parts for part in text.split(" · ")])
    said = _USE.sub(r"uses \1\2", _LEARNED.sub("", " ".join(given)))
    return Counter(re.sub(r"(?<=\d),(?=\d{3})", "", said).split())


def _with_amounts(parts: list[str]) -> list[str]:
    """ "same" padding of an odd window that moves by one, in numbers, as a block card says it."""
    kernel = _KERNEL.search(parts[0]) if parts else None
    if kernel is None or "same" not in parts or any(_STRIDES.match(part) for part in parts):
        return parts
    sizes = [int(number) for number in kernel[0].split("×")]
    if any(number % 2 == 0 for number in sizes):
        return parts
    padding = _half_of(kernel[0])
    return [part if part != "same" else padding for part in parts if padding or part != "same"]


def net_of_graph(graph: Graph) -> Net:
    """What a picture of a folded graph must say."""
    net = Net()
    for node in graph.nodes:
        net.facts[node.id] = (node.op.kind.value, words(_printed(node, graph)))
    for bar in figure_bars(graph):
        side = net.inputs if bar.is_input else net.outputs
        side[bar.id] = " ".join(part for part in (bar.title, bar.name, bar.shape) if part)
    edges = figure_edges(graph, "none")
    _wire(net, [DrawnEdge(e.source, e.target, e.tensor, e.target_argument) for e in edges])
    return net


def _printed(node: Node, graph: Graph) -> tuple[str, ...]:
    if mark_of(node) is Mark.PILL:
        return (pill_text(node, graph),)
    text = card_text(node, graph)
    if mark_of(node) is Mark.CIRCLE:
        return (text.headline, *text.before, *text.after)
    return (text.headline, *text.details, *text.before, *text.after)


def net_of_panel(panel: DrawnPanel, legend: Iterable[str] = ()) -> Net:
    """What a panel without block cards says, with what the legend says of all of a kind."""
    net, said = Net(), " ".join(legend)
    for node in panel.nodes.values():
        net.facts[node.id] = (node.operation, words(completed(node, node.facts, said)))
    for port in panel.ports.values():
        side = net.inputs if port.side == "input" else net.outputs
        side[port.id] = " ".join(port.texts)
    _wire(net, panel.edges)
    return net


def completed(node: DrawnNode, facts: Iterable[str], legend: str) -> list[str]:
    """The facts of an operation with those that the legend says of all of its kind."""
    found = list(facts)
    bias = _BIAS_OF.get(node.operation)
    if bias and bias in legend and not node.is_pill:
        found.append("no bias")
    kernel = _KERNEL.search(found[0]) if found and node.operation in ("conv", "pool") else None
    if kernel is not None and _HALF_WINDOWS in legend:
        padding = _half_of(kernel[0])
        found.extend([] if padding is None else [padding])
    return found


def _half_of(kernel: str) -> str | None:
    amounts = [int(number) // 2 for number in kernel.split("×")]
    if not any(amounts):
        return None
    return f"padding {amounts[0] if len(set(amounts)) == 1 else '×'.join(map(str, amounts))}"


def _wire(net: Net, edges: Iterable[DrawnEdge]) -> None:
    reads: dict[str, dict[str, int]] = {}
    for edge in sorted(edges, key=lambda edge: edge.argument):
        reads.setdefault(edge.target, {}).setdefault(edge.tensor, edge.argument)
        net.maker[edge.tensor] = edge.source
    for target in (*net.facts, *net.outputs):
        net.reads[target] = tuple(reads.get(target, ()))


def differences(drawn: Net, wanted: Net) -> list[str]:
    """What is not the same, in words; nothing for isomorphic nets with equal facts."""
    found: list[str] = []
    for side in ("inputs", "outputs"):
        ours, theirs = (list(getattr(net, side).values()) for net in (drawn, wanted))
        if _unbroken(ours) != _unbroken(theirs):
            found.append(f"{side} {ours}, not {theirs}")
    if len(drawn.facts) != len(wanted.facts):
        found.append(f"{len(drawn.facts)} operations, not {len(wanted.facts)}")
    return found or _unmatched(drawn, wanted)


def _unbroken(texts: list[str]) -> list[str]:
    """Without spaces: where a line of a bar is broken means nothing."""
    return [text.replace(" ", "") for text in texts]


def _unmatched(drawn: Net, wanted: Net) -> list[str]:
    matched: dict[str, str] = dict(zip(drawn.inputs, wanted.inputs))
    pending = list(zip(drawn.outputs, wanted.outputs))
    taken = set(matched.values())
    while pending:
        ours, theirs = pending.pop()
        if len(drawn.reads[ours]) != len(wanted.reads[theirs]):
            return [f"{ours} reads {len(drawn.reads[ours])}, not {len(wanted.reads[theirs])}"]
        for tensor, other in zip(drawn.reads[ours], wanted.reads[theirs]):
            maker, wanted_maker = drawn.maker[tensor], wanted.maker[other]
            if maker in matched or wanted_maker in taken:
                if matched.get(maker) != wanted_maker:
                    return [f"{ours} reads {maker}, where {theirs} reads {wanted_maker}"]
                continue
            if drawn.facts.get(maker) != wanted.facts.get(wanted_maker):
                return [_facts_differ(maker, drawn, wanted, wanted_maker)]
            matched[maker] = wanted_maker
            taken.add(wanted_maker)
            pending.append((maker, wanted_maker))
    return _left_over(drawn, wanted, matched)


def _facts_differ(maker: str, drawn: Net, wanted: Net, wanted_maker: str) -> str:
    ours, theirs = drawn.facts.get(maker), wanted.facts.get(wanted_maker)
    return f"{maker} says {ours}, but {wanted_maker} is {theirs}"


def _left_over(drawn: Net, wanted: Net, matched: Mapping[str, str]) -> list[str]:
    """Operations that lead to no output are compared by their facts."""
    ours = [facts for node, facts in drawn.facts.items() if node not in matched]
    taken = set(matched.values())
    theirs = [facts for node, facts in wanted.facts.items() if node not in taken]
    key = lambda facts: (facts[0], sorted(facts[1].items()))  # noqa: E731
    same = sorted(ours, key=key) == sorted(theirs, key=key)
    return [] if same else [f"operations without a way to an output: {ours}, not {theirs}"]
