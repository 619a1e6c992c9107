"""Large amounts to three digits, with their units."""

from __future__ import annotations

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"))


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
