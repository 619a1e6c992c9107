"""Sees one layer where a converter wrote it as several operations that only it would write.

In: steps. Out: fewer steps: a linear layer without the reshapes around it, a bias that is added
behind its layer, an index without its guard against negative numbers, a repetition of rows and
columns as the upsampling that it is. Nothing is merged that another operation reads in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from netscribe.graph.attributes import (
    Convolution,
    Elementwise,
    Function,
    Linear,
    Reshaping,
    Resize,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Dim, Shape
from netscribe.readers.netlist.affine import normed
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Operand
from netscribe.readers.netlist.sliding import dilated, over_one_axis
from netscribe.readers.netlist.wiring import Merge, Rule, Wiring, first_of, is_activated


def merged(
    steps: Sequence[Step], inputs: Iterable[Operand], outputs: Iterable[Operand]
) -> list[Step]:
    """The steps with what belongs together as one; O(steps).

    What only computes a shape is taken out, since shapes are printed. What no output of the network
    reads at all does not keep apart what else belongs together.
    """
    wanted = [operand.key for operand in outputs]
    alive = _alive(steps, wanted)
    found: list[Step | None] = list(steps)
    makers = {
        result.key: index for index, step in enumerate(steps) for result in step.operation.outputs
    }
    living = (step for step, lives in zip(steps, alive) if lives)
    wiring = Wiring(makers, found, Counter(key for step in living for key in _read(step)))
    wiring.reads.update(wanted)
    for index, step in enumerate(steps):
        for rule in _RULES.get(step.facts.op.kind, ()) if alive[index] else ():
            current = found[index]
            if current is not None:
                _apply(rule, index, current, wiring)
    for index in _only_shapes(steps, alive):
        found[index] = None
    return _readable(found, {operand.key for operand in inputs})


def _only_shapes(steps: Sequence[Step], alive: Sequence[bool]) -> list[int]:
    """Steps on which others depend for their settings alone."""
    wanted: set[str] = set()
    found = []
    for index in reversed(range(len(steps))):
        operation = steps[index].operation
        serves = any(result.key in wanted for result in operation.outputs)
        if serves and not alive[index]:
            found.append(index)
        if alive[index] or serves:
            wanted.update(operand.key for operand in operation.inputs if operand is not None)
    return found


def _read(step: Step) -> list[str]:
    """The tensors that a step works on; those that only say how are not among them."""
    return [
        operand.key
        for place, operand in enumerate(step.operation.inputs)
        if operand is not None and not operand.constant and place not in step.facts.settings
    ]


def _alive(steps: Sequence[Step], outputs: Iterable[str]) -> list[bool]:
    """Which steps an output of the network depends on."""
    wanted = set(outputs)
    found = []
    for step in reversed(steps):
        lives = any(result.key in wanted for result in step.operation.outputs)
        found.append(lives)
        wanted.update(_read(step) if lives else ())
    return found[::-1]


def _readable(steps: Iterable[Step | None], known: set[str]) -> list[Step]:
    """The steps whose tensors are there."""
    found = []
    for step in steps:
        if step is not None and all(key in known for key in _read(step)):
            known.update(result.key for result in step.operation.outputs)
            found.append(step)
    return found


def _apply(rule: Rule, index: int, step: Step, wiring: Wiring) -> None:
    made = rule(step, wiring)
    if made is None:
        return
    wiring.steps[index], gone = made
    for other in gone:
        wiring.steps[other] = None


def _same_shape(step: Step, wiring: Wiring) -> Merge | None:
    """A reshape to the shape that is there already."""
    source = first_of(step)
    maker = wiring.only_maker(source)
    if source is None or maker is None or source.type.shape is None:
        return None
    target = step.operation.outputs[0]
    if source.type.shape != target.type.shape or source.type.shape.count(None) > 1:
        return None
    attributes = step.facts.attributes
    if not isinstance(attributes, Reshaping) or attributes.function != "reshape":
        return None
    operation = replace(maker[1].operation, outputs=(target,))
    return replace(maker[1], operation=operation), (maker[0],)


def _reshaped_linear(step: Step, wiring: Wiring) -> Merge | None:
    """A reshape behind a linear layer that undoes the one before it."""
    heavy = wiring.only_maker(first_of(step))
    if heavy is None or heavy[1].facts.op.kind is not Kind.LINEAR or is_activated(heavy[1]):
        return None
    before = wiring.only_maker(first_of(heavy[1]))
    if before is None or before[1].facts.op.kind is not Kind.RESHAPE or heavy[1].facts.prepared:
        return None
    source = first_of(before[1])
    target = step.operation.outputs[0]
    if source is None or source.constant or not _undone(before[1], heavy[1], source, target):
        return None
    inputs = (source, *heavy[1].operation.inputs[1:])
    operation = replace(heavy[1].operation, inputs=inputs, outputs=(target,))
    return replace(heavy[1], operation=operation), (before[0], heavy[0])


def _undone(before: Step, linear: Step, source: Operand, target: Operand) -> bool:
    """Whether all axes but the last are what they were."""
    shapes = (source.type.shape, target.type.shape, before.operation.made, linear.operation.made)
    if any(not shape for shape in shapes):
        return False
    old, new, read, made = ((*(shape or ()),) for shape in shapes)
    wide = read[-1] in (old[-1], None) and made[-1] == new[-1] and isinstance(old[-1], int)
    return len(read) == 2 and len(old) == len(new) > 2 and wide and _alike(old[:-1], new[:-1])


def _alike(one: Shape, other: Shape) -> bool:
    """Whether no known sizes differ; where a single one is free, the count settles it."""
    pairs = list(zip(one, other))
    free = sum(left is None or right is None for left, right in pairs)
    return free < 2 and all(
        left == right for left, right in pairs if left is not None and right is not None
    )


def _added_bias(step: Step, wiring: Wiring) -> Merge | None:
    """Weights that are added to each feature of a layer without a bias."""
    attributes = step.facts.attributes
    if not isinstance(attributes, Elementwise) or attributes.operator != "add":
        return None
    pair = step.operation.inputs[:2]
    bias = next((item for item in pair if item is not None and item.is_weight), None)
    flowing = next((item for item in pair if item is not None and not item.constant), None)
    heavy = wiring.only_maker(flowing)
    if bias is None or heavy is None or is_activated(heavy[1]):
        return None
    layer = heavy[1].facts.attributes
    if not isinstance(layer, Linear | Convolution) or layer.bias:
        return None
    if not _per_feature(bias, layer, len(step.operation.made or ())):
        return None
    operation, facts = heavy[1].operation, heavy[1].facts
    place = max(len(operation.inputs), 3)
    padding = (None,) * (place - len(operation.inputs))
    operation = replace(
        operation, inputs=(*operation.inputs, *padding, bias), outputs=step.operation.outputs
    )
    facts = replace(
        facts,
        attributes=replace(layer, bias=True),
        activation=step.facts.activation,
        weights={**facts.weights, place: "bias"},
        order=(*facts.order, place) if facts.order else (),
    )
    named = "/" in operation.path or "/" not in step.operation.path
    operation = operation if named else replace(operation, path=step.operation.path)
    return replace(heavy[1], operation=operation, facts=facts), (heavy[0],)


def _per_feature(bias: Operand, layer: Linear | Convolution, rank: int) -> bool:
    shape = bias.type.shape or ()
    first = isinstance(layer, Convolution) and layer.channels_first
    width = layer.units if isinstance(layer, Linear) else layer.filters
    wanted: list[Dim] = [1] * rank
    if not rank or width is None:
        return False
    wanted[1 if first else -1] = width
    return list(shape) == wanted[rank - len(shape) :] and len(shape) <= rank


def _guarded_index(step: Step, wiring: Wiring) -> Merge | None:
    """A lookup whose index is x, or x plus the length where x is negative."""
    place = step.facts.order[0] if step.facts.order else 1
    operand = step.operation.operand(place)
    choice = wiring.only_maker(operand)
    if choice is None or not _is_function(choice[1], "where"):
        return None
    condition, counted, plain = (*choice[1].operation.inputs, None, None, None)[:3]
    less, added = wiring.only_maker(condition), wiring.only_maker(counted)
    if plain is None or less is None or added is None:
        return None
    same = all(first_of(part) == plain for part in (less[1], added[1]))
    if not same or _operator(less[1]) != ("less", "0") or _operator(added[1])[0] != "add":
        return None
    inputs = list(step.operation.inputs)
    inputs[place] = plain
    wiring.reads[plain.key] -= 2
    operation = replace(step.operation, inputs=tuple(inputs))
    return replace(step, operation=operation), (choice[0], less[0], added[0])


def _is_function(step: Step, word: str) -> bool:
    attributes = step.facts.attributes
    return isinstance(attributes, Function) and attributes.function == word


def _operator(step: Step) -> tuple[str, str]:
    attributes = step.facts.attributes
    if not isinstance(attributes, Elementwise):
        return "", ""
    return attributes.operator, attributes.constant or ""


def _repeated(step: Step, wiring: Wiring) -> tuple[int, int, Operand, tuple[int, ...]] | None:
    """Axis and times of a repetition: an axis is added, tiled, and joined to the one before."""
    tile = wiring.only_maker(first_of(step))
    grown = None if tile is None else wiring.only_maker(first_of(tile[1]))
    if tile is None or grown is None:
        return None
    first, second = grown[1].facts.attributes, tile[1].facts.attributes
    source = first_of(grown[1])
    if not isinstance(first, Reshaping) or not isinstance(second, Reshaping) or source is None:
        return None
    if (first.function, second.function) != ("expand", "tile") or first.axis != second.axis:
        return None
    old, new = source.type.shape or (), step.operation.made or ()
    axis, times = (first.axis or 0) - 1, second.times or 0
    if axis < 1 or times < 2 or len(old) != len(new):
        return None
    return axis, times, source, (tile[0], grown[0])


def _upsampling(step: Step, wiring: Wiring) -> Merge | None:
    """Every column repeated, after every row was."""
    columns = _repeated(step, wiring)
    rows = None if columns is None else wiring.only_maker(columns[2])
    before = None if rows is None else _repeated(rows[1], wiring)
    if columns is None or rows is None or before is None:
        return None
    shape = before[2].type.shape or ()
    if (before[0], columns[0], len(shape)) != (1, 2, 4):
        return None
    factors = (before[1], columns[1])
    target = step.operation.outputs[0]
    sizes = tuple(
        size * times if isinstance(size, int) else None for size, times in zip(shape[1:3], factors)
    )
    made = replace(target, type=replace(target.type, shape=(shape[0], *sizes, shape[3])))
    attributes = Resize(factors=factors, method="nearest")
    facts = replace(
        step.facts,
        op=replace(step.facts.op, kind=Kind.RESIZE),
        attributes=attributes,
        settings=frozenset(),
    )
    operation = replace(step.operation, inputs=(before[2],), outputs=(made,))
    gone = (*columns[3], rows[0], *before[3])
    return replace(step, operation=operation, facts=facts), gone


_RULES: dict[Kind, tuple[Rule, ...]] = {
    Kind.RESHAPE: (_same_shape, _reshaped_linear, _upsampling, over_one_axis, dilated),
    Kind.ELEMENTWISE: (_added_bias, normed),
    Kind.EMBEDDING: (_guarded_index,),
    Kind.SLICE: (_guarded_index,),
}
