"""If, Loop and Scan: their bodies as containers, and a node that gives out their results.

In: a node with bodies. Out: the bodies' nodes in containers, reading the tensors outside as edges,
and the node itself behind them. What a loop carries from one turn to the next is not drawn as an
edge; the container says that it repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from netscribe.graph.attributes import Attributes, Function, Slicing
from netscribe.graph.builder import Call
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op, TensorType
from netscribe.readers.onnx.emitter import Emitter, resolved
from netscribe.readers.onnx.environment import Frame, Held
from netscribe.readers.onnx.records import GraphRecord, NodeRecord, TensorRecord, TypeRecord
from netscribe.readers.onnx.shapes.step import UNKNOWN, Body, Known

#: Walks the nodes of a frame.
WalkNodes = Callable[[Frame, Sequence[NodeRecord]], None]
BODIES = ("If", "Loop", "Scan", "SequenceMap")
_BRANCHES = (("then_branch", "then"), ("else_branch", "else"))
_BODY = "body"


@dataclass(frozen=True, slots=True)
class _Site:
    """A node with bodies, and where it stands."""

    frame: Frame
    node: NodeRecord
    module: str | None
    path: str


class ControlFlow:
    """Adds nodes with bodies."""

    def __init__(self, emitter: Emitter, walk: WalkNodes) -> None:
        self._emitter = emitter
        self._walk = walk

    def emit(self, frame: Frame, node: NodeRecord, module: str | None, path: str) -> bool:
        """Adds the bodies and the node; False where the node has no body."""
        attributes = resolved(frame, node.attributes)
        bodies = {key: item for key, item in attributes.items() if isinstance(item, GraphRecord)}
        site = _Site(frame, node, module, path)
        if node.op_type == "If" and all(name in bodies for name, _ in _BRANCHES):
            self._branches(site, bodies)
            return True
        if _BODY in bodies and node.op_type != "If":
            self._repeated(site, attributes, bodies[_BODY])
            return True
        return False

    # If.

    def _branches(self, site: _Site, bodies: Mapping[str, GraphRecord]) -> None:
        results: dict[str, list[Held]] = {}
        told: dict[str, Body] = {}
        container = self._opened(site, "If", ("one branch runs",))
        for name, word in _BRANCHES:
            inner = self._frame(site, bodies[name], container, word)
            results[word] = self._body(inner, bodies[name])
            told[name] = Body(tuple(held.known for held in results[word]))
        inputs = _given(site)
        known = self._emitter.inferred(site.frame, site.node, {}, inputs, told)
        arguments = [
            Argument(self._emitter.value_of(held), "condition") for held in inputs[:1] if held
        ]
        for word, given in results.items():
            arguments += [Argument(self._emitter.value_of(held), word) for held in given]
        attributes = Function(function="selected branch")
        self._finish(site, (Kind.MATH, attributes), arguments, known)

    # Loop, Scan.

    def _repeated(self, site: _Site, attributes: Mapping[str, object], body: GraphRecord) -> None:
        qualifiers = _turns(site, body)
        container = self._opened(site, site.node.op_type, qualifiers)
        inner = self._frame(site, body, container, "")
        inputs = _given(site)
        for value, held in zip(body.inputs, self._carried(site, inner, body, attributes)):
            inner.names[value.name] = held
        results = self._body(inner, body)
        told = {_BODY: Body(tuple(held.known for held in results))}
        known = self._emitter.inferred(site.frame, site.node, attributes, inputs, told)
        arguments = list(self._times(site, inputs))
        loops = site.node.op_type == "Loop"
        for index, held in enumerate(results):
            # inside of a turn the condition to go on holds, and may be handed on
            if not (loops and index == 0 and held.stored is not None):
                role = "condition" if loops and index == 0 else ""
                arguments.append(Argument(self._emitter.value_of(held), role))
        function = Function(function=_RESULTS.get(site.node.op_type, "results"))
        self._finish(site, (Kind.MATH, function), arguments, known)

    def _times(self, site: _Site, inputs: Sequence[Held | None]) -> Iterator[Argument]:
        """What tells a loop how often to run, where that flows."""
        if site.node.op_type != "Loop":
            return
        for held, role in zip(inputs[:2], ("times", "condition")):
            if held is not None and held.stored is None:
                yield Argument(self._emitter.value_of(held), role)

    def _carried(
        self, site: _Site, inner: Frame, body: GraphRecord, attributes: Mapping[str, object]
    ) -> Iterator[Held]:
        """What the body's inputs stand for: the first turn's tensors, one step of sequences."""
        given = _given(site)
        if site.node.op_type == "Loop":
            yield self._number(inner, body, 0, "turn")
            if len(body.inputs) > 1:
                yield self._emitter.stored(inner, _HOLDS, body.inputs[1].name)
            for place in range(2, len(body.inputs)):
                yield self._fixed(given, place, inner, body)
            return
        steps = attributes.get("num_scan_inputs")
        count = steps if isinstance(steps, int) else len(given)
        if site.node.op_type == "SequenceMap":
            count = len(given)
        for place in range(len(body.inputs)):
            if place < len(given) - count:
                yield self._fixed(given, place, inner, body)
            else:
                yield self._one_step(given, place, inner, body)

    def _fixed(
        self, given: Sequence[Held | None], place: int, inner: Frame, body: GraphRecord
    ) -> Held:
        """A state: it has the type of its first value, but other elements in each turn."""
        held = given[place] if place < len(given) else None
        declared = body.inputs[place].type
        if held is None:
            return self._number(inner, body, place, "condition")
        known = Known(held.known.type, None, held.known.wrapper)
        merged = self._emitter.sizes.merged(known, declared, inner.path)
        return Held(inner.key_of(body.inputs[place].name), merged, self._emitter.value_of(held))

    def _one_step(
        self, given: Sequence[Held | None], place: int, inner: Frame, body: GraphRecord
    ) -> Held:
        """One step of a sequence that is gone through."""
        held = given[place] if place < len(given) else None
        if held is None:
            return self._number(inner, body, place, "step")
        shape = held.known.shape
        step = TensorType(held.known.dtype, shape[1:] if shape else None)
        merged = self._emitter.sizes.merged(Known(step), body.inputs[place].type, inner.path)
        call = Call(
            op=Op(Kind.SLICE, "Scan", "onnx"),
            path=f"{inner.path}/step",
            inputs=(Argument(self._emitter.value_of(held)),),
            attributes=Slicing(index="each step"),
        )
        return self._added(inner, merged, call, body.inputs[place].name)

    def _number(self, inner: Frame, body: GraphRecord, place: int, word: str) -> Held:
        """What the loop itself gives: the number of the turn, a condition that always holds."""
        declared = body.inputs[place]
        known = self._emitter.sizes.merged(UNKNOWN, _scalar(declared.type, word), inner.path)
        call = Call(op=Op(Kind.CONSTANT, f"Loop {word}", "onnx"), path=f"{inner.path}/{word}")
        return self._added(inner, known, call, declared.name)

    def _added(self, inner: Frame, known: Known, call: Call, name: str) -> Held:
        with self._emitter.builder.inside(inner.module):
            drawn = self._emitter.sizes.drawn(known.type, inner.path)
            return Held(inner.key_of(name), known, self._emitter.builder.add_call(call, [drawn])[0])

    # Both.

    def _opened(self, site: _Site, word: str, qualifiers: tuple[str, ...]) -> str:
        builder = self._emitter.builder
        name = site.path.rpartition("/")[2]
        path = f"{site.path}/{word.lower()}"
        with builder.inside(site.module), builder.module(path, name, word, qualifiers) as made:
            return made

    def _frame(self, site: _Site, body: GraphRecord, container: str, word: str) -> Frame:
        builder = self._emitter.builder
        path = f"{site.path}/{word}" if word else f"{site.path}/body"
        module = container
        if word and body.nodes:
            with builder.inside(container), builder.module(path, word, word) as made:
                module = made
        declared = {item.name: item.type for item in (*body.values, *body.outputs)}
        return Frame(
            opsets=site.frame.opsets,
            declared=declared,
            parent=site.frame,
            settings=site.frame.settings,
            module=module,
            path=path,
            depth=site.frame.depth + 1,
            results=frozenset(item.name for item in body.outputs),
        )

    def _body(self, inner: Frame, body: GraphRecord) -> list[Held]:
        """Walks a body; what its outputs stand for."""
        for tensor in body.initializers:
            inner.names.setdefault(tensor.name, self._emitter.stored(inner, tensor))
        self._walk(inner, body.nodes)
        found = (inner.find(item.name) for item in body.outputs)
        return [held for held in found if held is not None]

    def _finish(
        self,
        site: _Site,
        what: tuple[Kind, Attributes],
        arguments: Sequence[Argument],
        known: Sequence[Known],
    ) -> None:
        kind, attributes = what
        call = Call(
            op=Op(kind, site.node.op_type, "onnx"),
            path=site.path,
            inputs=tuple(arguments),
            attributes=attributes,
        )
        with self._emitter.builder.inside(site.module):
            types = [self._emitter.sizes.drawn(item.type, site.path) for item in known]
            values = self._emitter.builder.add_call(call, types)
        self._emitter.bind(site.frame, site.node, known, values)


#: As long as a body runs, the condition of its loop holds.
_HOLDS = TensorRecord("", "bool", (), (True,))
_ENDLESS = 2**63 - 1
_RESULTS = {"Loop": "after the last turn", "Scan": "all steps", "SequenceMap": "sequence"}


def _given(site: _Site) -> list[Held | None]:
    return [site.frame.find(name) if name else None for name in site.node.inputs]


def _turns(site: _Site, body: GraphRecord) -> tuple[str, ...]:
    """How often a body runs, as far as it is told."""
    if site.node.op_type != "Loop":
        return ("once for each step",)
    given = _given(site)
    times = given[0] if given else None
    content = times.known.content if times is not None else None
    number = content[0] if content else None
    told = isinstance(number, (int, str)) and number != _ENDLESS
    if _always_goes_on(site.frame, body):
        return (f"{number} times",) if told else ("a number of times",)
    return (f"up to {number} times",) if told else ("repeats while its condition holds",)


def _always_goes_on(frame: Frame, body: GraphRecord) -> bool:
    """Whether the condition to go on is handed on as it is, or stored."""
    name = body.outputs[0].name if body.outputs else ""
    maker = {made: node for node in body.nodes for made in node.outputs}
    for _ in range(len(body.nodes) + 1):
        node = maker.get(name)
        if node is None or node.op_type != "Identity" or not node.inputs:
            break
        name = node.inputs[0]
    stored = {tensor.name for tensor in body.initializers}
    given = body.inputs[1].name if len(body.inputs) > 1 else ""
    node = maker.get(name)
    if node is not None:
        return node.op_type == "Constant"
    outside = frame.find(name)
    return name in stored or name == given or (outside is not None and outside.stored is not None)


def _scalar(declared: TypeRecord, word: str) -> TypeRecord:
    """The type of what the loop itself gives."""
    return TypeRecord("", declared.dtype or ("int64" if word == "turn" else "bool"), ())
