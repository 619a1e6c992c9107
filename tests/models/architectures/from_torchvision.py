"""Convolutional networks and vision transformers of torchvision."""

from __future__ import annotations

from typing import Any

from tests.models.architectures.entry import Architecture


def _torchvision(title: str, name: str, inputs: Any = None, **options: Any) -> Architecture:
    def make() -> Any:
        from tests.zoo import torchvision_operators  # noqa: F401 - before torchvision
        from torchvision import models

        return models.get_model(name, weights=None, **options)

    # RegNet works out its widths with tensors, which must hold numbers.
    code, with_weights = f"torchvision.models.{name}()", name.startswith("regnet")
    return Architecture(title, "torchvision", code, make, inputs, needs_weights=with_weights)


def _retinanet() -> Any:
    """RetinaNet up to its scores and boxes per place; what sorts and drops boxes is no network."""
    from tests.models.architectures.retinanet import Heads
    from tests.zoo import torchvision_operators  # noqa: F401 - before torchvision
    from torchvision.models import detection

    return Heads(detection.retinanet_resnet50_fpn(weights=None, weights_backbone=None))


def _detection_image() -> Any:
    return (3, 800, 800)


TORCHVISION: dict[str, Architecture] = {
    "vgg16": _torchvision("VGG16", "vgg16"),
    "resnet18": _torchvision("ResNet-18", "resnet18"),
    "resnet50": _torchvision("ResNet-50", "resnet50"),
    "resnet152": _torchvision("ResNet-152", "resnet152"),
    "googlenet": _torchvision("GoogLeNet", "googlenet", init_weights=False, aux_logits=False),
    "inception_v3": _torchvision(
        "Inception v3",
        "inception_v3",
        lambda: (3, 299, 299),
        init_weights=False,
        aux_logits=False,
    ),
    "densenet121": _torchvision("DenseNet-121", "densenet121"),
    "mobilenet_v2": _torchvision("MobileNetV2", "mobilenet_v2"),
    "mobilenet_v3": _torchvision("MobileNetV3 Large", "mobilenet_v3_large"),
    "efficientnet_b0": _torchvision("EfficientNet-B0", "efficientnet_b0"),
    "convnext": _torchvision("ConvNeXt-T", "convnext_tiny"),
    "regnet": _torchvision("RegNetY-400MF", "regnet_y_400mf"),
    "retinanet": Architecture(
        "RetinaNet",
        "torchvision",
        "torchvision.models.detection.retinanet_resnet50_fpn(), backbone and heads",
        _retinanet,
        _detection_image,
    ),
    "vit": _torchvision("ViT-B/16", "vit_b_16"),
    "swin": _torchvision("Swin-T", "swin_t"),
}
