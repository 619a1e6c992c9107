"""Names of operations without the ending "_1" that a second trace of a model gave them.

In: steps with scoped paths ("cnn_1/conv1_1/Conv2D"). Out: one path per step. Keras 3 traces a model
anew when it exports it, and TensorFlow makes every scope unique; the variables keep their names,
and so tell whether that has happened.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netscribe.readers.netlist.emission import Step, weights_of

_ENDING = "_1"


def without_second_trace(steps: Sequence[Step]) -> list[str]:
    """The paths, without the ending where every scope with weights has it."""
    paths = [step.operation.path for step in steps]
    if not _is_second(steps):
        return paths
    children: dict[str, set[str]] = {}
    for path in paths:
        parts = path.split("/")[:-1]
        for depth, part in enumerate(parts):
            children.setdefault("/".join(parts[:depth]), set()).add(part)
    kept = {
        parent: {part for part in parts if not part.endswith(_ENDING)}
        for parent, parts in children.items()
    }
    return [_shortened(path, kept) for path in paths]


def modules_without_second_trace(
    steps: Sequence[Step], root: str
) -> list[tuple[tuple[str, str], ...]]:
    """The containers around each step, named as the steps are."""
    second = _is_second(steps)
    found = []
    for step in steps:
        words = [
            (
                "/".join(
                    re.sub(f"{_ENDING}$", "", part) if second else part for part in path.split("/")
                ),
                name,
            )
            for path, name in step.modules
        ]
        found.append(
            tuple((path.removeprefix(f"{root}/") if root else path, name) for path, name in words)
        )
    return found


def _is_second(steps: Sequence[Step]) -> bool:
    """Whether scopes are named as their variables are, but for the ending."""
    found = []
    for step in steps:
        scope = step.operation.path.rpartition("/")[0]
        for operand, _ in weights_of(step):
            layer = operand.name.rpartition("/")[0] if operand.learned else ""
            if layer and scope:
                found.append(_in_scope(f"{layer}{_ENDING}", scope, layer))
    if found:
        return all(found)
    scopes = [part for step in steps for part in step.operation.path.split("/")[:2][:-1]]
    weighted = [
        part
        for step in steps
        if any(True for _ in weights_of(step))
        for part in step.operation.path.split("/")[:-1][:2]
    ]
    return bool(weighted) and all(part.endswith(_ENDING) for part in (*scopes, *weighted))


def _in_scope(ended: str, scope: str, layer: str) -> bool:
    """Whether a layer's last word stands in a scope with the ending, and not without it."""
    words = scope.split("/")
    return ended.rpartition("/")[2] in words or layer.rpartition("/")[2] not in words


def _shortened(path: str, kept: dict[str, set[str]]) -> str:
    *scopes, word = path.split("/")
    found = []
    for depth, part in enumerate(scopes):
        short = re.sub(f"{_ENDING}$", "", part)
        parent = "/".join(scopes[:depth])
        found.append(part if short in kept.get(parent, ()) else short)
    return "/".join([*found, word])
