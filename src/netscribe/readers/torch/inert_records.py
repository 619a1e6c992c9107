"""What a pickle tells, as plain records in place of the objects that Python would have made.

In: nothing; `inert_pickle` fills them. Out: nothing; nothing in them can be called.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Global:
    """A name that Python would have looked up."""

    module: str
    name: str

    def __str__(self) -> str:
        return f"{self.module}.{self.name}"


@dataclass(slots=True, eq=False)
class Made:
    """What a call or class would have made: the callee, its arguments, and what came later.

    Attributes:
        state: what it would have been given to restore itself.
        items: members that would have been put into it.
    """

    callee: Global
    arguments: tuple[object, ...] = ()
    state: object = None
    items: dict[object, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outside:
    """What is kept outside of the pickle, under this key: the numbers of tensors."""

    key: object
