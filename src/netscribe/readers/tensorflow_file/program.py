"""From a listed TensorFlow graph to the Graph: which tensors are wanted, and what they are called.

In: a `ListedGraph`. Out: the Graph of one signature, or of a graph's loose ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.types import Graph, Origin, TensorType
from netscribe.readers.netlist.emission import Netlist, Step, graph_of
from netscribe.readers.netlist.merging import merged
from netscribe.readers.netlist.operation import Operand
from netscribe.readers.netlist.places import without_root
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.tensorflow_file.inlining import Inlining
from netscribe.readers.tensorflow_file.listing import INPUTS, VARIABLES, Listing
from netscribe.readers.tensorflow_file.names import scope_names
from netscribe.readers.tensorflow_file.operations import facts_of
from netscribe.readers.tensorflow_file.recognition import recognised
from netscribe.readers.tensorflow_file.records import ListedGraph, ListedNode, Signature

_DEFAULT = "serving_default"
_STATISTICS = ("moving_mean", "moving_variance")
#: The file in a SavedModel's folder.
MAIN_FILE = "saved_model.pb"
#: Nodes at the end of a graph that are no result.
_NO_RESULTS = frozenset(("NoOp", "Const", "Assert", "SaveV2", "RestoreV2", "Print", "PrintV2"))


def graph_of_listed(listed: ListedGraph, path: Path, name: str, request: ReadRequest) -> Graph:
    """The Graph.

    Raises:
        ReadError: there is nothing to draw, or the graph contradicts itself.
        InputError: a name was given for an input or output that is not there.
    """
    signature = _main(listed.signatures)
    if signature is not None:
        results = [(key, reference) for key, reference, _ in signature.outputs]
    else:
        results = _loose_ends(tuple(listed.nodes.values()))
    if not results:
        raise ReadError(
            f"{path}: holds no signature to call and no result",
            hint="save the model with signatures: tf.saved_model.save(model, path, signatures=...)",
        )
    nodes, references = Inlining(listed, str(path)).follow([text for _, text in results])
    listing = Listing(nodes, str(path), listed.frozen_variables, _given(signature))
    listing.run()
    outputs = [listing.operand(reference) for reference in references]
    netlist = Netlist(
        name=name,
        steps=tuple(_named(_steps(listing, outputs))),
        inputs=tuple(_inputs(signature, listing)),
        outputs=tuple(
            (_port(key), operand) for (key, _), operand in zip(results, outputs, strict=True)
        ),
        notes=(*_loops(listing), *_others(listed.signatures, signature)),
    )
    reader = "tensorflow.saved_model" if listed.signatures else "tensorflow.graph"
    source = path.parent.name if path.name == MAIN_FILE else path.name
    return graph_of(netlist, request, Origin("tensorflow", listed.version, reader, source))


def _steps(listing: Listing, outputs: Sequence[Operand]) -> list[Step]:
    steps = [
        Step(operation, facts_of(operation), listing.modules.get(operation.outputs[0].key, ()))
        for operation in recognised(listing.operations, outputs, listing.stored())
    ]
    return [_with_statistics(item) for item in merged(steps, listing.inputs.values(), outputs)]


def _with_statistics(step: Step) -> Step:
    """The step with running means and variances as what no training changes."""
    places = [place for place, name in step.facts.weights.items() if name in _STATISTICS]
    inputs = list(step.operation.inputs)
    for place in places:
        operand = inputs[place]
        if operand is not None:
            inputs[place] = replace(operand, trainable=False)
    if not places:
        return step
    return replace(step, operation=replace(step.operation, inputs=tuple(inputs)))


def _named(steps: Sequence[Step]) -> list[Step]:
    """The steps under the names of the code: without the model's own scope."""
    names = scope_names(steps)
    root, paths = without_root([names.of(step.operation.path) for step in steps])
    return [
        replace(
            step.at(path),
            modules=tuple(
                (names.of_scope(scope).removeprefix(f"{root}/"), word)
                for scope, word in step.modules
            ),
        )
        for step, path in zip(steps, paths, strict=True)
    ]


def _main(signatures: Sequence[Signature]) -> Signature | None:
    """The signature for serving, or the first that gives tensors."""
    usable = [item for item in signatures if item.inputs and item.outputs]
    default = next((item for item in usable if item.key == _DEFAULT), None)
    return default or next(iter(usable), None)


def _others(signatures: Sequence[Signature], main: Signature | None) -> list[tuple[str, str]]:
    """A word on other signatures, but for those that are the same call under another name."""
    if main is None:
        return []
    sides = {name for name, _, _ in main.inputs}
    others = [
        item.key
        for item in signatures
        if item is not main and item.inputs and {name for name, _, _ in item.inputs} != sides
    ]
    if not others:
        return []
    names = ", ".join(name[:40] for name in others[:5])
    return [(f"shows the signature {main.key}; the file also has {names}", "")]


def _loops(listing: Listing) -> list[tuple[str, str]]:
    """A word on every loop that is drawn as its body."""
    paths = {path: None for modules in listing.modules.values() for path, _ in modules}
    return [
        ("repeats its body while a condition holds, which is not drawn", path) for path in paths
    ]


def _given(signature: Signature | None) -> Mapping[str, TensorType]:
    if signature is None:
        return {}
    return {reference.partition(":")[0]: kind for _, reference, kind in signature.inputs}


def _inputs(signature: Signature | None, listing: Listing) -> list[tuple[str, Operand]]:
    """The inputs under the signature's names; those that nothing reads are there as well."""
    if signature is None:
        return [(_port(operand.name), operand) for operand in listing.inputs.values()]
    found = []
    for name, reference, kind in signature.inputs:
        key = reference.partition(":")[0]
        found.append((name, listing.inputs.get(key, Operand(key, kind, name))))
    named = {operand.key for _, operand in found}
    rest = [item for item in listing.inputs.values() if item.key not in named]
    return [*found, *((_port(item.name), item) for item in rest)]


def _port(name: str) -> str:
    return name.partition(":")[0].rpartition("/")[2] or name


def _loose_ends(nodes: Sequence[ListedNode]) -> list[tuple[str, str]]:
    """The nodes whose result no other reads."""
    read = {text.partition(":")[0] for node in nodes for text in node.inputs if text[:1] != "^"}
    passing = INPUTS | VARIABLES | _NO_RESULTS
    return [
        (node.name, node.name)
        for node in nodes
        if node.name not in read and node.op not in passing and node.inputs
    ]
