"""Exports one network, draws model and file, and prints what the figures show as a line of JSON.

`python -m tests.zoo.onnx_figure_worker EXPORTER NAME FOLDER`; the picture of the file and that of
the live model are left in FOLDER beside it.
"""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_MOST_PROBLEMS = 6


def main(arguments: list[str]) -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # exporters print
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    exporter, name, folder = arguments
    file = Path(folder) / f"{name}.{exporter}.onnx"
    try:
        model, inputs = _exported(exporter, name, file)
    except Exception as error:  # noqa: BLE001 - the exporter's own
        lines = [line for line in str(error).splitlines() if line.strip()] or [""]
        print(json.dumps({"failed": f"{type(error).__name__}: {lines[0][:200]}"}), file=answers)
        return
    print(json.dumps(_compared(name, model, inputs, file)), file=answers)


def _exported(exporter: str, name: str, file: Path) -> tuple[Any, Any]:
    """The live model and what goes into it; the file is there afterwards."""
    if name.startswith("keras"):
        from tests.models.architectures.table import ARCHITECTURES
        from tests.zoo.onnx_keras import exported

        constructor = ARCHITECTURES[name].code.partition("(")[0].rpartition(".")[2]
        model, inputs, _ = exported(exporter, constructor, file)
        return model, inputs
    from tests.zoo.gallery_exports import live
    from tests.zoo.onnx_exports import EXPORTERS

    found = live(name)
    if not file.exists():
        EXPORTERS[exporter](found, file)
    return found.model, dict(found.inputs) if found.by_name else list(found.inputs.values())


def _compared(name: str, model: Any, inputs: Any, file: Path) -> dict[str, Any]:
    from tests.models.architectures.table import ARCHITECTURES

    from netscribe.api import read

    title = ARCHITECTURES[name].title
    live, _ = _shown(read(model, inputs, name=title), file.with_suffix(".live.svg"))
    shown, problems = _shown(read(str(file), name=title), file.with_suffix(".svg"))
    return {"live": live, "file": shown, "violations": problems[:_MOST_PROBLEMS]}


def _shown(graph: Any, place: Path) -> tuple[dict[str, Any], list[str]]:
    """What the default figure of a graph for a page shows, and its broken gates."""
    from tests.gates.picture import read_picture
    from tests.gates.svg_gates import picture_violations

    from netscribe.drawing import Diagram
    from netscribe.graph.attributes import Block
    from netscribe.settings import DetailSettings, DrawSettings

    diagram = Diagram(graph, DrawSettings(detail=DetailSettings(slot="page")))
    choice = diagram._choice
    overview, *cards = choice.figure.panels
    blocks = [
        f"{node.attributes.letter} {node.attributes.title} ×{node.repeat}".strip()
        for panel in choice.figure.panels
        for node in panel.graph.nodes
        if isinstance(node.attributes, Block)
    ]
    framed = [module for panel in choice.figure.panels for module in panel.graph.modules]
    blocks += [f"{one.class_name} ×{one.repeat} in place" for one in framed if one.repeat > 1]
    svg = diagram.svg()
    place.write_text(svg, "utf-8")
    shown = {
        "legible": choice.fits,
        "overview": len(overview.graph.nodes),
        "cards": len(cards),
        "blocks": blocks,
        "repeats": sorted(_repeats(choice.figure)),
        "parameters": graph.parameter_count,
    }
    return shown, [str(problem) for problem in picture_violations(read_picture(svg))]


def _repeats(figure: Any) -> Iterator[int]:
    """How often each block that repeats does, in place or on a card."""
    for panel in figure.panels:
        for one in (*panel.graph.nodes, *panel.graph.modules):
            if one.repeat > 1:
                yield one.repeat


if __name__ == "__main__":
    main(sys.argv[1:])
