"""How the cost of each stage grows with the number of drawn nodes.

In: nothing; uses synthetic networks. Out: a table of seconds per stage, and each stage's growth
exponent between the last two sizes (1 is linear).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from benchmarks.synthetic import NETWORKS
from netscribe.graph.types import Graph

SIZES = (30, 300, 3_000, 30_000)
#: A network that takes longer than this in all is the last of its kind to be drawn.
_PATIENCE = 120.0
_STAGES = ("build", "fold", "figure", "size", "layout", "ink", "svg", "text")


def print_table(sizes: tuple[int, ...] = SIZES) -> None:
    """One row per network, and one of exponents per kind of network."""
    print(
        f"{'network':<10}{'nodes':>8}" + "".join(f"{stage:>9}" for stage in _STAGES) + f"{'sum':>9}"
    )
    for name, make in NETWORKS.items():
        rows: list[tuple[int, Mapping[str, float]]] = []
        for size in sizes:
            seconds = _stages(partial(make, size))
            rows.append((size, seconds))
            total = sum(seconds.values())
            cells = "".join(f"{seconds[stage]:>9.3f}" for stage in _STAGES)
            print(f"{name:<10}{size:>8,}{cells}{total:>9.3f}", flush=True)
            if total > _PATIENCE:
                break
        if len(rows) > 1:
            print(f"{'':<10}{'growth':>8}{_exponents(*rows[-2:])}")


def _exponents(
    smaller: tuple[int, Mapping[str, float]], larger: tuple[int, Mapping[str, float]]
) -> str:
    ratio = math.log(larger[0] / smaller[0])
    found = [math.log(larger[1][stage] / smaller[1][stage]) / ratio for stage in _STAGES]
    totals = math.log(sum(larger[1].values()) / sum(smaller[1].values())) / ratio
    return "".join(f"{exponent:>9.2f}" for exponent in (*found, totals))


def _stages(make: Callable[[], Graph]) -> dict[str, float]:
    """Seconds of each stage, each measured by itself."""
    from netscribe.figure.build import make_figure
    from netscribe.layout.engine import layout
    from netscribe.renderers.svg import render_svg
    from netscribe.renderers.terminal import TerminalSettings, render_terminal
    from netscribe.scene.compose import compose
    from netscribe.scene.plan import panel_plan
    from netscribe.style.sizing import measure_bar, measure_nodes
    from netscribe.style.themes import LIGHT
    from netscribe.transforms.pipeline import simplified

    watch = _Watch()
    graph = watch("build", make)
    drawn = watch("fold", lambda: simplified(graph))
    figure = watch("figure", lambda: make_figure(drawn))
    panel = figure.panels[0]
    measured = dict(watch("size", lambda: measure_nodes(drawn, names=True)))
    for bar in panel.bars:
        measured[bar.id] = measure_bar(bar.title, bar.name, bar.shape)
    watch("layout", lambda: layout(panel_plan(panel, measured, "down")))
    scene = watch("ink", lambda: compose(figure, LIGHT, "down"))
    watch.seconds["ink"] -= watch.seconds["size"] + watch.seconds["layout"]
    watch.seconds["ink"] = max(1e-6, watch.seconds["ink"])
    watch("svg", lambda: render_svg(scene))
    watch("text", lambda: render_terminal(figure, TerminalSettings()))
    return watch.seconds


class _Watch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: str, call: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        made = call()
        self.seconds[stage] = time.perf_counter() - start
        return made
