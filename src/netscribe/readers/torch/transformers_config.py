"""Reads a transformers configuration: the model is built without weights, then read as a live one.

In: a folder with a `config.json`, that file itself, or a configuration object. Out: the Graph of
the architecture that it names. Weights live on torch's meta device, so that a model of any size
costs no memory. Code that comes with a configuration is never run, and nothing is downloaded.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from netscribe.errors import MissingLibraryError, ReadError
from netscribe.graph.types import Graph, Note
from netscribe.readers.json_text import Advice, parsed
from netscribe.readers.protocol import ReadRequest
from netscribe.registry import nearest_hint

_FILE = "config.json"
_LARGEST_BYTES = 10_000_000
_ADVICE = Advice("fetch the file again", "no configuration is nested so deeply")
_BASES = ("PretrainedConfig", "PreTrainedConfig")


def claims(source: object) -> bool:
    """Whether `source` is such a folder or file, or a configuration object."""
    if isinstance(source, os.PathLike | str):
        return _is_configuration(Path(source))
    bases = type(source).__mro__
    return any(
        base.__name__ in _BASES and base.__module__.partition(".")[0] == "transformers"
        for base in bases
    )


def _is_configuration(path: Path) -> bool:
    try:
        file = path / _FILE if path.is_dir() else path
        if file.suffix.lower() != ".json" or not file.is_file():
            return False
        with file.open("rb") as opened:
            text = opened.read(_LARGEST_BYTES)
    except (OSError, ValueError):
        return False
    return b'"class_name"' not in text[:4096] and (
        b'"model_type"' in text or b'"architectures"' in text
    )


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of the architecture that a configuration names.

    Raises:
        MissingLibraryError: transformers is not installed.
        ReadError: the file is damaged, or names an architecture that the library does not hold.
        InputError: as for a live model.
    """
    transformers = _library()
    with _quiet(transformers):
        config = _configuration(transformers, source)
        model = _model(transformers, config)
    # torch is there once transformers has built a model
    from netscribe.readers.torch import live

    graph = live.read(model, request)
    note = Note(f"built from a configuration as {type(model).__name__}, without weights")
    return replace(graph, notes=(*graph.notes, note))


def _library() -> Any:
    try:
        import torch  # noqa: F401 - transformers builds no model without it
        import transformers
    except ImportError as error:
        raise MissingLibraryError(
            "reading a transformers configuration needs torch and transformers",
            hint="pip install torch transformers",
        ) from error
    return transformers


def _configuration(transformers: Any, source: object) -> Any:
    if not isinstance(source, os.PathLike | str):
        return source
    path = Path(source)
    file = path / _FILE if path.is_dir() else path
    settings = _settings(file)
    word = settings.get("model_type")
    known = transformers.models.auto.configuration_auto.CONFIG_MAPPING
    if not isinstance(word, str) or word not in known:
        raise _unknown(file, settings, tuple(known.keys()))
    try:
        return known[word].from_dict(dict(settings))
    except ImportError as error:
        raise _broken(error) from error
    except Exception as error:
        raise ReadError(f"{str(file)!r} is no {word} configuration: {_line(error)}") from error


def _settings(file: Path) -> Mapping[str, Any]:
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_BYTES + 1)
    except OSError as error:
        raise ReadError(f"{str(file)!r} cannot be read: {_line(error)}") from error
    if len(content) > _LARGEST_BYTES:
        raise ReadError(f"{str(file)!r} is too large for a configuration")
    found = parsed(content, repr(str(file)), _ADVICE)
    if not isinstance(found, dict):
        raise ReadError(f"{str(file)!r} holds no configuration")
    return found


def _unknown(file: Path, settings: Mapping[str, Any], known: tuple[str, ...]) -> ReadError:
    word = settings.get("model_type")
    if "auto_map" in settings:
        return ReadError(
            f"{str(file)!r} needs code that comes with its weights, which netscribe never runs",
            hint="build the model yourself and pass it: netscribe.diagram(model)",
        )
    if not isinstance(word, str):
        return ReadError(
            f"{str(file)!r} has no model_type", hint="build the model yourself and pass it"
        )
    return ReadError(
        f"the installed transformers knows no model_type {word!r}",
        hint=nearest_hint(word, known) or "pip install --upgrade transformers",
    )


def _model(transformers: Any, config: Any) -> Any:
    """The architecture that the configuration names, or its base; in inference mode."""
    import torch

    try:
        built = _class_of(transformers, config)
        with torch.device("meta"):
            if built is None:
                return transformers.AutoModel.from_config(config, trust_remote_code=False).eval()
            return built._from_config(config).eval()
    except ImportError as error:
        raise _broken(error) from error
    except Exception as error:
        raise ReadError(
            f"transformers cannot build {config.model_type!r} from this: {_line(error)}",
            hint="check the configuration with AutoModel.from_config(config)",
        ) from error


def _class_of(transformers: Any, config: Any) -> Any:
    for name in getattr(config, "architectures", None) or ():
        found = getattr(transformers, str(name), None)
        if isinstance(found, type) and hasattr(found, "_from_config"):
            return found
    return None


def _broken(error: BaseException) -> MissingLibraryError:
    """The first cause of what the library could not import."""
    while error.__cause__ is not None:
        error = error.__cause__
    said = _line(error)
    hint = "pip install --upgrade torch torchvision transformers"
    if "torchvision" in said:
        hint = (
            "the installed torchvision does not fit the installed torch: "
            "pip install --upgrade torchvision, or pip uninstall torchvision, which few models need"
        )
    return MissingLibraryError(
        f"transformers cannot import what it needs for this model: {said}", hint=hint
    )


@contextmanager
def _quiet(transformers: Any) -> Iterator[None]:
    """Without the library's own remarks on default values."""
    logging = transformers.utils.logging
    before = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(before)


def _line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0][:300] if lines else type(error).__name__
