"""The vocabulary of operation kinds: one word per thing that a reader of a diagram tells apart.

Frameworks name one operation in many ways (`Conv2D`, `Conv2d`, `Conv`); a kind is what they agree
on. Where they disagree in meaning, ONNX's operator specification decides. How a kind is set up is
in `netscribe.graph.attributes`; what it looks like is in the style room.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What an operation does, independent of the framework."""

    CONV = "conv"
    LINEAR = "linear"
    EINSUM = "einsum"
    NORM = "norm"
    ACTIVATION = "activation"
    DROPOUT = "dropout"
    POOL = "pool"
    RESIZE = "resize"
    PAD = "pad"
    CROP = "crop"
    ATTENTION = "attention"
    EMBEDDING = "embedding"
    RECURRENT = "recurrent"
    ELEMENTWISE = "elementwise"
    CONCAT = "concat"
    STACK = "stack"
    SPLIT = "split"
    MATMUL = "matmul"
    RESHAPE = "reshape"
    SLICE = "slice"
    CAST = "cast"
    IDENTITY = "identity"
    REDUCE = "reduce"
    MATH = "math"
    RANDOM = "random"
    CONSTANT = "constant"
    #: A learned tensor that enters as it is: a class token, queries; transforms make it.
    PARAMETER = "parameter"
    PREPROCESS = "preprocess"
    CUSTOM = "custom"
    #: A module whose weights the forward pass does not use; it reads nothing and gives nothing.
    UNUSED = "unused"
    #: A closed module, or a run of equal ones; transforms make it, no reader does.
    BLOCK = "block"
