"""Turns the subgraphs of a TensorFlow Lite file into one list of steps.

In: a `LiteModel` and which subgraph is the main one. Out: steps in the order in which they run. The
bodies of loops and branches stand in containers where they are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.errors import ReadError
from netscribe.graph.attributes import Function
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Facts, Operand, Operation
from netscribe.readers.netlist.places import without_root
from netscribe.readers.tflite.model import Listed, LiteModel, Subgraph
from netscribe.readers.tflite.names import path_of, without_second_trace
from netscribe.readers.tflite.operations.table import facts_of

DOMAIN = "tflite"
#: Loops in loops deeper than this are refused.
_DEEPEST = 20
#: All bodies together; a call may stand in a body that is called again.
_MOST_STEPS = 200_000
_HINT = "convert the model again"


@dataclass
class Reading:
    """Follows one subgraph after another; lives for one file only."""

    model: LiteModel
    where: str
    steps: list[Step] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    _bodies: int = 0

    def follow(
        self,
        index: int,
        given: Mapping[int, Operand],
        modules: tuple[tuple[str, str], ...] = (),
    ) -> list[Operand]:
        """Adds the steps of a subgraph; returns its outputs.

        Raises:
            ReadError: it reads what nothing makes, or calls itself.
        """
        if not 0 <= index < len(self.model.subgraphs) or len(modules) > _DEEPEST:
            raise ReadError(f"{self.where}: subgraph {index} cannot be followed", hint=_HINT)
        graph = self.model.subgraphs[index]
        self._bodies += 1
        known = _Tensors(graph, f"{self._bodies}." if modules else "", dict(given))
        for listed in graph.operations:
            if len(self.steps) > _MOST_STEPS:
                raise ReadError(f"{self.where}: more than {_MOST_STEPS:,} operations", hint=_HINT)
            self._add(listed, known, modules)
        return [known.read(place, self.where) for place in graph.outputs]

    def _add(self, listed: Listed, known: _Tensors, modules: tuple[tuple[str, str], ...]) -> None:
        inputs = tuple(
            None if place < 0 else known.read(place, self.where) for place in listed.inputs
        )
        results = tuple(known.make(place) for place in listed.outputs)
        if _is_kept_constant(listed, inputs, results):
            known.known[listed.outputs[0]] = _unpacked(inputs[0], results[0])
            return
        operation = Operation(listed.word, DOMAIN, "", inputs, results, listed.options)
        if listed.word in _CALLS and not listed.custom:
            operation = replace(operation, path=path_of(results, None, listed.word))
            self._call(operation, listed, known, modules)
            return
        facts = _custom(operation) if listed.custom else facts_of(operation)
        kernel = _kernel(inputs) if facts.op.kind in _NAMED_BY_KERNEL else None
        self.steps.append(Step(operation, facts, modules).at(path_of(results, kernel, listed.word)))

    def _call(
        self,
        operation: Operation,
        listed: Listed,
        known: _Tensors,
        modules: tuple[tuple[str, str], ...],
    ) -> None:
        if listed.word == "CALL_ONCE":
            self.notes[("what prepares its tables once is not drawn", operation.path)] = None
            return
        if listed.word == "IF":
            self._branches(operation, known, listed, modules)
            return
        name = "subgraph" if listed.word == "CALL" else "body_subgraph_index"
        index = operation.integer(name, 0)
        results = self._body(index, operation.inputs, (*modules, (operation.path, listed.word)))
        if listed.word == "WHILE":
            message = "repeats its body while a condition holds, which is not drawn; counted once"
            self.notes[(message, operation.path)] = None
        for place, operand in zip(listed.outputs, results):
            known.known[place] = operand

    def _body(
        self, index: int, inputs: tuple[Operand | None, ...], modules: tuple[tuple[str, str], ...]
    ) -> list[Operand]:
        inside = self.model.subgraphs[index].inputs if index < len(self.model.subgraphs) else ()
        given = {place: operand for place, operand in zip(inside, inputs) if operand is not None}
        return self.follow(index, given, modules)

    def _branches(
        self,
        operation: Operation,
        known: _Tensors,
        listed: Listed,
        modules: tuple[tuple[str, str], ...],
    ) -> None:
        """Both branches in containers, and one choice per result behind them."""
        sides = [
            self._body(
                operation.integer(f"{word}_subgraph_index", 0),
                operation.inputs[1:],
                (*modules, (f"{operation.path}/{word}", word)),
            )
            for word in ("then", "else")
        ]
        roles = {0: "condition", 1: "then", 2: "else"}
        op = Op(Kind.MATH, "IF", DOMAIN)
        facts = Facts(op, Function(function="if"), roles=roles)
        for place, first, second in zip(listed.outputs, *sides):
            made = known.make(place)
            inputs = (operation.inputs[0], first, second)
            choice = replace(operation, inputs=inputs, outputs=(made,))
            self.steps.append(Step(choice, facts, modules))


_CALLS = frozenset(("WHILE", "IF", "CALL", "CALL_ONCE"))
#: Operations whose kernel tells their layer, whatever was joined to them.
_NAMED_BY_KERNEL = frozenset((Kind.CONV, Kind.LINEAR, Kind.EMBEDDING, Kind.RECURRENT))
#: Operations that only change how a constant is kept.
_KEEPING = frozenset(("DEQUANTIZE", "DENSIFY", "CAST"))


@dataclass
class _Tensors:
    """The tensors of one call of a subgraph."""

    graph: Subgraph
    prefix: str
    known: dict[int, Operand]

    def read(self, place: int, where: str) -> Operand:
        """A tensor that is there: given, made before, or held in the file."""
        found = self.known.get(place)
        if found is not None:
            return found
        tensor = self.graph.tensors[place]
        if tensor.constant:
            return tensor
        if place in self.graph.variables:
            # a state that starts at zero; what is held from call to call is no data of this one
            return replace(tensor, key=f"{self.prefix}{tensor.key}", constant=True, values=())
        if tensor.size == 0:
            return replace(tensor, constant=True, values=())
        raise ReadError(
            f"{where}: tensor {tensor.name[:80]!r} is read, but nothing makes it", hint=_HINT
        )

    def make(self, place: int) -> Operand:
        """A tensor that an operation makes."""
        tensor = self.graph.tensors[place]
        self.known[place] = replace(tensor, key=f"{self.prefix}{tensor.key}")
        return self.known[place]


def _is_kept_constant(
    listed: Listed, inputs: tuple[Operand | None, ...], results: tuple[Operand, ...]
) -> bool:
    first = inputs[0] if inputs else None
    held = first is not None and first.constant and first.is_weight
    return held and listed.word in _KEEPING and not listed.custom and len(results) == 1


def _unpacked(stored: Operand | None, result: Operand) -> Operand:
    """The constant as it is stored, in the shape in which it is used."""
    assert stored is not None
    kind = replace(stored.type, shape=result.type.shape)
    return replace(stored, type=kind, name=stored.name or result.name)


def _kernel(inputs: tuple[Operand | None, ...]) -> Operand | None:
    """The largest weight of two axes or more."""
    heavy = [
        operand
        for operand in inputs
        if operand is not None and operand.is_weight and len(operand.type.shape or ()) > 1
    ]
    return heavy[0] if heavy else None


def _custom(operation: Operation) -> Facts:
    return Facts(Op(Kind.CUSTOM, operation.type_name, ""))


def named(
    steps: Sequence[Step], notes: Iterable[tuple[str, str]]
) -> tuple[str, list[Step], list[tuple[str, str]]]:
    """The name of the model, and steps and notes under the names that its code has.

    The scope of the model itself is taken off, and the endings of a second trace.
    """
    notes = list(notes)
    names = [step.operation.path for step in steps]
    inner = [path for step in steps for path, _ in step.modules]
    places = [*names, *inner, *(where for _, where in notes)]
    root, found = without_root(without_second_trace(places))
    clean = dict(zip(places, found, strict=True))
    made = [
        replace(
            step.at(clean[step.operation.path]),
            modules=tuple((clean[path], word) for path, word in step.modules),
        )
        for step in steps
    ]
    return root, made, [(message, clean[where]) for message, where in notes]
