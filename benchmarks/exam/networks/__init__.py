"""Mutants of well-known architectures: other widths, counts, kernels and orders on every seed."""

from __future__ import annotations

import random

from benchmarks.exam.networks import (
    decoder,
    dense,
    inverted,
    patches,
    recurrent,
    residual,
    towers,
    translation,
    unet,
)
from benchmarks.exam.paper import MakePaper, Paper

MAKERS: tuple[MakePaper, ...] = (
    residual.paper,
    inverted.paper,
    dense.paper,
    unet.paper,
    patches.paper,
    decoder.paper,
    translation.paper,
    recurrent.paper,
    towers.paper,
)


def papers(seed: int) -> tuple[Paper, ...]:
    """All papers of one exam; the same for the same seed."""
    return tuple(
        make(random.Random(f"{seed}/{place}"), f"Network {place}")
        for place, make in enumerate(MAKERS, start=1)
    )
