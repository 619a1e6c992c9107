"""Recognises operations that the field has one name for, where a framework runs many small ones.

In: a Graph as read. Out: a Graph in which an RMS norm, a rotary embedding, a GELU or attention
that was written out in small steps is one node that covers them all, and modules that the field
has a name for carry it. A pattern is matched whole or not at all: what is not surely the named
operation stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from netscribe.graph.types import Graph
from netscribe.transforms.recognise.attention import written_out_attention
from netscribe.transforms.recognise.batch_norm import written_out_batch_norm
from netscribe.transforms.recognise.biased_linear import linear_with_added_bias
from netscribe.transforms.recognise.channel_norm import norm_over_channels
from netscribe.transforms.recognise.channel_order import layers_with_channels_last
from netscribe.transforms.recognise.experts import (
    combined_experts,
    expert_products,
    tokens_by_expert,
)
from netscribe.transforms.recognise.flat_linear import linear_on_flattened
from netscribe.transforms.recognise.gated_activation import gated_activations
from netscribe.transforms.recognise.gelu import written_out_gelu
from netscribe.transforms.recognise.global_pool import averages_over_positions, flattened_pools
from netscribe.transforms.recognise.group_norm import group_norm_by_instances
from netscribe.transforms.recognise.heads import split_and_merged_heads
from netscribe.transforms.recognise.layer_norm import written_out_layer_norm
from netscribe.transforms.recognise.modules import named_modules
from netscribe.transforms.recognise.packed_attention import attention_with_packed_projections
from netscribe.transforms.recognise.parameters import (
    functions_of_parameters,
    laid_out_parameters,
    operations_with_own_weights,
)
from netscribe.transforms.recognise.picked import picked_positions
from netscribe.transforms.recognise.replacement import Replacement, replaced
from netscribe.transforms.recognise.rms_norm import written_out_rms_norm
from netscribe.transforms.recognise.rolled import rolled_tensors
from netscribe.transforms.recognise.rotary import rotary_embedding
from netscribe.transforms.recognise.safe_softmax import softmax_without_nan
from netscribe.transforms.recognise.selective_scan import selective_scan
from netscribe.transforms.recognise.token_position import features_at_token
from netscribe.transforms.recognise.trimmed_conv import trimmed_convolutions
from netscribe.transforms.recognise.unit_norm import written_out_unit_norm
from netscribe.transforms.recognise.unread_states import without_unread_states
from netscribe.transforms.recognise.windows import split_and_merged_windows

#: In order: later patterns see what earlier ones have put in place.
PATTERNS: tuple[Callable[[Graph], Iterator[Replacement]], ...] = (
    layers_with_channels_last,
    trimmed_convolutions,
    written_out_batch_norm,
    group_norm_by_instances,
    written_out_layer_norm,
    written_out_rms_norm,
    written_out_unit_norm,
    norm_over_channels,
    written_out_gelu,
    gated_activations,
    rotary_embedding,
    rolled_tensors,
    picked_positions,
    split_and_merged_windows,
    linear_with_added_bias,
    linear_on_flattened,
    softmax_without_nan,
    written_out_attention,
    attention_with_packed_projections,
    split_and_merged_heads,
    features_at_token,
    selective_scan,
    averages_over_positions,
    flattened_pools,
    functions_of_parameters,
    laid_out_parameters,
    operations_with_own_weights,
    expert_products,
    combined_experts,
)


def recognise(graph: Graph) -> Graph:
    """The graph with every recognised operation as one node; O(nodes + edges)."""
    for pattern in PATTERNS:
        graph = replaced(graph, pattern(graph))
    return named_modules(tokens_by_expert(without_unread_states(graph)))


__all__ = ["recognise"]
