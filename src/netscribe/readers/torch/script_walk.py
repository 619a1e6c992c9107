"""Follows TorchScript code from call to call and lists the operations on tensors, running none.

In: definitions, and the record of the model. Out: steps as drafts. Plain values are computed where
the code and the archive tell them, so that most branches are decided. A branch or loop that only
the data decides is listed as one opaque step over all it reads and makes, with a note.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from netscribe.errors import ReadError
from netscribe.readers.torch.program import Named, Scope
from netscribe.readers.torch.script_archive import ScriptArchive, UndecidedError
from netscribe.readers.torch.script_branches import Environment, Tried, always_raises, joined
from netscribe.readers.torch.script_builtins import part_of
from netscribe.readers.torch.script_values import (
    UNKNOWN,
    Draft,
    Reference,
    Results,
    Submodule,
)

#: Steps of following; networks of thousands of layers take a tenth.
_MOST_STEPS = 2_000_000
_DEEPEST = 100
_LONGEST_LOOP = 4096


class Calls(Protocol):
    """What tells the calls in the code apart."""

    def method(
        self,
        walk: Walk,
        module: Submodule,
        name: str,
        arguments: tuple[Sequence[object], Mapping[str, object]],
    ) -> object: ...

    def function(
        self, walk: Walk, name: str, positional: Sequence[object], named: Mapping[str, object]
    ) -> object: ...


@dataclass(frozen=True, slots=True)
class _Return:
    value: object


@dataclass
class Walk:
    """One way through the code; lives for one archive only.

    Attributes:
        steps: operations so far.
        notes: what could not be followed, and where.
    """

    archive: ScriptArchive
    where: str
    calls: Calls
    steps: list[Draft] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    scopes: tuple[Scope, ...] = ()
    opaque_seen: int = 0
    _count: int = 0
    _calls: int = 0
    _depth: int = 0

    # Names.

    def new_step(
        self, function: str, arguments: Mapping[str, object], *, opaque: bool = False
    ) -> Results:
        """Adds an operation."""
        self._count += 1
        stem = f"{function}_{self._count}"
        draft = Draft(function, arguments, [stem], self.scopes, opaque)
        self.steps.append(draft)
        return Results(draft, stem)

    def note(self, message: str) -> None:
        """Says what could not be followed, and in which module."""
        path = self.scopes[-1].path if self.scopes else ""
        self.notes.setdefault((message, path.replace(".", "/")))

    # Calls.

    def run(
        self, definition: ast.FunctionDef, positional: Sequence[object], named: Environment
    ) -> object:
        """What a function gives."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ReadError(f"{self.where}: calls nested more than {_DEEPEST} levels deep")
        try:
            environment = bound(definition, positional, named, self)
            found = self._block(definition.body, environment)
        finally:
            self._depth -= 1
        return found.value if found else None

    def _block(self, body: Sequence[ast.stmt], environment: Environment) -> _Return | None:
        for statement in body:
            self._tick()
            found = self._statement(statement, environment)
            if found is not None:
                return found
        return None

    def _tick(self) -> None:
        self._calls += 1
        if self._calls > _MOST_STEPS:
            raise ReadError(f"{self.where}: the code calls itself over and over")

    def _statement(self, statement: ast.stmt, environment: Environment) -> _Return | None:
        if isinstance(statement, ast.Assign):
            self._assign(
                statement.targets[0], self._value(statement.value, environment), environment
            )
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            value = self._value(statement.value, environment)
            self._assign(statement.target, value, environment)
        elif isinstance(statement, ast.Expr):
            self._value(statement.value, environment)
        elif isinstance(statement, ast.Return):
            given = statement.value
            return _Return(None if given is None else self._value(given, environment))
        elif isinstance(statement, ast.If):
            return self._if(statement, environment)
        elif isinstance(statement, ast.For):
            return self._for(statement, environment)
        elif isinstance(statement, ast.While):
            self._opaque((statement.body,), environment, "a while loop")
        elif not isinstance(statement, ast.Pass | ast.Assert):
            raise UndecidedError(f"the code has a {type(statement).__name__}")
        return None

    def _assign(self, target: ast.expr, value: object, environment: Environment) -> None:
        if isinstance(target, ast.Name):
            environment[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for index, part in enumerate(target.elts):
                self._assign(part, part_of(value, index), environment)
        elif not isinstance(target, ast.Attribute | ast.Subscript):
            raise UndecidedError("the code assigns to something without a name")

    # Branches and loops.

    def _if(self, statement: ast.If, environment: Environment) -> _Return | None:
        decided = self._value(statement.test, environment)
        if isinstance(decided, bool | int):
            return self._block(statement.body if decided else statement.orelse, environment)
        if always_raises(statement.body):
            return self._block(statement.orelse, environment)
        if always_raises(statement.orelse):
            return self._block(statement.body, environment)
        self._opaque((statement.body, statement.orelse), environment, "an if")
        return None

    def _for(self, statement: ast.For, environment: Environment) -> _Return | None:
        values = self._value(statement.iter, environment)
        if not isinstance(values, range | list | tuple) or len(values) > _LONGEST_LOOP:
            self._opaque((statement.body,), environment, "a loop")
            return None
        for value in values:
            self._assign(statement.target, value, environment)
            found = self._block(statement.body, environment)
            if found is not None:
                return found
        return None

    def _opaque(
        self, branches: Sequence[Sequence[ast.stmt]], environment: Environment, word: str
    ) -> None:
        """Lists what only the data decides as one step, over all that may be read and made."""
        tried = [self._tried(body, environment) for body in branches]
        if len(tried) == 1:
            # a loop may run not at all
            tried.append(Tried(dict(environment), []))
        outcome = joined(tried, environment)
        environment.update(outcome.plain)
        if not outcome.drawn and not outcome.steps:
            return
        self.opaque_seen += 1
        self.note(f"the data decides {word}: drawn as one operation")
        arguments = {str(index): Named(name) for index, name in enumerate(outcome.read)}
        results = self.new_step(word.rpartition(" ")[2], arguments, opaque=True)
        for index, name in enumerate(outcome.drawn):
            environment[name] = results.part(index)

    def _tried(self, body: Sequence[ast.stmt], environment: Environment) -> Tried:
        """What a branch would change and do; its steps are taken back."""
        before, seen, notes = len(self.steps), self.opaque_seen, dict(self.notes)
        after = {
            name: list(value) if isinstance(value, list) else value
            for name, value in environment.items()
        }
        found = self._block(body, after)
        drafts = self.steps[before:]
        del self.steps[before:]
        self.opaque_seen, self.notes = seen, notes
        if found is not None:
            raise UndecidedError("the data decides when the code returns")
        return Tried(after, drafts)

    # Expressions.

    def _value(self, node: ast.expr, environment: Environment) -> object:
        self._tick()
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return environment[node.id] if node.id in environment else _global(node.id)
        if isinstance(node, ast.Attribute):
            return self._attribute_of(node, environment)
        if isinstance(node, ast.Call):
            return self._call(node, environment)
        if isinstance(node, ast.List):
            return [self._value(item, environment) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return tuple(self._value(item, environment) for item in node.elts)
        return self._other(node, environment)

    def _other(self, node: ast.expr, environment: Environment) -> object:
        if isinstance(node, ast.Dict):
            keys = [None if key is None else self._value(key, environment) for key in node.keys]
            values = [self._value(item, environment) for item in node.values]
            return {key: value for key, value in zip(keys, values) if isinstance(key, str | int)}
        if isinstance(node, ast.Subscript):
            base = self._value(node.value, environment)
            return part_of(base, self._value(node.slice, environment))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self._value(node.operand, environment)
            return -value if isinstance(value, int | float) else UNKNOWN
        return UNKNOWN

    def _attribute_of(self, node: ast.Attribute, environment: Environment) -> object:
        base = self._value(node.value, environment)
        if isinstance(base, Reference):
            if base.name == "CONSTANTS":
                return Named(f"CONSTANTS.{node.attr}")
            return Reference(f"{base.name}.{node.attr}")
        if isinstance(base, Submodule):
            return self.archive.attribute(base, node.attr)
        return UNKNOWN

    def _call(self, node: ast.Call, environment: Environment) -> object:
        positional = [self._value(item, environment) for item in node.args]
        named = {
            item.arg: self._value(item.value, environment) for item in node.keywords if item.arg
        }
        if isinstance(node.func, ast.Attribute):
            base = self._value(node.func.value, environment)
            if isinstance(base, Submodule):
                return self.calls.method(self, base, node.func.attr, (positional, named))
        function = self._value(node.func, environment)
        if not isinstance(function, Reference):
            return UNKNOWN
        return self.calls.function(self, function.name, positional, named)


def bound(
    definition: ast.FunctionDef,
    positional: Sequence[object],
    named: Mapping[str, object],
    walk: Walk,
) -> Environment:
    """Parameters by name, with their defaults."""
    names = [argument.arg for argument in definition.args.args]
    defaults = definition.args.defaults
    found: Environment = {
        name: walk._value(default, {})
        for name, default in zip(names[len(names) - len(defaults) :], defaults)
    }
    found.update(zip(names, positional))
    found.update(named)
    return found


def _global(name: str) -> object:
    numbers = {"inf": float("inf"), "nan": float("nan")}
    return numbers[name] if name in numbers else Reference(name)
