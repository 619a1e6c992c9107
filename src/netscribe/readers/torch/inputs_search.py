"""Finds inputs that a model's forward pass takes: candidates are tried until one runs.

In: a model and the user's request. Out: the example, its tape and the guess it was run with. Every
trial is the capture itself, on tensors without numbers; candidates come in a fixed order, and there
are at most `MOST_TRIALS` of them, so that the same model always gets the same inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from netscribe.errors import InputError
from netscribe.readers.compat.torch_guess import Guess
from netscribe.readers.compat.torch_real import Computed
from netscribe.readers.compat.torch_tensors import mapped
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.inputs import (
    Candidate,
    ExampleInputs,
    described,
    parameter_names,
    required_names,
)
from netscribe.readers.torch.inputs_described import described_candidates
from netscribe.readers.torch.inputs_given import given_candidates
from netscribe.readers.torch.inputs_layers import layer_candidates
from netscribe.readers.torch.inputs_transformers import is_transformers, transformers_candidates
from netscribe.readers.torch.live_run import Failure, attempted, explained, reason, remedy
from netscribe.readers.torch.tape import Tape

MOST_TRIALS = 40

Found = tuple[ExampleInputs, Tape, Guess | Computed]
Refusals = list[tuple[ExampleInputs, Failure]]


def first_run(model: Any, request: ReadRequest) -> Found:
    """The first candidate that runs.

    Raises:
        InputError: what was given is refused, or nothing that was tried runs.
    """
    given = request.inputs is not None
    candidates = given_candidates(model, request.inputs) if given else _guesses(model)
    refusals: Refusals = []
    found = _tried(model, candidates, refusals, compute=request.compute)
    if found is not None:
        return found
    if given:
        failure = refusals[0][1]
        raise explained(model, failure) from failure.error
    raise _unguessable(model, refusals)


def _guesses(model: Any) -> Iterator[Candidate]:
    """The best founded first."""
    if is_transformers(model):
        yield from transformers_candidates(model)
    yield from described_candidates(model)
    yield from layer_candidates(model)


def _tried(
    model: Any, candidates: Iterable[Candidate], refusals: Refusals, *, compute: bool
) -> Found | None:
    """Depth first: what a refusal tells comes before the next candidate."""
    tried: set[str] = set()
    waiting = [iter(candidates)]
    while waiting and len(refusals) < MOST_TRIALS:
        candidate = next(waiting[-1], None)
        if candidate is None:
            waiting.pop()
            continue
        example = candidate.example
        printed = _printed(example)
        if printed in tried:
            continue
        tried.add(printed)
        outcome = attempted(model, example, compute=compute)
        if not isinstance(outcome, Failure):
            tape, means = outcome
            return _noted(model, example), tape, means
        refusals.append((example, outcome))
        if candidate.refined is not None:
            waiting.append(iter(candidate.refined(str(outcome.error))))
    return None


def _printed(example: ExampleInputs) -> str:
    """In words that differ where the examples do; torch prints large tensors without their size."""

    def told(tensor: Any) -> str:
        return f"{tuple(tensor.shape)} {tensor.dtype} {tensor!r}"

    return repr(mapped(told, (example.args, sorted(example.kwargs.items()))))


def _noted(model: Any, example: ExampleInputs) -> ExampleInputs:
    """With the sentence that says what was assumed; nothing where the user gave it."""
    if not example.note:
        return example
    said = described(example, parameter_names(model))
    verb = "were" if len(example.args) + len(example.kwargs) > 1 else "was"
    return replace(example, note=f"no input was given: {said} {verb} assumed from {example.note}")


def _unguessable(model: Any, refusals: Refusals) -> InputError:
    """What to pass, and how far the best guess came."""
    name, names = type(model).__name__, parameter_names(model)
    call = f"{name}.forward({', '.join(names)})"
    said, hint = "", ""
    if refusals:
        example, failure = max(refusals, key=lambda refusal: refusal[1].steps)
        said = f"; of {len(refusals)} tried, {described(example, names)} comes furthest and fails "
        said += reason(model, failure)
        hint = remedy(failure)
    form = f"pass {_form(model, refusals)}; on the command line --input"
    return InputError(
        f"the inputs of {call} were not given and cannot be guessed{said}",
        hint=f"{form}; for what was tried, {hint}" if hint else form,
    )


def _form(model: Any, refusals: Refusals) -> str:
    """How inputs are passed to this model."""
    names = parameter_names(model)
    tried_first = dict(refusals[0][0].kwargs) if refusals else {}
    needed = required_names(model) or list(tried_first) or names[:1]
    if len(needed) > 1 or tried_first:
        inside = ", ".join(f'"{item}": (…)' for item in needed)
        return f"inputs={{{inside}}} with a shape or a tensor for each"
    return "inputs=(1, 3, 224, 224), the shape with its batch, or a tensor"
