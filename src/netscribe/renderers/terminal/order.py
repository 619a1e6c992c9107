"""In which order the rows stand, and which reader of a tensor goes straight on below its maker.

In: a Wiring and its Trunk. Out: `Rows`. A branch's rows stay together (depth first, the main
argument first), the rows of a module too where its wiring allows it, and an output stands as early
as it can.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from netscribe.renderers.terminal.modules import with_modules_together
from netscribe.renderers.terminal.trunk import Trunk
from netscribe.renderers.terminal.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Rows:
    """Elements in row order; `heir` maps a tensor to the reader that stands below its maker.

    `top` is the element at the end of the heaviest path.
    """

    order: tuple[int, ...]
    heir: Mapping[int, int]
    top: int


def order_rows(wiring: Wiring, trunk: Trunk) -> Rows:
    """Row order and heirs; O(nodes + edges) for each level of modules."""
    ends = [index for index, element in enumerate(wiring.elements) if not element.makes]
    heaviest_first = sorted(ends, key=lambda index: -trunk.depth[index])
    # what has no wire at all stands last
    lightest_first = sorted(
        ends, key=lambda index: (not wiring.elements[index].reads, trunk.depth[index])
    )
    _, heir = _depth_first(wiring, trunk, heaviest_first)
    order, _ = _depth_first(wiring, trunk, lightest_first)
    return Rows(with_modules_together(wiring, order), heir, heaviest_first[0])


def _depth_first(
    wiring: Wiring, trunk: Trunk, ends: Iterable[int]
) -> tuple[tuple[int, ...], dict[int, int]]:
    """Elements, arguments before readers, and by whom each maker was first reached."""
    order: list[int] = []
    heir: dict[int, int] = {}
    seen: set[int] = set()
    for end in ends:
        pending: list[tuple[int, int | None, int]] = [(end, None, end)]
        while pending:
            element, tensor, reader = pending.pop()
            if tensor == -1:
                order.append(element)
            elif element not in seen:
                seen.add(element)
                if tensor is not None and trunk.main[reader] == tensor:
                    heir[tensor] = reader
                pending.append((element, -1, element))
                pending.extend(
                    (wiring.tensors[argument].maker, argument, element)
                    for argument in reversed(trunk.order[element])
                )
    return tuple(order), heir
