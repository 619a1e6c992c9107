"""The steps from a module to its Graph: inputs, runs, free sizes, calls, notes.

In: a module, the user's request and a builder. Out: the Graph.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin
from netscribe.pause import no_cycle_search
from netscribe.readers.compat.torch_classes import is_scripted
from netscribe.readers.compat.torch_guess import Guess
from netscribe.readers.compat.torch_lazy import sized_copy
from netscribe.readers.compat.torch_real import Computed
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.class_scores import with_class_scores
from netscribe.readers.torch.enlarged import TOKENS_ONLY, Enlarged, batch_axis_of, enlarged
from netscribe.readers.torch.free_sizes import FreeSizes, same_steps
from netscribe.readers.torch.inputs import ExampleInputs
from netscribe.readers.torch.inputs_search import first_run
from netscribe.readers.torch.live_emit import Emitter
from netscribe.readers.torch.live_run import run
from netscribe.readers.torch.live_weights import Weights
from netscribe.readers.torch.tape import Tape

_FIXED = "sizes are those of the example input: the model does not do the same with a larger batch"
_LAZY = "layers that take their size from the first input were sized on a copy"
_SCRIPTED = (
    "its code is TorchScript: layers with weights have their names, but the modules around "
    "operations are not known"
)
_COMPUTED = (
    "its code asks for numbers: it was run for real on the example input, as allowed, "
    "and is shown as it ran with those numbers"
)
#: So many more entries are guessed in a second run; no multiple of a larger batch looks like it.
_MORE = 3
#: Where a sequence may run; vectors in time have it behind the batch, signals behind the channels.
_TIME_AXES = (1, 2, TOKENS_ONLY, None)
_ONE_LENGTH = "the sequence length is that of the example input: the model does not take another"


def graph_of(model: Any, request: ReadRequest, builder: GraphBuilder) -> Graph:
    """The Graph of a module.

    Raises:
        InputError, ReadError: as for `live.read`.
    """
    with no_cycle_search():
        example, tape, means = first_run(model, request)
        sizes = _free_sizes(model, example, means, tape, builder)
        if example.note:
            builder.note(example.note)
        sized = sized_copy(model, tuple(example.args), dict(example.kwargs))
        if sized is not None:
            builder.note(_LAZY)
        weights = Weights(builder, model if sized is None else sized)
        _emit(Emitter(builder, weights, sizes), tape, request, builder)
        weights.add_unused()
        if isinstance(means, Computed):
            builder.note(_COMPUTED)
        else:
            _note_guesses(tape, means, builder)
        if is_scripted(model):
            builder.note(_SCRIPTED)
        source = type(model).__name__
        origin = Origin("torch", str(torch.__version__), "torch.live", source)
        return with_class_scores(builder.finish(origin), model)


def _emit(emitter: Emitter, tape: Tape, request: ReadRequest, builder: GraphBuilder) -> None:
    wanted = distinct([name for name, _ in tape.inputs])
    names = renamed(wanted, request.input_names, "input")
    for name, (_, sight) in zip(names, tape.inputs):
        emitter.bind_input(name, sight)
    emitter.emit_root(tape.root)
    wanted = distinct([name for name, _ in tape.outputs])
    names = renamed(wanted, request.output_names, "output")
    for name, (_, sight) in zip(names, tape.outputs):
        builder.add_output(name, emitter.value_of(sight))


def _free_sizes(
    model: Any, example: ExampleInputs, means: Guess | Computed, tape: Tape, builder: GraphBuilder
) -> FreeSizes:
    """Sizes that change with the batch and the length, as far as the model does the same then."""
    example = replace(example, batch_axis=max(example.batch_axis, batch_axis_of(model)))
    tried_length = False
    for axis in _TIME_AXES:
        other = enlarged(example, axis)
        if other is None:
            continue
        found = _compared(model, other, means, tape)
        if found is not None:
            if axis is None and tried_length:
                builder.note(_ONE_LENGTH)
            return found
        tried_length = tried_length or axis is not None
    builder.note(_FIXED)
    found = _compared(model, Enlarged(example, ()), means, tape) if tape.notes else None
    return found or FreeSizes()


def _compared(model: Any, other: Enlarged, first: Guess | Computed, tape: Tape) -> FreeSizes | None:
    """What a second run tells: a cheap one, or else one like the first.

    Where sizes were guessed, one with another guess, so that no guess is taken for a fact.
    """
    cheap: Guess | None = None
    if tape.notes and isinstance(first, Guess):
        cheap = replace(first, count=first.count + _MORE)
    for means in (cheap, first):
        second = run(model, other.example, means)
        if isinstance(second, Tape) and same_steps(tape, second):
            sizes = FreeSizes(other.variables)
            sizes.compare(tape, second)
            return sizes
    return None


def _note_guesses(tape: Tape, guess: Guess, builder: GraphBuilder) -> None:
    """What the data would have decided."""
    for path, name in tape.notes:
        builder.note(
            f"the data decides the result of {name}(): shown for a count of {guess.count}, "
            f"the number {guess.number} and the truth value {guess.truth}",
            path.replace(".", "/"),
        )
