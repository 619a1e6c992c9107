"""The Graph of a program, by way of a tape, as for a module that was watched while it ran.

In: a `Program`, the user's request, and where it came from. Out: the Graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin, Shape
from netscribe.readers.port_names import distinct, renamed
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch.live_emit import Emitter
from netscribe.readers.torch.live_weights import Weights
from netscribe.readers.torch.program import Program
from netscribe.readers.torch.program_tape import tape_of


@dataclass(frozen=True, slots=True)
class _Parameter:
    """A parameter as `Weights` asks for it."""

    dtype: str
    shape: Shape
    requires_grad: bool


@dataclass(frozen=True, slots=True)
class _Parameters:
    """A program's distinct parameters, as a module tells them."""

    program: Program

    def named_parameters(self) -> list[tuple[str, _Parameter]]:
        """Each parameter once, under its first path."""
        return [
            (item.path, _Parameter(item.type.dtype, item.type.shape or (), item.trainable))
            for item in self.program.weights
            if item.parameter and not item.same_as
        ]

    def named_modules(self) -> list[tuple[str, object]]:
        """None: a program does not tell the classes of modules that it does not call."""
        return []


def graph_of(
    program: Program, request: ReadRequest, origin: Origin, notes: tuple[str, ...] = ()
) -> Graph:
    """The Graph of a program; `notes` are said beside the program's own.

    Raises:
        InputError: a name was given for an input or output that is not there.
    """
    builder = GraphBuilder(request.name or program.class_name or "network")
    tape, shapes = tape_of(program)
    weights = Weights(builder, _Parameters(program))
    emitter = Emitter(builder, weights, shapes)
    wanted = distinct([name for name, _ in tape.inputs])
    for name, (_, sight) in zip(renamed(wanted, request.input_names, "input"), tape.inputs):
        emitter.bind_input(name, sight)
    emitter.emit_root(tape.root)
    wanted = distinct([name for name, _ in tape.outputs])
    for name, (_, sight) in zip(renamed(wanted, request.output_names, "output"), tape.outputs):
        builder.add_output(name, emitter.value_of(sight))
    weights.add_unused()
    for message, where in (*((note, "") for note in notes), *program.notes):
        builder.note(message, where)
    return builder.finish(origin)
