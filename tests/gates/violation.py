"""What a gate finds: which gate, what is wrong, and the ids of what is concerned."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Violation:
    """One breach of a gate; `gate` is its number in the list of gates on the final SVG."""

    gate: int
    rule: str
    ids: tuple[str, ...]
    detail: str = ""

    def __str__(self) -> str:
        named = ", ".join(self.ids)
        return f"gate {self.gate} {self.rule}: {named}" + (
            f" ({self.detail})" if self.detail else ""
        )
