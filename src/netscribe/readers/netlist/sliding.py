"""Convolutions and pools that a converter wrote in a roundabout way.

In: a step that reshapes what a convolution or pool gives. Out: one step in place of three: over one
axis instead of over an image of one row, or dilated instead of over positions dealt out in blocks.
"""

from __future__ import annotations

from dataclasses import replace

from netscribe.graph.attributes import Convolution, Pool, Reshaping
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.wiring import Merge, Wiring, first_of, is_activated


def over_one_axis(step: Step, wiring: Wiring) -> Merge | None:
    """A convolution or pool over a sequence, done as one over an image of one row or column."""
    heavy = wiring.only_maker(first_of(step))
    before = None if heavy is None else wiring.only_maker(first_of(heavy[1]))
    if heavy is None or before is None or before[1].facts.op.kind is not Kind.RESHAPE:
        return None
    window, source = heavy[1].facts.attributes, first_of(before[1])
    if not isinstance(window, Convolution | Pool) or source is None or is_activated(heavy[1]):
        return None
    row = _row(source.type.shape, heavy[1], step.operation.made)
    if row is None or source.constant:
        return None
    inputs = list(heavy[1].operation.inputs)
    inputs[heavy[1].facts.order[0] if heavy[1].facts.order else 0] = source
    operation = replace(
        heavy[1].operation, inputs=tuple(inputs), outputs=(step.operation.outputs[0],)
    )
    facts = replace(heavy[1].facts, attributes=_without_axis(window, row))
    return replace(heavy[1], operation=operation, facts=facts), (before[0], heavy[0])


def _row(source: Shape | None, heavy: Step, target: Shape | None) -> int | None:
    """Which axis of positions has size 1 on both sides and a window of 1, counted from 0."""
    window = heavy.facts.attributes
    assert isinstance(window, Convolution | Pool)
    sizes = window.kernel_size if isinstance(window, Convolution) else window.size
    place = heavy.facts.order[0] if heavy.facts.order else 0
    read, made = heavy.operation.shape(place), heavy.operation.made
    if len(sizes) != 2 or source is None or target is None or read is None or made is None:
        return None
    first = 2 if window.channels_first else 1
    for row in (0, 1):
        axis = first + row
        outer = (read[:axis] + read[axis + 1 :], made[:axis] + made[axis + 1 :])
        if sizes[row] == 1 and read[axis] == made[axis] == 1 and outer == (source, target):
            return row
    return None


def _without_axis(window: Convolution | Pool, row: int) -> Convolution | Pool:
    def rest(sizes: tuple[int, ...]) -> tuple[int, ...]:
        return sizes[1 - row : 2 - row]

    padding = window.padding
    if not isinstance(padding, str):
        padding = padding[1 - row : 2 - row]
    if isinstance(window, Pool):
        return replace(window, size=rest(window.size), stride=rest(window.stride), padding=padding)
    return replace(
        window,
        kernel_size=rest(window.kernel_size),
        stride=rest(window.stride),
        dilation=rest(window.dilation),
        output_padding=rest(window.output_padding),
        padding=padding,
    )


def dilated(step: Step, wiring: Wiring) -> Merge | None:
    """Positions dealt out to the batch, convolved, and dealt back (Yu and Koltun 2016)."""
    heavy = wiring.only_maker(first_of(step))
    before = None if heavy is None else wiring.only_maker(first_of(heavy[1]))
    if heavy is None or before is None or is_activated(heavy[1]):
        return None
    window, source = heavy[1].facts.attributes, first_of(before[1])
    blocks = (_block(before[1], "space to batch"), _block(step, "batch to space"))
    if not isinstance(window, Convolution) or source is None or not blocks[0]:
        return None
    if blocks[0] != blocks[1] or window.padding != "valid" or set(window.stride) != {1}:
        return None
    padding = _padding(window, blocks[0], source.type.shape, step.operation.made)
    if padding is None:
        return None
    inputs = list(heavy[1].operation.inputs)
    inputs[heavy[1].facts.order[0] if heavy[1].facts.order else 0] = source
    operation = replace(
        heavy[1].operation, inputs=tuple(inputs), outputs=(step.operation.outputs[0],)
    )
    facts = replace(heavy[1].facts, attributes=replace(window, dilation=blocks[0], padding=padding))
    return replace(heavy[1], operation=operation, facts=facts), (before[0], heavy[0])


def _block(step: Step, function: str) -> tuple[int, ...]:
    attributes = step.facts.attributes
    if not isinstance(attributes, Reshaping) or attributes.function != function:
        return ()
    words = dict(attributes.settings).get("block", "").split(", ")
    return tuple(int(word) for word in words if word.isdecimal())


def _padding(
    window: Convolution, block: tuple[int, ...], before: Shape | None, after: Shape | None
) -> str | None:
    """ "same" or "valid", by what becomes of the positions."""
    old, new = (before or ())[1:-1], (after or ())[1:-1]
    if not old or len(old) != len(new) or len(old) != len(window.kernel_size):
        return None
    known = [(a, b) for a, b in zip(old, new) if isinstance(a, int) and isinstance(b, int)]
    if len(known) != len(old):
        return None
    if all(a == b for a, b in known):
        return "same"
    reach = [(size - 1) * step for size, step in zip(window.kernel_size, block)]
    return "valid" if all(a - b == more for (a, b), more in zip(known, reach)) else None
