"""Sees the layer that a model's author wrote where TensorFlow's graph holds its arithmetic."""

from netscribe.readers.tensorflow_file.recognition.recognise import recognised

__all__ = ["recognised"]
