"""Networks of keras.applications, exported by `model.export(format="onnx")`.

On PyTorch's backend Keras calls PyTorch's older exporter; on TensorFlow's it calls tf2onnx.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

MODELS = (
    *("MobileNet", "MobileNetV2", "MobileNetV3Small", "ResNet50", "ResNet50V2", "DenseNet121"),
    *("VGG16", "Xception", "EfficientNetB0", "EfficientNetV2B0", "NASNetMobile", "ConvNeXtTiny"),
)

#: MobileNetV3 takes images of any size if it is not told one.
_OPTIONS = {"MobileNetV3Small": {"input_shape": (224, 224, 3)}}


def exported(backend: str, name: str, file: Path) -> tuple[Any, Any, dict[str, tuple[int, ...]]]:
    """The live model, no inputs to give, and their sizes; the file is there afterwards."""
    os.environ["KERAS_BACKEND"] = backend
    import keras
    import numpy as np

    keras.utils.set_random_seed(0)
    model = getattr(keras.applications, name)(weights=None, **_OPTIONS.get(name, {}))
    random = np.random.default_rng(0)
    model.set_weights(
        [
            random.uniform(0.01, 0.1, weight.shape).astype("float32")
            for weight in model.get_weights()
        ]
    )
    sizes = {"image": (1, *model.input_shape[1:])}
    if not file.exists():
        model(np.zeros(sizes["image"], "float32"))  # Keras exports what was called
        model.export(str(file), format="onnx", verbose=False)
    return model, None, sizes
