"""A phrase: the headline of an operation and the rest of its defining parameters, in order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrase:
    """`headline` is line 1 of a card, `details` line 2; empty details are dropped."""

    headline: str
    details: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "details", tuple(detail for detail in self.details if detail))
