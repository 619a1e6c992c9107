"""Losses.

In: arguments. Out: `Function` facts of kind math; the truth that they compare with has a role.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Function, Settings
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]

# fmt: off
_LOSSES = """
cross_entropy linear_cross_entropy nll_loss binary_cross_entropy binary_cross_entropy_with_logits
mse_loss l1_loss smooth_l1_loss huber_loss kl_div ctc_loss poisson_nll_loss gaussian_nll_loss
hinge_embedding_loss cosine_embedding_loss margin_ranking_loss multi_margin_loss
multilabel_margin_loss multilabel_soft_margin_loss soft_margin_loss triplet_margin_loss
triplet_margin_with_distance_loss adaptive_log_softmax_with_loss nll_loss2d
"""
# fmt: on
_SETTINGS = (
    "label_smoothing",
    "delta",
    "beta",
    "margin",
    "p",
    "full",
    "log_input",
    "blank",
    "swap",
)
_DEFAULTS = {
    "label_smoothing": 0.0, "delta": 1.0, "beta": 1.0, "blank": 0, "p": 2, "log_input": True,
}  # fmt: skip


def _loss(arguments: Arguments) -> OperationFacts:
    reduction = arguments.text("reduction", "mean")
    settings: Settings = () if reduction == "mean" else (("reduction", reduction),)
    for name in _SETTINGS:
        value = arguments.raw(name)
        if value not in (None, False, _DEFAULTS.get(name)):
            settings = (*settings, (name.replace("_", " "), printed(value)))
    attributes = Function(function=arguments.name, settings=settings)
    roles = arguments.roles({"target": "target", "log_probs": "", "targets": "target"})
    return arguments.facts(Kind.MATH, attributes, roles)


LOSSES: Mapping[str, Describer] = dict.fromkeys(_LOSSES.split(), _loss)
