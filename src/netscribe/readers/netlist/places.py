"""Where an operation stands in the code, from the scoped name that a file gives it.

In: one name per operation, as "encoder/conv1/Conv2D" (the scopes, then the operation's own word),
and which operations have weights. Out: per operation the modules around it, its path, and the name
of its layer. A scope with one operation with weights is a layer, one with several is a module; a
scope whose operations do not stand in one row is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Modules around an operation, outermost first, as paths; its own path; its layer's name."""

    modules: tuple[str, ...]
    path: str
    name: str


def without_root(names: Sequence[str]) -> tuple[str, list[str]]:
    """The scope that all operations share (the model itself, "" if none), and names without it."""
    roots = {name.partition("/")[0] for name in names if name.count("/") > 1}
    if len(roots) != 1:
        return "", list(names)
    (root,) = roots
    return root, [name.removeprefix(f"{root}/") for name in names]


@dataclass(frozen=True, slots=True)
class Naming:
    """How a format names what it lists.

    Attributes:
        bare_names: whether a name without scopes is a layer's, not the operation's own word.
        separator: what stands between scopes in the code's own names.
        exact: whether scopes are the code's modules, and not also parts of operations.
    """

    bare_names: bool = True
    separator: str = "/"
    exact: bool = False


def places_of(names: Sequence[str], weighted: Sequence[bool], naming: Naming) -> list[Place]:
    """One place per operation, O(names x depth)."""
    scopes = [_scopes(name) for name in names]
    members: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for own, heavy in zip(scopes, weighted):
        members.update(own)
        weights.update(own if heavy else ())
    rows = _in_one_row(scopes, members)
    modules = {scope for scope in rows if weights[scope] > 1}
    if naming.exact:
        outer = {scope for own in scopes for scope in own[:-1]}
        one = {scope for scope in members if weights[scope] == 1 and scope not in outer}
        modules = {scope for scope in rows if members[scope] > 1 and scope not in one}
    found = []
    for name, own, heavy in zip(names, scopes, weighted):
        around = tuple(scope for scope in own if scope in modules)
        inner = [scope for scope in own if scope not in modules]
        if naming.exact:
            alone = bool(own) and (weights if heavy else members)[own[-1]] == 1
            layer = own[-1] if alone and own[-1] not in modules else ""
        elif heavy:
            layer = next((scope for scope in inner if weights[scope] == 1), "")
        else:
            layer = inner[0] if inner and members[inner[0]] == 1 else ""
        if layer:
            found.append(Place(around, layer, layer.rpartition("/")[2]))
        else:
            found.append(Place(around, name, name if naming.bare_names and not own else ""))
    return found


def _scopes(name: str) -> list[str]:
    """ "a/b/Conv" -> ["a", "a/b"]."""
    parts = name.split("/")[:-1]
    return ["/".join(parts[: count + 1]) for count in range(len(parts))]


def _in_one_row(scopes: Sequence[Sequence[str]], members: Counter[str]) -> set[str]:
    """Scopes whose operations follow on each other."""
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for index, own in enumerate(scopes):
        for scope in own:
            first.setdefault(scope, index)
            last[scope] = index
    return {scope for scope in members if last[scope] - first[scope] + 1 == members[scope]}
