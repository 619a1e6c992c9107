"""The stage table: one row per block or weighted operation of the overview, as papers print it.

In: an Outline, and its Source for multiply-adds. Out: a Table: stage, block, ×N, a column per
letter of the block cards, output shape, parameters, multiply-adds. Knows no sizes and no places.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from netscribe.figure.source import Source
from netscribe.figure.types import Table
from netscribe.graph.attributes import Block
from netscribe.graph.types import Graph, Node
from netscribe.style.labels import card_text, grouped
from netscribe.style.labels.amounts import amount_text
from netscribe.style.labels.card import own_parameters
from netscribe.style.shapes import shape_text
from netscribe.transforms.outline import Outline

#: Fewer blocks of which something varies are told by their cards alone.
_LEAST_ROWS = 3
_MOST_LETTERS = 5
#: Details of an operation that its paper's table would not print.
_LEFT_OUT = ("padding", "ε", "output padding")


@dataclass(frozen=True, slots=True)
class Stage:
    """A row before it is text.

    Attributes:
        node: the block or operation of the overview.
        values: the printed value of each letter.
        multiply_adds: of all repeats together; None if not known.
    """

    node: Node
    values: Mapping[str, str]
    multiply_adds: int | None


def drawn_stage_table(outline: Outline, source: Source | None = None) -> Table | None:
    """The stage table of a figure whose stages are blocks with varying letters; else None."""
    stages = stages_of(outline)  # what it costs is counted only where there will be a table
    varying = [stage for stage in stages if stage.values and _letter(stage.node)]
    if len(varying) < _LEAST_ROWS or not _differ(varying) or not _are_of_one_sort(varying):
        return None
    return stage_table(outline, source)


def stage_table(outline: Outline, source: Source | None = None) -> Table:
    """The stage table of any outline; columns without any value are left out."""
    graph, stages = outline.overview, stages_of(outline, source)
    letters = dict.fromkeys(letter for stage in stages for letter in stage.values)
    texts = {stage.node.id: card_text(stage.node, graph) for stage in stages}
    columns: list[tuple[str, Callable[[Stage], str], bool]] = [
        ("stage", lambda stage: texts[stage.node.id].name, False),
        ("block", lambda stage: _block_words(stage.node, graph), False),
        ("×N", lambda stage: _times(stage.node, graph), True),
        *((letter, _value_of(letter), True) for letter in letters),
        ("output", lambda stage: _output(stage.node, graph), False),
        ("parameters", lambda stage: _parameters(stage.node, graph), True),
        ("multiply-adds", lambda stage: _amount(stage.multiply_adds), True),
    ]
    kept = [column for column in columns if any(column[1](stage) for stage in stages)]
    return Table(
        headings=tuple(heading for heading, _, _ in kept),
        rows=tuple(tuple(cell(stage) for _, cell, _ in kept) for stage in stages),
        numeric=tuple(numeric for _, _, numeric in kept),
    )


def stages_of(outline: Outline, source: Source | None = None) -> tuple[Stage, ...]:
    """The rows: blocks and operations with weights, in the overview's order."""
    counts = {} if source is None else source.counts
    return tuple(
        Stage(node, _values(node), _sum(node, counts))
        for node in outline.overview.nodes
        if isinstance(node.attributes, Block) or node.parameters
    )


def fact_values(facts: tuple[str, ...]) -> dict[str, str]:
    """What "c = 128" and "s = 2, then 1" say by letter; other facts say nothing of a letter."""
    found = {}
    for fact in facts:
        letter, equals, value = fact.partition(" = ")
        if equals and letter.isidentifier():
            found[letter] = value
    return found


def _values(node: Node) -> dict[str, str]:
    return fact_values(node.attributes.facts) if isinstance(node.attributes, Block) else {}


def _sum(node: Node, counts: Mapping[str, tuple[str, int | None]]) -> int | None:
    """Over everything that a node stands for; None if one count is not known."""
    found = dict(counts[covered] for covered in node.covers if covered in counts)
    known = [count for count in found.values() if count is not None]
    return sum(known) if known and len(known) == len(found) else None


def _differ(stages: list[Stage]) -> bool:
    return len({tuple(stage.values.items()) for stage in stages}) > 1


def _are_of_one_sort(stages: list[Stage]) -> bool:
    """Whether all blocks have the same few letters: one column must not mean two things."""
    sorts: dict[str, set[str]] = {}
    for stage in stages:
        sorts.setdefault(_letter(stage.node), set()).update(stage.values)
    first, *others = sorts.values()
    return len(first) <= _MOST_LETTERS and all(letters == first for letters in others)


def _letter(node: Node) -> str:
    return node.attributes.letter if isinstance(node.attributes, Block) else ""


def _block_words(node: Node, graph: Graph) -> str:
    text = card_text(node, graph)
    if isinstance(node.attributes, Block):
        return f"{node.attributes.letter} {text.headline}".strip()
    numbers = [
        detail
        for detail in text.details
        if any(sign.isdigit() for sign in detail) and not detail.startswith(_LEFT_OUT)
    ]
    return " · ".join((text.headline, *numbers))


def _value_of(letter: str) -> Callable[[Stage], str]:
    return lambda stage: stage.values.get(letter, "")


def _output(node: Node, graph: Graph) -> str:
    return shape_text(graph.value[node.outputs[0]].type) if node.outputs else ""


def _times(node: Node, graph: Graph) -> str:
    times = node.repeat * graph.module_runs[node.module]
    return str(times) if times > 1 else ""


def _parameters(node: Node, graph: Graph) -> str:
    """Of all runs together: a card in a container that repeats says those of one."""
    each = sum(parameter.size or 0 for parameter in own_parameters(node, graph))
    return grouped(each * graph.module_runs[node.module]) if each else ""


def _amount(count: int | None) -> str:
    return amount_text(count) if count else ""
