"""A process that runs trials under limits: 1 GB of memory, 10 seconds for each.

In: the format, the first number and how many, as arguments. Out: one line of JSON before each trial
and one behind each that is not in order, so that whoever waits knows where it stopped.
"""

from __future__ import annotations

import contextlib
import json
import resource
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from tests.fuzz.seeds import Seed, seeds
from tests.fuzz.trial import FAILED, Verdict, changed, tried

MEMORY = 2**30
SECONDS = 10


class _TooLong(BaseException):
    """Passes every `except Exception`."""


def _too_long(signal_number: int, frame: FrameType | None) -> None:
    raise _TooLong


def run(word: str, first: int, count: int) -> None:
    """Runs trials and prints what became of them."""
    # the address space of a process that has only started is not the reader's
    started = Path("/proc/self/statm").read_text().split()[0]
    limit = MEMORY + int(started) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    signal.signal(signal.SIGPROF, _too_long)
    chosen = seeds()[word]
    with tempfile.TemporaryDirectory() as folder:
        for number in range(first, first + count):
            seed = chosen[number % len(chosen)]
            print(json.dumps({"begins": number}), flush=True)
            verdict = _limited(seed, number, Path(folder))
            print(json.dumps({"number": number, **verdict.__dict__}), flush=True)


def _limited(seed: Seed, number: int, folder: Path) -> Verdict:
    path = folder / seed.name
    path.write_bytes(changed(seed, number))
    # of the processor's time, since machines may be busy with other work
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        verdict = tried(path)
    except _TooLong:
        verdict = Verdict(FAILED, f"longer than {SECONDS} s")
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        with contextlib.suppress(FileNotFoundError):
            path.unlink()
    return verdict


if __name__ == "__main__":
    run(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
