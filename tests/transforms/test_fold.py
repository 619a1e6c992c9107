"""Folding, rule by rule: what goes onto whose card, and what must not."""

from __future__ import annotations

import pytest
from tests.transforms.networks import Calls, cards

from netscribe.graph.types import Graph
from netscribe.transforms.fold import fold


def _folded(words: str) -> str:
    net = Calls()
    return cards(fold(net.graph(net.chain(words))))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("conv bn relu", "conv+bn+relu"),
        ("conv relu bn", "conv+relu+bn"),
        ("dense dropout softmax", "dense+dropout+softmax"),
        ("conv cast identity relu", "conv+cast+identity+relu"),
        ("conv bn relu conv_2 bn_2 relu_2", "conv+bn+relu conv_2+bn_2+relu_2"),
        ("pool relu", "pool+relu"),
    ],
)
def test_small_operations_fold_into_their_producer_in_order(words: str, expected: str) -> None:
    assert _folded(words) == expected


@pytest.mark.parametrize("norm", ["layernorm", "rmsnorm"])
def test_layer_and_rms_norm_stay_cards_of_their_own(norm: str) -> None:
    assert _folded(f"dense {norm} dense_2") == f"dense {norm} dense_2"


def test_an_activation_may_fold_into_a_norm_that_stands() -> None:
    assert _folded("dense layernorm relu") == "dense layernorm+relu"


def test_the_activation_of_a_merge_stands_below_it() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    merged = net.call("add", conv, net.image)
    assert cards(fold(net.graph(net.call("relu", merged)))) == "conv add relu"


def test_the_activation_of_a_shape_operation_stands_below_it() -> None:
    assert _folded("flatten relu") == "flatten relu"


def test_an_activation_behind_a_model_input_stands() -> None:
    assert _folded("relu conv") == "relu conv"


def test_a_branch_point_keeps_its_activation_off_its_card() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    branch = net.chain("bn relu conv_2", conv)
    graph = fold(net.graph(net.call("add", branch, conv)))
    assert cards(graph) == "conv bn>relu>conv_2 add"


def test_a_branch_point_without_a_taker_below_keeps_the_activation_as_a_mark() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    relu = net.call("relu", conv)
    assert cards(fold(net.graph(net.call("add", relu, conv)))) == "conv relu add"


def test_a_norm_behind_a_merge_folds_down_into_the_convolution() -> None:
    net = Calls()
    merged = net.call("concat", net.image, net.image)
    assert cards(fold(net.graph(net.chain("bn relu conv", merged)))) == "concat bn>relu>conv"


def test_a_prefix_with_two_readers_stays() -> None:
    net = Calls()
    merged = net.call("add", net.image, net.image)
    relu = net.chain("bn relu", merged)
    left, right = net.call("conv", relu), net.call("conv_2", relu)
    assert cards(fold(net.graph(net.call("add_2", left, right)))) == "add bn+relu conv conv_2 add_2"


def test_padding_folds_into_the_convolution_below() -> None:
    net = Calls()
    padded = net.call("pad", net.image, shapes=((None, 10, 10, 4),))
    assert cards(fold(net.graph(net.call("conv", padded)))) == "pad>conv"


def test_padding_between_a_prefix_and_its_convolution_folds_along() -> None:
    net = Calls()
    merged = net.call("add", net.image, net.image)
    padded = net.call("pad", net.chain("bn relu", merged), shapes=((None, 10, 10, 4),))
    assert cards(fold(net.graph(net.call("conv", padded)))) == "add bn>relu>pad>conv"


def test_padding_that_two_convolutions_read_stays() -> None:
    net = Calls()
    padded = net.call("pad", net.image, shapes=((None, 10, 10, 4),))
    left, right = net.call("conv", padded), net.call("conv_2", padded)
    assert cards(fold(net.graph(net.call("add", left, right)))) == "pad conv conv_2 add"


def test_an_operation_that_changes_the_shape_is_not_folded() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    widened = net.call("relu", conv, shapes=((None, 8, 8, 8),))
    assert cards(fold(net.graph(widened))) == "conv relu"


def test_nothing_folds_across_what_a_model_output_reads() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    relu = net.call("relu", conv)
    assert cards(fold(net.graph(conv, relu))) == "conv relu"


def test_the_last_activation_folds_though_a_model_output_reads_it() -> None:
    assert _folded("dense softmax") == "dense+softmax"


def test_a_prefix_that_a_model_output_reads_stays() -> None:
    net = Calls()
    merged = net.call("add", net.image, net.image)
    norm = net.call("bn", merged)
    assert cards(fold(net.graph(norm, net.call("conv", norm)))) == "add bn conv"


def test_a_norm_whose_weights_are_shared_stays() -> None:
    net = Calls()
    left = net.call("bn", net.call("conv", net.image))
    right = net.call("bn_2", net.call("conv_2", net.image), weight="parameter:bn/w")
    graph = fold(net.graph(net.call("add", left, right)))
    assert cards(graph) == "conv bn conv_2 bn_2 add"


def test_each_call_of_a_shared_layer_takes_its_own_activation() -> None:
    net = Calls()
    left = net.call("relu", net.call("dense", net.image))
    shared = net.call("dense_2", net.image, weight="parameter:dense/w")
    graph = fold(net.graph(net.call("add", left, net.call("relu_2", shared))))
    assert cards(graph) == "dense+relu dense_2+relu_2 add"


def test_nothing_folds_across_a_module_border() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    with net.builder.module("block", "block", "Block"):
        relu = net.call("relu", conv)
    assert cards(fold(net.graph(relu))) == "conv relu"


def test_nothing_folds_between_operations_that_run_differently() -> None:
    net = Calls()
    dense = net.call("dense", net.image, qualifiers=("each time step",))
    assert cards(fold(net.graph(net.call("relu", dense)))) == "dense relu"


def test_an_operation_of_the_users_own_is_not_folded() -> None:
    net = Calls()
    conv = net.call("conv", net.image)
    assert cards(fold(net.graph(net.call("relu", conv, custom=True)))) == "conv relu"


def _with_states(*, state_is_read: bool) -> Graph:
    net = Calls()
    state = (None, 4)
    whole, hidden, _ = net.calls("lstm", net.image, shapes=((None, 8, 4), state, state))
    relu = net.call("relu", whole, shapes=((None, 8, 4),))
    return fold(net.graph(relu, hidden) if state_is_read else net.graph(relu))


def test_an_operation_of_whose_results_one_is_read_takes_the_activation() -> None:
    assert cards(_with_states(state_is_read=False)) == "lstm+relu"


def test_an_operation_with_a_second_result_that_a_model_output_reads_takes_none() -> None:
    graph = _with_states(state_is_read=True)
    assert cards(graph) == "lstm relu"
    made = {output for node in graph.nodes for output in node.outputs}
    assert {port.value for port in graph.outputs} <= made


def test_folded_operations_keep_their_facts() -> None:
    net = Calls()
    source = net.graph(net.chain("conv bn relu"))
    (card,) = fold(source).nodes
    assert card.after == source.nodes[1:]
    assert card.covers == ("conv", "bn", "relu")
    assert card.outputs == source.nodes[-1].outputs
    assert card.inputs == source.nodes[0].inputs


def test_a_graph_with_nothing_to_fold_is_given_back_as_it_is() -> None:
    net = Calls()
    graph = net.graph(net.chain("conv pool conv_2"))
    assert fold(graph) is graph
