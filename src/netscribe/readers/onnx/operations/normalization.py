"""Norms: batch, layer, group, instance, RMS, unit, local response.

In: calls. Out: `Normalization` facts. Axis 1 holds the channels, but where a norm counts its axes
from the end.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.attributes import Normalization, Settings, Sizes
from netscribe.graph.kinds import Kind
from netscribe.readers.onnx.operations.call import Describer, Facts, OperatorCall, one_axis
from netscribe.readers.onnx.operations.printing import printed


def _batch(call: OperatorCall) -> Facts:
    training = call.flag("training_mode")
    attributes = Normalization(
        method="batch",
        axis=(1,),
        epsilon=call.number("epsilon", 1e-5),
        momentum=call.number("momentum", 0.9),
        settings=(("statistics", "of the batch"),) if training else (),
    )
    return Facts(Kind.NORM, attributes)


def _instance(call: OperatorCall) -> Facts:
    epsilon = call.number("epsilon", 1e-5)
    return Facts(Kind.NORM, Normalization(method="instance", axis=(1,), epsilon=epsilon))


def _group(call: OperatorCall) -> Facts:
    """Contrib group norms have the channels last unless told otherwise."""
    last = call.op_type != "GroupNormalization" and call.flag("channels_last", default=True)
    attributes = Normalization(
        method="group",
        axis=(-1,) if last else (1,),
        epsilon=call.number("epsilon", 1e-5),
        groups=call.integer("num_groups") or call.integer("groups"),
        settings=(("activation", "SiLU"),) if call.flag("activation") else (),
    )
    return Facts(Kind.NORM, attributes)


def _last_axes(call: OperatorCall) -> Sizes:
    """From the attribute's axis to the end, counted from the end."""
    axis, rank = call.integer("axis", -1) or 0, call.rank
    if axis >= 0:
        axis = axis - rank if rank else -1
    return tuple(range(max(axis, -8), 0)) or (-1,)


def _over_last(method: str, bias: int) -> Describer:
    def describe(call: OperatorCall) -> Facts:
        attributes = Normalization(
            method=method,
            axis=_last_axes(call),
            epsilon=call.number("epsilon", 1e-5),
            center=method == "layer" and call.given(bias),
            scale=call.given(1),
        )
        return Facts(Kind.NORM, attributes)

    return describe


def _skip(method: str) -> Describer:
    """Adds another tensor, and perhaps a bias, before it norms."""

    def describe(call: OperatorCall) -> Facts:
        layer = method == "layer"
        added = call.given(4 if layer else 3)
        attributes = Normalization(
            method=method,
            axis=(-1,),
            epsilon=call.number("epsilon", 1e-5),
            center=layer and call.given(3),
            settings=(("of", "the sum with a bias" if added else "the sum"),),
        )
        return Facts(Kind.NORM, attributes)

    return describe


def _unit(call: OperatorCall) -> Facts:
    order = call.integer("p", 2)
    attributes = Normalization(
        method="unit",
        axis=(one_axis(call.integer("axis", -1) or 0, call.rank),),
        center=False,
        scale=False,
        settings=() if order == 2 else (("order", printed(order)),),
    )
    return Facts(Kind.NORM, attributes)


def _local_response(call: OperatorCall) -> Facts:
    """Words of the sister tables; ONNX's bias is their k."""
    given: Settings = (
        *call.settings("size"),
        ("alpha", printed(call.number("alpha", 1e-4))),
        ("beta", printed(call.number("beta", 0.75))),
        ("k", printed(call.number("bias", 1.0))),
    )
    attributes = Normalization(
        method="local response", axis=(1,), center=False, scale=False, settings=given
    )
    return Facts(Kind.NORM, attributes)


def _mean_and_variance(call: OperatorCall) -> Facts:
    axes = call.sizes("axes") or (0, 2, 3)
    attributes = Normalization(
        method="mean and variance norm", axis=axes, center=False, scale=False
    )
    return Facts(Kind.NORM, attributes)


NORMALIZATIONS: Mapping[str, Describer] = {
    "BatchNormalization": _batch,
    "InstanceNormalization": _instance,
    "GroupNormalization": _group,
    "GroupNorm": _group,
    "SkipGroupNorm": _group,
    "LayerNormalization": _over_last("layer", 2),
    "RMSNormalization": _over_last("rms", 2),
    "SimplifiedLayerNormalization": _over_last("rms", 2),
    "SkipLayerNormalization": _skip("layer"),
    "SkipSimplifiedLayerNormalization": _skip("rms"),
    "LpNormalization": _unit,
    "LRN": _local_response,
    "MeanVarianceNormalization": _mean_and_variance,
}
