"""Expands calls of functions that the file itself defines, each as a module.

In: a node that calls one. Out: the function's nodes in the builder. A function of a single node is
that node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from netscribe.readers.onnx.emitter import Emitter, resolved
from netscribe.readers.onnx.environment import Frame
from netscribe.readers.onnx.records import FunctionRecord, NodeRecord

#: Walks the nodes of a frame.
WalkNodes = Callable[[Frame, Sequence[NodeRecord]], None]
_HOLDING = ("Constant", "Identity")


class FunctionCalls:
    """Expands calls."""

    def __init__(
        self,
        emitter: Emitter,
        functions: Mapping[tuple[str, str], FunctionRecord],
        walk: WalkNodes,
    ) -> None:
        self._emitter = emitter
        self._functions = functions
        self._walk = walk

    def has(self, node: NodeRecord) -> bool:
        """Whether the file defines the node's operator."""
        return (node.domain, node.op_type) in self._functions

    def expand(self, frame: Frame, node: NodeRecord, module: str | None, path: str) -> None:
        """Adds the function's nodes, and binds the results of the call."""
        function = self._functions[(node.domain, node.op_type)]
        builder = self._emitter.builder
        inner = Frame(
            opsets=function.opsets or frame.opsets,
            declared={item.name: item.type for item in function.values},
            settings={**function.defaults, **resolved(frame, node.attributes)},
            module=module,
            path=path,
            depth=frame.depth + 1,
            results=frozenset(function.outputs),
        )
        for name, given in zip(function.inputs, node.inputs):
            held = frame.find(given) if given else None
            if held is not None:
                inner.names[name] = held
        if sum(item.op_type not in _HOLDING for item in function.nodes) > 1:
            with (
                builder.inside(module),
                builder.module(path, path.rpartition("/")[2], node.op_type) as made,
            ):
                inner.module = made
        self._walk(inner, _without_left_out(inner, function))
        for outer, name in zip(node.outputs, function.outputs):
            held = inner.find(name)
            if outer and held is not None:
                frame.names[outer] = held


def _without_left_out(frame: Frame, function: FunctionRecord) -> Sequence[NodeRecord]:
    """The function's nodes; inputs that the call leaves out are left out in them too."""
    missing = {name for name in function.inputs if name not in frame.names}
    if not missing:
        return function.nodes
    return [
        NodeRecord(
            name=node.name,
            op_type=node.op_type,
            domain=node.domain,
            overload=node.overload,
            inputs=tuple("" if name in missing else name for name in node.inputs),
            outputs=node.outputs,
            attributes=node.attributes,
        )
        for node in function.nodes
    ]
