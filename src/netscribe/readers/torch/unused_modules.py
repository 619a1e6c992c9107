"""Modules whose weights no call used, as few cards as tell it: whole modules, or groups of them.

In: a model and the paths of its unused parameters. Out: `Unused` records; each unused parameter is
in exactly one. Reads names only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from netscribe.readers.compat.torch_classes import class_name_of

#: More than this are put together by the module that they lie in.
_MOST = 6


@dataclass(frozen=True, slots=True)
class Unused:
    """A module, a parameter of a module that is used otherwise, or several of those.

    Attributes:
        path: dotted, in the model; of several, of what holds them.
        class_name: its class word; of several, how many they are.
        parameters: paths of the weights.
    """

    path: str
    class_name: str
    parameters: tuple[str, ...]


def unused_modules(model: Any, paths: Iterable[str]) -> tuple[Unused, ...]:
    """In the model's order."""
    unused = dict.fromkeys(paths)
    partly = {
        holder
        for path, _ in model.named_parameters()
        if path not in unused
        for holder in _holders(path)
    }
    members: dict[str, list[str]] = {}
    for path in unused:
        whole = [holder for holder in _holders(path) if holder and holder not in partly]
        members.setdefault(whole[-1] if whole else path, []).append(path)
    return tuple(
        Unused(path, _word(model, path, held), tuple(held))
        for path, held in _grouped(members).items()
    )


def _holders(path: str) -> list[str]:
    """Paths of the modules around a parameter, from the innermost to the model itself ("")."""
    parts = path.split(".")[:-1]
    return [".".join(parts[:count]) for count in range(len(parts), -1, -1)]


def _grouped(members: dict[str, list[str]]) -> dict[str, list[str]]:
    """The members put together by their first names, as many of those as leave few enough."""
    found = members
    for count in range(max((path.count(".") for path in members), default=0), -1, -1):
        if len(found) <= _MOST:
            break
        groups: dict[str, list[str]] = {}
        for path in members:
            groups.setdefault(".".join(path.split(".")[:count]), []).append(path)
        found = {
            paths[0] if len(paths) == 1 else start: [
                item for path in paths for item in members[path]
            ]
            for start, paths in groups.items()
        }
    return found


def _word(model: Any, path: str, held: list[str]) -> str:
    """Of a module its class, of a parameter that it is one, of several their number."""
    modules = dict(model.named_modules())
    if held == [path]:
        return "Parameter"
    inside = {parameter for parameter, _ in model.named_parameters() if _lies_in(parameter, path)}
    if path and inside == set(held):
        return class_name_of(modules[path]) if path in modules else "Module"
    owners = {parameter.rpartition(".")[0] for parameter in held}
    return f"{len(owners)} modules" if len(owners) > 1 else f"{len(held)} parameters"


def _lies_in(parameter: str, path: str) -> bool:
    return parameter.startswith(f"{path}.")
