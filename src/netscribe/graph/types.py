"""The Graph: what a network is, in the field's own words, whichever framework it came from.

In: nothing; readers build these values through `netscribe.graph.builder`. Out: frozen values that
transforms map to other Graphs and that figures are made from. Knows no framework and no picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind

#: The size of one axis: a number, or a letter or expression such as "T" or "⌈T/2⌉".
#: None (not known) exists only while a reader builds; a finished Graph has a letter instead.
Dim: TypeAlias = int | str | None
Shape: TypeAlias = tuple[Dim, ...]
#: Begins the role of an argument whose elements the attributes tell.
TOLD = "told "


@dataclass(frozen=True, slots=True)
class TensorType:
    """dtype, shape and what each axis means.

    Attributes:
        dtype: the array-API word: float32, int64, bool, string, ...; "" if not known.
        shape: sizes in the framework's own axis order, batch included; None if even the rank is
            not known.
        axes: per axis one of batch, channel, height, width, depth, time, feature, head, or "" where
            unknown; empty, or as long as `shape`.
    """

    dtype: str
    shape: Shape | None
    axes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """A tensor that flows: its type, and the node that makes it (None: a model input)."""

    id: str
    type: TensorType
    producer: str | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A weight of the model, trained or not (running means count as well).

    `path` is the name in the code, unique in the model; a parameter that several calls use is one
    Parameter, and is counted once.
    """

    id: str
    path: str
    type: TensorType
    trainable: bool = True

    @property
    def size(self) -> int | None:
        """How many numbers it holds; None if its shape is not known."""
        if self.type.shape is None:
            return None
        total = 1
        for dim in self.type.shape:
            if not isinstance(dim, int):
                return None
            total *= dim
        return total


@dataclass(frozen=True, slots=True)
class Op:
    """What a node does: our kind, the framework's own type word, and where that word is from."""

    kind: Kind
    type_name: str
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """One tensor that a node reads; `role` names it where position does not (query, mask).

    A role that begins with `TOLD` is of a tensor whose elements the node's attributes tell: the
    sizes of a reshape, worked out by other operations.
    """

    value: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """One call of an operation; a layer used twice is two nodes that share their parameters.

    Attributes:
        id: unique and the same in every run: the layer's path, "@2" on a second call, and a suffix
            for an operation that lives inside a layer (`conv1/activation`).
        op: what it does.
        name: the layer's own name in the code; "" for an operation without a name.
        layer: path of the framework's layer that this call belongs to ("" if there is none).
        call: which call of that layer it is, from 1.
        module: id of the innermost module around it, or None.
        qualifiers: words that change how it runs, such as "each time step".
        attributes: typed per kind.
        inputs, outputs: in the order of the operation's arguments and results.
        parameters: ids of the weights it uses.
        covers: ids of the source nodes that it stands for; its own id when read.
        before, after: operations folded into it, in order of execution.
        repeat: how often it runs in a row (repeats are found by a transform).
        custom: whether the operation is the user's own, or could not be looked into.
    """

    id: str
    op: Op
    name: str = ""
    layer: str = ""
    call: int = 1
    module: str | None = None
    qualifiers: tuple[str, ...] = ()
    attributes: Attributes = field(default_factory=Attributes)
    inputs: tuple[Argument, ...] = ()
    outputs: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    before: tuple[Node, ...] = ()
    after: tuple[Node, ...] = ()
    repeat: int = 1
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Module:
    """One call of a module that holds operations: a nested model, a stage, a composite layer.

    `path` names the module in the code; `id` adds "@2" on a second call. `qualifiers` as on Node.
    `meaning` is the field's name for what it does ("Self-attention", "Gated MLP"), if recognised,
    and `facts` what defines it ("grouped queries"). `repeat` tells how often what lies in it runs
    in a row: it then stands for equal modules, each of which reads what the one before gives in
    place of the first tensor that it reads, and everything else as the first one does.
    """

    id: str
    path: str
    name: str
    class_name: str
    parent: str | None = None
    call: int = 1
    qualifiers: tuple[str, ...] = ()
    meaning: str = ""
    facts: tuple[str, ...] = ()
    repeat: int = 1


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output of the whole model: its name in the code, its tensor, its meaning.

    `meaning` is a plain word such as "image", "token ids" or "class probabilities", or "".
    """

    name: str
    value: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader could not see or had to guess; `where` names the layer or input, or is ""."""

    message: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A source node that a transform left out of the drawing, and why."""

    node: str
    reason: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a graph came from: framework, its version, and how it was read."""

    framework: str = ""
    version: str = ""
    reader: str = ""
    source: str = ""


@dataclass(frozen=True)
class Graph:
    """A network: calls of operations in topological order, and the tensors between them."""

    name: str
    nodes: tuple[Node, ...]
    values: tuple[Value, ...]
    parameters: tuple[Parameter, ...] = ()
    modules: tuple[Module, ...] = ()
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    notes: tuple[Note, ...] = ()
    hidden: tuple[Hidden, ...] = ()
    origin: Origin = field(default=Origin(), compare=False)

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """Nodes by id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def value(self) -> Mapping[str, Value]:
        """Values by id."""
        return {value.id: value for value in self.values}

    @cached_property
    def parameter(self) -> Mapping[str, Parameter]:
        """Parameters by id."""
        return {parameter.id: parameter for parameter in self.parameters}

    @cached_property
    def module(self) -> Mapping[str, Module]:
        """Modules by id."""
        return {module.id: module for module in self.modules}

    @cached_property
    def consumers(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """For each value id, who reads it: (node id, argument position), in node order."""
        found: dict[str, list[tuple[str, int]]] = {value.id: [] for value in self.values}
        for node in self.nodes:
            for position, argument in enumerate(node.inputs):
                found[argument.value].append((node.id, position))
        return {value: tuple(readers) for value, readers in found.items()}

    @cached_property
    def module_sizes(self) -> Mapping[str, int]:
        """For each module id, how many nodes lie directly in it."""
        sizes = dict.fromkeys((module.id for module in self.modules), 0)
        for node in self.nodes:
            if node.module is not None:
                sizes[node.module] += 1
        return sizes

    @cached_property
    def module_runs(self) -> Mapping[str | None, int]:
        """For each module id how often it runs, those around it included; 1 for no module."""
        runs: dict[str | None, int] = {None: 1}
        for module in self.modules:
            trail = [module]
            while trail[-1].parent not in runs:
                trail.append(self.module[trail[-1].parent or ""])
            for inner in reversed(trail):
                runs[inner.id] = runs[inner.parent] * inner.repeat
        return runs

    @cached_property
    def drawn_by(self) -> Mapping[str, Node]:
        """For each source node id, the drawn node that covers it: itself, or what took it in."""
        return {covered: node for node in self.nodes for covered in node.covers}

    @cached_property
    def parameter_users(self) -> Mapping[str, tuple[str, ...]]:
        """For each parameter id, the ids of the nodes that use it, in node order.

        A folded operation's parameters count as used by the node that it is folded into.
        """
        found: dict[str, dict[str, None]] = {parameter.id: {} for parameter in self.parameters}
        for node in self.nodes:
            for part in (*node.before, node, *node.after):
                for parameter in part.parameters:
                    found[parameter][node.id] = None
        return {parameter: tuple(users) for parameter, users in found.items()}

    @property
    def weights_alone(self) -> bool:
        """Whether it is a list of weights, as of a checkpoint, without operations and inputs."""
        return bool(self.parameters) and not self.nodes and not self.inputs

    @cached_property
    def parameter_count(self) -> int:
        """How many numbers all parameters hold, each parameter once; unknown shapes count 0."""
        return sum(parameter.size or 0 for parameter in self.parameters)

    @cached_property
    def trainable_count(self) -> int:
        """The part of `parameter_count` that training changes."""
        return sum(parameter.size or 0 for parameter in self.parameters if parameter.trainable)

    def to_json(self, *, indent: int | None = 2) -> str:
        """The versioned JSON form; `netscribe.graph.json_form.from_json` reads it back."""
        from netscribe.graph.json_form import to_json

        return to_json(self, indent=indent)
