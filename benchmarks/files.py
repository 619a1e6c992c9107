"""SVG, PNG and PDF of networks with very many cards: seconds and bytes per card.

In: nothing; uses synthetic networks. Out: a table. A format that refuses a picture says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.synthetic import NETWORKS
from netscribe.errors import NetscribeError

SIZES = (1_000, 10_000)


def print_table(sizes: tuple[int, ...] = SIZES) -> None:
    """One row per network, size and format; seconds of processor time of the renderer alone."""
    from netscribe.figure.build import make_figure
    from netscribe.scene.compose import compose
    from netscribe.style.themes import LIGHT
    from netscribe.transforms.pipeline import simplified

    print(f"{'network':<10}{'cards':>8} {'format':<7}{'seconds':>9}{'bytes':>12}{'per card':>10}")
    for name, make in NETWORKS.items():
        for size in sizes:
            figure = make_figure(simplified(make(size)))
            scene = compose(figure, LIGHT, "down")
            cards = sum(len(panel.graph.nodes) for panel in figure.panels)
            for form, render in _renderers().items():
                start = time.process_time()
                try:
                    count = len(render(scene))
                except NetscribeError as error:
                    print(f"{name:<10}{cards:>8,} {form:<7}  {error}", flush=True)
                    continue
                seconds = time.process_time() - start
                cells = f"{seconds:>9.2f}{count:>12,}{count / cards:>10,.0f}"
                print(f"{name:<10}{cards:>8,} {form:<7}{cells}", flush=True)


def _renderers() -> dict[str, Callable[..., bytes | str]]:
    from netscribe.renderers.pdf import render_pdf
    from netscribe.renderers.png import render_png
    from netscribe.renderers.svg import render_svg

    return {"svg": render_svg, "png": render_png, "pdf": render_pdf}
