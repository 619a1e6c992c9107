"""Parts that some uses of a block card lack, where the card does not draw them: in closed blocks.

In: a Template, the items of its card, its parts, and those of the cards inside. Out: the parts as
uses can speak of them. A part on the card of a block inside has that card's word, and no rule: each
use that lacks it says so. A part in a block whose inside is not shown is told with that block.
What no words can say (two of three equal blocks) is an error: there must be no such card.
Cost: O(instances x template size).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from netscribe.graph.types import Graph
from netscribe.transforms.block_nodes import block_title
from netscribe.transforms.closing import Closed, Item, flattened
from netscribe.transforms.part_words import part_word
from netscribe.transforms.presence import Part
from netscribe.transforms.templates import Template

#: The parts of a block card inside of the card.
PartsInside: TypeAlias = Callable[[Template], Sequence[Part]]


class UntoldError(ValueError):
    """Uses of a template's card would differ from it in a way that nothing on them can say."""

    def __init__(self, template: Template) -> None:
        super().__init__(f"uses lack what the card of {template.model.region.id} cannot leave out")
        self.template = template


def with_hidden(
    graph: Graph,
    template: Template,
    items: tuple[Item, ...],
    parts: Sequence[Part],
    inside: PartsInside,
) -> tuple[Part, ...]:
    """The parts, those in closed blocks told as such.

    Raises:
        UntoldError: a use lacks what neither the card nor the use can say.
    """
    if not parts:
        return ()
    found = {part.node.id: part for part in parts}
    told: Iterable[Part]
    closed = [item for item in flattened(items) if isinstance(item, Closed)]
    for item in closed:
        lacking = _lacking(template, item)
        own = [part for part in parts if part.node.id in _ids(item)]
        if not any(map(any, lacking)) or _goes_with_another(item, lacking, parts):
            continue
        if _goes_as_one(item, lacking, own):
            for part in own:
                del found[part.node.id]
            found[own[0].node.id] = _joined(graph, template, own)
            continue
        if any(_lacks_region(item, row) for row in lacking):
            raise UntoldError(template)
        if item.shown:
            alike = sum(other.template is item.template and other.shown for other in closed)
            if alike > 1 or not _are_all(item, lacking, own):
                raise UntoldError(template)
            told = _told_inside(template, item, own, inside)
        else:
            told = (_told_with(graph, item, part) for part in own)
        found.update({part.node.id: part for part in told})
    told_parts = tuple(found.values())
    if not _are_told_apart(template, told_parts):
        raise UntoldError(template)
    return told_parts


def _are_told_apart(template: Template, parts: Sequence[Part]) -> bool:
    """Whether parts of one word are always absent together, so that "no" to it means them all."""
    absent: dict[str, tuple[bool, ...]] = {}
    for part in parts:
        row = tuple(one.nodes[part.place] is None for one in template.instances)
        if not part.within and absent.setdefault(part.word, row) != row:
            return False
    return True


def _ids(item: Closed) -> set[str]:
    return {node.id for node in item.nodes}


def _lacking(template: Template, item: Closed) -> list[tuple[bool, ...]]:
    """Per instance of the outer template, which nodes of a run in it are absent."""
    place = {node.id: at for at, node in enumerate(template.model.nodes) if node is not None}
    held = [place[node.id] for node in item.nodes]
    return [tuple(one.nodes[at] is None for at in held) for one in template.instances]


def _is_all_or_nothing(lacking: Sequence[tuple[bool, ...]]) -> bool:
    return all(all(row) or not any(row) for row in lacking)


def _goes_with_another(
    item: Closed, lacking: Sequence[tuple[bool, ...]], parts: Sequence[Part]
) -> bool:
    """Whether a run is there or not as a whole because only a part reads it."""
    ids = _ids(item)
    gone = any(ids <= {node.id for node in part.with_it} for part in parts)
    return gone and _is_all_or_nothing(lacking)


def _goes_as_one(item: Closed, lacking: Sequence[tuple[bool, ...]], own: Sequence[Part]) -> bool:
    """Whether a run is there or not as a whole, and is the parts that begin in it."""
    same = {node.id for part in own for node in part.nodes} == _ids(item)
    return same and _is_all_or_nothing(lacking)


def _joined(graph: Graph, template: Template, own: Sequence[Part]) -> Part:
    """Parts that are always absent together as one: a block with a convolution and a norm."""
    first, *others = own
    if not others:
        return first
    nodes = dict.fromkeys(node for part in own for node in part.nodes if node is not first.node)
    whole = (first.node, *nodes)
    excepted = any(part.excepted for part in own)
    word = part_word(graph, template.model.region, whole)
    return replace(first, with_it=whole[1:], word=word, excepted=excepted)


def _lacks_region(item: Closed, absent: tuple[bool, ...]) -> bool:
    """Whether a run has fewer regions in a use than its card says."""
    start = 0
    for instance in item.run:
        end = start + len(instance.region.nodes)
        if all(absent[start:end]):
            return True
        start = end
    return False


def _are_all(item: Closed, lacking: Sequence[tuple[bool, ...]], own: Sequence[Part]) -> bool:
    """Whether parts in a block are all that uses lack of it, and lie in it wholly."""
    ids, told = _ids(item), {node.id for part in own for node in part.nodes}
    absent = {
        node.id
        for row in lacking
        for node, is_absent in zip(item.nodes, row, strict=True)
        if is_absent
    }
    return len(item.run) == 1 and absent <= told <= ids


def _told_inside(
    template: Template, item: Closed, own: Sequence[Part], inside: PartsInside
) -> Iterator[Part]:
    """The parts in the words of the card that shows them."""
    shown = {}
    for part in inside(item.template):
        node = item.run[0].nodes[part.place]
        if node is not None:
            shown[node.id] = part
    for part in own:
        if part.node.id not in shown:
            raise UntoldError(template)
        yield replace(part, word=shown[part.node.id].word, rule="")


def _told_with(graph: Graph, item: Closed, part: Part) -> Part:
    """A part of a block that is not shown: a use without it has another such block."""
    region = next(one.region for one in item.run if part.node in one.region.nodes)
    assert region.module is not None
    title = block_title(graph, region.module)
    return replace(part, rule="", within=f"{title[:1].lower()}{title[1:]}")
