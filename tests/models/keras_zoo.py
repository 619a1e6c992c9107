"""All Keras models of the zoo in one table, by name; `keras.applications` are not among them."""

from __future__ import annotations

from tests.models.entry import ZooModel
from tests.models.keras_sequences import SEQUENCES
from tests.models.keras_structures import STRUCTURES
from tests.models.keras_subclassed import SUBCLASSED
from tests.models.keras_vision import VISION

MODELS: dict[str, ZooModel] = {**VISION, **SEQUENCES, **STRUCTURES, **SUBCLASSED}
