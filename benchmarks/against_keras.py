"""netscribe beside `keras.utils.plot_model` on the same models in one process.

In: nothing; builds some of `keras.applications`. Out: a table of medians, ratios, and the smallest
font of each picture when it is fitted to a page's text block of 6.9 in by 9 in. Both sides get the
live model and leave a file on disk; PNGs have 72 pixels per inch on both sides.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from functools import partial
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
        f"{'ns png':>9}{'keras png':>10}{'ratio':>7}{'ns text':>9}{'ns font':>10}{'keras':>10}"
    )
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        _row("warm-up", _quick_start(), Path(folder))
        for name, build in _models().items():
            line, ratio = _row(name, build(), Path(folder))
            if ratio is not None:
                ratios.append(ratio)
            print(line, flush=True)
    print(
        f"{len(ratios)} models compared; plot_model / netscribe, time of the SVG: "
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
        found[name] = partial(maker, weights=None)
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


def _row(name: str, model: Any, folder: Path) -> tuple[str, float | None]:
    """The line of a model, and how many times longer plot_model takes for the SVG."""
    from netscribe import diagram
    from netscribe.transforms.pipeline import simplified

    cards = len(simplified(diagram(model).graph).nodes)
    cells, ratios, fonts = [f"{name:<16}{cards:>6}"], [], []
    for kind in ("svg", "png"):
        ours, theirs = folder / f"ours.{kind}", folder / f"theirs.{kind}"
        theirs.unlink(missing_ok=True)
        own = _seconds_or_none(partial(_draw, model, ours))
        other = _seconds_or_none(partial(_plot, model, theirs))
        ratio = other / own if own is not None and other is not None else None
        ratios.append(ratio)
        told = f"{ratio:.1f}" if ratio is not None else "-"
        cells.append(f"{_told(own):>9}{_told(other):>10}{told:>7}")
        if kind == "svg":
            fonts = [_smallest_font(ours), _smallest_font(theirs)]
    cells.append(f"{duration(median_seconds(lambda: diagram(model).text())):>9}")
    cells += [f"{font:.1f} pt".rjust(10) if font is not None else f"{'-':>10}" for font in fonts]
    return "".join(cells), ratios[0]


def _seconds_or_none(call: Callable[[], None]) -> float | None:
    """None where the picture cannot be made.

    netscribe refuses a PNG that is too large; Graphviz' crash is an AssertionError of pydot, which
    prints what Graphviz said.
    """
    from netscribe.errors import OutputError

    try:
        with redirect_stdout(io.StringIO()):
            return median_seconds(call)
    except (AssertionError, OutputError):
        return None


def _told(seconds: float | None) -> str:
    return duration(seconds) if seconds is not None else "fails"


def _draw(model: Any, path: Path) -> None:
    from netscribe import draw

    draw(model, path, scale=1)


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


def _smallest_font(path: Path) -> float | None:
    """In points, when the picture is fitted to the page and never enlarged; None without one."""
    if not path.exists() or not path.stat().st_size:
        return None
    svg = path.read_text(encoding="utf-8")
    head = re.search(r"<svg[^>]*>", svg, re.DOTALL)
    assert head is not None
    size = re.search(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"', head.group())
    assert size is not None
    width, height = float(size.group(1)), float(size.group(2))
    fonts = [float(found) for found in re.findall(r'font-size="([\d.]+)"', svg)]
    return min(fonts) * min(1.0, _PAGE_PT[0] / width, _PAGE_PT[1] / height)
