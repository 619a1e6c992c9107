"""The line below the title: parameters, bytes and multiply-adds of the whole network."""

from __future__ import annotations

from netscribe.graph.counts import parameter_bytes, total_multiply_adds
from netscribe.graph.types import Graph
from netscribe.style.labels import grouped

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


def totals_line(graph: Graph) -> str:
    """ "421,642 parameters · 1.6 MB · 4.2 M multiply-adds"; what is not known is left out."""
    parts = [f"{grouped(graph.parameter_count)} parameters"]
    frozen = graph.parameter_count - graph.trainable_count
    if frozen:
        parts.append(f"{grouped(frozen)} not trainable")
    size = parameter_bytes(graph)
    if size:
        parts.append(bytes_text(size))
    total = total_multiply_adds(graph)
    if total.known and not total.unknown_nodes:
        parts.append(f"{amount_text(total.known)} multiply-adds")
    return " · ".join(parts)


def bytes_text(count: int) -> str:
    """Bytes in powers of 1,024 to three digits: 1.61 MB, 97.5 MB."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB")):
        if count >= 1024**power:
            return f"{_three_digits(count / 1024**power)} {unit}"
    return f"{count} B"


def amount_text(count: int) -> str:
    """A count to three digits with its unit: 4.09 G, 8.4 M, 812."""
    for size, unit in _UNITS:
        if count >= size:
            return f"{_three_digits(count / size)} {unit}"
    return str(count)


def _three_digits(value: float) -> str:
    decimals = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{decimals}f}"
