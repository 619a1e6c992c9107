"""Takes a TensorFlow graph's functions apart: one flat list of nodes, in an order that can run.

In: a `ListedGraph` and the tensors that are wanted. Out: `FlatNode`s that those need, function
calls replaced by what they call. Order edges, reads of variables and other nodes that only hand a
tensor on are passed over. Without recursion; bounded, however functions call each other.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from netscribe.errors import ReadError
from netscribe.graph.types import TensorType
from netscribe.readers.tensorflow_file.cells import cell_of
from netscribe.readers.tensorflow_file.output_names import output_index
from netscribe.readers.tensorflow_file.records import Called, ListedGraph, ListedNode

MOST_NODES = 500_000
_DEEPEST = 40
_HINT = "save the model again"
#: Nodes whose result is their first input; the gradient's and the device's business.
PASSING = frozenset((
    "Identity", "ReadVariableOp", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot",
    "EnsureShape", "PlaceholderWithDefault", "Enter", "RefEnter", "Exit", "NextIteration",
    "OptionalGetValue", "Copy", "CopyHost", "DebugIdentity", "XlaSharding", "LoopCond",
))  # fmt: skip
#: Nodes whose i-th result is their i-th input.
_PASSING_ALL = frozenset(("IdentityN",))
_CALLS = frozenset(("PartitionedCall", "StatefulPartitionedCall", "RemoteCall", "SymbolicGradient"))
#: The word for a loop that is a recurrent layer's.
RECURRENT_LOOP = "RecurrentLoop"
_LOOPS = frozenset(("While", "StatelessWhile"))


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A tensor: which result of which flat node."""

    node: str
    index: int = 0


@dataclass(frozen=True)
class FlatNode:
    """A node outside of all functions.

    Attributes:
        key: unique.
        path: its scoped name.
        modules: loops around it, as (path, class name).
    """

    key: str
    path: str
    listed: ListedNode
    inputs: tuple[Reference, ...]
    modules: tuple[tuple[str, str], ...] = ()


@dataclass
class _Scope:
    """One call of a function, or the graph itself."""

    key: str
    nodes: Mapping[str, ListedNode]
    places: Mapping[str, int]
    order: tuple[int, ...] = ()
    prefix: str = ""
    given: Mapping[str, Reference] = field(default_factory=dict)
    types: Mapping[str, TensorType] = field(default_factory=dict)
    outputs: Sequence[str] = ()
    modules: tuple[tuple[str, str], ...] = ()
    caller: _Scope | None = None
    written: Sequence[str] = ()


@dataclass
class Inlining:
    """Follows the wanted tensors backwards; lives for one file only."""

    graph: ListedGraph
    where: str
    _cells: dict[str, str] = field(default_factory=dict)
    _calls: dict[tuple[str, str], _Scope] = field(default_factory=dict)
    _scopes: dict[str, _Scope] = field(default_factory=dict)
    _flat: dict[str, tuple[tuple[int, ...], FlatNode]] = field(default_factory=dict)

    def follow(self, wanted: Sequence[str]) -> tuple[tuple[FlatNode, ...], tuple[Reference, ...]]:
        """The nodes that the wanted tensors need, and those tensors.

        Raises:
            ReadError: a tensor is read and never made, or functions call each other in circles.
        """
        nodes = self.graph.nodes
        main = _Scope("", nodes, {name: at for at, name in enumerate(nodes)})
        found = tuple(self._resolved(main, name) for name in wanted)
        waiting = [(scope, name) for scope, name, _ in found]
        while waiting:
            scope, name = waiting.pop()
            waiting.extend(self._reach(scope, name))
        return self._in_order(), tuple(_reference(*item) for item in found)

    def _reach(self, scope: _Scope, name: str) -> list[tuple[_Scope, str]]:
        """Adds one node; returns those that it reads."""
        key = f"{scope.key}{name}"
        if key in self._flat:
            return []
        if len(self._flat) >= MOST_NODES:
            raise self._error(f"more than {MOST_NODES:,} operations once functions are called")
        node = scope.nodes[name]
        sources = [
            self._resolved(scope, text)
            for text in node.inputs
            if not text.startswith("^") and not self._goes_back(scope, node, text)
        ]
        path = f"{scope.prefix}{name}"
        inputs = tuple(_reference(*item) for item in sources)
        flat = FlatNode(key, path, self._told(node), inputs, scope.modules)
        self._flat[key] = ((*scope.order, scope.places[name]), flat)
        return [(inner, made) for inner, made, _ in sources]

    def _told(self, node: ListedNode) -> ListedNode:
        """The node; a loop that runs a recurrent layer under a word of its own."""
        body = node.attributes.get("body")
        is_loop = node.op in _LOOPS and isinstance(body, Called)
        cell = self._cell(body.name) if is_loop and isinstance(body, Called) else ""
        if not cell:
            return node
        return replace(node, op=RECURRENT_LOOP, attributes={**node.attributes, "cell": cell})

    def _cell(self, function: str) -> str:
        """The recurrent cell that a function is one step of; "" for any other."""
        if function not in self._cells:
            found = self.graph.functions.get(function)
            self._cells[function] = "" if found is None else cell_of(found)
        return self._cells[function]

    def _goes_back(self, scope: _Scope, node: ListedNode, text: str) -> bool:
        """Whether an input of a merge comes from the end of a loop of the old kind."""
        if node.op not in ("Merge", "RefMerge"):
            return False
        source = scope.nodes.get(text.partition(":")[0])
        return source is not None and source.op in ("NextIteration", "RefNextIteration")

    def _resolved(self, scope: _Scope, text: str) -> tuple[_Scope, str, int]:
        """The node that makes a tensor, through calls and nodes that hand it on."""
        for _ in range(MOST_NODES):
            name, index, output = _parts(text)
            node = scope.nodes.get(name)
            if node is None:
                scope, text = self._argument(scope, name)
                continue
            place = index if not output else output_index(node.op, output, index)
            if node.op in PASSING and _data(node):
                text = _data(node)[0]
            elif node.op in _PASSING_ALL and place < len(_data(node)):
                text = _data(node)[place]
            elif self._is_call(node):
                scope, text = self._result(scope, node, place)
            else:
                return scope, name, place
        raise self._error("tensors are handed on in a circle")

    def _argument(self, scope: _Scope, name: str) -> tuple[_Scope, str]:
        """What a function's caller gave for an argument."""
        if scope.caller is None or name not in scope.given:
            raise self._error(f"{name[:80]!r} is read, and nothing makes it")
        at = scope.given[name].index
        if at >= len(scope.written):
            raise self._error(f"the argument {name[:80]!r} is read, and no call gives it")
        return scope.caller, scope.written[at]

    def _result(self, scope: _Scope, node: ListedNode, place: int) -> tuple[_Scope, str]:
        """The tensor inside a function that is a result of its call."""
        inner = self._called(scope, node)
        if place >= len(inner.outputs):
            raise self._error(f"result {place} of {node.name[:80]!r} is read and never made")
        return inner, inner.outputs[place]

    def _is_call(self, node: ListedNode) -> bool:
        return self._function_of(node) in self.graph.functions

    def _function_of(self, node: ListedNode) -> str:
        if node.op in _LOOPS:
            body = node.attributes.get("body")
            name = body.name if isinstance(body, Called) else ""
            return "" if self._cell(name) else name
        if node.op in _CALLS:
            called = node.attributes.get("f")
            return called.name if isinstance(called, Called) else ""
        return node.op

    def _called(self, scope: _Scope, node: ListedNode) -> _Scope:
        """The call of a function at a node; the same each time it is asked for."""
        known = self._calls.get((scope.key, node.name))
        if known is not None:
            return known
        if scope.key.count("@") >= _DEEPEST:
            raise self._error(f"functions call each other more than {_DEEPEST} levels deep")
        function = self.graph.functions[self._function_of(node)]
        nodes = function.nodes
        prefix = _inner_prefix(scope.prefix, node, function.nodes)
        is_loop = node.op in _LOOPS
        made = _Scope(
            key=f"{scope.key}{node.name}@",
            nodes=nodes,
            places={name: at for at, name in enumerate(nodes)},
            order=(*scope.order, scope.places[node.name]),
            prefix=prefix,
            given={name: Reference("", at) for at, name in enumerate(function.inputs)},
            outputs=function.outputs,
            modules=(*scope.modules, (f"{scope.prefix}{node.name}", "While"))
            if is_loop
            else scope.modules,
            caller=scope,
            written=_data(node),
        )
        self._calls[(scope.key, node.name)] = made
        return made

    def _in_order(self) -> tuple[FlatNode, ...]:
        """Kahn's algorithm; of those that could come next, the first in the file comes next."""
        waiting: dict[str, int] = {}
        readers: dict[str, list[str]] = {}
        for key, (_, node) in self._flat.items():
            sources = {item.node for item in node.inputs}
            waiting[key] = len(sources)
            for source in sources:
                readers.setdefault(source, []).append(key)
        ready = [(self._flat[key][0], key) for key, count in waiting.items() if not count]
        heapq.heapify(ready)
        found: list[FlatNode] = []
        while ready:
            _, key = heapq.heappop(ready)
            found.append(self._flat[key][1])
            for reader in readers.get(key, ()):
                waiting[reader] -= 1
                if not waiting[reader]:
                    heapq.heappush(ready, (self._flat[reader][0], reader))
        if len(found) < len(self._flat):
            raise self._error("operations read each other in a circle")
        return tuple(found)

    def _error(self, message: str) -> ReadError:
        return ReadError(f"{self.where}: {message}", hint=_HINT)


def _reference(scope: _Scope, name: str, index: int) -> Reference:
    return Reference(f"{scope.key}{name}", index)


def _data(node: ListedNode) -> tuple[str, ...]:
    """The inputs that are tensors, not order."""
    return tuple(text for text in node.inputs if not text.startswith("^"))


def _parts(text: str) -> tuple[str, int, str]:
    """Node, index and name of the result: "a", "a:1", or "a:output:1" inside of functions."""
    name, *rest = text.split(":")
    number = rest[-1] if rest and rest[-1].isdecimal() and len(rest[-1]) < 9 else "0"
    output = rest[0] if rest and not rest[0].isdecimal() else ""
    return name, int(number), output


def _inner_prefix(around: str, node: ListedNode, inner: Iterable[str]) -> str:
    """The scope in which a function's nodes stand: that of its call, unless they name it."""
    scope = node.name.rpartition("/")[0]
    if not scope or any(name.startswith(f"{scope}/") for name in inner):
        return around
    return f"{around}{scope}/"
