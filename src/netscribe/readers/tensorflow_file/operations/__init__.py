"""What TensorFlow's operations do, in the house's words; one file per family."""

from netscribe.readers.tensorflow_file.operations.table import facts_of

__all__ = ["facts_of"]
