"""Letters for the sizes that a file leaves open, under whatever names it gives them.

In: declared types. Out: shapes in numbers, letters and expressions in letters. Sizes that the file
calls by one name share a letter; the batch is B, a sequence T, an image H and W.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from netscribe.graph.input_letters import Letters
from netscribe.graph.symbols import LONGEST_EXPRESSION
from netscribe.graph.types import Dim, Shape, TensorType
from netscribe.readers.onnx.records import TypeRecord
from netscribe.readers.onnx.shapes.step import Known

#: Names that converters make up, which say nothing: "unk__123", "?", "s77".
_MADE_UP = re.compile(r"unk_*\d*|\?|s\d+|None|dyn\w*|d\d+|\w+_dynamic_axes_\d+|\w*_dim_\d+")
_WORDS = (
    ("batch", "B"),
    ("seq", "T"),
    ("time", "T"),
    ("length", "T"),
    ("height", "H"),
    ("width", "W"),
)
_SPATIAL = {4: "HW", 5: "DHW"}
_COLOURS = (1, 3, 4)


class SizeNames:
    """Hands out letters, the same for the same name."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        self._letters = Letters()
        self._named: dict[str, str] = {}
        self._short: dict[str, str] = {}
        self._note = note

    def of_input(self, declared: TypeRecord) -> TensorType:
        """The type of a model input, with a letter for every open size."""
        if declared.dims is None or declared.wrapper:
            return TensorType(declared.dtype, None)
        roles = _roles(declared)
        dims = tuple(self._of_input(dim, role) for dim, role in zip(declared.dims, roles))
        return TensorType(declared.dtype, dims)

    def merged(self, found: Known, declared: TypeRecord | None, where: str) -> Known:
        """What is inferred and what is declared of one value; declared numbers win."""
        if declared is None:
            return self._settled(found, found.dtype, found.shape)
        dtype = declared.dtype or found.dtype
        if declared.dims is None or declared.wrapper:
            return self._settled(found, dtype, found.shape)
        inferred = found.shape
        if inferred is not None and len(inferred) != len(declared.dims):
            self._note(
                f"the file says {len(declared.dims)} axes where {len(inferred)} follow", where
            )
            inferred = None
        if inferred is None:
            return self._settled(found, dtype, tuple(map(self._declared, declared.dims)))
        pairs = zip(declared.dims, inferred)
        return self._settled(found, dtype, tuple(self._agreed(*pair, where) for pair in pairs))

    def drawn(self, tensor_type: TensorType, where: str) -> TensorType:
        """The type as it is printed: expressions that are too long have a letter of their own."""
        shape = tensor_type.shape
        if shape is None or all(isinstance(dim, int) for dim in shape):
            return tensor_type
        return TensorType(tensor_type.dtype, tuple(self._drawn(dim, where) for dim in shape))

    def new(self) -> str:
        """A letter that nothing has yet."""
        return self._letters.other()

    def _settled(self, found: Known, dtype: str, shape: Shape | None) -> Known:
        """Sizes that nobody knows get a letter each."""
        if shape is not None and None in shape:
            shape = tuple(self.new() if dim is None else dim for dim in shape)
        if found.dtype == dtype and found.shape == shape:
            return found
        return Known(TensorType(dtype, shape), found.content, found.wrapper)

    def _of_input(self, dim: Dim, role: str) -> Dim:
        if isinstance(dim, int):
            return dim
        known = self._named.get(dim) if dim else None
        if known is not None:
            return known
        made_up = dim is None or _MADE_UP.fullmatch(dim) is not None
        letter = self._letter(role if made_up else _meant(str(dim), role), made_up=made_up)
        if dim is not None:
            self._named[dim] = letter
        return letter

    def _letter(self, role: str, *, made_up: bool) -> str:
        """One batch: another name on the first axis is another size."""
        if role == "B":
            taken = "B" in self._named.values() and not made_up
            return self._letters.other() if taken else "B"
        if role == "T":
            return self._letters.sequence()
        return self._letters.wanted(role) if role else self._letters.other()

    def _declared(self, dim: Dim) -> Dim:
        if dim is None or isinstance(dim, int):
            return dim
        if dim not in self._named:
            self._named[dim] = self.new()
        return self._named[dim]

    def _agreed(self, declared: Dim, inferred: Dim, where: str) -> Dim:
        if isinstance(declared, int):
            if isinstance(inferred, int) and inferred != declared:
                self._note(f"the file says size {declared} where {inferred} follows", where)
            return declared
        return self._declared(declared) if inferred is None else inferred

    def _drawn(self, dim: Dim, where: str) -> Dim:
        if not isinstance(dim, str) or len(dim) <= LONGEST_EXPRESSION:
            return dim
        if dim not in self._short:
            self._short[dim] = self.new()
            self._note(f"{self._short[dim]} stands for the size {dim}", where)
        return self._short[dim]


def _meant(name: str, role: str) -> str:
    """The letter that a telling name asks for."""
    lowered = name.lower()
    return next((letter for word, letter in _WORDS if word in lowered), role)


def _roles(declared: TypeRecord) -> Sequence[str]:
    """The letter that each axis of an input would like to have; "" for no wish."""
    dims = declared.dims or ()
    rank = len(dims)
    roles = [""] * rank
    if rank:
        roles[0] = "B"
    if rank == 3 or (rank == 2 and "int" in declared.dtype):
        roles[1] = "T"
    spatial = _SPATIAL.get(rank, "")
    if spatial:
        last = dims[-1] in _COLOURS and dims[1] not in _COLOURS
        start = 1 if last else 2
        roles[start : start + len(spatial)] = spatial
        roles[-1 if last else 1] = "C"
    return roles
