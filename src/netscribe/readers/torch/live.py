"""Reads live PyTorch modules by running their real `forward` on tensors without numbers.

In: a module and what the user said of its inputs. Out: a Graph. Order of attempts, each said in a
Note where it is not the first: a fake run; a fake run with another guess for what the data decides;
a run with real numbers, on copies of the weights, if the user allows it.
Free sizes (batch, sequence length) are those that differ in a second run with larger inputs. The
module is left bit for bit as it was, also when its forward raises. Nothing is computed
unless allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from netscribe.errors import ReadError
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph
from netscribe.readers.compat.torch_classes import class_name_of, is_module, unwrapped
from netscribe.readers.protocol import ReadRequest


def claims(source: object) -> bool:
    """Whether `source` is a torch module; looks at its class only."""
    return is_module(source)


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a live PyTorch module.

    Raises:
        InputError: inputs are needed and cannot be guessed, or the ones given do not fit.
        ReadError: the module's own code fails.
    """
    # torch is imported only once a module of it is there
    from netscribe.readers.torch.live_reading import graph_of

    model: Any = unwrapped(source)
    if not callable(getattr(model, "forward", None)):
        raise ReadError(f"{type(model).__name__} has no forward() to follow")
    return graph_of(model, request, GraphBuilder(request.name or class_name_of(model)))


def weight_values(source: object, paths: Collection[str]) -> Mapping[str, object]:
    """The values of the matrices at those `paths`, as plain numbers."""
    from netscribe.readers.torch.live_values import values_of

    return values_of(unwrapped(source), paths)
