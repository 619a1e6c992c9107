"""Turns a function of a CoreML program into steps.

In: a `MilFunction`. Out: steps, and the tensors that it returns. Constants become settings or
weights; weights that are kept compressed stay weights. Blocks of loops and choices stand in
containers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from netscribe.errors import ReadError
from netscribe.graph.attributes import Function
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.coreml.operations.table import DOMAIN, facts_of, tensors_of
from netscribe.readers.coreml.program import Binding, Block, MilOperation, Value
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Facts, Number, Operand, Operation

_HINT = "convert the model again with coremltools"
_MOST_STEPS = 1_000_000
_WEIGHT = re.compile(r"(?P<layer>.+?)_(?:weight|kernel)(?:_.*)?")
#: Where a compressed constant holds its numbers.
_STORED = ("quantized_data", "data", "nonzero_data", "indices", "source_val", "lut")

_Modules = tuple[tuple[str, str], ...]


@dataclass
class Reading:
    """Follows one block after another; lives for one file only."""

    where: str
    steps: list[Step] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)

    def follow(
        self, block: Block, known: Mapping[str, Operand], modules: _Modules = ()
    ) -> list[Operand]:
        """Adds the steps of a block; returns its outputs.

        Raises:
            ReadError: it reads what nothing makes.
        """
        tensors = dict(known)
        for operation in block.operations:
            if len(self.steps) > _MOST_STEPS:
                raise ReadError(f"{self.where}: more than {_MOST_STEPS:,} operations", hint=_HINT)
            self._add(operation, tensors, modules)
        return [self._tensor(name, tensors) for name in block.outputs]

    def _tensor(self, name: str, tensors: Mapping[str, Operand]) -> Operand:
        found = tensors.get(name)
        if found is None:
            raise ReadError(
                f"{self.where}: {name[:80]!r} is read, but nothing makes it", hint=_HINT
            )
        return found

    def _add(self, made: MilOperation, tensors: dict[str, Operand], modules: _Modules) -> None:
        constant = _constant(made)
        if constant is not None:
            tensors[made.outputs[0][0]] = constant
            return
        held = made.type.startswith("constexpr_")
        if held and made.outputs:
            tensors[made.outputs[0][0]] = self._compressed(made, tensors)
            return
        outputs = tuple(
            Operand(f"{len(self.steps)}:{name}", kind, name) for name, kind in made.outputs
        )
        if made.blocks:
            self._container(made, outputs, tensors, modules)
        else:
            operation = self._operation(made, outputs, tensors)
            self.steps.append(Step(operation, facts_of(operation), modules))
        tensors.update((name, operand) for (name, _), operand in zip(made.outputs, outputs))

    def _operands(
        self, bindings: tuple[Binding, ...], tensors: Mapping[str, Operand]
    ) -> list[Operand]:
        return [
            self._tensor(item.name, tensors)
            if item.value is None
            else _held(item.value, f"value {len(self.steps)} {place}")
            for place, item in enumerate(bindings)
        ]

    def _operation(
        self, made: MilOperation, outputs: tuple[Operand, ...], tensors: Mapping[str, Operand]
    ) -> Operation:
        """Tensors in the table's order; what is small and constant is an attribute as well."""
        arguments = {
            name: self._operands(bindings, tensors) for name, bindings in made.arguments.items()
        }
        names, exact = tensors_of(made.type)
        inputs: list[Operand | None] = []
        for name in names:
            inputs.extend(arguments.get(name, [None] if exact else []))
        attributes = {
            name: content
            for name, operands in arguments.items()
            if (content := _content(operands)) is not None
        }
        path = _layer_name(inputs) or _name(made)
        return Operation(made.type, DOMAIN, path, tuple(inputs), outputs, attributes)

    def _compressed(self, made: MilOperation, tensors: Mapping[str, Operand]) -> Operand:
        """The weight behind an operation that unpacks it: its stored dtype, in its full shape."""
        stored = [
            operand
            for name in _STORED
            for operand in self._operands(made.arguments.get(name, ()), tensors)
        ]
        values = [made.attributes[name] for name in _STORED if name in made.attributes]
        dtype = stored[0].type.dtype if stored else values[0].type.dtype if values else ""
        name, kind = made.outputs[0]
        kind = replace(kind, dtype=_packed(made, dtype) or kind.dtype)
        return Operand(f"constant {name}", kind, name, constant=True, quantized=True)

    def _container(
        self,
        made: MilOperation,
        outputs: tuple[Operand, ...],
        tensors: Mapping[str, Operand],
        modules: _Modules,
    ) -> None:
        name = _name(made)
        if made.type == "while_loop":
            self.notes[
                ("repeats its body while a condition holds, which is not drawn; counted once", name)
            ] = None
            blocks = [("body", made.blocks[-1])]
            given = self._operands(made.arguments.get("loop_vars", ()), tensors)
        else:
            words = ("then", "else", *(str(place) for place in range(2, len(made.blocks))))
            blocks = list(zip(words, made.blocks))
            given = []
        sides = []
        for word, block in blocks:
            known = {**tensors, **{key: item for (key, _), item in zip(block.inputs, given)}}
            path = name if word == "body" else f"{name}/{word}"
            sides.append(self.follow(block, known, (*modules, (path, made.type))))
        condition = self._operands(made.arguments.get("pred", ()), tensors)
        for place, operand in enumerate(outputs):
            found = [side[place] for side in sides if place < len(side)]
            self._join(made, operand, [*condition, *found], modules)

    def _join(
        self, made: MilOperation, operand: Operand, reads: list[Operand], modules: _Modules
    ) -> None:
        """What comes out of a container: of its one body, or chosen from two."""
        chosen = made.type == "cond"
        roles = {0: "condition", 1: "then", 2: "else"} if chosen else {}
        attributes = Function(function="if" if chosen else "result")
        facts = Facts(Op(Kind.MATH, made.type, DOMAIN), attributes, roles=roles)
        operation = Operation(made.type, DOMAIN, _name(made), tuple(reads), (operand,))
        self.steps.append(Step(operation, facts, modules))


def _packed(made: MilOperation, dtype: str) -> str:
    """The dtype of indices into a table, which are packed into bytes: its length tells."""
    table = made.attributes.get("lut")
    shape = None if table is None else table.type.shape
    if dtype != "uint8" or shape is None or len(shape) != 1 or not isinstance(shape[0], int):
        return dtype
    return f"uint{max(shape[0] - 1, 1).bit_length()}"


def _constant(made: MilOperation) -> Operand | None:
    if made.type != "const" or not made.outputs:
        return None
    name, kind = made.outputs[0]
    value = made.attributes.get("val", Value(kind))
    return replace(_held(value, f"constant {name}"), name=name)


def _held(value: Value, key: str) -> Operand:
    content = value.content
    return Operand(key, value.type, "", constant=True, values=content)  # type: ignore[arg-type]


def _content(operands: list[Operand]) -> object:
    """The values of a constant argument, for use as a setting; None if they are not known."""
    if len(operands) != 1 or not operands[0].constant or operands[0].values is None:
        return None
    values: tuple[Number, ...] = operands[0].values
    return values[0] if operands[0].type.shape == () and values else values


def _name(made: MilOperation) -> str:
    """The operation's own name; its result's where it has none."""
    value = made.attributes.get("name")
    content = value.content if value is not None else None
    if content and isinstance(content[0], str) and content[0]:
        return content[0].replace("/", ".")
    return made.outputs[0][0] if made.outputs else made.type


def _layer_name(inputs: list[Operand | None]) -> str:
    """The layer whose matrix it is: `fc_weight` is that of `fc`."""
    for operand in inputs:
        if operand is not None and operand.is_weight:
            found = _WEIGHT.fullmatch(operand.name)
            if found is not None:
                return found["layer"].replace("/", ".")
    return ""
