"""The table of functions: a recorded call in, what it does out.

In: a `FunctionCall`. Out: `OperationFacts`, or None for what is no operation of a network. A
function that no table knows is the author's own: kind custom, under its own name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from netscribe.graph.attributes import Attributes
from netscribe.graph.kinds import Kind
from netscribe.readers.torch.facts import FunctionCall, OperationFacts
from netscribe.readers.torch.operations.activation import ACTIVATIONS
from netscribe.readers.torch.operations.arguments import FUNCTIONS, MODULES, Arguments
from netscribe.readers.torch.operations.arithmetic import ARITHMETIC
from netscribe.readers.torch.operations.attention import ATTENTIONS
from netscribe.readers.torch.operations.casting import CASTINGS
from netscribe.readers.torch.operations.convolution import CONVOLUTIONS
from netscribe.readers.torch.operations.creation import CREATIONS
from netscribe.readers.torch.operations.dense import DENSES
from netscribe.readers.torch.operations.indexing import INDEXINGS
from netscribe.readers.torch.operations.joining import JOININGS
from netscribe.readers.torch.operations.losses import LOSSES
from netscribe.readers.torch.operations.mathematics import MATHEMATICS, constants
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.noise import is_noise
from netscribe.readers.torch.operations.normalization import NORMALIZATIONS
from netscribe.readers.torch.operations.pooling import POOLINGS
from netscribe.readers.torch.operations.recurrent import RECURRENTS
from netscribe.readers.torch.operations.reductions import REDUCTIONS
from netscribe.readers.torch.operations.regularization import REGULARIZATIONS
from netscribe.readers.torch.operations.resampling import RESAMPLINGS
from netscribe.readers.torch.operations.reshaping import RESHAPINGS

FUNCTION_TABLE: Mapping[str, Callable[[Arguments], OperationFacts | None]] = {
    **MATHEMATICS,
    **CREATIONS,
    **LOSSES,
    **ARITHMETIC,
    **REDUCTIONS,
    **CASTINGS,
    **INDEXINGS,
    **JOININGS,
    **RESHAPINGS,
    **RESAMPLINGS,
    **REGULARIZATIONS,
    **RECURRENTS,
    **ATTENTIONS,
    **DENSES,
    **ACTIVATIONS,
    **NORMALIZATIONS,
    **POOLINGS,
    **CONVOLUTIONS,
}


def describe_function(call: FunctionCall, type_name: str = "") -> OperationFacts | None:
    """What a call does.

    Args:
        call: as the capture saw it.
        type_name: the class of the leaf module that this call is the work of, or "".

    Returns:
        None for what is no operation: questions about a tensor, copies, moves between devices.
    """
    name = plain_name(call.name)
    domain = MODULES if type_name else FUNCTIONS
    describer = FUNCTION_TABLE.get(name)
    if describer is not None:
        return describer(Arguments(call, name, type_name or name, domain))
    if is_noise(name):
        return None
    return _custom(Arguments(call, name, type_name or call.name, ""))


def _custom(arguments: Arguments) -> OperationFacts:
    return arguments.facts(Kind.CUSTOM, Attributes(settings=constants(arguments)))
