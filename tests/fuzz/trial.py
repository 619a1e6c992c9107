"""One trial: a changed file is read as a user would, and what comes of it is judged.

In: a seed and a number. Out: a `Verdict`. The same number gives the same file.
"""

from __future__ import annotations

import random
import traceback
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.mutations import mutated
from tests.fuzz.seeds import Seed

import netscribe
from netscribe.errors import GraphError, NetscribeError
from netscribe.transforms.pipeline import simplified

READ, REFUSED, BLUNT, FAILED = "read", "refused", "blunt", "failed"
#: What a reader says of an error that it did not foresee.
_UNFORESEEN = "cannot be understood"


@dataclass(frozen=True)
class Verdict:
    """READ, REFUSED, BLUNT (refused, but for a reason that nobody foresaw) or FAILED, and why."""

    word: str
    reason: str = ""


def changed(seed: Seed, number: int) -> bytes:
    """The bytes of a trial."""
    return mutated(seed.content, random.Random(f"{seed.format} {seed.name} {number}"))


def tried(path: Path) -> Verdict:
    """What comes of reading a file, and of making it fit to be drawn."""
    try:
        simplified(netscribe.read(path))
    except GraphError as error:
        return Verdict(FAILED, f"GraphError: {error.message[:200]}")
    except NetscribeError as error:
        return _refusal(error)
    except MemoryError:
        return Verdict(FAILED, "MemoryError")
    except Exception as error:  # noqa: BLE001 - what is thrown is what is looked for
        where = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(where.filename).name}:{where.lineno}"
        return Verdict(FAILED, f"{type(error).__name__} at {place}: {str(error)[:200]}")
    return Verdict(READ)


def _refusal(error: NetscribeError) -> Verdict:
    if "\n" in error.message:
        return Verdict(FAILED, f"more than one line: {error.message[:200]!r}")
    if "MemoryError" in error.message or "RecursionError" in error.message:
        return Verdict(FAILED, error.message[-200:])
    if _UNFORESEEN in error.message:
        return Verdict(BLUNT, error.message[-200:])
    return Verdict(REFUSED)
