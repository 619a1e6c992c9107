"""Model files are read where no framework and no library of their format can be imported."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.readers.model_files import DATA

#: Run in a fresh process: any import of these names fails there.
_SCRIPT = """
import sys
from importlib.abc import MetaPathFinder

FORBIDDEN = {
    "tensorflow", "tf_keras", "keras", "torch", "jax", "onnx", "numpy", "flatbuffers", "google",
    "openvino", "coremltools", "gguf", "tflite", "h5py", "defusedxml", "lxml",
}

class Refusal(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in FORBIDDEN:
            raise ImportError(f"{name} was imported")
        return None

sys.meta_path.insert(0, Refusal())
import netscribe
for path in sys.argv[1:]:
    graph = netscribe.read(path)
    assert graph.nodes or graph.parameters, path
"""
FILES = {
    "tflite": ("tflite/images.tflite", "tflite/words.tflite"),
    "openvino": ("openvino/images.xml", "openvino/branches.xml"),
    "coreml": ("coreml/images.mlpackage", "coreml/images.mlmodel", "coreml/pipeline.mlmodel"),
    "gguf": ("gguf/llama.gguf", "gguf/other.gguf"),
    "keras": ("keras/images_keras_2.h5", "keras/words_keras_3.h5", "keras/images_weights.h5"),
    "tensorflow": ("tensorflow/series", "tensorflow/images_keras_2", "tensorflow/images_frozen.pb"),
}


@pytest.mark.parametrize("word", sorted(FILES))
def test_files_are_read_without_any_framework(word: str) -> None:
    command = [sys.executable, "-c", _SCRIPT, *(str(DATA / name) for name in FILES[word])]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr[-500:]
