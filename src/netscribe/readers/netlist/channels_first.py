"""Operations that formats with channels behind the batch write in the same way.

In: an operation, and what its format calls things. Out: sizes, attributes and `Facts`.
"""

from __future__ import annotations

from collections.abc import Sequence

from netscribe.graph.attributes import Attention, Embedding, Normalization, Resize, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.netlist.describing import op_of, printed
from netscribe.readers.netlist.operation import Facts, Operation


def window_of(operation: Operation, first: int = 2) -> Sizes:
    """The positions of a kernel, which begin at axis `first`; () if one is not known."""
    shape = (operation.shape(1) or ())[first:]
    known = tuple(size for size in shape if isinstance(size, int))
    return known if len(known) == len(shape) else ()


def resized(operation: Operation, method: str, *, corners: bool) -> Resize:
    """By whole factors where the sizes on both sides are such."""
    before, after = (operation.shape() or ())[2:], (operation.made or ())[2:]
    pairs = [(a, b) for a, b in zip(before, after) if isinstance(a, int) and isinstance(b, int)]
    whole = bool(pairs) and len(pairs) == len(after) and all(a and not b % a for a, b in pairs)
    return Resize(
        factors=tuple(b // a for a, b in pairs) if whole else (),
        size=() if whole else tuple(b for _, b in pairs),
        method=method,
        channels_first=True,
        settings=(("aligned", "corners"),) if corners else (),
    )


def embedding(operation: Operation) -> Facts:
    """Rows of a table of weights, the first input, looked up by the second."""
    attributes = Embedding(vocabulary=operation.size(0, 0) or 0, width=operation.size(0, 1) or 0)
    op = op_of(operation, Kind.EMBEDDING)
    return Facts(op, attributes, weights={0: "embeddings"}, order=(1, 0))


def attention(operation: Operation, *, causal: bool = False) -> Facts:
    """Scaled dot-product attention over (..., heads, T, d), without projections."""
    query, key = operation.shape(0) or (), operation.shape(1) or ()
    heads = query[-3] if len(query) == 4 and isinstance(query[-3], int) else 1
    shared = key[-3] if len(key) == 4 and isinstance(key[-3], int) else heads
    width, carried = operation.size(0, -1), operation.size(2, -1)
    attributes = Attention(
        heads=heads,
        kv_heads=None if shared == heads else shared,
        key_dim=width,
        value_dim=None if carried == width else carried,
        causal=causal,
        bias=False,
        projections=False,
    )
    roles = {0: "query", 1: "key", 2: "value", 3: "mask"}
    return Facts(op_of(operation, Kind.ATTENTION), attributes, roles=roles)


def local_response(operation: Operation, names: Sequence[tuple[str, str]]) -> Normalization:
    """Across channels; `names` are those of the format, with the house's words for them."""
    settings: Settings = tuple(
        (word, printed(operation.attributes[name]))
        for name, word in names
        if name in operation.attributes
    )
    return Normalization(
        method="local response", axis=(1,), center=False, scale=False, settings=settings
    )


def unit_norm() -> Normalization:
    """To length 1."""
    return Normalization(method="unit", axis=(), center=False, scale=False)
