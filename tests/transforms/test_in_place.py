"""Runs drawn in place: a frame ×N stands for all its repeats, and only where that is the truth."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.models.architectures.stored import stored
from tests.small_networks import Network as Builder

from netscribe.graph.attributes import Activation, Elementwise, Linear
from netscribe.graph.counts import multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Module
from netscribe.graph.validation import check_accounting, validate
from netscribe.graph.walks import ancestors
from netscribe.transforms.detail import outlines
from netscribe.transforms.in_place import may_stand_in_place
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified
from netscribe.transforms.regions import region_tree
from netscribe.transforms.runs import find_runs
from netscribe.transforms.templates import find_templates


def _layers(units: tuple[int, ...], *, shared: bool = False, mixed: bool = False) -> Graph:
    """Dense layers with a skip around each; `mixed` adds one tensor to every second one's input."""
    net = Builder()
    value = start = net.input(None, 8)
    homes: list[str] = []
    for at, inner in enumerate(units):
        wide = net.call(
            Kind.LINEAR, Linear(units=inner), value, (None, inner), weights=((8, inner),)
        )
        bent = net.call(Kind.ACTIVATION, Activation(function="relu"), wide, (None, inner))
        back = net.call(Kind.LINEAR, Linear(units=8), bent, (None, 8), weights=((inner, 8),))
        other = start if mixed and at % 2 else value
        value = net.call(Kind.ELEMENTWISE, Elementwise(), (back, other), (None, 8))
        homes.extend([f"layers/{at}"] * 4)
    graph = net.finish(value)
    modules = tuple(
        Module(f"layers/{at}", f"layers/{at}", f"layers.{at}", "Layer") for at in range(len(units))
    )
    nodes = [replace(node, module=home) for node, home in zip(graph.nodes, homes, strict=True)]
    if shared:
        nodes = [
            replace(node, parameters=nodes[at % 4].parameters) for at, node in enumerate(nodes)
        ]
        used = {name for node in nodes for name in node.parameters}
        kept = tuple(one for one in graph.parameters if one.id in used)
        graph = replace(graph, parameters=kept)
    return replace(graph, nodes=tuple(nodes), modules=modules)


def _may(graph: Graph) -> list[bool]:
    """For every run of the network, whether it may be drawn in place."""
    validate(graph)
    root = region_tree(graph)
    templates = find_templates(graph, [region for region in root.walk() if region.module])
    return [may_stand_in_place(graph, run) for run in find_runs(graph, root.regions, templates)]


def test_equal_layers_in_a_row_may_be_drawn_in_place() -> None:
    assert _may(_layers((16, 16, 16))) == [True]


def test_a_layer_alone_is_no_repeat() -> None:
    assert _may(_layers((16,))) == [False]


def test_layers_with_other_numbers_are_not_drawn_in_place() -> None:
    assert True not in _may(_layers((16, 32)))


def test_layers_that_share_their_weights_are_not_drawn_in_place() -> None:
    assert _may(_layers((16, 16, 16), shared=True)) == [False]


def test_layers_of_which_some_read_something_else_are_not_drawn_in_place() -> None:
    assert True not in _may(_layers((16, 16, 16, 16), mixed=True))


def _in_place(name: str) -> Outline:
    return next(
        one
        for one in outlines(simplified(stored(name)))
        if any(module.repeat > 1 for module in one.overview.modules)
    )


@pytest.mark.parametrize(
    ("name", "repeats"),
    [("gpt2", [12]), ("transformer", [6, 6]), ("whisper", [6, 6]), ("t5", [11, 11]), ("vit", [12])],
)
def test_stacks_of_equal_layers_are_frames(name: str, repeats: list[int]) -> None:
    modules = _in_place(name).overview.modules
    assert [module.repeat for module in modules if module.repeat > 1] == repeats


@pytest.mark.parametrize("name", ["gpt2", "transformer", "whisper", "t5"])
def test_a_frame_accounts_for_all_that_it_stands_for(name: str) -> None:
    overview = _in_place(name).overview
    validate(overview)
    check_accounting(stored(name), overview)


def test_what_frames_cost_is_what_the_layers_cost() -> None:
    drawn = simplified(stored("vit"))
    whole, framed = multiply_adds(drawn), multiply_adds(_in_place("vit").overview)
    assert sum(framed.values()) == sum(whole.values())  # type: ignore[arg-type]


def test_a_frame_gives_what_its_last_layer_gives() -> None:
    overview = _in_place("gpt2").overview
    (frame,) = (module for module in overview.modules if module.repeat > 1)
    inside = [node for node in overview.nodes if frame.id in ancestors(overview, node.module)]
    given = {value for node in inside for value in node.outputs}
    (norm,) = (node for node in overview.nodes if node.name == "ln_f")
    assert norm.inputs[0].value == "transformer/h/11/add_1:0"
    assert norm.inputs[0].value in given
