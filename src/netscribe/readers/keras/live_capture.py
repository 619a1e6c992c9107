"""Looks into layers whose inside is Python: their `call` runs on symbolic tensors and is watched.

In: a layer and the tensors of its call. Out: events for what happened inside, at any depth.
No weight is computed. Where `call` cannot run so, `live_fallback` runs it on examples.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import IntEnum
from typing import Any

from netscribe.errors import NetscribeError
from netscribe.readers.compat.keras_classes import is_sequential
from netscribe.readers.compat.keras_graph import (
    RecordedCall,
    graph_inputs,
    graph_of,
    graph_outputs,
)
from netscribe.readers.compat.keras_tensors import dtype_of as dtype_word
from netscribe.readers.compat.keras_tensors import symbolic
from netscribe.readers.compat.keras_watch import Proceed
from netscribe.readers.keras.live_fallback import examples_of, joined_runs
from netscribe.readers.keras.live_graph import events_of_graph
from netscribe.readers.keras.live_leaves import (
    changed_entries,
    graph_arguments,
    is_no_conversion,
    output_spec,
    pairs,
    tensors_in,
    without_arrays,
)
from netscribe.readers.keras.live_plan import Plan, plan_for
from netscribe.readers.keras.live_random import random_result
from netscribe.readers.keras.live_tape import (
    CallEvent,
    ConstantEvent,
    Event,
    RandomEvent,
    ScopeEvent,
)


class Level(IntEnum):
    """How real the tensors are on which a `call` is followed."""

    SYMBOLIC = 0
    SIZED = 1
    COMPUTED = 2


_HOW = {
    Level.SYMBOLIC: "",
    Level.SIZED: "its call() was followed with example sizes, since it asks for known ones",
    Level.COMPUTED: "its call() was run on a small array of zeros, since it cannot run on symbolic "
    "tensors; operations that are not Keras' own are not seen",
}
_CLOSED = "its inside cannot be shown: its call() runs neither on symbolic tensors nor on zeros"


class Capture:
    """Records what Keras does while `keras_watch.watched(capture)` is open."""

    def __init__(self, package: str) -> None:
        self.culprit: Any = None
        self._package = package
        self.listening = False
        self.expected: Any = None
        self.computing = False
        self.opened = 0
        self._level = Level.SYMBOLIC
        self._stack: list[list[Event]] = []
        self._bodies: list[tuple[Any, Any]] = []
        self._reads: list[Any] = []

    # The face towards the reader.

    def follow_graph(self, model: Any) -> tuple[Event, ...]:
        """The events of a model's recorded graph, with the insides of its custom layers."""
        return events_of_graph(graph_of(model), self._follow_recorded)

    def follow_call(self, layer: Any, args: Any, kwargs: Any) -> tuple[Any, Event]:
        """The results of one call of `layer`, and what happened inside."""
        return self._follow(layer, args, kwargs, layer)

    # The face towards the watch.

    def layer_called(self, layer: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        with self._deaf():
            if self._level is not Level.COMPUTED:
                args, kwargs, constants = without_arrays(args, kwargs)
                example = self._level is Level.SIZED
                self._stack[-1].extend(
                    ConstantEvent(array, (tensor,), example) for tensor, array in constants
                )
            outputs, event = self._follow(layer, args, kwargs, proceed)
        self._stack[-1].append(event)
        return outputs

    def body_entered(self, layer: Any, args: Any, kwargs: Any) -> Any:
        self.expected = None
        self._bodies.append((args, kwargs))
        self.listening = True
        try:
            return layer.call(*args, **kwargs)
        finally:
            self.listening = False

    def operation_called(self, operation: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        if is_no_conversion(operation, args):
            return args[0]
        with self._deaf():
            outputs = proceed(*args, **kwargs)
        reads, self._reads = tuple(self._reads), []
        event = CallEvent(operation, tuple(args), kwargs, tensors_in(outputs), reads)
        self._stack[-1].append(event)
        return outputs

    def random_called(self, name: str, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        with self._deaf():
            if self._level is Level.COMPUTED:
                outputs = proceed(*args, **kwargs)
            else:
                outputs = random_result(name, args, kwargs)
        self._stack[-1].append(RandomEvent(name, tuple(args), kwargs, tensors_in(outputs)))
        return outputs

    def variable_read(self, variable: Any) -> None:
        self._reads.append(variable)

    # How a call is followed.

    def _follow_recorded(self, call: RecordedCall) -> Event:
        """The inside of a call that a graph recorded."""
        plan = plan_for(call.operation)
        if plan is Plan.GRAPH:
            scope = self._recorded_inside(call.operation, call.args, call.kwargs, call.outputs)
            if scope is not None:
                return scope
        if plan is Plan.EACH_STEP:
            return self._each_step(call.operation, call.args, call.kwargs, call.outputs)
        seen = self._body(call.operation, call.args, call.kwargs, call.operation)[1]
        if isinstance(seen, CallEvent):
            return replace(seen, outputs=call.outputs)
        results = (*seen.results, *pairs(call.outputs, seen.outputs))
        return replace(seen, outputs=call.outputs, results=results)

    def _follow(self, layer: Any, args: Any, kwargs: Any, proceed: Proceed) -> tuple[Any, Event]:
        """The results of a call, and what was seen of it."""
        plan = plan_for(layer)
        has_graph = plan is Plan.GRAPH or is_sequential(layer)
        if plan is Plan.BODY and not has_graph:
            return self._body(layer, args, kwargs, proceed)
        if has_graph and self._level is Level.COMPUTED:
            return self._body(layer, args, kwargs, proceed)
        outputs = proceed(*args, **kwargs)
        results = tensors_in(outputs)
        if has_graph:
            scope = self._recorded_inside(layer, args, kwargs, results)
            return (outputs, scope) if scope else self._body(layer, args, kwargs, proceed)
        if plan is Plan.EACH_STEP and self._level is not Level.COMPUTED:
            return outputs, self._each_step(layer, args, kwargs, results)
        return outputs, CallEvent(layer, tuple(args), kwargs, results)

    def _recorded_inside(
        self, layer: Any, args: Any, kwargs: Any, outputs: tuple[Any, ...]
    ) -> ScopeEvent | None:
        """The layer's own graph, if the call's tensors have the shapes it was recorded with."""
        graph = graph_of(layer)
        if graph is None:
            return None
        inner, outer = graph_inputs(graph), graph_arguments(graph, args, kwargs)
        if [tuple(tensor.shape) for tensor in inner] != [tuple(tensor.shape) for tensor in outer]:
            return None
        return ScopeEvent(
            layer=layer,
            args=tuple(args),
            kwargs=kwargs,
            outputs=outputs,
            events=self.follow_graph(layer),
            entries=pairs(inner, outer),
            results=pairs(outputs, graph_outputs(graph)),
        )

    def _each_step(
        self, wrapper: Any, args: Any, kwargs: Any, outputs: tuple[Any, ...]
    ) -> ScopeEvent | CallEvent:
        """The inside of what TimeDistributed runs at each time step."""
        whole = tensors_in((args, kwargs))[:1]
        step = tuple(
            symbolic((*tensor.shape[:1], *tensor.shape[2:]), dtype_word(tensor), self._package)
            for tensor in whole
        )
        scope = self._body(wrapper.layer, step, {}, wrapper.layer)[1]
        if isinstance(scope, CallEvent):
            return CallEvent(wrapper, tuple(args), kwargs, outputs, note=scope.note)
        return replace(
            scope,
            layer=wrapper,
            args=tuple(args),
            kwargs=kwargs,
            outputs=outputs,
            entries=(*pairs(step, whole), *scope.entries),
            results=(*scope.results, *pairs(outputs, scope.outputs)),
            each_step=True,
        )

    def _body(
        self, layer: Any, args: Any, kwargs: Any, proceed: Proceed
    ) -> tuple[Any, ScopeEvent | CallEvent]:
        """Runs the layer's `call` openly; on examples where it does not run as it is."""
        try:
            return self._open(layer, args, kwargs, proceed)
        except NetscribeError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever the user's own code raises
            return self._fall_back(layer, args, kwargs, error)

    def _open(self, layer: Any, args: Any, kwargs: Any, proceed: Proceed) -> tuple[Any, ScopeEvent]:
        events: list[Event] = []
        bodies = len(self._bodies)
        self._stack.append(events)
        self.expected = layer
        self.opened += 1
        try:
            outputs = proceed(*args, **kwargs)
            inside = self._bodies[bodies]
        except Exception:
            self.culprit = self.culprit or layer
            raise
        finally:
            self.opened -= 1
            self.expected = None
            self._stack.pop()
            del self._bodies[bodies:]
            self._reads = []
        entries = changed_entries((args, kwargs), inside)
        results = tensors_in(outputs)
        return outputs, ScopeEvent(layer, tuple(args), kwargs, results, tuple(events), entries)

    # Fall-backs.

    def _fall_back(
        self, layer: Any, args: Any, kwargs: Any, error: Exception
    ) -> tuple[Any, ScopeEvent | CallEvent]:
        """Runs `call` with known sizes, then on zeros; last, shows the layer closed."""
        culprit = self.culprit
        has_unknown = any(None in tuple(tensor.shape) for tensor in tensors_in((args, kwargs)))
        for level in Level if self._package == "keras" else ():
            if level <= self._level or (level is Level.SIZED and not has_unknown):
                continue
            try:
                seen = self._on_examples(layer, args, kwargs, level)
                culprit = None
                return seen
            except NetscribeError:
                raise
            except Exception:  # noqa: BLE001 - the first error tells the user most
                continue
            finally:
                self.culprit = culprit
        if self._level is Level.COMPUTED:
            raise error
        try:
            outputs = output_spec(layer, args, kwargs)
        except Exception:  # noqa: BLE001 - as above
            raise error from None
        self.culprit = None
        return outputs, CallEvent(layer, tuple(args), kwargs, tensors_in(outputs), note=_CLOSED)

    def _on_examples(
        self, layer: Any, args: Any, kwargs: Any, level: Level
    ) -> tuple[Any, ScopeEvent]:
        """Two runs of different sizes tell which sizes come from the unknown ones."""
        runs = []
        before, self._level = self._level, level
        computed, self.computing = self.computing, level is Level.COMPUTED
        try:
            for batch, length in ((2, 64), (3, 96)):
                example = examples_of((args, kwargs), batch, length, real=self.computing)
                outputs, scope = self._open(layer, *example.arguments, layer)
                entries = (*example.pairs, *scope.entries)
                runs.append((outputs, replace(scope, entries=entries)))
        finally:
            self._level, self.computing = before, computed
        return joined_runs(runs[0], runs[1], (tuple(args), kwargs), _HOW[level])

    @contextmanager
    def _deaf(self) -> Iterator[None]:
        """Nothing is heard inside, such as what a built-in layer does in its own `call`."""
        before, self.listening = self.listening, False
        try:
            yield
        finally:
            self.listening = before
