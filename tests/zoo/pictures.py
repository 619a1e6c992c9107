"""Default pictures of graphs against the gates, one row per network.

`python -m tests.zoo.pictures [NAME...]` draws all of `keras.applications` and the Keras zoo and
prints a table; exit status 1 if a gate is broken. Crossings and bends are tie-breakers, no gates.
Every fifth picture is also measured as Chromium draws it, if there is one.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.gates.browser import browser_path, drawn_pictures
from tests.gates.browser_gates import browser_violations
from tests.gates.picture import read_picture
from tests.gates.svg_gates import picture_violations

from netscribe.drawing import Diagram
from netscribe.figure.build import make_figure
from netscribe.graph.types import Graph
from netscribe.layout.gates import violations as layout_violations
from netscribe.scene.placed import place_panel
from netscribe.scene.plan import panel_plan
from netscribe.transforms.pipeline import simplified

#: A page's text block, in points: 6.9 in by 9 in.
PAGE_PT = (6.9 * 72, 9.0 * 72)
_SHOWN = 6
_EACH = 5


@dataclass(frozen=True)
class PictureRow:
    """What was measured of one picture; `problems` are the broken gates."""

    name: str
    cards: int
    crossings: int
    bends: int
    smallest_pt: float
    layout_seconds: float
    total_seconds: float
    problems: tuple[str, ...]
    svg: str

    def text(self) -> str:
        return (
            f"{self.name:<26}{self.cards:>6}{self.crossings:>10}{self.bends:>7}"
            f"{self.smallest_pt:>9.1f}{len(self.problems):>11}"
            f"{self.layout_seconds:>9.2f}{self.total_seconds:>8.2f}"
        )


HEADER = (
    f"{'picture':<26}{'cards':>6}{'crossings':>10}{'bends':>7}{'font pt':>9}"
    f"{'violations':>11}{'layout s':>9}{'svg s':>8}"
)


def measure(name: str, graph: Graph) -> PictureRow:
    """Draws a graph and checks its picture; `svg s` is the whole way from graph to file."""
    start = time.perf_counter()
    panel = make_figure(simplified(graph)).panels[0]
    placed = place_panel(panel, "down", names=True)
    laid_out = time.perf_counter()
    svg = Diagram(graph).svg()
    drawn = time.perf_counter()
    picture = read_picture(svg)
    problems = [str(found) for found in picture_violations(picture)]
    plan = panel_plan(panel, placed.measured, "down")
    problems += [f"layout: {found}" for found in layout_violations(plan, placed.layout)]
    if Diagram(graph).svg() != svg:
        problems.append("gate 11: other bytes on the second run")
    report = placed.layout.report
    return PictureRow(
        name=name,
        cards=len(panel.graph.nodes),
        crossings=report.crossings,
        bends=report.bends,
        smallest_pt=smallest_font(svg),
        layout_seconds=laid_out - start,
        total_seconds=drawn - laid_out,
        problems=tuple(problems),
        svg=svg,
    )


def smallest_font(svg: str) -> float:
    """Size in points of the smallest text when the picture is fitted to a page's text block."""
    picture = read_picture(svg)
    sizes = [words.size for item in picture.items for words in item.texts]
    scale = min(1.0, PAGE_PT[0] / picture.frame.width, PAGE_PT[1] / picture.frame.height)
    return min(sizes, default=0.0) * scale


def networks(names: list[str]) -> Iterator[tuple[str, Graph]]:
    """All networks that are asked for, read live; `keras.applications` first."""
    import keras
    from tests.models.keras_zoo import MODELS
    from tests.zoo.applications import constructors

    from netscribe.api import read

    for name, build in constructors().items():
        if not names or name in names:
            yield name, read(build())
    for name, entry in MODELS.items():
        if keras.backend.backend() in entry.backends and (not names or name in names):
            yield name, read(entry.build(), entry.inputs)


def browser_problems(svgs: dict[str, str]) -> int:
    """Prints what Chromium finds wrong with the pictures, and how many of them are."""
    if browser_path() is None:
        print("in a browser: skipped, no Chromium on this machine")
        return 0
    broken = 0
    for fallback in (False, True):
        for name, picture in drawn_pictures(svgs, fallback=fallback).items():
            found = browser_violations(picture, fallback=fallback)
            broken += bool(found)
            for problem in found[:_SHOWN]:
                print(f"    {name}{' in a wider font' if fallback else ''}: {problem}")
    print(f"in a browser, embedded font and a wider one: {len(svgs)} pictures, {broken} broken")
    return broken


def main(names: list[str]) -> int:
    print(HEADER)
    rows: list[PictureRow] = []
    for name, graph in networks(names):
        row = measure(name, graph)
        rows.append(row)
        print(row.text(), flush=True)
        for problem in row.problems[:_SHOWN]:
            print(f"    {problem}")
    seen_broken = browser_problems({row.name: row.svg for row in rows[::_EACH]})
    broken = sum(bool(row.problems) for row in rows)
    print(
        f"{len(rows)} pictures, {broken} with violations; "
        f"{sum(row.cards for row in rows):,} cards, "
        f"{sum(row.crossings for row in rows):,} crossings, "
        f"{sum(row.bends for row in rows):,} bends, "
        f"{sum(len(row.problems) for row in rows):,} violations; "
        f"{sum(row.layout_seconds for row in rows):.1f} s layout, "
        f"{sum(row.total_seconds for row in rows):.1f} s in all"
    )
    return 1 if broken or seen_broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
