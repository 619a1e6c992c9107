"""One recorded PyTorch call, and what it does: where the capture and the operation tables meet.

In: what the capture saw (a `FunctionCall`: names and types, no tensors). Out: `OperationFacts` from
the tables in `netscribe.readers.torch.operations`. Imports no PyTorch, so that the same tables
serve live capture, exported programs and TorchScript archives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from netscribe.graph.attributes import Attributes
from netscribe.graph.types import Op, TensorType

#: A call's argument: a tensor by its position in `FunctionCall.inputs`, a weight by its name, a
#: plain Python value, or a tuple of those.
Argument: TypeAlias = object


@dataclass(frozen=True, slots=True)
class TensorArgument:
    """Stands for a tensor that flows: its position in `FunctionCall.inputs`."""

    index: int


@dataclass(frozen=True, slots=True)
class ParameterArgument:
    """Stands for a parameter or buffer: its path in the model and its type."""

    path: str
    type: TensorType


@dataclass(frozen=True, slots=True)
class FunctionCall:
    """One call as the capture saw it.

    Attributes:
        name: the public function: "conv2d", "relu", "add", "view", "scaled_dot_product_attention";
            in-place forms without the underscore, operators by their name ("add", "matmul").
        arguments: by the function's own parameter names, defaults filled in where known.
        inputs, outputs: types of the tensors that flow in and out, in order.
        module_class: class name of the leaf module around the call ("Conv2d", "LSTM"), or "".
        module_settings: that module's own plain attributes (kernel_size, p, num_heads, ...).
    """

    name: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    inputs: tuple[TensorType, ...] = ()
    outputs: tuple[TensorType, ...] = ()
    module_class: str = ""
    module_settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OperationFacts:
    """What the call does, in our vocabulary; see `netscribe.graph.types.Node`.

    `roles` name inputs that position does not tell ("query", "key", "value", "mask");
    `qualifiers` are words on how it runs, such as "one step".
    """

    op: Op
    attributes: Attributes = field(default_factory=Attributes)
    roles: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
