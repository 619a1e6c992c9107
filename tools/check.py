"""Runs every check, stops at the first that fails: format, lint, types, imports, tests."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = Path(sysconfig.get_path("scripts"))
CHECKS = (
    ("format", [str(SCRIPTS / "ruff"), "format", "--check", "."]),
    ("lint", [str(SCRIPTS / "ruff"), "check", "."]),
    ("types", [str(SCRIPTS / "mypy")]),
    ("imports", [str(SCRIPTS / "lint-imports")]),
    ("tests", [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadfile"]),
)


def main() -> int:
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": ""}
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        finished = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if finished.returncode:
            print(f"== {name} failed", flush=True)
            return finished.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
