"""Parts that some blocks of a kind lack: said on the block card, exceptions at the uses.

In: a Template and the runs in which it is used. Out: per part (a node that some instance lacks) the
words for the card ("first block only"), and per run the words for what does not follow that rule
("no skip").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netscribe.graph.attributes import Elementwise
from netscribe.graph.types import Node
from netscribe.transforms.runs import Run
from netscribe.transforms.templates import Template

_FIRST, _REST, _EACH = "first block only", "not in the first block", ""
#: What the card says of a part without a rule that some use lacks all the same.
_EXCEPTED = "not in all"
#: Where a rule cannot be told from the uses, which is so inside of other cards.
_SOME = "in some blocks only"


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the template that not every instance has.

    `kept` is the argument that goes on in its place; `rule` what holds of it for most runs. Is it
    `excepted`, then some use speaks of it by its word.
    """

    node: Node
    place: int
    kept: int
    rule: str
    excepted: bool = False

    @property
    def word(self) -> str:
        """What it is called at a use."""
        if isinstance(self.node.attributes, Elementwise):
            return "skip" if self.node.attributes.operator == "add" else self.node.op.type_name
        return self.node.name or self.node.op.type_name

    @property
    def said(self) -> str:
        """What the card says of it; with its word where a use needs that, for a card's name in the
        code is left out where there is no room.
        """
        return f"{self.word}: {self.rule or _EXCEPTED}" if self.excepted else self.rule


def parts_of(template: Template, runs: Sequence[Run]) -> tuple[Part, ...]:
    """The parts that some instance lacks, with the rule that most runs follow."""
    kept: dict[int, int] = {}
    for instance in template.instances:
        kept.update(instance.bypassed)
    told = {instance.region.id for run in runs for instance in run}
    whole = all(instance.region.id in told for instance in template.instances)
    found = []
    for place, argument in sorted(kept.items()):
        node = template.model.nodes[place]
        assert node is not None
        rule = _rule(place, runs) if whole else _SOME
        part = Part(node, place, argument, rule)
        named = rule == _SOME or any(exceptions((part,), run) for run in runs)
        found.append(replace(part, excepted=named))
    return tuple(found)


def _rule(place: int, runs: Sequence[Run]) -> str:
    fits = {
        rule: sum(_follows(rule, _pattern(place, run)) for run in runs)
        for rule in (_EACH, _FIRST, _REST)
    }
    return max(fits, key=lambda rule: fits[rule])


def _pattern(place: int, run: Run) -> tuple[bool, ...]:
    return tuple(instance.nodes[place] is not None for instance in run)


def _follows(rule: str, pattern: tuple[bool, ...]) -> bool:
    first, rest = pattern[0], pattern[1:]
    if rule == _FIRST:
        return first and not any(rest)
    if rule == _REST:
        return not first and all(rest)
    return all(pattern)


def exceptions(parts: Sequence[Part], run: Run) -> tuple[str, ...]:
    """What a run's card must say of the parts that do not follow their rule."""
    return tuple(text for part in parts if (text := _exception(part, _pattern(part.place, run))))


def _exception(part: Part, pattern: tuple[bool, ...]) -> str:
    if part.rule == _SOME or _follows(part.rule, pattern):
        return ""
    if not any(pattern):
        return f"no {part.word}"
    if all(pattern):
        return f"{part.word} in each" if len(pattern) > 1 else f"with {part.word}"
    if _follows(_FIRST, pattern):
        return f"{part.word} in the first only"
    if _follows(_REST, pattern):
        return f"no {part.word} in the first"
    lacking = ", ".join(str(at + 1) for at, there in enumerate(pattern) if not there)
    return f"no {part.word} in block {lacking}"
