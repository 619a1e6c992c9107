"""Names of a live model's outputs.

In: the structures in which the model takes and gives tensors. Out: one name per tensor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netscribe.readers.compat.keras_graph import producer_of
from netscribe.readers.compat.keras_tensors import flat_with_path
from netscribe.readers.port_names import distinct


def output_names(model: Any, structure: Any, makers: Mapping[int, str]) -> list[str]:
    """For each output its key in the model's dictionary, or else the layer that makes it.

    `makers` holds names by identity of the tensor, where Keras' own record has none.
    """
    found = []
    for path, tensor in flat_with_path(structure):
        keys = [str(step) for step in path if isinstance(step, str)]
        producer = producer_of(tensor)
        known = producer is not None and producer is not model
        maker = producer.name if known else makers.get(id(tensor), "output")
        found.append(".".join(keys) or maker)
    return distinct(found)
