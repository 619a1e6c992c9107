"""A size that two runs of one model may differ in.

In: nothing. Out: the record that joins how inputs were enlarged with what became of them.
"""

from __future__ import annotations

from dataclasses import dataclass

BATCH_LETTER = "B"


@dataclass(frozen=True, slots=True)
class Variable:
    """A free size: its letter, and what it is in the two runs."""

    letter: str
    before: int
    after: int
