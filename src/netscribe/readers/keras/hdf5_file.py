"""What Keras keeps in HDF5 files: whole models, as saved before `.keras`, or weights alone.

In: a path. Out: the model's `Configuration`, or the list of weights as a Graph without operations.
Numbers of weights are never read. Must not know what the configuration says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin, TensorType
from netscribe.readers.hdf5 import Dataset, opened_hdf5
from netscribe.readers.keras.archive import Configuration
from netscribe.readers.keras.json_text import parsed
from netscribe.readers.protocol import ReadRequest

_CONFIG, _VERSION, _WEIGHTS = "model_config", "keras_version", "model_weights"
#: Groups of an optimizer's state, which is not the model's.
_NOT_THE_MODEL = ("optimizer_weights", "optimizer")
#: Names of weights that are counted up, not trained.
_BUFFERS = ("moving_mean", "moving_variance")


def configuration_in(path: Path) -> Configuration | None:
    """The model's configuration; None if the file holds weights alone.

    Raises:
        ReadError: it is damaged, or the configuration is no JSON.
    """
    with opened_hdf5(path) as contents:
        texts = contents.texts(_CONFIG, _VERSION)
    config = texts.get(_CONFIG)
    if config is None:
        return None
    version = texts.get(_VERSION, b"").decode("utf-8", "replace")[:40]
    content = parsed(config, f"{path}: {_CONFIG}")
    return Configuration(content, str(path), version, "keras.hdf5", _SavedWeights(path).of)


@dataclass
class _SavedWeights:
    """The weights in a file, listed when they are first asked for."""

    path: Path
    listed: list[tuple[str, TensorType]] | None = None

    def of(self, layer: str) -> tuple[tuple[str, TensorType], ...]:
        """Those of the layer at a path."""
        if self.listed is None:
            with opened_hdf5(self.path) as contents:
                found = [item for item in contents.datasets() if item.path[:1] == (_WEIGHTS,)]
            self.listed = [(name, item.type) for name, item in _named(found)]
        return tuple(item for item in self.listed if item[0].startswith(f"{layer}/"))


def weights_in(path: Path, request: ReadRequest) -> Graph:
    """The weights of a file without a configuration.

    Raises:
        ReadError: it is damaged, or holds no tensor.
    """
    with opened_hdf5(path) as contents:
        version = contents.texts(_VERSION).get(_VERSION, b"").decode("utf-8", "replace")[:40]
        found = list(contents.datasets())
    if not found:
        raise ReadError(
            f"{path}: an HDF5 file without a model's configuration and without tensors",
            hint="save the model again with model.save('name.keras')",
        )
    builder = GraphBuilder(request.name or path.stem)
    own = [item for item in found if item.path[:1] not in [(name,) for name in _NOT_THE_MODEL]]
    for name, dataset in _named(own):
        trained = name.rpartition("/")[2] not in _BUFFERS
        builder.add_parameter(name, dataset.type, trainable=trained)
    if len(own) < len(found):
        builder.note(f"the file also holds {len(found) - len(own)} tensors of an optimizer")
    return builder.finish(Origin("keras", version, "keras.weights", path.name))


def _named(datasets: Iterable[Dataset]) -> Iterator[tuple[str, Dataset]]:
    """Each dataset with its weight's path: without ":0", and a layer's name not twice."""
    for dataset in datasets:
        parts = [part.removesuffix(":0") for part in dataset.path if part]
        if parts[:1] == [_WEIGHTS]:
            parts = parts[1:]
        if len(parts) > 2 and parts[0] == parts[1]:
            parts = parts[1:]
        yield "/".join(parts) or "tensor", dataset
