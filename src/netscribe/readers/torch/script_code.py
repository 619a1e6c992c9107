"""TorchScript source code as trees: classes with their methods and constants, and functions.

In: the texts of an archive's code/*.py files. Out: definitions by full name. The code is parsed,
never run or compiled.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.errors import ReadError

_HINT = "save the module again with torch.jit.save(torch.jit.script(model), path)"
#: Names that a class got because another one of its name was there first.
_MANGLED = re.compile(r"\.___torch_mangle_\d+")
#: Python's own parser refuses more.
_DEEPEST_BRACKETS = 150


@dataclass(frozen=True, slots=True)
class ScriptClass:
    """A class: its methods, the constants written in it, and its parameters' names."""

    methods: Mapping[str, ast.FunctionDef]
    constants: Mapping[str, object]
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptCode:
    """All definitions of an archive, by full name: __torch__.models.Net."""

    classes: Mapping[str, ScriptClass]
    functions: Mapping[str, ast.FunctionDef]


def public_name(qualified: str) -> str:
    """__torch__.torch.nn.modules.conv.___torch_mangle_3.Conv2d -> torch.nn.modules.conv.Conv2d."""
    return _MANGLED.sub("", qualified).removeprefix("__torch__.")


def parsed_code(texts: Mapping[str, bytes], where: str) -> ScriptCode:
    """The definitions in the files; `texts` by module name: __torch__.models.

    Raises:
        ReadError: a file is no TorchScript.
    """
    classes: dict[str, ScriptClass] = {}
    functions: dict[str, ast.FunctionDef] = {}
    for module, text in texts.items():
        for statement in _tree(text, f"{where}: {module}").body:
            name = f"{module}.{getattr(statement, 'name', '')}"
            if isinstance(statement, ast.ClassDef):
                classes[name] = _class(statement)
            elif isinstance(statement, ast.FunctionDef):
                functions[name] = statement
    return ScriptCode(classes, functions)


def _tree(text: bytes, where: str) -> ast.Module:
    try:
        source = text.decode("utf-8")
        if _depth(source) > _DEEPEST_BRACKETS:
            raise ValueError("brackets nested too deeply")
        return ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0][:80]
        raise ReadError(f"{where}: no TorchScript: {said}", hint=_HINT) from None


def _depth(source: str) -> int:
    """The deepest nesting of brackets; those in strings count as well, which does no harm."""
    depth = deepest = 0
    for match in re.finditer(r'"(?:[^"\\\n]|\\.)*+"|[()\[\]{}]', source):
        first = match.group()[0]
        depth += (first in "([{") - (first in ")]}")
        deepest = max(deepest, depth)
    return deepest


def _class(definition: ast.ClassDef) -> ScriptClass:
    methods: dict[str, ast.FunctionDef] = {}
    constants: dict[str, object] = {}
    parameters: tuple[str, ...] = ()
    for statement in definition.body:
        if isinstance(statement, ast.FunctionDef):
            methods[statement.name] = statement
        elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
            if isinstance(statement.target, ast.Name):
                constants[statement.target.id] = _literal(statement.value)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found = _literal(statement.value)
            if statement.targets[0].id == "__parameters__" and isinstance(found, list):
                parameters = tuple(str(name) for name in found)
    return ScriptClass(methods, constants, parameters)


def _literal(value: ast.expr) -> object:
    try:
        found: object = ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return found
