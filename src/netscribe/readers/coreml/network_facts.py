"""What a layer of a CoreML neural network does: the form in which its tables say so.

In: nothing. Out: types, and the describer of layers that have no settings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import TensorType
from netscribe.readers.coreml.network import Settings

#: What a layer does: kind, attributes, weights by name.
Said: TypeAlias = tuple[Kind, Attributes, dict[str, TensorType | None]]
Describer: TypeAlias = Callable[[Settings], Said]


def plain(kind: Kind, attributes: Attributes) -> Describer:
    """Always the same, without weights."""
    return lambda settings: (kind, attributes, {})
