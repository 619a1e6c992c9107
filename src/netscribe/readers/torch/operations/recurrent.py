"""Recurrent layers and cells: LSTM, GRU, RNN.

In: arguments of PyTorch's fused functions (`lstm`, `gru_cell`, ...) or of a module as one call.
Out: `Recurrent` facts. Widths come from the recurrent weights (gates x units, units), or from the
module's `hidden_size`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Recurrent, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Shape
from netscribe.readers.torch.facts import OperationFacts, ParameterArgument
from netscribe.readers.torch.operations.arguments import Arguments, flattened, whole

Describer = Callable[[Arguments], OperationFacts | None]
_GATES = {"LSTM": 4, "GRU": 3, "RNN": 1}
#: PyTorch's functions of whole sequences, and where their switches stand behind the weights.
_FUSED = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})
_PLACES = {"bias": 3, "num_layers": 4, "dropout": 5, "bidirectional": 7, "batch_first": 8}


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
            settings=_settings(arguments, _projected(arguments, units)),
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


def _is_packed(arguments: Arguments) -> bool:
    """Packed sequences come with the batch size of each step, before the states."""
    told = arguments.raw("batch_sizes") is not None
    return told or isinstance(arguments.values.get("4"), bool)


def _either(arguments: Arguments, name: str) -> object:
    """From the module around the call, by name, or by position."""
    for given in (arguments.setting(name), arguments.raw(name)):
        if given is not None:
            return given
    place = _PLACES.get(name)
    if place is None or arguments.name not in _FUSED:
        return None
    return arguments.values.get(str(place + _is_packed(arguments)))


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


def _matrices(arguments: Arguments) -> list[Shape]:
    """Shapes of the weight matrices: of the input, of the state, then those of further layers."""
    return [
        item.type.shape
        for value in arguments.values.values()
        for item in flattened(value)
        if isinstance(item, ParameterArgument) and len(item.type.shape or ()) == 2
        if item.type.shape is not None
    ]


def _units(arguments: Arguments, cell: str) -> int | None:
    known = _integer(arguments, "hidden_size")
    if known is not None:
        return known
    tall = next((shape[0] for shape in _matrices(arguments)), None)
    return tall // _GATES[cell] if isinstance(tall, int) else None


def _projected(arguments: Arguments, units: int | None) -> int | None:
    """The width that an LSTM's state is reduced to, if it is."""
    known = _integer(arguments, "proj_size")
    if known is not None:
        return known
    matrices = _matrices(arguments)
    width = matrices[1][1] if len(matrices) > 1 else None
    return width if isinstance(width, int) and width != units else None


def _has_bias(arguments: Arguments) -> bool:
    """A cell's function has the weights themselves, everything else a switch."""
    if "w_hh" in arguments.values:
        return arguments.raw("b_hh") is not None
    return _either(arguments, "bias") not in (None, False)


def _settings(arguments: Arguments, projected: int | None) -> Settings:
    """PyTorch's own layout has the time first; packed sequences have neither."""
    settings: Settings = (("projection units", str(projected)),) if projected else ()
    if _is_packed(arguments):
        return (*settings, ("packed", "sequences"))
    return settings if _flag(arguments, "batch_first") else (*settings, ("time", "first"))


def _roles(arguments: Arguments) -> tuple[str, ...]:
    count = len(arguments.call.inputs)
    if count < 2:
        return ()
    second = "batch sizes" if _is_packed(arguments) else "initial_state"
    return ("", second, *("initial_state",) * (count - 2))


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
