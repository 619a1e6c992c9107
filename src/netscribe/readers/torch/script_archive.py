"""What a TorchScript archive tells of a module: its class, its parts, its weights, its values.

In: the definitions, and the records of modules and tensors. Out: values as the code sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netscribe.readers.torch.program import Named
from netscribe.readers.torch.script_code import ScriptClass, ScriptCode, public_name
from netscribe.readers.torch.script_values import UNKNOWN, Submodule, is_known


class UndecidedError(Exception):
    """The code does what cannot be followed."""


@dataclass(frozen=True)
class ScriptArchive:
    """Definitions and records.

    Attributes:
        weights: names of tensors by the identity of their record in the archive.
        paths: of modules, by the identity of theirs.
    """

    code: ScriptCode
    weights: Mapping[int, str]
    paths: Mapping[int, str]

    def class_of(self, module: Submodule) -> ScriptClass:
        """The definition of a module's class."""
        name = str(module.record.callee)
        if name not in self.code.classes:
            raise UndecidedError(f"the archive holds no code of {public_name(name)}")
        return self.code.classes[name]

    def attribute(self, module: Submodule, name: str) -> object:
        """An attribute of a module: a part, a weight, or a plain value."""
        state: Any = module.record.state
        value = state.get(name, UNKNOWN) if isinstance(state, Mapping) else UNKNOWN
        if value is UNKNOWN:
            return self.class_of(module).constants.get(name, UNKNOWN)
        return self._held(value)

    def _held(self, value: object) -> object:
        if id(value) in self.paths:
            return Submodule(value, self.paths[id(value)])  # type: ignore[arg-type]
        if id(value) in self.weights:
            return Named(self.weights[id(value)])
        if isinstance(value, list | tuple):
            return [self._held(item) for item in value]
        return value if is_known(value) else UNKNOWN
