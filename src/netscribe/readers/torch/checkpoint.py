"""The list of weights in a checkpoint, by a reading that runs nothing.

In: a path to a zip or a plain pickle that `torch.save` wrote, or to a `.safetensors` file. Out:
each tensor's path and type, and what else the file holds. Numbers are never read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from netscribe.errors import ReadError
from netscribe.graph.types import TensorType
from netscribe.readers.archive import LARGEST_ENTRY, ArchiveKind, opened_archive, opened_file
from netscribe.readers.file_start import first_bytes
from netscribe.readers.torch.archive_file import PICKLE, is_archive
from netscribe.readers.torch.inert_pickle import inert
from netscribe.readers.torch.inert_records import Made
from netscribe.readers.torch.inert_tensors import members, tensors_in
from netscribe.readers.torch.program import ProgramWeight
from netscribe.readers.torch.safetensors_header import is_safetensors, safetensors_in

_HINT = "save the weights again with torch.save(model.state_dict(), path)"
_KIND = ArchiveKind(_HINT, "a few thousand at most", "this is no list of tensors")
#: The number with which files before PyTorch 1.6 begin, and the pickles before the weights.
_MAGIC = 0x1950A86A20F9469CFC6C
_BEFORE_WEIGHTS = 2
#: Under which key training programs keep the model's weights, beside the optimizer's.
_MODEL_KEYS = ("state_dict", "model_state_dict", "model", "module", "net", "network", "weights")
#: Names that PyTorch's layers give to what is not trained.
_BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The weights, in the file's order, and remarks on the rest of the file."""

    weights: tuple[ProgramWeight, ...]
    notes: tuple[str, ...] = ()


def checkpoint_at(path: Path) -> Checkpoint:
    """The list of weights in a file.

    Raises:
        ReadError: it is damaged, hostile, or no checkpoint.
    """
    start = first_bytes(path, 16)
    if is_archive(path):
        return _listed(_in_archive(path))
    if start[:1] == b"\x80":
        return _listed(_in_pickle(path))
    if is_safetensors(start):
        found = safetensors_in(path)
        return Checkpoint(tuple(_weight(name, kind) for name, kind in found))
    raise ReadError(
        f"{path}: no checkpoint: neither a zip archive, a pickle nor safetensors", hint=_HINT
    )


def _in_archive(path: Path) -> object:
    with opened_archive(path, _KIND) as archive:
        names = [name for name in archive.names if PICKLE.fullmatch(name)]
        if not names:
            raise ReadError(f"{path}: the archive holds no data.pkl", hint=_HINT)
        content = archive.read(names[0])
    return inert(content, f"{path}: {names[0]}")[0]


def _in_pickle(path: Path) -> object:
    """The weights of a file without an archive; behind them the numbers follow."""
    with opened_file(path) as file:
        content = file.read(LARGEST_ENTRY)
    value, end = inert(content, str(path))
    if value != _MAGIC:
        return value
    for _ in range(_BEFORE_WEIGHTS):
        _, end = inert(content, str(path), end)
    return inert(content, str(path), end)[0]


def _listed(root: object) -> Checkpoint:
    value, notes = _chosen(root)
    first: dict[tuple[object, ...], str] = {}
    weights: list[ProgramWeight] = []
    for path, tensor in tensors_in(value):
        same = first.setdefault(tensor.place, path)
        weights.append(_weight(path, tensor.type, "" if same == path else same))
    if isinstance(root, Made) and root.callee.module != "collections":
        notes = (*notes, f"the file is a pickled {root.callee.name}, whose code it does not hold")
    return Checkpoint(tuple(weights), notes)


def _chosen(root: object) -> tuple[object, tuple[str, ...]]:
    """The model's own weights, and what else there is."""
    held = members(root) if isinstance(root, Mapping | Made) else {}
    key = next((key for key in _MODEL_KEYS if key in held and _count(held[key])), None)
    if key is None:
        return root, ()
    rest = {name: _count(item) for name, item in held.items() if name != key}
    notes = tuple(
        f"the file also holds {str(name)[:40]!r}, {count} tensors that are not listed"
        for name, count in rest.items()
        if count
    )
    return held[key], notes


def _count(value: object) -> int:
    return sum(1 for _ in tensors_in(value))


def _weight(path: str, kind: TensorType, same_as: str = "") -> ProgramWeight:
    """A checkpoint's tensors are all cut off from training, so that only names tell buffers."""
    buffer = path.rpartition(".")[2] in _BUFFERS
    return ProgramWeight(path or "tensor", kind, not buffer, not buffer, same_as)
