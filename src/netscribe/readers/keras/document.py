"""A saved model as records: layers, their calls, and which tensors go where.

In: the parsed JSON of a configuration. Out: `SavedModel`, checked, with the calls of Keras 2 and 3
in one form. Must not know what a layer does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from netscribe.graph.types import Shape


@dataclass(frozen=True, slots=True)
class TensorName:
    """A tensor in a saved model: the `index`-th result of the `call`-th call of `layer`.

    Shape and dtype are those that Keras wrote down with it; None and "" where it did not.
    """

    layer: str
    call: int
    index: int
    shape: Shape | None = field(default=None, compare=False)
    dtype: str = field(default="", compare=False)

    @property
    def key(self) -> tuple[str, int, int]:
        """What tells it from other tensors."""
        return (self.layer, self.call, self.index)


@dataclass(frozen=True, slots=True)
class SavedCall:
    """One call: arguments in the user's structure, with `TensorName` in place of tensors."""

    args: tuple[object, ...] = ()
    kwargs: Mapping[str, object] = field(default_factory=dict)

    def tensors(self) -> Iterator[TensorName]:
        """All tensors that the call reads, in order."""
        yield from tensor_names(self.args)
        yield from tensor_names(self.kwargs)


@dataclass(frozen=True, slots=True)
class SavedLayer:
    """A layer, an operation, or a model inside the model (then `model` holds its inside).

    `build_shape` is the input shape with which it was built, None if the file does not tell.
    """

    class_name: str
    name: str
    config: Mapping[str, object]
    domain: str
    calls: tuple[SavedCall, ...] = ()
    build_shape: Shape | None = None
    model: SavedModel | None = None

    @property
    def is_input(self) -> bool:
        """Whether it stands for an input of its model."""
        return self.class_name == "InputLayer"


@dataclass(frozen=True, slots=True)
class SavedModel:
    """A model: a chain of layers (`sequential`), or layers joined by their calls.

    `inputs` and `outputs` are structures of `TensorName`, empty for a chain.
    """

    class_name: str
    name: str
    layers: tuple[SavedLayer, ...]
    sequential: bool = False
    inputs: object = ()
    outputs: object = ()
    build_shape: Shape | None = None


def tensor_names(structure: object) -> Iterator[TensorName]:
    """The tensors in a structure, in the order in which it was written."""
    if isinstance(structure, TensorName):
        yield structure
    elif isinstance(structure, Mapping):
        for value in structure.values():
            yield from tensor_names(value)
    elif isinstance(structure, (list, tuple)):
        for value in structure:
            yield from tensor_names(value)


def with_paths(structure: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, TensorName]]:
    """The tensors in a structure in Keras' order (keys sorted), with their keys joined by "."."""
    if isinstance(structure, TensorName):
        yield ".".join(path), structure
    elif isinstance(structure, Mapping):
        for key in sorted(structure):
            yield from with_paths(structure[key], (*path, str(key)))
    elif isinstance(structure, (list, tuple)):
        for value in structure:
            yield from with_paths(value, path)
