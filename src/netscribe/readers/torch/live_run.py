"""Runs a model's forward pass on fake tensors and comes back with the tape.

In: a model and example inputs. Out: a `Tape`. The model, and torch, are left as they were. Order of
attempts: with the first guess for what the data decides, then with the other one. Nothing is ever
computed in floating point, unless the user allows a run with real numbers as the last attempt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import torch

from netscribe.errors import InputError, NetscribeError
from netscribe.readers.compat.torch_fake import FakeRun
from netscribe.readers.compat.torch_guess import Guess, better_guesses
from netscribe.readers.compat.torch_lazy import sized_copy
from netscribe.readers.compat.torch_meta import MetaRun
from netscribe.readers.compat.torch_real import Computed, RealRun, asks_for_numbers
from netscribe.readers.compat.torch_script import whole_operations
from netscribe.readers.compat.torch_state import untouched
from netscribe.readers.compat.torch_tensors import mapped, named_tensors
from netscribe.readers.compat.torch_watch import watched
from netscribe.readers.torch.inputs import ExampleInputs, parameter_names
from netscribe.readers.torch.mismatch import FailedCall, Mismatch, mismatch
from netscribe.readers.torch.recorder import Recorder
from netscribe.readers.torch.sightings import Run, Sightings
from netscribe.readers.torch.tape import Sight, Tape

#: What torch says where a derivative is asked for of what wants no gradient.
_ASKS_FOR_GRADIENTS = "does not require grad"
GUESSES = (Guess(), Guess(count=1, number=2, truth=True))


@dataclass(frozen=True)
class Failure:
    """How a run ended.

    Attributes:
        error: the user's exception.
        path: the module in which it arose.
        guesses: whether the data would have decided something before.
        call: the function that raised it, if it was a public one.
        steps: how many tensors had been seen.
    """

    error: Exception
    path: str
    guesses: bool
    call: FailedCall | None = None
    steps: int = 0

    @property
    def clash(self) -> Mismatch | None:
        """The sizes that do not fit, if that is why."""
        return None if self.call is None else mismatch(self.call)


#: How a run is made: with a guess; with real numbers; or (None) cheaper, failing where data
#: decides.
Means: TypeAlias = Guess | Computed | None


def run(model: Any, example: ExampleInputs, means: Means) -> Tape | Failure:
    """One forward pass; with gradients only where the model asks for them, since they cost time."""
    outcome = _passed(model, example, means, gradients=False)
    if isinstance(outcome, Failure) and _ASKS_FOR_GRADIENTS in str(outcome.error):
        return _passed(model, example, means, gradients=True)
    return outcome


def _passed(model: Any, example: ExampleInputs, means: Means, *, gradients: bool) -> Tape | Failure:
    try:
        sized = sized_copy(model, tuple(example.args), dict(example.kwargs))
        model = model if sized is None else sized
    except Exception as error:  # noqa: BLE001 - whatever the user's own code raises
        return Failure(error, "", False)
    sightings = Sightings(model)
    recorder = Recorder(model, sightings)
    chosen = _way(model, means, recorder, gradients=gradients)
    sightings.use(chosen)
    try:
        return _watched(model, example, recorder, sightings, chosen)
    finally:
        sightings.forget()
        recorder.forget()


def _watched(
    model: Any, example: ExampleInputs, recorder: Recorder, sightings: Sightings, chosen: Run
) -> Tape | Failure:
    for weight in (*model.parameters(), *model.buffers()):
        sightings.twin_of(weight)  # now, since no twin can be made inside of vmap
    with untouched(model):
        args = mapped(sightings.twin_of, tuple(example.args))
        kwargs = mapped(sightings.twin_of, dict(example.kwargs))
        inputs = _named_inputs(model, args, kwargs, sightings)
        try:
            with whole_operations(model), chosen.opened(), watched(recorder):
                result = model(*args, **kwargs)
        except NetscribeError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the user's own code raises
            return _failure(error, recorder, sightings)
        outputs = _named_outputs(result, sightings)
    return Tape(inputs, outputs, recorder.root, tuple(sightings.seen), tuple(recorder.notes))


def _failure(error: Exception, recorder: Recorder, sightings: Sightings) -> Failure:
    call = recorder.failed_call
    # an earlier error may have been caught by the model's own code
    own = call if call is not None and call.error is error else None
    path, steps = recorder.failed_at or "", len(sightings.seen)
    return Failure(error, path, bool(recorder.notes), own, steps)


def _way(model: Any, means: Means, recorder: Recorder, *, gradients: bool) -> Run:
    if means is None:
        return MetaRun(model)
    if isinstance(means, Computed):
        return RealRun(model, recorder)
    return FakeRun(means, recorder, gradients=gradients)


def attempted(
    model: Any, example: ExampleInputs, *, compute: bool = False
) -> tuple[Tape, Guess | Computed] | Failure:
    """The first attempt that succeeds and its means, or the first failure."""
    first: Failure | None = None
    waiting = list(GUESSES)
    while waiting:
        guess = waiting.pop(0)
        seen = run(model, example, guess)
        if isinstance(seen, Tape):
            return seen, guess
        if first is None:
            first = seen
            waiting += better_guesses(str(seen.error))
        if not seen.guesses:
            break
    assert first is not None
    computed = run(model, example, Computed()) if compute else first
    return (computed, Computed()) if isinstance(computed, Tape) else first


def explained(model: Any, failure: Failure) -> InputError:
    """Why a forward pass on given inputs failed, in one line."""
    return InputError(
        f"the forward pass fails {reason(model, failure)}",
        hint=remedy(failure)
        or "check that inputs= is what the model's forward() expects, for example "
        "inputs=(1, 3, 224, 224)",
    )


def reason(model: Any, failure: Failure) -> str:
    """Where and why: which sizes clash, or the user's exception in its own words."""
    name = type(model).__name__
    clash = failure.clash
    if clash is not None:
        return f"in {name}: {clash.message}"
    lines = [line.strip() for line in str(failure.error).splitlines() if line.strip()]
    word = type(failure.error).__name__
    said = f"{word}: {lines[0]}" if lines else word
    return f"in {repr(failure.path) + ' of ' if failure.path else ''}{name}: {said}"


def remedy(failure: Failure) -> str:
    """What would fit, or the way out where the model's code asks for numbers; else ""."""
    clash = failure.clash
    return clash.remedy if clash is not None else compute_hint(failure)


def compute_hint(failure: Failure) -> str:
    """The way out where the model's code asks for numbers; "" where it does not."""
    if not asks_for_numbers(failure.error):
        return ""
    return (
        "the model's code asks for numbers, and nothing is computed unless allowed: "
        "compute=True (--compute) lets netscribe run the model on these inputs"
    )


def _named_inputs(
    model: Any, args: Any, kwargs: Any, sightings: Sightings
) -> tuple[tuple[str, Sight], ...]:
    """Each tensor that goes in, under forward's own word for it."""
    names = parameter_names(model)
    found: list[tuple[str, Sight]] = []
    known: set[int] = set()
    places = [(names[i] if i < len(names) else f"input_{i}", arg) for i, arg in enumerate(args)]
    for place, argument in (*places, *kwargs.items()):
        for keys, tensor in named_tensors(argument):
            sight = sightings.see(tensor)
            if sight.tensor not in known:
                known.add(sight.tensor)
                found.append((".".join((str(place), *keys)), sight))
    return tuple(found)


def _named_outputs(result: Any, sightings: Sightings) -> tuple[tuple[str, Sight], ...]:
    """Each tensor that comes out, under the key or position that leads to it."""
    found: list[tuple[str, Sight]] = []
    known: set[int] = set()
    with torch._C.DisableTorchFunction():
        for keys, tensor in named_tensors(result):
            sight = sightings.see(tensor)
            if sight.tensor not in known:
                known.add(sight.tensor)
                found.append((_output_name(keys), sight))
    return tuple(found)


def _output_name(keys: tuple[str, ...]) -> str:
    if not keys:
        return "output"
    name = ".".join(keys)
    return f"output_{name}" if name[0].isdecimal() else name
