"""Puts the parts of a CoreML model together: programs, neural networks, pipelines, all others.

In: a `Specification`. Out: a `Netlist`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op, Shape, TensorType
from netscribe.readers.coreml.network import NetworkLayer, NeuralNetwork, network_of
from netscribe.readers.coreml.network_layers import said_of
from netscribe.readers.coreml.network_shapes import made_shape, reshaped
from netscribe.readers.coreml.operations.table import DOMAIN
from netscribe.readers.coreml.program import functions_of
from netscribe.readers.coreml.reading import Reading
from netscribe.readers.coreml.specification import Feature, Specification, specification_of
from netscribe.readers.netlist.emission import Netlist, Step
from netscribe.readers.netlist.merging import merged
from netscribe.readers.netlist.operation import Facts, Operand, Operation
from netscribe.readers.protobuf import BYTES, Message

_HINT = "convert the model again with coremltools"
_MAIN = "main"
#: Pipelines in pipelines deeper than this are refused.
_DEEPEST = 10


@dataclass
class _Part:
    """What one model of a pipeline, or the only one, adds."""

    where: str
    steps: list[Step] = field(default_factory=list)
    notes: dict[tuple[str, str], None] = field(default_factory=dict)


def netlist_of(specification: Specification, path: Path) -> Netlist:
    """The whole model.

    Raises:
        ReadError: it reads what nothing makes.
    """
    part = _Part(str(path))
    inputs = _inputs(specification)
    tensors = _follow(specification, dict(inputs), part, "", 0)
    outputs = [
        (feature.name, tensors[feature.name])
        for feature in specification.outputs
        if feature.name in tensors
    ]
    missing = [item.name for item in specification.outputs if item.name not in tensors]
    if missing:
        part.notes[(f"what makes the output {missing[0][:60]!r} is not seen", "")] = None
    steps = merged(part.steps, inputs.values(), [operand for _, operand in outputs])
    return Netlist(
        name=path.stem,
        steps=tuple(steps),
        inputs=tuple(inputs.items()),
        outputs=tuple(outputs),
        notes=tuple(part.notes),
    )


def _inputs(specification: Specification) -> dict[str, Operand]:
    """The inputs by name, with the shapes that the model's inside sees."""
    if specification.kind == "program":
        functions = functions_of(specification.inside)
        function = functions.get(_MAIN) or next(iter(functions.values()), None)
        if function is not None:
            return {name: Operand(f"input {name}", kind, name) for name, kind in function.inputs}
    exact_arrays = exact_images = False
    if specification.kind == "neural network":
        network = network_of(specification.inside)
        exact_arrays, exact_images = network.exact_arrays, network.exact_images
    return {
        feature.name: Operand(
            f"input {feature.name}",
            _with_batch(feature, exact=exact_images if feature.is_image else exact_arrays),
            feature.name,
        )
        for feature in specification.inputs
    }


def _with_batch(feature: Feature, *, exact: bool) -> TensorType:
    """Arrays once came without the batch; pictures still do."""
    shape: Shape | None = feature.type.shape
    if shape is None or (exact and not feature.is_image):
        return feature.type
    if feature.is_image or len(shape) in (1, 3):
        return replace(feature.type, shape=(None, *shape))
    return feature.type


def _follow(
    specification: Specification,
    given: Mapping[str, Operand],
    part: _Part,
    scope: str,
    depth: int,
) -> dict[str, Operand]:
    """Adds the steps of one model; returns the tensors that have its outputs' names."""
    if depth > _DEEPEST:
        raise ReadError(f"{part.where}: pipelines in pipelines, too deep", hint=_HINT)
    if specification.kind == "program":
        return _program(specification, given, part)
    if specification.kind == "neural network":
        return _network(network_of(specification.inside), given, part, scope)
    if specification.kind == "pipeline":
        return _pipeline(specification, given, part, scope, depth)
    return _single(specification, given, part, scope)


def _program(
    specification: Specification, given: Mapping[str, Operand], part: _Part
) -> dict[str, Operand]:
    functions = functions_of(specification.inside)
    function = functions.get(_MAIN) or next(iter(functions.values()), None)
    if function is None:
        raise ReadError(f"{part.where}: the program has no function", hint=_HINT)
    others = [name for name, found in functions.items() if found is not function]
    if others:
        part.notes[(f"shows one function; the program also has {others[0][:40]}", "")] = None
    reading = Reading(part.where, part.steps, part.notes)
    results = reading.follow(function.block, given)
    return dict(zip(function.block.outputs, results))


def _network(
    network: NeuralNetwork, given: Mapping[str, Operand], part: _Part, scope: str
) -> dict[str, Operand]:
    tensors = dict(given)
    for layer in network.layers:
        missing = [name for name in layer.inputs if name not in tensors]
        if missing:
            raise ReadError(
                f"{part.where}: {missing[0][:80]!r} is read, but nothing makes it", hint=_HINT
            )
        step = _layer_step(layer, [tensors[name] for name in layer.inputs], scope)
        step = replace(step, modules=((scope, "pipeline part"),) if scope else ())
        part.steps.append(step)
        tensors.update(zip(layer.outputs, step.operation.outputs))
    return tensors


def _layer_step(layer: NetworkLayer, reads: list[Operand], scope: str) -> Step:
    given = [operand.type.shape for operand in reads]
    kind, attributes, weights = said_of(layer, given[0] if given else None)
    held = [
        (name, Operand(f"{scope}{layer.name} {name}", kept, name, constant=True))
        for name, kept in weights.items()
        if kept is not None
    ]
    shape = made_shape(kind, attributes, given) or reshaped(layer, given)
    told = layer.shapes[0] if len(layer.shapes) == 1 else None
    if told is not None and None not in (told.shape or (None,)):
        shape = told.shape
    outputs = tuple(
        Operand(f"{scope}{name} of {layer.name}", TensorType("", _of(place, shape, layer)), name)
        for place, name in enumerate(layer.outputs)
    )
    word = layer.settings.text(10) if layer.type == "custom" else ""
    name = layer.name.replace("/", ".")
    path = f"{scope}/{name}" if scope else name
    operation = Operation(
        word or layer.type, DOMAIN, path, (*reads, *(item for _, item in held)), outputs
    )
    names = {len(reads) + place: name for place, (name, _) in enumerate(held)}
    op = Op(kind, word or layer.type, DOMAIN if kind is not Kind.CUSTOM else "")
    roles = {0: ""} if kind is not Kind.RECURRENT else dict.fromkeys((1, 2), "initial_state")
    return Step(operation, Facts(op, attributes, weights=names, roles=roles))


def _of(place: int, shape: Shape | None, layer: NetworkLayer) -> Shape | None:
    """Of several results the file alone may tell the shapes."""
    if len(layer.outputs) == 1:
        return shape
    told = layer.shapes[place] if place < len(layer.shapes) else None
    return None if told is None else told.shape


def _pipeline(
    specification: Specification,
    given: Mapping[str, Operand],
    part: _Part,
    scope: str,
    depth: int,
) -> dict[str, Operand]:
    """The models one after another; each reads by name what is there before it."""
    tensors = dict(given)
    for place, message in enumerate(_models(specification.inside)):
        inner = specification_of(message)
        if inner is None:
            raise ReadError(f"{part.where}: part {place + 1} is no model", hint=_HINT)
        name = f"{scope}/part {place + 1}" if scope else f"part {place + 1}"
        tensors.update(_follow(inner, tensors, part, name, depth + 1))
    return tensors


def _models(inside: Message) -> list[Message]:
    """The models of a pipeline; those of a classifier or regressor lie one level deeper."""
    fields = inside.by_number()
    found = [inside.inner(item) for item in fields.get(1, ()) if item.wire == BYTES]
    if len(found) == 1 and specification_of(found[0]) is None:
        return _models(found[0])
    return found


def _single(
    specification: Specification, given: Mapping[str, Operand], part: _Part, scope: str
) -> dict[str, Operand]:
    """A model that is no network: one operation, named as what it is."""
    reads = [given[item.name] for item in specification.inputs if item.name in given]
    outputs = tuple(
        Operand(f"{scope} makes {item.name}", item.type, item.name)
        for item in specification.outputs
    )
    word = specification.kind[:1].upper() + specification.kind[1:]
    path = scope or specification.kind
    operation = Operation(word, DOMAIN, path, tuple(reads), outputs)
    part.steps.append(Step(operation, Facts(Op(Kind.CUSTOM, word, ""), Attributes())))
    return {operand.name: operand for operand in outputs}
