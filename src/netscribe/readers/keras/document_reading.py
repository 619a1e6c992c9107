"""Turns the JSON of a saved Keras model into records, and refuses what is no such JSON.

In: parsed JSON and where it came from. Out: `SavedModel`. Decodes no code, imports no class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from netscribe.errors import ReadError
from netscribe.graph.types import Shape
from netscribe.readers.keras.document import SavedLayer, SavedModel
from netscribe.readers.keras.layers.domain import (
    KERAS_LAYERS,
    KERAS_MODELS,
    KERAS_OPERATIONS,
    domain_of,
)
from netscribe.readers.keras.layers.table import LAYERS, OPERATIONS
from netscribe.readers.keras.saved_calls import (
    is_of_keras_2,
    saved_calls,
    shifted_calls,
    shifted_names,
    sizes_of,
    structure_of,
)
from netscribe.readers.keras.saved_masks import without_carried_masks

#: Models in models in models: deeper than this is refused.
DEEPEST_MODEL = 40
_AGAIN = "save the model again with model.save('name.keras')"


@dataclass(frozen=True, slots=True)
class DocumentReader:
    """Reads one configuration; `where` begins every error."""

    where: str

    def model(self, content: object) -> SavedModel:
        """The model that the configuration describes.

        Raises:
            ReadError: it describes no model, or one whose inside is Python code.
        """
        config = content.get("config") if isinstance(content, Mapping) else None
        if not isinstance(content, Mapping) or not isinstance(config, (Mapping, list)):
            raise self._error("no Keras model configuration: it has no `class_name` and `config`")
        if not _holds_layers(self._config(content)):
            raise self._without_inside(content)
        return self._model(content, 0)

    def _without_inside(self, content: Mapping[str, object]) -> ReadError:
        class_name = str(content.get("class_name"))[:80]
        if self._domain(content) == KERAS_LAYERS and class_name in LAYERS:
            return self._error(f"describes the layer {class_name}, expected a model")
        return ReadError(
            f"{self.where}: {class_name} is a subclassed model: its file holds the arguments of "
            "its class, not its layers",
            hint="name the Python that makes it: netscribe show path/to/file.py:model",
        )

    def _config(self, content: Mapping[str, object]) -> Mapping[str, object]:
        """The "config" entry; very old files write a bare list of layers there."""
        config = content.get("config")
        if isinstance(config, list):
            return {"layers": config}
        if not isinstance(config, Mapping):
            raise self._error(f"{str(content.get('class_name'))[:80]} has no `config`")
        return config

    def _model(self, content: Mapping[str, object], depth: int) -> SavedModel:
        if depth > DEEPEST_MODEL:
            raise self._error(f"models inside models more than {DEEPEST_MODEL} levels deep")
        config = self._config(content)
        sequential = "output_layers" not in config
        class_name = str(content.get("class_name"))
        layers = tuple(self._layer(item, depth) for item in self._list(config, "layers"))
        self._check_names(layers)
        old = is_of_keras_2(config.get("layers"))
        models = {item.name: item.model.sequential for item in layers if item.model is not None}
        shifted = frozenset(name for name, chain in models.items() if old or not chain)
        if old and shifted:
            layers = tuple(
                replace(item, calls=shifted_calls(item.calls, shifted)) for item in layers
            )
        model = SavedModel(
            class_name="Functional" if class_name == "Model" else class_name,
            name=str(config.get("name") or content.get("name") or class_name.lower()),
            layers=layers,
            sequential=sequential,
            inputs=() if sequential else structure_of(config.get("input_layers")),
            outputs=()
            if sequential
            else shifted_names(structure_of(config.get("output_layers")), shifted),
            build_shape=shape_of(config.get("build_input_shape")) or _build_shape(content),
        )
        return model if sequential or old else without_carried_masks(model)

    def _layer(self, content: object, depth: int) -> SavedLayer:
        if not isinstance(content, Mapping):
            raise self._error("an entry of `layers` is no layer")
        config = content.get("config")
        if not isinstance(config, Mapping) and not (
            content.get("class_name") == "Sequential" and isinstance(config, list)
        ):
            raise self._error(f"the layer {str(content.get('name'))[:80]!r} has no `config`")
        settings: Mapping[str, object] = config if isinstance(config, Mapping) else {}
        name = content.get("name") or settings.get("name")
        if not isinstance(name, str) or not name:
            raise self._error(f"a layer {str(content.get('class_name'))[:80]} has no name")
        inside = _is_model(content, settings)
        return SavedLayer(
            class_name=str(content.get("class_name")),
            name=name,
            config=settings,
            domain=KERAS_MODELS if inside else self._domain(content),
            calls=saved_calls(content.get("inbound_nodes"), self.where, name),
            build_shape=_build_shape(content),
            model=self._model(content, depth + 1) if inside else None,
        )

    def wrapped_model(self, layer: object) -> SavedModel | None:
        """The model inside a wrapper such as TimeDistributed; None if a plain layer is inside."""
        if not isinstance(layer, Mapping) or not isinstance(layer.get("config"), Mapping):
            return None
        settings = self._config(layer)
        return self._model(layer, 1) if _is_model(layer, settings) else None

    def _domain(self, content: Mapping[str, object]) -> str:
        """Where the class is from; HDF5 files of Keras 3 tell by what they leave out."""
        if _is_bare_operation(content):
            return KERAS_OPERATIONS
        module, registered = content.get("module"), content.get("registered_name")
        return domain_of(
            module if isinstance(module, str) else None,
            registered if isinstance(registered, str) else None,
        )

    def _list(self, config: Mapping[str, object], key: str) -> list[object]:
        value = config.get(key)
        if not isinstance(value, list):
            raise self._error(f"`{key}` is not a list")
        return value

    def _check_names(self, layers: tuple[SavedLayer, ...]) -> None:
        """Paths, weights and wiring go by name, so a name must be one layer's."""
        seen: set[str] = set()
        for layer in layers:
            if layer.name in seen:
                raise self._error(f"two layers have the name {layer.name[:80]!r}")
            seen.add(layer.name)

    def _error(self, message: str) -> ReadError:
        return ReadError(f"{self.where}: {message}", hint=_AGAIN)


def _holds_layers(config: Mapping[str, object]) -> bool:
    return isinstance(config.get("layers"), list)


def _is_model(content: Mapping[str, object], config: Mapping[str, object]) -> bool:
    """Whether a layer is a model whose inside the file tells."""
    if content.get("class_name") == "Sequential":
        return True
    return _holds_layers(config) and "output_layers" in config


def _is_bare_operation(content: Mapping[str, object]) -> bool:
    """Whether an entry without a module is a call of `keras.ops`: layers say "trainable"."""
    config, nodes = content.get("config"), content.get("inbound_nodes")
    if "module" in content or not isinstance(config, Mapping) or not isinstance(nodes, list):
        return False
    today = any(isinstance(node, Mapping) and "args" in node for node in nodes)
    name = content.get("class_name")
    return today and "trainable" not in config and (name in OPERATIONS or name not in LAYERS)


def shape_of(value: object) -> Shape | None:
    """A shape out of JSON: None for anything that is none, such as a list of shapes."""
    if not isinstance(value, list):
        return None
    known = all(size is None or isinstance(size, int) for size in value)
    return sizes_of(value) if known else None


def _build_shape(content: Mapping[str, object]) -> Shape | None:
    build = content.get("build_config")
    return shape_of(build.get("input_shape")) if isinstance(build, Mapping) else None
