"""Recurrent operators: LSTM, GRU, RNN.

In: calls. Out: `Recurrent` facts. Weights are (directions, gates x units, features).
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Recurrent, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall
from netscribe.readers.onnx.operations.printing import printed

_WORDS = {"Relu": "relu", "Tanh": "tanh", "Sigmoid": "sigmoid", "HardSigmoid": "hard_sigmoid"}


def _recurrent(cell: str, qualifiers: tuple[str, ...] = ()) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        units = call.integer("hidden_size") or call.size(2, -1)
        direction = call.text("direction", "forward")
        inner, gates = _functions(call, cell)
        attributes = Recurrent(
            cell=cell,
            units=() if units is None else (units,),
            bidirectional=direction == "bidirectional",
            backwards=direction == "reverse",
            returns_sequence=call.names_output(0),
            returns_state=call.names_output(1) or call.names_output(2),
            activation=inner,
            recurrent_activation=gates,
            bias=call.given(3),
            settings=_settings(call),
        )
        return Facts(Kind.RECURRENT, attributes, qualifiers)

    return describe


def _functions(call: OperatorCall, cell: str) -> tuple[str, str]:
    """The activation of the state and that of the gates; gates come first in the list."""
    given = call.attributes.get("activations")
    words = [item for item in given if isinstance(item, str)] if isinstance(given, tuple) else []
    words = [_WORDS.get(word, word.lower()) for word in words]
    if cell == "RNN":
        return (words[0] if words else "tanh"), ""
    gates = words[0] if words else "sigmoid"
    return (words[1] if len(words) > 1 else "tanh"), gates


def _settings(call: OperatorCall) -> Settings:
    first = call.integer("layout", 0) == 0
    clip = call.number("clip")
    reset = call.op_type == "GRU" and call.integer("linear_before_reset", 0) == 0
    peepholes = call.given(7)
    return (
        *((("time", "first"),) if first else ()),
        *((("clip", printed(clip)),) if clip else ()),
        *((("reset", "before the product"),) if reset else ()),
        *((("peepholes", "yes"),) if peepholes else ()),
    )


RECURRENTS: Mapping[str, Describer] = {
    "LSTM": _recurrent("LSTM"),
    "GRU": _recurrent("GRU"),
    "RNN": _recurrent("RNN"),
    "DynamicQuantizeLSTM": _recurrent("LSTM", ("int8",)),
}
