"""What a figure costs: simplifying, planning, making and composing it, with default options.

In: nothing; makes deep networks, and reads Llama-3 405B from its sizes where the libraries are
there. Out: a table of processor seconds by stage, and growth exponents between the last two sizes.
"""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import process_time
from typing import Any, TypeVar
from unittest.mock import patch

from benchmarks.deep import NETWORKS
from netscribe.graph.types import Graph

SIZES = (30, 300, 3_000, 10_000, 30_000)
_STAGES = ("simplify", "plan", "figure", "compose", "svg")
#: What choosing and composing are made of: asked is a second for 10,000 operations.
_CHOOSING = ("simplify", "plan", "figure", "compose")
#: The best of so many runs is shown, for small networks.
_RUNS, _SMALL = 3, 12_000
Result = TypeVar("Result")

#: Llama-3 405B, as its config.json says it.
_LLAMA_405B = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 16_384,
    "intermediate_size": 53_248,
    "num_hidden_layers": 126,
    "num_attention_heads": 128,
    "num_key_value_heads": 8,
    "vocab_size": 128_256,
    "max_position_embeddings": 131_072,
    "rms_norm_eps": 1e-5,
    "rope_theta": 500_000.0,
    "hidden_act": "silu",
}


class _Watch:
    """Processor seconds by stage; a stage within another counts for itself alone."""

    def __init__(self) -> None:
        self.seconds = dict.fromkeys(_STAGES, 0.0)
        self._inner = 0.0

    def __call__(self, stage: str, call: Callable[[], Result]) -> Result:
        outer, self._inner = self._inner, 0.0
        start = process_time()
        result = call()
        taken = process_time() - start
        self.seconds[stage] += taken - self._inner
        self._inner = outer + taken
        return result


def print_table(sizes: tuple[int, ...] = SIZES) -> None:
    """One row per network, and one of exponents per family."""
    print(f"{'network':<16}{'operations':>11}{_heads()}")
    for name, make in NETWORKS.items():
        rows: list[tuple[int, Mapping[str, float]]] = []
        for size in sizes:
            graph = make(size)
            rows.append((len(graph.nodes), _best(graph)))
            _print_row(name, *rows[-1])
        if len(rows) > 1:
            print(f"{'':<16}{'growth':>11}{_exponents(*rows[-2:])}")
    for name, graph in _stored():
        _print_row(name, len(graph.nodes), _best(graph))


def _heads() -> str:
    return "".join(f"{stage:>10}" for stage in _STAGES) + f"{'choosing':>10}"


def _print_row(name: str, operations: int, seconds: Mapping[str, float]) -> None:
    cells = "".join(f"{seconds[stage]:>10.3f}" for stage in _STAGES)
    print(f"{name:<16}{operations:>11,}{cells}{_choosing(seconds):>10.3f}", flush=True)


def _choosing(seconds: Mapping[str, float]) -> float:
    return sum(seconds[stage] for stage in _CHOOSING)


def _exponents(
    smaller: tuple[int, Mapping[str, float]], larger: tuple[int, Mapping[str, float]]
) -> str:
    ratio = math.log(larger[0] / smaller[0])
    pairs = [(smaller[1][stage], larger[1][stage]) for stage in _STAGES]
    pairs.append((_choosing(smaller[1]), _choosing(larger[1])))
    return "".join(f"{math.log(after / before) / ratio:>10.2f}" for before, after in pairs)


def _best(graph: Graph) -> Mapping[str, float]:
    """The stages of the fastest of several runs."""
    runs = _RUNS if len(graph.nodes) <= _SMALL else 1
    return min((_stages(graph) for _ in range(runs)), key=_choosing)


def _stages(graph: Graph) -> Mapping[str, float]:
    """Seconds of each stage of `netscribe.diagram(...).svg()`, reading left out.

    The stages are called where a user's call reaches them, with a watch around each; planning is
    what choosing takes besides.
    """
    from netscribe import drawing
    from netscribe.figure.build import make_figure
    from netscribe.scene import styles
    from netscribe.transforms.pipeline import simplified

    watch = _Watch()

    def timed(stage: str, call: Callable[..., Result]) -> Callable[..., Result]:
        return lambda *given, **named: watch(stage, lambda: call(*given, **named))

    make_composer = styles.composer_of

    def composer(*given: Any) -> Callable[..., Any]:
        return timed("compose", make_composer(*given))

    diagram = drawing.Diagram(graph)
    with (
        patch.object(drawing, "simplified", timed("simplify", simplified)),
        patch.object(drawing, "make_figure", timed("figure", make_figure)),
        patch.object(styles, "composer_of", composer),
    ):
        watch("plan", lambda: diagram._choice)
    watch("svg", diagram.svg)
    return watch.seconds


def _stored() -> Iterator[tuple[str, Graph]]:
    """Llama-3 405B, if PyTorch and transformers are there."""
    import netscribe
    from netscribe.errors import MissingLibraryError

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(_LLAMA_405B))
        try:
            yield "Llama-3 405B", netscribe.read(path)
        except MissingLibraryError as lack:
            print(f"skipped: Llama-3 405B: {lack}")
