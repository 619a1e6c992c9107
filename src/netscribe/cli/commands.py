"""What each command does: options in; text on stdout, or files.

Reading and drawing are imported here, when a command runs, so that --help and completion are quick.
"""

from __future__ import annotations

import sys
import warnings
from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from netscribe.cli.shapes import parse_inputs, parse_names
from netscribe.cli.slots import parse_slot
from netscribe.cli.target import resolve
from netscribe.cli.terminal import speaks_unicode, text_width, wants_color, write

if TYPE_CHECKING:
    from netscribe.drawing import Diagram


def show(options: Namespace) -> None:
    """Prints the terminal diagram."""
    made = _diagram(options)
    text = made.text(
        width=text_width(options.width),
        ascii=options.ascii or not speaks_unicode(sys.stdout),
        color=wants_color(options.color, sys.stdout),
    )
    write(text, sys.stdout)
    _write_origin(made, options)


def draw(options: Namespace) -> None:
    """Draws into each file; says on stderr what was written, and what the reader had to guess."""
    from netscribe.figure.notes import grouped_notes
    from netscribe.output import check_target

    for output in options.output:
        check_target(Path(output))
    made = _diagram(options)
    for output in options.output:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            path = made.save(output, scale=options.scale)
        write(f"wrote {path}", sys.stderr)
        for warning in caught:
            write(f"note: {warning.message}", sys.stderr)
    for note in grouped_notes(made.graph):
        write(f"note: {note}", sys.stderr)


def summary(options: Namespace) -> None:
    """Prints the layer table."""
    made = _diagram(options)
    write(made.summary(width=text_width(options.width)), sys.stdout)
    _write_origin(made, options)


def _write_origin(made: Diagram, options: Namespace) -> None:
    """Says in a muted line which file was read, and how."""
    from netscribe.figure.origin import origin_line

    line = origin_line(made.graph)
    if line:
        faint = wants_color(getattr(options, "color", "never"), sys.stdout)
        write(f"\x1b[2m{line}\x1b[0m" if faint else line, sys.stdout)


def completion(options: Namespace) -> None:
    """Prints the completion script of a shell."""
    from netscribe.cli.completion import completion_script

    write(completion_script(options.shell), sys.stdout)


COMMANDS: Mapping[str, Callable[[Namespace], None]] = {
    "show": show,
    "draw": draw,
    "summary": summary,
    "completion": completion,
}


def _diagram(options: Namespace) -> Diagram:
    """Reads the target; what can be checked is checked before the user's code is imported."""
    inputs = parse_inputs(options.input)
    input_names = parse_names("--input-names", options.input_names)
    output_names = parse_names("--output-names", options.output_names)
    slot = parse_slot(options.slot)
    source = resolve(options.target)
    from netscribe.api import diagram

    return diagram(
        source,
        inputs,
        title=options.title,
        direction=options.direction,
        style=options.style,
        theme=options.theme,
        shapes=options.shapes,
        names=not options.no_names,
        slot=slot,
        detail=options.detail,
        depth=options.depth,
        expand=options.expand,
        collapse=options.collapse,
        cards=not options.no_cards,
        table=not options.no_table,
        input_names=input_names,
        output_names=output_names,
        compute=options.compute,
    )
