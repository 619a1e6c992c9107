"""Which step makes and which steps read a tensor, while steps are merged.

In: steps. Out: the step behind a tensor, if nothing else reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from netscribe.readers.netlist.emission import Step
from netscribe.readers.netlist.operation import Operand


@dataclass(frozen=True, slots=True)
class Wiring:
    """Which step makes a tensor, and how often each is read; outputs of the network count."""

    makers: dict[str, int]
    steps: list[Step | None]
    reads: Counter[str]

    def maker(self, operand: Operand | None) -> tuple[int, Step] | None:
        """The step that makes a tensor."""
        index = None if operand is None else self.makers.get(operand.key)
        step = None if index is None else self.steps[index]
        return None if index is None or step is None else (index, step)

    def only_maker(self, operand: Operand | None) -> tuple[int, Step] | None:
        """The same, if nothing else reads the tensor and the step makes no other."""
        found = self.maker(operand)
        if found is None or operand is None or self.reads[operand.key] != 1:
            return None
        return found if len(found[1].operation.outputs) == 1 else None


#: What takes the place of a step, and the steps that it took in.
Merge = tuple[Step, tuple[int, ...]]
Rule = Callable[[Step, Wiring], "Merge | None"]


def first_of(step: Step) -> Operand | None:
    """The tensor that a step works on."""
    place = step.facts.order[0] if step.facts.order else 0
    return step.operation.operand(place)


def is_activated(step: Step) -> bool:
    return step.facts.activation is not None
