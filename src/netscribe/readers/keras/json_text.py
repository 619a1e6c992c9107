"""Parses a Keras model's JSON, with the words that fit Keras where it is damaged.

In: text or bytes, and a name for error messages. Out: the parsed value, or one clear ReadError.
"""

from __future__ import annotations

from netscribe.readers import json_text

_ADVICE = json_text.Advice(
    damaged="save the model again with model.save('name.keras')",
    too_deep="this is no model configuration that Keras writes",
)


def parsed(content: str | bytes, where: str) -> object:
    """The value that `content` says.

    Raises:
        ReadError: it is not JSON in UTF-8, or is nested too deeply.
    """
    return json_text.parsed(content, where, _ADVICE)
