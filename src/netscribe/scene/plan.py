"""The layout's task: the boxes, groups and wires of one panel, without coordinates.

In: a Panel and its measured marks. Out: a `Plan`. Here networks end and boxes begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from netscribe.figure.types import Bar, Edge, Panel
from netscribe.geometry import Size
from netscribe.graph.types import Graph, Module, Node
from netscribe.layout.types import Box, Direction, Group, Plan, Wire
from netscribe.style import typography as type_
from netscribe.style.families import Mark
from netscribe.style.group_titles import measure_title
from netscribe.style.measured import MeasuredMark
from netscribe.text.metrics import text_width

#: What keeping the trunk straight through an operation is worth.
_WEIGHTED, _MERGE, _LIGHT = 8.0, 3.0, 1.0
_LABEL_HEIGHT = 13.0


def panel_plan(panel: Panel, measured: Mapping[str, MeasuredMark], direction: str) -> Plan:
    """The plan of a panel; boxes in topological order, inputs first, outputs last."""
    bars = {bar.id: _bar_box(bar, measured[bar.id]) for bar in panel.bars}
    inputs = [bars[bar.id] for bar in panel.bars if bar.is_input]
    outputs = [bars[bar.id] for bar in panel.bars if not bar.is_input]
    nodes = [_node_box(node, measured[node.id]) for node in panel.graph.nodes]
    used = _used_modules(panel)
    return Plan(
        boxes=(*inputs, *nodes, *outputs),
        wires=tuple(_wire(edge) for edge in panel.edges),
        groups=tuple(
            _group(module, panel.graph) for module in panel.graph.modules if module.id in used
        ),
        direction=cast(Direction, direction),
    )


def _bar_box(bar: Bar, mark: MeasuredMark) -> Box:
    return Box(
        bar.id,
        mark.size,
        trunk_weight=_LIGHT,
        overhang=mark.overhang,
        overhang_top=mark.overhang_top,
        entry=bar.is_input,
    )


def _node_box(node: Node, mark: MeasuredMark) -> Box:
    weight = _WEIGHTED if node.parameters else _LIGHT
    if mark.mark is Mark.CIRCLE:
        weight = _MERGE
    return Box(
        node.id,
        mark.size,
        group=node.module,
        trunk_weight=weight,
        side_entry=mark.mark is Mark.CIRCLE,
        overhang=mark.overhang,
        overhang_top=mark.overhang_top,
    )


def _wire(edge: Edge) -> Wire:
    return Wire(
        id=edge.id,
        tensor=edge.tensor,
        source=edge.source,
        target=edge.target,
        source_order=edge.source_output,
        target_order=edge.target_argument,
        label=_label_size(edge.label) if edge.label else None,
    )


def _label_size(text: str) -> Size:
    font = type_.EDGE_LABEL
    return Size(text_width(text, font.size, font.weight), _LABEL_HEIGHT)


def _group(module: Module, graph: Graph) -> Group:
    title = measure_title(module, graph).room
    return Group(module.id, module.parent, title, needed=module.repeat > 1)


def _used_modules(panel: Panel) -> set[str]:
    """Modules that hold a drawn node, and their ancestors."""
    used: set[str] = set()
    for node in panel.graph.nodes:
        module = node.module
        while module is not None and module not in used:
            used.add(module)
            module = panel.graph.module[module].parent
    return used
