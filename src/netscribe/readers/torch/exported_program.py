"""Lists a live `ExportedProgram` as a `Program`.

In: what `torch.export.export` gives. Out: steps under public names, with the modules around them,
types from the values that the export left behind. Runs nothing; reads no numbers. Imports no
PyTorch: the program's own objects are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.port_names import distinct
from netscribe.readers.torch.aten_functions import (
    IN_PLACE_OF_STEPS,
    SAME,
    VARYING,
    opaque_note,
    operator_name,
    public_call,
)
from netscribe.readers.torch.program import (
    Named,
    Program,
    ProgramTensor,
    ProgramWeight,
    Scope,
    Step,
)


def program_of(exported: Any) -> Program:
    """The program that an `ExportedProgram` holds."""
    listing = _Listing(exported)
    return listing.program()


class _Listing:
    """Goes through the graph once; lives for one program only."""

    def __init__(self, exported: Any) -> None:
        self._exported = exported
        self._signature = exported.graph_signature
        self._tensors: dict[str, ProgramTensor] = {}
        self._results: dict[Any, tuple[str, ...]] = {}
        self._names: dict[Any, str] = {}
        self._steps: list[Step] = []
        self._notes: list[tuple[str, str]] = []
        self._class_name = ""

    def program(self) -> Program:
        """All of it."""
        self._list(self._exported.graph_module, (), "")
        weights, held = self._weights()
        return Program(
            class_name=self._class_name.rpartition(".")[2],
            steps=tuple(self._steps),
            tensors=self._tensors,
            inputs=self._inputs(),
            outputs=self._outputs(),
            weights=weights,
            held=held,
            notes=tuple(dict.fromkeys(self._notes)),
        )

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
        name, own = operator_name(str(target))
        arguments = self._arguments(node)
        if own:
            name, arguments = public_call(name, arguments)
        same = arguments.get("input") if name == SAME else None
        if isinstance(same, Named):
            self._names[node] = same.name
            return
        results = self._declared(node)
        if results and not own:
            self._notes.append((opaque_note(name), ""))
        if results:
            self._steps.append(Step(name, arguments, results, self._scopes(node), opaque=not own))

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
            self._tensors[name] = _type_of(value)

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
        scopes: list[Scope] = []
        for key, (path, kind) in stack.items():
            name = kind if isinstance(kind, str) else f"{kind.__module__}.{kind.__qualname__}"
            if path:
                scopes.append(Scope(str(key), str(path).partition("@")[0], name))
            else:
                self._class_name = name
        return tuple(scopes)

    # The border.

    def _weights(self) -> tuple[tuple[ProgramWeight, ...], dict[str, str]]:
        """Weights in the signature's order; those that share their numbers share a path."""
        weights: list[ProgramWeight] = []
        held: dict[str, str] = {}
        first: dict[int, str] = {}
        for spec in self._signature.input_specs:
            kind = spec.kind.name
            if kind not in ("PARAMETER", "BUFFER"):
                continue
            name, path = str(spec.arg.name), str(spec.target)
            stored = self._exported.state_dict.get(path)
            same = first.setdefault(id(stored), path) if stored is not None else path
            tensor = self._tensors.get(name, ProgramTensor())
            weights.append(
                ProgramWeight(
                    path=path,
                    type=TensorType(tensor.dtype, tensor.shape),
                    parameter=kind == "PARAMETER",
                    trainable=bool(getattr(stored, "requires_grad", True)),
                    same_as="" if same == path else same,
                )
            )
            held[name] = same
        return tuple(weights), held

    def _inputs(self) -> tuple[tuple[str, str], ...]:
        names = [
            str(spec.arg.name)
            for spec in self._signature.input_specs
            if spec.kind.name == "USER_INPUT" and spec.arg.name in self._tensors
        ]
        return tuple((name, name) for name in names)

    def _outputs(self) -> tuple[tuple[str, str], ...]:
        nodes = list(self._exported.graph.nodes)
        returned = nodes[-1].args[0]
        specs = self._signature.output_specs
        found = [
            self._name(node)
            for node, spec in zip(returned, specs)
            if spec.kind.name == "USER_OUTPUT" and _is_tensor(getattr(node, "meta", {}).get("val"))
        ]
        words = output_words(_keys(self._exported, len(found)), len(found))
        return tuple(zip(words, found))


def output_words(keys: tuple[str, ...], count: int) -> list[str]:
    """Names for outputs: the keys under which the model returns them, or else their positions."""
    if len(keys) == count:
        return distinct(keys)
    return ["output"] if count == 1 else [f"output_{index}" for index in range(count)]


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
