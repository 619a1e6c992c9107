"""Numbers as the vector formats print them.

In: a number. Out: its shortest decimal text with at most two decimals, never `-0` or an exponent.
"""


def short(number: float) -> str:
    """`12.50` as `12.5`, `12.0` as `12`, `-0.001` as `0`."""
    text = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
