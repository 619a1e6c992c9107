"""What one Keras layer says of itself: the meeting point of the live and the file reader.

In: a layer's class name and its `get_config()` dictionary, which are the same live and in a file.
Out: `LayerFacts`. Imports no Keras. Both readers go through it, so that a model read live and from
its file gives the same Graph.

Names that both readers give alike:
- A layer's path is the names of the models around it (without the outermost), then its own name,
  joined by "/": `encoder/conv1`.
- A weight's path is the layer's path, the names of the layers inside that layer from its direct
  child down to the weight's owner, and the weight's own name: `conv1/kernel`,
  `mha/query/kernel`, `lstm/lstm_cell/bias`, `bidirectional/forward_lstm/lstm_cell/kernel`,
  `time_distributed/dense/kernel`. A weight that a wrapper holds itself as well goes by the wrapper
  (`spectral_normalization/kernel`). Weights stand in the order of `layer.weights`; states of random
  seeds, which Keras leaves out of `weights` and `count_params()`, are no parameters. Where two
  paths are equal the builder tells them apart.
- Calls stand in the order of `netscribe.readers.keras.ordering`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from netscribe.graph.attributes import Activation, Attributes
from netscribe.graph.types import Op


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What a layer (or a `keras.ops` operation) does, without its tensors.

    Attributes:
        op: kind, Keras' class name, and the domain "keras.layers" or "keras.ops" (the user's own
            package for custom ones).
        attributes: typed per kind.
        activation: the function in the layer's `activation=` argument, which becomes a call of its
            own behind the layer; None for linear, and for layers (LSTM) that use it inside.
        qualifiers: words such as "each time step" (TimeDistributed).
        roles: names of the arguments that position does not tell ("query", "value", "key").
    """

    op: Op
    attributes: Attributes = field(default_factory=Attributes)
    activation: Activation | None = None
    qualifiers: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
