"""Names of scopes without the number that a second trace of a model gave them.

In: steps with scoped paths ("cnn_1/conv1_1/Conv2D"). Out: a name for every path. Keras 3 traces a
model anew when it exports it, and TensorFlow makes every scope unique; the variables keep their
names, and so tell whether that has happened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from netscribe.readers.netlist.emission import Step, weights_of

_ENDING = re.compile(r"_\d+$")
#: What a second trace leaves where no variable tells: "conv1_1", or "pool_1_2" for "pool_1".
_SECOND = re.compile(r".*(_1|_\d+_\d+)")


@dataclass(frozen=True, slots=True)
class ScopeNames:
    """For each scope, as the file writes it, the names of the scopes in it."""

    short: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """The path of an operation; its own word stays."""
        *scopes, word = path.split("/")
        named = [
            self.short.get("/".join(scopes[:depth]), {}).get(part, part)
            for depth, part in enumerate(scopes)
        ]
        return "/".join([*named, word])

    def of_scope(self, path: str) -> str:
        """The path of a scope."""
        return self.of(f"{path}/").removesuffix("/")


def scope_names(steps: Sequence[Step]) -> ScopeNames:
    """The names; all as they are written where there was one trace only."""
    if not _is_second(steps):
        return ScopeNames()
    children: dict[str, set[str]] = {}
    for path in _paths(steps):
        parts = path.split("/")[:-1]
        for depth, part in enumerate(parts):
            children.setdefault("/".join(parts[:depth]), set()).add(part)
    return ScopeNames({parent: _shortened(parts) for parent, parts in children.items()})


def _paths(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        yield step.operation.path
        yield from (f"{path}/" for path, _ in step.modules)


def _shortened(parts: set[str]) -> dict[str, str]:
    """Siblings without their endings, where that leaves them apart."""
    short = {part: _ENDING.sub("", part) for part in parts}
    count = Counter(short.values())
    return {part: name if count[name] == 1 else part for part, name in short.items()}


def _is_second(steps: Sequence[Step]) -> bool:
    """Whether scopes are named as their variables are, but for an ending."""
    votes: Counter[bool] = Counter()
    words: list[str] = []
    for step in steps:
        scopes = step.operation.path.split("/")[:-1]
        for operand, _ in weights_of(step):
            words.extend(scopes[:2])
            layer = operand.name.split("/")[-2:-1] if operand.learned else []
            if layer and layer[0] in scopes:
                votes[False] += 1
            elif layer and any(_ENDING.sub("", scope) == layer[0] for scope in scopes):
                votes[True] += 1
    if votes:
        return votes[True] > votes[False]
    return bool(words) and all(_SECOND.fullmatch(word) for word in words)
