"""The engines: each lays a plan out in a process of its own, with a time-out.

In: a `Plan`. Out: an `Outcome`: the picture, processor seconds and peak memory, or why there is
none. elkjs and dagre are installed with npm, versions as in package.json, into build/ on first use.
"""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from benchmarks.layout.graphviz import dot_picture, dot_source
from benchmarks.layout.picture import Picture, picture_of, task_of
from netscribe.layout.types import Plan

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NODE_ROOM = ROOT / "build" / "layout-engines"
MEMORY_MB = 8192
#: By how much the clock may run on while a process has not used up its seconds.
PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """`words` says why there is no picture; `megabytes` is the process's peak."""

    picture: Picture | None
    seconds: float
    megabytes: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Run:
    """A finished process."""

    output: bytes
    seconds: float
    megabytes: float
    words: str


def netscribe(plan: Plan, limit: float) -> Outcome:
    """This package, in a fresh interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan"
        path.write_bytes(pickle.dumps(plan))
        run = _run([sys.executable, "-m", "benchmarks.layout.own", str(path)], b"", ROOT, limit)
    return _outcome(run, lambda: picture_of(run.output))


def dot(plan: Plan, limit: float) -> Outcome:
    """Graphviz' dot, modules as clusters; its time is that of the whole process."""
    command = ["sh", "-c", f"ulimit -v {MEMORY_MB * 1024}; exec dot -Tjson"]
    run = _run(command, dot_source(plan).encode(), ROOT, limit)
    return _outcome(run, lambda: dot_picture(plan, run.output, run.seconds))


def elk(plan: Plan, limit: float) -> Outcome:
    """ELK layered, compound, by elkjs."""
    return _in_node("elk", plan, limit)


def dagre(plan: Plan, limit: float) -> Outcome:
    """dagre, compound."""
    return _in_node("dagre", plan, limit)


ENGINES: dict[str, Callable[[Plan, float], Outcome]] = {
    "netscribe": netscribe,
    "dot": dot,
    "elk": elk,
    "dagre": dagre,
}


def missing(name: str) -> str:
    """What an engine lacks on this machine, or an empty string; installs node packages."""
    if name == "dot" and not shutil.which("dot"):
        return "Graphviz' dot is not installed"
    if name not in ("elk", "dagre"):
        return ""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not installed"
    if not (NODE_ROOM / "node_modules" / "elkjs").exists():
        NODE_ROOM.mkdir(parents=True, exist_ok=True)
        shutil.copy(HERE / "package.json", NODE_ROOM)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=NODE_ROOM, check=False).returncode:
            return "npm could not install elkjs and dagre"
    return ""


def _in_node(engine: str, plan: Plan, limit: float) -> Outcome:
    script = str(HERE / "foreign.js")
    # The stack is made large, since deep recursion is no fault of the methods compared here.
    options = [f"--max-old-space-size={MEMORY_MB}", "--stack-size=30000"]
    command = ["sh", "-c", 'ulimit -s unlimited; exec "$@"', "sh"]
    command += ["node", *options, script, engine]
    run = _run(command, task_of(plan).encode(), NODE_ROOM, limit)
    return _outcome(run, lambda: picture_of(run.output))


def _outcome(run: _Run, make: Callable[[], Picture]) -> Outcome:
    if run.words:
        return Outcome(None, run.seconds, run.megabytes, run.words)
    picture = make()
    return Outcome(picture, picture.seconds, run.megabytes)


def _run(command: list[str], given: bytes, folder: Path, limit: float) -> _Run:
    """Run to the end or for `limit` seconds of the processor; peak memory from the system."""
    with (
        tempfile.TemporaryFile() as source,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        source.write(given)
        source.seek(0)
        process = subprocess.Popen(command, stdin=source, stdout=output, stderr=errors, cwd=folder)
        megabytes, late = _watch(process, limit)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip()
        output.seek(0)
        words = ""
        if late:
            words = f"> {limit:.0f} s"
        elif process.returncode:
            words = "out of memory" if "memory" in said or process.returncode < 0 else "fails"
        seconds = used.ru_utime + used.ru_stime
        return _Run(output.read(), seconds, megabytes or used.ru_maxrss / 1024, words)


def _watch(process: subprocess.Popen[bytes], limit: float) -> tuple[float, bool]:
    """Peak memory while the process runs, and whether it had to be ended.

    The limit is of processor time: on shared cores a clock would judge the others' work.

    The system's own count at the end would hold the peak of the process that started it.
    """
    end = monotonic() + limit * PATIENCE
    peak = 0.0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        peak = _peak_megabytes(process.pid) or peak
        if _processor_seconds(process.pid) > limit or monotonic() > end:
            process.kill()
            return peak, True
        sleep(0.01)
    return peak, False


def _processor_seconds(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    user, system = fields[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _peak_megabytes(process: int) -> float:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0.0
    found = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(found[0]) / 1024 if found else 0.0
