"""Decides how the whole model is followed, and follows it.

In: a live model and the user's inputs. Out: `Seen`: inputs, events, outputs. The model is called
only symbolically, and only where it has no recorded graph.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

from netscribe.errors import InputError, NetscribeError
from netscribe.readers.compat.keras_classes import is_legacy
from netscribe.readers.compat.keras_copy import copy_of
from netscribe.readers.compat.keras_graph import (
    graph_inputs,
    graph_of,
    graph_outputs,
    producer_of,
    structures,
)
from netscribe.readers.compat.keras_state import counters_kept, untouched
from netscribe.readers.compat.keras_tensors import is_symbolic, package_for
from netscribe.readers.compat.keras_watch import watched
from netscribe.readers.compat.legacy_watch import watched_legacy
from netscribe.readers.keras.live_capture import Capture
from netscribe.readers.keras.live_failure import failure, title
from netscribe.readers.keras.live_inputs import HINT, GivenInputs, given_inputs
from netscribe.readers.keras.live_known import known_inputs
from netscribe.readers.keras.live_tape import Event, ScopeEvent

_FROM_BUILD = "input shapes are those with which the model, or its first layer, was built"
_BUILT = "the model had no weights yet and cannot be copied: it was built with the given inputs"


@dataclass(frozen=True)
class Seen:
    """What was seen of a model.

    Attributes:
        model: the model, or the copy that was followed in its place.
        inputs: name and tensor of each input.
        root: the model's own call.
        outputs: the result, in the user's structure.
        notes: what had to be guessed.
    """

    model: Any
    inputs: tuple[tuple[str, Any], ...]
    root: Event
    outputs: Any
    notes: tuple[str, ...] = ()


def see(model: Any, inputs: object) -> Seen:
    """Follows the model.

    Raises:
        InputError: shapes are needed and not known.
    """
    with counters_kept(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if inputs is None and graph_of(model) is not None:
            return _recorded(model)
        notes: tuple[str, ...] = ()
        if inputs is None:
            given = known_inputs(model)
            if given is None:
                raise InputError(f"{title(model)} has no input shape yet", hint=HINT)
            notes = (_FROM_BUILD,)
        else:
            given = given_inputs(model, inputs)
        return _called(model, given, notes, inputs_given=inputs is not None)


def _watching(capture: Capture, model: Any) -> AbstractContextManager[None]:
    return watched_legacy(capture, model) if is_legacy(model) else watched(capture)


def _recorded(model: Any) -> Seen:
    """A model whose graph Keras recorded."""
    graph = graph_of(model)
    capture = Capture(package_for(model))
    with untouched(model), _watching(capture, model), _told(capture, model):
        events = capture.follow_graph(model)
    inputs, outputs = graph_inputs(graph), graph_outputs(graph)
    root = ScopeEvent(model, inputs, {}, outputs, events)
    names = _input_names(graph)
    return Seen(model, tuple(zip(names, inputs)), root, structures(graph)[1])


def _input_names(graph: Any) -> list[str]:
    """Names of the inputs: their keys where the model takes a dictionary."""
    structure = structures(graph)[0]
    if isinstance(structure, dict) and all(is_symbolic(value) for value in structure.values()):
        keys = {id(tensor): str(key) for key, tensor in structure.items()}
        return [keys[id(tensor)] for tensor in graph_inputs(graph)]
    return [str(producer_of(tensor).name) for tensor in graph_inputs(graph)]


def _called(model: Any, given: GivenInputs, notes: tuple[str, ...], *, inputs_given: bool) -> Seen:
    """A model that is followed by a symbolic call."""
    followed = model if model.built else copy_of(model)
    if followed is None:
        followed, notes = model, (*notes, _BUILT)
        builder = Capture(package_for(model))
        told = _told(builder, model, inputs_given=inputs_given)
        with _watching(builder, model), told:
            builder.follow_call(model, given.args, given.kwargs)
    capture = Capture(package_for(model))
    told = _told(capture, model, inputs_given=inputs_given)
    with untouched(followed), _watching(capture, followed), told:
        outputs, root = capture.follow_call(followed, given.args, given.kwargs)
    return Seen(followed, given.named, root, outputs, notes)


@contextmanager
def _told(capture: Capture, model: Any, *, inputs_given: bool = False) -> Iterator[None]:
    """What the user's code raises becomes an error of ours that names the layer."""
    try:
        yield
    except NetscribeError:
        raise
    except Exception as error:  # whatever the user's own code raises
        raise failure(error, model, capture.culprit, inputs_given=inputs_given) from error
