"""The layer table with its totals: every layer call in a line, in columns that add up.

In: a Graph and a width. Out: text. Too long texts go on in further lines; where the width is
small, the columns of multiply-adds and activations give way (the activation joins the details).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from netscribe.errors import SettingError
from netscribe.exporters.rows import Row, table_rows
from netscribe.exporters.weight_rows import weight_rows
from netscribe.figure.notes import grouped_notes
from netscribe.graph.counts import activation_bytes, parameter_bytes, total_multiply_adds
from netscribe.graph.types import Graph
from netscribe.style.labels.amounts import bytes_text
from netscribe.style.labels.words import grouped
from netscribe.text.cells import cell_width, padded, truncated
from netscribe.text.printable import printable

_MINIMUM_WIDTH = 60
_GAP = "  "
_LEAST_TYPE = 22
_WIDEST = {"name": 32, "shape": 26, "activation": 16}
_HEADINGS = Row("layer", "type", (), "output shape", "activation", "parameters", "multiply-adds")
_WEIGHT_HEADINGS = Row("weight", "dtype", (), "shape", "", "numbers")
_NUMBERS = ("parameters", "multiply_adds")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Width by column; "type" takes what is left."""

    widths: dict[str, int]


def summary(graph: Graph, width: int = 100) -> str:
    """The table and its totals in lines of at most `width` cells.

    Raises:
        SettingError: the width is below 60.
    """
    if width < _MINIMUM_WIDTH:
        raise SettingError(
            f"a width of {width} columns is too small for a table; "
            f"expected {_MINIMUM_WIDTH} or more"
        )
    alone = graph.weights_alone
    headings = _WEIGHT_HEADINGS if alone else _HEADINGS
    rows = [_clean(row) for row in (weight_rows(graph) if alone else table_rows(graph))]
    columns, rows = _shared_out(rows, headings, width)
    rule = "─" * _total(columns)
    lines = [printable(graph.name), rule, *_lines(headings, columns), rule]
    for row in rows:
        lines.extend(_lines(row, columns))
    lines.append(rule)
    totals = _weight_totals(graph) if alone else _totals(graph)
    lines.extend(truncated(line, width) for line in totals)
    for note in grouped_notes(graph):
        lines.extend(_wrapped((f"note: {note}",), width))
    return "\n".join(lines)


def _clean(row: Row) -> Row:
    return replace(
        row,
        name="  " * row.depth + printable(row.name),
        type=printable(row.type),
        details=tuple(printable(detail) for detail in row.details),
        shape=printable(row.shape),
        activation=printable(row.activation),
    )


def _shared_out(rows: list[Row], headings: Row, width: int) -> tuple[_Columns, list[Row]]:
    """Columns that fit, and the rows with what moved between them."""
    dropped: tuple[str, ...] = ()
    for dropped in ((), ("multiply_adds",), ("multiply_adds", "activation")):
        widths = _widths(rows, headings, dropped)
        room = width - sum(widths.values()) - len(_GAP) * len(widths)
        if room >= _LEAST_TYPE:
            break
    while room < _LEAST_TYPE and max(widths["name"], widths["shape"]) > 8:
        widest = max(("name", "shape"), key=widths.__getitem__)
        widths[widest] -= 1
        room += 1
    if "activation" in dropped:
        rows = [
            replace(row, details=(*row.details, *filter(None, [row.activation]))) for row in rows
        ]
    natural = max(cell_width(_described(row)) for row in (*rows, headings))
    ordered = {"name": widths.pop("name"), "type": min(room, natural)}
    return _Columns(ordered | widths), rows


def _widths(rows: Sequence[Row], headings: Row, dropped: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column in ("name", "shape", "activation", "parameters", "multiply_adds"):
        widest = max((cell_width(_text(row, column)) for row in rows), default=0)
        if column in dropped or (column != "name" and not widest):
            continue
        heading = cell_width(_text(headings, column))
        found[column] = max(heading, min(widest, _WIDEST.get(column, widest)))
    return found


def _total(columns: _Columns) -> int:
    return sum(columns.widths.values()) + len(_GAP) * (len(columns.widths) - 1)


def _lines(row: Row, columns: _Columns) -> Iterator[str]:
    """The lines of one row: texts that are too long go on below, numbers never are."""
    cells = {
        column: _wrapped(
            (row.type, *row.details) if column == "type" else (_text(row, column),), width
        )
        for column, width in columns.widths.items()
    }
    for index in range(max(map(len, cells.values()))):
        line = [
            padded(
                cells[column][index] if index < len(cells[column]) else "",
                width,
                "right" if column in _NUMBERS else "left",
            )
            for column, width in columns.widths.items()
        ]
        yield _GAP.join(line).rstrip()


def _text(row: Row, column: str) -> str:
    return str(getattr(row, column))


def _described(row: Row) -> str:
    return " · ".join((row.type, *row.details))


def _wrapped(parts: Sequence[str], width: int) -> list[str]:
    """Parts joined by " · ", broken between parts, else at spaces, else inside words."""
    lines = [""]
    for index, part in enumerate(parts):
        piece = part + (" ·" if index + 1 < len(parts) else "")
        joined = f"{lines[-1]} {piece}" if lines[-1] else piece
        if cell_width(joined) <= width:
            lines[-1] = joined
        else:
            lines.extend(_broken(piece, width))
    return lines[1:] if len(lines) > 1 and not lines[0] else lines


def _broken(text: str, width: int) -> list[str]:
    indent = len(text) - len(text.lstrip(" "))
    lines = [" " * min(indent, width - 1)]
    for word in text.strip(" ").split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1].strip() else lines[-1] + word
        if cell_width(joined) <= width:
            lines[-1] = joined
            continue
        rest = word
        while rest:
            piece = truncated(rest, width, mark="") or rest[:1]
            lines.append(piece)
            rest = rest[len(piece) :]
    return [line for line in lines if line.strip()] or [""]


def _totals(graph: Graph) -> Iterator[str]:
    total, trainable = graph.parameter_count, graph.trainable_count
    yield f"Total parameters: {grouped(total)}{_in_bytes(parameter_bytes(graph))}"
    yield f"Trainable parameters: {grouped(trainable)}"
    yield f"Non-trainable parameters: {grouped(total - trainable)}"
    adds = total_multiply_adds(graph)
    nodes = "operation" if adds.unknown_nodes == 1 else "operations"
    missing = f", without {adds.unknown_nodes} {nodes} whose count is unknown"
    yield f"Multiply-adds: {grouped(adds.known)}{missing if adds.unknown_nodes else ''}, one sample"
    memory = activation_bytes(graph)
    shown = (
        "unknown, for a size is a letter" if memory is None else f"{bytes_text(memory)}, one sample"
    )
    yield f"Activation memory: {shown}"


def _weight_totals(graph: Graph) -> Iterator[str]:
    total, trained = graph.parameter_count, graph.trainable_count
    yield f"Tensors: {grouped(len(graph.parameters))}"
    yield f"Total numbers: {grouped(total)}{_in_bytes(parameter_bytes(graph))}"
    if trained != total:
        yield f"Without running statistics: {grouped(trained)}"


def _in_bytes(count: int | None) -> str:
    return "" if count is None else f" ({bytes_text(count)})"
