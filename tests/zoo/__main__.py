"""`make zoo`: facts on every backend, then pictures; a process for each, since Keras keeps one.

`python -m tests.zoo [NAME...]` limits all tables to the networks named. Exit status 1 if a table
has a fault.
"""

from __future__ import annotations

import os
import subprocess
import sys

#: What is run, and on which backend. Pictures do not depend on it; PyTorch builds fastest.
TABLES = (
    ("tests.zoo.keras_facts", "tensorflow"),
    ("tests.zoo.keras_facts", "jax"),
    ("tests.zoo.keras_facts", "torch"),
    ("tests.zoo.applications", "tensorflow"),
    ("tests.zoo.applications", "jax"),
    ("tests.zoo.applications", "torch"),
    ("tests.zoo.pictures", "torch"),
)


def main(names: list[str]) -> int:
    failed = []
    for module, backend in TABLES:
        print(f"== {module} on {backend}", flush=True)
        environment = {
            **os.environ,
            "KERAS_BACKEND": backend,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "",
            "JAX_PLATFORMS": "cpu",
        }
        command = [sys.executable, "-m", module, *names]
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(f"{module} on {backend}")
    print(f"{len(TABLES)} tables, {len(failed)} with faults" + "".join(f"; {x}" for x in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
