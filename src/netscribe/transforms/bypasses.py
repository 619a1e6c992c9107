"""Bypasses: which nodes of a content must be left out for it to be another one.

In: two contents, one with more nodes. Out: the steps that make the larger one the smaller one: a
node that hands on one of its inputs, and what nothing reads then. It knows no graph and no region.

The search goes through the nodes in order. What a node does with all that comes before it has one
number (`Census.ups`), and is final once the search is past it: the first node that the smaller one
has no counterpart for, and that may not be left out, ends that way. Cost: O(nodes) per way, and few
ways are left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from netscribe.transforms.content import Canonical, Census, Content, Source

#: Most operations that may be bypassed, and the most nodes that may be absent with one of them.
_MOST_BYPASSED, _MOST_WITH_ONE = 3, 8

#: Stands for an argument where a node is absent because nothing reads it any more.
UNREAD = -1
#: Which node is bypassed by which of its arguments, in the numbering at that moment.
Bypass: TypeAlias = tuple[tuple[int, int], ...]


def find_bypass(
    content: Content, wanted: Content, canonical: Canonical, census: Census
) -> Bypass | None:
    """What to bypass in `content` to get `wanted`; None where no few steps lead there."""
    missing = len(content.labels) - len(wanted.labels)
    lacking = Counter(content.labels)
    lacking.subtract(wanted.labels)
    if missing < 1 or min(lacking.values()) < 0 or len(content.leaving) != len(wanted.leaving):
        return None
    search = _Search(content, canonical.signature, census)
    start = _started(content, lacking, Counter(census.ups(wanted)))
    # few bypasses first: a gate that is absent as a whole is one, and three would do as well
    for most in range(1, _MOST_BYPASSED + 1):
        found = next(search.ways(start.copy(), most), None)
        if found is not None:
            return found
    return None


def without(content: Content, bypass: Bypass) -> Content:
    """The content after all steps of a bypass."""
    for index, argument in bypass:
        if argument == UNREAD:
            content = content.without_unread(index)
        else:
            content = content.bypassed(index, argument)
    return content


@dataclass(slots=True)
class _State:
    """A content with some nodes left out, in the numbering of the whole one.

    `at` is the next node to decide on. `stand_ins` has what goes on instead of a bypassed node's
    result, `reads` how often each node's result is read, and `further` how often one of its results
    but the first. `lacking` counts the labels that still have to go, `spare` the numbers of
    the wanted nodes that have no counterpart so far (negative: too many), and `ups` those of the
    nodes before `at`.
    """

    at: int
    steps: tuple[tuple[int, int], ...]
    stand_ins: dict[int, Source]
    reads: list[int]
    further: list[int]
    lacking: Counter[int]
    spare: Counter[int]
    ups: list[int]

    def source(self, source: Source) -> Source:
        """Where a value comes from, past what is bypassed."""
        while source[0] in self.stand_ins:
            source = self.stand_ins[source[0]]
        return source

    def copy(self) -> _State:
        """One to change."""
        return replace(
            self,
            stand_ins=dict(self.stand_ins),
            reads=list(self.reads),
            further=list(self.further),
            lacking=Counter(self.lacking),
            spare=Counter(self.spare),
            ups=list(self.ups),
        )


def _started(content: Content, lacking: Counter[int], spare: Counter[int]) -> _State:
    size = len(content.labels)
    state = _State(0, (), {}, [0] * size, [0] * size, lacking, spare, [0] * size)
    sources = [source for arguments in content.inputs for _, source in arguments]
    for source in (*sources, *content.leaving):
        _read(state, source, 1)
    return state


def _read(state: _State, source: Source, times: int) -> None:
    node, slot = source
    if node >= 0:
        state.reads[node] += times
        state.further[node] += times if slot else 0


@dataclass(frozen=True, slots=True)
class _Search:
    """All ways to leave nodes out of a content, for the first that gives the wanted signature."""

    content: Content
    wanted: int
    census: Census

    def ways(self, state: _State, most: int) -> Iterator[Bypass]:
        """All ways to go on with up to `most` bypasses; the state is used up."""
        if not state.lacking.total():
            if all(self._kept(state, index) for index in range(state.at, len(state.ups))):
                yield from self._final(state.steps)
            return
        if state.lacking.total() > most * (1 + _MOST_WITH_ONE):
            return
        for index in range(state.at, len(state.ups)):
            label = self.content.labels[index]
            if not state.further[index] and state.lacking[label] and not _is_absent(state, index):
                for argument in range(len(self.content.inputs[index])):
                    left = self._bypassed(state, index, argument)
                    if left is not None:
                        yield from self.ways(left, most - 1)
            if not self._kept(state, index):
                return

    def _kept(self, state: _State, index: int) -> bool:
        """Goes past a node; whether there can be a counterpart of it, or it may still go."""
        if _is_absent(state, index):
            return True
        label = self.content.labels[index]
        arguments = tuple((r, state.source(source)) for r, source in self.content.inputs[index])
        up = state.ups[index] = self.census.up(label, arguments, state.ups)
        state.spare[up] -= 1
        return state.spare[up] + state.lacking[label] >= 0

    def _bypassed(self, state: _State, index: int, argument: int) -> _State | None:
        """The state without a node and without what nothing reads then, last nodes first.

        None where something goes that must not.
        """
        left = state.copy()
        left.at = index + 1
        stand_in = left.source(self.content.inputs[index][argument][1])
        if not self._left_out(left, index, argument):
            return None
        _read(left, stand_in, left.reads[index])
        left.stand_ins[index] = stand_in
        for _ in range(_MOST_WITH_ONE):
            unread = _last_unread(left)
            if unread is None:
                break
            if not self._left_out(left, unread, UNREAD):
                return None
        return left

    def _left_out(self, state: _State, index: int, argument: int) -> bool:
        """Takes one node out; whether it may go."""
        label = self.content.labels[index]
        if not state.lacking[label]:
            return False
        state.lacking[label] -= 1
        if index < state.at - 1:
            state.spare[state.ups[index]] += 1
        state.steps = (*state.steps, (index, argument))
        for _, source in self.content.inputs[index]:
            _read(state, state.source(source), -1)
        return True

    def _final(self, steps: Bypass) -> Iterator[Bypass]:
        """The steps in the numbering at each moment, if they do lead to what is wanted."""
        gone = [index for index, _ in steps]
        moments = tuple(
            (index - sum(before < index for before in gone[:at]), argument)
            for at, (index, argument) in enumerate(steps)
        )
        if self.census.canonical(without(self.content, moments)).signature == self.wanted:
            yield moments


def _is_absent(state: _State, index: int) -> bool:
    return any(index == gone for gone, _ in state.steps)


def _last_unread(state: _State) -> int | None:
    """The last node whose results nothing reads."""
    for index in range(len(state.reads) - 1, -1, -1):
        if not state.reads[index] and not _is_absent(state, index):
            return index
    return None
