"""Output shapes and dtypes of Keras layers and operations from their configuration alone."""

from netscribe.readers.keras.shapes.step import Step
from netscribe.readers.keras.shapes.table import output_types

__all__ = ["Step", "output_types"]
