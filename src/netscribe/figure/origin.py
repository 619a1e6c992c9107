"""One line on which file a network was read from, and how.

In: a Graph. Out: the line, "" for a network that was read from a live object.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.graph.types import Graph

#: By reader: whose file it is, and what of it was read.
_WORDS: Mapping[str, tuple[str, str]] = {
    "keras.file": ("Keras", "the model's configuration"),
    "keras.hdf5": ("Keras", "the model's configuration in HDF5"),
    "keras.saved_model": ("Keras", "the model's configuration beside the SavedModel's graph"),
    "keras.weights": ("Keras", "the weights' names and shapes in HDF5"),
    "tensorflow.saved_model": ("TensorFlow", "the SavedModel's graph for serving"),
    "tensorflow.graph": ("TensorFlow", "the frozen graph"),
    "torch.pt2": ("PyTorch", "the exported program"),
    "torch.script": ("PyTorch", "the code of TorchScript"),
    "torch.checkpoint": ("PyTorch", "the weights' names and shapes"),
    "torch.safetensors": ("safetensors", "the tensors' names and shapes"),
    "onnx": ("ONNX", "the graph"),
    "onnx.file": ("ONNX", "the graph"),
    "tflite.file": ("TensorFlow Lite", "the graph"),
    "openvino.file": ("OpenVINO", "the graph"),
    "coreml.file": ("Core ML", "the graph"),
    "gguf.file": ("GGUF", "the architecture in its metadata"),
    "netscribe.json": ("netscribe", "the graph as it was saved"),
}


def origin_line(graph: Graph) -> str:
    """ "read from net.h5 (Keras 2.15.0): the model's configuration in HDF5"."""
    origin = graph.origin
    words = _WORDS.get(origin.reader)
    if words is None or not origin.source:
        return ""
    whose = " ".join(filter(None, (words[0], origin.version)))
    return f"read from {origin.source} ({whose}): {words[1]}"
