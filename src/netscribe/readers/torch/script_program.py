"""Lists the program of a TorchScript archive: its modules, their weights, and the steps of forward.

In: the record of the model, and the definitions of the archive. Out: a `Program`. Shapes are those
of the weights alone: TorchScript keeps no others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from netscribe.errors import ReadError
from netscribe.readers.port_names import distinct
from netscribe.readers.torch.inert_records import Made
from netscribe.readers.torch.inert_tensors import InertTensor, tensor_of
from netscribe.readers.torch.program import Named, Program, ProgramTensor, ProgramWeight, Step
from netscribe.readers.torch.script_archive import ScriptArchive, UndecidedError
from netscribe.readers.torch.script_calls import ScriptCalls, method_called
from netscribe.readers.torch.script_code import ScriptCode, public_name
from netscribe.readers.torch.script_values import UNKNOWN, Results, Submodule, tensors_of
from netscribe.readers.torch.script_walk import Walk

_DEEPEST = 100
_NO_SHAPES = (
    "TorchScript keeps no shapes but those of the weights: the others are left out; pass "
    "torch.jit.load(path) with inputs= to see them"
)


def program_of(model: Made, code: ScriptCode, where: str) -> Program:
    """The program.

    Raises:
        ReadError: the model has no forward, or one that cannot be followed.
    """
    modules = dict(_modules(model, "", 0))
    weights = list(_weights(modules, code))
    held = {f"%{path}": same or path for path, _, _, _, same in weights}
    archive = ScriptArchive(
        code,
        weights={id(record): f"%{path}" for path, record, _, _, _ in weights},
        paths={id(record): path for path, record in reversed(modules.items())},
    )
    walk = Walk(archive, where, ScriptCalls())
    inputs, result = _followed(walk, model, where)
    return Program(
        class_name=public_name(str(model.callee)).rpartition(".")[2],
        steps=tuple(
            Step(item.function, item.arguments, tuple(item.results), item.scopes, item.opaque)
            for item in walk.steps
        ),
        tensors={
            f"%{path}": ProgramTensor(tensor.type.dtype, tensor.type.shape)
            for path, _, tensor, _, _ in weights
        },
        inputs=inputs,
        outputs=_outputs(result),
        weights=tuple(
            ProgramWeight(path, tensor.type, is_parameter, tensor.trainable, same)
            for path, _, tensor, is_parameter, same in weights
        ),
        held=held,
        notes=((_NO_SHAPES, ""), *walk.notes),
    )


def _modules(record: object, path: str, depth: int) -> Iterator[tuple[str, Made]]:
    """The model and its parts, with their dotted paths."""
    if not isinstance(record, Made) or tensor_of(record) or not isinstance(record.state, Mapping):
        return
    if not str(record.callee).startswith("__torch__."):
        return
    if depth > _DEEPEST:
        raise ReadError(f"modules inside modules more than {_DEEPEST} levels deep")
    yield path, record
    for name, value in record.state.items():
        yield from _modules(value, f"{path}.{name}".lstrip("."), depth + 1)


_Weight = tuple[str, object, InertTensor, bool, str]


def _weights(modules: Mapping[str, Made], code: ScriptCode) -> Iterator[_Weight]:
    """Path, record, type, whether it is a parameter, and the path that it shares numbers with."""
    first: dict[tuple[object, ...], str] = {}
    for path, module in modules.items():
        definition = code.classes.get(str(module.callee))
        parameters = definition.parameters if definition else ()
        state = module.state if isinstance(module.state, Mapping) else {}
        for name, value in state.items():
            tensor = tensor_of(value)
            if tensor is None:
                continue
            full = f"{path}.{name}".lstrip(".")
            same = first.setdefault(tensor.place, full)
            yield full, value, tensor, name in parameters, "" if same == full else same


def _followed(walk: Walk, model: Made, where: str) -> tuple[tuple[tuple[str, str], ...], object]:
    """The inputs by name, and what forward gives."""
    root = Submodule(model, "")
    try:
        definition = walk.archive.class_of(root).methods.get("forward")
        if definition is None:
            raise ReadError(f"{where}: the archive's model has no forward()")
        names, values = _inputs(definition)
        result = method_called(walk, root, "forward", values, {})
    except UndecidedError as error:
        raise ReadError(
            f"{where}: the code cannot be followed without the data: {error}",
            hint="pass the module itself, or export it with torch.export.export",
        ) from None
    except RecursionError:
        raise ReadError(f"{where}: the code is nested too deeply") from None
    used = {
        name
        for step in walk.steps
        for value in step.arguments.values()
        for name in tensors_of(value)
    }
    used |= set(tensors_of(result))
    return tuple((name, name) for name in names if name in used), result


def _inputs(definition: ast.FunctionDef) -> tuple[list[str], list[object]]:
    """Forward's tensors by name, and the values to call it with; numbers have their defaults."""
    parameters = definition.args.args[1:]
    given = definition.args.defaults
    without: list[ast.expr | None] = [None] * (len(parameters) - len(given))
    defaults = [*without, *given]
    names: list[str] = []
    values: list[object] = []
    for parameter, default in zip(parameters, defaults):
        values.append(_input(parameter.arg, parameter.annotation, default, names))
    return names, values


def _input(
    name: str, annotation: ast.expr | None, default: ast.expr | None, names: list[str]
) -> object:
    if default is not None:
        try:
            value: object = ast.literal_eval(default)
        except ValueError:
            value = UNKNOWN
        return value
    word = annotation.id if isinstance(annotation, ast.Name) else ""
    if isinstance(annotation, ast.Subscript) and isinstance(annotation.value, ast.Name):
        inner = annotation.slice
        if annotation.value.id == "Optional":
            return _input(name, inner, None, names)
        if annotation.value.id == "Tuple":
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return tuple(
                _input(f"{name}.{index}", part, None, names) for index, part in enumerate(parts)
            )
    if word != "Tensor":
        return UNKNOWN
    names.append(name)
    return Named(name)


def _outputs(result: object) -> tuple[tuple[str, str], ...]:
    """Each tensor that comes out, under the key or position that leads to it."""
    found = list(_leaves(result, ()))
    words = [".".join(keys) or "output" for keys, _ in found]
    words = [f"output_{word}" if word[0].isdecimal() else word for word in words]
    return tuple(zip(distinct(words), (name for _, name in found)))


def _leaves(value: object, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, Results):
        value = value.whole()
    if isinstance(value, Named):
        yield keys, value.name
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, (*keys, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            yield from _leaves(item, (*keys, str(index)))
