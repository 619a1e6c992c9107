"""Reads TorchScript archives, which `torch.jit.save` writes, without PyTorch and without running.

In: a path. Out: the Graph of the model's forward. The code in the archive is parsed and followed,
its record of modules is read by `inert_pickle`; weights are never opened.
"""

from __future__ import annotations

from collections.abc import Mapping

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.readers.archive import LARGEST_ENTRY, Archive, ArchiveKind, opened_archive
from netscribe.readers.file_start import file_in
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.archive_file import CODE, PICKLE, SCRIPT, archive_kind
from netscribe.readers.torch.inert_pickle import inert
from netscribe.readers.torch.inert_records import Made
from netscribe.readers.torch.program_graph import graph_of
from netscribe.readers.torch.script_code import parsed_code
from netscribe.readers.torch.script_program import program_of

_HINT = "save the module again with torch.jit.save(torch.jit.script(model), path)"
_KIND = ArchiveKind(_HINT, "a few thousand at most", "this is no code that TorchScript writes")


def claims(source: object) -> bool:
    """Whether `source` is an archive with TorchScript code, whatever its suffix."""
    path = file_in(source)
    return path is not None and archive_kind(path) == SCRIPT


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a TorchScript archive.

    Raises:
        ReadError: the file is damaged or hostile, or its code cannot be followed.
        InputError: a name was given for an input or output that is not there.
    """
    path = file_in(source)
    assert path is not None
    with opened_archive(path, _KIND) as archive:
        texts = _texts(archive)
        names = [name for name in archive.names if PICKLE.fullmatch(name)]
        record = archive.read(names[0]) if names else b""
    code = parsed_code(texts, str(path))
    model, _ = inert(record, f"{path}: data.pkl")
    if not isinstance(model, Made):
        raise ReadError(f"{path}: the archive holds no module", hint=_HINT)
    try:
        program = program_of(model, code, str(path))
        return graph_of(program, request, Origin("torch", "", "torch.script", path.name))
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="pass the module itself; and please report this file to netscribe",
        ) from error


def _texts(archive: Archive) -> Mapping[str, bytes]:
    """The code by module name: __torch__.models."""
    found: dict[str, bytes] = {}
    total = 0
    for name in archive.names:
        if not CODE.fullmatch(name):
            continue
        text = archive.read(name)
        total += len(text)
        if total > LARGEST_ENTRY:
            raise ReadError(f"{archive.path}: more than {LARGEST_ENTRY // 2**20} MB of code")
        module = name.partition("/code/")[2].removesuffix(".py")
        found[module.replace("/", ".")] = text
    return found
