"""Lists the program in the JSON of a `.pt2` file as a `Program`.

In: parsed JSON, as `torch.export.save` writes it (schema versions up to 8). Out: steps, types and
signature. Structure that is not as expected raises KeyError, TypeError or the like, which the
reader turns into one clear line. Imports no PyTorch.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from netscribe.graph.types import Dim
from netscribe.readers.torch.aten_functions import IN_PLACE_OF_STEPS, VARYING, operator_name
from netscribe.readers.torch.program import Named, Program, ProgramTensor, Scope
from netscribe.readers.torch.program_listing import HeldWeight, Listing

_DTYPES: Mapping[int, str] = {
    1: "uint8", 2: "int8", 3: "int16", 4: "int32", 5: "int64", 6: "float16", 7: "float32",
    8: "float64", 9: "complex32", 10: "complex64", 11: "complex128", 12: "bool", 13: "bfloat16",
    28: "uint16", 29: "float8_e4m3fn", 30: "float8_e5m2", 31: "float8_e4m3fnuz",
    32: "float8_e5m2fnuz", 33: "float8_e8m0fnu", 34: "uint32", 35: "uint64",
}  # fmt: skip
#: Kinds of weights in the signature, and the word for the path in each.
_WEIGHTS = {"parameter": "parameter_name", "buffer": "buffer_name"}


def program_of(document: Any, shared: Mapping[str, str]) -> Program:
    """The program in a document.

    Args:
        document: the parsed JSON.
        shared: for paths of weights, the file entry that holds their numbers.
    """
    return _Listing(document["graph_module"], shared).program()


class _Listing:
    """Goes through the document once; lives for one program only."""

    def __init__(self, graph_module: Any, shared: Mapping[str, str]) -> None:
        self._graph = graph_module["graph"]
        self._signature = graph_module["signature"]
        self._calls = graph_module.get("module_call_graph") or []
        self._shared = shared
        self._listing = Listing()
        self._trainable: dict[str, bool] = {}
        self._alias: dict[str, str] = {}
        self._prefix = ""

    def program(self) -> Program:
        """All of it."""
        self._list(self._graph)
        return self._listing.program(self._weights(), self._inputs(), self._outputs(), self._keys())

    def _list(self, graph: Any) -> None:
        for name, value in graph["tensor_values"].items():
            self._listing.tensors[self._prefix + name] = _type_of(value)
            self._trainable[self._prefix + name] = value.get("requires_grad", True) is True
        for node in graph["nodes"]:
            self._node(node)

    def _node(self, node: Any) -> None:
        target = node["target"]
        if operator_name(target)[0] in IN_PLACE_OF_STEPS:
            self._inlined(node)
            return
        arguments = {
            str(item.get("name") or index): self._plain(item["arg"])
            for index, item in enumerate(node["inputs"])
        }
        results = self._names(node["outputs"])
        same = self._listing.handed_on(target, arguments)
        if results and same is not None:
            self._alias[results[0]] = same
            return
        scopes = self._scopes(node["metadata"].get("nn_module_stack", ""))
        self._listing.add(target, arguments, results, scopes)

    def _inlined(self, node: Any) -> None:
        """A part that runs with other switches of PyTorch: it computes the same."""
        places = [index for index, item in enumerate(node["inputs"]) if "as_graph" in item["arg"]]
        inner = node["inputs"][places[0]]["arg"]["as_graph"]["graph"]
        given = self._names(item["arg"] for item in node["inputs"][places[0] + 1 :])
        wanted = self._names(node["outputs"])
        around = self._prefix
        # graphs inside the graph use the same names again
        self._prefix = f"{around}{len(self._listing)}/"
        self._alias.update(zip(self._names(inner["inputs"]), given))
        self._list(inner)
        made = self._names(inner["outputs"])
        self._prefix = around
        self._alias.update(zip(wanted, made))

    def _names(self, arguments: Iterable[Any]) -> list[str]:
        """The tensors that arguments or results name."""
        return [self._name(name) for item in arguments for name in _tensor_names(item)]

    def _name(self, name: str) -> str:
        full = self._prefix + name
        return self._alias.get(full, full)

    def _plain(self, argument: Any) -> object:
        """An argument's value; tensors as `Named`."""
        ((kind, value),) = argument.items()
        if kind in ("as_tensor", "as_optional_tensor"):
            return self._one(value)
        if kind in ("as_tensors", "as_optional_tensors"):
            return tuple(map(self._one, value))
        if kind == "as_nested_tensors":
            return tuple(tuple(map(self._one, items)) for items in value)
        reader = _VALUES.get(kind)
        return reader(value) if reader else None

    def _one(self, value: Any) -> Named | None:
        found = value.get("as_tensor", value)
        return Named(self._name(found["name"])) if "name" in found else None

    def _scopes(self, stack: str) -> tuple[Scope, ...]:
        """Modules around a node, written as key, path and class between semicolons."""
        entries = (entry.split(",", 2) for entry in filter(None, stack.split(";")))
        return self._listing.scopes((key, path, name) for key, path, name in entries)

    # The border.

    def _weights(self) -> Iterator[HeldWeight]:
        for kind, spec in self._specs():
            if kind not in _WEIGHTS:
                continue
            name, path = spec["arg"]["name"], spec[_WEIGHTS[kind]]
            trainable = self._trainable.get(name, True)
            numbers = self._shared.get(path) or None
            yield HeldWeight(name, path, kind == "parameter", trainable, numbers)

    def _specs(self) -> list[tuple[str, Any]]:
        return [next(iter(spec.items())) for spec in self._signature["input_specs"]]

    def _inputs(self) -> list[str]:
        return [
            name
            for kind, spec in self._specs()
            if kind == "user_input"
            for name in _tensor_names(spec["arg"])
        ]

    def _outputs(self) -> list[str]:
        return [
            self._name(name)
            for spec in self._signature["output_specs"]
            if "user_output" in spec
            for name in _tensor_names(spec["user_output"]["arg"])
        ]

    def _keys(self) -> tuple[str, ...]:
        """The keys of a dictionary that the model returns."""
        signature = self._calls[0].get("signature") if self._calls else None
        try:
            spec = json.loads((signature or {})["out_spec"])[1]
            keys = json.loads(spec["context"]) if spec["type"] == "builtins.dict" else []
        except (KeyError, TypeError, ValueError, IndexError):
            return ()
        plain = isinstance(keys, list) and all(isinstance(key, str) for key in keys)
        return tuple(keys) if plain else ()


def _tensor_names(argument: Any) -> list[str]:
    """The tensors that an argument or result names."""
    if "as_tensor" in argument:
        return [argument["as_tensor"]["name"]]
    if "as_tensors" in argument:
        return [item["name"] for item in argument["as_tensors"]]
    if "as_optional_tensor" in argument:
        return _tensor_names(argument["as_optional_tensor"])
    if "as_optional_tensors" in argument:
        return [name for item in argument["as_optional_tensors"] for name in _tensor_names(item)]
    return []


def _type_of(value: Any) -> ProgramTensor:
    shape = tuple(map(_size, value["sizes"]))
    strides = tuple(map(_size, value["strides"]))
    offset = _size(value["storage_offset"])
    known = tuple(stride for stride in strides if isinstance(stride, int))
    dtype = _DTYPES.get(value["dtype"], "")
    if len(known) < len(strides) or not isinstance(offset, int):
        return ProgramTensor(dtype, shape)
    return ProgramTensor(dtype, shape, known, offset)


def _size(size: Any) -> Dim:
    """A number; None where the program leaves it free."""
    number = size.get("as_int")
    is_size = isinstance(number, int) and not isinstance(number, bool) and number >= 0
    return number if is_size else None


def _symbol(value: Any) -> object:
    """A number; VARYING where it is known only when the program runs."""
    known = (value[key] for key in ("as_int", "as_float", "as_bool") if key in value)
    return next(known, VARYING)


def _same(value: Any) -> object:
    return value


def _all(reader: Callable[[Any], object]) -> Callable[[Any], object]:
    return lambda values: tuple(map(reader, values))


_VALUES: Mapping[str, Callable[[Any], object]] = {
    **dict.fromkeys(("as_int", "as_float", "as_bool", "as_string"), _same),
    **dict.fromkeys(("as_ints", "as_floats", "as_bools", "as_strings"), _all(_same)),
    **dict.fromkeys(("as_int_lists", "as_float_lists"), _all(_all(_same))),
    **dict.fromkeys(("as_sym_int", "as_sym_float", "as_sym_bool"), _symbol),
    **dict.fromkeys(("as_sym_ints", "as_sym_floats", "as_sym_bools"), _all(_symbol)),
    "as_scalar_type": lambda value: _DTYPES.get(value),
}
