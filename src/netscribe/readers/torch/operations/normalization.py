"""Norms: batch, layer, group, instance, RMS, unit, local response.

In: arguments. Out: `Normalization` facts. Axis 1 holds the channels, except where a norm counts its
axes from the end. Momentum is ONNX's and Keras': the share of the old mean, 1 - PyTorch's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Normalization, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]
#: `F.normalize`'s own default, a guard against division by zero.
_GUARD = 1e-12


def _there(arguments: Arguments, name: str) -> bool:
    return arguments.raw(name) not in (None, False)


def _epsilon(arguments: Arguments, default: float | None) -> float | None:
    given = arguments.number("eps")
    return default if given is None else given


def _momentum(arguments: Arguments) -> float | None:
    given = arguments.number("momentum")
    return None if given is None else round(1 - given, 12)


def _batch(arguments: Arguments) -> OperationFacts:
    tracked = _there(arguments, "running_mean")
    own: Settings = () if tracked else (("statistics", "of the batch"),)
    attributes = Normalization(
        method="batch",
        axis=(1,),
        epsilon=_epsilon(arguments, 1e-5),
        center=_there(arguments, "bias"),
        scale=_there(arguments, "weight"),
        momentum=_momentum(arguments) if tracked else None,
        settings=own,
    )
    return arguments.facts(Kind.NORM, attributes)


def _instance(arguments: Arguments) -> OperationFacts:
    tracked = _there(arguments, "running_mean")
    attributes = Normalization(
        method="instance",
        axis=(1,),
        epsilon=_epsilon(arguments, 1e-5),
        center=_there(arguments, "bias"),
        scale=_there(arguments, "weight"),
        momentum=_momentum(arguments) if tracked else None,
        settings=(("running", "statistics"),) if tracked else (),
    )
    return arguments.facts(Kind.NORM, attributes)


def _over_last(method: str) -> Describer:
    """Layer and RMS norm: over as many last axes as `normalized_shape` has."""

    def describe(arguments: Arguments) -> OperationFacts:
        count = len(arguments.sizes("normalized_shape")) or 1
        attributes = Normalization(
            method=method,
            axis=tuple(range(-count, 0)),
            epsilon=_epsilon(arguments, 1e-5 if method == "layer" else None),
            center=_there(arguments, "bias"),
            scale=_there(arguments, "weight"),
        )
        return arguments.facts(Kind.NORM, attributes)

    return describe


def _group(arguments: Arguments) -> OperationFacts:
    attributes = Normalization(
        method="group",
        axis=(1,),
        epsilon=_epsilon(arguments, 1e-5),
        groups=arguments.integer("num_groups"),
        center=_there(arguments, "bias"),
        scale=_there(arguments, "weight"),
    )
    return arguments.facts(Kind.NORM, attributes)


def _local_response(arguments: Arguments) -> OperationFacts:
    attributes = Normalization(
        method="local response",
        axis=(1,),
        center=False,
        scale=False,
        settings=arguments.settings("size", "alpha", "beta", "k"),
    )
    return arguments.facts(Kind.NORM, attributes)


def _unit(arguments: Arguments) -> OperationFacts:
    order, epsilon = arguments.raw("p"), arguments.number("eps")
    axis = arguments.axis("dim")
    attributes = Normalization(
        method="unit",
        axis=((-1 if arguments.rank == 2 else 1) if axis is None else axis,),
        epsilon=None if epsilon == _GUARD else epsilon,
        center=False,
        scale=False,
        settings=() if order in (None, 2) else (("order", printed(order)),),
    )
    return arguments.facts(Kind.NORM, attributes)


NORMALIZATIONS: Mapping[str, Describer] = {
    "batch_norm": _batch,
    "native_batch_norm": _batch,
    "instance_norm": _instance,
    "layer_norm": _over_last("layer"),
    "native_layer_norm": _over_last("layer"),
    "rms_norm": _over_last("rms"),
    "group_norm": _group,
    "native_group_norm": _group,
    "local_response_norm": _local_response,
    "normalize": _unit,
}
