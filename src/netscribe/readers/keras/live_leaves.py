"""Small questions about the arguments and results of a watched call.

In: structures of tensors as Keras hands them around. Out: their tensors, or pairs of tensors that
are one value under two identities. Records nothing.
"""

from __future__ import annotations

from typing import Any

from netscribe.readers.compat.keras_graph import graph_inputs, structures
from netscribe.readers.compat.keras_tensors import dtype_of as dtype_word
from netscribe.readers.compat.keras_tensors import flat, is_array, is_symbolic, mapped, symbolic
from netscribe.readers.keras.live_tape import Pairs


def tensors_in(structure: Any) -> tuple[Any, ...]:
    """The tensors among the leaves of a structure."""
    return tuple(leaf for leaf in flat(structure) if is_symbolic(leaf) or is_array(leaf))


def output_spec(layer: Any, args: Any, kwargs: Any) -> Any:
    """Symbolic results of a layer that cannot be looked into, by the backend's own tracing."""
    compute = getattr(layer, "compute_output_spec", layer)
    return compute(*args, **kwargs)


def is_no_conversion(operation: Any, args: Any) -> bool:
    """Whether it converts a tensor to the tensor that it is, as Functional models do at entry."""
    if type(operation).__name__ != "ConvertToTensor" or not args or not is_symbolic(args[0]):
        return False
    return operation.dtype in (None, dtype_word(args[0]))


def without_arrays(args: Any, kwargs: Any) -> tuple[Any, Any, Pairs]:
    """Constant arrays become symbolic, so that a layer called on them alone computes nothing.

    The third result holds each new tensor with its array.
    """
    replaced: list[tuple[Any, Any]] = []
    if any(is_symbolic(leaf) for leaf in flat((args, kwargs))):
        return args, kwargs, ()

    def converted(leaf: Any) -> Any:
        if not is_array(leaf):
            return leaf
        replaced.append((symbolic(leaf.shape, dtype_word(leaf)), leaf))
        return replaced[-1][0]

    new_args, new_kwargs = mapped(converted, (tuple(args), dict(kwargs)))
    return new_args, new_kwargs, tuple(replaced)


def graph_arguments(graph: Any, args: Any, kwargs: Any) -> tuple[Any, ...]:
    """The tensors that go into a model, in the order of the model's own inputs."""
    given = args[0] if args else next(iter(kwargs.values()), None)
    if isinstance(given, dict) and not isinstance(structures(graph)[0], dict):
        return tuple(given[tensor.name] for tensor in graph_inputs(graph))
    return tensors_in(given)


def pairs(first: Any, second: Any) -> Pairs:
    return tuple(zip(first, second))


def changed_entries(outside: tuple[Any, Any], inside: tuple[Any, Any]) -> Pairs:
    """Tensors that Keras replaced on the way into `call`, such as by a cast."""
    found = list(pairs(flat(inside[0]), flat(tuple(outside[0]))))
    for name, value in outside[1].items():
        if name in inside[1]:
            found.extend(pairs(flat(inside[1][name]), flat(value)))
    return tuple(
        (inner, outer)
        for inner, outer in found
        if inner is not outer and (is_symbolic(inner) or is_array(inner))
    )
