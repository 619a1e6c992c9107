"""Folds the pairs QuantizeLinear, DequantizeLinear around operators: the operators run in int8.

In: the nodes of a frame, before and while they are walked. Out: names that stand for the tensor
before the pair, and a word for the operators that read or feed it. The pairs are drawn only where
somebody reads the whole numbers themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netscribe.graph.types import TensorType
from netscribe.readers.onnx.emitter import Emitter
from netscribe.readers.onnx.environment import Frame, Held, Place, Waiting
from netscribe.readers.onnx.records import NodeRecord
from netscribe.readers.onnx.shapes.dtypes import dtype_of
from netscribe.readers.onnx.shapes.step import Known

_QUANTIZE, _DEQUANTIZE = "QuantizeLinear", "DequantizeLinear"
_DOMAINS = ("", "com.microsoft")
_PAIRED = "pairs that quantise: the operations around them say so"
_STORED = "weights in whole numbers: the operations that read them say so"


class Quantization:
    """Folds the pairs of one model."""

    def __init__(self, emitter: Emitter) -> None:
        self._emitter = emitter

    def look_at(self, nodes: Sequence[NodeRecord], frame: Frame) -> None:
        """Finds the tensors that nothing but a QuantizeLinear reads."""
        found: set[str] = set()
        others: set[str] = set()
        for node in nodes:
            if self.takes(node) and node.op_type == _QUANTIZE:
                found.update(node.inputs[:1])
            else:
                others.update(node.inputs)
        frame.only_quantized = frozenset(found - others)

    def takes(self, node: NodeRecord) -> bool:
        """Whether a node is one of the two."""
        pair = node.op_type in (_QUANTIZE, _DEQUANTIZE)
        return pair and node.domain in _DOMAINS and bool(node.inputs) and bool(node.outputs)

    def folds(self, frame: Frame, node: NodeRecord, place: Place) -> bool:
        """Binds the result without drawing the node, if it is one of a pair."""
        source = frame.find(node.inputs[0])
        if source is None:
            return False
        if node.op_type == _QUANTIZE:
            self._wait_to_quantize(frame, node, place, source)
            return True
        before = source.maker.source if source.maker is not None else None
        if source.maker is not None and before is not None and source.quantized:
            self._behind(frame, node, place, before, source.quantized)
            return True
        if source.stored is not None and not source.value:
            self._stored(frame, node, place, source)
            return True
        return False

    def qualifier(self, frame: Frame, node: NodeRecord) -> str:
        """The word for an operator that reads or feeds a pair; "" for all others."""
        held = [frame.find(name) for name in node.inputs if name]
        biased = node.op_type == "Add" and any(
            item is not None and item.stored is not None and not item.value for item in held
        )
        if frame.products.intersection((*node.outputs, *(node.inputs if biased else ()))):
            return "int8"
        kinds = [item.quantized for item in held if item is not None and item.quantized]
        weights = [
            item.quantized
            for item in held
            if item is not None and item.quantized and item.stored is not None
        ]
        if kinds:
            return (weights or kinds)[0]
        feeds = bool(node.outputs) and node.outputs[0] in frame.only_quantized
        return "int8" if feeds and not self.takes(node) else ""

    def _wait_to_quantize(self, frame: Frame, node: NodeRecord, place: Place, source: Held) -> None:
        dtype = _dtype(frame, node)
        known = Known(TensorType(dtype, source.known.shape))
        waiting = Waiting(node, place.path, place.module, _PAIRED, source)
        self._emitter.wait(waiting)
        name = node.outputs[0]
        frame.names[name] = Held(
            frame.key_of(name), known, maker=waiting, quantized=dtype or "int8"
        )

    def _behind(
        self, frame: Frame, node: NodeRecord, place: Place, before: Held, dtype: str
    ) -> None:
        """What comes out of the pair stands for what went in."""
        self._emitter.wait(Waiting(node, place.path, place.module, _PAIRED))
        if before.stored is None or before.value:
            self._emitter.value_of(before)
        frame.names[node.outputs[0]] = replace(before, quantized=dtype)

    def _stored(self, frame: Frame, node: NodeRecord, place: Place, source: Held) -> None:
        """Weights in whole numbers."""
        self._emitter.wait(Waiting(node, place.path, place.module, _STORED))
        dtype = source.known.dtype
        known = Known(TensorType("float32", source.known.shape))
        frame.names[node.outputs[0]] = Held(
            source.key, known, stored=source.stored, maker=source.maker, quantized=dtype
        )


def _dtype(frame: Frame, node: NodeRecord) -> str:
    """The dtype of the zero point, or the one asked for; uint8 if nothing is said."""
    zero = frame.find(node.inputs[2]) if len(node.inputs) > 2 and node.inputs[2] else None
    if zero is not None and zero.known.dtype:
        return zero.known.dtype
    asked = node.attributes.get("output_dtype")
    return dtype_of(asked) or "uint8"
