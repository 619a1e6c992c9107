"""Parts that some blocks of a kind lack: said on the block card, exceptions at the uses.

In: a Template and the runs in which it is used. Out: per part (a node that some instance lacks,
with all that is absent because of it) the words for the card ("first block only"), and per run the
words for what does not follow that rule ("no skip").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from netscribe.graph.types import Graph, Node
from netscribe.transforms.bypasses import UNREAD
from netscribe.transforms.part_words import part_word
from netscribe.transforms.runs import Run
from netscribe.transforms.templates import Template

_FIRST, _REST, _EACH = "first block only", "not in the first block", ""
#: What the card says of a part without a rule that some use lacks all the same.
_EXCEPTED = "not in all"
#: Where a rule cannot be told from the uses, which is so inside of other cards: each use that
#: lacks the part says so, or a use of the card around.
_SOME = "in some blocks only"


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the template that not every instance has.

    `kept` is the argument that goes on in its place; `with_it` are the nodes that are absent
    because only it reads them; `word` is what it is called at a use; `rule` what holds of it for
    most runs. Is it `excepted`, then some use speaks of it by its word. `within` is the block that
    hides it, if one does: a use without the part has another one of these.
    """

    node: Node
    place: int
    kept: int
    with_it: tuple[Node, ...]
    word: str
    rule: str
    excepted: bool = False
    within: str = ""

    @property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes that are absent together."""
        return (self.node, *self.with_it)

    @property
    def said(self) -> str:
        """What the card says of it; with its word where a use needs that, for a card's name in the
        code is left out where there is no room.
        """
        return f"{self.word}: {self.rule or _EXCEPTED}" if self.excepted else self.rule


def parts_of(graph: Graph, template: Template, runs: Sequence[Run]) -> tuple[Part, ...]:
    """The parts that some instance lacks, with the rule that most runs follow."""
    kept = _kept(template)
    told = {instance.region.id for run in runs for instance in run}
    whole = all(instance.region.id in told for instance in template.instances)
    found = []
    for place, argument in sorted(kept.items()):
        if argument == UNREAD:
            continue
        node, *with_it = _absent_with(template, place, kept)
        rule = _rule(place, runs) if whole else _SOME
        word = part_word(graph, template.model.region, (node, *with_it))
        part = Part(node, place, argument, tuple(with_it), word, rule)
        named = rule == _SOME or any(exceptions((part,), run) for run in runs)
        found.append(replace(part, excepted=named))
    return tuple(found)


def _kept(template: Template) -> dict[int, int]:
    """By place what goes on there in instances that lack it; `UNREAD` if it goes with another."""
    kept: dict[int, int] = {}
    for instance in template.instances:
        for place, argument in instance.bypassed.items():
            kept[place] = max(argument, kept.get(place, UNREAD))
    return kept


def _absent_with(template: Template, place: int, kept: dict[int, int]) -> list[Node]:
    """The node at a place, and those before it that only it and they read."""
    node = template.model.nodes[place]
    assert node is not None
    found, wanted = [node], {item.value for item in node.inputs}
    for at in range(place - 1, -1, -1):
        other = template.model.nodes[at]
        assert other is not None
        if kept.get(at) == UNREAD and wanted.intersection(other.outputs):
            found.append(other)
            wanted.update(item.value for item in other.inputs)
    return found


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
    texts = (_exception(part, _pattern(part.place, run)) for part in parts)
    return tuple(dict.fromkeys(text for text in texts if text))


def _exception(part: Part, pattern: tuple[bool, ...]) -> str:
    if _follows(part.rule, pattern):
        return ""
    lacking = ", ".join(str(at + 1) for at, there in enumerate(pattern) if not there)
    if part.within:
        return f"other {part.within}" + (f" in block {lacking}" if any(pattern) else "")
    if not any(pattern):
        return f"no {part.word}"
    if all(pattern):
        return f"{part.word} in each" if len(pattern) > 1 else f"with {part.word}"
    if _follows(_FIRST, pattern):
        return f"{part.word} in the first only"
    if _follows(_REST, pattern):
        return f"no {part.word} in the first"
    return f"no {part.word} in block {lacking}"
