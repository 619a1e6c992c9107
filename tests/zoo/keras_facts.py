"""Facts of the Keras zoo against Keras itself: parameters, shapes and edges, one row per model.

`python -m tests.zoo.keras_facts [NAME...]` checks the zoo on the backend that KERAS_BACKEND names
and prints a table; exit status 1 if a fact is wrong.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Any

from tests.models.entry import ZooModel
from tests.models.keras_zoo import MODELS
from tests.written_sizes import value_of
from tests.zoo.keras_edges import Edges, drawn_edges, layer_edges, real_edges, recorded_edges
from tests.zoo.real_calls import Recording, batch_for, recorded

from netscribe.graph.types import Graph
from netscribe.readers.keras import live
from netscribe.readers.keras.live_paths import LayerPaths
from netscribe.readers.protocol import ReadRequest


@dataclass(frozen=True)
class Facts:
    """What was found of one model; the three lists hold what is wrong."""

    name: str
    layers: int
    nodes: int
    edges: int
    parameters: list[str]
    shapes: list[str]
    wiring: list[str]
    notes: int
    seconds: float

    @property
    def right(self) -> bool:
        return not (self.parameters or self.shapes or self.wiring)

    def row(self) -> str:
        def mark(wrong: list[str]) -> str:
            return "WRONG" if wrong else "ok"

        return (
            f"{self.name:<24}{self.layers:>7}{self.nodes:>7}{self.edges:>7}"
            f"{mark(self.parameters):>12}{mark(self.shapes):>8}{mark(self.wiring):>8}"
            f"{self.notes:>7}{self.seconds:>9.2f}"
        )


HEADER = (
    f"{'model':<24}{'layers':>7}{'nodes':>7}{'edges':>7}"
    f"{'parameters':>12}{'shapes':>8}{'edges':>8}{'notes':>7}{'seconds':>9}"
)


def check(name: str, entry: ZooModel) -> Facts:
    """Reads the model first, then calls it for real, and compares."""
    model = entry.build()
    start = time.perf_counter()
    graph = live.read(model, ReadRequest(inputs=entry.inputs))
    seconds = time.perf_counter() - start
    with recorded() as recording:
        if entry.data is not None:
            outputs = model(entry.data())
        else:
            args, kwargs = batch_for(model, entry.inputs)
            outputs = model(*args, **kwargs)
    edges = sum(len(node.inputs) for node in graph.nodes)
    return Facts(
        name=name,
        layers=len({node.layer for node in graph.nodes}),
        nodes=len(graph.nodes),
        edges=edges,
        parameters=_wrong_parameters(graph, model),
        shapes=_wrong_shapes(graph, model, recording, outputs),
        wiring=_wrong_edges(graph, model, recording),
        notes=len(graph.notes),
        seconds=seconds,
    )


def _wrong_parameters(graph: Graph, model: Any) -> list[str]:
    found = []
    if graph.parameter_count != model.count_params():
        found.append(f"{graph.parameter_count} parameters, Keras says {model.count_params()}")
    trainable = sum(_size(weight.shape) for weight in model.trainable_weights)
    if graph.trainable_count != trainable:
        found.append(f"{graph.trainable_count} trainable, Keras says {trainable}")
    if len(graph.parameters) != len({id(weight) for weight in model.weights}):
        found.append("another number of weights")
    return found


def _size(shape: Any) -> int:
    size = 1
    for dim in shape:
        size *= dim
    return size


def _letters(graph: Graph) -> dict[str, int]:
    """Letters for the inputs' sizes as `batch_for` chose them."""
    letters: dict[str, int] = {}
    for port in graph.inputs:
        for axis, size in enumerate(graph.value[port.value].type.shape or ()):
            if isinstance(size, str):
                letters[size] = 16 if axis else 2
    return letters


def _same(drawn: Any, real: Any, letters: dict[str, int]) -> bool:
    """Whether drawn shapes are the real ones; a letter seen first stands for what is there."""
    if [len(shape) for shape in drawn] != [len(shape) for shape in real]:
        return False
    pairs = [pair for shape, other in zip(drawn, real) for pair in zip(shape, other)]
    for size, number in pairs:
        if isinstance(size, str) and size.isalpha():
            letters.setdefault(size, number)
    return all(
        (size if isinstance(size, int) else value_of(str(size), letters)) == number
        for size, number in pairs
    )


def _wrong_shapes(graph: Graph, model: Any, recording: Recording, outputs: Any) -> list[str]:
    from keras.src import tree

    letters = _letters(graph)
    paths = LayerPaths(model)
    real: dict[str, list[list[tuple[int, ...]]]] = {}
    for call in recording.calls:
        if call.layer is not model:
            real.setdefault(paths.of(call.layer)[0], []).append(call.shapes)
    found = []
    for node in graph.nodes:
        calls = real.get(node.layer)
        if calls is None or node.id.split("@")[0].endswith("/activation"):
            continue
        shapes = calls[min(node.call, len(calls)) - 1]
        drawn = [graph.value[value].type.shape for value in node.outputs]
        drawn = _without_steps(graph, node.module, drawn)
        if not _same(drawn, shapes, letters):
            found.append(f"{node.id}: {drawn}, really {shapes}")
    drawn = [graph.value[port.value].type.shape for port in graph.outputs]
    really = [tuple(leaf.shape) for leaf in tree.flatten(outputs)]
    if not _same(drawn, really, letters):
        found.append(f"outputs: {drawn}, really {really}")
    return found


def _without_steps(graph: Graph, module: str | None, shapes: Any) -> Any:
    """Layers inside TimeDistributed really see tensors without the time axis."""
    while module is not None:
        if "each time step" in graph.module[module].qualifiers:
            shapes = [shape[:1] + shape[2:] for shape in shapes]
        module = graph.module[module].parent
    return shapes


def _wrong_edges(graph: Graph, model: Any, recording: Recording) -> list[str]:
    recorded_graph = (
        model if hasattr(model, "_nodes_by_depth") else model.__dict__.get("_functional")
    )
    if recorded_graph is not None:
        names = [tensor._keras_history.operation.name for tensor in recorded_graph.inputs]
        ours, theirs = drawn_edges(graph, names), recorded_edges(recorded_graph)
        return [
            f"{'extra' if edge in ours else 'missing'} {edge}" for edge in sorted(ours ^ theirs)
        ]
    paths = LayerPaths(model)
    leaves = {node.layer for node in graph.nodes}
    names_of = {
        id(call.layer): paths.of(call.layer)[0]
        for call in recording.calls
        if call.layer is not model and paths.of(call.layer)[0] in leaves
    }
    ours = {edge for edge in layer_edges(graph) if set(edge) <= set(names_of.values())}
    theirs = real_edges(recording, names_of)
    return _differences(ours, theirs)


def _differences(ours: Edges, theirs: Edges) -> list[str]:
    return [f"{'extra' if edge in ours else 'missing'} {edge}" for edge in sorted(ours ^ theirs)]


def main(names: list[str]) -> int:
    import keras

    backend = keras.backend.backend()
    print(f"Keras {keras.__version__} on {backend}\n{HEADER}")
    wrong = count = 0
    for name, entry in MODELS.items():
        if backend not in entry.backends or (names and name not in names):
            continue
        facts = check(name, entry)
        count += 1
        print(facts.row())
        for message in (*facts.parameters, *facts.shapes, *facts.wiring):
            print(f"    {message}")
        wrong += not facts.right
    print(f"{count} models, {wrong} with wrong facts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
