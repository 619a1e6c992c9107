"""Steps that several modules need and that an exporter wrote into the first of them only.

In: the modules around each node. Out: the same, where what only lays out a tensor from outside of a
module, and is read in others as well, stands around them all: a mask that every layer would expand
for itself, but for the exporter's search for equal steps. Else the first layer would differ from
the rest by what it hands on.

Cost: O(nodes + edges); a step is followed upwards for a few nodes only.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.readers.onnx.names import Around, common_modules
from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import NodeRecord

#: What changes no number of a tensor, and what masks are made with.
_LAYING_OUT = frozenset(
    {
        *("Unsqueeze", "Squeeze", "Reshape", "Transpose", "Expand", "Flatten", "Slice", "Cast"),
        *("Identity", "And", "Or", "Not", "Where"),
    }
)
_MOST_STEPS = 12

_Chain = tuple[Around, ...]


def with_shared_steps(around: Sequence[_Chain], nodes: Sequence[NodeRecord]) -> list[_Chain]:
    """The modules around each node."""
    found = list(around)
    maker = {name: index for index, node in enumerate(nodes) for name in node.outputs}
    readers: dict[str, list[int]] = {}
    for index, node in enumerate(nodes):
        for name in reads_of(node):
            readers.setdefault(name, []).append(index)
    for index, node in enumerate(nodes):
        behind = [found[at] for name in node.outputs for at in readers.get(name, ())]
        home = common_modules([found[index], *behind])
        if not behind or len(home) == len(found[index]) or node.op_type not in _LAYING_OUT:
            continue
        branch = found[index][: len(home) + 1]
        if any(chain == home for chain in behind):
            continue  # the module hands it to what stands around it: a result
        for at in _steps(index, nodes, maker, (found, branch)):
            found[at] = home
    return found


def _steps(
    index: int,
    nodes: Sequence[NodeRecord],
    maker: dict[str, int],
    inside: tuple[Sequence[_Chain], _Chain],
) -> list[int]:
    """The node and all before it in its branch; none if they do more than lay something out."""
    found, branch = inside
    steps: list[int] = []
    pending = [index]
    while pending:
        at = pending.pop()
        if nodes[at].op_type not in _LAYING_OUT or len(steps) >= _MOST_STEPS:
            return []
        steps.append(at)
        makers = (maker[name] for name in reads_of(nodes[at]) if name in maker)
        pending.extend(
            one
            for one in makers
            if found[one][: len(branch)] == branch
            and one not in steps
            and nodes[one].op_type != "Constant"
        )
    return steps
