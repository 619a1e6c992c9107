"""Recurrent layers: LSTM, GRU, simple, convolutional, any RNN of cells, and bidirectional ones.

In: entries; cells and inner layers come serialized as {"class_name", "config"}.
Out: `Recurrent` facts; activations stay inside, since they work at every step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from netscribe.graph.attributes import Recurrent, Settings
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Op
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import function_name
from netscribe.readers.keras.layers.entries import Entries

#: Keras' class words (layers and cells) to the plain word of the cell.
_CELLS = {
    "LSTM": "LSTM",
    "LSTMCell": "LSTM",
    "CuDNNLSTM": "LSTM",
    "GRU": "GRU",
    "GRUCell": "GRU",
    "CuDNNGRU": "GRU",
    "SimpleRNN": "RNN",
    "SimpleRNNCell": "RNN",
    "ConvLSTM1D": "ConvLSTM",
    "ConvLSTM2D": "ConvLSTM",
    "ConvLSTM3D": "ConvLSTM",
}
_ROLES = ("", "initial_state", "initial_state", "initial_state", "initial_state")


def _facts(entries: Entries, attributes: Recurrent) -> LayerFacts:
    op = Op(Kind.RECURRENT, entries.class_name, entries.domain)
    return LayerFacts(op, attributes, roles=_ROLES)


def _inner_function(entries: Entries, key: str, default: str) -> str:
    return function_name(entries.config[key]) if key in entries.config else default


def _with_cell(entries: Entries, attributes: Recurrent) -> Recurrent:
    """`attributes` with what the cell's own entries say."""
    word = _CELLS.get(entries.class_name, entries.class_name)
    gated = word in ("LSTM", "GRU", "ConvLSTM")
    width = entries.optional_integer("units")
    if width is None:
        width = entries.optional_integer("filters")
    settings: Settings = entries.settings("projection_units")
    if entries.raw("reset_after") is False:
        settings = (*settings, ("reset after", "no"))
    return replace(
        attributes,
        cell=word,
        units=() if width is None else (width,),
        activation=_inner_function(entries, "activation", "tanh"),
        recurrent_activation=_inner_function(entries, "recurrent_activation", "sigmoid")
        if gated
        else "",
        bias=entries.flag("use_bias", True),
        dropout=entries.number("dropout", 0.0),
        recurrent_dropout=entries.number("recurrent_dropout", 0.0),
        settings=settings,
    )


def _sequence(entries: Entries) -> Recurrent:
    """What every recurrent layer says of the sequence."""
    return Recurrent(
        returns_sequence=entries.flag("return_sequences", False),
        returns_state=entries.flag("return_state", False),
        backwards=entries.flag("go_backwards", False),
        stateful=entries.flag("stateful", False),
    )


def _recurrent(entries: Entries) -> LayerFacts:
    return _facts(entries, _with_cell(entries, _sequence(entries)))


def _convolutional(rank: int) -> Callable[[Entries], LayerFacts]:
    def describe(entries: Entries) -> LayerFacts:
        attributes = replace(
            _with_cell(entries, _sequence(entries)),
            kernel_size=entries.lengths("kernel_size", rank),
            padding=entries.text("padding", "valid"),
        )
        ones = (1,) * rank
        odd = [
            (word, " × ".join(str(size) for size in sizes))
            for word, key in (("stride", "strides"), ("dilation", "dilation_rate"))
            if (sizes := entries.lengths(key, rank, default=ones)) != ones
        ]
        return _facts(entries, replace(attributes, settings=(*attributes.settings, *odd)))

    return describe


def nested(value: object, what: str, owner: Entries) -> Entries:
    """The entries of a layer or cell that is serialized inside another."""
    config = value.get("config") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(config, Mapping):
        raise owner.wrong(what, "a serialized layer", value)
    shapes = owner.input_shapes
    return Entries(str(value.get("class_name")), config, "keras.layers", shapes, owner.arguments)


def cells_of(entries: Entries) -> tuple[Entries, ...]:
    """The cells of an RNN layer, in order; stacked cells are spread out."""
    return _spread(entries, entries.raw("cell"))


def _spread(owner: Entries, value: object) -> tuple[Entries, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(cell for item in value for cell in _spread(owner, item))
    cell = nested(value, "cell", owner)
    if cell.class_name == "StackedRNNCells":
        return _spread(cell, cell.sequence("cells"))
    return (cell,)


def _of_cells(entries: Entries) -> LayerFacts:
    cells = cells_of(entries)
    if not cells:
        return _facts(entries, _sequence(entries))
    parts = [_with_cell(cell, _sequence(entries)) for cell in cells]
    words = list(dict.fromkeys(part.cell for part in parts))
    attributes = replace(
        parts[0],
        cell=" + ".join(words),
        units=tuple(width for part in parts for width in part.units),
    )
    return _facts(entries, attributes)


def _lone_cell(entries: Entries) -> LayerFacts:
    """A cell called by itself: one step."""
    return replace(_recurrent(entries), qualifiers=("one step",))


def _stacked_cells(entries: Entries) -> LayerFacts:
    inner = Entries("RNN", {"cell": entries.raw("cells")}, entries.domain)
    facts = _of_cells(inner)
    op = Op(Kind.RECURRENT, entries.class_name, entries.domain)
    return replace(facts, op=op, qualifiers=("one step",))


def bidirectional(entries: Entries) -> LayerFacts:
    """One recurrent node that runs both ways."""
    inner = nested(entries.raw("layer"), "layer", entries)
    describe = RECURRENTS.get(inner.class_name, _recurrent)
    attributes = describe(inner).attributes
    assert isinstance(attributes, Recurrent)
    merge = entries.config.get("merge_mode", "concat")
    both = replace(attributes, bidirectional=True, merge="none" if merge is None else str(merge))
    return _facts(entries, both)


RECURRENTS: dict[str, Callable[[Entries], LayerFacts]] = {
    "LSTM": _recurrent,
    "GRU": _recurrent,
    "SimpleRNN": _recurrent,
    "CuDNNLSTM": _recurrent,
    "CuDNNGRU": _recurrent,
    "ConvLSTM1D": _convolutional(1),
    "ConvLSTM2D": _convolutional(2),
    "ConvLSTM3D": _convolutional(3),
    "RNN": _of_cells,
    "Bidirectional": bidirectional,
    "LSTMCell": _lone_cell,
    "GRUCell": _lone_cell,
    "SimpleRNNCell": _lone_cell,
    "StackedRNNCells": _stacked_cells,
}
