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


def places_of(names: Sequence[str], weighted: Sequence[bool], *, bare_names: bool) -> list[Place]:
    """One place per operation, O(names x depth).

    `bare_names` tells that a name without scopes is a layer's, not the operation's own word.
    """
    scopes = [_scopes(name) for name in names]
    members: Counter[str] = Counter()
    weights: Counter[str] = Counter()
    for own, heavy in zip(scopes, weighted):
        members.update(own)
        weights.update(own if heavy else ())
    rows = _in_one_row(scopes, members)
    modules = {scope for scope in rows if weights[scope] > 1}
    found = []
    for name, own, heavy in zip(names, scopes, weighted):
        around = tuple(scope for scope in own if scope in modules)
        inner = [scope for scope in own if scope not in modules]
        if not own:
            found.append(Place((), name, name if bare_names else ""))
        elif heavy:
            layer = next((scope for scope in inner if weights[scope] == 1), "")
            found.append(_layer(around, layer) if layer else Place(around, name, ""))
        elif inner and members[inner[0]] == 1:
            found.append(_layer(around, inner[0]))
        else:
            found.append(Place(around, name, ""))
    return found


def _layer(around: tuple[str, ...], scope: str) -> Place:
    return Place(around, scope, scope.rpartition("/")[2])


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
