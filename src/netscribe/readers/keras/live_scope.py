"""What the emitter knows of the module that it is in: names given, and results not yet read.

In: names and value ids. Out: paths for operations without a name, and the loose ends.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Scope:
    """Scratch state of one module call.

    Attributes:
        path: of the module; "" for the model itself.
        named_operations: identities of operations that go by their own name.
    """

    path: str
    named_operations: frozenset[int] = frozenset()
    _counts: Counter[str] = field(default_factory=Counter)
    _open: dict[str, None] = field(default_factory=dict)
    _last: str | None = None

    def inside(self, name: str) -> str:
        """`name` as a path inside this scope."""
        return f"{self.path}/{name}" if self.path else name

    def place(self, name: str) -> str:
        """A path for an operation without a name: "add", then "add_1", "add_2", ..."""
        count = self._counts[name]
        self._counts[name] += 1
        return self.inside(f"{name}_{count}" if count else name)

    def made(self, value: str) -> None:
        """`value` came into being here."""
        self._open[value] = None
        self._last = value

    def used(self, value: str) -> None:
        """`value` was read here."""
        self._open.pop(value, None)

    def open_ends(self) -> tuple[str, ...]:
        """Values that nobody here has read; the last one made if all were read."""
        if self._open:
            return tuple(self._open)
        return () if self._last is None else (self._last,)
