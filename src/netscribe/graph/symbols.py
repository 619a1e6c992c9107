"""Letters for sizes that are not known: a Graph with None among its sizes in, one without out.

The batch is B; inputs get T for a sequence, H and W for images, N, M, ... otherwise; what the
operations make of them is an expression ("⌈T/2⌉") in a normal form. Two sizes get the same text
only if they are known to be equal. One pass over the nodes in order, O(nodes x rank).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.graph.attributes import Reshaping
from netscribe.graph.axis_links import axis_links
from netscribe.graph.equal_sizes import EqualSizes, Standing
from netscribe.graph.input_letters import Letters, letters_for_inputs
from netscribe.graph.kinds import Kind
from netscribe.graph.link import Link
from netscribe.graph.size_rules import changed_sizes
from netscribe.graph.sizes import Size, letters_of, of_letter, of_number, text
from netscribe.graph.steps import step_axes
from netscribe.graph.types import Dim, Graph, Node, Note, Shape, Value

#: A longer expression gets a letter of its own and a note.
LONGEST_EXPRESSION = 14
#: Kinds whose inputs have equal sizes on every axis but the one along which they are joined.
_STRICT = (Kind.CONCAT, Kind.STACK)
#: Kinds that make a tensor from a shape.
_MAKING = (Kind.RANDOM, Kind.CONSTANT)


def name_unknown_sizes(graph: Graph) -> Graph:
    """The graph with a letter or an expression for every unknown size; known sizes stay.

    A model output or a value of unknown rank stays of unknown rank.
    """
    if not any(None in (value.type.shape or ()) for value in graph.values):
        return graph
    naming = _Naming.of(graph)
    for node in graph.nodes:
        naming.name_outputs(node)
    values = tuple(_with_sizes(value, naming.named(value.id)) for value in graph.values)
    return replace(graph, values=values, notes=(*graph.notes, *naming.notes))


def _with_sizes(value: Value, sizes: list[Size] | None) -> Value:
    shape = value.type.shape
    if sizes is None or shape is None or None not in shape:
        return value
    named: Shape = tuple(
        dim if dim is not None else (text(size) if size.number is None else size.number)
        for dim, size in zip(shape, sizes, strict=True)
    )
    return replace(value, type=replace(value.type, shape=named))


@dataclass
class _Naming:
    """What is known so far; lives for one pass only."""

    shapes: Mapping[str, Shape | None]
    letters: Letters
    sizes: dict[str, list[Size] | None]
    steps: Mapping[str, int]
    notes: list[Note] = field(default_factory=list)
    short: dict[str, Size] = field(default_factory=dict)
    equal: EqualSizes = field(default_factory=EqualSizes)

    @staticmethod
    def of(graph: Graph) -> _Naming:
        letters = Letters(
            dim for value in graph.values for dim in value.type.shape or () if isinstance(dim, str)
        )
        shapes = {value.id: value.type.shape for value in graph.values}
        sizes: dict[str, list[Size] | None] = dict.fromkeys(shapes)
        naming = _Naming(shapes, letters, sizes, step_axes(graph))
        naming.equal.introduce(("B", *sorted(_written_letters(graph))), Standing.FIXED)
        for value, named in letters_for_inputs(graph, letters).items():
            sizes[value] = [_size_of(dim) for dim in named]
            letters_here = (dim for dim in named if isinstance(dim, str))
            naming.equal.introduce(letters_here, Standing.INPUT)
        return naming

    def named(self, value: str) -> list[Size] | None:
        """The sizes of a value, once all nodes have said what they know."""
        sizes = self.sizes[value]
        return None if sizes is None else [self.equal.resolved(size) for size in sizes]

    def name_outputs(self, node: Node) -> None:
        outputs = [self.shapes[value] for value in node.outputs]
        if all(shape is None or None not in shape for shape in outputs):
            for value, shape in zip(node.outputs, outputs, strict=True):
                self.sizes[value] = None if shape is None else [_size_of(dim) for dim in shape]
            return
        inputs = [self.sizes[argument.value] for argument in node.inputs]
        before = [self.shapes[argument.value] for argument in node.inputs]
        changed = changed_sizes(node, inputs, outputs, steps=self.steps[node.id])
        links = axis_links(node, before, outputs, steps=self.steps[node.id])
        for output, (value, shape) in enumerate(zip(node.outputs, outputs, strict=True)):
            if shape is not None:
                found = _candidates(output, shape, inputs, links)
                self._learn(node, found)
                proposed = [
                    changed.get((output, axis), _merged(sizes)) for axis, sizes in enumerate(found)
                ]
                if _has_batch(node, inputs) and proposed[:1] == [None]:
                    proposed[0] = of_letter("B")
                self.sizes[value] = self._decide(node, shape, proposed)

    def _learn(self, node: Node, found: Sequence[Sequence[Size]]) -> None:
        """Sizes that meet on one axis may have to be equal."""
        strict = node.op.kind in _STRICT
        if strict or node.op.kind is Kind.ELEMENTWISE:
            for sizes in found:
                self.equal.meet(sizes, strict=strict)

    def _decide(self, node: Node, shape: Shape, proposed: Sequence[Size | None]) -> list[Size]:
        """Known sizes stay; a proposal that contradicts one of them is not trusted elsewhere."""
        trusted = all(
            not isinstance(dim, int) or size is None or size.number in (None, dim)
            for dim, size in zip(shape, proposed, strict=True)
        )
        decided: list[Size] = []
        for axis, (dim, size) in enumerate(zip(shape, proposed, strict=True)):
            if dim is not None:
                decided.append(_size_of(dim))
            elif size is not None and (trusted or axis == 0):
                decided.append(self._shortened(node, size))
            else:
                decided.append(of_letter(self._new_letter(node)))
        return decided

    def _new_letter(self, node: Node) -> str:
        letter = self.letters.other()
        standing = Standing.MADE if _makes_from_shape(node) else Standing.RESULT
        self.equal.introduce((letter,), standing)
        return letter

    def _shortened(self, node: Node, size: Size) -> Size:
        written = text(size)
        if len(written) <= LONGEST_EXPRESSION:
            return size
        if written not in self.short:
            letter = self.letters.other()
            self.short[written] = of_letter(letter)
            self.notes.append(Note(f"{letter} stands for the size {written}", node.id))
        return self.short[written]


def _size_of(dim: Dim) -> Size:
    return of_number(dim) if isinstance(dim, int) else of_letter(str(dim))


def _has_batch(node: Node, inputs: Sequence[Sequence[Size] | None]) -> bool:
    """Whether a layer whose rule is not known still keeps the batch in front."""
    if node.op.domain != "keras.layers" and node.op.kind is not Kind.CUSTOM:
        return False
    return any(sizes and text(sizes[0]) == "B" for sizes in inputs)


def _makes_from_shape(node: Node) -> bool:
    """Whether the result's sizes come from a shape that the call was given."""
    if isinstance(node.attributes, Reshaping):
        return node.attributes.function == "broadcast"
    return node.op.kind in _MAKING


def _written_letters(graph: Graph) -> set[str]:
    """The letters in sizes that the reader gave."""
    dims = {dim for value in graph.values for dim in value.type.shape or ()}
    return {letter for dim in dims if isinstance(dim, str) for letter in letters_of(_size_of(dim))}


def _candidates(
    output: int,
    shape: Shape,
    inputs: Sequence[Sequence[Size] | None],
    links: Sequence[Link],
) -> list[list[Size]]:
    """For each axis of an output the sizes of the inputs' axes that come out there."""
    found: list[list[Size]] = [[] for _ in shape]
    for link in links:
        sizes = inputs[link.argument]
        if link.output == output and link.same_size and sizes is not None:
            found[link.target].append(sizes[link.source])
    return found


def _merged(candidates: Sequence[Size]) -> Size | None:
    """One size for axes that meet element by element: 1 gives way, a number wins, then brevity."""
    grown = [size for size in candidates if size.number != 1] or list(candidates[:1])
    numbers = [size for size in grown if size.number is not None]
    return min(numbers or grown, key=lambda size: len(text(size)), default=None)
