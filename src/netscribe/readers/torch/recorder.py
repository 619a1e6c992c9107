"""Listens to a forward pass and writes the tape.

In: calls of functions and modules, told by `compat.torch_watch`, on fake tensors. Out: events, with
tensors told apart by identity. Knows no operation and no layer by name.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

import torch

from netscribe.readers.compat.torch_classes import (
    class_name_of,
    is_scripted,
    layer_class_of,
    scripted_layer_class_of,
    settings_of,
)
from netscribe.readers.compat.torch_collected import collecting_function
from netscribe.readers.compat.torch_functions import (
    is_iteration,
    is_write,
    name_of,
    needs_identity,
    number_to_print,
)
from netscribe.readers.compat.torch_packed import replaced_function
from netscribe.readers.compat.torch_tensors import (
    aliased,
    is_tensor,
    mapped,
    named_tensors,
    version_of,
)
from netscribe.readers.torch.argument_names import bound, numbered
from netscribe.readers.torch.mismatch import FailedCall
from netscribe.readers.torch.sightings import Sightings
from netscribe.readers.torch.tape import CallEvent, Event, ModuleEvent, sights_in
from netscribe.readers.torch.writing import Identity, tensors_in, written_by

Proceed = Callable[..., Any]


class Recorder:
    """Writes events while `torch_watch.watched(recorder)` is open.

    Attributes:
        deaf: nothing is recorded: inside a function.
        failed_at: path of the innermost module in which the last exception arose.
        failed_call: the public function that raised last.
        notes: where the data decided, and which function asked.
    """

    def __init__(self, model: Any, sightings: Sightings) -> None:
        self.deaf = False
        self.failed_at: str | None = None
        self._error: Exception | None = None
        self.failed_call: FailedCall | None = None
        self.notes: dict[tuple[str, str], None] = {}
        self._sightings = sightings
        modules = dict(model.named_modules())
        self._paths: dict[int, str] = {id(item): path for path, item in modules.items()}
        self._classes = {path: class_name_of(item) for path, item in modules.items()}
        self._scripted = {path: item for path, item in modules.items() if is_scripted(item)}
        self._events: list[list[Event]] = [[]]
        self._trail: list[str] = []

    @property
    def root(self) -> ModuleEvent:
        """The model's own call."""
        event = self._events[0][-1]
        assert isinstance(event, ModuleEvent)
        return event

    def forget(self) -> None:
        """Lets go of exceptions: their frames hold the model, where torch may hold the recorder."""
        self._error = self.failed_call = None

    # The face towards the fake mode.

    def guessed(self, name: str) -> None:
        """The data would have decided the result of an operation."""
        self.notes.setdefault((self._trail[-1] if self._trail else "", name))

    def dispatched(self, func: Any, args: Any, kwargs: Any, result: Any) -> None:
        """An operation that no public function called: TorchScript code, or a C++ extension."""
        if self.deaf:
            return
        with torch._C.DisableTorchFunction():
            name = str(func._schema.name).rpartition("::")[2]
            written = (args[0],) if is_write(name) and args else ()
            before = len(self._events[-1])
            self._record(name, args, kwargs, result, written)
            self._events[-1][before:] = map(self._named, self._events[-1][before:])

    # The face towards the watch.

    def function_called(self, func: Any, args: Any, kwargs: Any) -> Any:
        """Runs one public function on fake tensors, and records it if it is an operation."""
        if needs_identity(func):
            return func(*args, **kwargs)
        with torch._C.DisableTorchFunction():
            args, kwargs = self._twins(args), self._twins(kwargs)
        if number_to_print(func, args):
            return format(args[0].item(), *args[1:])
        if self.deaf:
            return func(*args, **kwargs)
        name = name_of(func)
        with torch._C.DisableTorchFunction():
            before = [(tensor, version_of(tensor)) for tensor in tensors_in((args, kwargs))]
        run = self._function(name, args) or func
        self.deaf = True
        try:
            result = self._sightings.called(run, args, kwargs) if name else run(*args, **kwargs)
            result = list(result) if is_iteration(func) else result
        except Exception as error:
            self._failed(error, name, args, kwargs)
            raise
        finally:
            self.deaf = False
        if name:
            with torch._C.DisableTorchFunction():
                result = self._noted(name, args, kwargs, result, before)
        return iter(result) if is_iteration(func) else result

    def _failed(self, error: Exception, name: str, args: Any, kwargs: Any) -> None:
        """Keeps what is needed to say why a function raised."""
        path = self._trail[-1] if self._trail else ""
        made = [(sight.tensor, event) for event in chain(*self._events) for sight in event.outputs]
        with torch._C.DisableTorchFunction():
            arguments = {key: self._seen(item) for key, item in numbered(args, kwargs).items()}
        self.failed_call = FailedCall(
            error, name, path, self._classes.get(path, ""), arguments, dict(made)
        )

    def _function(self, name: str, args: Any) -> Callable[..., Any] | None:
        """A stand-in for a function that needs numbers which are not there."""
        if self._sightings.computes:
            return None
        packed = replaced_function(name, args, self._sightings.value_of)
        return packed or collecting_function(name, args)

    def _noted(
        self, name: str, args: Any, kwargs: Any, result: Any, before: list[tuple[Any, int | None]]
    ) -> Any:
        """Records a call that was made; the result as the model is to see it."""
        written = written_by(name, before)
        result = self._told_apart(result, before, written)
        self._record("unbind" if name == "__iter__" else name, args, kwargs, result, written)
        return result

    def _named(self, event: Event) -> Event:
        """An operation of TorchScript code as the layer whose weights it reads, if it is one's."""
        assert isinstance(event, CallEvent)
        weights = {sight.weight for sight in sights_in(event.arguments) if sight.weight}
        owners = {path.rpartition(".")[0] for path in weights}
        owner = owners.pop() if len(owners) == 1 else ""
        layer = self._scripted.get(owner) if owner != self._trail[-1] else None
        name = "" if layer is None else scripted_layer_class_of(layer)
        if not name or not weights.issuperset(self._sightings.weights_of(layer)):
            return event
        return ModuleEvent(owner, name, outputs=event.outputs, events=(event,))

    def custom_called(self, function: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        """Runs one autograd function of the user's: one operation, or what holds the layers in it.

        Its inside is looked into only where it calls layers, whose weights must be seen.
        """
        with torch._C.DisableTorchFunction():
            args, kwargs = self._twins(args), self._twins(kwargs)
            arguments = {str(index): self._seen(item) for index, item in enumerate(args)}
        self._events.append([])
        try:
            result = proceed(*args, **kwargs)
        finally:
            events = tuple(self._events.pop())
        with torch._C.DisableTorchFunction():
            outputs = tuple(map(self._sightings.see, tensors_in(result)))
        name = function.__name__
        if any(isinstance(event, ModuleEvent) for event in events):
            path = f"{self._trail[-1] if self._trail else ''}.{name}".lstrip(".")
            self._events[-1].append(ModuleEvent(path, name, outputs=outputs, events=events))
        else:
            self._events[-1].append(CallEvent(name, arguments, outputs, custom=True))
        return result

    def module_called(self, module: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        """Runs one module and records what happens inside."""
        hooked = bool(module._forward_hooks or module._forward_pre_hooks)
        if layer_class_of(module) and hooked:
            return self._hooked_layer(module, args, kwargs, proceed)
        return self._followed(module, (args, kwargs), lambda: proceed(module, *args, **kwargs))

    def _hooked_layer(self, module: Any, args: Any, kwargs: Any, proceed: Proceed) -> Any:
        """A layer with hooks, which may do more: its own work is told apart from theirs."""
        forward, layer = module.forward, layer_class_of(module)

        def told(*inner: Any, **named: Any) -> Any:
            given = (inner, named)
            return self._followed(module, given, lambda: forward(*inner, **named), layer)

        vars(module)["forward"] = told
        try:
            return self._followed(
                module, (args, kwargs), lambda: proceed(module, *args, **kwargs), ""
            )
        finally:
            del vars(module)["forward"]

    def _followed(
        self, module: Any, given: Any, run: Callable[[], Any], layer: str | None = None
    ) -> Any:
        """Runs a module; as `layer` where that is given and not empty."""
        layer = layer_class_of(module) if layer is None else layer
        path = self._path(module)
        with torch._C.DisableTorchFunction():
            arguments = bound(module, *given) if layer else {}
            arguments = {name: self._seen(item) for name, item in arguments.items()}
        self._events.append([])
        self._trail.append(path)
        try:
            outputs = run()
        except Exception as error:
            if self._error is not error:
                self._error, self.failed_at = error, path
            self._events.pop()
            raise
        finally:
            self._trail.pop()
        events = tuple(self._events.pop())
        with torch._C.DisableTorchFunction():
            if layer and not events and outputs in Identity(tensors_in(given)):
                outputs = self._alias_of(outputs)
            seen = tuple(self._sightings.see(tensor) for _, tensor in named_tensors(outputs))
            self._events[-1].append(
                ModuleEvent(
                    path=path,
                    class_name=layer or class_name_of(module),
                    layer=bool(layer),
                    settings=self._settings(module) if layer else {},
                    weights=self._sightings.weights_of(module) if layer else (),
                    arguments=arguments,
                    outputs=seen,
                    events=events,
                )
            )
        return outputs

    # Words and tensors.

    def _path(self, module: Any) -> str:
        known = self._paths.get(id(module))
        if known is not None:
            return known
        parent = self._trail[-1] if self._trail else ""
        return f"{parent}.{type(module).__name__}".lstrip(".")

    def _settings(self, module: Any) -> dict[str, object]:
        """A layer's plain attributes and its own weights."""
        return {**settings_of(module), **self._sightings.held_by(module)}

    def _record(
        self, name: str, args: Any, kwargs: Any, result: Any, written: tuple[Any, ...]
    ) -> None:
        """Writes an event, unless no tensor came out of the call."""
        made = tensors_in(result) or written
        if not made:
            return
        arguments = {key: self._seen(item) for key, item in numbered(args, kwargs).items()}
        outputs = tuple(map(self._sightings.see, made))
        writes = Identity(written)
        kept = tuple(sight for sight, tensor in zip(outputs, made) if tensor in writes)
        self._events[-1].append(CallEvent(name, arguments, outputs, kept))

    def _told_apart(self, result: Any, before: Any, written: tuple[Any, ...]) -> Any:
        """A result that is an argument itself (dropout in eval mode) as an object of its own."""
        if not is_tensor(result) or result in Identity(written):
            return result
        if result in Identity(tensor for tensor, _ in before):
            return result if self._sightings.is_weight(result) else self._alias_of(result)
        return result

    def _alias_of(self, tensor: Any) -> Any:
        deaf, self.deaf = self.deaf, True
        try:
            return aliased(tensor)
        finally:
            self.deaf = deaf

    def _twins(self, structure: Any) -> Any:
        return mapped(self._sightings.twin_of, structure)

    def _seen(self, structure: Any) -> Any:
        if isinstance(structure, tuple):
            # a record may refuse members that are no tensors
            return tuple(self._seen(item) for item in structure)
        return mapped(self._sightings.see, structure)
