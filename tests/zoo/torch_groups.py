"""The models of the PyTorch zoo, by group: names, how each is built, and what goes into it.

A model is built on CPU with random weights, in inference mode. `inputs` are what a user would
give; None where only the model itself can tell (transformers): there the inputs that netscribe
finds are run for real as well.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from tests.zoo import torchvision_operators  # noqa: F401 - before torchvision

#: Models with more weights are built on meta, and not run.
LARGEST_REAL = 250_000_000


@dataclass(frozen=True)
class Specimen:
    """A model and what goes into it; `real` is whether its weights are there."""

    model: Any
    inputs: Any = None
    real: bool = True


@dataclass(frozen=True)
class Group:
    """A family of models; `build` gives several where a smaller one may not run."""

    names: Callable[[], list[str]]
    build: Callable[[str], Iterator[Specimen]]


def built(make: Callable[[], Any], inputs: Any) -> Specimen:
    """On meta first, to know its size."""
    with torch.device("meta"):
        try:
            model = make()
            size = sum(weight.numel() for weight in model.parameters())
        except Exception:  # noqa: BLE001 - a model that computes while it is built
            size = 0
    if size > LARGEST_REAL:
        return Specimen(model.eval(), inputs, real=False)
    torch.manual_seed(0)
    return Specimen(make().eval(), inputs)


def _torchvision(*kinds: str) -> Group:
    import torchvision

    def names() -> list[str]:
        return [
            name
            for name in torchvision.models.list_models()
            if _kind(torchvision.models.get_model_builder(name)) in kinds
        ]

    def build(name: str) -> Iterator[Specimen]:
        builder = torchvision.models.get_model_builder(name)
        options: dict[str, Any] = {"weights": None}
        if "weights_backbone" in inspect.signature(builder).parameters:
            options["weights_backbone"] = None
        if name in ("inception_v3", "googlenet"):
            options["init_weights"] = False
        if "rcnn" in name:  # few regions, since the pooling of regions is slow in Python
            options |= {"rpn_post_nms_top_n_test": 20, "box_detections_per_img": 5}
        yield built(lambda: builder(**options), _torchvision_inputs(name, _kind(builder)))

    return Group(names, build)


def _kind(builder: Any) -> str:
    parts = builder.__module__.split(".")[2:]
    known = ("segmentation", "detection", "video", "optical_flow", "quantization")
    return parts[0] if parts and parts[0] in known else "classification"


def _torchvision_inputs(name: str, kind: str) -> Any:
    if kind == "detection":
        return [[torch.rand(3, 320, 320), torch.rand(3, 320, 320)]]
    if kind == "optical_flow":
        return [torch.rand(1, 3, 128, 128), torch.rand(1, 3, 128, 128)]
    if kind == "video":
        side = 112 if "r3d" in name or "mc3" in name or "r2plus1d" in name else 224
        return torch.rand(1, 3, 16, side, side)
    side = 299 if name == "inception_v3" else 518 if "518" in name else 224
    return torch.rand(1, 3, side, side)


def _timm() -> Group:
    import timm

    def names() -> list[str]:
        """One model of every family: the one with the shortest name, which is mostly the oldest."""
        found = []
        for family in timm.list_modules():
            members = timm.list_models(module=family)
            if members:
                found.append(min(members, key=lambda name: (len(name), name)))
        return found

    def build(name: str) -> Iterator[Specimen]:
        sizes = timm.get_pretrained_cfg(name)
        shape = sizes.input_size if sizes is not None else (3, 224, 224)
        yield built(lambda: timm.create_model(name, pretrained=False), torch.rand(1, *shape))

    return Group(names, build)


def _transformers() -> Group:
    from tests.zoo import small_configs

    def build(name: str) -> Iterator[Specimen]:
        for model in small_configs.models(name, LARGEST_REAL):
            first = next(model.parameters(), None)
            yield Specimen(model, real=first is None or first.device.type != "meta")

    return Group(small_configs.names, build)


def _awkward() -> Group:
    from tests.models.torch_awkward import MODELS

    def build(name: str) -> Iterator[Specimen]:
        torch.manual_seed(0)
        model, inputs = MODELS[name]()
        yield Specimen(model, inputs)

    return Group(lambda: list(MODELS), build)


GROUPS: dict[str, Callable[[], Group]] = {
    "awkward": _awkward,
    "classification": lambda: _torchvision("classification"),
    "segmentation": lambda: _torchvision("segmentation"),
    "detection": lambda: _torchvision("detection"),
    "video": lambda: _torchvision("video"),
    "optical_flow": lambda: _torchvision("optical_flow"),
    "timm": _timm,
    "transformers": _transformers,
}
