"""What every Keras layer and operation does, one file per family; `describe` is the door."""

from netscribe.readers.keras.layers.domain import domain_of
from netscribe.readers.keras.layers.entries import TENSOR, only_tensors
from netscribe.readers.keras.layers.table import describe

__all__ = ["TENSOR", "describe", "domain_of", "only_tensors"]
