"""Writes tests/data/tensorflow and tests/data/keras from tests/models/small_exports.py.

    KERAS_BACKEND=tensorflow python tools/build_tensorflow_files.py

Needs TensorFlow and tf_keras. Only what the readers look at is kept: a SavedModel's graph and
metadata without its variables, HDF5 files, and a frozen graph.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
os.environ["KERAS_BACKEND"] = "tensorflow"
_KEPT = ("saved_model.pb", "keras_metadata.pb")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    import keras
    import tensorflow as tf
    import tf_keras
    from tests.models.small_exports import NETWORKS

    for name, make in NETWORKS.items():
        with tempfile.TemporaryDirectory() as folder:
            today, before = make(keras), make(tf_keras)
            today.export(f"{folder}/saved", verbose=False)
            _keep(Path(folder) / "saved", DATA / "tensorflow" / name)
            before.save(f"{folder}/legacy", save_format="tf", include_optimizer=False)
            if name == "images":
                _keep(Path(folder) / "legacy", DATA / "tensorflow" / f"{name}_keras_2")
                _freeze(tf, today, DATA / "tensorflow" / f"{name}_frozen.pb")
                before.save_weights(DATA / "keras" / f"{name}_weights.h5")
            before.save(DATA / "keras" / f"{name}_keras_2.h5", include_optimizer=False)
            today.save(DATA / "keras" / f"{name}_keras_3.h5", include_optimizer=False)
    for path in sorted((*(DATA / "tensorflow").rglob("*"), *(DATA / "keras").rglob("*"))):
        if path.is_file():
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


def _keep(source: Path, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name in _KEPT:
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)


def _freeze(tf: Any, model: Any, target: Path) -> None:
    from tensorflow.python.framework import convert_to_constants

    signature = tf.TensorSpec((None, *model.inputs[0].shape[1:]), tf.float32, name="image")
    function = tf.function(lambda x: model(x)).get_concrete_function(signature)
    frozen = convert_to_constants.convert_variables_to_constants_v2(function)
    target.write_bytes(frozen.graph.as_graph_def().SerializeToString(deterministic=True))


if __name__ == "__main__":
    main()
