"""Default figures of the stored architectures against the gates, one row each.

`python -m tests.zoo.figures [NAME...] [--slot SLOT...] [--detail DETAIL...] [--page FILE]` draws
them for slots (page, column, slide) and details (auto, overview, layers), and prints a table: the
time of the choice in seconds of work, whether it is legible, how large its smallest text is, its
parts, and broken gates; exit status 1 if a gate is broken. `--page` stores the table.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.gates.picture import read_picture
from tests.gates.svg_gates import picture_violations
from tests.models.architectures.stored import names, stored

from netscribe.drawing import Diagram
from netscribe.scene.choice import smallest_text_pt
from netscribe.scene.slots import slot_of
from netscribe.settings import DetailSettings, DrawSettings

HEADER = (
    f"{'figure':<24}{'slot':<8}{'detail':<10}{'operations':>11}{'seconds':>9}{'legible':>9}"
    f"{'font pt':>9}{'overview':>10}{'cards':>7}{'violations':>12}"
)
_SHOWN = 6
_SLOTS, _DETAILS = ("page", "column", "slide"), ("auto", "overview", "layers")
_PAGE = """# Figures of the gallery against the gates

`make zoo-figures` measures this: the figure of every network of the gallery for three slots, and
for a page in two other details. Legible: the whole fits the slot with text of 6 pt or more; in the
details other than `auto` it need not. Parts: nodes of the overview and block cards beside it.
Violations: of the gates on the final SVG.

{summary}

| figure | slot | detail | legible | smallest text, pt | parts | violations |
|---|---|---|---|--:|--:|--:|
{rows}
"""


@dataclass(frozen=True)
class FigureRow:
    """What was measured of one figure."""

    name: str
    slot: str
    detail: str
    operations: int
    seconds: float
    is_legible: bool
    font_pt: float
    parts: tuple[int, int]
    problems: tuple[str, ...]

    def text(self) -> str:
        overview, cards = self.parts
        return (
            f"{self.name:<24}{self.slot:<8}{self.detail:<10}{self.operations:>11,}"
            f"{self.seconds:>9.2f}{'yes' if self.is_legible else 'no':>9}{self.font_pt:>9.1f}"
            f"{overview:>10}{cards:>7}{len(self.problems):>12}"
        )

    def line(self) -> str:
        overview, cards = self.parts
        return (
            f"| {stored(self.name).name} | {self.slot} | {self.detail} "
            f"| {'yes' if self.is_legible else 'no'} | {self.font_pt:.1f} "
            f"| {overview} + {cards} | {len(self.problems)} |"
        )


def measured(name: str, slot: str, detail: str) -> FigureRow:
    """Draws a figure and checks it."""
    graph = stored(name)
    diagram = Diagram(graph, DrawSettings(detail=DetailSettings(slot=slot, detail=detail)))
    start = time.process_time()
    choice = diagram._choice
    seconds = time.process_time() - start
    overview, *cards = choice.figure.panels
    return FigureRow(
        name,
        slot,
        detail,
        operations=len(graph.nodes),
        seconds=seconds,
        is_legible=choice.fits,
        font_pt=slot_of(slot).printed_pt(choice.scene.size, smallest_text_pt(choice.scene)),
        parts=(len(overview.graph.nodes), len(cards)),
        problems=tuple(map(str, picture_violations(read_picture(diagram.svg())))),
    )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="figures")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--slot", action="append", choices=_SLOTS)
    parser.add_argument("--detail", action="append", choices=_DETAILS)
    parser.add_argument("--page", default="")
    given = parser.parse_args(arguments)
    rows: list[FigureRow] = []
    print(HEADER)
    for slot in given.slot or _SLOTS:
        for detail in given.detail or (_DETAILS if slot == "page" else ("auto",)):
            for name in given.names or names():
                rows.append(measured(name, slot, detail))
                print(rows[-1].text(), flush=True)
                for problem in rows[-1].problems[:_SHOWN]:
                    print(f"    {problem}")
    print(_summary(rows))
    if given.page:
        lines = "\n".join(row.line() for row in rows)
        Path(given.page).write_text(_PAGE.format(rows=lines, summary=_summary(rows)), "utf-8")
    return 1 if any(row.problems for row in rows) else 0


def _summary(rows: Sequence[FigureRow]) -> str:
    auto = [row for row in rows if row.detail == "auto"]
    return (
        f"{len(rows)} figures, {sum(bool(row.problems) for row in rows)} with violations; "
        f"{sum(row.is_legible for row in auto)} of {len(auto)} default figures legible."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
