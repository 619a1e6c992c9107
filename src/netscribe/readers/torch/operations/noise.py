"""Functions that are no operations of a network: questions about a tensor, copies, bookkeeping.

A call of one of these has no facts. Where its result is a tensor (`contiguous`, `detach`, `clone`),
that tensor stands for the one it was made from.
"""

from __future__ import annotations

# fmt: off
#: The result is the tensor that was given, kept elsewhere or otherwise.
_SAME_TENSOR = """
contiguous clone detach data alias_copy detach_copy lift_fresh_copy pin_memory requires_grad
as_subclass share_memory retain_grad refine_names rename align_to align_as resolve_neg resolve_conj
mkldnn positive to_mkldnn deepcopy set_data lift
"""

#: The result is no tensor of the network.
_QUESTIONS = """
size dim ndim ndimension shape stride storage_offset numel nelement element_size itemsize nbytes
dtype device layout is_contiguous is_floating_point is_complex is_conj is_neg is_signed is_cuda
is_cpu is_meta is_mps is_xla is_xpu is_ipu is_hpu is_vulkan is_mkldnn is_quantized is_sparse
is_sparse_csr is_nested is_leaf is_inference is_pinned is_shared is_set_to is_same_size
is_coalesced is_distributed is_nonzero is_tensor is_storage is_mtia is_maia is_jagged grad
grad_fn grad_dtype get get_device data_ptr const_data_ptr storage untyped_storage storage_type
output_nr version names name has_names qscheme q_scale q_zero_point q_per_channel_axis
q_per_channel_scales q_per_channel_zero_points dense_dim sparse_dim nnz indices values
crow_indices col_indices ccol_indices row_indices retains_grad volatile backward register_hook
register_post_accumulate_grad_hook record_stream reinforce item tolist numpy bool_value len
int_value float_value repr format hash contains array array_priority array_wrap reduce reduce_ex
setstate getstate dir sizeof str cuda_array_interface dlpack dlpack_device
dlpack_c_exchange_api iter_value apply map map2 module_load set resize_as sparse_resize
sparse_resize_and_clear resize_as_sparse dim_order equal allclose can_cast result_type
promote_types broadcast_shapes is_grad_enabled set_grad_enabled is_autocast_enabled
get_default_dtype get_default_device manual_seed seed initial_seed get_rng_state set_rng_state
set_default_dtype set_default_device typename compile fork wait assert nonzero_value index_value
complex_value long_value delitem div_value to_dlpack sym_int sym_float sym_not sym_max sym_min
sym_sqrt sym_sum sym_ite sym_constrain_range sym_constrain_range_for_size has_torch_function
has_torch_function_unary has_torch_function_variadic handle_torch_function assert_int_or_pair
boolean_dispatch save load set_printoptions vmap while_loop classproperty compiled_with_cxx11_abi
thread_safe_generator reversed choose_qparams_optimized
"""
#: Beginnings of names that only manage how PyTorch runs.
_MANAGEMENT = (
    "get_", "set_", "is_", "autocast_", "import_", "parse_", "init_", "profiler_", "fbgemm_pack",
    "clear_", "use_deterministic", "are_deterministic", "prepare_", "merge_type", "unify_type",
    "sym_", "sparse_resize",
)
# fmt: on

SAME_TENSOR = frozenset(_SAME_TENSOR.split())
QUESTIONS = frozenset(_QUESTIONS.split())
NOISE = SAME_TENSOR | QUESTIONS


def is_noise(name: str) -> bool:
    """Whether a function, by its plain name, is no operation of a network."""
    return name in NOISE or name.startswith(_MANAGEMENT)
