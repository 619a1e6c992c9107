"""Branches and loops: what comes out of If, Loop, Scan, given what comes out of their bodies.

In: a step whose graph attributes are `Body` values. Out: its results; and what goes into a body,
for the reader to work through it first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.onnx.shapes.results import axis_index, of_rank, one, scalar, tensor
from netscribe.readers.onnx.shapes.step import UNKNOWN, Body, Known, Results, Rule, ShapeStep

#: The first version whose Scan has no batch of its own.
_SCAN_WITHOUT_BATCH = 9


def merged(first: Known, second: Known) -> Known:
    """What is known of a tensor that is either of the two."""
    dtype = first.dtype if first.dtype == second.dtype else first.dtype or second.dtype
    wrapper = second.wrapper or first.wrapper
    if first.shape is None or second.shape is None or len(first.shape) != len(second.shape):
        return Known(TensorType(dtype, None), None, wrapper)
    pairs = zip(first.shape, second.shape, strict=True)
    shape = tuple(one if one == other else None for one, other in pairs)
    content = first.content if first.content == second.content else None
    return Known(TensorType(dtype, shape), content, wrapper)


def body_inputs(step: ShapeStep) -> Results:
    """What is known of the inputs of the body of a Loop or Scan, in the body's order.

    Sizes of carried values are those of the first round: if the body gives back other ones,
    `merged` tells what stays, and the body has to be worked through again with that.
    """
    if step.op_type == "Loop":
        carried = (_carried(entry) for entry in step.inputs[2:])
        return (tensor("int64", ()), tensor("bool", ()), *carried)
    if step.op_type == "Scan" and step.opset >= _SCAN_WITHOUT_BATCH:
        count = step.integer("num_scan_inputs")
        states = len(step.inputs) - count
        axes = step.integers("scan_input_axes") or (0,) * count
        slices = zip(step.inputs[states:], axes)
        parts = (_without_axis(entry or UNKNOWN, axis) for entry, axis in slices)
        return (*(_carried(entry) for entry in step.inputs[:states]), *parts)
    if step.op_type == "SequenceMap":
        return tuple(replace(entry or UNKNOWN, wrapper="", content=None) for entry in step.inputs)
    return ()


def _carried(known: Known | None) -> Known:
    """A value that changes from round to round: its content is not known."""
    return UNKNOWN if known is None else replace(known, content=None)


def _without_axis(known: Known, axis: int) -> Known:
    shape = known.shape
    place = None if shape is None else axis_index(axis, len(shape))
    if shape is None or place is None:
        return tensor(known.dtype, None)
    return tensor(known.dtype, (*shape[:place], *shape[place + 1 :]))


def _body(step: ShapeStep, name: str) -> tuple[Known, ...]:
    found = step.attributes.get(name)
    return found.outputs if isinstance(found, Body) else ()


def _if(step: ShapeStep) -> Results:
    first, second = _body(step, "then_branch"), _body(step, "else_branch")
    condition = step.input(0).content
    if condition and isinstance(condition[0], (bool, int)):
        return first if condition[0] else second
    return tuple(map(merged, first, second))


def _loop(step: ShapeStep) -> Results:
    """Carried values, then per round one slice of each scanned output."""
    outputs = _body(step, "body")[1:]
    before = step.inputs[2:]
    count = _trip_count(step)
    carried = [merged(entry or out, out) for entry, out in zip(before, outputs, strict=False)]
    if count == 0:
        carried = [entry or UNKNOWN for entry in before]
    unchanged = [replace(each, content=None) for each in carried]
    scanned = (_stacked(each, count, 0) for each in outputs[len(before) :])
    return (*unchanged, *scanned)


def _trip_count(step: ShapeStep) -> Dim:
    """How many rounds: the trip count, if the body never breaks off."""
    outputs = _body(step, "body")
    goes_on = bool(outputs) and outputs[0].content in ((True,), (1,))
    begins = step.given(1) is None or step.input(1).content in ((True,), (1,))
    return scalar(step.given(0)) if goes_on and begins else None


def _scan(step: ShapeStep) -> Results:
    outputs = _body(step, "body")
    if step.opset < _SCAN_WITHOUT_BATCH:
        return tuple(tensor(each.dtype, None) for each in outputs)
    states = len(step.inputs) - step.integer("num_scan_inputs")
    axes = step.integers("scan_output_axes") or (0,) * len(outputs[states:])
    length = _scan_length(step, states)
    carried = [merged(step.input(place), out) for place, out in enumerate(outputs[:states])]
    scanned = (_stacked(out, length, axis) for out, axis in zip(outputs[states:], axes))
    return (*(replace(each, content=None) for each in carried), *scanned)


def _scan_length(step: ShapeStep, states: int) -> Dim:
    axes = step.integers("scan_input_axes") or (0,) * step.integer("num_scan_inputs")
    for position, axis in enumerate(axes, states):
        shape = step.shape(position)
        place = None if shape is None else axis_index(axis, len(shape))
        if shape is not None and place is not None and shape[place] is not None:
            return shape[place]
    return None


def _stacked(known: Known, length: Dim, axis: int) -> Known:
    shape = known.shape
    place = None if shape is None else axis_index(axis, len(shape) + 1)
    if shape is None or place is None:
        return tensor(known.dtype, None)
    return tensor(known.dtype, (*shape[:place], length, *shape[place:]))


def _wrapped(known: Known, wrapper: str) -> Known:
    words = f"{wrapper} {known.wrapper}".strip()
    return Known(known.type, None, words)


def _unwrapped(known: Known, wrapper: str) -> Known:
    return Known(known.type, None, known.wrapper.removeprefix(wrapper).strip())


def _all_of(tensors: Sequence[Known | None]) -> Known:
    """What is known of every element of a sequence."""
    given = [entry for entry in tensors if entry is not None]
    if not given:
        return UNKNOWN
    found = given[0]
    for other in given[1:]:
        found = merged(found, other)
    return found


def _sequence(step: ShapeStep) -> Results:
    return (_wrapped(_all_of(step.inputs), "sequence"),)


def _empty_sequence(step: ShapeStep) -> Results:
    from netscribe.readers.onnx.shapes.dtypes import dtype_of

    return (Known(TensorType(dtype_of(step.integer("dtype", 1)), None), None, "sequence"),)


def _inserted(step: ShapeStep) -> Results:
    elements = replace(step.input(0), wrapper="")
    return (_wrapped(_all_of((elements, step.input(1))), "sequence"),)


def _element(step: ShapeStep) -> Results:
    return (_unwrapped(step.input(0), "sequence"),)


def _kept(step: ShapeStep) -> Results:
    return (step.input(0),)


def _joined(step: ShapeStep) -> Results:
    """ConcatFromSequence: how long depends on how many there are."""
    shape, axis = step.shape(), step.integer("axis")
    if shape is None:
        return one(step.dtype(), None)
    if step.integer("new_axis"):
        return (_stacked(tensor(step.dtype(), shape), None, axis),)
    place = axis_index(axis, len(shape))
    sizes: list[Dim] = list(shape)
    if place is None:
        return one(step.dtype(), of_rank(len(shape)))
    sizes[place] = None
    return one(step.dtype(), tuple(sizes))


def _cut_up(step: ShapeStep) -> Results:
    """SplitToSequence: parts of one size, or of the sizes given, by default of size 1."""
    source, shape = step.input(0), step.shape()
    place = None if shape is None else axis_index(step.integer("axis"), len(shape))
    if shape is None or place is None:
        return (Known(TensorType(source.dtype, None), None, "sequence"),)
    behind: Shape = shape[place + 1 :]
    found: Shape = (*shape[:place], 1, *behind)
    if step.given(1) is not None:
        found = (*shape[:place], None, *behind)
    elif not step.integer("keepdims", 1):
        found = (*shape[:place], *behind)
    return (Known(TensorType(source.dtype, found), None, "sequence"),)


def _mapped(step: ShapeStep) -> Results:
    return tuple(_wrapped(each, "sequence") for each in _body(step, "body"))


def _optional(step: ShapeStep) -> Results:
    return (_wrapped(step.input(0), "optional"),)


def _optional_element(step: ShapeStep) -> Results:
    return (_unwrapped(step.input(0), "optional"),)


def _number(dtype: str) -> Rule:
    def rule(step: ShapeStep) -> Results:
        return one(dtype, ())

    return rule


CONTROL: Mapping[str, Rule] = {
    "If": _if,
    "Loop": _loop,
    "Scan": _scan,
    "SequenceConstruct": _sequence,
    "SequenceEmpty": _empty_sequence,
    "SequenceInsert": _inserted,
    "SequenceErase": _kept,
    "SequenceAt": _element,
    "SequenceLength": _number("int64"),
    "SequenceMap": _mapped,
    "ConcatFromSequence": _joined,
    "SplitToSequence": _cut_up,
    "Optional": _optional,
    "OptionalGetElement": _optional_element,
    "OptionalHasElement": _number("bool"),
}
