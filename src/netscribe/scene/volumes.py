"""Style "volumes": tensors as blocks in perspective, operations named between them.

In: a Figure and a Theme. Out: a Scene. A block is what an operation makes; its size stands above
it, its operation below the arrow into it. Merges and operations that change no shape keep the marks
of style "blocks". The layout engine places blocks as it places cards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from netscribe.figure.types import Edge, Figure, Panel
from netscribe.geometry import Rect
from netscribe.graph.attributes import Convolution, Pool
from netscribe.graph.types import Graph, Node, TensorType
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Spacing
from netscribe.scene.arches import arched
from netscribe.scene.clearance import keeps_clear, text_rooms
from netscribe.scene.cuboid import PlacedBlock, pyramid_marks
from netscribe.scene.ink import MarkInk
from netscribe.scene.page import Page
from netscribe.scene.placed import measure_panel
from netscribe.scene.plan import panel_plan
from netscribe.scene.rows import in_rows
from netscribe.scene.types import GroupMark, Hooks, Mark, Scene
from netscribe.scene.volume_ink import VolumeInk
from netscribe.scene.volume_marks import Volume, VolumeOutlines, make_volume
from netscribe.scene.wires import edge_marks
from netscribe.style.captions import bar_caption, node_captions
from netscribe.style.families import Mark as Shape
from netscribe.style.families import mark_of
from netscribe.style.measured import MeasuredMark
from netscribe.style.shapes import typed_shape_text
from netscribe.style.themes import CardLines, Theme
from netscribe.style.volumes import LETTER_WORDS, SCALE_WORDS, has_letters, map_sizes, scale_of

_LEAST_BAR_WIDTH = 100.0
#: On a slide (960 pt wide) the smallest text, 9 pt, still prints at 6 pt.
_MOST_WIDTH = 960.0 * 9.0 / 6.0
_SPACING = Spacing(between_boxes=18.0, between_ranks=10.0)
_FILTER_WORDS = "pyramids: the window of a filter, at least 4 pt wide"


@dataclass(frozen=True, slots=True)
class _Placed:
    """A panel with its volumes, its other marks, and the layout of both."""

    panel: Panel
    volumes: Mapping[str, Volume]
    measured: Mapping[str, MeasuredMark]
    layout: Layout

    def rect(self, mark: str, ink: MarkInk) -> Rect:
        return ink.rect(self.layout.boxes[mark])

    def block(self, mark: str, ink: MarkInk) -> PlacedBlock:
        return self.volumes[mark].placed(self.rect(mark, ink))


def compose_volumes(figure: Figure, theme: Theme) -> Scene:
    """The finished scene."""
    placed = _place(figure.panels[0], theme.card_lines(names=figure.names))
    page = Page(figure, theme, placed.layout.size, _legend(placed))
    return page.scene(_marks(placed, VolumeInk(theme, page.origin)))


def _place(panel: Panel, lines: CardLines) -> _Placed:
    """Laid out twice: the texts of a row keep off the tallest block of that row, so first the rows
    must be known.
    """
    volumes = _volumes(panel, lines)
    panel = replace(panel, edges=tuple(_labelled(edge, volumes) for edge in panel.edges))
    measured = measure_panel(panel, lines, _LEAST_BAR_WIDTH)
    first = _lay_out(panel, measured, volumes)
    bands = _bands(volumes, first)
    if len(set(bands.values())) > 1:
        volumes = {mark: volume.in_band(bands[mark]) for mark, volume in volumes.items()}
        first = _lay_out(panel, measured, volumes)
    return replace(first, layout=in_rows(first.layout, _MOST_WIDTH))


def _lay_out(
    panel: Panel, cards: Mapping[str, MeasuredMark], volumes: Mapping[str, Volume]
) -> _Placed:
    measured = {**cards, **{mark: volume.measured for mark, volume in volumes.items()}}
    plan = replace(panel_plan(panel, measured, "right"), spacing=_SPACING)
    return _Placed(panel, volumes, measured, arched(plan, layout(plan)))


def _bands(volumes: Mapping[str, Volume], placed: _Placed) -> Mapping[str, float]:
    """By mark: the height of the tallest block among those whose middles stand at its height."""
    row = {mark: round(placed.layout.boxes[mark].center.y) for mark in volumes}
    tallest: dict[int, float] = {}
    for mark, volume in volumes.items():
        tallest[row[mark]] = max(tallest.get(row[mark], 0.0), volume.block.full_height)
    return {mark: tallest[row[mark]] for mark in volumes}


def _volumes(panel: Panel, lines: CardLines) -> Mapping[str, Volume]:
    """Volumes of all inputs and of all operations that make a block, by mark."""
    graph = panel.graph
    tensors = {bar.id: port.value for bar, port in zip(panel.bars, graph.inputs)}
    tensors |= {node.id: _shown(node, graph) for node in graph.nodes if _makes_block(node, graph)}
    types = {mark: graph.value[value].type for mark, value in tensors.items()}
    scale = scale_of(types.values())
    blocks = {mark: scale.block(tensor) for mark, tensor in types.items()}
    band = max(block.full_height for block in blocks.values()) if blocks else 0.0
    bars, captions = {bar.id: bar for bar in panel.bars}, node_captions(graph, lines)
    made: dict[str, Volume] = {}
    for mark, value in tensors.items():
        if mark in bars:
            caption = bar_caption(bars[mark].title, bars[mark].name if lines.names else "")
        else:
            caption = captions[mark]
        words = typed_shape_text(types[mark])
        made[mark] = make_volume(
            value, blocks[mark], band, (words, caption), entered=mark not in bars
        )
    return made


def _makes_block(node: Node, graph: Graph) -> bool:
    """Whether an operation's result is drawn: not that of a merge, nor where no shape changes."""
    mark = mark_of(node)
    if mark is Shape.CIRCLE or not node.outputs:
        return False
    shape = graph.value[_shown(node, graph)].type.shape
    same = (graph.value[argument.value].type.shape == shape for argument in node.inputs)
    return mark is Shape.CARD or not any(same)


def _shown(node: Node, graph: Graph) -> str:
    """The result that the block shows: the first that is read, or the first."""
    outputs = {port.value for port in graph.outputs}
    read = (value for value in node.outputs if graph.consumers[value] or value in outputs)
    return next(read, node.outputs[0])


def _labelled(edge: Edge, volumes: Mapping[str, Volume]) -> Edge:
    """An edge says the size only where no block before it does."""
    source = volumes.get(edge.source)
    return (
        edge if source is None or source.tensor != edge.tensor else replace(edge, label=edge.role)
    )


def _marks(placed: _Placed, ink: VolumeInk) -> tuple[Mark, ...]:
    """Containers lowest, then wires, blocks in topological order, filters, captions, labels."""
    panel, graph = placed.panel, placed.panel.graph
    groups = [
        ink.group(module, graph, placed.layout.groups[module.id])
        for module in graph.modules
        if module.id in placed.layout.groups
    ]
    inputs = [ink.input_block(bar, placed.block(bar.id, ink)) for bar in panel.bars if bar.is_input]
    outputs = [
        ink.bar(bar, placed.measured[bar.id], placed.layout.boxes[bar.id])
        for bar in panel.bars
        if not bar.is_input
    ]
    nodes = [_node_mark(node, placed, ink) for node in graph.nodes]
    bars = frozenset(bar.id for bar in panel.bars if not bar.is_input)
    outlines = VolumeOutlines(placed.measured, placed.layout.boxes, bars, placed.volumes)
    wires, labels = edge_marks(panel.edges, placed.layout, outlines, ink)
    captions = [
        caption
        for mark, volume in placed.volumes.items()
        for caption in ink.captions(mark, volume, placed.rect(mark, ink), graph)
    ]
    rooms = text_rooms((*groups, *nodes, *inputs, *outputs, *captions, *labels))
    filters = tuple(_filter_marks(placed, ink, rooms))
    return (*groups, *wires, *inputs, *nodes, *outputs, *filters, *captions, *labels)


def _node_mark(node: Node, placed: _Placed, ink: VolumeInk) -> GroupMark:
    graph = placed.panel.graph
    if node.id in placed.volumes:
        return ink.block(node, graph, placed.block(node.id, ink))
    return ink.node(node, graph, placed.measured[node.id], placed.layout.boxes[node.id])


def _filter_marks(placed: _Placed, ink: MarkInk, rooms: tuple[Rect, ...]) -> Iterator[GroupMark]:
    """The pyramid of every convolution and pooling that stands straight behind a block.

    One that would strike a text (`rooms`) is left out.
    """
    graph = placed.panel.graph
    for edge in placed.panel.edges:
        node = graph.node.get(edge.target)
        straight = len(placed.layout.routes[edge.id].points) == 2
        if node is None or edge.source not in placed.volumes or not straight:
            continue
        window = _window(node, graph.value[edge.tensor].type)
        if window is None or node.id not in placed.volumes:
            continue
        ends = (placed.block(edge.source, ink), placed.block(node.id, ink))
        marks = pyramid_marks(*ends, window, ink.theme.ink_of(node))
        if marks and keeps_clear(marks, rooms):
            yield GroupMark(Hooks("filter", f"{node.id}/filter", owner=node.id), marks)


def _window(node: Node, tensor: TensorType) -> tuple[float, float] | None:
    """The shares of a map's height and width that one step of the operation sees."""
    attributes, sizes = node.attributes, map_sizes(tensor)
    if isinstance(attributes, Convolution) and attributes.variant != "transposed":
        kernel = attributes.kernel_size
    elif isinstance(attributes, Pool):
        kernel = attributes.size
    else:
        return None
    if len(kernel) != 2 or len(sizes) != 3:
        return None
    height, width = sizes[0], sizes[1]
    if not isinstance(height, int) or not isinstance(width, int):
        return None
    return min(1.0, kernel[0] / height), min(1.0, kernel[1] / width)


def _legend(placed: _Placed) -> tuple[str, ...]:
    graph = placed.panel.graph
    words = [SCALE_WORDS]
    if any(has_letters(graph.value[volume.tensor].type) for volume in placed.volumes.values()):
        words.append(LETTER_WORDS)
    if any(isinstance(node.attributes, (Convolution, Pool)) for node in graph.nodes):
        words.append(_FILTER_WORDS)
    return ("; ".join(words),)
