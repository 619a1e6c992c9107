"""Where a class comes from, in one word that a live model and its file agree on.

In: the module and the registered name of a class, live or serialized. Out: the domain of an `Op`.
"""

from __future__ import annotations

KERAS_LAYERS = "keras.layers"
KERAS_OPERATIONS = "keras.ops"
KERAS_MODELS = "keras.models"

_ROOMS = (
    ("ops", KERAS_OPERATIONS),
    ("models", KERAS_MODELS),
    ("engine", KERAS_MODELS),
    ("layers", KERAS_LAYERS),
)


def domain_of(module: str | None, registered_name: str | None = None) -> str:
    """The domain.

    Args:
        module: of the class ("keras.src.layers.core.dense"), or as written in a file
            ("keras.layers"); None in a file for the author's own classes, and in old files.
        registered_name: "package>Name" of a class registered by its author; the bare class name
            otherwise; None in a file for Keras' own.

    Returns:
        "keras.layers", "keras.ops" or "keras.models" for Keras' own (tf_keras' too); the package
        under which the author registered the class; "" for a class that is not registered, whose
        module the file does not tell.
    """
    parts = (module or "").split(".")
    if parts[0] in ("keras", "tf_keras", "tensorflow"):
        return next((domain for word, domain in _ROOMS if word in parts), KERAS_LAYERS)
    if registered_name and ">" in registered_name:
        return registered_name.rsplit(">", 1)[0]
    return KERAS_LAYERS if module is None and registered_name is None else ""
