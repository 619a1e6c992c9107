"""Names to code: which reader, renderer or exporter answers to a name, loaded only when used.

In: a name such as "svg" or a file suffix. Out: the module behind it. Other packages add to it with
entry points in the groups `netscribe.readers` and `netscribe.renderers`. An unknown name raises an
error that lists the known names and the nearest one.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from types import ModuleType

from netscribe.errors import SettingError


@dataclass(frozen=True, slots=True)
class Registry:
    """A family of named modules; `built_in` maps a name to a dotted module path."""

    noun: str
    group: str
    built_in: Mapping[str, str]

    def names(self) -> tuple[str, ...]:
        """All known names, built in ones first, in their declared order."""
        return tuple(dict.fromkeys((*self.built_in, *self._added())))

    def load(self, name: str) -> ModuleType:
        """The module behind `name`.

        Raises:
            SettingError: no such name; the message lists the known ones.
        """
        path = self.built_in.get(name) or self._added().get(name)
        if path is None:
            raise SettingError(
                f"unknown {self.noun} {name!r}; known: {', '.join(self.names())}",
                hint=nearest_hint(name, self.names()),
            )
        return import_module(path)

    def _added(self) -> dict[str, str]:
        found = entry_points(group=self.group)
        return {point.name: point.value for point in sorted(found, key=lambda point: point.name)}


def nearest_hint(name: str, known: tuple[str, ...]) -> str | None:
    """ "did you mean ...?" for a misspelled name, None when nothing is near."""
    nearest = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {nearest[0]!r}?" if nearest else None


#: In the order in which a source is offered to them.
READERS = Registry(
    "reader",
    "netscribe.readers",
    {
        "keras": "netscribe.readers.keras.live",
        "keras-file": "netscribe.readers.keras.file",
        "netscribe-json": "netscribe.readers.netscribe_json",
        "tensorflow-file": "netscribe.readers.tensorflow_file.file",
        "torch": "netscribe.readers.torch.live",
        "transformers-config": "netscribe.readers.torch.transformers_config",
        "torch-exported": "netscribe.readers.torch.exported",
        "torch-pt2": "netscribe.readers.torch.pt2_file",
        "torch-script": "netscribe.readers.torch.script_file",
        "torch-executorch": "netscribe.readers.torch.executorch_file",
        "torch-checkpoint": "netscribe.readers.torch.checkpoint_file",
        "onnx": "netscribe.readers.onnx.file",
        "tflite": "netscribe.readers.tflite.file",
        "gguf": "netscribe.readers.gguf.file",
        "openvino": "netscribe.readers.openvino.file",
        "coreml": "netscribe.readers.coreml.file",
    },
)

#: Which reader says what is wrong with a file whose content no reader claims.
READER_OF_SUFFIX: Mapping[str, str] = {
    ".keras": "keras-file",
    ".h5": "keras-file",
    ".hdf5": "keras-file",
    ".pb": "tensorflow-file",
    ".pt2": "torch-pt2",
    ".pte": "torch-executorch",
    ".pt": "torch-checkpoint",
    ".pth": "torch-checkpoint",
    ".ckpt": "torch-checkpoint",
    ".ts": "torch-checkpoint",
    ".safetensors": "torch-checkpoint",
    ".onnx": "onnx",
    ".tflite": "tflite",
    ".gguf": "gguf",
    ".xml": "openvino",
    ".mlmodel": "coreml",
    ".mlpackage": "coreml",
}

#: What makes bytes or text; "text" is the terminal diagram, "summary" the layer table.
RENDERERS = Registry(
    "format",
    "netscribe.renderers",
    {
        "svg": "netscribe.renderers.svg",
        "png": "netscribe.renderers.png",
        "pdf": "netscribe.renderers.pdf",
        "text": "netscribe.renderers.terminal",
        "summary": "netscribe.exporters.table",
    },
)
