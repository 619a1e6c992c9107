"""Hand-made `.keras` archives: JSON put together here, no Keras needed.

In: layers as (class name, config) or with calls. Out: JSON values, texts, and files.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def layer(class_name: str, name: str, calls: list[Json] | None = None, **config: Any) -> Json:
    """One layer as Keras 3 writes it."""
    found: Json = {
        "module": "keras.layers",
        "class_name": class_name,
        "config": {"name": name, "trainable": True, "dtype": "float32", **config},
        "registered_name": None,
    }
    return found if calls is None else {**found, "name": name, "inbound_nodes": calls}


def entry(
    name: str, shape: list[int | None], dtype: str = "float32", *, network: bool = True
) -> Json:
    """An input layer."""
    return layer("InputLayer", name, [] if network else None, batch_shape=shape, dtype=dtype)


def tensor(name: str, call: int = 0, index: int = 0, shape: list[int | None] | None = None) -> Json:
    """A tensor as an argument of a call."""
    config: Json = {"keras_history": [name, call, index], "dtype": "float32"}
    if shape is not None:
        config["shape"] = shape
    return {"class_name": "__keras_tensor__", "config": config}


def call(*args: Any, **kwargs: Any) -> Json:
    """One call of a layer."""
    return {"args": list(args), "kwargs": kwargs}


def sequential(*layers: Json, name: str = "chain", **config: Any) -> Json:
    """A chain of layers."""
    return {
        "module": "keras",
        "class_name": "Sequential",
        "config": {"name": name, "layers": list(layers), **config},
        "registered_name": None,
    }


def functional(layers: list[Json], inputs: Any, outputs: Any, name: str = "network") -> Json:
    """Layers joined by calls; `inputs` and `outputs` are structures of [layer, call, index]."""
    return {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "name": name,
            "layers": layers,
            "input_layers": inputs,
            "output_layers": outputs,
        },
        "registered_name": "Functional",
    }


def small() -> Json:
    """A dense network of one layer."""
    return sequential(
        entry("pixels", [None, 4], network=False),
        layer("Dense", "scores", units=3, activation="softmax", use_bias=True),
    )


def saved(path: Path, model: Json, version: str = "3.15.0") -> Path:
    """`model` as a `.keras` file at `path`."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("metadata.json", json.dumps({"keras_version": version}))
        archive.writestr("config.json", json.dumps(model))
        archive.writestr("model.weights.h5", b"\x89HDF")
    return path
