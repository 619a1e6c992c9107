"""What operators do: kinds and attributes in the words of the house, for attributes and inputs."""

from __future__ import annotations

import onnx
import pytest
from onnx import helper

from netscribe.graph.counts import Total, total_multiply_adds
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.table import OPERATORS
from readers.onnx.files import INT64, edges, model, one, port, read, stored, told


def attributes_of(*given, **how):
    return one(*given, **how)[0].attributes


def test_every_operator_of_the_standard_has_its_own_words() -> None:
    bodies = {"If", "Loop", "Scan"}
    names = {
        schema.name for schema in onnx.defs.get_all_schemas() if schema.domain in ("", "ai.onnx.ml")
    }
    assert names - set(OPERATORS) == bodies


def test_a_convolution_tells_its_window_and_filters(tmp_path) -> None:
    node, graph = one(
        "Conv", {"x": ["N", 4, 32, 32]}, tmp_path, [stored("w", 8, 2, 3, 5), stored("b", 8)],
        kernel_shape=[3, 5], strides=[2, 1], pads=[1, 2, 1, 2], group=2,
    )  # fmt: skip
    told_of = node.attributes
    assert node.op.kind is Kind.CONV
    assert (told_of.filters, told_of.kernel_size, told_of.stride) == (8, (3, 5), (2, 1))
    assert (told_of.groups, told_of.bias, told_of.padding) == (2, True, ((1, 1), (2, 2)))
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 8, 16, 32)
    assert [item.path for item in graph.parameters] == ["w", "b"]


@pytest.mark.parametrize(
    ("given", "padding"),
    [
        ({"auto_pad": "SAME_UPPER"}, "same"),
        ({"auto_pad": "VALID"}, "valid"),
        ({"pads": [1, 1, 1, 1]}, "same"),
        ({"pads": [0, 0, 1, 1]}, ((0, 1), (0, 1))),
        ({}, "valid"),
    ],
)
def test_paddings_have_words_only_where_they_are_exactly_that(given, padding, tmp_path) -> None:
    found = attributes_of("Conv", {"x": [1, 1, 8, 8]}, tmp_path, [stored("w", 4, 1, 3, 3)], **given)
    assert found.padding == padding
    assert not found.bias


def test_as_many_groups_as_channels_are_depthwise(tmp_path) -> None:
    found = attributes_of(
        "Conv", {"x": [1, 6, 8, 8]}, tmp_path, [stored("w", 12, 1, 3, 3)], group=6
    )
    assert (found.variant, found.depth_multiplier) == ("depthwise", 2)


def test_a_transposed_convolution_counts_filters_per_group(tmp_path) -> None:
    found = attributes_of(
        "ConvTranspose", {"x": [1, 6, 8, 8]}, tmp_path, [stored("w", 6, 4, 2, 2)],
        strides=[2, 2], group=2,
    )  # fmt: skip
    assert (found.variant, found.filters, found.padding) == ("transposed", 8, "valid")


@pytest.mark.parametrize(("turned", "shape"), [(0, (16, 5)), (1, (5, 16))])
def test_gemm_with_a_stored_matrix_is_linear(turned, shape, tmp_path) -> None:
    node, graph = one(
        "Gemm", {"x": [2, 16]}, tmp_path, [stored("w", *shape), stored("b", 5)], transB=turned
    )
    assert node.op.kind is Kind.LINEAR
    assert (node.attributes.units, node.attributes.bias) == (5, True)
    assert graph.parameter_count == 85


def test_products_are_linear_with_a_stored_matrix_alone(tmp_path) -> None:
    node, _ = one("MatMul", {"x": [2, 7, 16]}, tmp_path, [stored("w", 16, 5)])
    assert (node.op.kind, node.attributes.units, node.attributes.bias) == (Kind.LINEAR, 5, False)
    node, _ = one("MatMul", {"x": [2, 7, 16], "z": [2, 16, 3]}, tmp_path)
    assert (node.op.kind, len(node.inputs)) == (Kind.MATMUL, 2)
    node, _ = one("MatMul", {"x": [16, 5]}, tmp_path, [stored("w", 4, 16, 5)])
    assert (node.op.kind, len(node.parameters)) == (Kind.MATMUL, 1)


def test_rows_of_a_stored_matrix_are_an_embedding(tmp_path) -> None:
    table = stored("words", 100, 16)
    gather = helper.make_node("Gather", ["words", "ids"], ["y"])
    made = model([gather], [port("ids", ["batch", "seq"], INT64)], [port("y", None)], [table])
    graph = read(made, tmp_path)
    (node,) = graph.nodes
    assert node.op.kind is Kind.EMBEDDING
    assert (node.attributes.vocabulary, node.attributes.width) == (100, 16)
    assert graph.inputs[0].meaning == "token ids"
    assert graph.value[node.outputs[0]].type.shape == ("B", "T", 16)


@pytest.mark.parametrize(
    ("axis", "index", "text"), [(1, -1, ":, -1"), (0, 2, "2"), (-1, 0, ":, :, 0")]
)
def test_a_known_place_is_an_index(axis, index, text, tmp_path) -> None:
    node, _ = one("Gather", {"x": [2, 3, 4]}, tmp_path, [told("i", index)], axis=axis)
    assert (node.op.kind, node.attributes.index, len(node.inputs)) == (Kind.SLICE, text, 1)


def test_slices_are_written_as_in_python(tmp_path) -> None:
    tensors = [told("starts", [1, 0]), told("ends", [2**63 - 1, -1]), told("axes", [1, 2])]
    node, graph = one("Slice", {"x": [2, 8, 8]}, tmp_path, [*tensors, told("steps", [2, 1])])
    assert node.attributes.index == ":, 1::2, :-1"
    assert graph.value[node.outputs[0]].type.shape == (2, 4, 7)


@pytest.mark.parametrize(
    ("op", "tensors", "given", "expected"),
    [
        ("Relu", (), {}, ("relu", None)),
        ("Clip", (told("a", 0.0, "float32"), told("b", 6.0, "float32")), {}, ("relu", 6.0)),
        ("LeakyRelu", (), {"alpha": 0.2}, ("leaky_relu", None)),
        ("HardSwish", (), {}, ("hard_silu", None)),
        ("Gelu", (), {"approximate": "tanh"}, ("gelu", None)),
    ],
)
def test_activations_have_the_words_of_the_sister_tables(
    op, tensors, given, expected, tmp_path
) -> None:
    node, _ = one(op, {"x": [1, 8]}, tmp_path, tensors, **given)
    assert node.op.kind is Kind.ACTIVATION
    assert (node.attributes.function, node.attributes.max_value) == expected
    assert len(node.inputs) == 1


def test_older_softmax_takes_all_axes_behind_its_own(tmp_path) -> None:
    assert attributes_of("Softmax", {"x": [1, 2, 3]}, tmp_path, opset=11).axis == (1, 2)
    assert attributes_of("Softmax", {"x": [1, 2, 3]}, tmp_path, opset=13).axis == ()
    assert attributes_of("Softmax", {"x": [1, 2, 3]}, tmp_path, axis=1).axis == (1,)


def test_numbers_stand_in_arithmetic_and_on_their_side(tmp_path) -> None:
    node, graph = one("Mul", {"x": [1, 8]}, tmp_path, [told("half", 0.5, "float32")])
    assert (node.attributes.constant, node.attributes.constant_first) == ("0.5", False)
    assert not graph.parameters
    sub = helper.make_node("Sub", ["one", "x"], ["y"])
    made = model([sub], [port("x", [4])], [port("y", [4])], [told("one", [1.0], "float32")])
    (node,) = read(made, tmp_path).nodes
    assert (node.attributes.constant, node.attributes.constant_first) == ("1", True)


def test_stored_vectors_in_arithmetic_are_parameters(tmp_path) -> None:
    node, graph = one("Add", {"x": [1, 8]}, tmp_path, [stored("position", 8)])
    assert [graph.parameter[item].path for item in node.parameters] == ["position"]
    assert len(node.inputs) == 1


def test_whole_numbers_in_arithmetic_are_constants_that_flow(tmp_path) -> None:
    _, graph = one("Add", {"x": [8]}, tmp_path, [told("k", range(8))], kinds={"x": INT64})
    assert not graph.parameters
    assert [item.op.kind for item in graph.nodes] == [Kind.CONSTANT, Kind.ELEMENTWISE]


def test_reshapes_tell_their_target_and_need_no_edge_for_it(tmp_path) -> None:
    node, graph = one("Reshape", {"x": ["N", 4, 6]}, tmp_path, [told("to", [0, -1, 3])])
    assert (node.attributes.function, node.attributes.target) == ("reshape", (-1, 3))
    assert len(node.inputs) == 1
    assert graph.value[node.outputs[0]].type.shape == ("B", 8, 3)
    node, _ = one("Reshape", {"x": ["N", 4, 6]}, tmp_path, [told("to", [0, -1])])
    assert node.attributes.function == "flatten"


def test_arithmetic_on_sizes_is_told_and_not_drawn(tmp_path) -> None:
    nodes = [
        helper.make_node("Shape", ["x"], ["shape"]),
        helper.make_node("Gather", ["shape", "zero"], ["batch"]),
        helper.make_node("Unsqueeze", ["batch", "axes"], ["listed"]),
        helper.make_node("Concat", ["listed", "rest"], ["target"], axis=0),
        helper.make_node("Reshape", ["x", "target"], ["y"]),
    ]
    tensors = [told("zero", 0), told("axes", [0]), told("rest", [2, 4])]
    graph = read(model(nodes, [port("x", ["N", 8])], [port("y", None)], tensors), tmp_path)
    assert len([item for item in graph.nodes if item.op.kind is not Kind.CONSTANT]) == 5
    assert edges(graph) == {("input:x", "reshape")}
    assert graph.value["reshape:0"].type.shape == ("B", 2, 4)


@pytest.mark.parametrize(
    ("op", "tensors", "given"),
    [("ReduceMean", [told("a", [2, 3])], {}), ("ReduceMean", [], {"axes": [2, 3], "opset": 11})],
)
def test_axes_come_from_inputs_or_from_attributes(op, tensors, given, tmp_path) -> None:
    found = attributes_of(op, {"x": [1, 8, 4, 4]}, tmp_path, tensors, keepdims=0, **given)
    assert (found.function, found.axis, found.keepdims) == ("mean", (2, 3), False)


def test_norms_count_their_axes_and_parameters(tmp_path) -> None:
    node, graph = one(
        "LayerNormalization", {"x": [2, 5, 8]}, tmp_path, [stored("w", 8), stored("b", 8)],
        axis=-1, epsilon=1e-6,
    )  # fmt: skip
    found = node.attributes
    assert (found.method, found.axis, found.epsilon) == ("layer", (-1,), 1e-6)
    assert (found.center, found.scale, graph.parameter_count) == (True, True, 16)


def test_statistics_of_batch_norms_are_not_trained(tmp_path) -> None:
    tensors = [stored(name, 8) for name in ("w", "b", "mean", "variance")]
    _, graph = one("BatchNormalization", {"x": [2, 8, 4, 4]}, tmp_path, tensors)
    assert (graph.parameter_count, graph.trainable_count) == (32, 16)


def test_recurrent_operators_tell_units_and_directions(tmp_path) -> None:
    tensors = [stored("w", 2, 32, 6), stored("r", 2, 32, 8), stored("b", 2, 64)]
    node, graph = one(
        "LSTM", {"x": [5, 3, 6]}, tmp_path, tensors, outputs=["y", "h", "c"],
        hidden_size=8, direction="bidirectional",
    )  # fmt: skip
    found = node.attributes
    assert (found.cell, found.units, found.bidirectional) == ("LSTM", (8,), True)
    assert found.returns_sequence and found.returns_state
    axes = graph.value[node.inputs[0].value].type.axes
    assert axes == ("time", "batch", "feature")


def test_resizing_tells_whole_factors_else_the_size(tmp_path) -> None:
    scales = told("scales", [1, 1, 2, 2], "float32")
    found = attributes_of("Resize", {"x": [1, 3, 8, 8]}, tmp_path, ["", scales], mode="linear")
    assert (found.factors, found.method) == ((2, 2), "bilinear")
    sizes = told("sizes", [1, 3, 11, 12])
    found = attributes_of("Resize", {"x": [1, 3, 8, 8]}, tmp_path, ["", "", sizes])
    assert (found.factors, found.size, found.method) == ((), (11, 12), "nearest")


def test_a_slice_up_to_the_end_of_an_axis_says_no_end(tmp_path) -> None:
    tensors = [told("starts", [3, 0]), told("ends", [8, 7]), told("axes", [1, 2])]
    assert attributes_of("Slice", {"x": [2, 8, 8]}, tmp_path, tensors).index == ":, 3:, :7"


def test_padding_tells_amounts_per_position(tmp_path) -> None:
    pads = told("pads", [0, 0, 1, 2, 0, 0, 3, 4])
    found = attributes_of("Pad", {"x": [1, 3, 8, 8]}, tmp_path, [pads])
    assert (found.amounts, found.mode) == (((1, 3), (2, 4)), "zero")


def test_padding_by_nothing_tells_nothing_of_the_axes(tmp_path) -> None:
    pads = told("pads", [0] * 8)
    node, graph = one("Pad", {"x": [1, 8, 8, 3]}, tmp_path, [pads])
    assert node.attributes.amounts == ((0, 0),) * 4
    assert "channel" not in graph.value[node.outputs[0]].type.axes


def test_an_operator_of_an_unknown_domain_is_the_authors_own(tmp_path) -> None:
    node, _ = one("Relu", {"x": [1, 8]}, tmp_path, domain="my.own", strength=2.5)
    assert (node.op.kind, node.custom) == (Kind.CUSTOM, True)
    assert node.attributes.settings == (("strength", "2.5"),)


def test_weights_in_few_bits_count_as_the_matrix_that_they_stand_for(tmp_path) -> None:
    tensors = [stored("w", 32, 2, 8, dtype="uint8"), stored("scales", 64)]
    node, graph = one(
        "MatMulNBits", {"x": [1, 4, 32]}, tmp_path, tensors, domain="com.microsoft",
        N=32, K=32, bits=4, block_size=16,
    )  # fmt: skip
    assert (node.op.kind, node.attributes.units, node.qualifiers) == (Kind.LINEAR, 32, ("int4",))
    assert graph.parameter_count == 1024


def test_attention_tells_heads_and_widths(tmp_path) -> None:
    shapes = {"q": [1, 5, 64], "k": [1, 5, 32], "v": [1, 5, 32]}
    node, _ = one(
        "GroupQueryAttention", shapes, tmp_path, domain="com.microsoft",
        num_heads=8, kv_num_heads=4,
    )  # fmt: skip
    found = node.attributes
    assert (found.heads, found.kv_heads, found.key_dim, found.causal) == (8, 4, 8, True)
    assert [item.role for item in node.inputs] == ["query", "key", "value"]


@pytest.mark.parametrize(
    ("op", "shapes", "tensors", "how", "count"),
    [
        # 8 heads of width 8: scores of 5 x 5, and as many for their weighted sums
        ("MultiHeadAttention", {"q": [1, 5, 64], "k": [1, 5, 64], "v": [1, 5, 64]}, [],
         {"num_heads": 8}, 2 * 5 * 5 * 64),
        ("MultiHeadAttention", {"q": [1, 5, 64], "k": [1, 8, 7, 8], "v": [1, 8, 7, 8]}, [],
         {"num_heads": 8}, 2 * 5 * 7 * 64),
        # 4 heads of keys serve 8 of queries
        ("GroupQueryAttention", {"q": [1, 5, 64], "k": [1, 5, 32], "v": [1, 5, 32]}, [],
         {"num_heads": 8, "kv_num_heads": 4}, 2 * 5 * 5 * 64),
        # three projections of 16 x 16 at 5 positions are inside
        ("Attention", {"x": [1, 5, 16]}, [stored("w", 16, 48), stored("b", 48)],
         {"num_heads": 2}, 5 * 16 * 48 + 2 * 5 * 5 * 16),
    ],
)  # fmt: skip
def test_fused_attention_counts_every_product(op, shapes, tensors, how, count, tmp_path) -> None:
    _, graph = one(op, shapes, tmp_path, tensors, domain="com.microsoft", **how)
    assert total_multiply_adds(graph) == Total(count, 0)


def test_fused_attention_looks_at_the_past_as_well(tmp_path) -> None:
    past = [1, 8, 4, 8]
    shapes = {"q": [1, 1, 64], "k": [1, 1, 64], "v": [1, 1, 64], "pk": past, "pv": past}
    _, graph = one(
        "GroupQueryAttention", shapes, tmp_path, domain="com.microsoft",
        num_heads=8, kv_num_heads=8,
    )  # fmt: skip
    assert total_multiply_adds(graph) == Total(2 * 5 * 64, 0)


def test_a_number_that_is_chosen_is_told(tmp_path) -> None:
    node = helper.make_node("Where", ["mask", "x", "low"], ["y"])
    inputs = [port("mask", [4], 9), port("x", [4])]
    made = model([node], inputs, [port("y", [4])], [told("low", -1e9, "float32")])
    (node,) = read(made, tmp_path).nodes
    assert node.attributes.settings == (("else", "-1e+09"),)
    assert [item.role for item in node.inputs] == ["condition", ""]
