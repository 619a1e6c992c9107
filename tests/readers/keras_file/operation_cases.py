"""Operations of `keras.ops` with the shapes they are tried on; same form as the layers' cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .layer_cases import IMAGE, SERIES, Case


def op(name: str, shapes: list[Any], run: Callable[..., Any]) -> Case:
    """A function of `keras.ops`, given as the first argument of `run`, and tensors."""
    return (name, shapes, lambda keras, *tensors: run(keras.ops, *tensors))


CASES: list[Case] = [
    op("add", [SERIES, (4,)], lambda o, x, y: x + y),
    op("add constant", [SERIES], lambda o, x: 1 - x),
    op("power", [SERIES], lambda o, x: x**2),
    op("compare", [SERIES], lambda o, x: x > 0),
    op("where", [SERIES], lambda o, x: o.where(x > 0, x, 0.0)),
    op("square", [SERIES], lambda o, x: o.square(x)),
    op("mean", [SERIES], lambda o, x: o.mean(x, axis=-1, keepdims=True)),
    op("sum two", [IMAGE], lambda o, x: o.sum(x, axis=(1, 2))),
    op("max all", [SERIES], lambda o, x: o.max(x)),
    op("argmax", [SERIES], lambda o, x: o.argmax(x, axis=-1)),
    op("matmul", [(5, 3), (3, 7)], lambda o, x, y: o.matmul(x, y)),
    op("einsum", [(5, 3), (7, 3)], lambda o, x, y: o.einsum("bij,bkj->bik", x, y)),
    op("einsum dots", [(2, 5, 3), (2, 7, 3)], lambda o, x, y: o.einsum("...ij,...kj->...ik", x, y)),
    op("tensordot", [(5, 3), (5, 3)], lambda o, x, y: o.tensordot(x, y, axes=[[1, 2], [1, 2]])),
    op("concatenate", [SERIES, (3, 4)], lambda o, x, y: o.concatenate([x, y], axis=1)),
    op("stack", [SERIES], lambda o, x: o.stack([x, x], axis=1)),
    op("split", [SERIES], lambda o, x: o.split(x, 2, axis=1)),
    op("split at", [SERIES], lambda o, x: o.split(x, [3, 7], axis=1)),
    op("unstack", [(3, 4)], lambda o, x: o.unstack(x, axis=1)),
    op("slice", [SERIES], lambda o, x: x[:, 1:-1:2, 0]),
    op("slice dots", [IMAGE], lambda o, x: x[..., :2]),
    op("slice new", [SERIES], lambda o, x: x[:, None, -1]),
    op("take", [SERIES], lambda o, x: o.take(x, 3, axis=1)),
    op("take several", [SERIES], lambda o, x: o.take(x, o.convert_to_tensor([1, 2, 3]), axis=1)),
    op("reshape", [SERIES], lambda o, x: o.reshape(x, (-1, 5, 8))),
    op("reshape batch", [(None, 4)], lambda o, x: o.reshape(x, (-1, 4))),
    op("transpose", [IMAGE], lambda o, x: o.transpose(x, (0, 3, 1, 2))),
    op("swapaxes", [IMAGE], lambda o, x: o.swapaxes(x, 1, -1)),
    op("moveaxis", [IMAGE], lambda o, x: o.moveaxis(x, 1, -1)),
    op("squeeze", [(1, 4)], lambda o, x: o.squeeze(x, axis=1)),
    op("expand", [SERIES], lambda o, x: o.expand_dims(x, axis=1)),
    op("expand two", [SERIES], lambda o, x: o.expand_dims(x, axis=(1, -1))),
    op("repeat", [SERIES], lambda o, x: o.repeat(x, 3, axis=1)),
    op("tile", [SERIES], lambda o, x: o.tile(x, (1, 2, 3))),
    op("flip", [SERIES], lambda o, x: o.flip(x, axis=1)),
    op("pad", [SERIES], lambda o, x: o.pad(x, ((0, 0), (1, 2), (0, 0)))),
    op("cast", [SERIES], lambda o, x: o.cast(x, "int32")),
    op("softmax", [SERIES], lambda o, x: o.softmax(x, axis=1)),
    op("gelu", [SERIES], lambda o, x: o.gelu(x)),
    op("leaky", [SERIES], lambda o, x: o.leaky_relu(x, negative_slope=0.1)),
    op("glu", [SERIES], lambda o, x: o.glu(x)),
    op("one hot", [((3,), "int32")], lambda o, x: o.one_hot(x, 7)),
    op("top k", [SERIES], lambda o, x: o.top_k(x, 2)),
    op("max pool", [IMAGE], lambda o, x: o.max_pool(x, 2, data_format="channels_last")),
    op("resize", [IMAGE], lambda o, x: o.image.resize(x, (4, 5), data_format="channels_last")),
    op("normalize", [SERIES], lambda o, x: o.normalize(x)),
    op("attention", [(6, 2, 4)], lambda o, x: o.nn.dot_product_attention(x, x, x)),
    op("cumsum", [SERIES], lambda o, x: o.cumsum(x, axis=1)),
    op("ravel", [(4,)], lambda o, x: o.ravel(x)),
    op("logsumexp", [SERIES], lambda o, x: o.logsumexp(x, axis=1)),
]
