"""`make zoo`: facts on every backend, then pictures; a process for each, since Keras keeps one.

`python -m tests.zoo [NAME...]` limits all tables to the networks named. Exit status 1 if a table
has a fault.
"""

from __future__ import annotations

import os
import subprocess
import sys

#: What is run, on which backend, and for which networks (none: all). Pictures do not depend on the
#: backend; PyTorch builds fastest, but for the one network that Keras refuses to build there.
TABLES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("tests.zoo.keras_facts", "tensorflow", ()),
    ("tests.zoo.keras_facts", "jax", ()),
    ("tests.zoo.keras_facts", "torch", ()),
    ("tests.zoo.applications", "tensorflow", ()),
    ("tests.zoo.applications", "jax", ()),
    ("tests.zoo.applications", "torch", ()),
    ("tests.zoo.onnx_backend", "torch", ()),
    ("tests.zoo.pictures", "torch", ()),
    ("tests.zoo.pictures", "tensorflow", ("NASNetMobile",)),
)


def main(names: list[str]) -> int:
    failed = []
    for module, backend, own_names in TABLES:
        print(f"== {module} on {backend}", flush=True)
        environment = {
            **os.environ,
            "KERAS_BACKEND": backend,
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "",
            "JAX_PLATFORMS": "cpu",
        }
        command = [sys.executable, "-m", module, *(names or own_names)]
        if subprocess.run(command, env=environment, check=False).returncode:
            failed.append(f"{module} on {backend}")
    print(f"{len(TABLES)} tables, {len(failed)} with faults" + "".join(f"; {x}" for x in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
