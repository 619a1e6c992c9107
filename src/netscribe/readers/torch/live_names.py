"""Names in the Graph for modules and operations of a PyTorch model.

In: dotted names in the code ("layer1.0.conv1"). Out: paths with slashes, the short names that are
printed, and places for operations that have no name of their own. Knows no tensor.
"""

from __future__ import annotations

from collections import Counter

#: Attributes under which wrappers hold the module that the user wrote.
_WRAPPED = frozenset({"_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module"})


def path_of(dotted: str) -> str:
    """layer1.0.conv1 -> layer1/0/conv1."""
    return "/".join(_parts(dotted))


def name_of(dotted: str) -> str:
    """The attribute's name; a member of a sequence is told with the sequence: features.0."""
    parts = _parts(dotted)
    start = len(parts) - 1
    while start > 0 and parts[start].isdecimal():
        start -= 1
    return ".".join(parts[start:])


def _parts(dotted: str) -> list[str]:
    return [part for part in dotted.split(".") if part not in _WRAPPED]


class Scope:
    """The inside of one call of a module: hands out places for its bare operations."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._counts: Counter[str] = Counter()

    def place(self, word: str) -> str:
        """encoder/add, then encoder/add_1, ..."""
        count = self._counts[word]
        self._counts[word] += 1
        name = f"{word}_{count}" if count else word
        return f"{self.path}/{name}" if self.path else name
