"""The text of a card, whole: headline, details, name, count, pills.

In: a Node of a Graph. Out: `CardText`, the lines that every renderer prints, the terminal's too.
It knows no size, colour or place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, cast

from netscribe.graph.attributes import Axis, Elementwise, Normalization
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph, Node, Op, Parameter
from netscribe.style.labels import dense, plumbing, sequence, spatial
from netscribe.style.labels.phrase import Phrase
from netscribe.style.labels.words import grouped

# Each function takes the attribute record of its own kind, which ATTRIBUTES_OF guarantees.
_PHRASES: dict[Kind, Callable[[Any, Op], Phrase]] = {
    Kind.CONV: spatial.convolution,
    Kind.LINEAR: dense.linear,
    Kind.EINSUM: dense.einsum,
    Kind.NORM: dense.normalization,
    Kind.ACTIVATION: dense.activation,
    Kind.DROPOUT: dense.dropout,
    Kind.POOL: spatial.pool,
    Kind.RESIZE: spatial.resize,
    Kind.PAD: spatial.margins,
    Kind.CROP: spatial.margins,
    Kind.ATTENTION: sequence.attention,
    Kind.EMBEDDING: dense.embedding,
    Kind.RECURRENT: sequence.recurrent,
    Kind.ELEMENTWISE: plumbing.elementwise,
    Kind.CONCAT: plumbing.axis,
    Kind.STACK: plumbing.axis,
    Kind.SPLIT: plumbing.axis,
    Kind.MATMUL: plumbing.product,
    Kind.RESHAPE: plumbing.reshaping,
    Kind.SLICE: plumbing.slicing,
    Kind.CAST: plumbing.casting,
    Kind.IDENTITY: plumbing.identity,
    Kind.REDUCE: plumbing.reduction,
    Kind.MATH: plumbing.function,
    Kind.RANDOM: plumbing.function,
    Kind.CONSTANT: plumbing.constant,
    Kind.PARAMETER: dense.learned,
    Kind.PREPROCESS: plumbing.function,
    Kind.CUSTOM: plumbing.plain,
    Kind.UNUSED: plumbing.unused,
    Kind.BLOCK: plumbing.block,
}
#: Kinds whose phrase prints the untyped settings itself.
_PRINTS_SETTINGS = {Kind.MATH, Kind.RANDOM, Kind.PREPROCESS, Kind.CONSTANT, Kind.CUSTOM}


@dataclass(frozen=True, slots=True)
class CardText:
    """What one drawn node says.

    Attributes:
        headline: line 1, left.
        details: the parts of line 2, left, joined by " · ".
        name: line 1, right: the layer's name in the code.
        count: line 2, right: parameters, those of folded operations included; "" for none.
        before, after: texts of folded operations, in order of execution.
    """

    headline: str
    details: tuple[str, ...]
    name: str
    count: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def detail_line(self) -> str:
        return " · ".join(self.details)


#: Details that the cards of a kind leave out, because the legend says them for all.
Unsaid: TypeAlias = frozenset[tuple[Kind, str]]


def card_text(node: Node, graph: Graph, unsaid: Unsaid = frozenset()) -> CardText:
    """The text of `node`'s card, with everything folded into it, without what is `unsaid`."""
    phrase = _phrase(node, graph)
    details = (text for text in phrase.details if (node.op.kind, text) not in unsaid)
    return CardText(
        headline=phrase.headline,
        details=(*details, *node.qualifiers, *_sharing(node, graph)),
        name=node.name,
        count=_count(node, graph),
        before=tuple(pill_text(folded, graph) for folded in node.before),
        after=tuple(pill_text(folded, graph) for folded in node.after),
    )


def pill_text(node: Node, graph: Graph) -> str:
    """A folded or shape-only operation in a few words; epsilon is left to the card form."""
    attributes = node.attributes
    if isinstance(attributes, Normalization):
        attributes = replace(attributes, epsilon=None)
    phrase = _phrase(replace(node, attributes=attributes), graph)
    return " · ".join((" ".join((phrase.headline, *phrase.details)), *node.qualifiers))


def _phrase(node: Node, graph: Graph) -> Phrase:
    phrase = _PHRASES[node.op.kind](node.attributes, node.op)
    if _is_learned(node):
        names = tuple(re.split(r"[/.]", graph.parameter[name].path)[-1] for name in node.parameters)
        attributes = cast(Elementwise, node.attributes)
        phrase = plumbing.learned_elementwise(attributes, node.op, names)
    if isinstance(node.attributes, Axis):
        phrase = _named_axis(phrase, node, graph)
    if node.op.kind in _PRINTS_SETTINGS:
        return phrase
    return Phrase(phrase.headline, (*phrase.details, *plumbing.settings_texts(node.attributes)))


def _is_learned(node: Node) -> bool:
    """Whether one tensor meets weights, so that a sign would have nothing at its other side."""
    return node.op.kind is Kind.ELEMENTWISE and bool(node.parameters) and len(node.inputs) < 2


def _named_axis(phrase: Phrase, node: Node, graph: Graph) -> Phrase:
    """Says the meaning of the axis ("channels") where it is known, else its number."""
    attributes = cast(Axis, node.attributes)
    if not node.inputs:
        return phrase  # weights alone are joined, as the three biases of one packed projection
    # The axis is one of what goes in; unbinding takes it out of what comes out.
    tensor = graph.value[node.inputs[0].value].type
    index = attributes.axis if attributes.axis >= 0 else attributes.axis + len(tensor.axes)
    if not 0 <= index < len(tensor.axes) or node.op.kind is Kind.STACK or not tensor.axes[index]:
        return phrase
    meaning = tensor.axes[index]
    plural = meaning if meaning in ("height", "width", "depth", "time", "batch") else f"{meaning}s"
    return Phrase(phrase.headline, (plural, *phrase.details[1:]))


def _sharing(node: Node, graph: Graph) -> tuple[str, ...]:
    users = graph.parameter_users.get(node.parameters[0], ()) if node.parameters else ()
    if node.op.kind is Kind.BLOCK and any(
        graph.parameter_users[parameter] != users for parameter in node.parameters
    ):
        return ()  # a part of the block shares its weights, which is said where the part is drawn
    if len(users) < 2 or any(word.startswith("shared weights") for word in node.qualifiers):
        return ()  # not shared, or uses that this panel does not show are told already
    return (f"shared weights, use {users.index(node.id) + 1} of {len(users)}",)


def own_parameters(node: Node, graph: Graph) -> tuple[Parameter, ...]:
    """Parameters that this card is the first to use, so that the counts add up to the total."""
    own = {
        parameter: None
        for part in (*node.before, node, *node.after)
        for parameter in part.parameters
        if graph.parameter_users[parameter][0] == node.id
    }
    return tuple(graph.parameter[parameter] for parameter in own)


def _count(node: Node, graph: Graph) -> str:
    total = sum(parameter.size or 0 for parameter in own_parameters(node, graph))
    return grouped(total) if total else ""
