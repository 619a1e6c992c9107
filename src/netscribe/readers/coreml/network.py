"""The layers of a CoreML neural network, the older kind without a program.

In: a protobuf message. Out: records of layers with their settings and the types of their weights.
Numbers of weights are stepped over. Source: NeuralNetwork.proto of coremltools.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

from netscribe.graph.types import Dim, TensorType
from netscribe.readers.protobuf import BYTES, FIXED32, VARINT, Field, Message

#: More numbers than a setting has.
_MOST_NUMBERS = 64
_WORDS = {
    100: "convolution", 120: "pooling", 130: "activation", 140: "innerProduct", 150: "embedding",
    160: "batchnorm", 165: "mvn", 170: "l2normalize", 175: "softmax", 180: "lrn", 190: "crop",
    200: "padding", 210: "upsample", 211: "resizeBilinear", 212: "cropResize", 220: "unary",
    230: "add", 231: "multiply", 240: "average", 245: "scale", 250: "bias", 260: "max", 261: "min",
    270: "dot", 280: "reduce", 290: "loadConstant", 300: "reshape", 301: "flatten", 310: "permute",
    320: "concat", 330: "split", 340: "sequenceRepeat", 345: "reorganizeData", 350: "slice",
    400: "simpleRecurrent", 410: "gru", 420: "uniDirectionalLSTM", 430: "biDirectionalLSTM",
    500: "custom", 600: "copy", 605: "branch", 615: "loop", 620: "loopBreak", 625: "loopContinue",
    635: "rangeStatic", 640: "rangeDynamic", 660: "clip", 665: "ceil", 670: "floor", 680: "sign",
    685: "round", 700: "exp2", 710: "sin", 715: "cos", 720: "tan", 730: "asin", 735: "acos",
    740: "atan", 750: "sinh", 755: "cosh", 760: "tanh", 770: "asinh", 775: "acosh", 780: "atanh",
    790: "erf", 795: "gelu", 815: "equal", 820: "notEqual", 825: "lessThan", 827: "lessEqual",
    830: "greaterThan", 832: "greaterEqual", 840: "logicalOr", 845: "logicalXor",
    850: "logicalNot", 855: "logicalAnd", 865: "modBroadcastable", 870: "minBroadcastable",
    875: "maxBroadcastable", 880: "addBroadcastable", 885: "powBroadcastable",
    890: "divideBroadcastable", 895: "floorDivBroadcastable", 900: "multiplyBroadcastable",
    905: "subtractBroadcastable", 920: "tile", 925: "stack", 930: "gather", 935: "scatter",
    940: "gatherND", 945: "scatterND", 950: "softmaxND", 952: "gatherAlongAxis",
    954: "scatterAlongAxis", 960: "reverse", 965: "reverseSeq", 975: "splitND", 980: "concatND",
    985: "transpose", 995: "sliceStatic", 1000: "sliceDynamic", 1005: "slidingWindows",
    1015: "topK", 1020: "argMin", 1025: "argMax", 1040: "embeddingND", 1045: "batchedMatmul",
    1065: "getShape", 1070: "loadConstantND", 1080: "fillLike", 1085: "fillStatic",
    1090: "fillDynamic", 1100: "broadcastToLike", 1105: "broadcastToStatic",
    1110: "broadcastToDynamic", 1120: "squeeze", 1125: "expandDims", 1130: "flattenTo2D",
    1135: "reshapeLike", 1140: "reshapeStatic", 1145: "reshapeDynamic",
    1150: "rankPreservingReshape", 1155: "constantPad", 1250: "reduceL1", 1255: "reduceL2",
    1260: "reduceMax", 1265: "reduceMin", 1270: "reduceSum", 1275: "reduceProd",
    1280: "reduceMean", 1285: "reduceLogSum", 1290: "reduceSumSquare", 1295: "reduceLogSumExp",
    1313: "whereNonZero", 1315: "matrixBandPart", 1320: "lowerTriangular",
    1325: "upperTriangular", 1330: "whereBroadcastable", 1350: "layerNormalization",
    1400: "NonMaximumSuppression", 1450: "oneHot", 1455: "cumSum", 1460: "clampedReLU",
    1461: "argSort", 1465: "pooling3d", 1466: "globalPooling3d", 1470: "sliceBySize",
    1471: "convolution3d",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Settings:
    """The fields of a layer's own record: numbers by field, and records inside it."""

    message: Message
    fields: Mapping[int, list[Field]]

    def whole(self, number: int, default: int = 0) -> int:
        """A whole number."""
        for item in self.fields.get(number, ()):
            if item.wire == VARINT:
                return self.message.integer(item)
        return default

    def real(self, number: int, default: float = 0.0) -> float:
        """A float32, without the noise that it adds."""
        for item in self.fields.get(number, ()):
            if item.wire == FIXED32:
                return float(f"{self.message.float32(item):.6g}")
        return default

    def wholes(self, number: int) -> tuple[int, ...]:
        """Whole numbers of a list."""
        return tuple(
            value
            for item in self.fields.get(number, ())[:_MOST_NUMBERS]
            if item.wire == VARINT or item.length <= 10 * _MOST_NUMBERS
            for value in self.message.integers(item)
        )

    def text(self, number: int) -> str:
        """A text."""
        found = self.fields.get(number, ())
        return self.message.text(found[0])[:80] if found else ""

    def has(self, number: int) -> bool:
        """Whether a field is there."""
        return number in self.fields

    def inner(self, number: int) -> Settings | None:
        """A record in a field."""
        for item in self.fields.get(number, ()):
            if item.wire == BYTES:
                return settings_of(self.message.inner(item))
        return None

    def all_inner(self, number: int) -> Iterator[Settings]:
        """The records of a repeated field."""
        for item in self.fields.get(number, ()):
            if item.wire == BYTES:
                yield settings_of(self.message.inner(item))

    def weight(self, number: int, *shape: int) -> TensorType | None:
        """A weight of this shape; flat where as many numbers are not stored; None if absent."""
        stored = self.inner(number)
        if stored is None:
            return None
        dtype, count = _stored(stored)
        if not count:
            return None
        return TensorType(dtype, shape if prod(shape) == count else (count,))


def settings_of(message: Message) -> Settings:
    """The fields of a record."""
    return Settings(message, message.by_number())


def _stored(weight: Settings) -> tuple[str, int]:
    """How a weight is stored, and how many numbers it has."""
    lengths = {
        number: sum(item.length for item in items if item.wire in (BYTES, FIXED32))
        for number, items in weight.fields.items()
    }
    if lengths.get(1):
        return "float32", lengths[1] // 4
    if lengths.get(2):
        return "float16", lengths[2] // 2
    if lengths.get(31):
        return "int8", lengths[31]
    quantization = weight.inner(40)
    bits = 8 if quantization is None else quantization.whole(1, 8)
    return f"uint{bits}", lengths.get(30, 0) * 8 // max(bits, 1)


@dataclass(frozen=True, slots=True)
class NetworkLayer:
    """One layer: its name, type, the tensors around it, and its settings."""

    name: str
    type: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    shapes: tuple[TensorType | None, ...]
    settings: Settings


@dataclass(frozen=True, slots=True)
class NeuralNetwork:
    """All layers in order, and whether arrays and pictures come with all their axes."""

    layers: tuple[NetworkLayer, ...]
    exact_arrays: bool
    exact_images: bool


def network_of(message: Message) -> NeuralNetwork:
    """The layers of a network.

    Raises:
        ReadError: a field is not as it must be.
    """
    settings = settings_of(message)
    layers = tuple(_layer(item) for item in settings.all_inner(1))
    return NeuralNetwork(layers, settings.whole(5) == 1, settings.whole(6) == 1)


def _layer(record: Settings) -> NetworkLayer:
    number = next((number for number in record.fields if number >= 100), 0)
    inner = record.inner(number) if number else None
    texts = [
        tuple(record.message.text(item) for item in record.fields.get(place, ()))
        for place in (2, 3)
    ]
    return NetworkLayer(
        record.text(1),
        _WORDS.get(number, f"layer {number}"),
        texts[0],
        texts[1],
        tuple(_tensor(item) for item in record.all_inner(5)),
        inner if inner is not None else Settings(record.message, {}),
    )


def _tensor(record: Settings) -> TensorType | None:
    """A shape that the file tells, with sizes that are free as None."""
    sizes: tuple[Dim, ...] = tuple(size if size > 0 else None for size in record.wholes(2))
    return TensorType("", sizes) if sizes and len(sizes) == record.whole(1) else None
