"""What TARGET names: a file, or a Python object that the user's own code makes.

In: TARGET as typed. Out: a Path for the readers, or a live object. The user's module is imported,
and a function called, with the current folder and the file's own first on `sys.path`; what that
code prints goes to stderr. `sys.path` is afterwards as it was.
"""

from __future__ import annotations

import functools
import importlib
import importlib.util
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TypeVar

from netscribe.errors import TargetError
from netscribe.registry import nearest_hint

Result = TypeVar("Result")

#: What a colon may stand before in the path of a file that is to be read, not imported.
_FILES = (
    ".keras", ".h5", ".json", ".pt2", ".pt", ".pth", ".ts", ".ckpt", ".bin", ".safetensors",
    ".onnx", ".tflite", ".xml", ".mlmodel", ".mlpackage", ".gguf",
)  # fmt: skip
_FORMS = (
    "TARGET is a model file (.onnx, .keras, .h5, .pt2, ...), a SavedModel or model folder, "
    "package.module:name or path/to/file.py:name"
)


def resolve(target: str) -> object:
    """The source that TARGET names.

    Raises:
        TargetError: there is no such file, module or name, or the user's code failed.
    """
    if Path(target).exists() and not target.endswith(".py"):
        return Path(target)
    where, colon, name = target.rpartition(":")
    if not colon or os.sep in name or name.endswith(_FILES):
        return _path(target)
    if not where or not all(part.isidentifier() for part in name.split(".")):
        raise TargetError(f"{target!r} names no object", hint=_FORMS)
    with _user_code(Path(where).parent if where.endswith(".py") else None):
        module = _load_file(Path(where)) if where.endswith(".py") else _load_module(where)
        return _made(_found(module, name, where), name, where)


def _path(target: str) -> Path:
    """A path to read; it must not be Python source, which needs a name."""
    if target.endswith(".py"):
        raise TargetError(
            f"{target!r} is a Python file, and could hold several models",
            hint=f"name the model or the function that makes it: {target}:NAME",
        )
    path = Path(target)
    if not path.exists() and not path.suffix and os.sep not in target:
        raise TargetError(f"no such file: {target!r}", hint=_FORMS)
    return path


@contextmanager
def _user_code(folder: Path | None) -> Iterator[None]:
    before = list(sys.path)
    first = [str(folder.resolve())] if folder is not None else []
    sys.path[:0] = [*first, str(Path.cwd())]
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        sys.path[:] = before


def _load_file(path: Path) -> ModuleType:
    if not path.is_file():
        raise TargetError(f"no such file: {str(path)!r}", hint=_FORMS)
    name = path.stem if path.stem not in sys.modules else f"netscribe_target_{path.stem}"
    specification = importlib.util.spec_from_file_location(name, path)
    if specification is None or specification.loader is None:
        raise TargetError(f"{str(path)!r} cannot be imported as Python")
    module = importlib.util.module_from_spec(specification)
    sys.modules[name] = module  # dataclasses and pickles of the module look it up there
    loader = specification.loader
    try:
        _guarded(functools.partial(loader.exec_module, module), f"importing {str(path)!r}")
    except TargetError:
        del sys.modules[name]
        raise
    return module


def _load_module(name: str) -> ModuleType:
    parts = name.split(".")
    if not all(part.isidentifier() for part in parts):
        raise TargetError(f"{name!r} is no name of a module", hint=_FORMS)
    for end in range(1, len(parts) + 1):
        prefix = ".".join(parts[:end])
        if not _guarded(functools.partial(_exists, prefix), f"importing {name!r}"):
            raise TargetError(
                f"there is no module {prefix!r}",
                hint="run netscribe from the folder that holds it, or give path/to/file.py:name",
            )
    return _guarded(functools.partial(importlib.import_module, name), f"importing {name!r}")


def _exists(module: str) -> bool:
    """Whether the module can be found; its packages are imported on the way."""
    try:
        return module in sys.modules or importlib.util.find_spec(module) is not None
    except ModuleNotFoundError as error:
        if error.name is not None and module.startswith(error.name):
            return False
        raise


def _found(module: ModuleType, name: str, where: str) -> object:
    current: object = module
    for part in name.split("."):
        missing = object()
        following = getattr(current, part, missing)
        if following is missing:
            known = tuple(known for known in dir(current) if not known.startswith("_"))
            raise TargetError(f"{where!r} has no {name!r}", hint=nearest_hint(part, known))
        current = following
    return current


def _made(found: object, name: str, where: str) -> object:
    """The object itself, or what it makes where it is a function or a class."""
    makes = (
        inspect.isroutine(found) or inspect.isclass(found) or isinstance(found, functools.partial)
    )
    if not makes or not callable(found):
        return found
    needed = _needed_arguments(found)
    if needed:
        raise TargetError(
            f"{name!r} in {where!r} needs arguments: {', '.join(needed)}",
            hint="name a model, or a function that can be called without arguments",
        )
    return _guarded(found, f"calling {name!r} in {where!r}")


def _needed_arguments(function: Callable[..., object]) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):  # built in, or written in C: the call itself will tell
        return []
    variable = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return [
        parameter.name
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty and parameter.kind not in variable
    ]


def _guarded(run: Callable[[], Result], doing: str) -> Result:
    """Runs the user's code; whatever goes wrong there is theirs to see, in one line."""
    try:
        return run()
    except TargetError:
        raise
    except (Exception, SystemExit) as error:
        place = _place(error.__traceback__)
        says = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        raise TargetError(
            f"{doing} failed: {says}{place}", hint="--debug prints the traceback"
        ) from error


def _place(trace: TracebackType | None) -> str:
    """The last line of the user's own code on the way to the error."""
    place = ""
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        ours = file.startswith(("<", str(Path(__file__).parent)))
        if not ours and "site-packages" not in file and not file.startswith(sys.base_prefix):
            place = f" ({Path(file).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    return place
