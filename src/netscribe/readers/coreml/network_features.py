"""Layers of a CoreML neural network over features: products, lookups, norms, recurrence.

In: the settings of a layer. Out: what it does, with its weights.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import (
    Embedding,
    Linear,
    Normalization,
    Product,
    Recurrent,
)
from netscribe.graph.kinds import Kind
from netscribe.graph.types import TensorType
from netscribe.readers.coreml.network import Settings
from netscribe.readers.coreml.network_facts import Describer, Said, plain
from netscribe.readers.netlist.describing import printed


def _inner_product(settings: Settings) -> Said:
    width, units, bias = settings.whole(1), settings.whole(2), bool(settings.whole(10))
    weights = {
        "kernel": settings.weight(20, units, width),
        "bias": settings.weight(21, units) if bias else None,
    }
    return Kind.LINEAR, Linear(units=units, bias=bias), weights


def _embedding(settings: Settings) -> Said:
    rows, width = settings.whole(1), settings.whole(2)
    weights = {"embeddings": settings.weight(20, width, rows), "bias": settings.weight(21, width)}
    return Kind.EMBEDDING, Embedding(vocabulary=rows, width=width), weights


def _batch_norm(settings: Settings) -> Said:
    channels = settings.whole(1)
    names = {"scale": 15, "bias": 16, "mean": 17, "variance": 18}
    weights = {name: settings.weight(number, channels) for name, number in names.items()}
    attributes = Normalization(
        method="instance" if settings.whole(6) else "batch",
        axis=(1,),
        epsilon=settings.real(10, 1e-5),
    )
    return Kind.NORM, attributes, weights


def _layer_norm(settings: Settings) -> Said:
    shape = settings.wholes(1)
    weights = {"scale": settings.weight(3, *shape), "bias": settings.weight(4, *shape)}
    attributes = Normalization(
        method="layer", axis=tuple(range(-len(shape), 0)), epsilon=settings.real(2, 1e-5)
    )
    return Kind.NORM, attributes, weights


def _local_response(settings: Settings) -> Said:
    names = (("size", printed(settings.whole(3))), ("alpha", printed(settings.real(1))))
    numbers = (*names, ("beta", printed(settings.real(2))), ("k", printed(settings.real(4, 1.0))))
    attributes = Normalization(
        method="local response", axis=(1,), center=False, scale=False, settings=numbers
    )
    return Kind.NORM, attributes, {}


def _matmul(settings: Settings) -> Said:
    rows, units = settings.whole(5), settings.whole(6)
    kernel = settings.weight(8, rows, units)
    if kernel is None:
        return Kind.MATMUL, Product(), {}
    weights = {"kernel": kernel, "bias": settings.weight(9, units)}
    return Kind.LINEAR, Linear(units=units, bias=bool(settings.whole(7))), weights


def _recurrent(cell: str, *, bidirectional: bool = False) -> Describer:
    def describe(settings: Settings) -> Said:
        params = settings.inner(15) if cell == "LSTM" else settings
        sequence = False if params is None else bool(params.whole(10 if cell == "LSTM" else 15))
        attributes = Recurrent(
            cell=cell,
            units=(settings.whole(2),),
            bidirectional=bidirectional,
            returns_sequence=sequence,
            backwards=bool(settings.whole(100)),
            settings=(("time", "first"),),
        )
        records = settings.all_inner(20) if cell == "LSTM" else iter((settings,))
        weights: dict[str, TensorType | None] = {}
        for place, record in enumerate(records):
            for number, name in _RECURRENT[cell].items():
                weights[f"{name}_{place}" if bidirectional else name] = record.weight(number)
        return Kind.RECURRENT, attributes, weights

    return describe


_RECURRENT: Mapping[str, Mapping[int, str]] = {
    "LSTM": {
        **{1 + place: f"{gate}_kernel" for place, gate in enumerate("ifco")},
        **{20 + place: f"{gate}_recurrent_kernel" for place, gate in enumerate("ifco")},
        **{40 + place: f"{gate}_bias" for place, gate in enumerate("ifco")},
        **{60 + place: f"{gate}_peephole" for place, gate in enumerate("ifo")},
    },
    "GRU": {
        **{30 + place: f"{gate}_kernel" for place, gate in enumerate("uro")},
        **{50 + place: f"{gate}_recurrent_kernel" for place, gate in enumerate("uro")},
        **{70 + place: f"{gate}_bias" for place, gate in enumerate("uro")},
    },
    "RNN": {30: "kernel", 31: "recurrent_kernel", 32: "bias"},
}


FEATURES: Mapping[str, Describer] = {
    "innerProduct": _inner_product,
    "embedding": _embedding,
    "embeddingND": _embedding,
    "batchnorm": _batch_norm,
    "layerNormalization": _layer_norm,
    "mvn": plain(Kind.NORM, Normalization(method="Mean-variance norm", axis=())),
    "l2normalize": plain(
        Kind.NORM, Normalization(method="unit", axis=(), center=False, scale=False)
    ),
    "lrn": _local_response,
    "dot": plain(Kind.MATMUL, Product()),
    "batchedMatmul": _matmul,
    "simpleRecurrent": _recurrent("RNN"),
    "gru": _recurrent("GRU"),
    "uniDirectionalLSTM": _recurrent("LSTM"),
    "biDirectionalLSTM": _recurrent("LSTM", bidirectional=True),
}
