"""Calls in TorchScript code: of modules, of PyTorch's functions, of functions in the archive.

In: a walk, who is called, and the arguments. Out: what the call gives. Functions of
`torch.nn.functional` are listed as one operation each, whatever they do inside; so are torch's own
layers that cannot be followed.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.readers.compat.torch_classes import is_layer_name
from netscribe.readers.torch.aten_functions import SAME, by_schema, operator_name, public_call
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.noise import QUESTIONS
from netscribe.readers.torch.operations.table import FUNCTION_TABLE
from netscribe.readers.torch.program import WHOLE_LAYER, Scope
from netscribe.readers.torch.script_archive import UndecidedError
from netscribe.readers.torch.script_builtins import computed, listed, part_of
from netscribe.readers.torch.script_code import public_name
from netscribe.readers.torch.script_values import (
    UNKNOWN,
    Results,
    Submodule,
    is_known,
    plain,
    tensors_of,
)
from netscribe.readers.torch.script_walk import Walk, bound

#: Layers whose code is mostly about forms of input: their settings tell what they do.
_NOT_FOLLOWED = frozenset(("LSTM", "GRU", "RNN", "MultiheadAttention"))
_FUNCTIONAL = "torch.nn.functional."
#: Functions that make a tensor from none.
_MAKERS = frozenset(
    (
        "zeros", "ones", "full", "rand", "randn", "randint", "arange", "range", "linspace", "eye",
        "empty", "tensor", "randperm", "scalar_tensor",
    )
)  # fmt: skip
#: Functions that give a list of tensors.
_SPLITTERS = frozenset(
    ("split", "chunk", "unbind", "split_with_sizes", "tensor_split", "unsafe_chunk", "unsafe_split")
)
#: Questions on how PyTorch runs; its fused fast path computes what the plain way does.
_SETTLED = {
    "__torch__.torch.backends.mha.get_fastpath_enabled": False,
    "ops.prim.is_nested": False,
    "torch.is_autocast_enabled": False,
}
_PASSING = {"annotate": 1, "unchecked_cast": 1, "ops.prim.unchecked_unwrap_optional": 0}
_NUMBERS = frozenset(("int", "float", "bool", "ops.prim.NumToTensor", "torch.Int", "torch.Bool"))


class ScriptCalls:
    """The calls that a walk meets."""

    def method(
        self,
        walk: Walk,
        module: Submodule,
        name: str,
        arguments: tuple[Sequence[object], Mapping[str, object]],
    ) -> object:
        """What a method of a module gives."""
        return method_called(walk, module, name, *arguments)

    def function(
        self, walk: Walk, name: str, positional: Sequence[object], named: Mapping[str, object]
    ) -> object:
        """What a function gives."""
        return called(walk, name, positional, named)


def method_called(
    walk: Walk,
    module: Submodule,
    method: str,
    positional: Sequence[object],
    named: Mapping[str, object],
) -> object:
    """What a method of a module gives; its forward is a call of the module."""
    definition = walk.archive.class_of(module).methods.get(method)
    if definition is None:
        raise UndecidedError(f"the archive holds no {method}() of {module.path or 'the model'}")
    arguments = [module, *positional]
    if not method.startswith("forward") or not module.path:
        return walk.run(definition, arguments, dict(named))
    walk._count += 1
    name = public_name(str(module.record.callee))
    settings = _settings(walk, module)
    scope = Scope(f"{module.path}@{walk._count}", module.path, name, settings)
    around, walk.scopes = walk.scopes, (*walk.scopes, scope)
    try:
        if is_layer_name(name):
            return _layer(walk, definition, arguments, dict(named))
        return walk.run(definition, arguments, dict(named))
    finally:
        walk.scopes = around


def _settings(walk: Walk, module: Submodule) -> dict[str, object]:
    """The plain attributes of a module: written in its class, or kept in the archive."""
    state = module.record.state
    kept = state if isinstance(state, Mapping) else {}
    constants = walk.archive.class_of(module).constants
    found = {**{str(key): value for key, value in kept.items()}, **constants}
    return {
        name: value
        for name, value in found.items()
        if is_known(value) and value is not None and not name.startswith("_")
    }


def _layer(
    walk: Walk, definition: ast.FunctionDef, arguments: list[object], named: dict[str, object]
) -> object:
    """One of torch's layers: followed, or else taken as a whole."""
    word = walk.scopes[-1].class_name.rpartition(".")[2]
    told = len(walk.scopes[-1].settings) > 1
    before, notes, seen = len(walk.steps), dict(walk.notes), walk.opaque_seen
    if not (word in _NOT_FOLLOWED and told):
        try:
            result = walk.run(definition, arguments, named)
        except UndecidedError:
            if not told:
                raise
        else:
            if walk.opaque_seen == seen or not told:
                return result
    del walk.steps[before:]
    walk.notes, walk.opaque_seen = notes, seen
    given = bound(definition, arguments, named, walk)
    tensors = {
        name: plain(value)
        for name, value in given.items()
        if tensors_of(value) and not isinstance(value, Submodule)
    }
    results = walk.new_step(WHOLE_LAYER, tensors)
    return _shaped(definition.returns, results, iter(range(10_000)))


def _shaped(annotation: ast.expr | None, results: Results, places: object) -> object:
    """Results in the structure that a function's annotation tells."""
    is_subscript = isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name)
    if is_subscript and annotation.value.id == "Tuple":  # type: ignore[union-attr]
        inner = annotation.slice  # type: ignore[union-attr]
        parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        return tuple(_shaped(part, results, places) for part in parts)
    return results.part(next(places))  # type: ignore[call-overload]


def called(
    walk: Walk, name: str, positional: Sequence[object], named: Mapping[str, object]
) -> object:
    """What a function gives."""
    if name in _SETTLED:
        return _SETTLED[name]
    if name in _PASSING:
        place = _PASSING[name]
        return positional[place] if len(positional) > place else UNKNOWN
    if name == "getattr" and len(positional) == 2 and isinstance(positional[0], Submodule):
        return walk.archive.attribute(positional[0], str(positional[1]))
    if name == "range":
        return _range(positional)
    if name in _NUMBERS:
        return positional[0] if positional and is_known(positional[0]) else UNKNOWN
    if name.startswith("__torch__."):
        return _archived(walk, name, positional, named)
    if name.startswith("torch."):
        return _torch(walk, name.removeprefix("torch."), positional, named)
    if name.startswith("ops."):
        return _operator(walk, name.removeprefix("ops."), positional, named)
    return UNKNOWN


def _range(positional: Sequence[object]) -> object:
    ends = [item for item in positional if isinstance(item, int)]
    if len(ends) < len(positional) or not 1 <= len(ends) <= 3 or 0 in ends[2:]:
        return UNKNOWN
    return range(ends[0]) if len(ends) == 1 else range(ends[0], ends[1], *ends[2:])


def _archived(
    walk: Walk, name: str, positional: Sequence[object], named: Mapping[str, object]
) -> object:
    """A function whose code is in the archive."""
    definition = walk.archive.code.functions.get(name)
    if definition is None:
        return UNKNOWN
    public = public_name(name)
    word = public.removeprefix(_FUNCTIONAL)
    if not public.startswith(_FUNCTIONAL) or word not in FUNCTION_TABLE:
        return walk.run(definition, positional, dict(named))
    given = bound(definition, positional, named, walk)
    if not any(map(tensors_of, given.values())):
        return walk.run(definition, positional, dict(named))
    in_place = given.pop("inplace", False) is True
    arguments = {key: plain(value) for key, value in given.items()}
    return walk.new_step(f"{word}_" if in_place else word, public_call(word, arguments)[1])


def _torch(
    walk: Walk, word: str, positional: Sequence[object], named: Mapping[str, object]
) -> object:
    """One of PyTorch's functions."""
    from_list = listed(word, positional)
    if from_list is not None:
        return from_list
    if word == "__getitem__" and positional:
        return part_of(positional[0], positional[1] if len(positional) > 1 else UNKNOWN)
    tensors = [name for value in (*positional, *named.values()) for name in tensors_of(value)]
    plain_word = plain_name(word)
    if word in ("__is__", "__isnot__", "len") or (not tensors and word not in _MAKERS):
        return computed(word, positional)
    if plain_word == "dim" and len(tensors) == 1:
        return UNKNOWN
    if plain_word in QUESTIONS:
        return UNKNOWN
    if all(name.startswith("CONSTANTS.") for name in tensors) and UNKNOWN in positional:
        # arithmetic on sizes, which a trace writes as tensors
        return UNKNOWN
    arguments = {key: plain(value) for key, value in by_schema(word, positional).items()}
    arguments.update((key, plain(value)) for key, value in named.items() if is_known(value))
    function, arguments = public_call(word, arguments)
    if function == SAME:
        return positional[0]
    results = walk.new_step(function, arguments)
    if plain_word in _SPLITTERS:
        results = replace(results, count=_parts(plain_word, positional))
        if results.count is None:
            walk.note(f"into how many parts {plain_word} goes is not told")
    return results


def _parts(word: str, positional: Sequence[object]) -> int | None:
    """How many tensors a split gives, where its arguments tell."""
    given = positional[1] if len(positional) > 1 else None
    if word in ("chunk", "unsafe_chunk", "tensor_split") and isinstance(given, int):
        return given if 0 < given < 1000 else None
    if isinstance(given, list | tuple):
        return len(given) + (word == "tensor_split")
    return None


def _operator(
    walk: Walk, name: str, positional: Sequence[object], named: Mapping[str, object]
) -> object:
    """An operator of a library, or of PyTorch's own machinery."""
    library, _, word = name.partition(".")
    if library == "aten":
        return _torch(walk, word, positional, named)
    tensors = [item for value in (*positional, *named.values()) for item in tensors_of(value)]
    if library == "prim" or not tensors:
        return UNKNOWN
    found, _ = operator_name(name)
    arguments = {str(index): plain(value) for index, value in enumerate(positional)}
    walk.note(f"{found} is not PyTorch's own: what it does inside is not told")
    return walk.new_step(found, arguments, opaque=True)
