"""What `import netscribe` loads, and what a notebook is given."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import netscribe as ns

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "examples" / "small_cnn.keras"
#: Nothing of these is needed to draw from a file.
FOREIGN = (
    *("keras", "tf_keras", "tensorflow", "torch", "jax", "flax", "onnx", "transformers"),
    *("numpy", "h5py", "IPython", "matplotlib"),
)


def _loaded_after(code: str) -> set[str]:
    """Names in `sys.modules` after `code` ran in a fresh process."""
    result = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return set(result.stdout.split())


def test_importing_loads_no_framework_and_no_room() -> None:
    loaded = _loaded_after("import netscribe")
    assert not loaded & set(FOREIGN)
    own = {name for name in loaded if name.startswith("netscribe")}
    assert own == {"netscribe"}


def test_drawing_a_file_loads_no_framework() -> None:
    code = f"import netscribe\nnetscribe.diagram({str(MODEL)!r})._repr_mimebundle_()"
    assert not _loaded_after(code) & set(FOREIGN)


def test_every_public_name_is_there() -> None:
    assert ns.__all__
    assert all(hasattr(ns, name) for name in ns.__all__)


def test_a_notebook_gets_the_picture_and_the_text() -> None:
    diagram = ns.diagram(MODEL)
    bundle = diagram._repr_mimebundle_(include=None, exclude=None)
    assert set(bundle) == {"image/svg+xml", "text/plain"}
    assert ElementTree.fromstring(bundle["image/svg+xml"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert bundle["image/svg+xml"] == diagram.svg()
    assert bundle["text/plain"] == str(diagram)
    assert "conv1" in bundle["text/plain"]
