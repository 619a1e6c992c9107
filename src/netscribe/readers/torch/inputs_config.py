"""Sizes in a configuration of the transformers library, whatever the architecture calls them.

In: a configuration object with parts of its own (text, vision, audio, ...). Out: numbers by any of
several names, taken from the part that a modality belongs to before any other. Imports no library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

TEXT = ("text", "llm", "language", "decoder", "thinker", "question_encoder", "encoder")
VISION = ("vision", "image", "visual", "backbone", "encoder", "perception")
AUDIO = ("audio", "speech", "encoder", "acoustic", "codec")
_DEEPEST = 4


class ConfigSizes:
    """A configuration and its parts."""

    def __init__(self, config: Any) -> None:
        self._parts = [("", config), *_parts(config, "", _DEEPEST)]

    def value(self, names: Sequence[str], modality: Sequence[str] = ()) -> Any:
        """The first value that is set under one of `names`; None if there is none."""
        for _, part in self._ordered(modality):
            for name in names:
                found = part.get(name) if isinstance(part, Mapping) else getattr(part, name, None)
                if found is not None and not callable(found):
                    return found
        return None

    def number(self, names: Sequence[str], default: int, modality: Sequence[str] = ()) -> int:
        """A whole number; the first of several."""
        found = self.value(names, modality)
        if isinstance(found, tuple | list) and found:
            found = found[0]
        plain = isinstance(found, int | float) and not isinstance(found, bool)
        return int(found) if plain and found > 0 else default

    def sides(
        self, names: Sequence[str], default: int, modality: Sequence[str] = ()
    ) -> tuple[int, int]:
        """Height and width, which may be written as one number, a pair or a mapping."""
        found = self.value(names, modality)
        if isinstance(found, Mapping):
            height = found.get("height", found.get("shortest_edge", default))
            return int(height), int(found.get("width", height))
        if isinstance(found, tuple | list) and len(found) == 2 and all(found):
            return int(found[0]), int(found[1])
        side = self.number(names, default, modality)
        return side, side

    def has_part(self, words: Sequence[str]) -> bool:
        """Whether a part is named by one of `words`."""
        return any(word in path for path, _ in self._parts for word in words)

    def special_tokens(self) -> frozenset[int]:
        """Token numbers that mean something to the model."""
        found: set[int] = set()
        for _, part in self._parts:
            for name, value in _items(part):
                named = name.endswith(("token_id", "token_index", "token_ids", "tokens_ids"))
                values = value if isinstance(value, tuple | list) else [value]
                if named:
                    found.update(item for item in values if isinstance(item, int))
        return frozenset(found)

    def _ordered(self, modality: Sequence[str]) -> list[tuple[str, Any]]:
        """The modality's parts, then the whole, then the rest."""
        own = [part for word in modality for part in self._parts if word in part[0]]
        return [*own, *self._parts]


def _parts(config: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Parts of a configuration, nearest first; a plain mapping counts where it is named one."""
    found = [
        (f"{path}.{name}", value)
        for name, value in _items(config)
        if _is_config(value) or (isinstance(value, Mapping) and name.endswith("config"))
    ]
    yield from found
    if depth > 1:
        for inner, value in found:
            yield from _parts(value, inner, depth - 1)


def _items(config: Any) -> list[tuple[str, Any]]:
    held = config if isinstance(config, Mapping) else getattr(config, "__dict__", {})
    return [(str(name), value) for name, value in held.items()]


def _is_config(value: Any) -> bool:
    return hasattr(value, "model_type") and hasattr(value, "to_dict")
