"""Reads a pickle without ever running what it asks for.

In: the bytes of a pickle. Out: plain values, and records of what Python would have looked up, made
or called. Nothing is imported, nothing is called, no attribute of any object is set. A pickle that
asks to call something that no list of tensors needs is refused.

Method: the pickle's own stack machine (`pickletools` tells the operations apart), with records in
place of objects. O(length of the pickle).
"""

from __future__ import annotations

import pickletools
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

from netscribe.errors import ReadError
from netscribe.readers.torch.inert_records import Global, Made, Outside

#: Lists of tensors stay far below, also for models of thousands of layers.
MOST_OPERATIONS = 5_000_000
_HINT = "save the weights alone, with torch.save(model.state_dict(), path), or as .safetensors"
#: Libraries whose calls in a pickle build tensors and containers. Nothing of them is called here.
_BUILDERS = ("torch", "numpy", "collections", "__torch__")
_CALLED = frozenset(
    (
        "_codecs.encode", "copyreg._reconstructor", "copy_reg._reconstructor", "builtins.set",
        "builtins.frozenset", "builtins.dict", "builtins.bytearray", "builtins.bytes",
        "__builtin__.bytes", "builtins.complex",
        "builtins.slice", "builtins.range", "__builtin__.set", "__builtin__.frozenset",
        "__builtin__.bytearray", "argparse.Namespace", "datetime.datetime", "datetime.date",
        "datetime.timedelta", "pathlib.Path", "pathlib.PosixPath", "pathlib.PurePosixPath",
        "pathlib.WindowsPath", "pathlib._local.PosixPath",
    )
)  # fmt: skip


class _Mark:
    """Stands on the stack where a group begins."""


_MARK = _Mark()


def inert(content: bytes, where: str, start: int = 0) -> tuple[object, int]:
    """The value that a pickle tells, and the position behind it.

    Raises:
        ReadError: it is damaged, too long, or asks to call something.
    """
    stream = BytesIO(content)
    stream.seek(start)
    machine = _Machine(where)
    try:
        for count, (operation, argument, _) in enumerate(pickletools.genops(stream)):
            if count > MOST_OPERATIONS:
                raise ReadError(f"{where}: the pickle is too long for a list of tensors")
            machine.run(operation.name, argument)
        return machine.result(), stream.tell()
    except ReadError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:80]
        raise ReadError(
            f"{where}: a damaged pickle: {said or type(error).__name__}", hint=_HINT
        ) from error


class _Machine:
    """The stack and the memo."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def result(self) -> object:
        """What is left."""
        (value,) = self._stack
        return value

    def run(self, name: str, argument: Any) -> None:
        """One operation."""
        if name in _VALUES:
            self._stack.append(argument)
        elif name in _CONSTANTS:
            self._stack.append(_CONSTANTS[name]())
        elif name in _STEPS:
            _STEPS[name](self, argument)
        elif name not in _IGNORED:
            raise ReadError(f"{self._where}: the pickle uses {name}, which no list of tensors does")

    # Groups.

    def mark(self, _: Any) -> None:
        self._stack.append(_MARK)

    def group(self) -> list[Any]:
        """What stands above the last mark."""
        place = len(self._stack) - 1
        while self._stack[place] is not _MARK:
            place -= 1
            if place < 0:
                raise ValueError("a group without a beginning")
        found = self._stack[place + 1 :]
        del self._stack[place:]
        return found

    def pop(self, _: Any = None) -> Any:
        return self._stack.pop()

    def pop_group(self, _: Any) -> None:
        self.group()

    def twice(self, _: Any) -> None:
        self._stack.append(self._stack[-1])

    def tuple_of_group(self, _: Any) -> None:
        self._stack.append(tuple(self.group()))

    def list_of_group(self, _: Any) -> None:
        self._stack.append(self.group())

    def dictionary_of_group(self, _: Any) -> None:
        self._stack.append(_pairs(self.group()))

    def tuple_of(self, count: int) -> None:
        found = tuple(self._stack[-count:])
        if len(found) < count:
            raise ValueError("too few members for a tuple")
        self._stack[-count:] = [found]

    # Containers.

    def append(self, _: Any) -> None:
        value = self.pop()
        self._extend([value])

    def append_group(self, _: Any) -> None:
        self._extend(self.group())

    def _extend(self, values: list[Any]) -> None:
        target = self._stack[-1]
        if isinstance(target, list):
            target.extend(values)
        elif isinstance(target, Made):
            target.items.update((len(target.items) + place, v) for place, v in enumerate(values))
        else:
            raise ValueError("members for something that holds none")

    def set_item(self, _: Any) -> None:
        value, key = self.pop(), self.pop()
        self._update({key: value})

    def set_group(self, _: Any) -> None:
        self._update(_pairs(self.group()))

    def _update(self, pairs: Mapping[Any, Any]) -> None:
        target = self._stack[-1]
        if not isinstance(target, dict | Made):
            raise ValueError("members for something that holds none")
        (target.items if isinstance(target, Made) else target).update(pairs)

    # What Python would look up and call.

    def look_up(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._stack.append(Global(module, name))

    def look_up_stack(self, _: Any) -> None:
        name, module = self.pop(), self.pop()
        self._stack.append(Global(str(module), str(name)))

    def outside(self, _: Any) -> None:
        self._stack.append(Outside(self.pop()))

    def outside_text(self, argument: str) -> None:
        self._stack.append(Outside(argument))

    def call(self, _: Any) -> None:
        arguments, callee = self.pop(), self.pop()
        self._stack.append(Made(self._allowed(callee), _as_tuple(arguments)))

    def instance(self, argument: str) -> None:
        module, _, name = argument.partition(" ")
        self._stack.append(Made(self._allowed(Global(module, name)), tuple(self.group())))

    def instance_of_group(self, _: Any) -> None:
        callee, *arguments = self.group()
        self._stack.append(Made(self._allowed(callee), tuple(arguments)))

    def new(self, _: Any) -> None:
        """An object of a class, which would not have been called."""
        arguments, callee = self.pop(), self.pop()
        self._stack.append(Made(_as_global(callee), _as_tuple(arguments)))

    def new_with_names(self, _: Any) -> None:
        self.pop()
        self.new(None)

    def build(self, _: Any) -> None:
        state = self.pop()
        target = self._stack[-1]
        if isinstance(target, Made):
            target.state = state

    def _allowed(self, callee: Any) -> Global:
        """The callee, if a list of tensors may name it."""
        found = _as_global(callee)
        if found.module.partition(".")[0] in _BUILDERS or str(found) in _CALLED:
            return found
        raise ReadError(
            f"{self._where}: the pickle asks to run {str(found)[:80]!r}, expected tensors only: "
            "refused, and nothing was run",
            hint="do not load this file unless you trust where it is from; " + _HINT,
        )

    # The memo.

    def put(self, argument: int) -> None:
        self._memo[argument] = self._stack[-1]

    def memoize(self, _: Any) -> None:
        self._memo[len(self._memo)] = self._stack[-1]

    def get(self, argument: int) -> None:
        self._stack.append(self._memo[argument])


def _as_global(value: Any) -> Global:
    if not isinstance(value, Global):
        raise ValueError("a call of something that has no name")
    return value


def _as_tuple(value: Any) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _pairs(values: list[Any]) -> dict[Any, Any]:
    if len(values) % 2:
        raise ValueError("a key without a value")
    return dict(zip(values[::2], values[1::2]))


_IGNORED = frozenset(("PROTO", "FRAME", "STOP"))
_VALUES = frozenset(
    (
        "INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT",
        "STRING", "BINSTRING", "SHORT_BINSTRING", "UNICODE", "BINUNICODE", "SHORT_BINUNICODE",
        "BINUNICODE8", "BINBYTES", "SHORT_BINBYTES", "BINBYTES8", "BYTEARRAY8",
    )
)  # fmt: skip
_CONSTANTS: Mapping[str, Callable[[], object]] = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
    # a set is only ever listed, so that it need not be one
    "EMPTY_SET": list,
    "EMPTY_TUPLE": tuple,
}
_STEPS: Mapping[str, Callable[[_Machine, Any], object]] = {
    "MARK": _Machine.mark,
    "POP": _Machine.pop,
    "POP_MARK": _Machine.pop_group,
    "DUP": _Machine.twice,
    "TUPLE": _Machine.tuple_of_group,
    "LIST": _Machine.list_of_group,
    "FROZENSET": _Machine.list_of_group,
    "DICT": _Machine.dictionary_of_group,
    "TUPLE1": lambda machine, _: machine.tuple_of(1),
    "TUPLE2": lambda machine, _: machine.tuple_of(2),
    "TUPLE3": lambda machine, _: machine.tuple_of(3),
    "APPEND": _Machine.append,
    "APPENDS": _Machine.append_group,
    "ADDITEMS": _Machine.append_group,
    "SETITEM": _Machine.set_item,
    "SETITEMS": _Machine.set_group,
    "GLOBAL": _Machine.look_up,
    "STACK_GLOBAL": _Machine.look_up_stack,
    "PERSID": _Machine.outside_text,
    "BINPERSID": _Machine.outside,
    "REDUCE": _Machine.call,
    "INST": _Machine.instance,
    "OBJ": _Machine.instance_of_group,
    "NEWOBJ": _Machine.new,
    "NEWOBJ_EX": _Machine.new_with_names,
    "BUILD": _Machine.build,
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT"), _Machine.put),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), _Machine.get),
    "MEMOIZE": _Machine.memoize,
}
