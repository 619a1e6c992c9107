"""What branches that only the data decides have in common, and what they may do.

In: for each branch what its names stand for behind it, and its steps. Out: the values that all
agree on, the names of tensors that differ, and the tensors that any of them reads. A tensor is
joined to the branch if one way of running reads it: no other edge is drawn.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from netscribe.readers.torch.script_builtins import is_tensor_like
from netscribe.readers.torch.script_values import (
    UNKNOWN,
    Draft,
    Unknown,
    is_known,
    plain,
    tensors_of,
)

Environment = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tried:
    """One branch: the environment behind it, and its steps."""

    after: Environment
    drafts: list[Draft]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All branches together.

    Attributes:
        plain: what changed names stand for, where the branches agree; UNKNOWN elsewhere.
        drawn: names of tensors that the branches leave differently.
        read: the tensors from before that any branch reads or hands on.
        steps: whether any branch has operations.
    """

    plain: Mapping[str, object]
    drawn: tuple[str, ...]
    read: tuple[str, ...]
    steps: bool


def joined(tried: Sequence[Tried], before: Environment) -> Outcome:
    """What is known behind the branches."""
    names = dict.fromkeys(name for branch in tried for name in branch.after)
    changed = [name for name in names if _changes(tried, before, name)]
    values = {name: _agreed(tried, name) for name in changed}
    drawn = tuple(
        name
        for name in changed
        if values[name] is UNKNOWN and any(tensors_of(item.after.get(name)) for item in tried)
    )
    made = {result for item in tried for draft in item.drafts for result in draft.results}
    read = dict.fromkeys(
        name
        for item in tried
        for value in (*_arguments(item.drafts), *(item.after.get(name) for name in drawn))
        for name in tensors_of(value)
        if name not in made
    )
    return Outcome(values, drawn, tuple(read), bool(made))


def _arguments(drafts: Sequence[Draft]) -> list[object]:
    return [argument for draft in drafts for argument in draft.arguments.values()]


def _changes(tried: Sequence[Tried], before: Environment, name: str) -> bool:
    was = before.get(name, UNKNOWN)
    return any(not _same(item.after.get(name, UNKNOWN), was) for item in tried)


def _agreed(tried: Sequence[Tried], name: str) -> object:
    """The value that all branches leave, or UNKNOWN."""
    first = tried[0].after.get(name, UNKNOWN)
    same = all(_same(first, item.after.get(name, UNKNOWN)) for item in tried)
    return first if same else UNKNOWN


def _same(first: object, second: object) -> bool:
    if first is second:
        return True
    if isinstance(first, Unknown) or isinstance(second, Unknown):
        return False
    if is_tensor_like(first) and is_tensor_like(second):
        return plain(first) == plain(second)
    if isinstance(first, list | tuple) and isinstance(second, list | tuple):
        return len(first) == len(second) and all(map(_same, first, second))
    return is_known(first) and is_known(second) and type(first) is type(second) and first == second


def always_raises(body: Sequence[ast.stmt]) -> bool:
    """Whether a branch only ends the program."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            function = statement.value.func
            if isinstance(function, ast.Attribute) and function.attr == "RaiseException":
                return True
        both = isinstance(statement, ast.If) and statement.orelse
        if both and always_raises(statement.body) and always_raises(statement.orelse):  # type: ignore[attr-defined]
            return True
    return False
