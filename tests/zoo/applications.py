"""Every network of `keras.applications`, without weights.

`python -m tests.zoo.applications [NAME...]` checks parameters, shapes and edges of each against
what Keras records of its own symbolic call, on the backend that KERAS_BACKEND names, in a table;
exit status 1 if a fact is wrong.
"""

from __future__ import annotations

import inspect
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.zoo.keras_edges import drawn_edges, recorded_edges

from netscribe.graph.types import Graph

#: Networks that Keras itself refuses to build on a backend.
REFUSED = {("NASNetMobile", "torch")}


def constructors() -> dict[str, Callable[[], Any]]:
    """Name -> a function that makes the network; all that this Keras builds on its backend."""
    import keras

    backend = keras.backend.backend()
    found = {
        name: maker
        for name, maker in vars(keras.applications).items()
        if inspect.isfunction(maker)
        and "weights" in inspect.signature(maker).parameters
        and (name, backend) not in REFUSED
    }
    return {name: partial(_build, found[name]) for name in sorted(found)}


def _build(maker: Callable[..., Any]) -> Any:
    """On PyTorch's meta device no weight takes memory or time."""
    import keras

    if keras.backend.backend() != "torch":
        return maker(weights=None)
    with keras.device("meta"):
        return maker(weights=None)


def wrong_facts(graph: Graph, model: Any) -> list[str]:
    """What the graph says differently from Keras."""
    found = []
    if graph.parameter_count != model.count_params():
        found.append(f"{graph.parameter_count} parameters, Keras says {model.count_params()}")
    names = [tensor._keras_history.operation.name for tensor in model.inputs]
    ours, theirs = drawn_edges(graph, names), recorded_edges(model)
    found += [f"{'extra' if edge in ours else 'missing'} {edge}" for edge in sorted(ours ^ theirs)]
    shapes = {layer.path: tuple(layer.output.shape[1:]) for layer in model.layers}
    for node in graph.nodes:
        drawn = graph.value[node.outputs[0]].type.shape
        known = tuple(size if isinstance(size, int) else None for size in (drawn or ())[1:])
        if node.id in shapes and known != shapes[node.id]:
            found.append(f"{node.id}: {drawn}, Keras says {shapes[node.id]}")
    return found


def main(names: list[str]) -> int:
    import keras

    from netscribe.api import read

    print(f"keras.applications {keras.__version__} on {keras.backend.backend()}")
    print(f"{'network':<24}{'nodes':>7}{'parameters':>14}{'facts':>8}{'seconds':>9}")
    wrong = count = 0
    for name, build in constructors().items():
        if names and name not in names:
            continue
        model = build()
        start = time.perf_counter()
        graph = read(model)
        seconds = time.perf_counter() - start
        problems = wrong_facts(graph, model)
        verdict = "WRONG" if problems else "ok"
        print(
            f"{name:<24}{len(graph.nodes):>7}{graph.parameter_count:>14,}{verdict:>8}{seconds:>9.2f}",
            flush=True,
        )
        for problem in problems[:5]:
            print(f"    {problem}")
        count, wrong = count + 1, wrong + bool(problems)
    print(f"{count} networks, {wrong} with wrong facts")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
