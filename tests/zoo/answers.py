"""A process that is asked line by line, and replaced where it does not answer in time.

In: a module to run and its arguments. Out: one line for each line asked, or "" where the process
died or was stopped. It starts when it is asked, since its libraries take their time.
"""

from __future__ import annotations

import select
import subprocess
import sys

#: For importing libraries, before the first answer.
START_SECONDS = 60.0


class Answers:
    """One worker."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = [sys.executable, "-m", *command]
        self._process: subprocess.Popen[str] | None = None

    def ask(self, line: str, seconds: float) -> str:
        """The answer without its line break; "" if there is none in time."""
        limit = seconds + (START_SECONDS if self._process is None else 0.0)
        process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{line}\n")
        process.stdin.flush()
        ready, _, _ = select.select([process.stdout], [], [], limit)
        answer = process.stdout.readline().strip() if ready else ""
        if not answer:
            self.stop()
        return answer

    def stop(self) -> None:
        """Ends the worker; the next question starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        return self._process
