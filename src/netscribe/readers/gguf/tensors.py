"""The tensors of a file as weights that are taken one by one, so that none is left out.

In: the list of tensors. Out: parameters in a builder. Knows no architecture.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from netscribe.graph.attributes import Settings
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import TensorType

_PLAIN = ("float", "bfloat", "int")


_NUMBER = re.compile(r"^blk\.\d+\.")


def _role(name: str) -> str:
    """The name without the number of the block."""
    return _NUMBER.sub("blk.*.", name)


class MisfitError(Exception):
    """A tensor is missing or has another shape than the architecture gives it."""


class Tensors:
    """Hands out each tensor once, or again under the same parameter."""

    def __init__(self, builder: GraphBuilder, found: Mapping[str, TensorType]) -> None:
        self._builder = builder
        self._found = found
        self._taken: dict[str, str] = {}
        self._words: dict[str, dict[str, int]] = {}
        for name, kind in found.items():
            words = self._words.setdefault(_role(name), {})
            words[kind.dtype] = words.get(kind.dtype, 0) + 1

    def has(self, name: str) -> bool:
        """Whether the file has this tensor."""
        return name in self._found

    def shape(self, name: str) -> tuple[int, ...]:
        """The sizes of a tensor, which are always known."""
        if name not in self._found:
            raise MisfitError(f"it has no tensor {name[:60]!r}")
        return tuple(size for size in self._found[name].shape or () if isinstance(size, int))

    def take(self, name: str, shape: tuple[int, ...] | None = None) -> str:
        """The parameter of a tensor.

        Raises:
            MisfitError: it is not there, or its shape is not the given one.
        """
        sizes = self.shape(name)
        if shape is not None and sizes != shape:
            raise MisfitError(f"{name[:60]} has the shape {sizes}, expected {shape}")
        if name not in self._taken:
            self._taken[name] = self._builder.add_parameter(name, self._found[name])
        return self._taken[name]

    def optional(self, name: str, shape: tuple[int, ...] | None = None) -> tuple[str, ...]:
        """The parameter of a tensor that need not be there."""
        return (self.take(name, shape),) if self.has(name) else ()

    def kept_as(self, name: str) -> Settings:
        """How a matrix is quantised, in all blocks where it is in one; nothing for plain numbers.

        Files mix types among blocks that are otherwise equal: "Q4_K or Q6_K".
        """
        words = self._words.get(_role(name), {})
        if all(word.startswith(_PLAIN) for word in words):
            return ()
        return ((" or ".join(words), "yes"),)

    def mixed(self) -> list[str]:
        """Which matrices are quantised in more than one way, and how often."""
        return [
            f"{role} is "
            + " and ".join(f"{word} in {count} blocks" for word, count in found.items())
            for role, found in self._words.items()
            if len(found) > 1
        ]

    def check_all_taken(self) -> None:
        """That every tensor has found its place.

        Raises:
            MisfitError: one has not.
        """
        rest = [name for name in self._found if name not in self._taken]
        if rest:
            raise MisfitError(f"{len(rest)} tensors have no place in it, such as {rest[0][:60]!r}")
