"""Operations of `keras.ops` that multiply, join, cut, move or convert whole tensors.

In: entries, with the call's constants. Out: facts of the kinds matmul, einsum, concat, stack,
split, slice, reshape, cast, pad, crop, resize, identity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Casting,
    Einsum,
    Margins,
    Product,
    Reshaping,
    Resize,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.entries import Entries, plain_number, printed


def _facts(entries: Entries, kind: Kind, attributes: Attributes) -> LayerFacts:
    return LayerFacts(Op(kind, entries.class_name, entries.domain), attributes)


def _product(entries: Entries) -> LayerFacts:
    return _facts(entries, Kind.MATMUL, Product(settings=entries.settings("axes")))


def _einsum(entries: Entries) -> LayerFacts:
    equation = entries.raw("subscripts", 0)
    return _facts(entries, Kind.EINSUM, Einsum(equation=str(equation or "")))


def _joined(kind: Kind, default: int) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        return _facts(entries, kind, Axis(axis=entries.integer("axis", default)))

    return describe


def _split(entries: Entries) -> LayerFacts:
    sections = entries.sizes("indices_or_sections")
    return _facts(entries, Kind.SPLIT, Axis(axis=entries.integer("axis", 0), sections=sections))


def _unstack(entries: Entries) -> LayerFacts:
    return _facts(entries, Kind.SPLIT, Axis(axis=entries.integer("axis", 0)))


def index_text(index: object) -> str:
    """An index as written between brackets in Python."""
    if isinstance(index, (list, tuple)):
        return ", ".join(index_text(item) for item in index)
    if isinstance(index, Mapping) and index.get("class_name") == "__slice__":
        config = index.get("config")
        parts = config if isinstance(config, Mapping) else {}
        return _slice_text(parts.get("start"), parts.get("stop"), parts.get("step"))
    if isinstance(index, Mapping) and index.get("class_name") == "__ellipsis__":
        return "..."
    if isinstance(index, slice):
        return _slice_text(index.start, index.stop, index.step)
    if index is Ellipsis:
        return "..."
    return "None" if index is None else printed(index)


def _slice_text(start: object, stop: object, step: object) -> str:
    first, last = ("" if end is None else printed(plain_number(end)) for end in (start, stop))
    return f"{first}:{last}" if step in (None, 1) else f"{first}:{last}:{printed(step)}"


def _get_item(entries: Entries) -> LayerFacts:
    index = entries.arguments.get("1", entries.arguments.get("key"))
    absent = "1" not in entries.arguments and "key" not in entries.arguments
    return _facts(entries, Kind.SLICE, Slicing(index="" if absent else index_text(index)))


def _gather(*keys: str) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        return _facts(entries, Kind.SLICE, Slicing(settings=entries.settings(*keys)))

    return describe


def _reshape(function: str, key: str = "") -> Callable[[Entries], LayerFacts]:
    """`key` names the entry that holds the new shape, batch included in Keras' operations."""

    def describe(entries: Entries) -> LayerFacts:
        value = entries.raw(key, 1) if key else None
        shape = value if isinstance(value, (list, tuple)) else ()
        target = tuple(size if isinstance(size, int) else -1 for size in map(plain_number, shape))
        return _facts(entries, Kind.RESHAPE, Reshaping(function=function, target=target[1:]))

    return describe


def _transpose(entries: Entries) -> LayerFacts:
    shape = entries.input_shapes[0] if entries.input_shapes else None
    reverse = tuple(range(len(shape)))[::-1] if shape is not None else ()
    return _permuted(entries, entries.sizes("axes", default=reverse, position=1))


def _permuted(entries: Entries, order: tuple[int, ...]) -> LayerFacts:
    return _facts(entries, Kind.RESHAPE, Reshaping(function="permute", order=order))


def _swapped(entries: Entries) -> LayerFacts:
    """Two axes change places: a permutation of all axes, where it is known how many there are."""
    rank = entries.rank
    first, second = entries.integer("axis1", 0, 1), entries.integer("axis2", 1, 2)
    if rank is None or not -rank <= min(first, second) <= max(first, second) < rank:
        return _along_axis("swap axes", "axis1", "axis2")(entries)
    order = list(range(rank))
    order[first], order[second] = order[second], order[first]
    return _permuted(entries, tuple(order))


def _moved(entries: Entries) -> LayerFacts:
    """Axes move elsewhere: a permutation of all axes, where it is known how many there are."""
    rank = entries.rank or 0
    sources = entries.sizes("source", position=1)
    targets = entries.sizes("destination", position=2)
    fitting = all(-rank <= axis < rank for axis in (*sources, *targets))
    if not rank or not sources or len(sources) != len(targets) or not fitting:
        return _along_axis("move axis", "source", "destination")(entries)
    places = {there % rank: here % rank for here, there in zip(sources, targets, strict=True)}
    rest = iter([axis for axis in range(rank) if axis not in places.values()])
    order = tuple(places[axis] if axis in places else next(rest, 0) for axis in range(rank))
    if len(set(order)) < rank:
        return _along_axis("move axis", "source", "destination")(entries)
    return _permuted(entries, order)


def _along_axis(function: str, *keys: str) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        axis = entries.raw("axis")
        single = entries.sizes("axis") if axis is not None else ()
        settings = () if len(single) < 2 else (("axes", printed(list(single))),)
        attributes = Reshaping(
            function=function,
            axis=single[0] if len(single) == 1 else None,
            settings=(*settings, *entries.settings(*keys)),
        )
        return _facts(entries, Kind.RESHAPE, attributes)

    return describe


def _cast(entries: Entries) -> LayerFacts:
    return _facts(entries, Kind.CAST, Casting(dtype=str(entries.raw("dtype", 1) or "")))


def _pad(entries: Entries) -> LayerFacts:
    value = entries.raw("pad_width", 1)
    pairs = value if isinstance(value, (list, tuple)) else ()
    amounts = tuple(
        Entries(entries.class_name, {"pad_width": pair}).sizes("pad_width", 2) for pair in pairs
    )
    mode = entries.text("mode", "constant")
    attributes = Margins(
        amounts=tuple((before, after) for before, after in amounts),
        mode="zero" if mode == "constant" else mode,
    )
    return _facts(entries, Kind.PAD, attributes)


def _images(kind: Kind) -> Callable[[Entries], LayerFacts]:
    """Padding or cropping of images, given by the four margins."""

    def describe(entries: Entries) -> LayerFacts:
        prefix = "padding" if kind is Kind.PAD else "cropping"
        sides = ((f"top_{prefix}", f"bottom_{prefix}"), (f"left_{prefix}", f"right_{prefix}"))
        attributes = Margins(
            amounts=tuple((entries.integer(a, 0), entries.integer(b, 0)) for a, b in sides),
            channels_first=entries.channels_first,
            settings=entries.settings("target_height", "target_width"),
        )
        return _facts(entries, kind, attributes)

    return describe


def _resize(entries: Entries) -> LayerFacts:
    attributes = Resize(
        size=entries.sizes("size"),
        method=entries.text("interpolation", "bilinear"),
        channels_first=entries.channels_first,
    )
    return _facts(entries, Kind.RESIZE, attributes)


def _identity(entries: Entries) -> LayerFacts:
    return _facts(entries, Kind.IDENTITY, Attributes())


TENSOR_OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    **dict.fromkeys(("Matmul", "Dot", "Tensordot", "Inner", "Outer", "Vdot"), _product),
    "Einsum": _einsum,
    "Concatenate": _joined(Kind.CONCAT, 0),
    "Append": _joined(Kind.CONCAT, 0),
    "Hstack": _joined(Kind.CONCAT, 1),
    "Vstack": _joined(Kind.CONCAT, 0),
    "Stack": _joined(Kind.STACK, 0),
    "Dstack": _joined(Kind.CONCAT, 2),
    **dict.fromkeys(("Split", "ArraySplit", "Hsplit", "Vsplit", "Dsplit"), _split),
    "Unstack": _unstack,
    "GetItem": _get_item,
    "Slice": _gather("start_indices", "shape"),
    "Take": _gather("axis"),
    "TakeAlongAxis": _gather("axis"),
    "Diagonal": _gather("offset", "axis1", "axis2"),
    "Reshape": _reshape("reshape", "newshape"),
    "Ravel": _reshape("flatten"),
    "BroadcastTo": _reshape("broadcast", "shape"),
    "Transpose": _transpose,
    "Swapaxes": _swapped,
    "Moveaxis": _moved,
    "Squeeze": _along_axis("squeeze"),
    "ExpandDims": _along_axis("expand"),
    "Flip": _along_axis("flip"),
    "Fliplr": _along_axis("flip"),
    "Flipud": _along_axis("flip"),
    "Rot90": _along_axis("rotate", "k", "axes"),
    "Roll": _along_axis("roll", "shift"),
    "Repeat": _along_axis("repeat", "repeats"),
    "Tile": _along_axis("tile", "repeats"),
    "DepthToSpace": _along_axis("depth to space", "block_size"),
    "SpaceToDepth": _along_axis("space to depth", "block_size"),
    "Cast": _cast,
    "SaturateCast": _cast,
    "Pad": _pad,
    "PadImages": _images(Kind.PAD),
    "CropImages": _images(Kind.CROP),
    "Resize": _resize,
    **dict.fromkeys(("Copy", "StopGradient", "ConvertToTensor", "Array", "View"), _identity),
}
