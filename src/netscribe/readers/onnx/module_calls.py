"""Which call of which module each node belongs to.

In: the modules around each node, and which nodes read what others make. Out: per node a chain of
calls. Nodes of one module that other nodes stand between are one call, unless a node outside reads
what the module made and the module reads that again: then it was called a second time, as a loop
of containers would follow otherwise.

Cost: O(nodes x depth); modules whose nodes stand together cost nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from netscribe.readers.onnx.names import Around


class Step(NamedTuple):
    """A node as it matters here: the modules around it, and what it reads and makes."""

    around: tuple[Around, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...]


class ModuleCall(NamedTuple):
    """One call of a module.

    Attributes:
        path: dotted.
        number: counts the calls of all modules from 0, in order.
        parent: the call around it.
    """

    path: str
    class_name: str
    number: int
    parent: ModuleCall | None = None


@dataclass
class _Calls:
    """What is known so far; lives for one pass only."""

    again: frozenset[str]
    count: int = 0
    current: dict[tuple[int, str], ModuleCall] = field(default_factory=dict)
    bits: dict[int, int] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    inside: dict[str, int] = field(default_factory=dict)

    def chain(self, step: Step) -> tuple[ModuleCall, ...]:
        passed, made = self._passed(step.reads)
        found: list[ModuleCall] = []
        parent: ModuleCall | None = None
        behind = passed
        for around in step.around:
            key = (-1 if parent is None else parent.number, around.path)
            call = self.current.get(key)
            if call is None or self._was_left(call, behind):
                call = self._opened(key, around, parent)
            found.append(call)
            parent = call
        own = sum(self.bits.get(call.number, 0) for call in found)
        for name in step.makes:
            self.left[name] = (passed | made) & ~own
            self.inside[name] = own
        return tuple(found)

    def _passed(self, reads: Iterable[str]) -> tuple[int, int]:
        """The calls that were left on the way here, and those that made what is read."""
        passed = made = 0
        for name in reads:
            passed |= self.left.get(name, 0)
            made |= self.inside.get(name, 0)
        return passed, made

    def _was_left(self, call: ModuleCall, passed: int) -> bool:
        return bool(self.bits.get(call.number, 0) & passed)

    def _opened(
        self, key: tuple[int, str], around: Around, parent: ModuleCall | None
    ) -> ModuleCall:
        call = ModuleCall(around.path, around.class_name, self.count, parent)
        if around.path in self.again:
            self.bits[call.number] = 1 << len(self.bits)
        self.count += 1
        self.current[key] = call
        return call


def module_calls(steps: Sequence[Step]) -> list[tuple[ModuleCall, ...]]:
    """For each step the calls of modules around it, outermost first."""
    calls = _Calls(_interrupted(steps))
    return [calls.chain(step) for step in steps]


def _interrupted(steps: Sequence[Step]) -> frozenset[str]:
    """Paths of the modules whose nodes do not stand together."""
    seen: set[str] = set()
    again: set[str] = set()
    before: frozenset[str] = frozenset()
    for step in steps:
        here = frozenset(around.path for around in step.around)
        entered = here - before
        again |= entered & seen
        seen |= here
        before = here
    return frozenset(again)
