"""Functions that only show a tensor in another shape or order, or repeat it.

In: arguments. Out: `Reshaping` facts. A view as (batch, everything else) is a flatten; a transpose
is a permutation of all axes, counted with the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

from netscribe.graph.attributes import Reshaping, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, flattened, whole
from netscribe.readers.torch.operations.casting import cast_or_nothing
from netscribe.readers.torch.operations.printing import dtype_word, printed

Describer = Callable[[Arguments], OperationFacts | None]


def _facts(arguments: Arguments, attributes: Reshaping) -> OperationFacts:
    return arguments.facts(Kind.RESHAPE, attributes)


def _is_flat(source: Shape | None, made: Shape | None) -> bool:
    """Whether everything but the batch was joined into one axis."""
    if source is None or made is None or len(made) != 2 or len(source) < 3:
        return False
    if source[0] != made[0]:
        return False
    inner = [size for size in source[1:] if isinstance(size, int)]
    return len(inner) == len(source) - 1 and prod(inner) == made[1]


def _view(arguments: Arguments) -> OperationFacts | None:
    """`view` with a dtype reads the same bytes as other numbers."""
    asked = list(flattened(arguments.raw("shape", "dtype")))
    if len(asked) == 1 and whole(asked[0]) is None and dtype_word(asked[0]) in _dtypes(arguments):
        return cast_or_nothing(arguments)
    return _reshape(arguments)


def _dtypes(arguments: Arguments) -> tuple[str, ...]:
    return tuple(made.dtype for made in arguments.call.outputs)


def _reshape(arguments: Arguments) -> OperationFacts:
    if _is_flat(arguments.source, arguments.made):
        return _facts(arguments, Reshaping(function="flatten"))
    return _facts(arguments, Reshaping(function="reshape", target=_target(arguments)))


def _keeps_batch(source: Shape | None, made: Shape | None) -> bool:
    """Whether axis 0 surely came through, so that another axis may be worked out from the rest.

    Where it is free on both sides, it may have taken in another axis; not if the fixed sizes of the
    other axes multiply to the same.
    """
    if not source or not made or source[0] != made[0]:
        return False
    known = [prod(size for size in side[1:] if isinstance(size, int)) for side in (source, made)]
    return isinstance(source[0], int) or known[0] == known[1]


def _target(arguments: Arguments) -> tuple[int | None, ...]:
    """Without the batch; the inferred axis stays -1 where the batch stays what it was."""
    asked = list(flattened(arguments.raw("shape")))
    made, source = arguments.made, arguments.source
    same_batch = _keeps_batch(source, made)
    known = [size if isinstance(size, int) else None for size in made or ()]
    if len(asked) != len(known):
        return tuple(known[1:])
    pairs = zip(asked[1:], known[1:])
    return tuple(-1 if same_batch and whole(size) == -1 else fact for size, fact in pairs)


def _flatten(arguments: Arguments) -> OperationFacts:
    """From axis 1 to the end, or all of it; anything else is a reshape with a target."""
    rank = arguments.rank
    start, end = arguments.integer("start_dim") or 0, arguments.integer("end_dim")
    last = end is None or end == -1 or (rank is not None and end % max(rank, 1) == rank - 1)
    begins = start if rank is None else start % max(rank, 1)
    if last and begins == 1:
        return _facts(arguments, Reshaping(function="flatten"))
    made = tuple(size if isinstance(size, int) else None for size in (arguments.made or ())[1:])
    whole_tensor = last and begins == 0
    kept = last and begins > 1
    return _facts(
        arguments,
        Reshaping(function="flatten" if whole_tensor or kept else "reshape", target=made),
    )


def _unflatten(arguments: Arguments) -> OperationFacts:
    made = tuple(size if isinstance(size, int) else None for size in (arguments.made or ())[1:])
    return _facts(arguments, Reshaping(function="reshape", target=made))


def _permuted(arguments: Arguments, order: Sizes) -> OperationFacts:
    return _facts(arguments, Reshaping(function="permute", order=order))


def _permute(arguments: Arguments) -> OperationFacts:
    order = arguments.sizes("dims")
    return _permuted(arguments, tuple(axis % max(len(order), 1) for axis in order))


def _transpose(first: int | None = None, second: int | None = None) -> Describer:
    """Two axes change places: those of the call, or the given ones."""

    def describe(arguments: Arguments) -> OperationFacts:
        one = arguments.integer("dim0") if first is None else first
        other = arguments.integer("dim1") if second is None else second
        rank = arguments.rank
        if rank is None or one is None or other is None:
            return _facts(arguments, Reshaping(function="swap axes"))
        if rank < 2:
            return _permuted(arguments, tuple(range(rank)))
        order = list(range(rank))
        one, other = one % rank, other % rank
        order[one], order[other] = order[other], order[one]
        return _permuted(arguments, tuple(order))

    return describe


def _reversed(arguments: Arguments) -> OperationFacts:
    """`.T` turns the order of all axes round."""
    return _permuted(arguments, tuple(range(arguments.rank or 0))[::-1])


def _movedim(arguments: Arguments) -> OperationFacts:
    rank = arguments.rank
    source, target = arguments.sizes("source"), arguments.sizes("destination")
    if not rank or len(source) != len(target) or not source:
        return _facts(arguments, Reshaping(function="move axis"))
    places = {there % rank: here % rank for here, there in zip(source, target, strict=True)}
    rest = iter(axis for axis in range(rank) if axis not in places.values())
    return _permuted(
        arguments, tuple(places[axis] if axis in places else next(rest) for axis in range(rank))
    )


def _along(function: str, *names: str) -> Describer:
    """One axis goes into `axis`, several into the settings; `names` are further settings."""

    def describe(arguments: Arguments) -> OperationFacts:
        axes = arguments.axes("dim", "dims")
        settings: Settings = () if len(axes) < 2 else (("axes", printed(axes)),)
        attributes = Reshaping(
            function=function,
            axis=axes[0] if len(axes) == 1 else None,
            settings=(*settings, *arguments.settings(*names)),
        )
        return _facts(arguments, attributes)

    return describe


def _unsqueeze(arguments: Arguments) -> OperationFacts:
    """The axis is counted in the result."""
    rank = None if arguments.rank is None else arguments.rank + 1
    return _facts(arguments, Reshaping(function="expand", axis=arguments.axis("dim", rank=rank)))


def _broadcast(arguments: Arguments) -> OperationFacts:
    made = tuple(size if isinstance(size, int) else None for size in (arguments.made or ())[1:])
    return _facts(arguments, Reshaping(function="broadcast", target=made))


def _flip(axis: int) -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        return _facts(arguments, Reshaping(function="flip", axis=axis))

    return describe


def _blocks(function: str, name: str, word: str) -> Describer:
    """Channels to positions and back, and channels among each other."""

    def describe(arguments: Arguments) -> OperationFacts:
        settings = tuple((word, text) for _, text in arguments.settings(name))
        return _facts(arguments, Reshaping(function=function, settings=settings))

    return describe


RESHAPINGS: Mapping[str, Describer] = {
    "view": _view,
    **dict.fromkeys(("reshape", "view_as", "reshape_as", "unsafe_view", "resize"), _reshape),
    "as_strided": _blocks("as strided", "stride", "stride"),
    "flatten": _flatten,
    "ravel": _flatten,
    "unflatten": _unflatten,
    "permute": _permute,
    "transpose": _transpose(),
    "t": _transpose(0, 1),
    "mT": _transpose(-2, -1),
    "adjoint": _transpose(-2, -1),
    "mH": _transpose(-2, -1),
    "H": _transpose(-2, -1),
    "T": _reversed,
    "movedim": _movedim,
    "squeeze": _along("squeeze"),
    "unsqueeze": _unsqueeze,
    **dict.fromkeys(("expand", "expand_as", "broadcast_to", "broadcast_tensors"), _broadcast),
    **dict.fromkeys(("atleast_1d", "atleast_2d", "atleast_3d"), _reshape),
    "repeat": _blocks("tile", "repeats", "repeats"),
    "tile": _blocks("tile", "repeats", "repeats"),
    "repeat_interleave": _along("repeat", "repeats"),
    "flip": _along("flip"),
    "fliplr": _flip(1),
    "flipud": _flip(0),
    "roll": _along("roll", "shifts"),
    "rot90": _along("rotate", "k"),
    "pixel_shuffle": _blocks("depth to space", "upscale_factor", "block size"),
    "pixel_unshuffle": _blocks("space to depth", "downscale_factor", "block size"),
    "channel_shuffle": _blocks("channel shuffle", "groups", "groups"),
    "native_channel_shuffle": _blocks("channel shuffle", "groups", "groups"),
}
