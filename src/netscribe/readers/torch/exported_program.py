"""Lists a live `ExportedProgram` as a `Program`.

In: what `torch.export.export` gives. Out: steps under public names, with the modules around them,
types from the values that the export left behind. Runs nothing; reads no numbers. Imports no
PyTorch: the program's own objects are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from netscribe.graph.types import Dim
from netscribe.readers.torch.aten_functions import IN_PLACE_OF_STEPS, VARYING
from netscribe.readers.torch.program import Named, Program, ProgramTensor, Scope
from netscribe.readers.torch.program_listing import HeldWeight, Listing


def program_of(exported: Any) -> Program:
    """The program that an `ExportedProgram` holds."""
    listing = _Listing(exported)
    return listing.program()


class _Listing:
    """Goes through the graph once; lives for one program only."""

    def __init__(self, exported: Any) -> None:
        self._exported = exported
        self._signature = exported.graph_signature
        self._listing = Listing()
        self._results: dict[Any, tuple[str, ...]] = {}
        self._names: dict[Any, str] = {}

    def program(self) -> Program:
        """All of it."""
        self._list(self._exported.graph_module, (), "")
        outputs = self._outputs()
        keys = _keys(self._exported, len(outputs))
        return self._listing.program(self._weights(), self._inputs(), outputs, keys)

    def _list(self, graph_module: Any, given: Sequence[Any], prefix: str) -> list[Any]:
        """Adds the steps of a graph; `given` go into its placeholders. Gives its outputs.

        Graphs inside the graph use the same names again: `prefix` tells them apart.
        """
        names = [self._name(node) for node in given]
        for node in graph_module.graph.nodes:
            self._names[node] = prefix + str(node.name)
            if node.op == "placeholder":
                self._declare(self._names[node], node.meta.get("val"))
                if names:
                    self._names[node] = names.pop(0)
            elif node.op == "call_function":
                self._call(node, graph_module)
            elif node.op == "output":
                return list(node.args[0]) if isinstance(node.args[0], tuple | list) else []
        return []

    def _call(self, node: Any, graph_module: Any) -> None:
        target = node.target
        word = str(getattr(target, "__name__", target))
        if word == "getitem":
            self._taken(node)
            return
        if word in IN_PLACE_OF_STEPS:
            self._inlined(node, graph_module)
            return
        arguments = self._arguments(node)
        same = self._listing.handed_on(str(target), arguments)
        if same is not None:
            self._names[node] = same
            return
        results = self._declared(node)
        self._listing.add(str(target), arguments, results, self._scopes(node))

    def _inlined(self, node: Any, graph_module: Any) -> None:
        """A part that runs with other switches of PyTorch: it computes the same."""
        parts = [arg for arg in node.args if getattr(arg, "op", "") == "get_attr"]
        inner = getattr(graph_module, str(parts[0].target))
        given = node.args[node.args.index(parts[0]) + 1 :]
        outputs = self._list(inner, given, f"{self._name(node)}/")
        self._results[node] = tuple(map(self._name, outputs))

    def _taken(self, node: Any) -> None:
        """One of several results."""
        source, index = node.args
        results = self._results.get(source, ())
        if isinstance(index, int) and index < len(results):
            self._names[node] = results[index]

    def _declared(self, node: Any) -> tuple[str, ...]:
        """The names of a step's results, their types written down."""
        value, name = node.meta.get("val"), self._name(node)
        if not isinstance(value, tuple | list):
            self._declare(name, value)
            return (name,) if _is_tensor(value) else ()
        names = tuple(f"{name}.{index}" for index in range(len(value)))
        for part, item in zip(names, value):
            self._declare(part, item)
        self._results[node] = names
        return tuple(part for part, item in zip(names, value) if _is_tensor(item))

    def _declare(self, name: str, value: Any) -> None:
        if _is_tensor(value):
            self._listing.tensors[name] = _type_of(value)

    def _name(self, node: Any) -> str:
        """The tensor's name; nodes that only hand a tensor on share its name."""
        return self._names.get(node, str(getattr(node, "name", "")))

    # Arguments and modules.

    def _arguments(self, node: Any) -> dict[str, object]:
        """By the operator's own words where it has a schema, else by position."""
        schema = getattr(node.target, "_schema", None)
        words = [str(argument.name) for argument in schema.arguments] if schema else []
        found: dict[str, object] = {}
        for index, value in enumerate(node.args):
            found[words[index] if index < len(words) else str(index)] = self._plain(value)
        found.update((key, self._plain(value)) for key, value in node.kwargs.items())
        return found

    def _plain(self, value: Any) -> object:
        if hasattr(value, "op") and hasattr(value, "meta"):
            known = value.meta.get("val")
            if _is_tensor(known):
                return Named(self._name(value))
            # a size that is only known when the program runs
            return VARYING
        if isinstance(value, tuple | list):
            return tuple(self._plain(item) for item in value)
        return value

    def _scopes(self, node: Any) -> tuple[Scope, ...]:
        stack = node.meta.get("nn_module_stack") or {}
        return self._listing.scopes(
            (str(key), str(path), _class_of(kind)) for key, (path, kind) in stack.items()
        )

    # The border.

    def _weights(self) -> Iterator[HeldWeight]:
        for spec in self._signature.input_specs:
            kind = spec.kind.name
            if kind not in ("PARAMETER", "BUFFER"):
                continue
            stored = self._exported.state_dict.get(str(spec.target))
            yield HeldWeight(
                name=str(spec.arg.name),
                path=str(spec.target),
                parameter=kind == "PARAMETER",
                trainable=bool(getattr(stored, "requires_grad", True)),
                numbers=None if stored is None else id(stored),
            )

    def _inputs(self) -> list[str]:
        return [
            str(spec.arg.name)
            for spec in self._signature.input_specs
            if spec.kind.name == "USER_INPUT" and spec.arg.name in self._listing.tensors
        ]

    def _outputs(self) -> list[str]:
        nodes = list(self._exported.graph.nodes)
        returned = nodes[-1].args[0]
        specs = self._signature.output_specs
        return [
            self._name(node)
            for node, spec in zip(returned, specs)
            if spec.kind.name == "USER_OUTPUT" and _is_tensor(getattr(node, "meta", {}).get("val"))
        ]


def _class_of(kind: Any) -> str:
    return kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"


def _keys(exported: Any, count: int) -> tuple[str, ...]:
    """The keys of a dictionary that the model returns; empty for other structures."""
    spec = getattr(exported.call_spec, "out_spec", None)
    keys = getattr(spec, "context", None)
    if not isinstance(keys, list) or len(keys) != count:
        return ()
    return tuple(keys) if all(isinstance(key, str) for key in keys) else ()


def _is_tensor(value: Any) -> bool:
    return hasattr(value, "shape") and hasattr(value, "dtype")


def _type_of(value: Any) -> ProgramTensor:
    shape = tuple(map(_size, value.shape))
    dtype = str(value.dtype).removeprefix("torch.")
    try:
        strides = _whole(value.stride())
        offset = _whole((value.storage_offset(),))
    except (NotImplementedError, RuntimeError):
        return ProgramTensor(dtype, shape)
    return ProgramTensor(dtype, shape, strides, offset[0] if offset else 0)


def _size(size: Any) -> Dim:
    """A number; None where the program leaves it free."""
    return int(size) if isinstance(size, int) else None


def _whole(sizes: Iterable[Any]) -> tuple[int, ...]:
    found = tuple(sizes)
    return tuple(map(int, found)) if all(isinstance(size, int) for size in found) else ()
