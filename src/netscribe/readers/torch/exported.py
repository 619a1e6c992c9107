"""Reads live exported programs: what `torch.export.export` gives.

In: an `ExportedProgram`. Out: the Graph that the live reader gives for the same module, as far as
the export keeps it. Nothing is run.
"""

from __future__ import annotations

from typing import Any

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph, Origin
from netscribe.readers.protocol import ReadRequest

_CLASS = ("torch.export.exported_program", "ExportedProgram")


def claims(source: object) -> bool:
    """Whether `source` is an exported program; looks at its class only."""
    return any((base.__module__, base.__name__) == _CLASS for base in type(source).__mro__)


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of an exported program.

    Raises:
        ReadError: it is built in a way that is not understood.
        InputError: a name was given for an input or output that is not there.
    """
    # the tables are loaded only once a program is there
    from netscribe.readers.torch.exported_program import program_of
    from netscribe.readers.torch.program_graph import graph_of

    exported: Any = source
    try:
        program = program_of(exported)
        origin = Origin("torch", "", "torch.exported", program.class_name)
        return graph_of(program, request, origin)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"the exported program cannot be understood: {type(error).__name__}: {said}",
            hint="pass the module itself; and please report this program to netscribe",
        ) from error
