"""Writes examples/*.keras from examples/quick_start.py: real Keras files, weights all zero.

    KERAS_BACKEND=jax python tools/build_examples.py

Zero weights and deflate keep the files small; fixed dates keep them the same on every run.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
_DATE = (2026, 1, 1, 0, 0, 0)


def main() -> None:
    sys.path.insert(0, str(EXAMPLES))
    import keras
    import numpy as np

    import quick_start

    for make in quick_start.MODELS:
        keras.utils.clear_session()  # automatic names start afresh
        model = make()
        for weight in model.weights:
            weight.assign(np.zeros(weight.shape))
        with tempfile.TemporaryDirectory() as folder:
            saved = Path(folder) / "model.keras"
            model.save(saved)
            _repack(saved, EXAMPLES / f"{make.__name__}.keras")


def _repack(source: Path, target: Path) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    print(f"{target.relative_to(ROOT)}  {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
