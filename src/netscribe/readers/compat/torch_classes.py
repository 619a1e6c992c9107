"""Tells what kind of PyTorch module something is, by the modules its classes were defined in.

In: any Python object. Out: whether it is a torch module, whether it is one of torch's own layers
that are drawn as one operation, and which wrapper hides the user's model. Imports no torch: an
object's class already knows where it comes from.
"""

from __future__ import annotations

from typing import Any

_BASE = ("torch.nn.modules.module", "Module")
_OWN_LAYERS = ("torch.nn.modules.", "torch.ao.nn.", "torch.nn.quantized", "torch.nn.intrinsic")
#: Modules of torch that hold other modules in a way that a reader wants to see.
_COMPOSITES = frozenset(
    {
        "Sequential",
        "ModuleList",
        "ModuleDict",
        "Transformer",
        "TransformerEncoder",
        "TransformerEncoderLayer",
        "TransformerDecoder",
        "TransformerDecoderLayer",
        "AdaptiveLogSoftmaxWithLoss",
        "Module",
    }
)
#: Wrappers by class name, and the attribute that holds the model the user wrote.
_WRAPPERS = {
    "OptimizedModule": "_orig_mod",
    "DataParallel": "module",
    "DistributedDataParallel": "module",
    "FullyShardedDataParallel": "module",
}


def is_module(source: object) -> bool:
    """Whether `source` is a torch module, and not a Keras layer that happens to be one too."""
    bases = type(source).__mro__
    if any(base.__module__.partition(".")[0] in ("keras", "tf_keras") for base in bases):
        return False
    return any((base.__module__, base.__name__) == _BASE for base in bases)


def is_lazy(module: Any) -> bool:
    """Whether a parameter of the module waits for its first input to get a shape."""
    held = (parameter for parameter in module._parameters.values() if parameter is not None)
    return any(type(parameter).__name__.startswith("Uninitialized") for parameter in held)


def is_scripted(module: Any) -> bool:
    """Whether the module's code is TorchScript, which Python does not see run."""
    return any(
        base.__module__.startswith("torch.jit") and base.__name__ == "ScriptModule"
        for base in type(module).__mro__
    )


def layer_class_of(module: Any) -> str:
    """The class word of torch's own layers ("Conv2d"), also below a subclass; "" for others."""
    if "forward" in vars(module):
        return ""
    for base in type(module).__mro__:
        if "forward" not in vars(base):
            continue
        own = f"{base.__module__}.".startswith(_OWN_LAYERS) and base.__name__ not in _COMPOSITES
        return _named_class(module) if own else ""
    return ""


def _named_class(module: Any) -> str:
    """The nearest class that torch itself defines: a parametrised layer keeps its word."""
    for base in type(module).__mro__:
        if f"{base.__module__}.".startswith(_OWN_LAYERS):
            return base.__name__
    return type(module).__name__


def is_layer_name(qualified: str) -> bool:
    """Whether a full class name, "torch.nn.modules.conv.Conv2d", is one of torch's layers."""
    return qualified.startswith(_OWN_LAYERS) and qualified.rpartition(".")[2] not in _COMPOSITES


def scripted_layer_class_of(module: Any) -> str:
    """The class word of one of torch's own layers in TorchScript; "" for others."""
    words = str(module._c._type().qualified_name()).removeprefix("__torch__.").split(".")
    # a second type of one class gets a number: torch.nn.modules.linear.___torch_mangle_0.Linear
    name = ".".join(word for word in words if not word.startswith("___torch_mangle"))
    return name.rpartition(".")[2] if is_layer_name(name) else ""


def class_name_of(module: Any) -> str:
    """The class word of a container."""
    original = getattr(module, "original_name", None) if is_scripted(module) else None
    return str(original or type(module).__name__)


def unwrapped(module: Any) -> Any:
    """The model that the user wrote, below torch.compile and data-parallel wrappers."""
    seen = 0
    while type(module).__name__ in _WRAPPERS and seen < len(_WRAPPERS):
        inner = getattr(module, _WRAPPERS[type(module).__name__], None)
        if not is_module(inner):
            return module
        module, seen = inner, seen + 1
    return module


def settings_of(module: Any) -> dict[str, object]:
    """The plain attributes of a layer: numbers, words, booleans and tuples of them."""
    found = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    return {name: value for name, value in found.items() if _is_plain(value)}


def _is_plain(value: object) -> bool:
    if isinstance(value, tuple | list):
        return all(_is_plain(item) for item in value)
    return value is None or isinstance(value, bool | int | float | str)
