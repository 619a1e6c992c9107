"""Turns the layers of an OpenVINO model into steps in an order in which they can run.

In: a `Network`. Out: steps, inputs and outputs. Constants that only change how they are kept, as
compressed weights do, stay constants. Bodies of loops and branches stand in containers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import prod

from netscribe.errors import ReadError
from netscribe.graph.attributes import Function, Slicing
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, Shape, TensorType
from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Facts, Operand, Operation
from netscribe.readers.openvino.document import Layer, Network, Port
from netscribe.readers.openvino.names import path_of
from netscribe.readers.openvino.operations.table import DOMAIN, facts_of
from netscribe.readers.openvino.plain_values import attributes_of, dtype_of

_HINT = "convert the model again with openvino.save_model"
_DEEPEST = 20
_MOST_STEPS = 1_000_000
#: What may stand between a constant and its use without making it anything else.
_KEEPING = frozenset(
    ("Convert", "Subtract", "Multiply", "Reshape", "Transpose", "Unsqueeze", "Squeeze",
     "FakeQuantize", "FakeConvert", "ConvertLike", "Broadcast")
)  # fmt: skip
#: Gives each of its inputs on, as the wider of their dtypes.
_PROMOTION = "ConvertPromoteTypes"
_CONTAINERS = frozenset(("TensorIterator", "Loop", "If"))
#: Layers without a place in a picture.
_ENDS = frozenset(("Parameter", "Const", "Constant", "Result"))


@dataclass(frozen=True, slots=True)
class _Call:
    """One layer that holds networks, with what it reads and what is around it."""

    layer: Layer
    path: str
    inputs: tuple[Operand | None, ...]
    modules: tuple[tuple[str, str], ...]


@dataclass
class Reading:
    """Follows one network after another; lives for one file only."""

    where: str
    steps: list[Step] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)
    _bodies: int = 0

    def follow(
        self,
        network: Network,
        given: Mapping[str, Operand],
        modules: tuple[tuple[str, str], ...] = (),
    ) -> dict[str, Operand]:
        """Adds the steps of a network; returns what its Result layers read, by their ids.

        Raises:
            ReadError: an edge leads from nowhere, or layers read each other in a circle.
        """
        if len(modules) > _DEEPEST:
            raise ReadError(f"{self.where}: bodies in bodies, too deep", hint=_HINT)
        self._bodies += 1
        tensors: dict[tuple[str, str], Operand] = {}
        results: dict[str, Operand] = {}
        prefix = f"{self._bodies}." if modules else ""
        read = set(network.edges.values())
        for layer in self._ordered(network):
            inputs = tuple(self._reads(layer, network, tensors))
            ports = [port for port in layer.outputs if (layer.id, port.id) in read]
            outputs = tuple(_made(layer, port, prefix) for port in ports or layer.outputs[:1])
            if layer.type == "Parameter":
                outputs = self._entry(layer, outputs, given, modules)
            elif layer.type in ("Const", "Constant"):
                outputs = tuple(_constant(layer, operand) for operand in outputs)
            elif layer.type == "Result":
                self._bind(results, layer.id, inputs)
            elif layer.type in _CONTAINERS:
                call = _Call(layer, path_of(layer.name), inputs, modules)
                outputs = self._container(call, outputs)
            elif layer.type == _PROMOTION and _hands_on(layer, inputs):
                wanted = [layer.outputs.index(port) for port in ports]
                outputs = tuple(item for place in wanted if (item := inputs[place]) is not None)
            elif layer.type not in _ENDS:
                outputs = self._operation(layer, inputs, outputs, modules)
            for port, operand in zip(ports, outputs):
                tensors[layer.id, port.id] = operand
        return results

    def _entry(
        self,
        layer: Layer,
        outputs: tuple[Operand, ...],
        given: Mapping[str, Operand],
        modules: tuple[tuple[str, str], ...],
    ) -> tuple[Operand, ...]:
        """What stands at an input: what is given, or in a body the number of the run."""
        if layer.id in given:
            return (given[layer.id],)
        if modules:
            facts = Facts(Op(Kind.CONSTANT, "iteration", DOMAIN))
            path = f"{modules[-1][0]}/iteration"
            operation = Operation("iteration", DOMAIN, path, (), outputs)
            self.steps.append(Step(operation, facts, modules))
        return outputs

    def _bind(
        self, results: dict[str, Operand], name: str, inputs: tuple[Operand | None, ...]
    ) -> None:
        first = inputs[0] if inputs else None
        if first is None:
            raise ReadError(f"{self.where}: a result reads nothing", hint=_HINT)
        results[name] = first

    def _ordered(self, network: Network) -> Iterator[Layer]:
        """Every layer behind those that it reads; otherwise in the file's order."""
        layers = {layer.id: layer for layer in network.layers}
        if len(layers) < len(network.layers) or len(self.steps) + len(layers) > _MOST_STEPS:
            raise ReadError(f"{self.where}: two layers have one id, or too many", hint=_HINT)
        waiting: dict[str, set[str]] = {name: set() for name in layers}
        readers: dict[str, list[str]] = {name: [] for name in layers}
        for (target, _), (source, _) in network.edges.items():
            if source not in layers or target not in layers:
                raise ReadError(f"{self.where}: an edge leads to no layer", hint=_HINT)
            if source not in waiting[target]:
                waiting[target].add(source)
                readers[source].append(target)
        ready = [name for name in layers if not waiting[name]]
        for name in ready:
            yield layers[name]
            for reader in readers[name]:
                waiting[reader].discard(name)
                if not waiting[reader]:
                    ready.append(reader)
        if len(ready) < len(layers):
            raise ReadError(f"{self.where}: layers read each other in a circle", hint=_HINT)

    def _reads(
        self, layer: Layer, network: Network, tensors: Mapping[tuple[str, str], Operand]
    ) -> Iterator[Operand | None]:
        for port in layer.inputs:
            source = network.edges.get((layer.id, port.id))
            if source is not None and source not in tensors:
                raise ReadError(
                    f"{self.where}: {layer.name[:80]!r} reads a port that is not there", hint=_HINT
                )
            yield None if source is None else tensors[source]

    def _operation(
        self,
        layer: Layer,
        inputs: tuple[Operand | None, ...],
        outputs: tuple[Operand, ...],
        modules: tuple[tuple[str, str], ...],
    ) -> tuple[Operand, ...]:
        kept = _kept_constant(layer, inputs, outputs)
        if kept is not None:
            return (kept,)
        operation = Operation(
            layer.type, DOMAIN, path_of(layer.name), inputs, outputs, attributes_of(layer.data)
        )
        self.steps.append(Step(operation, facts_of(operation, layer.version), modules))
        return outputs

    def _container(self, call: _Call, outputs: tuple[Operand, ...]) -> tuple[Operand, ...]:
        layer = call.layer
        by_port = {port.id: item for port, item in zip(layer.inputs, call.inputs) if item}
        made: list[dict[str, Operand]] = []
        for tag, body in layer.bodies.items():
            group = "port_map" if tag == "body" else f"{tag.removesuffix('_body')}_port_map"
            entries = [(kind, entry) for where, kind, entry in layer.maps if where == group]
            path = call.path if tag == "body" else f"{call.path}/{tag.removesuffix('_body')}"
            inner = (*call.modules, (path, layer.type))
            results = self.follow(body, self._given(body, by_port, entries, inner), inner)
            made.append(_by_port(results, entries))
        if layer.type != "If":
            message = "repeats its body for every slice or while a condition holds; counted once"
            self.notes[(message, call.path)] = None
        for operand in outputs:
            port = operand.key.rpartition(":")[2]
            self._join(call, operand, [side[port] for side in made if port in side])
        return outputs

    def _join(self, call: _Call, operand: Operand, found: list[Operand]) -> None:
        """What comes out of a container: the last of its one body, or chosen from two."""
        word = "result"
        roles: dict[int, str] = {}
        reads: tuple[Operand | None, ...] = tuple(found)
        if call.layer.type == "If":
            word, roles = "if", {0: "condition", 1: "then", 2: "else"}
            reads = (*call.inputs[:1], *found)
        op = Op(Kind.MATH, call.layer.type, DOMAIN)
        facts = Facts(op, Function(function=word), roles=roles)
        operation = Operation(call.layer.type, DOMAIN, call.path, reads, (operand,))
        self.steps.append(Step(operation, facts, call.modules))

    def _given(
        self,
        body: Network,
        by_port: Mapping[str, Operand],
        entries: list[tuple[str, Mapping[str, str]]],
        modules: tuple[tuple[str, str], ...],
    ) -> dict[str, Operand]:
        """What goes into a body, by the id of its Parameter; along an axis, one slice at a time."""
        ports = {layer.id: layer.outputs[0] for layer in body.layers if layer.outputs}
        found: dict[str, Operand] = {}
        for kind, entry in entries:
            operand = by_port.get(entry.get("external_port_id", ""))
            inside = entry.get("internal_layer_id", "")
            if kind != "input" or operand is None or inside not in ports:
                continue
            if "axis" in entry and not operand.constant:
                operand = self._slice(operand, ports[inside], entry["axis"], modules)
            found[inside] = operand
        return found

    def _slice(
        self, source: Operand, port: Port, axis: str, modules: tuple[tuple[str, str], ...]
    ) -> Operand:
        """One slice of a tensor for each run of a body."""
        made = Operand(f"{source.key} slice {len(self.steps)}", _type(port), source.name)
        attributes = Slicing(settings=(("axis", axis),))
        facts = Facts(Op(Kind.SLICE, "Each slice", DOMAIN), attributes)
        path = f"{modules[-1][0]}/slice"
        operation = Operation("Each slice", DOMAIN, path, (source,), (made,))
        self.steps.append(Step(operation, facts, modules))
        return made


def _by_port(
    results: Mapping[str, Operand], entries: list[tuple[str, Mapping[str, str]]]
) -> dict[str, Operand]:
    """What comes out of a body, by the container's port."""
    return {
        entry.get("external_port_id", ""): results[entry.get("internal_layer_id", "")]
        for kind, entry in entries
        if kind == "output" and entry.get("internal_layer_id", "") in results
    }


def _type(port: Port) -> TensorType:
    return TensorType(dtype_of(port.precision), port.shape)


def _hands_on(layer: Layer, inputs: tuple[Operand | None, ...]) -> bool:
    """Whether each result is the input in its place, as it must be where dtypes are promoted."""
    return len(inputs) == len(layer.outputs) and None not in inputs


def _made(layer: Layer, port: Port, prefix: str) -> Operand:
    return Operand(f"{prefix}{layer.id}:{port.id}", _type(port), layer.name)


def _constant(layer: Layer, operand: Operand) -> Operand:
    """A constant by its place in the file of weights: what lies at one place is one weight."""
    shape: Shape | None = operand.type.shape
    stored = dtype_of(layer.data.get("element_type", "")) or operand.type.dtype
    place = layer.data.get("offset", layer.id)
    key = f"constant {place} {stored} {shape}"
    return Operand(key, TensorType(stored, shape), layer.name, constant=True)


def _kept_constant(
    layer: Layer, inputs: tuple[Operand | None, ...], outputs: tuple[Operand, ...]
) -> Operand | None:
    """The constant behind operations that only change how it is kept."""
    held = [operand for operand in inputs if operand is not None]
    if layer.type == "ConvertLike":
        held = held[:1]
    if layer.type not in _KEEPING or not held or len(outputs) != 1:
        return None
    if not all(operand.constant for operand in held):
        return None
    largest = max(held, key=lambda operand: operand.size or 0)
    shape = outputs[0].type.shape or ()
    sizes = [size for size in shape if isinstance(size, int)]
    if len(sizes) < len(shape) or prod(sizes) != largest.size:
        return None
    return replace(largest, type=TensorType(largest.type.dtype, shape))
