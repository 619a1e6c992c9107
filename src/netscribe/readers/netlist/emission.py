"""Makes a Graph of the operations that a file lists.

In: operations in the order in which they run, with what the format's table says of each, and the
names of inputs and outputs. Out: calls, weights and modules in a `GraphBuilder`. Knows no format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from netscribe.graph.attributes import Reshaping
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Op, Origin, Shape, TensorType
from netscribe.readers.netlist.operation import (
    FLATTENED,
    TRANSPOSED,
    Facts,
    Operand,
    Operation,
)
from netscribe.readers.netlist.places import Naming, Place, places_of
from netscribe.readers.netlist.windows import check_window
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest


@dataclass(frozen=True, slots=True)
class Step:
    """An operation with its facts; `modules` are containers around it beside those of its name."""

    operation: Operation
    facts: Facts
    modules: tuple[tuple[str, str], ...] = ()

    def at(self, path: str) -> Step:
        """The same under another path."""
        return replace(self, operation=replace(self.operation, path=path))


@dataclass(frozen=True)
class Netlist:
    """A whole network as a file lists it.

    Attributes:
        name: of the network.
        steps: in an order in which they can run.
        inputs, outputs: names and tensors.
        notes: what could not be seen: the message, and where.
        classes: class names of modules, by path, where the file tells them.
        naming: how the file's names are to be understood.
    """

    name: str
    steps: tuple[Step, ...]
    inputs: tuple[tuple[str, Operand], ...]
    outputs: tuple[tuple[str, Operand], ...]
    notes: tuple[tuple[str, str], ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)
    naming: Naming = field(default_factory=Naming)


def graph_of(netlist: Netlist, request: ReadRequest, origin: Origin) -> Graph:
    """The Graph of a netlist.

    Raises:
        InputError: a name was given for an input or output that is not there.
    """
    emitter = _Emitter(GraphBuilder(request.name or netlist.name), netlist)
    wanted = distinct([name for name, _ in netlist.inputs])
    named = renamed(wanted, request.input_names, "input")
    for name, (_, operand) in zip(named, netlist.inputs, strict=True):
        emitter.values[operand.key] = emitter.builder.add_input(name, operand.type)
    emitter.emit(netlist.steps)
    wanted = distinct([name for name, _ in netlist.outputs])
    named = renamed(wanted, request.output_names, "output")
    for name, (_, operand) in zip(named, netlist.outputs, strict=True):
        emitter.builder.add_output(name, emitter.value_of(operand))
    for message, where in netlist.notes:
        emitter.builder.note(message, where)
    return emitter.builder.finish(origin)


#: Kinds that make a tensor from nothing, or of which nothing is known.
_MAKING = frozenset((Kind.CONSTANT, Kind.RANDOM, Kind.CUSTOM))


class _Emitter:
    """Adds steps to a builder; knows which tensor is which value, which constant which weight."""

    def __init__(self, builder: GraphBuilder, netlist: Netlist) -> None:
        self.builder = builder
        self.values: dict[str, str] = {}
        self._parameters: dict[str, str] = {}
        self._paths: set[str] = set()
        self._classes = netlist.classes
        self._naming = netlist.naming

    def emit(self, steps: Sequence[Step]) -> None:
        """Adds all steps, opening and closing the modules around them."""
        names = [step.operation.path or step.operation.type_name or "operation" for step in steps]
        heavy = [any(True for _ in weights_of(step)) for step in steps]
        opened: list[tuple[str, str]] = []
        with ExitStack() as outer:
            stacks: list[ExitStack] = []
            places = places_of(names, heavy, self._naming)
            for step, place in zip(steps, places, strict=True):
                wanted = _around(step, place)
                kept = _common(opened, wanted)
                while len(stacks) > kept:
                    stacks.pop().close()
                for path, class_name in wanted[kept:]:
                    stack = outer.enter_context(ExitStack())
                    name = path.rpartition("/")[2]
                    word = class_name or self._classes.get(path, "")
                    stack.enter_context(self.builder.module(self._coded(path), name, word))
                    stacks.append(stack)
                opened = wanted
                self._add(step, replace(place, path=self._coded(place.path)))
            while stacks:
                stacks.pop().close()

    def _coded(self, path: str) -> str:
        return path.replace("/", self._naming.separator)

    def value_of(self, operand: Operand) -> str:
        """The value of a tensor; a constant that is asked for as one is a node of its own."""
        found = self.values.get(operand.key)
        if found is not None:
            return found
        weights = (self._parameter(operand, operand.name or "constant"),)
        call = Call(
            Op(Kind.CONSTANT, "Constant"),
            operand.name or "constant",
            parameters=weights if operand.is_weight else (),
        )
        (self.values[operand.key],) = self.builder.add_call(call, (operand.type,))
        return self.values[operand.key]

    def _add(self, step: Step, place: Place) -> None:
        facts, operation = step.facts, step.operation
        check_window(facts.attributes, place.path)
        parameters = [
            self._parameter(operand, f"{place.path}{self._naming.separator}{role}")
            for operand, role in weights_of(step)
        ]
        arguments = tuple(self._arguments(step, place))
        if not arguments and not parameters and facts.op.kind not in _MAKING:
            # all that it reads are numbers of the file
            op = replace(facts.op, kind=Kind.CONSTANT, type_name="constant")
            facts = Facts(op, qualifiers=facts.qualifiers)
        call = Call(
            op=facts.op,
            path=place.path,
            name=place.name,
            inputs=arguments,
            attributes=facts.attributes,
            parameters=tuple(dict.fromkeys(parameters)),
            qualifiers=facts.qualifiers,
            custom=facts.op.kind is Kind.CUSTOM,
        )
        types = [operand.type for operand in operation.outputs]
        results = self.builder.add_call(call, types)
        if facts.activation is not None and results:
            behind = Call(
                op=Op(Kind.ACTIVATION, facts.activation.function, facts.op.domain),
                path=place.path,
                suffix="activation",
                inputs=(Argument(results[0]),),
                attributes=facts.activation,
            )
            results = (*self.builder.add_call(behind, types[:1]), *results[1:])
        for operand, value in zip(operation.outputs, results, strict=True):
            self.values[operand.key] = value

    def _arguments(self, step: Step, place: Place) -> Iterator[Argument]:
        for position, operand in _flowing(step):
            value = self.value_of(operand)
            word = step.facts.prepared.get(position)
            if word is not None:
                value = self._prepared(value, word, step, place)
            yield Argument(value, step.facts.roles.get(position, ""))

    def _prepared(self, value: str, word: str, step: Step, place: Place) -> str:
        """An input as the operation reads it, by an operation of its own before it."""
        source = self.builder.type_of(value)
        attributes, made = _PREPARATIONS[word](source, step.operation)
        call = Call(
            Op(Kind.RESHAPE, word, step.facts.op.domain),
            place.path,
            suffix=word,
            inputs=(Argument(value),),
            attributes=attributes,
        )
        (found,) = self.builder.add_call(call, (TensorType(source.dtype, made),))
        return found

    def _parameter(self, operand: Operand, path: str) -> str:
        if operand.key not in self._parameters:
            self._parameters[operand.key] = self.builder.add_parameter(
                self._free_path(path), operand.type, trainable=operand.trainable
            )
        return self._parameters[operand.key]

    def _free_path(self, wanted: str) -> str:
        found, count = wanted, 1
        while found in self._paths:
            count += 1
            found = f"{wanted}_{count}"
        self._paths.add(found)
        return found


def _transposed(source: TensorType, operation: Operation) -> tuple[Reshaping, Shape | None]:
    if source.shape is None:
        return Reshaping(function="swap axes"), None
    rank = len(source.shape)
    order = (*range(rank - 2), *reversed(range(rank)[-2:]))
    return Reshaping(function="permute", order=order), tuple(source.shape[axis] for axis in order)


def _flattened(source: TensorType, operation: Operation) -> tuple[Reshaping, Shape | None]:
    """To the width of the weights that come next."""
    width = operation.size(1, -1)
    batch = (operation.made or (None,))[0]
    return Reshaping(function="flatten"), (batch, width)


_PREPARATIONS: Mapping[str, Callable[[TensorType, Operation], tuple[Reshaping, Shape | None]]] = {
    TRANSPOSED: _transposed,
    FLATTENED: _flattened,
}


def _around(step: Step, place: Place) -> list[tuple[str, str]]:
    """The containers around a step, outermost first: given ones, and those of its name."""
    named = [(path, "") for path in place.modules]
    if not step.modules:
        return named
    outermost, innermost = step.modules[0][0], step.modules[-1][0]
    outer = [item for item in named if outermost.startswith(f"{item[0]}/")]
    inner = [item for item in named if item[0].startswith(f"{innermost}/")]
    return [*outer, *step.modules, *inner]


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """How many items two lists share at their beginning."""
    count = 0
    for left, right in zip(one, other):
        if left != right:
            break
        count += 1
    return count


def _chosen(step: Step) -> Iterable[tuple[int, Operand]]:
    operands = step.operation.inputs
    for position in step.facts.order or range(len(operands)):
        operand = operands[position] if position < len(operands) else None
        if operand is not None and position not in step.facts.settings:
            yield position, operand


def _flowing(step: Step) -> Iterator[tuple[int, Operand]]:
    """The inputs that are computed."""
    return ((place, operand) for place, operand in _chosen(step) if not operand.constant)


def weights_of(step: Step) -> Iterator[tuple[Operand, str]]:
    """The constant inputs that are weights, with their names."""
    for position, operand in _chosen(step):
        role = step.facts.weights.get(position)
        if operand.constant and (role is not None or operand.is_weight):
            own = operand.name.split(";")[0].rpartition("/")[2]
            yield operand, role or own or "weight"
