"""Default figures of the stored architectures against the gates, one row each.

`python -m tests.zoo.figures [SLOT [NAME...]]` draws them for a slot (page) and prints a table: the
time of the choice in seconds of work, whether it is legible, how large its smallest text is, its
parts, and broken gates; exit status 1 if a gate is broken.
"""

from __future__ import annotations

import sys
import time

from tests.gates.picture import read_picture
from tests.gates.svg_gates import picture_violations
from tests.models.architectures.stored import names, stored

from netscribe.drawing import Diagram
from netscribe.scene.choice import smallest_text_pt
from netscribe.scene.slots import slot_of
from netscribe.settings import DetailSettings, DrawSettings

HEADER = (
    f"{'figure':<24}{'operations':>11}{'seconds':>9}{'legible':>9}{'font pt':>9}"
    f"{'overview':>10}{'cards':>7}{'violations':>12}"
)
_SHOWN = 6


def measured(name: str, slot: str) -> bool:
    """Prints a figure's row and its broken gates; whether there are any."""
    graph = stored(name)
    diagram = Diagram(graph, DrawSettings(detail=DetailSettings(slot=slot)))
    start = time.process_time()
    choice = diagram._choice
    seconds = time.process_time() - start
    size = slot_of(slot).printed_pt(choice.scene.size, smallest_text_pt(choice.scene))
    problems = picture_violations(read_picture(diagram.svg()))
    overview, *cards = choice.figure.panels
    print(
        f"{name:<24}{len(graph.nodes):>11,}{seconds:>9.2f}{'yes' if choice.fits else 'no':>9}"
        f"{size:>9.1f}{len(overview.graph.nodes):>10}{len(cards):>7}{len(problems):>12}",
        flush=True,
    )
    for problem in problems[:_SHOWN]:
        print(f"    {problem}")
    return bool(problems)


def main(arguments: list[str]) -> int:
    slot, *wanted = arguments or ["page"]
    print(HEADER)
    broken = sum(measured(name, slot) for name in wanted or names())
    print(f"{broken} figures with violations")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
