"""Labels of merges, shape-only operations, reductions and all without a family of its own."""

from __future__ import annotations

from netscribe.graph.attributes import (
    Attributes,
    Axis,
    Block,
    Casting,
    Elementwise,
    Function,
    Product,
    Reduction,
    Reshaping,
    Slicing,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.style.labels.phrase import Phrase
from netscribe.style.labels.words import class_words, function_name

#: The sign inside a merge circle, or before a constant.
SIGNS = {"add": "+", "subtract": "−", "multiply": "×", "divide": "÷"}
_AXIS_WORDS = {Kind.CONCAT: "Concat", Kind.STACK: "Stack", Kind.SPLIT: "Split"}
_RESHAPES = {"expand": "Expand axis", "repeat": "Repeat", "tile": "Tile"}


def block(attributes: Block, op: Op) -> Phrase:
    shared = "shared weights" if attributes.shared else ""
    return Phrase(class_words(attributes.title or op.type_name), (*attributes.facts, shared))


def unused(attributes: Attributes, op: Op) -> Phrase:
    return Phrase(class_words(op.type_name), ("not used in this forward pass",))


def elementwise(attributes: Elementwise, op: Op) -> Phrase:
    sign = SIGNS.get(attributes.operator)
    if attributes.constant is None:
        return Phrase(sign or function_name(attributes.operator))
    if sign is None:
        return Phrase(f"{function_name(attributes.operator)} {attributes.constant}")
    if attributes.constant_first and attributes.operator in ("subtract", "divide"):
        return Phrase(f"{attributes.constant} {sign} x")
    return Phrase(f"{sign} {attributes.constant}")


def learned_elementwise(attributes: Elementwise, op: Op, weights: tuple[str, ...]) -> Phrase:
    """One tensor and weights: a layer by its class word, an operation with its weights' names."""
    if op.domain.endswith(".layers"):
        return Phrase(class_words(op.type_name))
    names = ", ".join(name for name in weights if name != "variable") or "weight"
    return Phrase(function_name(attributes.operator), (f"learned {names}",))


def axis(attributes: Axis, op: Op) -> Phrase:
    sections = " + ".join(map(str, attributes.sections))
    return Phrase(_AXIS_WORDS[op.kind], (f"axis {attributes.axis}", sections))


def product(attributes: Product, op: Op) -> Phrase:
    if op.type_name == "Dot":
        axes = f"axes {', '.join(map(str, attributes.axes))}" if attributes.axes else ""
        return Phrase("Dot product", (axes, "normalized" if attributes.normalize else ""))
    return Phrase("Matmul")


def reshaping(attributes: Reshaping, op: Op) -> Phrase:
    word = _RESHAPES.get(attributes.function, function_name(attributes.function))
    order = ", ".join(map(str, attributes.order))
    times = f"×{attributes.times}" if attributes.times is not None else ""
    return Phrase(f"{word} {times}".strip(), (order,))


def slicing(attributes: Slicing, op: Op) -> Phrase:
    if attributes.index:
        return Phrase(f"[{attributes.index}]")
    return Phrase(class_words(function_name(op.type_name)))


def casting(attributes: Casting, op: Op) -> Phrase:
    return Phrase(f"Cast to {attributes.dtype}" if attributes.dtype else "Cast")


def reduction(attributes: Reduction, op: Op) -> Phrase:
    axes = ", ".join(map(str, attributes.axis))
    over = f"over axis {axes}" if len(attributes.axis) == 1 else f"over axes {axes}"
    kept = "keeps axes" if attributes.keepdims else ""
    return Phrase(
        function_name(attributes.function), (over if attributes.axis else "over all axes", kept)
    )


def function(attributes: Function, op: Op) -> Phrase:
    if attributes.function == "top_k":
        return _top(attributes)
    return Phrase(function_name(attributes.function or op.type_name), settings_texts(attributes))


def _top(attributes: Function) -> Phrase:
    """ "Top 2"; that they come in order goes without saying."""
    known = dict(attributes.settings)
    count = known.pop("k", "k")
    if known.get("sorted") == "yes":
        del known["sorted"]
    rest = Attributes(settings=tuple(known.items()))
    return Phrase(f"Top {count}", settings_texts(rest))


def constant(attributes: Attributes, op: Op) -> Phrase:
    """An array of the code's own: "Arange 0…16", "Zeros", "Constant"."""
    known = dict(attributes.settings)
    word = class_words(function_name(op.type_name))
    stop = known.pop("stop", known.pop("end", None))
    if stop is not None:
        word = f"{word} {known.pop('start', '0')}…{stop}"
    rest = Attributes(settings=tuple(known.items()))
    return Phrase(word, settings_texts(rest))


def identity(attributes: Attributes, op: Op) -> Phrase:
    return Phrase("Identity")


def plain(attributes: Attributes, op: Op) -> Phrase:
    """A custom or unknown operation keeps the class word of its author."""
    return Phrase(op.type_name, settings_texts(attributes))


def settings_texts(attributes: Attributes) -> tuple[str, ...]:
    """Settings without a typed field, as "name value"; one that is just on, by its name."""
    return tuple(
        name if value == "yes" else f"{name} {value}".strip() for name, value in attributes.settings
    )
