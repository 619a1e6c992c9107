"""Rows as text: a line each while they come in, and a page of Markdown tables in the end.

In: rows. Out: text. It runs nothing.
"""

from __future__ import annotations

import datetime
import math
import os
import platform
from collections.abc import Sequence

from benchmarks.layout.runs import Row
from benchmarks.layout.variants import Variant

_OTHERS = ("dot", "elk", "dagre")


def heading() -> str:
    """The columns of `line_of`."""
    return (
        f"{'graph':<18}{'ops':>7} {'engine':<10}{'seconds':>9}{'MB':>7}{'cross':>7}{'tunnel':>7}"
        f"{'overlap':>8}{'upward':>7}{'bends':>7}{'length':>11}{'w:h':>7}{'drift':>9}{'faults':>7}"
    )


def line_of(row: Row) -> str:
    """One run."""
    start = f"{row.graph:<18}{row.operations:>7} {row.engine:<10}"
    found = row.measures
    if found is None:
        return f"{start}{row.words:>9}{row.megabytes:>7.0f}"
    return (
        f"{start}{row.seconds:>9.3f}{row.megabytes:>7.0f}{found.crossings:>7}{found.tunnels:>7}"
        f"{found.overlaps:>8}{found.upward:>7}{found.bends:>7}{found.length:>11.0f}"
        f"{found.width / found.height:>7.3f}{found.drift:>9.0f}{row.faults:>7}"
    )


def page(rows: Sequence[Row], variants: Sequence[Variant], *, reused: bool = False) -> str:
    """The page that is kept with the documentation."""
    parts = [_preface(reused=reused), _times(rows), _ratios(rows), _growth(rows), _crossings(rows)]
    parts += [_details(variants), _quality(rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _preface(*, reused: bool) -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    where = f"{today}, Python {platform.python_version()}, {os.cpu_count()} shared cores"
    return f"""# Layout, measured

{where}. `make bench-layout` prints this page, and so does `make bench`.
Every operation is laid out, nothing folded, modules as containers, no labels. Times are processor
seconds of the layout call (of the whole process for `dot`), since the cores were shared; memory is
the peak of the whole process. A crossing is a point where wires of two tensors cross; two wires
that join on their way to one target port do not. ELK is `layered` of elkjs with one port per
tensor, hierarchy included; dagre is compound. "> 120 s" is the time-out.{_REUSED * reused}"""


_REUSED = """
The rows of dot, ELK and dagre are those of an earlier run on the very same graphs (`--reuse`)."""


def _by_graph(rows: Sequence[Row]) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row.graph, {})[row.engine] = row
    return found


def _times(rows: Sequence[Row]) -> str:
    engines = list(dict.fromkeys(row.engine for row in rows))
    lines = ["## Time and memory", ""]
    lines.append("| graph | operations | " + " | ".join(f"{e}, s | MB" for e in engines) + " |")
    lines.append("|---|--:|" + "--:|--:|" * len(engines))
    for graph, found in _by_graph(rows).items():
        cells = [f"{next(iter(found.values())).operations:,}"]
        for engine in engines:
            row = found.get(engine)
            cells += [_seconds(row), f"{row.megabytes:,.0f}"] if row else ["", ""]
        lines.append(f"| {graph} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _seconds(row: Row | None) -> str:
    if row is None:
        return ""
    return row.words or (f"{row.seconds:.3f}" if row.seconds < 1 else f"{row.seconds:.1f}")


#: What is asked of graphs of this size or more: so many times faster than these.
_LARGE = 1_000
_ASKED = {"dot": 10, "elk": 50}
#: What a real graph may take, in seconds.
_AT_MOST = 0.5


def _ratios(rows: Sequence[Row]) -> str:
    lines = ["## How many times faster", ""]
    lines.append(
        f"Graphs of {_LARGE:,} operations or more; asked is 10 against dot, 50 against ELK."
    )
    lines += ["", "| graph | operations | dot | ELK |", "|---|--:|--:|--:|"]
    for graph, found in _by_graph(rows).items():
        own = found.get("netscribe")
        if own is None or own.words or own.operations < _LARGE:
            continue
        cells = [_ratio(own, found.get(engine)) for engine in _ASKED]
        lines.append(f"| {graph} | {own.operations:,} | " + " | ".join(cells) + " |")
    slow = [
        row.graph
        for row in rows
        if row.engine == "netscribe" and row.kind != "synthetic" and row.seconds >= _AT_MOST
    ]
    lines += ["", f"Real graphs that take {_AT_MOST} s or more: {', '.join(slow) or 'none'}."]
    return "\n".join(lines) if len(lines) > 7 else ""


def _ratio(own: Row, other: Row | None) -> str:
    if other is None:
        return ""
    if other.words:
        return (
            f"> {other.seconds / own.seconds:,.0f}" if other.words.startswith(">") else other.words
        )
    return f"{other.seconds / own.seconds:,.0f}"


def _details(variants: Sequence[Variant]) -> str:
    """Faults of pictures that show less, in every direction."""
    if not variants:
        return ""
    lines = ["## Gates at every level of detail", ""]
    lines.append(
        "Every graph again with labels on all wires, in three directions, fully opened (up to "
        "2,000 operations) and with modules closed below depths 1, 2 and 3."
    )
    lines += ["", "| shown | down | right | up | faults |", "|---|--:|--:|--:|--:|"]
    for depth in sorted({variant.depth for variant in variants}):
        own = [variant for variant in variants if variant.depth == depth]
        counts = [sum(v.direction == way for v in own) for way in ("down", "right", "up")]
        shown = f"closed below {depth}" if depth else "all"
        cells = " | ".join(str(count) for count in counts)
        lines.append(f"| {shown} | {cells} | {sum(len(v.faults) for v in own)} |")
    broken = [v for v in variants if v.faults]
    lines += [f"\n{v.graph}, {v.direction}, depth {v.depth}: {v.faults[0]}" for v in broken]
    return "\n".join(lines)


_FAMILIES = {
    "Llama, 32 to 126 layers": ("llama_32", "llama_126"),
    "synthetic, 1,000 to 10,000": ("synthetic_1000", "synthetic_10000"),
    "synthetic, 10,000 to 100,000": ("synthetic_10000", "synthetic_100000"),
}


def _growth(rows: Sequence[Row]) -> str:
    graphs = _by_graph(rows)
    engines = list(dict.fromkeys(row.engine for row in rows))
    lines = ["## Growth exponents", "", "| family | " + " | ".join(engines) + " |"]
    lines.append("|---|" + "--:|" * len(engines))
    for family, (small, large) in _FAMILIES.items():
        if small in graphs and large in graphs:
            cells = [_exponent(graphs[small].get(e), graphs[large].get(e)) for e in engines]
            lines.append(f"| {family} | " + " | ".join(cells) + " |")
    return "\n".join(lines) if len(lines) > 4 else ""


def _exponent(small: Row | None, large: Row | None) -> str:
    if small is None or large is None or small.words or large.words:
        return "-"
    ratio = math.log(large.operations / small.operations)
    return f"{math.log(large.seconds / small.seconds) / ratio:.2f}"


def _crossings(rows: Sequence[Row]) -> str:
    lines = ["## Crossings", "", "| graph | netscribe | dot | ELK | dagre | at most the best |"]
    lines.append("|---|--:|--:|--:|--:|---|")
    held = total = 0
    for graph, found in _by_graph(rows).items():
        own = found.get("netscribe")
        if own is None or own.measures is None:
            continue
        counts = {e: found[e].measures for e in _OTHERS if e in found}
        cells = [f"{m.crossings:,}" if (m := counts.get(e)) else "-" for e in _OTHERS]
        rivals = [m.crossings for e in ("dot", "elk") if (m := counts.get(e))]
        good = not rivals or own.measures.crossings <= min(rivals)
        total += 1
        held += good
        verdict = ("yes" if good else "no") if rivals else "no other finished"
        lines.append(
            f"| {graph} | {own.measures.crossings:,} | " + " | ".join(cells) + f" | {verdict} |"
        )
    lines.append("")
    lines.append(f"No more crossings than the best of dot and ELK on {held} of {total} graphs.")
    return "\n".join(lines)


def _quality(rows: Sequence[Row]) -> str:
    lines = ["## Gates and tie-breakers", ""]
    lines.append(
        "Tunnels: wires through a box or container that is not theirs. Overlaps: boxes or "
        "containers. Upward: wires that run against the direction. Drift: sideways shift of the "
        "heaviest path. Faults: every gate of netscribe's own checker, on netscribe's pictures."
    )
    lines.append("")
    lines.append(
        "| graph | engine | tunnels | overlaps | upward | bends | length | width : height | drift "
        "| faults |"
    )
    lines.append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        found = row.measures
        if found is None:
            continue
        faults = str(row.faults) if row.engine == "netscribe" else ""
        lines.append(
            f"| {row.graph} | {row.engine} | {found.tunnels} | {found.overlaps} | {found.upward} "
            f"| {found.bends:,} | {found.length:,.0f} | {found.width / found.height:.3f} "
            f"| {found.drift:,.0f} | {faults} |"
        )
    return "\n".join(lines)
