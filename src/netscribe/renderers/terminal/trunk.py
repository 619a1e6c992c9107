"""Which argument of an element is its main one, through which the straight line runs.

In: a Wiring. Out: per element the tensor that it stands below, and the order in which its arguments
are to be drawn. The trunk is the path through most elements with weights.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.renderers.terminal.wiring import Wiring

#: An element with weights outweighs any number of those without.
_WITH_WEIGHTS = 1_000_000


@dataclass(frozen=True, slots=True)
class Trunk:
    """Per element: `depth` (weight of the heaviest path to it), `main` tensor, `order` of tensors.

    `main` is None where nothing is read. `order` has each tensor once, the main one first, the
    others in argument order.
    """

    depth: tuple[int, ...]
    main: tuple[int | None, ...]
    order: tuple[tuple[int, ...], ...]


def find_trunk(wiring: Wiring) -> Trunk:
    """Chooses main arguments in topological order; O(nodes + edges)."""
    depth: list[int] = []
    sources: list[int] = []  # bit set of the elements without arguments that are upstream
    starts = 0
    main: list[int | None] = []
    order: list[tuple[int, ...]] = []
    for index, element in enumerate(wiring.elements):
        tensors = tuple(dict.fromkeys(element.reads))
        makers = [wiring.tensors[tensor].maker for tensor in tensors]
        longest = max((depth[maker] for maker in makers), default=0)
        depth.append(longest + (_WITH_WEIGHTS if wiring.parameters[index] else 1))
        upstream = 0 if makers else 1 << starts
        starts += not makers
        for maker in makers:
            upstream |= sources[maker]
        sources.append(upstream)
        chosen = _main_tensor(wiring, index, tensors, (depth, sources))
        main.append(chosen)
        rest = tuple(tensor for tensor in tensors if tensor != chosen)
        order.append(rest if chosen is None else (chosen, *rest))
    return Trunk(tuple(depth), tuple(main), tuple(order))


def _main_tensor(
    wiring: Wiring, index: int, tensors: tuple[int, ...], upstream: tuple[list[int], list[int]]
) -> int | None:
    """The argument to stand below; a tensor that others read as well is a skip, so not the first
    choice, and where order matters and all branches come from one place, the first one stays left.
    """
    if len(tensors) < 2:
        return tensors[0] if tensors else None
    element = wiring.elements[index]
    if element.query_first:
        return tensors[0]
    depth, sources = upstream
    makers = {tensor: wiring.tensors[tensor].maker for tensor in tensors}
    alone = [tensor for tensor in tensors if len(wiring.tensors[tensor].readers) == 1]
    one_place = len({sources[makers[tensor]] for tensor in alone}) == 1
    if element.ordered and alone and one_place:
        return alone[0]
    return max(alone or tensors, key=lambda tensor: depth[makers[tensor]])
