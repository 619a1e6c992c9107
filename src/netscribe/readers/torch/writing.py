"""Which of its arguments a call wrote into, told by how often their memory was written to.

In: a call's tensors with their versions before it. Out: those with new contents.
"""

from __future__ import annotations

from itertools import compress
from typing import Any

from netscribe.readers.compat.torch_functions import is_write
from netscribe.readers.compat.torch_tensors import mapped, storage_of, version_of


class Identity:
    """Membership of tensors by identity, since `==` compares their numbers."""

    def __init__(self, tensors: Any) -> None:
        self._members = {id(tensor) for tensor in tensors}

    def __contains__(self, tensor: object) -> bool:
        return id(tensor) in self._members


def tensors_in(structure: Any) -> tuple[Any, ...]:
    """The tensors in nested sequences and dictionaries, in order."""
    found: list[Any] = []
    mapped(found.append, structure)
    return tuple(found)


def written_by(name: str, before: Any) -> tuple[Any, ...]:
    """The arguments that a call wrote into; `before` has the version that each had."""
    written = [tensor for tensor, version in before if version_of(tensor) != version]
    uncounted = [tensor for tensor, version in before[:1] if version is None]
    if is_write(name):
        written.extend(uncounted)
        written = written if name.startswith("_foreach") else _without_views(written)
    return tuple({id(tensor): tensor for tensor in written}.values())


def _without_views(written: list[Any]) -> list[Any]:
    """The first and what shares no memory with it, since versions count all of a memory."""
    first = written[0] if written else None
    places = [storage_of(tensor) for tensor in written]
    apart = (item is first or place != places[0] for item, place in zip(written, places))
    return list(compress(written, apart))
