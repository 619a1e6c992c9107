"""Where each node stands: the container around it, its path, and its layer's name in the code.

In: the nodes of one graph. Out: a `Place` per node; containers are opened in the builder as they
are first needed. A module that holds one operation alone is that operation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from netscribe.graph.builder import GraphBuilder
from netscribe.readers.onnx.environment import Frame, Place
from netscribe.readers.onnx.module_calls import ModuleCall, Step, module_calls
from netscribe.readers.onnx.names import (
    Around,
    class_of,
    modules_around,
    name_of,
    own_name,
    owner_of,
    path_of,
)
from netscribe.readers.onnx.order import reads_of
from netscribe.readers.onnx.records import NodeRecord
from netscribe.readers.onnx.shared_steps import with_shared_steps
from netscribe.readers.onnx.strays import with_strays

#: Operators that hold a tensor, or quantise it; they make no module of one operation a pair.
_HOLDING = frozenset({"Constant", "Identity", "QuantizeLinear", "DequantizeLinear"})
#: Operators that exporters fold batch norms into.
_TAKES_NORMS = frozenset({"Conv", "ConvTranspose", "Gemm"})


class Placing:
    """Hands out places in one frame, in the order of the nodes."""

    def __init__(self, builder: GraphBuilder, frame: Frame, nodes: Sequence[NodeRecord]) -> None:
        self._builder = builder
        self._frame = frame
        around = _without_root([modules_around(node) for node in nodes], nodes)
        if any(around):
            around = with_shared_steps(with_strays(around, nodes), nodes)
        steps = [
            Step(modules, tuple(reads_of(node)), node.outputs)
            for node, modules in zip(nodes, around)
        ]
        self._chains = module_calls(steps)
        self._has_modules = any(around)
        self._inside = _sizes(nodes, self._chains)
        self._holders = _holders(self._chains)
        self._opened: dict[int, str] = {}
        self._words: dict[str, Counter[str]] = {}

    def place(self, index: int, node: NodeRecord) -> Place:
        """Where a node stands."""
        chain = self._chains[index]
        if chain and self._inside[chain[-1].number] == 1 and node.op_type not in _HOLDING:
            leaf = _leaf_path(chain[-1], node)
            return Place(self._module(chain[:-1]), self._under(path_of(leaf)), name_of(leaf))
        return Place(self._module(chain), self._bare(chain, node.op_type), self._layer_name(node))

    def container(self, index: int, node: NodeRecord) -> tuple[str | None, str]:
        """The module around a node, and the path for a container in its place."""
        chain = self._chains[index]
        return self._module(chain), self._bare(chain, node.op_type)

    def _class_of(self, call: ModuleCall) -> str:
        """The class, or what stands for it: the name without numbers; "" for a mere sequence."""
        if call.class_name:
            return call.class_name
        return "" if call.path in self._holders else class_of(call.path)

    def _under(self, path: str) -> str:
        return f"{self._frame.path}/{path}" if self._frame.path else path

    def _bare(self, chain: tuple[ModuleCall, ...], op_type: str) -> str:
        """encoder/add, then encoder/add_1, ..."""
        inside = self._under(path_of(chain[-1].path)) if chain else self._frame.path
        word = op_type.lower() or "call"
        words = self._words.setdefault(inside, Counter())
        count = words[word]
        words[word] += 1
        name = f"{word}_{count}" if count else word
        return f"{inside}/{name}" if inside else name

    def _layer_name(self, node: NodeRecord) -> str:
        """The author's name of a node that is in no module; else that of its weights' owner."""
        if self._has_modules:
            return ""
        owner = next(filter(None, map(owner_of, node.inputs)), "")
        return own_name(node) or (name_of(owner) if "." in owner else owner)

    def _module(self, chain: tuple[ModuleCall, ...]) -> str | None:
        """The id of the innermost container, opened with those around it."""
        module = self._frame.module
        for call in chain:
            if call.number not in self._opened:
                path, name = self._under(path_of(call.path)), name_of(call.path)
                with (
                    self._builder.inside(module),
                    self._builder.module(path, name, self._class_of(call)) as made,
                ):
                    self._opened[call.number] = made
            module = self._opened[call.number]
        return module


def _leaf_path(call: ModuleCall, node: NodeRecord) -> str:
    """The layer's path; a convolution that took in a norm stands in the norm's place."""
    if "norm" not in call.class_name.lower() or node.op_type not in _TAKES_NORMS:
        return call.path
    owner = next(filter(None, map(owner_of, node.inputs)), "")
    siblings = owner and owner.rpartition(".")[0] == call.path.rpartition(".")[0]
    return owner if siblings else call.path


def _holders(chains: Sequence[tuple[ModuleCall, ...]]) -> frozenset[str]:
    """Paths of modules that hold nothing but numbered ones."""
    below: dict[str, set[str]] = {}
    for chain in chains:
        for outer, inner in zip(chain, (*chain[1:], None)):
            path = "" if inner is None else inner.path.removeprefix(f"{outer.path}.")
            below.setdefault(outer.path, set()).add(path)
    return frozenset(
        path for path, names in below.items() if all(name.isdecimal() for name in names)
    )


def _sizes(nodes: Sequence[NodeRecord], chains: Sequence[tuple[ModuleCall, ...]]) -> Counter[int]:
    """How many operations lie in each call of a module, at any depth."""
    sizes: Counter[int] = Counter()
    for node, chain in zip(nodes, chains):
        if node.op_type not in _HOLDING:
            sizes.update(call.number for call in chain)
    return sizes


def _without_root(
    around: list[tuple[Around, ...]], nodes: Sequence[NodeRecord]
) -> list[tuple[Around, ...]]:
    """Without a module around everything, which is the model itself."""
    while True:
        roots = {
            modules[0].path if modules else ""
            for modules, node in zip(around, nodes)
            if modules or node.op_type not in _HOLDING
        }
        if len(roots) != 1 or "" in roots or any(node.scopes for node in nodes):
            return around
        root = roots.pop()
        if all(len(modules) < 2 for modules in around):
            return [()] * len(around)
        around = [
            tuple(
                Around(module.path.removeprefix(f"{root}."), module.class_name)
                for module in modules[1:]
            )
            for modules in around
        ]
