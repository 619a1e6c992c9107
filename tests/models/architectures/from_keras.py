"""Functional networks of Keras: the same architectures without any module structure."""

from __future__ import annotations

from typing import Any

from tests.models.architectures.entry import Architecture


def _application(title: str, name: str) -> Architecture:
    def make() -> Any:
        import keras

        keras.utils.clear_session()  # its names of inputs count from here
        return getattr(keras.applications, name)(weights=None)

    return Architecture(title, "keras", f"keras.applications.{name}(weights=None)", make)


KERAS: dict[str, Architecture] = {
    "keras_vgg16": _application("VGG16 (Keras)", "VGG16"),
    "keras_resnet50": _application("ResNet-50 (Keras)", "ResNet50"),
    "keras_densenet121": _application("DenseNet-121 (Keras)", "DenseNet121"),
    "keras_mobilenet_v2": _application("MobileNetV2 (Keras)", "MobileNetV2"),
    "keras_efficientnet_b0": _application("EfficientNet-B0 (Keras)", "EfficientNetB0"),
}
