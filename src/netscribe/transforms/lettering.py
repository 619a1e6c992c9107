"""A template's nodes and tensors with letters for what varies, and what the letters are per use.

In: a Graph and a Template. Out: a `Lettering`: the model's nodes with lettered attributes, types of
its values with lettered sizes, parameters without a size where it varies, and for any of the
instances the printed values of the letters ("c = 128", "s = 2, then 1").
Cost: O(nodes x instances).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from netscribe.graph.attributes import Attributes
from netscribe.graph.letters import FloatLetter, Letter
from netscribe.graph.types import Dim, Graph, Node, Parameter, TensorType
from netscribe.graph.walks import with_folded
from netscribe.transforms.amounts import amounts, with_amounts, with_padding
from netscribe.transforms.content import explicit_padding
from netscribe.transforms.letters import Row, Word, Words
from netscribe.transforms.templates import Instance, Template


@dataclass(frozen=True, slots=True)
class Lettering:
    """See the module; `nodes` by id of the model's nodes, `types` by value, `words` in order."""

    nodes: dict[str, Node]
    types: dict[str, TensorType]
    parameters: dict[str, Parameter]
    words: Words

    def facts(
        self, template: Template, uses: Sequence[Instance], shown: frozenset[str]
    ) -> tuple[str, ...]:
        """The printed values of the `shown` letters over `uses`, which run one after another."""
        chosen = [template.place[use.region.id] for use in uses]
        texts = (
            fact_text(word, [word.row[at] for at in chosen])
            for word in self.words.words
            if word.is_stated and word.letter in shown
        )
        return tuple(text for text in texts if text)


def fact_text(word: Word, values: Sequence[object]) -> str:
    """ "c = 128", "s = 2, then 1", "C = 64 to 224"; "" where no instance has it."""
    present = [value for value in values if value is not None]
    if not present:
        return ""
    first, rest = present[0], present[1:]
    if all(value == first for value in rest):
        return f"{word.letter} = {_text(first)}"
    if all(value == rest[0] for value in rest):
        return f"{word.letter} = {_text(first)}, then {_text(rest[0])}"
    return f"{word.letter} = {', '.join(_text(value) for value in present)}"


def _text(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def lettered(graph: Graph, template: Template) -> Lettering:
    """The lettering of a template."""
    words = Words({letter for value in graph.values for letter in _symbols(value.type)})
    types: dict[str, TensorType] = {}
    words.outgoing = tuple(_outgoing(graph, template))
    model = template.model
    for slot, value in enumerate(model.entering):
        rows = tuple(_type_of(graph, instance.entering[slot]) for instance in template.instances)
        assert value is not None
        types[value] = _lettered_type(_Flowing(rows, rows), words, incoming=True)
    nodes: dict[str, Node] = {}
    parameters: dict[str, Parameter] = {}
    for index, node in enumerate(model.nodes):
        assert node is not None
        others = [instance.nodes[index] for instance in template.instances]
        nodes[node.id] = _lettered_node(node, others, words)
        parameters.update(_lettered_parameters(graph, node, others))
        for value in node.outputs:
            types[value] = _lettered_type(_made(graph, template, index, value), words)
    return Lettering(nodes, types, parameters, words)


def _made(graph: Graph, template: Template, place: int, value: str) -> _Flowing:
    """What flows in the place of `value`, which the node at a place makes."""
    through = [template.counterpart(value, instance) for instance in template.instances]
    made = [
        None if instance.nodes[place] is None and value not in template.model.leaving else other
        for instance, other in zip(template.instances, through, strict=True)
    ]
    return _Flowing(
        tuple(_type_of(graph, one) for one in made),
        tuple(_type_of(graph, one) for one in through),
    )


def _outgoing(graph: Graph, template: Template) -> Iterator[Row]:
    """The widths (channels or features) of what leaves the instances."""
    for slot, value in enumerate(template.model.leaving):
        if value is None:
            continue
        kind = graph.value[value].type
        wide = [at for at, axis in enumerate(kind.axes) if axis in ("channel", "feature")]
        types = [_type_of(graph, instance.leaving[slot]) for instance in template.instances]
        at = wide[0] if wide else -1
        yield tuple(None if one is None or not one.shape else one.shape[at] for one in types)


def _symbols(tensor: TensorType) -> Iterator[str]:
    for dim in tensor.shape or ():
        if isinstance(dim, str):
            yield from (letter for letter in dim if letter.isalpha())


def _type_of(graph: Graph, value: str | None) -> TensorType | None:
    return None if value is None else graph.value[value].type


@dataclass(frozen=True, slots=True)
class _Flowing:
    """Types of one tensor by instance: where it is made, and also where it only passes.

    A block without its expansion has no expanded width, so that its own must not stand against
    "6C filters"; yet a size that is one number wherever the part is there may be another elsewhere.
    """

    made: tuple[TensorType | None, ...]
    passing: tuple[TensorType | None, ...]

    def row(self, axis: int) -> Row:
        """The sizes of one axis by instance; None where there is none to speak of."""
        made = _sizes_along(self.made, axis)
        alike = len({size for size in made if size is not None}) == 1
        return _sizes_along(self.passing, axis) if alike else made


def _sizes_along(types: tuple[TensorType | None, ...], axis: int) -> Row:
    return tuple(None if one is None or one.shape is None else one.shape[axis] for one in types)


def _lettered_type(flowing: _Flowing, words: Words, *, incoming: bool = False) -> TensorType:
    model = flowing.made[0]
    assert model is not None
    if model.shape is None or any(
        one is not None and (one.shape is None or len(one.shape) != len(model.shape))
        for one in flowing.passing
    ):
        return replace(model, shape=None, axes=())
    shape: list[Dim] = []
    for axis in range(len(model.shape)):
        meaning = model.axes[axis] if model.axes else ""
        shape.append(words.dim(flowing.row(axis), meaning, incoming=incoming))
    return replace(model, shape=tuple(shape))


def _lettered_node(node: Node, others: Sequence[Node | None], words: Words) -> Node:
    """The node with letters in its own attributes and in those folded into it."""
    before = [None if one is None else one.before for one in others]
    after = [None if one is None else one.after for one in others]
    return replace(
        node,
        before=_folded(node.before, before, words),
        attributes=_lettered_attributes(
            [None if one is None else one.attributes for one in others], words
        ),
        after=_folded(node.after, after, words),
    )


def _folded(
    parts: tuple[Node, ...], others: Sequence[tuple[Node, ...] | None], words: Words
) -> tuple[Node, ...]:
    return tuple(
        _lettered_node(part, [None if one is None else one[at] for one in others], words)
        for at, part in enumerate(parts)
    )


def _lettered_attributes(records: Sequence[Attributes | None], words: Words) -> Attributes:
    records = _with_one_padding(records)
    model = records[0]
    assert model is not None
    columns = [None if record is None else amounts(record) for record in records]
    own = columns[0]
    assert own is not None
    put: list[int | float] = []
    for at, (name, number) in enumerate(own):
        row = tuple(None if column is None else column[at][1] for column in columns)
        put.append(_as_number(number, words.setting(row, name)))
    return with_amounts(model, put) if any(_is_letter(one) for one in put) else model


def _with_one_padding(records: Sequence[Attributes | None]) -> Sequence[Attributes | None]:
    """All paddings in numbers where some are words and others are not, or other words."""
    said = {getattr(record, "padding", "") for record in records if record is not None}
    if len(said) < 2:
        return records
    amounts_of = [None if record is None else explicit_padding(record) for record in records]
    return [
        record if record is None or padding is None else with_padding(record, padding)
        for record, padding in zip(records, amounts_of, strict=True)
    ]


def _as_number(number: int | float, said: int | float | str) -> int | float:
    if not isinstance(said, str):
        return number
    return FloatLetter(number, said) if isinstance(number, float) else Letter(number, said)


def _is_letter(number: object) -> bool:
    return isinstance(number, (Letter, FloatLetter))


def _lettered_parameters(
    graph: Graph, node: Node, others: Sequence[Node | None]
) -> Iterator[tuple[str, Parameter]]:
    """The node's parameters; without their shapes if one of them varies, for no count is true."""
    own = [parameter for part in with_folded(node) for parameter in part.parameters]
    sizes = {
        tuple(graph.parameter[name].size for part in with_folded(one) for name in part.parameters)
        for one in others
        if one is not None
    }
    for name in own:
        parameter = graph.parameter[name]
        if len(sizes) > 1:
            parameter = replace(parameter, type=replace(parameter.type, shape=None, axes=()))
        yield name, parameter
