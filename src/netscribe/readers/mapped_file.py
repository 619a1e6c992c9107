"""A file mapped into memory for reading: only the pages that are looked at are ever read.

In: a path. Out: its bytes as something to index and slice; a slice is a copy.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from netscribe.errors import ReadError

Buffer: TypeAlias = bytes | mmap.mmap


@contextmanager
def mapped(path: Path) -> Iterator[Buffer]:
    """The bytes of a file, for as long as it is open.

    Raises:
        ReadError: the file is empty, or cannot be opened or mapped.
    """
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            yield view
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened: {error.strerror or error}") from None
    except ValueError as error:
        raise ReadError(f"{path}: cannot be mapped: {str(error)[:100]}") from None
