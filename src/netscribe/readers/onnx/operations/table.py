"""The table of operators: a call in, what it does out.

An operator of a known domain that no table has, and every operator of another domain, is the
author's own: kind custom, under its own name.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.activation import ACTIVATIONS
from netscribe.readers.onnx.operations.arithmetic import ARITHMETIC
from netscribe.readers.onnx.operations.attention import ATTENTIONS
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.convolution import CONVOLUTIONS
from netscribe.readers.onnx.operations.creation import CREATIONS
from netscribe.readers.onnx.operations.dense import DENSES
from netscribe.readers.onnx.operations.indexing import INDEXINGS
from netscribe.readers.onnx.operations.learning import LEARNING
from netscribe.readers.onnx.operations.mathematics import MATHEMATICS
from netscribe.readers.onnx.operations.normalization import NORMALIZATIONS
from netscribe.readers.onnx.operations.pooling import POOLINGS
from netscribe.readers.onnx.operations.printing import printed
from netscribe.readers.onnx.operations.recurrent import RECURRENTS
from netscribe.readers.onnx.operations.reductions import REDUCTIONS
from netscribe.readers.onnx.operations.resampling import RESAMPLINGS
from netscribe.readers.onnx.operations.reshaping import RESHAPINGS

#: Domains whose operators the table knows; elsewhere one name may mean anything.
KNOWN_DOMAINS = frozenset(
    {
        "",
        "ai.onnx.ml",
        "ai.onnx.preview",
        "ai.onnx.preview.training",
        "ai.onnx.training",
        "com.microsoft",
        "com.microsoft.nchwc",
        "com.ms.internal.nhwc",
        "org.pytorch.aten",
    }
)
#: By name; where a domain means something else by one, by domain and name.
OPERATORS: Mapping[str, Describer] = {
    **MATHEMATICS,
    **CREATIONS,
    **LEARNING,
    **ARITHMETIC,
    **REDUCTIONS,
    **RESHAPINGS,
    **RESAMPLINGS,
    **INDEXINGS,
    **RECURRENTS,
    **ACTIVATIONS,
    **NORMALIZATIONS,
    **POOLINGS,
    **CONVOLUTIONS,
    **DENSES,
    **ATTENTIONS,
}


def described(call: OperatorCall) -> Facts:
    """What a call does."""
    describer = OPERATORS.get(f"{call.domain}.{call.op_type}") if call.domain else None
    if describer is None and call.domain in KNOWN_DOMAINS:
        describer = OPERATORS.get(call.op_type)
    return _custom(call) if describer is None else describer(call)


def _custom(call: OperatorCall) -> Facts:
    """The author's own operator, with its plain attributes."""
    settings = tuple(
        (name.replace("_", " "), printed(value))
        for name, value in call.attributes.items()
        if isinstance(value, (int, float, str, tuple)) and value != ""
    )
    return Facts(Kind.CUSTOM, Attributes(settings=settings), custom=True)
