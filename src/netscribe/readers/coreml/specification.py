"""The outermost records of a CoreML model: what kind of model it is, its inputs and outputs.

In: a protobuf message. Out: a `Specification`. Source: Model.proto and FeatureTypes.proto of
coremltools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from netscribe.graph.types import TensorType
from netscribe.readers.protobuf import BYTES, Message

#: Kinds of models by the number of their field.
KINDS: Mapping[int, str] = {
    200: "pipeline", 201: "pipeline", 202: "pipeline", 300: "generalized linear regressor",
    301: "support vector regressor", 302: "tree ensemble regressor", 303: "neural network",
    304: "Bayesian probit regressor", 400: "generalized linear classifier",
    401: "support vector classifier", 402: "tree ensemble classifier", 403: "neural network",
    404: "nearest neighbours classifier", 500: "neural network", 501: "item similarity recommender",
    502: "program", 555: "custom model", 556: "linked model", 560: "confidence thresholding",
    600: "one-hot encoder", 601: "imputer", 602: "feature vectorizer", 603: "dictionary vectorizer",
    604: "scaler", 606: "categorical mapping", 607: "normalizer", 609: "array feature extractor",
    610: "non-maximum suppression", 900: "identity", 2000: "text classifier", 2001: "word tagger",
    2002: "vision feature print", 2003: "sound analysis preprocessing", 2004: "gazetteer",
    2005: "word embedding", 2006: "audio feature print", 3000: "serialized model",
}  # fmt: skip
_VERSION, _DESCRIPTION, _UPDATABLE = 1, 2, 10
_NEWEST_VERSION = 100
_ARRAY_DTYPES = {65568: "float32", 65600: "float64", 131104: "int32", 65552: "float16"}
_CHANNELS = {10: 1, 20: 3, 30: 3, 40: 1}


@dataclass(frozen=True, slots=True)
class Feature:
    """An input or output of a model: its name and type, and whether it is a picture."""

    name: str
    type: TensorType
    is_image: bool = False


@dataclass(frozen=True, slots=True)
class Specification:
    """A model: what kind it is, and the message that holds its inside."""

    version: int
    kind: str
    inside: Message
    inputs: tuple[Feature, ...]
    outputs: tuple[Feature, ...]


def specification_of(message: Message) -> Specification | None:
    """The model that a message is; None if it is no CoreML model.

    Raises:
        ReadError: a field is not as it must be.
    """
    version, kind, inside = 0, "", None
    description: Message | None = None
    for item in message.fields():
        if item.number == _VERSION and item.wire != BYTES:
            version = message.integer(item)
        elif item.number == _DESCRIPTION and item.wire == BYTES:
            description = message.inner(item)
        elif item.number in KINDS and item.wire == BYTES:
            kind, inside = KINDS[item.number], message.inner(item)
        elif item.number != _UPDATABLE:
            return None
    if not 0 < version < _NEWEST_VERSION or inside is None or description is None:
        return None
    sides = description.by_number()
    inputs, outputs = (
        tuple(_feature(description.inner(item)) for item in sides.get(number, ()))
        for number in (1, 10)
    )
    return Specification(version, kind, inside, inputs, outputs)


def _feature(message: Message) -> Feature:
    fields = message.by_number()
    name = message.text(fields[1][0]) if 1 in fields else ""
    if 3 not in fields:
        return Feature(name, TensorType("", None))
    kind = message.inner(fields[3][0])
    parts = kind.by_number()
    if 5 in parts:
        return Feature(name, _array(kind.inner(parts[5][0])))
    if 4 in parts:
        return Feature(name, _image(kind.inner(parts[4][0])), True)
    word = {1: "int64", 2: "float64", 3: "string"}
    dtype = next((word[number] for number in parts if number in word), "")
    return Feature(name, TensorType(dtype, () if dtype else None))


def _array(message: Message) -> TensorType:
    sizes: list[int] = []
    dtype = ""
    for item in message.fields():
        if item.number == 1:
            sizes.extend(message.integers(item))
        elif item.number == 2:
            dtype = _ARRAY_DTYPES.get(message.integer(item), "")
    return TensorType(dtype, tuple(size for size in sizes if size >= 0) or None)


def _image(message: Message) -> TensorType:
    numbers = {item.number: message.integer(item) for item in message.fields() if item.wire == 0}
    height, width = numbers.get(2, 0), numbers.get(1, 0)
    channels = _CHANNELS.get(numbers.get(3, 20), 3)
    return TensorType("", (channels, height or None, width or None))
