"""The wiring: read(), diagram() and draw(), the one file that names every stage.

In: a model, or a model file's path, and what the user wants. Out: a Graph, a Diagram or a file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from os import PathLike
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

from netscribe.drawing import Diagram
from netscribe.errors import SettingError, TargetError
from netscribe.figure.weight_values import kernel_paths
from netscribe.graph.types import Graph
from netscribe.output import check_target
from netscribe.readers.protocol import ReadRequest
from netscribe.registry import READER_OF_SUFFIX, READERS
from netscribe.settings import DetailSettings, DrawSettings
from netscribe.text.cells import truncated

#: Names for inputs or outputs: in order, or by the name in the code.
Names: TypeAlias = Sequence[str] | Mapping[str, str] | None

#: What a source may be, in a line.
KNOWN = (
    "a Keras model or layer, a PyTorch module or ExportedProgram, or a file or folder of Keras "
    "(.keras, .h5, JSON), TensorFlow (SavedModel, .pb, .tflite), PyTorch (.pt2, TorchScript), "
    "transformers (config.json), ONNX, OpenVINO (.xml), Core ML (.mlmodel, .mlpackage) or GGUF, "
    "or weights to list (.safetensors, .pt)"
)

#: Longer names of files are cut in messages.
_LONGEST_NAME = 120


def read(  # noqa: PLR0913 - the public call spells its options out for help() and completion
    model: object,
    inputs: object = None,
    *,
    name: str | None = None,
    input_names: Names = None,
    output_names: Names = None,
    compute: bool = False,
) -> Graph:
    """Reads the facts of a network, without drawing it.

    Args:
        model: a Keras model or layer, a PyTorch module or `ExportedProgram`, or the path of a file
            or folder that holds a network (see the README), or of a checkpoint (whose weights are
            listed). What is in a file decides how it is read, not its suffix.
        inputs: the shape of the input, without the batch ((28, 28, 1)) or with it
            ((None, 28, 28, 1)); a list or dictionary of shapes for several inputs; symbolic tensors
            or example arrays. Needed only where the model does not say it.
        name: of the network; by default the model's own.
        input_names, output_names: names for inputs and outputs.
        compute: whether a PyTorch module may be run with real numbers, on copies of its weights,
            where its code asks for them (`.numpy()`); by default nothing is computed.

    Raises:
        TargetError: no reader knows this kind of thing, or the file is not there.
        ReadError: it cannot be read.
        InputError: an input shape is needed.
    """
    source = _source(model)
    request = ReadRequest(
        inputs, name, _names("input", input_names), _names("output", output_names), compute
    )
    graph = _reader_of(source).read(source, request)
    assert isinstance(graph, Graph)
    return graph


def diagram(  # noqa: PLR0913 - the public call spells its options out for help() and completion
    model: object,
    inputs: object = None,
    *,
    title: str | None = None,
    direction: str | None = None,
    style: str = "blocks",
    theme: str | PathLike[str] = "light",
    shapes: str = "change",
    names: bool = True,
    weights: object = None,
    slot: str | Sequence[float] = "page",
    detail: str = "auto",
    depth: int | None = None,
    expand: str | Sequence[str] = (),
    collapse: str | Sequence[str] = (),
    cards: bool = True,
    table: bool = True,
    input_names: Names = None,
    output_names: Names = None,
    compute: bool = False,
) -> Diagram:
    """Makes the diagram of a network.

    Args:
        model: as for `read`; a Graph is drawn as it is.
        inputs: as for `read`.
        title: above the picture; by default the network's name, "" for none.
        direction: where the data flows to: "down", "right" or "up"; by default the style's own.
        style: "blocks" (cards, down), "volumes" (tensors as blocks in perspective, right), or
            "neurons" (units and weights of dense networks, right).
        theme: "light", "dark", "greyscale" or "print" (black on white, thin lines), or the path of
            a theme of your own in TOML (docs/themes.md).
        shapes: "change" prints a shape where it changes, "all" on every edge, "none" on none.
        names: whether the layers' names in the code are printed.
        weights: for style "neurons": True for the values that a live Keras or PyTorch model holds,
            or values of the dense layers' weights by layer name ({layer.name: layer.kernel for
            layer in ...}); drawn as width, dash and colour.
        slot: the room that the picture is for: "page", "column", "slide", "poster", or
            (width, height) in inches. The picture keeps its size in points; what is shown and how
            it is arranged are chosen so that text is 6 pt or more when it is fitted into the slot.
        detail: "auto" shows as much as is legible in the slot; "overview" the outermost modules,
            "layers" every layer, "ops" every operation as read.
        depth: how many levels of modules are opened; by default `detail` decides.
        expand, collapse: paths of modules to open or to close, such as "encoder.layers.*".
        cards: whether a repeated block is drawn once, on a lettered card beside the overview.
        table: whether the stage table is drawn, where there is one.
        input_names, output_names: names for inputs and outputs.
        compute: as for `read`.

    Raises:
        SettingError: an option has a value that it cannot have.
        TargetError, ReadError, InputError: as for `read`.
    """
    shown = DetailSettings(
        slot if isinstance(slot, str) else _inches(slot),
        detail,
        depth,
        _patterns(expand),
        _patterns(collapse),
        cards,
        table,
    )
    settings = DrawSettings(title, direction, style, theme, shapes, names, weights, shown)
    if isinstance(model, Graph):
        return Diagram(model, settings)
    graph = read(model, inputs, input_names=input_names, output_names=output_names, compute=compute)
    if weights is True:
        settings = replace(settings, weights=_weights_of(model, graph))
    return Diagram(graph, settings)


def draw(
    model: object,
    path: str | PathLike[str],
    inputs: object = None,
    *,
    scale: float | None = None,
    **options: object,
) -> Diagram:
    """Draws a network into a file in one call; `options` are those of `diagram`.

    The suffix of `path` decides the format: .svg .png .pdf .txt .json. `scale` is pixels per point
    of a PNG.
    """
    check_target(Path(path))
    made = diagram(model, inputs, **options)  # type: ignore[arg-type]
    made.save(path, scale=scale)
    return made


def _source(model: object) -> object:
    """A string or path becomes a Path that exists; JSON and everything else is as it is."""
    is_json = isinstance(model, str) and model.lstrip()[:1] == "{"
    if is_json or not isinstance(model, (str, PathLike)):
        return model
    path = Path(model)
    if not _is_there(path):
        raise TargetError(
            f"no such file: {truncated(str(path), _LONGEST_NAME)!r}",
            hint="give a model file (.onnx, .keras, .h5, .pt2, ...), or pass the model itself",
        )
    return path


def _is_there(path: Path) -> bool:
    """Whether the path exists; False as well for a name that no file can have."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _reader_of(source: object) -> ModuleType:
    """The one reader that claims the source by its content; else the one that its suffix names."""
    claiming = [name for name in READERS.names() if READERS.load(name).claims(source)]
    if not claiming and isinstance(source, Path):
        named = READER_OF_SUFFIX.get(source.suffix.lower())
        claiming = [named] if named else []
    if len(claiming) == 1:
        return READERS.load(claiming[0])
    if claiming:
        raise TargetError(
            f"{_described(source)} is claimed by several readers: {', '.join(claiming)}"
        )
    raise TargetError(
        f"{_described(source)} is not a network that netscribe reads", hint=f"expected {KNOWN}"
    )


def _weights_of(model: object, graph: Graph) -> object:
    """The values of the dense layers' weights by path; True still, if no reader can tell them."""
    paths = kernel_paths(graph)
    source = _source(model)
    values = getattr(_reader_of(source), "weight_values", None)
    if values is None or not paths:
        return True
    found = values(source, paths)
    if lacking := sorted(paths - set(found)):
        raise SettingError(
            f"weights=True: the model holds no values of {lacking[0]!r} yet",
            hint="build the model, or load its weights, first",
        )
    return found


def _described(source: object) -> str:
    if isinstance(source, Path):
        what = "folder" if source.is_dir() else "file"
        empty = "empty " if what == "file" and not source.stat().st_size else ""
        return f"the {empty}{what} {str(source)!r}"
    if isinstance(source, str):
        return f"the text {truncated(source, _LONGEST_NAME)!r}"
    return f"an object of type {type(source).__module__}.{type(source).__qualname__}"


def _inches(slot: Sequence[float]) -> tuple[float, float]:
    """Width and height as a tuple; that they are two lengths is checked with the settings."""
    return tuple(slot) if isinstance(slot, Sequence) else slot  # type: ignore[return-value]


def _patterns(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def _names(side: str, given: Names) -> tuple[str, ...] | Mapping[str, str] | None:
    if given is None or isinstance(given, Mapping):
        return given
    if isinstance(given, str):
        raise SettingError(
            f"{side}_names={given!r} is a single string; expected a list of names",
            hint=f"{side}_names=[{given!r}]",
        )
    return tuple(given)
