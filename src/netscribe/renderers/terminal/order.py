"""In which order the rows stand, and which reader of a tensor goes straight on below its maker.

In: a Wiring and its Trunk. Out: `Rows`. A branch's rows stay together (depth first, the main
argument first), the rows of a module too where its wiring allows it, and an output stands as early
as it can.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from netscribe.figure.types import Bar
from netscribe.renderers.terminal.trunk import Trunk
from netscribe.renderers.terminal.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Rows:
    """Elements in row order; `heir` maps a maker to (its tensor, the reader) that go straight on.

    `top` is the element at the end of the heaviest path.
    """

    order: tuple[int, ...]
    heir: Mapping[int, tuple[int, int]]
    top: int


def order_rows(wiring: Wiring, trunk: Trunk) -> Rows:
    """Row order and heirs; O(nodes + edges) for each level of modules."""
    ends = [index for index, element in enumerate(wiring.elements) if not element.makes]
    heaviest_first = sorted(ends, key=lambda index: -trunk.depth[index])
    heir: dict[int, tuple[int, int]] = {}
    _depth_first(wiring, trunk, heaviest_first, heir.setdefault)
    order = _depth_first(wiring, trunk, reversed(heaviest_first), lambda maker, found: found)
    return Rows(_with_modules_together(wiring, order), heir, heaviest_first[0])


def _depth_first(
    wiring: Wiring,
    trunk: Trunk,
    ends: Iterable[int],
    found: Callable[[int, tuple[int, int]], object],
) -> tuple[int, ...]:
    """Elements, arguments before readers; tells `found` by whom each maker was first reached."""
    done: dict[int, None] = {}
    seen: set[int] = set()
    for end in ends:
        pending = [(end, False)]
        while pending:
            element, opened = pending.pop()
            if opened:
                done[element] = None
            elif element not in seen:
                seen.add(element)
                pending.append((element, True))
                for tensor in reversed(trunk.order[element]):
                    pending.append((wiring.tensors[tensor].maker, False))
    _tell_heirs(wiring, trunk, tuple(done), found)
    return tuple(done)


def _tell_heirs(
    wiring: Wiring,
    trunk: Trunk,
    order: tuple[int, ...],
    found: Callable[[int, tuple[int, int]], object],
) -> None:
    """The heaviest line is followed up from its end first, so it claims its makers first."""
    for element in reversed(order):
        tensor = trunk.main[element]
        if tensor is not None:
            found(wiring.tensors[tensor].maker, (tensor, element))


def _with_modules_together(wiring: Wiring, order: tuple[int, ...]) -> tuple[int, ...]:
    return order
