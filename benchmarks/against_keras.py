"""netscribe beside `keras.utils.plot_model` on the same models in one process.

In: nothing; builds some of `keras.applications`. Out: a table of medians, ratios, and the smallest
font of each picture when it is fitted to a page's text block of 6.9 in by 9 in. Both sides get the
live model and give a file's bytes on disk.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.timing import duration, median_seconds

APPLICATIONS = (
    "VGG16",
    "MobileNetV2",
    "ResNet50",
    "InceptionV3",
    "EfficientNetB0",
    "DenseNet121",
    "NASNetMobile",
)
_PAGE_PT = (6.9 * 72, 9.0 * 72)


def print_table() -> None:
    """The table, or a line that says what is missing for it."""
    missing = _missing()
    if missing:
        print(f"skipped: plot_model needs {missing}")
        return
    print(
        f"{'model':<16}{'cards':>6}{'ns svg':>9}{'keras svg':>10}{'ratio':>7}"
        f"{'ns png':>9}{'keras png':>10}{'ratio':>7}{'ns text':>9}{'ns font':>9}{'keras font':>11}"
    )
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        _row("warm-up", _quick_start(), Path(folder))
        for name, build in _models().items():
            line, ratio = _row(name, build(), Path(folder))
            ratios.append(ratio)
            print(line, flush=True)
    print(
        f"{len(ratios)} models; plot_model / netscribe, time of the SVG: "
        f"least {min(ratios):.1f}, most {max(ratios):.1f}"
    )


def _missing() -> str:
    needs = [name for name in ("keras", "pydot") if find_spec(name) is None]
    return ", ".join(needs + ([] if shutil.which("dot") else ["Graphviz' dot"]))


def _models() -> dict[str, Callable[[], Any]]:
    import keras

    found: dict[str, Callable[[], Any]] = {"quick-start CNN": _quick_start}
    for name in APPLICATIONS:
        maker = getattr(keras.applications, name)
        found[name] = lambda maker=maker: maker(weights=None)
    return found


def _quick_start() -> Any:
    import keras
    from keras import layers

    return keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Conv2D(32, 3, padding="same", activation="relu", name="conv1"),
            layers.MaxPooling2D(2, name="pool1"),
            layers.Flatten(),
            layers.Dense(128, activation="relu", name="fc1"),
            layers.Dense(10, activation="softmax", name="output_layer"),
        ]
    )


def _row(name: str, model: Any, folder: Path) -> tuple[str, float]:
    from netscribe import diagram
    from netscribe.transforms.pipeline import simplified

    ours = {kind: folder / f"ours.{kind}" for kind in ("svg", "png")}
    theirs = {kind: folder / f"theirs.{kind}" for kind in ("svg", "png")}
    seconds = {
        kind: (
            median_seconds(lambda kind=kind: diagram(model).save(ours[kind])),
            median_seconds(lambda kind=kind: _plot(model, theirs[kind])),
        )
        for kind in ("svg", "png")
    }
    text = median_seconds(lambda: diagram(model).text())
    cards = len(simplified(diagram(model).graph).nodes)
    cells = [f"{name:<16}{cards:>6}"]
    for own, other in seconds.values():
        cells.append(f"{duration(own):>9}{duration(other):>10}{other / own:>7.1f}")
    cells.append(f"{duration(text):>9}{_smallest_font(ours['svg']):>7.1f}pt")
    cells.append(f"{_smallest_font(theirs['svg']):>9.1f}pt")
    own, other = seconds["svg"]
    return "".join(cells), other / own


def _plot(model: Any, path: Path) -> None:
    import keras

    keras.utils.plot_model(
        model,
        to_file=str(path),
        show_shapes=True,
        show_layer_names=True,
        expand_nested=True,
        dpi=72,
    )


def _smallest_font(path: Path) -> float:
    """In points, when the picture is fitted to the page and never enlarged."""
    svg = path.read_text(encoding="utf-8")
    head = re.search(r"<svg[^>]*>", svg, re.DOTALL)
    assert head is not None
    size = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', head.group())
    assert size is not None
    width, height = float(size.group(1)), float(size.group(2))
    fonts = [float(found) for found in re.findall(r'font-size="([\d.]+)"', svg)]
    return min(fonts) * min(1.0, _PAGE_PT[0] / width, _PAGE_PT[1] / height)
