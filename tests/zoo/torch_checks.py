"""What is measured of one model of the PyTorch zoo, against a real forward pass.

In: a specimen. Out: a plain record, ready for JSON: whether it was captured with and without given
inputs, times, memory, and facts that differ from what hooks saw.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import torch
from tests.written_sizes import value_of
from tests.zoo.process_memory import peak_memory, start_of_memory
from tests.zoo.torch_edges import compared, differing_edges
from tests.zoo.torch_groups import Specimen

from netscribe.errors import NetscribeError
from netscribe.graph.types import Graph
from netscribe.readers.compat.torch_classes import layer_class_of, unwrapped
from netscribe.readers.compat.torch_tensors import mapped, named_tensors
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import inputs_search, live, live_reading
from netscribe.readers.torch.inputs import ExampleInputs

#: A pass of so many seconds is not run a second time without hooks.
_SLOW = 3.0
#: A quicker pass is run once more with gradients, for its edges.
_QUICK = 0.5
_GUESS = "the data decides"


@dataclass
class Measured:
    """One row of the table; processor time in seconds, memory in megabytes above what was there.

    `edges` tells whether autograd's record agrees, where it was asked: of models that are quick.
    `dry` tells of a run on torch's meta device, of a model that is too large to run.
    """

    name: str
    eager: str = ""
    dry: str = ""
    eager_seconds: float = 0.0
    given: str = ""
    given_seconds: float = 0.0
    memory: float = 0.0
    found: str = ""
    found_seconds: float = 0.0
    assumed: str = ""
    edges: str = ""
    nodes: int = 0
    data_decides: bool = False
    faults: list[str] = field(default_factory=list)


@dataclass
class Seen:
    """What hooks counted: outputs' shapes of each leaf layer, in order of the calls."""

    shapes: dict[str, list[list[tuple[int, ...]]]] = field(default_factory=dict)


def measure(name: str, specimen: Specimen) -> dict[str, Any]:
    """Everything about one model."""
    row, model = Measured(name), unwrapped(specimen.model)
    with _searched() as found:
        graph = _capture(row, model, None, "found")
    if graph is not None:
        row.assumed = "; ".join(note.message for note in graph.notes if "assumed" in note.message)
    given = specimen.inputs
    seen = None
    if specimen.real:
        seen = _run(row, model, _example(model, given, found))
    else:
        row.dry = _dry(model, _example(model, given, found))
    if given is not None:
        graph = _capture(row, model, given, "given") or graph
    else:  # what was found was run for real: it is what a user would give
        row.given, row.given_seconds, given = row.found, row.found_seconds, found
    if graph is not None:
        row.nodes = len(graph.nodes)
        row.data_decides = any(_GUESS in note.message for note in graph.notes)
        row.faults += _wrong_parameters(graph, model)
        if seen is not None and given is not None:
            row.faults += _wrong_calls(graph, seen, row)
            example = _example(model, specimen.inputs, found)
            if not row.data_decides and row.eager_seconds < _QUICK and compared(model, example):
                row.edges = _edges(model, example, graph)
    return asdict(row)


@contextmanager
def _searched() -> Iterator[list[ExampleInputs]]:
    """Keeps the inputs that a search comes to."""
    found: list[ExampleInputs] = []
    search = inputs_search.first_run

    def kept(model: Any, request: ReadRequest) -> Any:
        outcome = search(model, request)
        found.append(outcome[0])
        return outcome

    live_reading.first_run = kept
    try:
        yield found
    finally:
        live_reading.first_run = search


def _example(model: Any, inputs: Any, searched: list[ExampleInputs]) -> ExampleInputs:
    """Real tensors for a real call: what is given, or found, or was tried first."""
    if inputs is not None:
        if isinstance(inputs, dict):
            return ExampleInputs((), inputs)
        return ExampleInputs(tuple(inputs) if isinstance(inputs, list) else (inputs,))
    found = searched[0] if searched else next(inputs_search._guesses(model)).example
    return ExampleInputs(mapped(_real, found.args), mapped(_real, dict(found.kwargs)))


def _real(tensor: Any) -> Any:
    if tensor.device.type != "meta":
        return tensor
    return torch.rand(tuple(tensor.shape)).to(tensor.dtype)


def _capture(row: Measured, model: Any, inputs: Any, which: str) -> Graph | None:
    """Reads the model; the outcome goes into the row."""
    before = start_of_memory()
    start = time.process_time()
    graph, outcome = None, "ok"
    try:
        graph = live.read(model, ReadRequest(inputs=inputs))
    except NetscribeError as error:
        outcome = error.message
    except Exception as error:  # noqa: BLE001 - a defect, to be listed
        outcome = f"CRASH {type(error).__name__}: {error}"
    setattr(row, which, outcome)
    setattr(row, f"{which}_seconds", time.process_time() - start)
    if which == "given" or not row.memory:
        row.memory = peak_memory() - before
    return graph


def _run(row: Measured, model: Any, example: ExampleInputs) -> Seen | None:
    """One real forward pass with hooks, and one that is timed."""
    fast_path = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with torch.no_grad(), _hooked(model) as seen:
            torch.manual_seed(0)
            start = time.process_time()
            model(*_copied(example.args), **_copied(dict(example.kwargs)))
            row.eager_seconds = time.process_time() - start
        if row.eager_seconds < _SLOW:
            with torch.no_grad():
                start = time.process_time()
                model(*_copied(example.args), **_copied(dict(example.kwargs)))
                row.eager_seconds = time.process_time() - start
    except Exception as error:  # noqa: BLE001 - the model's own code
        lines = str(error).splitlines() or [""]
        row.eager = f"{type(error).__name__}: {lines[0][:200]}"
        return None
    finally:
        torch.backends.mha.set_fastpath_enabled(fast_path)
    row.eager = "ok"
    return seen


def _dry(model: Any, example: ExampleInputs) -> str:
    """How a run on the meta device ends: "ok", or the exception."""
    meta = torch.device("meta")
    args, kwargs = mapped(lambda item: item.to(meta), (example.args, dict(example.kwargs)))
    try:
        with torch.no_grad(), meta:
            model(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - the model's own code
        lines = str(error).splitlines() or [""]
        return f"{type(error).__name__}: {lines[0][:200]}"
    return "ok"


def _edges(model: Any, example: ExampleInputs, graph: Graph) -> str:
    try:
        wrong = differing_edges(model, example, graph)
    except Exception as error:  # noqa: BLE001 - the model's own code, with gradients
        return f"not compared: {type(error).__name__}"
    return "; ".join([f"{len(wrong)} differ", *wrong[:2]]) if wrong else "agree"


def _copied(structure: Any) -> Any:
    return mapped(lambda tensor: tensor.clone(), structure)


@contextmanager
def _hooked(model: Any) -> Iterator[Seen]:
    """Counts calls of torch's own layers, but not of those inside another one."""
    seen, handles, depth = Seen(), [], [0]

    def enter(module: Any, args: Any) -> None:
        depth[0] += 1

    def leave(path: str) -> Any:
        def hook(module: Any, args: Any, output: Any) -> None:
            depth[0] -= 1
            if not depth[0]:
                shapes = [tuple(tensor.shape) for _, tensor in named_tensors(output)]
                seen.shapes.setdefault(path, []).append(shapes)

        return hook

    for path, module in model.named_modules():
        if path and layer_class_of(module):
            handles.append(module.register_forward_pre_hook(enter))
            handles.append(module.register_forward_hook(leave(path.replace(".", "/"))))
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def _wrong_parameters(graph: Graph, model: Any) -> list[str]:
    weights = {id(weight): weight for weight in model.parameters()}.values()
    if any(type(weight).__name__.startswith("Uninitialized") for weight in weights):
        return []
    total = sum(weight.numel() for weight in weights)
    if graph.parameter_count == total:
        return []
    return [f"{graph.parameter_count} parameters, really {total}"]


def _wrong_calls(graph: Graph, seen: Seen, row: Measured) -> list[str]:
    """Numbers of calls, and shapes of each call, of leaf layers."""
    drawn: dict[str, list[Any]] = {}
    for node in graph.nodes:
        path = node.layer
        if node.module and path not in seen.shapes and node.op.domain == "torch.nn":
            path = graph.module[node.module].path  # a layer with hooks is a module around it
        drawn.setdefault(path, []).append(node)
    letters: dict[str, int] = {}
    wrong: list[str] = []
    for path, calls in seen.shapes.items():
        # a card without results stands for weights that no call used
        nodes = [node for node in drawn.get(path, ()) if node.outputs and _is_whole(node, path)]
        if len(nodes) != len(calls):
            if row.data_decides:
                continue
            wrong.append(f"{path}: drawn {len(nodes)} times, called {len(calls)} times")
            continue
        for node, shapes in zip(nodes, calls):
            printed = [graph.value[value].type.shape for value in node.outputs]
            if not _same(printed, shapes, row.data_decides, letters):
                wrong.append(f"{node.id}: drawn {printed}, really {shapes}")
    return wrong[:3] + ([f"{len(wrong)} in all"] if len(wrong) > 3 else [])


def _is_whole(node: Any, path: str) -> bool:
    """Whether the node is the layer itself and no step inside of it."""
    return node.id.split("@")[0] == path or node.layer != path


def _same(printed: Any, shapes: Any, guessed: bool, letters: dict[str, int]) -> bool:
    """Whether drawn shapes may be the real ones; letters are tried for consistency only."""
    if len(printed) != len(shapes):
        return False
    for drawn, real in zip(printed, shapes):
        if drawn is None or len(drawn) != len(real):
            return False
        for size, number in zip(drawn, real):
            if isinstance(size, int) and size != number and not guessed:
                return False
            if isinstance(size, str) and not _fits(size, number, letters):
                return False
    return True


def _fits(written: str, number: int, letters: dict[str, int]) -> bool:
    if written.isalpha() and len(written) == 1:
        known = letters.setdefault(written, number) or number
        letters[written] = known
        return known == number
    try:
        return value_of(written, letters) == number
    except (NameError, SyntaxError):
        return True
