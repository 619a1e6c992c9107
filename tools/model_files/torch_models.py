"""What PyTorch says of a small model that is converted for the tests."""

from __future__ import annotations

from torch import Tensor, nn


def with_distinct_weights(model: nn.Module) -> nn.Module:
    """Random numbers, so that the converter drops no product with one."""
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    return model.eval()


def shapes_of(model: nn.Module, example: Tensor) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}

    def keep(name: str):  # type: ignore[no-untyped-def]
        def hook(_module: nn.Module, _given: object, made: object) -> None:
            first = made[0] if isinstance(made, tuple) else made
            found[name] = list(first.shape)  # type: ignore[attr-defined]

        return hook

    for name, module in model.named_modules():
        if name and list(module.parameters(recurse=False)):
            module.register_forward_hook(keep(name))
    model(example)
    return found


def folded_total(model: nn.Module) -> int:
    """With one bias in place of a batch norm's scale and bias."""
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    total = sum(parameter.numel() for parameter in model.parameters())
    return total - sum(norm.num_features for norm in norms)
