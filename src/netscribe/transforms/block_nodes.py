"""Block nodes: a closed run of regions as one node of a Graph, or as the frame of a repeat.

In: a Graph and a `Closed` run, with its letter and facts. Out: a `Node` of kind block that covers
all that it stands for, or a `Module` that repeats, and the words for name and title.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from netscribe.graph.attributes import Attention, Block
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Module, Node, Op
from netscribe.graph.walks import with_folded
from netscribe.transforms.closing import Closed
from netscribe.transforms.regions import HOLDERS, Region

#: Layers that are counted in a block whose inside is not shown.
_COUNTED = {
    Kind.CONV: "convolution",
    Kind.LINEAR: "linear layer",
    Kind.RECURRENT: "recurrent layer",
    Kind.ATTENTION: "attention",
    Kind.EMBEDDING: "embedding",
}


def block_node(graph: Graph, closed: Closed, letter: str, facts: tuple[str, ...]) -> Node:
    """The node that stands for a closed run; `facts` are all that its card says."""
    first, last = closed.run[0], closed.run[-1]
    module = first.region.module
    assert module is not None
    return Node(
        id=closed.id,
        op=Op(Kind.BLOCK, module.class_name),
        name=block_name(closed),
        layer=module.path,
        attributes=Block(
            title=block_title(graph, module),
            letter=letter,
            facts=facts,
            shared=_is_shared(closed),
        ),
        qualifiers=module.qualifiers,
        inputs=tuple(Argument(value) for value in first.entering if value is not None),
        outputs=tuple(value for value in last.leaving if value is not None),
        parameters=_parameters(closed.nodes),
        covers=tuple(
            dict.fromkeys(
                cover
                for node in closed.nodes
                for part in with_folded(node)
                for cover in part.covers
            )
        ),
        repeat=len(closed.run),
    )


def repeated_module(graph: Graph, closed: Closed, parent: str | None) -> Module:
    """The frame of a run that is drawn in place, titled as its card would be."""
    module = closed.run[0].region.module
    assert module is not None
    return replace(
        module,
        name=block_name(closed),
        class_name="" if module.meaning else block_title(graph, module),
        parent=parent,
        repeat=len(closed.run),
    )


def told_facts_of(region: Region) -> tuple[str, ...]:
    """What recognition says of a module ("grouped queries")."""
    return region.module.facts if region.module is not None else ()


def told_facts(closed: Closed) -> tuple[str, ...]:
    """What recognition says of every module of a run."""
    every = [told_facts_of(instance.region) for instance in closed.run]
    return tuple(fact for fact in every[0] if all(fact in other for other in every))


def closed_facts(closed: Closed) -> tuple[str, ...]:
    """What can be said of an inside that is not shown: its attention, or how many layers it has."""
    regions = [instance.region.nodes for instance in closed.run]
    attentions = {
        tuple(node.attributes for node in nodes if isinstance(node.attributes, Attention))
        for nodes in regions
    }
    only = attentions.pop() if len(attentions) == 1 else ()
    if len(only) == 1:
        return tuple(_attention_facts(only[0]))
    counts = [Counter(node.op.kind for node in nodes) for nodes in regions]
    return tuple(filter(None, (_count_text(kind, counts) for kind in _COUNTED)))


def _count_text(kind: Kind, counts: Sequence[Counter[Kind]]) -> str:
    """ "3 convolutions", "3 convolutions each", "4, then 3 convolutions"; "" for none."""
    found = [count[kind] for count in counts]
    if not any(found) or len(set(found[1:])) > 1:
        return ""
    words = f"{_COUNTED[kind]}{'s' if max(found) > 1 else ''}"
    if len(set(found)) > 1:
        return f"{found[0]}, then {found[1]} {words}"
    return f"{found[0]} {words}{' each' if len(found) > 1 else ''}"


def _attention_facts(attention: Attention) -> Iterator[str]:
    yield f"{attention.heads} heads" if attention.heads > 1 else "1 head"
    if attention.kv_heads not in (None, attention.heads):
        yield f"{attention.kv_heads} kv heads"
    if attention.causal:
        yield "causal"
    window = dict(attention.settings).get("window")
    if window is not None:
        yield f"window {window}"


def _parameters(nodes: Sequence[Node]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            parameter
            for node in nodes
            for part in with_folded(node)
            for parameter in part.parameters
        )
    )


def _is_shared(closed: Closed) -> bool:
    """Whether all repeats use the same weights."""
    used = {frozenset(_parameters(instance.region.nodes)) for instance in closed.run}
    return len(closed.run) > 1 and len(used) == 1 and bool(next(iter(used)))


def block_title(graph: Graph, module: Module) -> str:
    """What the block is: its meaning, or its class without the model's own prefix."""
    if module.meaning:
        return module.meaning
    if module.class_name in HOLDERS:
        return module.name or module.class_name or "Block"
    return module.class_name.lstrip("_")


def block_name(closed: Closed) -> str:
    """The name in the code: "layer1", or the range "layers.0–31"."""
    if closed.named is not None and closed.named.module is not None:
        return closed.named.module.name
    names = [one.region.module.name for one in closed.run if one.region.module is not None]
    if len(names) > 1 and all("–" in name for name in names):
        return f"{names[0].partition('–')[0]}–{names[-1].rpartition('–')[2]}"
    if len(set(names)) == 1:
        return names[0]
    before, _, last = names[-1].rpartition(".")
    same = all(name.rpartition(".")[0] == before for name in names)
    return f"{names[0]}–{last}" if before and same else f"{names[0]} – {names[-1]}"
