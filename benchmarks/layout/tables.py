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


def page(rows: Sequence[Row]) -> str:
    """The page that is kept with the documentation."""
    parts = [_preface(), _times(rows), _growth(rows), _crossings(rows), _quality(rows)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _preface() -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    where = f"{today}, Python {platform.python_version()}, {os.cpu_count()} shared cores"
    return f"""# Layout, measured

{where}. `make bench-layout` prints this page.
Every operation is laid out, nothing folded, modules as containers, no labels. Times are processor
seconds of the layout call (of the whole process for `dot`), since the cores were shared; memory is
the peak of the whole process. A crossing is a point where wires of two tensors cross; two wires
that join on their way to one target port do not. ELK is `layered` of elkjs with one port per
tensor, hierarchy included; dagre is compound. "> 120 s" is the time-out. With `--reuse` the other
engines' rows are those of the last run on the same graphs."""


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
