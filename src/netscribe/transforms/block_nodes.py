"""Block nodes: a closed run of regions as one node of a Graph.

In: a Graph and a `Closed` run, with its letter and facts. Out: a `Node` of kind block that covers
all that it stands for, and the words for its name and title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from netscribe.graph.attributes import Block
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Graph, Module, Node, Op
from netscribe.graph.walks import with_folded
from netscribe.transforms.closing import HOLDERS, Closed

#: So many classes with one first word are a library's, named after the model.
_LIBRARY = 4


def block_node(graph: Graph, closed: Closed, letter: str, facts: tuple[str, ...]) -> Node:
    """The node that stands for a closed run."""
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
            facts=(*module.facts, *facts),
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
    return _without_prefix(module.class_name.lstrip("_"), graph)


def _without_prefix(name: str, graph: Graph) -> str:
    """`LlamaDecoderLayer` of a Llama is a DecoderLayer: a word that all classes start with says
    nothing, where enough is left to say what it is.
    """
    own, model = _words(name), _words(graph.name)
    if len(own) < 3 or not model or own[0] != model[0]:
        return name
    classes = {module.class_name for module in graph.modules}
    alike = sum(_words(other)[:1] == own[:1] for other in classes)
    return "".join(own[1:]) if alike >= _LIBRARY else name


def _words(name: str) -> list[str]:
    return re.findall(r"[A-Z0-9]+(?![a-z])|[A-Z]?[a-z0-9]+", name)


def block_name(closed: Closed) -> str:
    """The name in the code: "layer1", or the range "layers.0–31"."""
    if closed.named is not None and closed.named.module is not None:
        return closed.named.module.name
    names = [one.region.module.name for one in closed.run if one.region.module is not None]
    if len(set(names)) == 1:
        return names[0]
    before, _, last = names[-1].rpartition(".")
    same = all(name.rpartition(".")[0] == before for name in names)
    return f"{names[0]}–{last}" if before and same else f"{names[0]} – {names[-1]}"
