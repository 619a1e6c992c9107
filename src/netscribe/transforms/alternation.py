"""Blocks of several kinds that take turns: plain and shifted windows, local and global attention.

In: a Graph with its modules. Out: the same nodes, in which each turn of such a sequence (A and B of
A, B, A, B, ...) is a group of our own making, so that it can be drawn once with ×N. A turn of the
same kinds elsewhere is grouped as well. Blocks of one template that only lack a part, such as the
first one of a stage, are of one kind.

Source: tandem repeats over the kinds of sibling modules. Cost: O(nodes) where nothing takes turns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from netscribe.graph.types import Graph, Module
from netscribe.transforms.content import Census
from netscribe.transforms.regions import HOLDERS, Region, boundary, region_tree
from netscribe.transforms.tandem import tandem_repeats
from netscribe.transforms.templates import find_templates

_LEAST_BLOCK, _LEAST_IN_A_ROW = 3, 4
_TURNS = {2: "Pair", 3: "Triple"}

#: Sibling modules, one following directly on another.
_Row: TypeAlias = tuple[Region, ...]


def with_alternations(graph: Graph) -> Graph:
    """The graph with groups; the same graph where no blocks take turns."""
    root = region_tree(graph)
    rows = [row for region in root.walk() for row in _rows(region)]
    census = Census()
    if not any(_may_alternate(graph, row, census) for row in rows):
        return graph
    templates = find_templates(graph, (region for row in rows for region in row))
    kinds = {name: min(template.place) for name, template in templates.items()}
    patterns: dict[tuple[str, ...], None] = {}
    for row in rows:
        keys = [kinds[region.id] for region in row]
        for start, period, _ in tandem_repeats(keys):
            patterns.setdefault(tuple(keys[start : start + period]))
    turns = [turn for row in rows for turn in _turns(row, kinds, list(patterns))]
    return _grouped(graph, turns) if turns else graph


def _rows(region: Region) -> Iterator[_Row]:
    """The blocks in a region that follow directly on one another; a plain list is no block."""
    row: list[Region] = []
    for member in region.members:
        if isinstance(member, Region) and _is_block(member):
            row.append(member)
            continue
        yield tuple(row)
        row = []
    yield tuple(row)


def _is_block(region: Region) -> bool:
    return region.class_name not in HOLDERS and len(region.nodes) >= _LEAST_BLOCK


def _may_alternate(graph: Graph, row: _Row, census: Census) -> bool:
    """Whether kinds take turns if blocks that lack a part count as kinds of their own."""
    if len(row) < _LEAST_IN_A_ROW:
        return False
    keys = []
    for region in row:
        content = census.content(graph, region.nodes, boundary(graph, region.nodes))
        keys.append((region.class_name, census.canonical(content).signature))
    return any(tandem_repeats(keys))


def _turns(
    row: _Row, kinds: Mapping[str, str], patterns: Sequence[tuple[str, ...]]
) -> Iterator[_Row]:
    """The turns in a row, from its beginning on."""
    at = 0
    while at < len(row):
        found = next(
            (
                len(pattern)
                for pattern in patterns
                if tuple(kinds[one.id] for one in row[at : at + len(pattern)]) == pattern
            ),
            0,
        )
        if found:
            yield row[at : at + found]
        at += found or 1


def _grouped(graph: Graph, turns: Sequence[_Row]) -> Graph:
    taken = {module.id for module in graph.modules} | graph.node.keys()
    home: dict[str, str] = {}
    made: list[Module] = []
    for turn in turns:
        group = _group(turn, taken)
        made.append(group)
        taken.add(group.id)
        home.update((region.id, group.id) for region in turn)
    modules = tuple(
        replace(module, parent=home[module.id]) if module.id in home else module
        for module in graph.modules
    )
    return replace(graph, modules=(*modules, *made))


def _group(turn: _Row, taken: set[str]) -> Module:
    first, last = turn[0].module, turn[-1].module
    assert first is not None and last is not None
    wanted, count = f"{first.id}/turn", 1
    while wanted in taken:
        count += 1
        wanted = f"{first.id}/turn{count}"
    name = f"{first.name}–{last.name.rpartition('.')[2]}" if first.name and last.name else ""
    classes = dict.fromkeys(region.class_name for region in turn)
    word = "And".join(classes) if len(classes) < len(turn) or len(turn) == 2 else "Block"
    if len(classes) == 1:
        word += _TURNS.get(len(turn), "Group")
    return Module(wanted, "", name, word, first.parent)
