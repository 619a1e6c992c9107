"""The same Scene gives the same bytes, on every run and whatever the hash seed."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from netscribe.renderers.pdf import render_pdf
from netscribe.renderers.png import render_png
from netscribe.renderers.svg import render_svg
from netscribe.scene.types import Scene

RENDERERS: dict[str, Callable[[Scene], str | bytes]] = {
    "svg": render_svg,
    "png": render_png,
    "pdf": render_pdf,
}
PRINT_DIGESTS = """
import hashlib, pickle, sys
from netscribe.renderers.pdf import render_pdf
from netscribe.renderers.png import render_png
from netscribe.renderers.svg import render_svg
scene = pickle.load(open(sys.argv[1], "rb"))
for content in (render_svg(scene).encode(), render_png(scene), render_pdf(scene)):
    print(hashlib.sha256(content).hexdigest())
"""


@pytest.mark.parametrize("name", RENDERERS)
def test_twice_in_one_run(card_scene: Scene, name: str) -> None:
    assert RENDERERS[name](card_scene) == RENDERERS[name](card_scene)


def test_under_other_hash_seeds(card_scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "scene.pickle"
    path.write_bytes(pickle.dumps(card_scene))
    contents = (render_svg(card_scene).encode(), render_png(card_scene), render_pdf(card_scene))
    expected = [hashlib.sha256(content).hexdigest() for content in contents]
    for seed in ("1", "4242"):
        run = subprocess.run(
            [sys.executable, "-c", PRINT_DIGESTS, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert run.stdout.split() == expected
