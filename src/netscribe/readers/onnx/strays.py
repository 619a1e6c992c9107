"""Modules of nodes that an exporter added without telling where they belong.

In: the nodes of one graph, and the modules that their own names tell. Out: the modules around each
node. A node without a module lies with the owner of its weights, else between those that it is made
from and read in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from netscribe.readers.onnx.names import Around, common_modules, is_told, owner_of
from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import NodeRecord

#: Modules of what a stray is made from that are looked at.
_MOST_CHAINS = 32


def with_strays(
    around: Sequence[tuple[Around, ...]], nodes: Sequence[NodeRecord]
) -> list[tuple[Around, ...]]:
    """The modules around each node, strays among their neighbours."""
    strays = {index for index, node in enumerate(nodes) if _is_stray(node)}
    if not strays:
        return list(around)
    readers: dict[str, list[int]] = {}
    maker = {name: index for index, node in enumerate(nodes) for name in node.outputs}
    known = {chain[-1].path: chain for modules in around for chain in _prefixes(modules)}
    owned = {index: _by_weights(nodes[index], known) for index in strays}
    found = [owned.get(index) or modules for index, modules in enumerate(around)]
    strays -= {index for index, modules in owned.items() if modules}
    around = tuple(found)
    above = _makers_of_strays(around, nodes, maker, strays)
    for index in reversed(range(len(nodes))):
        reads = list(reads_of(nodes[index]))
        if index in strays:
            outputs = nodes[index].outputs
            behind = [found[place] for name in outputs for place in readers.get(name, ())]
            found[index] = _between(above[index], behind)
        for name in reads:
            readers.setdefault(name, []).append(index)
    return found


def _prefixes(modules: tuple[Around, ...]) -> list[tuple[Around, ...]]:
    return [modules[:count] for count in range(1, len(modules) + 1)]


def _by_weights(node: NodeRecord, known: Mapping[str, tuple[Around, ...]]) -> tuple[Around, ...]:
    """The modules around the owner of a node's weights; () if none of them is known.

    Weights' names begin with the model's own, where it is wrapped.
    """
    owner = next(filter(None, map(owner_of, node.inputs)), "")
    for path in (owner, owner.partition(".")[2]):
        while path:
            if path in known:
                return known[path]
            path = path.rpartition(".")[0]
    return ()


def _makers_of_strays(
    around: Sequence[tuple[Around, ...]],
    nodes: Sequence[NodeRecord],
    maker: Mapping[str, int],
    strays: AbstractSet[int],
) -> dict[int, tuple[tuple[Around, ...], ...]]:
    """For each stray the modules of what it is made from, past other strays."""
    above: dict[int, tuple[tuple[Around, ...], ...]] = {}
    for index in sorted(strays):
        chains: dict[tuple[Around, ...], None] = {}
        for name in reads_of(nodes[index]):
            place = maker.get(name, index)
            if place in strays:
                chains.update(dict.fromkeys(above.get(place, ())))
            else:
                chains[around[place]] = None
        above[index] = tuple(chains)[:_MOST_CHAINS]
    return above


def _between(
    before: Sequence[tuple[Around, ...]], behind: Sequence[tuple[Around, ...]]
) -> tuple[Around, ...]:
    """The innermost modules that a node is made from and read in: outside, they would be left."""
    if not before or not behind:
        return common_modules([*before, *behind])[:-1]
    pairs = (
        common_modules([one, other])
        for one in dict.fromkeys(before)
        for other in dict.fromkeys(behind)
    )
    return max(pairs, key=len)


def _is_stray(node: NodeRecord) -> bool:
    return not is_told(node) and "/" not in node.name
