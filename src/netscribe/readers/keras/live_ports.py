"""Names of a live model's inputs and outputs.

In: the structures in which the model takes and gives tensors. Out: one name per tensor, the user's
own where given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from netscribe.errors import InputError
from netscribe.readers.compat.keras_graph import producer_of
from netscribe.readers.compat.keras_tensors import flat_with_path


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


def distinct(names: Sequence[str]) -> list[str]:
    """The names with "_1", "_2" behind those that come again."""
    found: list[str] = []
    for name in names:
        wanted, count = name, 0
        while wanted in found:
            count += 1
            wanted = f"{name}_{count}"
        found.append(wanted)
    return found


def renamed(
    names: Sequence[str], given: Sequence[str] | Mapping[str, str] | None, what: str
) -> list[str]:
    """The user's names in place of the code's.

    Raises:
        InputError: more names than there are tensors, or a name that is not there.
    """
    if given is None:
        return list(names)
    if isinstance(given, Mapping):
        unknown = [name for name in given if name not in names]
        if unknown:
            raise InputError(
                f"the model has no {what} named {unknown[0]!r}", hint=f"it has {', '.join(names)}"
            )
        return [given.get(name, name) for name in names]
    if len(given) > len(names):
        raise InputError(
            f"{len(given)} names were given for {len(names)} {what}s",
            hint=f"the model's {what}s are {', '.join(names)}",
        )
    return [*given, *names[len(given) :]]
