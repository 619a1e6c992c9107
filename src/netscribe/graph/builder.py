"""Builds a Graph call by call: the one way in which readers make Graphs.

In: inputs, parameters, module scopes and calls, in the order in which the network runs them.
Out: a checked Graph with stable ids, letters for unknown sizes, axis meanings and port meanings.
Ids come from the names in the code and from the order of calls, never from a process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace

from netscribe.graph.attributes import Attention, Attributes
from netscribe.graph.axes import mark_axes
from netscribe.graph.meanings import name_ports
from netscribe.graph.symbols import name_unknown_sizes
from netscribe.graph.types import (
    Argument,
    Graph,
    Hidden,
    Module,
    Node,
    Note,
    Op,
    Origin,
    Parameter,
    Port,
    TensorType,
    Value,
)
from netscribe.graph.validation import validate


@dataclass(frozen=True, slots=True)
class Call:
    """What a reader says about one call of an operation; see `Node` for the fields.

    Attributes:
        path: of the layer in the code ("encoder/conv1"), or of the operation ("encoder/add_1").
        suffix: for an operation inside a layer: "activation" gives the id `conv1/activation`.
    """

    op: Op
    path: str
    name: str = ""
    suffix: str = ""
    inputs: tuple[Argument, ...] = ()
    attributes: Attributes = field(default_factory=Attributes)
    parameters: tuple[str, ...] = ()
    qualifiers: tuple[str, ...] = ()
    custom: bool = False


class GraphBuilder:
    """Collects calls in execution order; `finish` gives the Graph."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes: list[Node] = []
        self._values: dict[str, Value] = {}
        self._parameters: dict[str, Parameter] = {}
        self._modules: list[Module] = []
        self._module: str | None = None
        self._inputs: list[Port] = []
        self._outputs: list[Port] = []
        self._notes: dict[Note, None] = {}
        self._hidden: list[Hidden] = []
        self._calls: Counter[str] = Counter()
        self._module_calls: Counter[str] = Counter()
        self._ids: set[str] = set()

    def add_input(self, name: str, tensor_type: TensorType) -> str:
        """Declares an input of the model; returns its value id."""
        value = self._unique(f"input:{name}")
        self._values[value] = Value(value, tensor_type)
        self._inputs.append(Port(name, value))
        return value

    def add_output(self, name: str, value: str) -> None:
        """Declares that the model returns `value` under `name`."""
        self._outputs.append(Port(name, value))

    def add_parameter(self, path: str, tensor_type: TensorType, *, trainable: bool = True) -> str:
        """Declares a weight; returns its id. Call once per weight, however many calls use it."""
        parameter = self._unique(f"parameter:{path}")
        self._parameters[parameter] = Parameter(parameter, path, tensor_type, trainable)
        return parameter

    def module(
        self, path: str, name: str, class_name: str, qualifiers: tuple[str, ...] = ()
    ) -> AbstractContextManager[str]:
        """Opens one call of a module; calls added inside belong to it. Gives the module's id."""
        self._module_calls[path] += 1
        call = self._module_calls[path]
        module = self._unique(path if call == 1 else f"{path}@{call}")
        made = Module(module, path, name, class_name, self._module, call, qualifiers)
        self._modules.append(made)
        return _Inside(self, module)

    def inside(self, module: str | None) -> AbstractContextManager[str]:
        """Goes back into a module's call that was opened before; None is the model itself."""
        return _Inside(self, module)

    def enter(self, module: str | None) -> str | None:
        """Makes a module the current one for good; gives the one that was."""
        left, self._module = self._module, module
        return left

    def hide(self, path: str, reason: str) -> None:
        """Accounts for a source node that is not drawn, since another node tells what it does."""
        self._hidden.append(Hidden(self._unique(path), reason))

    def add_call(self, call: Call, output_types: Sequence[TensorType]) -> tuple[str, ...]:
        """Adds one call; returns the value ids of its outputs, in order."""
        key = f"{call.path}/{call.suffix}" if call.suffix else call.path
        self._calls[key] += 1
        count = self._calls[key]
        node = self._unique(key if count == 1 else f"{key}@{count}")
        outputs = tuple(f"{node}:{index}" for index in range(len(output_types)))
        for value, tensor_type in zip(outputs, output_types, strict=True):
            self._values[value] = Value(value, tensor_type, node)
        self._nodes.append(
            Node(
                id=node,
                op=call.op,
                name=call.name,
                layer=call.path,
                call=count,
                module=self._module,
                qualifiers=call.qualifiers,
                attributes=_with_its_wiring(call),
                inputs=call.inputs,
                outputs=outputs,
                parameters=call.parameters,
                covers=(node,),
                custom=call.custom,
            )
        )
        return outputs

    def note(self, message: str, where: str = "") -> None:
        """Records what could not be seen or had to be guessed; the same note is kept once."""
        self._notes.setdefault(Note(message, where))

    def type_of(self, value: str) -> TensorType:
        """The type declared for a value."""
        return self._values[value].type

    def finish(self, origin: Origin) -> Graph:
        """The checked Graph.

        Raises:
            GraphError: the calls break a law of the Graph, which is the reader's fault.
        """
        graph = Graph(
            name=self._name,
            nodes=tuple(self._nodes),
            values=tuple(self._values.values()),
            parameters=tuple(self._parameters.values()),
            modules=tuple(self._modules),
            inputs=tuple(self._inputs),
            outputs=tuple(self._outputs),
            notes=tuple(self._notes),
            hidden=tuple(self._hidden),
            origin=origin,
        )
        validate(graph)
        return name_ports(mark_axes(name_unknown_sizes(graph)))

    def _unique(self, wanted: str) -> str:
        """`wanted`, or with "#2", "#3" behind it where the name is taken."""
        found, count = wanted, 1
        while found in self._ids:
            count += 1
            found = f"{wanted}#{count}"
        self._ids.add(found)
        return found


class _Inside(AbstractContextManager[str]):
    """The time during which calls belong to a module; one per call, so it has to be light."""

    __slots__ = ("_builder", "_left", "_module")

    def __init__(self, builder: GraphBuilder, module: str | None) -> None:
        self._builder = builder
        self._module = module

    def __enter__(self) -> str:
        self._left = self._builder.enter(self._module)
        return self._module or ""

    def __exit__(self, *error: object) -> None:
        self._builder.enter(self._left)


def _with_its_wiring(call: Call) -> Attributes:
    """Attention that reads one tensor as query, key and value is self-attention."""
    if not isinstance(call.attributes, Attention):
        return call.attributes
    parts = [item for item in call.inputs if item.role in ("query", "key", "value")]
    alone = len(parts) > 1 and len({item.value for item in parts}) == 1
    return replace(call.attributes, self_attention=True) if alone else call.attributes
