"""What all levels of one picture share: the frame, the orders found so far, and a clock.

In: nothing but time. Out: seconds by phase. It must not know what the phases do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import TypeVar

from netscribe.layout.frame import Frame
from netscribe.layout.order import OrderBook

Result = TypeVar("Result")


class Clock:
    """Sums up the seconds each named phase took."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, phase: Callable[[], Result]) -> Result:
        start = perf_counter()
        result = phase()
        self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - start
        return result


@dataclass(frozen=True, slots=True)
class Desk:
    """The frame, the clock and the book of orders."""

    frame: Frame
    clock: Clock
    book: OrderBook
