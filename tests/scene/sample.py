"""One network with everything that a picture may hold: modules, skips, a concat, shared weights."""

from __future__ import annotations

from tests.transforms.networks import Calls

from netscribe.graph.types import Graph


def sample() -> Graph:
    net = Calls()
    stem = net.chain("conv_stem bn_stem relu_stem")
    with net.builder.module("block", "block", "Block"):
        inner = net.chain("conv_a bn_a relu_a conv_b bn_b", stem)
        with net.builder.module("block/inner", "inner", "Inner"):
            side = net.chain("conv_c dropout_c", inner)
        merged = net.call("add_out", inner, side, stem)
    both = net.call("concat_all", merged, stem, shapes=((None, 8, 8, 8),))
    left = net.call("dense_left", both)
    right = net.call("dense_right", both, weight="parameter:dense_left/w")
    return net.graph(net.call("softmax_left", left), right)
