"""The long run: python -m tests.fuzz --minutes 60 [--formats tflite,gguf] [--first 0].

Formats take turns, each in a process of its own under limits. Files that were not read or refused
in order are kept in build/fuzz, with the reason printed.
"""

from __future__ import annotations

import argparse
import json
import queue
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.seeds import ROOT, seeds
from tests.fuzz.trial import BLUNT, FAILED, changed

TARGET = ROOT / "build" / "fuzz"
BATCH = 300
#: Longer than a trial may take, for code that hears no signal.
PATIENCE = 120.0


@dataclass
class Findings:
    """What became of all trials so far."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, word: str, number: int, verdict: str, reason: str) -> None:
        """Counts a trial; keeps the first file of each reason."""
        self.counts[word, verdict] += 1
        if verdict not in (FAILED, BLUNT):
            return
        first = not self.reasons[word, verdict, reason]
        self.reasons[word, verdict, reason] += 1
        if first:
            seed = seeds()[word][number % len(seeds()[word])]
            TARGET.mkdir(parents=True, exist_ok=True)
            kept = TARGET / f"{word}-{number}{seed.suffix}"
            kept.write_bytes(changed(seed, number))
            print(f"{verdict}: {word} {number}: {reason}\n   {kept}", flush=True)


def batch(word: str, first: int, findings: Findings) -> None:
    """Trials of one format in one process; one that dies or hangs is a finding."""
    command = [sys.executable, "-m", "tests.fuzz.worker", word, str(first), str(BATCH)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    lines: queue.Queue[str | None] = queue.Queue()
    thread = threading.Thread(target=_pass_on, args=(process, lines), daemon=True)
    thread.start()
    begun = -1
    while True:
        try:
            line = lines.get(timeout=PATIENCE)
        except queue.Empty:
            process.kill()
            findings.add(word, begun, FAILED, "hangs, and hears no signal")
            break
        if line is None:
            break
        said = json.loads(line)
        if "begins" in said:
            begun = said["begins"]
        else:
            findings.add(word, said["number"], said["word"], said["reason"])
            begun = -1
    code = process.wait()
    if code and begun >= 0:
        findings.add(word, begun, FAILED, f"the process died with code {code}")


def _pass_on(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--formats", default="")
    parser.add_argument("--first", type=int, default=0, help="number of the first trial")
    options = parser.parse_args()
    words = options.formats.split(",") if options.formats else list(seeds())
    findings = Findings()
    ends, first = time.monotonic() + options.minutes * 60, options.first
    while time.monotonic() < ends:
        for word in words:
            if time.monotonic() < ends:
                batch(word, first, findings)
        first += BATCH
    for word in words:
        said = ", ".join(
            f"{count:,} {verdict}"
            for (name, verdict), count in sorted(findings.counts.items())
            if name == word
        )
        print(f"{word}: {said}")
    return int(any(verdict == FAILED for _, verdict in findings.counts))


if __name__ == "__main__":
    sys.exit(main())
