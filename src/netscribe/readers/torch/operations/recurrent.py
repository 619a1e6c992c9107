"""Recurrent layers and cells: LSTM, GRU, RNN.

In: arguments of PyTorch's fused functions (`lstm`, `gru_cell`, ...) or of a module as one call.
Out: `Recurrent` facts. Widths come from the recurrent weights (gates x units, units), or from the
module's `hidden_size`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Recurrent, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts, ParameterArgument
from netscribe.readers.torch.operations.arguments import Arguments, flattened, whole

Describer = Callable[[Arguments], OperationFacts | None]
_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}


def _sequence(cell: str, activation: str = "tanh") -> Describer:
    def describe(arguments: Arguments) -> OperationFacts:
        units = _units(arguments, cell)
        layers = _integer(arguments, "num_layers") or 1
        attributes = Recurrent(
            cell=cell,
            units=() if units is None else (units,) * layers,
            bidirectional=_flag(arguments, "bidirectional"),
            returns_sequence=True,
            returns_state=True,
            activation=_activation(arguments, activation),
            recurrent_activation="" if cell == "RNN" else "sigmoid",
            bias=_has_bias(arguments),
            dropout=_dropout(arguments) if layers > 1 else 0.0,
            settings=_settings(arguments),
        )
        return arguments.facts(Kind.RECURRENT, attributes, _roles(arguments))

    return describe


def _cell(cell: str, activation: str = "tanh") -> Describer:
    """One step."""

    def describe(arguments: Arguments) -> OperationFacts:
        units = _units(arguments, cell)
        attributes = Recurrent(
            cell=cell,
            units=() if units is None else (units,),
            activation=_activation(arguments, activation),
            recurrent_activation="" if cell == "RNN" else "sigmoid",
            bias=_has_bias(arguments),
        )
        facts = arguments.facts(Kind.RECURRENT, attributes, _roles(arguments))
        return OperationFacts(facts.op, facts.attributes, facts.roles, ("one step",))

    return describe


def _either(arguments: Arguments, name: str) -> object:
    """From the call; else from the module around it."""
    given = arguments.raw(name)
    return arguments.setting(name) if given is None else given


def _integer(arguments: Arguments, name: str) -> int | None:
    return whole(_either(arguments, name))


def _flag(arguments: Arguments, name: str) -> bool:
    return _either(arguments, name) is True


def _activation(arguments: Arguments, default: str) -> str:
    word = _either(arguments, "nonlinearity")
    return word if isinstance(word, str) else default


def _dropout(arguments: Arguments) -> float:
    given = _either(arguments, "dropout")
    return float(given) if isinstance(given, (int, float)) else 0.0


def _units(arguments: Arguments, cell: str) -> int | None:
    known = _integer(arguments, "hidden_size")
    if known is not None:
        return known
    weights = [
        item.type.shape or ()
        for value in arguments.values.values()
        for item in flattened(value)
        if isinstance(item, ParameterArgument)
    ]
    tall = next((shape[0] for shape in weights if len(shape) == 2), None)
    return tall // _GATES[cell] if isinstance(tall, int) else None


def _has_bias(arguments: Arguments) -> bool:
    given = arguments.setting("bias")
    for name in ("has_biases", "bias", "bias_hh", "b_hh"):
        if name in arguments.values:
            given = arguments.values[name]
            break
    return given not in (None, False) or (given is None and "b_hh" not in arguments.values)


def _settings(arguments: Arguments) -> Settings:
    """PyTorch's own layout has the time first; packed sequences have neither."""
    projected = _integer(arguments, "proj_size")
    settings: Settings = (("projection units", str(projected)),) if projected else ()
    packed = arguments.raw("batch_sizes") is not None
    if packed:
        return (*settings, ("packed", "sequences"))
    return settings if _flag(arguments, "batch_first") else (*settings, ("time", "first"))


def _roles(arguments: Arguments) -> tuple[str, ...]:
    count = len(arguments.call.inputs)
    if arguments.raw("batch_sizes") is not None:
        return arguments.roles({"batch_sizes": "batch sizes", "hx": "initial_state"})
    return ("", *("initial_state",) * (count - 1)) if count > 1 else ()


RECURRENTS: Mapping[str, Describer] = {
    "lstm": _sequence("LSTM"),
    "gru": _sequence("GRU"),
    "rnn": _sequence("RNN"),
    "rnn_tanh": _sequence("RNN"),
    "rnn_relu": _sequence("RNN", "relu"),
    "lstm_cell": _cell("LSTM"),
    "gru_cell": _cell("GRU"),
    "rnn_cell": _cell("RNN"),
    "rnn_tanh_cell": _cell("RNN"),
    "rnn_relu_cell": _cell("RNN", "relu"),
}
