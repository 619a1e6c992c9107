"""Weights of Keras layers from their configuration alone: path, shape, dtype, trainable."""

from netscribe.readers.keras.weights.table import weights_of, wrapped
from netscribe.readers.keras.weights.weight import Weight, Weights

__all__ = ["Weight", "Weights", "weights_of", "wrapped"]
