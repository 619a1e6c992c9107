"""Which functions give another look at a tensor's memory, and which write into it.

In: a step of a program. Out: the tensor whose memory its results lie in, or the one that it
overwrites. PyTorch's documentation of view operations is the source of the list.
"""

from __future__ import annotations

from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.program import Program, ProgramTensor, Step, names_in

_VIEW_WORDS = """
view view_as select slice getitem transpose permute t expand expand_as squeeze unsqueeze split
split_with_sizes chunk tensor_split unbind hsplit vsplit dsplit diagonal narrow unfold unflatten
alias detach lift real imag view_as_real view_as_complex movedim swapaxes swapdims numpy_T T mT H mH
adjoint matrix_H as_strided broadcast_to
"""
_VIEWS = frozenset(_VIEW_WORDS.split())
#: These give their input itself, or a look at it, where nothing has to be moved.
_VIEWS_IF_POSSIBLE = frozenset(
    ("contiguous", "reshape", "reshape_as", "flatten", "ravel", "to", "type_as")
)
_DROPOUTS = frozenset(("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout"))


def written(step: Step) -> str:
    """The tensor that a step overwrites, or ""."""
    name = step.function
    in_place = name.endswith("_") and not name.endswith("__")
    return _first(step) if in_place or name == "__setitem__" else ""


def viewed(step: Step, program: Program) -> str:
    """The tensor whose memory the results lie in, or ""."""
    name = plain_name(step.function)
    base = _first(step)
    if step.function.endswith("_copy") or step.opaque or not base:
        return ""
    if name in _VIEWS:
        return base
    if name in _DROPOUTS:
        training = step.arguments.get("train", step.arguments.get("training", True))
        return base if training is False else ""
    if name in _VIEWS_IF_POSSIBLE and _may_stay(step, base, program):
        return base
    return ""


def _may_stay(step: Step, base: str, program: Program) -> bool:
    """Whether nothing has to be moved: the same type, and numbers that lie in order."""
    before = program.tensors.get(base, ProgramTensor())
    after = [program.tensors.get(name, ProgramTensor()) for name in step.results]
    if any(item.dtype != before.dtype for item in after):
        return False
    return not before.strides or _in_order(before)


def _in_order(tensor: ProgramTensor) -> bool:
    expected = 1
    for size, stride in zip(reversed(tensor.shape or ()), reversed(tensor.strides)):
        if size is None or isinstance(size, str):
            return True
        if size != 1 and stride != expected:
            return False
        expected *= size
    return True


def _first(step: Step) -> str:
    """The tensor that comes first among the arguments."""
    for argument in step.arguments.values():
        names = names_in(argument)
        if names:
            return names[0]
    return ""
