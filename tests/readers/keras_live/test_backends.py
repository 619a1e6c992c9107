"""The same model gives the same graph on every backend of Keras."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
NAMES = ["residual", "gpt", "siamese", "sampling_vae", "own_weights", "backend_functions", "video"]
SCRIPT = f"""
import hashlib
from netscribe.readers.keras import live
from netscribe.readers.protocol import ReadRequest
from tests.models.keras_zoo import MODELS
for name in {NAMES!r}:
    model = MODELS[name].build()
    graph = live.read(model, ReadRequest(inputs=MODELS[name].inputs))
    assert graph.parameter_count == model.count_params()
    nodes = [(n.id, n.op.type_name, n.inputs, n.attributes, n.parameters) for n in graph.nodes]
    types = [value.type for value in graph.values]
    print(name, hashlib.sha256(repr((nodes, types)).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def printed() -> dict[str, str]:
    """What the script prints on each backend, run beside each other."""
    running = {}
    for backend in ("jax", "tensorflow", "torch"):
        environment = {**os.environ, "KERAS_BACKEND": backend, "TF_CPP_MIN_LOG_LEVEL": "3"}
        environment["PYTHONPATH"] = str(ROOT)
        running[backend] = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", SCRIPT],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    found = {}
    for backend, process in running.items():
        output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        found[backend] = output
    return found


def test_graphs_are_the_same_on_all_backends(printed: dict[str, str]) -> None:
    without_custom = {
        backend: [line for line in text.splitlines() if "backend_functions" not in line]
        for backend, text in printed.items()
    }
    assert without_custom["jax"] == without_custom["tensorflow"] == without_custom["torch"]
    assert len(without_custom["jax"]) == len(NAMES) - 1


def test_a_real_run_works_on_all_backends(printed: dict[str, str]) -> None:
    assert all("backend_functions" in text for text in printed.values())
