"""Tensors made from nothing: constants and random numbers.

In: arguments. Out: facts of the kinds constant and random. What a `zeros_like` takes from its input
is its shape, not its numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Attributes, Function
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import OperationFacts
from netscribe.readers.torch.operations.arguments import Arguments, holds_tensor
from netscribe.readers.torch.operations.printing import printed

Describer = Callable[[Arguments], OperationFacts | None]

# fmt: off
_CONSTANTS = """
zeros ones full empty eye linspace logspace tensor as_tensor asarray scalar_tensor
zeros_like ones_like full_like empty_like new_zeros new_ones new_full new_empty new_tensor
new_empty_strided empty_strided empty_permuted tril_indices triu_indices from_numpy frombuffer
from_file from_dlpack zero fftfreq rfftfreq bartlett_window blackman_window hamming_window
hann_window kaiser_window sparse_coo_tensor sparse_csr_tensor sparse_csc_tensor sparse_bsr_tensor
sparse_bsc_tensor sparse_compressed_tensor empty_quantized new lift_fresh
"""
_RANDOM = """
rand randn randint randperm rand_like randn_like randint_like normal uniform bernoulli multinomial
poisson binomial exponential cauchy geometric log_normal random trunc_normal
"""
# fmt: on


def _constant(arguments: Arguments) -> OperationFacts:
    settings = arguments.settings("fill_value", "start", "end", "step", "steps")
    return arguments.facts(Kind.CONSTANT, Attributes(settings=settings))


def _run(arguments: Arguments) -> OperationFacts:
    """Evenly spaced numbers from a start to, and without, a stop; a lone number is the stop."""
    values = arguments.values
    stop = "end" if "end" in values else "start"
    start = values.get("start", 0) if stop == "end" else 0
    named = (("start", start), ("stop", values.get(stop)), ("step", values.get("step", 1)))
    settings = tuple(
        (name, printed(value))
        for name, value in named
        if value is not None and not holds_tensor(value) and (name, value) != ("step", 1)
    )
    return arguments.facts(Kind.CONSTANT, Attributes(settings=settings))


def _random(arguments: Arguments) -> OperationFacts:
    settings = arguments.settings(
        "p", "mean", "std", "low", "high", "num_samples", "from", "to", "lambd"
    )
    return arguments.facts(Kind.RANDOM, Function(function=arguments.name, settings=settings))


CREATIONS: Mapping[str, Describer] = {
    **dict.fromkeys(_CONSTANTS.split(), _constant),
    **dict.fromkeys(("arange", "range"), _run),
    **dict.fromkeys(_RANDOM.split(), _random),
}
