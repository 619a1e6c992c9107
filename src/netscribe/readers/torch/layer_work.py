"""What the steps inside one of torch's own layers do together.

In: the steps inside one call of a layer. Out: what crosses its border, its weights, and its
settings as far as its steps and the shapes of its weights tell them. Imports no PyTorch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.readers.torch.aliasing import written
from netscribe.readers.torch.facts import ParameterArgument
from netscribe.readers.torch.operations.leaf_modules import LEAF_MODULES
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.signatures import bound
from netscribe.readers.torch.program import Named, Program, ProgramTensor, Scope, Step, names_in

#: Other operators that are a layer's one function.
_OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    **{f"conv{rank}d": ("convolution", "_convolution") for rank in (1, 2, 3)},
    **{f"conv_transpose{rank}d": ("convolution", "_convolution") for rank in (1, 2, 3)},
    "batch_norm": (
        "native_batch_norm", "_native_batch_norm_legit", "_native_batch_norm_legit_no_training",
        "cudnn_batch_norm",
    ),
    "layer_norm": ("native_layer_norm",),
    "group_norm": ("native_group_norm",),
    "dropout": ("native_dropout",),
    "rnn": ("rnn_tanh", "rnn_relu"),
    "rnn_cell": ("rnn_tanh_cell", "rnn_relu_cell"),
    "relu6": ("hardtanh",),
    "linear": ("addmm",),
    "logsigmoid": ("log_sigmoid",),
    "multihead_attention": ("multi_head_attention_forward",),
    **{f"max_pool{rank}d": (f"max_pool{rank}d_with_indices",) for rank in (1, 2, 3)},
}  # fmt: skip
_RECURRENT = ("lstm", "gru", "rnn_tanh", "rnn_relu")
#: Where a recurrent operator's switches stand.
_SWITCHES = {3: "bias", 4: "num_layers", 5: "dropout", 7: "bidirectional", 8: "batch_first"}
_QUERY_KEY_VALUE = ("query", "key", "value", "attn_mask", "key_padding_mask")


@dataclass(frozen=True, slots=True)
class LayerWork:
    """One call of a layer.

    Attributes:
        arguments: the tensors that go in.
        settings, weights: as in `tape.ModuleEvent`.
        steps: what happens inside, its one function under the public name.
        results: all results, where one function makes them; else empty.
    """

    arguments: Mapping[str, object]
    settings: Mapping[str, object]
    weights: tuple[str, ...]
    steps: tuple[Step, ...]
    results: tuple[str, ...] = ()


def layer_work(scope: Scope, steps: tuple[Step, ...], program: Program) -> LayerWork:
    """What one call of a layer does."""
    word = scope.class_name.rpartition(".")[2]
    # counting batches is no part of the result
    steps = tuple(_named_as(word, step) for step in steps if written(step) not in program.held)
    function = LEAF_MODULES[word].function if word in LEAF_MODULES else ""
    main = [step for step in steps if _does(function, plain_name(step.function))]
    settings = {
        **_held(scope.path, program),
        **(_told(main[0], program) if len(main) == 1 else {}),
        **_from_attention(word, steps, program),
        **_from_padding(word, steps),
        **scope.settings,
    }
    crossing = _crossing(steps, program)
    arguments = _attended(crossing) if word == "MultiheadAttention" else _numbered(crossing)
    results = main[0].results if len(main) == 1 and main[0] is steps[-1] else ()
    return LayerWork(arguments, settings, _weights(scope.path, program), steps, results)


def _does(function: str, name: str) -> bool:
    return bool(function) and (name == function or name in _OTHER_WORDS.get(function, ()))


def _named_as(word: str, step: Step) -> Step:
    """An operator that only the compiler calls stands for the layer's function."""
    function = LEAF_MODULES[word].function if word in LEAF_MODULES else ""
    name = plain_name(step.function)
    same = name.startswith(("convolution", "native_", "cudnn_")) or name.endswith("_with_indices")
    return replace(step, function=function) if same and _does(function, name) else step


def _held(path: str, program: Program) -> dict[str, object]:
    """The layer's own weights by attribute; no bias where there are weights but none is told."""
    start = f"{path}." if path else ""
    found: dict[str, object] = {}
    for weight in program.weights:
        name = weight.path.removeprefix(start)
        if weight.parameter and weight.path.startswith(start) and "." not in name:
            found[name] = ParameterArgument(weight.same_as or weight.path, weight.type)
    if "weight" in found:
        found.setdefault("bias", None)
    return found


def _weights(path: str, program: Program) -> tuple[str, ...]:
    """Paths of the parameters that the layer holds, at any depth."""
    start = f"{path}." if path else ""
    mine = [item for item in program.weights if item.parameter and item.path.startswith(start)]
    return tuple(dict.fromkeys(item.same_as or item.path for item in mine))


def _told(main: Step, program: Program) -> dict[str, object]:
    """The plain arguments of the layer's one function."""
    if main.function in _RECURRENT:
        return _recurrent(main, program)
    given = bound(plain_name(main.function), main.arguments)
    return {
        name: value for name, value in given.items() if not names_in(value) and value is not None
    }


def _recurrent(main: Step, program: Program) -> dict[str, object]:
    values = list(main.arguments.values())
    # packed sequences come as data and batch sizes, before the states
    shift = 1 if len(values) > 3 and isinstance(values[3], tuple | list) else 0
    found: dict[str, object] = {
        name: values[place + shift]
        for place, name in _SWITCHES.items()
        if place + shift < len(values)
    }
    weights = names_in(values[2 + shift]) if len(values) > 2 + shift else ()
    shape = _shape(weights[1], program) if len(weights) > 1 else ()
    if len(shape) == 2:
        gates = {"lstm": 4, "gru": 3}.get(main.function, 1)
        found["hidden_size"] = shape[0] // gates
        if shape[1] != shape[0] // gates:
            found["proj_size"] = shape[1]
    return {**found, "nonlinearity": "relu" if main.function == "rnn_relu" else "tanh"}


def _shape(name: str, program: Program) -> tuple[int, ...]:
    shape = program.tensors.get(name, ProgramTensor()).shape or ()
    sizes = tuple(size for size in shape if isinstance(size, int))
    return sizes if len(sizes) == len(shape) else ()


def _from_attention(word: str, steps: tuple[Step, ...], program: Program) -> dict[str, object]:
    """Heads and width of multi-head attention, from the product inside and the weights."""
    if word != "MultiheadAttention" or not steps:
        return {}
    found: dict[str, object] = {}
    for step in steps:
        names = [name for value in step.arguments.values() for name in names_in(value)]
        if step.function == "scaled_dot_product_attention" and names:
            shape = program.tensors.get(names[0], ProgramTensor()).shape or ()
            if len(shape) == 4 and isinstance(shape[1], int):
                found["num_heads"] = shape[1]
                found["dropout"] = step.arguments.get("dropout_p", 0.0)
        if step.function in ("bmm", "baddbmm") and len(names) > 1:
            found.setdefault("num_heads", _split_heads(names[-2], steps, program))
    widths = [_shape(name, program) for step in steps for name in _weights_in(step, program)]
    square = [shape for shape in widths if len(shape) == 2]
    if square:
        found["embed_dim"] = square[-1][0]
    found["bias"] = any(len(shape) == 1 for shape in widths)
    # the time stands first inside; a transposition before the projection tells it did not outside
    found["batch_first"] = plain_name(steps[0].function) == "transpose"
    return {name: value for name, value in found.items() if value is not None}


def _from_padding(word: str, steps: tuple[Step, ...]) -> dict[str, object]:
    """The padding of a convolution that pads by a step of its own, as other modes than zeros do."""
    pads = [step for step in steps if plain_name(step.function) == "pad"]
    if not word.startswith("Conv") or len(pads) != 1:
        return {}
    given = bound("pad", pads[0].arguments)
    amounts, mode = given.get("pad"), given.get("mode")
    if not isinstance(amounts, tuple | list) or amounts[::2] != amounts[1::2]:
        return {}
    # the last axis comes first there
    return {"padding": tuple(amounts[::2])[::-1], "padding_mode": mode}


def _weights_in(step: Step, program: Program) -> list[str]:
    names = [name for value in step.arguments.values() for name in names_in(value)]
    return [name for name in names if name in program.held]


def _split_heads(name: str, steps: tuple[Step, ...], program: Program) -> int | None:
    """Heads of a product over (batch x heads, time, width): the view that split them off."""
    made = {result: step for step in steps for result in step.results}
    batch = None
    while name in made:
        step = made[name]
        shape = program.tensors.get(name, ProgramTensor()).shape or ()
        whole = program.tensors.get(_first(step), ProgramTensor()).shape or ()
        if step.function in ("view", "reshape") and len(shape) == len(whole) == 3:
            merged, batch = shape[1], whole[1]
            known = isinstance(merged, int) and isinstance(batch, int) and batch
            return merged // batch if known else None  # type: ignore[operator]
        name = _first(step)
    return None


def _first(step: Step) -> str:
    names = [name for value in step.arguments.values() for name in names_in(value)]
    return names[0] if names else ""


def _crossing(steps: tuple[Step, ...], program: Program) -> tuple[str, ...]:
    """Tensors that the steps read and did not make, in the order of reading; no weights."""
    made = {name for step in steps for name in step.results}
    read = (name for step in steps for value in step.arguments.values() for name in names_in(value))
    return tuple(
        dict.fromkeys(name for name in read if name not in made and name not in program.held)
    )


def _numbered(names: tuple[str, ...]) -> dict[str, object]:
    return {str(index): Named(name) for index, name in enumerate(names)}


def _attended(names: tuple[str, ...]) -> dict[str, object]:
    """Query, key and value: one tensor is all three, of two the second is key and value."""
    if len(names) == 1:
        names = names * 3
    elif len(names) == 2:
        names = (names[0], names[1], names[1])
    return {word: Named(name) for word, name in zip(_QUERY_KEY_VALUE, names)}
