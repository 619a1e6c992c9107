"""Recorded calls, and leaf modules of torch.nn called as one node.

In: a module's class name and attributes, and the tensors around it. Out: the facts of its one
function, as if that had been called, so that a module drawn as one node and the same module looked
into say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, TensorType
from netscribe.readers.torch.facts import (
    FunctionCall,
    OperationFacts,
    ParameterArgument,
    TensorArgument,
)
from netscribe.readers.torch.operations.arguments import MODULES, whole
from netscribe.readers.torch.operations.leaf_modules import (
    LEAF_MODULES,
    LOSS_MODULES,
    PADS,
    LeafModule,
)
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.signatures import SIGNATURES
from netscribe.readers.torch.operations.table import describe_function

#: Functions that do a module's work under another name than the table says.
_SAME_WORK = {
    "hardtanh": ("relu6",),
    "relu6": ("hardtanh",),
    "interpolate": ("upsample_nearest", "upsample_bilinear"),
    "multi_head_attention_forward": ("multihead_attention",),
    "scaled_dot_product_attention": (),
    "softmax": ("softmax2d",),
    "rnn_tanh": ("rnn",),
    "rnn_relu": ("rnn",),
    "rnn_tanh_cell": ("rnn_cell",),
    "rnn_relu_cell": ("rnn_cell",),
}


def describe(call: FunctionCall) -> OperationFacts | None:
    """What a recorded call does; None for what is no operation of a network.

    None is for questions about a tensor (`size`, `item`) and for calls that hand on the same tensor
    (`contiguous`, `clone`, `detach`, `to` another device): their result stands for what they were
    called on. Dropout in evaluation stays an operation. A function that is not PyTorch's own, such
    as an `autograd.Function` under its class name, is of kind custom.
    """
    if call.name == call.module_class and call.name in (*LEAF_MODULES, "Identity"):
        return _described(call)
    leaf = LEAF_MODULES.get(call.module_class)
    name = plain_name(call.name)
    is_its_work = leaf is not None and leaf.function in (name, *_SAME_WORK.get(name, ()))
    return describe_function(call, call.module_class if is_its_work else "")


def describe_module(
    module_class: str,
    settings: Mapping[str, object],
    inputs: Sequence[TensorType],
    outputs: Sequence[TensorType],
) -> OperationFacts | None:
    """What a leaf module of torch.nn does, called as one node.

    Args:
        module_class: "Conv2d", "LSTM", ...
        settings: its attributes; weights as `ParameterArgument`, absent ones as None.
        inputs, outputs: types of the tensors that the module gets and gives.

    Returns:
        None for a class that is no leaf of torch.nn.
    """
    arguments = _tensors(module_class, len(inputs))
    return _described(
        FunctionCall(module_class, arguments, tuple(inputs), tuple(outputs), module_class, settings)
    )


def _described(call: FunctionCall) -> OperationFacts | None:
    """The module's function, with the arguments that its attributes are."""
    module_class, settings = call.module_class, call.module_settings
    if module_class == "Identity":
        return OperationFacts(Op(Kind.IDENTITY, module_class, MODULES), Attributes())
    leaf = LEAF_MODULES.get(module_class)
    if leaf is None:
        return None
    arguments = {
        **_from_attributes(leaf, settings),
        **_weights(leaf.function, settings),
        **_pad_mode(module_class),
        **call.arguments,
    }
    return describe_function(replace(call, name=leaf.function, arguments=arguments), module_class)


def _tensors(module_class: str, count: int) -> dict[str, object]:
    """The module's inputs under the names of the function's first parameters."""
    leaf = LEAF_MODULES.get(module_class)
    function = "" if leaf is None else leaf.function
    names = _TENSOR_NAMES.get(function) or (SIGNATURES.get(function) or ("input",))[:1]
    if function == "multihead_attention" and count == 4:
        names = (*names[:3], "attn_mask")
    return {name: TensorArgument(index) for index, name in zip(range(count), names)}


_TENSOR_NAMES: Mapping[str, tuple[str, ...]] = {
    "bilinear": ("input1", "input2"),
    "multihead_attention": ("query", "key", "value", "key_padding_mask", "attn_mask"),
    "embedding_bag": ("input", "offsets", "per_sample_weights"),
    "cosine_similarity": ("x1", "x2"),
    "pairwise_distance": ("x1", "x2"),
    **dict.fromkeys(LOSS_MODULES.values(), ("input", "target")),
    **{f"max_unpool{rank}d": ("input", "indices") for rank in (1, 2, 3)},
}


def _from_attributes(leaf: LeafModule, settings: Mapping[str, object]) -> dict[str, object]:
    """Attributes that are not told are taken to be there: only their absence is a None."""
    found: dict[str, object] = {}
    for name, source in leaf.attributes.items():
        if name in ("weight", "bias", "running_mean"):
            found[name] = settings.get(name, settings.get(source, True))
        elif source in settings:
            found[name] = settings[source]
    return found


def _weights(function: str, settings: Mapping[str, object]) -> dict[str, object]:
    """The weight itself, or one of the shape that the attributes tell."""
    given = settings.get("weight")
    if isinstance(given, ParameterArgument):
        return {"weight": given}
    shape = _weight_shape(function, settings)
    return {"weight": ParameterArgument("weight", TensorType("", shape))} if shape else {}


def _weight_shape(function: str, settings: Mapping[str, object]) -> tuple[int, ...]:
    def size(name: str) -> int:
        return whole(settings.get(name)) or 0

    if function.startswith("conv"):
        rank = int(function[-2])
        kernel = settings.get("kernel_size", ())
        window = kernel if isinstance(kernel, (tuple, list)) else (kernel,) * rank
        groups = size("groups") or 1
        wide, made = size("in_channels"), size("out_channels")
        ends = (wide, made // groups) if "transpose" in function else (made, wide // groups)
        return (*ends, *(whole(item) or 0 for item in window))
    if function == "linear":
        return (size("out_features"), size("in_features"))
    if function == "bilinear":
        return (size("out_features"), size("in1_features"), size("in2_features"))
    if function.startswith("embedding"):
        return (size("num_embeddings"), size("embedding_dim"))
    return ()


def _pad_mode(module_class: str) -> dict[str, object]:
    word = module_class.partition("Pad")[0]
    return {"mode": PADS[word]} if "Pad" in module_class and word in PADS else {}
