"""Blocks found without modules: by the names that authors number, and by structure."""

from __future__ import annotations

from tests.models.architectures.stored import stored

from netscribe.graph.attributes import Activation, Convolution, Elementwise
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, TensorType
from netscribe.transforms.detail import outlines
from netscribe.transforms.grouping import with_groups
from netscribe.transforms.pipeline import simplified


def residual_chain(blocks: int) -> Graph:
    """x + conv(relu(conv(x))), so many times, without a name or a module."""
    builder = GraphBuilder("chain")
    tensor = TensorType("float32", (None, 8, 8, 4), ("batch", "height", "width", "channel"))
    value = builder.add_input("x", tensor)
    for number in range(blocks):
        skip = value
        for part, kind, attributes in (
            ("a", Kind.CONV, Convolution(filters=4, kernel_size=(3, 3), padding="same")),
            ("b", Kind.ACTIVATION, Activation(function="relu")),
            ("c", Kind.CONV, Convolution(filters=4, kernel_size=(1, 1))),
            ("d", Kind.ELEMENTWISE, Elementwise(operator="add")),
        ):
            read = (value, skip) if part == "d" else (value,)
            inputs = tuple(Argument(item) for item in read)
            call = Call(
                Op(kind, kind.value), f"n{number}{part}", inputs=inputs, attributes=attributes
            )
            (value,) = builder.add_call(call, (tensor,))
    builder.add_output("y", value)
    return builder.finish(Origin())


def test_numbered_names_make_nested_groups() -> None:
    grouped = with_groups(simplified(stored("keras_resnet50")))
    stages = [module.name for module in grouped.modules if module.parent is None]
    blocks = [module.name for module in grouped.modules if module.parent is not None]
    assert stages == ["conv2", "conv3", "conv4", "conv5"]
    assert len(blocks) == 3 + 4 + 6 + 3


def test_groups_are_no_modules_of_the_code() -> None:
    grouped = with_groups(simplified(stored("keras_resnet50")))
    assert {module.path for module in grouped.modules} == {""}


def test_a_network_of_modules_is_left_alone() -> None:
    drawn = simplified(stored("resnet50"))
    assert with_groups(drawn) is drawn


def test_blocks_without_names_are_found_between_cut_points() -> None:
    outline = next(one for one in outlines(residual_chain(12)) if one.cards)
    repeats = [node.repeat for node in outline.overview.nodes]
    assert max(repeats) == 12
    assert len(outline.cards) == 1
