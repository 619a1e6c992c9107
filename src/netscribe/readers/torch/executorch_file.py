"""Says of ExecuTorch programs (`.pte`) what to pass instead: they hold instructions, no network.

In: a path. Out: always a ReadError. Told by the identifier of the flatbuffer, "ET12" and later.
"""

from __future__ import annotations

from typing import NoReturn

from netscribe.errors import ReadError
from netscribe.readers.file_start import file_in, first_bytes
from netscribe.readers.protocol import ReadRequest

#: A flatbuffer's identifier stands behind the offset of its table; the digits are the version.
_IDENTIFIER = slice(4, 8)


def claims(source: object) -> bool:
    """Whether `source` is an ExecuTorch program, whatever its suffix."""
    path = file_in(source)
    word = first_bytes(path, 8)[_IDENTIFIER] if path is not None else b""
    return word[:2] == b"ET" and word[2:].isdigit()


def read(source: object, request: ReadRequest) -> NoReturn:
    """Nothing can be drawn of it.

    Raises:
        ReadError: always.
    """
    raise ReadError(
        f"{str(source)!r} is an ExecuTorch program: instructions for a device, "
        "without modules and names of layers",
        hint="pass what it was made of: the module, its ExportedProgram, or that saved as .pt2 "
        "with torch.export.save",
    )
