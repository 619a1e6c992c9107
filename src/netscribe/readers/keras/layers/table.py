"""The table of all Keras layers and operations: class name -> what it does.

In: a class name with its config, call constants and input shapes, from a live layer or a file.
Out: `LayerFacts`. A class that is not in the table is custom: drawn by its name and its settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from netscribe.graph.types import Shape
from netscribe.readers.keras.facts import LayerFacts
from netscribe.readers.keras.layers.activation import ACTIVATION_OPERATIONS, ACTIVATIONS
from netscribe.readers.keras.layers.applications import APPLICATIONS
from netscribe.readers.keras.layers.attention import ATTENTION_OPERATIONS, ATTENTIONS
from netscribe.readers.keras.layers.convolution import CONVOLUTION_OPERATIONS, CONVOLUTIONS
from netscribe.readers.keras.layers.custom import CUSTOMS, custom
from netscribe.readers.keras.layers.dense import DENSES
from netscribe.readers.keras.layers.domain import KERAS_LAYERS, KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import Entries
from netscribe.readers.keras.layers.legacy import today
from netscribe.readers.keras.layers.mathematics import MATHEMATICS, mathematics
from netscribe.readers.keras.layers.merging import MERGINGS
from netscribe.readers.keras.layers.normalization import NORMALIZATION_OPERATIONS, NORMALIZATIONS
from netscribe.readers.keras.layers.pooling import POOLING_OPERATIONS, POOLINGS
from netscribe.readers.keras.layers.preprocessing import PREPROCESSINGS
from netscribe.readers.keras.layers.recurrent import RECURRENTS
from netscribe.readers.keras.layers.regularization import REGULARIZATIONS
from netscribe.readers.keras.layers.resampling import RESAMPLINGS
from netscribe.readers.keras.layers.reshaping import RESHAPINGS
from netscribe.readers.keras.layers.tensors import TENSOR_OPERATIONS
from netscribe.readers.keras.layers.wrappers import WRAPPERS, inner_of, without_time

LAYERS: dict[str, Callable[[Entries], LayerFacts]] = {
    **ACTIVATIONS,
    **APPLICATIONS,
    **ATTENTIONS,
    **CONVOLUTIONS,
    **CUSTOMS,
    **DENSES,
    **MERGINGS,
    **NORMALIZATIONS,
    **POOLINGS,
    **PREPROCESSINGS,
    **RECURRENTS,
    **REGULARIZATIONS,
    **RESAMPLINGS,
    **RESHAPINGS,
}

OPERATIONS: dict[str, Callable[[Entries], LayerFacts]] = {
    **MATHEMATICS,
    **ACTIVATION_OPERATIONS,
    **ATTENTION_OPERATIONS,
    **CONVOLUTION_OPERATIONS,
    **NORMALIZATION_OPERATIONS,
    **POOLING_OPERATIONS,
    **TENSOR_OPERATIONS,
}

#: Layers around layers deeper than this are not unwrapped.
_DEEPEST_WRAPPING = 20


def describe(
    class_name: str,
    config: Mapping[str, object],
    *,
    domain: str = KERAS_LAYERS,
    input_shapes: Sequence[Shape | None] = (),
    arguments: Mapping[str, object] | None = None,
) -> LayerFacts:
    """What a layer or an operation does.

    Args:
        class_name: Keras' class name ("Conv2D", "Add").
        config: `get_config()` of the layer, or the "config" entry of a file.
        domain: from `layers.domain.domain_of`; decides between `layers.Add` and `ops.Add`.
        input_shapes: of the tensors that the call reads, batch included, in order of the call.
        arguments: constants of the call by position ("0", "1") or keyword (`use_causal_mask`);
            tensors are left out, and inside lists stand as `layers.entries.TENSOR`.

    Raises:
        ReadError: an entry has a type that it cannot have.
    """
    entries = Entries(class_name, config, domain, input_shapes, arguments or {})
    return _describe(today(entries))


def _describe(entries: Entries, depth: int = 0) -> LayerFacts:
    if entries.domain == KERAS_OPERATIONS:
        return OPERATIONS.get(entries.class_name, mathematics)(entries)
    if entries.domain != KERAS_LAYERS:
        return custom(entries)
    if entries.class_name in WRAPPERS and depth < _DEEPEST_WRAPPING:
        name, config, domain = inner_of(entries)
        seen = without_time(entries)
        inner = Entries(name, config, domain, seen.input_shapes, entries.arguments)
        return WRAPPERS[entries.class_name](_describe(inner, depth + 1))
    return LAYERS.get(entries.class_name, custom)(entries)
