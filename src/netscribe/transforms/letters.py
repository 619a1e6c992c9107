"""Letters for what varies: numbers of all instances of a template in, one expression out.

In: per printed number its values over all instances (a row). Out: the number where all agree, else
an expression in letters that is exact for every instance: a letter ("c"), a multiple ("4c"), a part
("C/2", "H/s"), a sum ("C+32"), (k−1)/2 for the padding of a window, or a new letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from netscribe.graph.types import Dim

#: The values of one number over all instances; None where an instance does not have it.
Row: TypeAlias = tuple[int | float | str | None, ...]

_FIELD_LETTERS = {
    "filters": "c",
    "kernel_size": "k",
    "size": "k",
    "stride": "s",
    "padding": "p",
    "dilation": "d",
    "groups": "g",
    "units": "n",
    "heads": "h",
    "kv_heads": "j",
    "key_dim": "e",
    "width": "w",
    "rate": "r",
    "factors": "f",
}
_AXIS_LETTERS = {
    "channel": "C",
    "height": "H",
    "width": "W",
    "depth": "D",
    "time": "T",
    "feature": "C",
    "head": "h",
}
_SMALL = "cmnabdefghjkpqruvwxyz"
_LARGE = "CNMKLPQRUVXYZHWDT"
#: Fields whose value may be an incoming width times a small factor of the block's own.
_WIDENED = {"filters", "units"}
#: Fields that count channels or features.
_WIDTHS = {*_WIDENED, "groups", "width", "target", "key_dim", "value_dim", "index"}
_WIDTH_FIELD, _FACTOR = "filters", "expansion"
_MOST_FACTORS = 3
_LONGEST_FACTOR = 16
_HALF_WINDOW = "padding"


@dataclass(frozen=True, slots=True)
class Word:
    """A letter, its values, and whether it is a size of a tensor (`incoming`) or a setting.

    `inner` marks a size that does not come in and that no setting gives: as little as a setting it
    can be told from what goes into a block. `derived` marks an expression ("tC") that later rows
    may equal, but that is no letter itself.
    """

    letter: str
    row: Row
    incoming: bool = False
    field: str = ""
    axis: str = ""
    inner: bool = False
    derived: bool = False

    @property
    def is_stated(self) -> bool:
        """Whether its value must stand at every use."""
        return not self.derived and (self.inner or not self.incoming)


@dataclass
class Words:
    """The letters of one template, in order of first use; `taken` may not be given out."""

    taken: set[str]
    words: list[Word] = field(default_factory=list)
    #: Widths of what the block gives out; a setting that goes with one is a width of its own.
    outgoing: tuple[Row, ...] = ()

    def copy(self) -> Words:
        """The same letters, to which others may be added."""
        return Words(self.taken, list(self.words), self.outgoing)

    def dim(self, row: Row, axis: str, *, incoming: bool) -> Dim:
        """What is printed for the size of an axis."""
        constant = _constant(row)
        if constant is not None:
            assert not isinstance(constant, float)
            return constant
        if not incoming:
            known = self._expressed(row, dim=True, axis=axis)
            if known is not None:
                return known
        letter = _AXIS_LETTERS.get(axis, "")
        word = Word(letter, row, incoming=True, axis=axis, inner=not incoming)
        return self._new(word, _LARGE)

    def setting(self, row: Row, name: str) -> int | float | str:
        """What is printed for a number in the field `name`; a string is an expression."""
        constant = _constant(row)
        if constant is not None:
            return constant
        known = self._expressed(row, dim=False, name=name) or self._extended(row, name)
        if known is None and name in _WIDENED and not self._goes_out(row):
            known = self._widened(row)
        if known is None:
            known = self._new(Word(_FIELD_LETTERS.get(name, ""), row, field=name), _SMALL)
        return known

    def _extended(self, row: Row, name: str) -> str | None:
        """The letter of an operation that some uses lack, where all others agree with it."""
        for at, word in enumerate(self.words):
            if word.incoming or word.derived or word.field != name or None not in word.row:
                continue
            pairs = [(one, two) for one, two in zip(row, word.row, strict=True) if two is not None]
            if pairs and all(one == two for one, two in pairs):
                self.words[at] = replace(word, row=row)
                return word.letter
        return None

    def _goes_out(self, row: Row) -> bool:
        """Whether a width is that of a result, or a fixed part of it."""
        results = [Word("", result) for result in self.outgoing]
        return any(_equal(row, one) is not None or _part(row, one) is not None for one in results)

    def _expressed(self, row: Row, *, dim: bool, name: str = "", axis: str = "") -> str | None:
        # an axis is a size of its own sort first: heights of heights, also where widths are equal
        words = sorted(self.words, key=lambda word: not (axis and word.axis == axis))
        for rule in (_equal, _multiple, _part):
            for word in words:
                akin = dim or _is_akin(word, name)
                if not akin or (rule is not _equal and not _scales(word, name, dim=dim)):
                    continue
                found = rule(row, word)
                if found is not None:
                    return found
        if name == _HALF_WINDOW:
            return next(filter(None, (_half_window(row, word) for word in self.words)), None)
        return next(self._of_two(row, words), None) if dim else None

    def _of_two(self, row: Row, words: list[Word]) -> Iterator[str]:
        """An axis divided by a stride, or longer by a number or by another width."""
        strides = [word for word in words if word.field == "stride"]
        incoming = [word for word in words if word.incoming]
        for word in incoming:
            for stride in strides:
                if _agree(row, word.row, stride.row, lambda size, step: -(-size // step)):
                    yield f"{word.letter}/{stride.letter}"
        for word in incoming:
            difference = _difference(row, word.row)
            if difference is not None:
                sign = "+" if difference > 0 else "−"
                yield f"{word.letter}{sign}{abs(difference)}"
        for word in incoming:
            for other in words:
                if _agree(row, word.row, other.row, lambda one, two: one + two):
                    yield f"{word.letter}+{other.letter}"

    def _widened(self, row: Row) -> str | None:
        """A width that is a small whole factor times the width that comes in: "tC"."""
        for word in self.words:
            if not word.incoming:
                continue
            pairs = _pairs(row, word.row)
            if not pairs or any(not two or one % two for one, two in pairs):
                continue
            factors = tuple(
                one // two if isinstance(one, int) and isinstance(two, int) and two else None
                for one, two in zip(row, word.row, strict=True)
            )
            distinct = {factor for factor in factors if factor is not None}
            if len(distinct) <= _MOST_FACTORS and max(distinct) <= _LONGEST_FACTOR:
                letter = self._factor(factors)
                found = f"{letter}{word.letter}"
                self.words.append(Word(found, row, field=_WIDTH_FIELD, derived=True))
                return found
        return None

    def _factor(self, row: Row) -> str:
        known = [word for word in self.words if word.field == _FACTOR and word.row == row]
        return known[0].letter if known else self._new(Word("t", row, field=_FACTOR), _SMALL)

    def _new(self, word: Word, pool: str) -> str:
        """Gives a word the letter it wishes for, or the next free one of `pool`."""
        used = self.taken | {known.letter for known in self.words}
        free = (one for one in (word.letter, *pool) if one and one not in used)
        letter = next(free, f"x{len(self.words)}")
        self.words.append(replace(word, letter=letter))
        return letter


def _constant(row: Row) -> int | float | str | None:
    """The only value of a row, instances without one aside; None where they differ."""
    found = {value for value in row if value is not None}
    kinds = {type(value) for value in row if value is not None}
    return found.pop() if len(found) == 1 and len(kinds) == 1 else None


def _is_akin(word: Word, name: str) -> bool:
    """Whether a letter and a field are of one sort, so that being equal is no accident."""
    return word.field == name or (name in _WIDTHS and (word.incoming or word.field in _WIDTHS))


def _scales(word: Word, name: str, *, dim: bool) -> bool:
    """Whether multiples of a letter mean something here: widths of widths, kernels of nothing."""
    if dim:
        return word.incoming or word.field in _WIDENED
    return name in {*_WIDENED, "groups"} and (word.incoming or word.field in _WIDENED)


def _pairs(first: Row, second: Row) -> list[tuple[int, int]] | None:
    """Where the first has a value, both; None where the second lacks one or it is no integer."""
    found = []
    for one, two in zip(first, second, strict=True):
        if one is None:
            continue
        if not isinstance(one, int) or not isinstance(two, int):
            return None
        found.append((one, two))
    return found


def _equal(row: Row, word: Word) -> str | None:
    same = all(one is None or one == two for one, two in zip(row, word.row, strict=True))
    return word.letter if same else None


def _multiple(row: Row, word: Word) -> str | None:
    pairs = _pairs(row, word.row)
    if not pairs or word.derived or any(two < 1 or one % two for one, two in pairs):
        return None
    factors = {one // two for one, two in pairs}
    return f"{factors.pop()}{word.letter}" if len(factors) == 1 else None


def _part(row: Row, word: Word) -> str | None:
    pairs = _pairs(row, word.row)
    if not pairs or word.derived or any(one < 1 or two % one for one, two in pairs):
        return None
    factors = {two // one for one, two in pairs}
    return f"{word.letter}/{factors.pop()}" if len(factors) == 1 else None


def _half_window(row: Row, word: Word) -> str | None:
    pairs = _pairs(row, word.row) if word.field in ("kernel_size", "size") else None
    fits = bool(pairs) and all(two % 2 and one == (two - 1) // 2 for one, two in pairs or ())
    return f"({word.letter}−1)/2" if fits else None


def _difference(first: Row, second: Row) -> int | None:
    pairs = _pairs(first, second)
    found = {one - two for one, two in pairs or ()}
    return found.pop() if len(found) == 1 else None


def _agree(row: Row, first: Row, second: Row, rule: object) -> bool:
    """Whether each value is what `rule` makes of the other two."""
    assert callable(rule)
    for value, one, two in zip(row, first, second, strict=True):
        if value is None:
            continue
        if not (isinstance(one, int) and isinstance(two, int) and two > 0):
            return False
        if rule(one, two) != value:
            return False
    return True
