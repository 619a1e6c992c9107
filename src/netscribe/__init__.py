"""netscribe draws a neural network straight from its definition.

    import netscribe as ns

    diagram = ns.diagram(model)
    print(diagram)               # terminal diagram
    diagram.save("model.svg")    # .svg .png .pdf .txt .json
    graph = ns.read(model)       # the facts alone

Names load on first use: importing netscribe imports no framework and next to nothing of its own.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netscribe.api import diagram, draw, read
    from netscribe.drawing import Diagram
    from netscribe.errors import NetscribeError
    from netscribe.graph.types import Graph

__version__ = "0.1.0"

__all__ = ["Diagram", "Graph", "NetscribeError", "__version__", "diagram", "draw", "read"]

_HOMES = {
    "Diagram": "netscribe.drawing",
    "Graph": "netscribe.graph.types",
    "NetscribeError": "netscribe.errors",
    "diagram": "netscribe.api",
    "draw": "netscribe.api",
    "read": "netscribe.api",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'netscribe' has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
