"""Takes the masks that Keras itself carried along out of a saved model, as the live reader does.

In: a `SavedModel`. Out: the model without `mask=` arguments that nobody wrote, and without the
operations that only make them. A live tensor knows the mask it carries; a file only shows what
made it: an embedding with `mask_zero` compares what it reads with 0, `Masking` with its value, and
merging layers join such masks. A comparison of the same numbers that the user wrote is told from
Keras' own by what else reads it, and where there are more of them than masking layers, by coming
later. The user's masks stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from netscribe.readers.keras.document import SavedCall, SavedLayer, SavedModel, TensorName
from netscribe.readers.keras.document import tensor_names as names_in
from netscribe.readers.keras.layers.domain import KERAS_LAYERS, KERAS_OPERATIONS
from netscribe.readers.keras.layers.entries import plain_number

#: One call: the layer's name and which of its calls.
_Key: TypeAlias = tuple[str, int]
#: What a mask compares with what: the key of a tensor, and a number.
_Comparison: TypeAlias = tuple[tuple[str, int, int], float]

#: Operations with which Keras joins the masks of several tensors.
_JOINS = frozenset({"Any", "LogicalOr", "ExpandDims", "Concatenate"})
#: What stands for a tensor without a mask among them.
_BLANKS = frozenset({"OnesLike", "ZerosLike"})


def without_carried_masks(model: SavedModel) -> SavedModel:
    """The model as the user wrote it; O(calls), and a sort of comparisons that are alike."""
    sought = Counter(_comparisons(model))
    if not sought:
        return model
    calls = _Calls.of(model)
    carried = calls.carried(sought)
    behind = calls.behind({key for key, layer in calls.layer.items() if _comparison(layer, key)})
    layers = [
        replace(layer, calls=tuple(_without(call, carried) for call in layer.calls))
        if any((layer.name, place) in behind for place in range(len(layer.calls)))
        else layer
        for layer in model.layers
    ]
    return replace(model, layers=_read_ones(layers, model.outputs))


def _comparisons(model: SavedModel) -> Iterator[_Comparison]:
    for layer in model.layers:
        for place in range(len(layer.calls)):
            found = _comparison(layer, (layer.name, place))
            if found is not None:
                yield found


def _comparison(layer: SavedLayer, key: _Key) -> _Comparison | None:
    """The comparison by which this call makes a mask; None if it makes none."""
    if layer.domain != KERAS_LAYERS:
        return None
    source = next(layer.calls[key[1]].tensors(), None)
    if layer.class_name == "Embedding" and layer.config.get("mask_zero") is True:
        return _compared_to(source, 0)
    if layer.class_name == "Masking":
        return _compared_to(source, layer.config.get("mask_value", 0.0))
    return None


def _compared_to(source: object, value: object) -> _Comparison | None:
    """None for anything but a tensor and a number."""
    number = plain_number(value)
    if not isinstance(source, TensorName) or not isinstance(number, (int, float)):
        return None
    return (source.key, number)


def _is_operation(layer: SavedLayer, *names: str) -> bool:
    return layer.domain == KERAS_OPERATIONS and layer.class_name in names


@dataclass
class _Calls:
    """All calls of a model, who they are and who reads them; lives for one reading only."""

    layer: dict[_Key, SavedLayer] = field(default_factory=dict)
    call: dict[_Key, SavedCall] = field(default_factory=dict)
    outputs: frozenset[_Key] = frozenset()
    readers: dict[_Key, list[tuple[_Key, str]]] = field(default_factory=dict)

    @staticmethod
    def of(model: SavedModel) -> _Calls:
        found = _Calls(outputs=frozenset(map(_key, names_in(model.outputs))))
        for layer in model.layers:
            for place, call in enumerate(layer.calls):
                reader = (layer.name, place)
                found.layer[reader], found.call[reader] = layer, call
                given = [("", call.args), *call.kwargs.items()]
                for keyword, value in given:
                    for name in names_in(value):
                        found.readers.setdefault(_key(name), []).append((reader, keyword))
        return found

    def carried(self, sought: Mapping[_Comparison, int]) -> frozenset[_Key]:
        """The operations that make carried masks."""
        alike: dict[_Comparison, list[_Key]] = {}
        for key in self.layer:
            compared = self._compared(key)
            if compared is not None and compared in sought:
                alike.setdefault(compared, []).append(key)
        every = {key for keys in alike.values() for key in keys}
        fitting = self._settled(every)
        first = {
            key
            for compared, keys in alike.items()
            for key in sorted((key for key in keys if key in fitting), key=_number)[
                : sought[compared]
            ]
        }
        return self._settled(first)

    def behind(self, sources: set[_Key]) -> set[_Key]:
        """The calls that read, at any distance, what these calls make."""
        found, pending = set(sources), [*sources]
        while pending:
            for reader, _ in self.readers.get(pending.pop(), ()):
                if reader not in found:
                    found.add(reader)
                    pending.append(reader)
        return found

    def _compared(self, key: _Key) -> _Comparison | None:
        args = self.call[key].args
        if not _is_operation(self.layer[key], "NotEqual") or len(args) != 2:
            return None
        return _compared_to(*args)

    def _settled(self, comparisons: set[_Key]) -> frozenset[_Key]:
        """These comparisons and what joins them, but for masks that are read as something else,
        with all that they are made from and that is made from them.
        """
        kept = self._joined(comparisons)
        pending = [key for key in kept if not self._only_masks(key, kept)]
        while pending:
            key = pending.pop()
            if key in kept:
                kept.remove(key)
                pending.extend(_key(name) for name in self.call[key].tensors())
                pending.extend(reader for reader, _ in self.readers.get(key, ()))
        return frozenset(kept)

    def _joined(self, comparisons: set[_Key]) -> set[_Key]:
        found, pending = set(comparisons), [*comparisons]
        while pending:
            for reader, _ in self.readers.get(pending.pop(), ()):
                if reader not in found and self._joins(reader, found):
                    found.add(reader)
                    pending.append(reader)
        return found

    def _joins(self, key: _Key, masks: set[_Key]) -> bool:
        if not _is_operation(self.layer[key], *_JOINS):
            return False
        read = map(_key, self.call[key].tensors())
        return all(
            source in masks
            or (source in self.layer and _is_operation(self.layer[source], *_BLANKS))
            for source in read
        )

    def _only_masks(self, key: _Key, masks: set[_Key]) -> bool:
        """Whether nothing reads the call's result but other masks and mask arguments."""
        return key not in self.outputs and all(
            reader in masks or (self.layer[reader].domain != KERAS_OPERATIONS and _is_mask(keyword))
            for reader, keyword in self.readers.get(key, ())
        )


def _key(name: TensorName) -> _Key:
    return (name.layer, name.call)


def _number(key: _Key) -> tuple[int, int]:
    """Keras numbers operations as they are made: not_equal, not_equal_1, not_equal_2."""
    digits = re.search(r"_(\d{1,9})$", key[0])
    return (int(digits[1]) if digits else 0, key[1])


def _is_mask(keyword: str) -> bool:
    """Whether Keras fills in this argument itself; an attention mask is always the user's."""
    return keyword == "mask" or (keyword.endswith("_mask") and keyword != "attention_mask")


def _without(call: SavedCall, carried: frozenset[_Key]) -> SavedCall:
    """The call without keyword arguments that are nothing but carried masks."""
    kwargs = {
        keyword: value
        for keyword, value in call.kwargs.items()
        if not (_is_mask(keyword) and _is_carried(value, carried))
    }
    return replace(call, kwargs=kwargs)


def _is_carried(value: object, carried: frozenset[_Key]) -> bool:
    names = [_key(name) for name in names_in(value)]
    return bool(names) and all(name in carried for name in names)


def _read_ones(layers: list[SavedLayer], outputs: object) -> tuple[SavedLayer, ...]:
    """The layers without operations whose results nobody reads."""
    by_name = {layer.name: layer for layer in layers}
    reads = Counter(name.layer for layer in layers for name in _read(layer))
    reads.update(name.layer for name in names_in(outputs))
    unread = [name for name in by_name if not reads[name]]
    while unread:
        layer = by_name[unread.pop()]
        if layer.domain == KERAS_OPERATIONS:
            del by_name[layer.name]
            for name in _read(layer):
                reads[name.layer] -= 1
                if not reads[name.layer] and name.layer in by_name:
                    unread.append(name.layer)
    return tuple(layer for layer in layers if layer.name in by_name)


def _read(layer: SavedLayer) -> Iterator[TensorName]:
    return (name for call in layer.calls for name in call.tensors())
