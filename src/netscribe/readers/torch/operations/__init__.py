"""Tables from recorded PyTorch calls to operation facts, one file per family.

`describe` tells what a call of a function does, `describe_module` what a leaf module of torch.nn
does that is drawn as one node. Neither imports PyTorch.
"""

from netscribe.readers.torch.operations.modules import describe, describe_module

__all__ = ["describe", "describe_module"]
