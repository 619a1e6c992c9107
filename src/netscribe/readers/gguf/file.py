"""Reads GGUF files.

In: a path. Out: the Graph of a language model whose architecture is known by name, with the file's
own numbers and tensors; of any other, the list of its tensors. Numbers are never read.
"""

from __future__ import annotations

from pathlib import Path

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.attributes import Settings
from netscribe.graph.builder import GraphBuilder
from netscribe.graph.types import Graph, Origin, TensorType
from netscribe.readers.gguf.architecture import Architecture, architecture_of
from netscribe.readers.gguf.blocks import add_block
from netscribe.readers.gguf.header import MAGIC, Header, header_of
from netscribe.readers.gguf.network import Wiring, add_embedding, add_head, soft_cap
from netscribe.readers.gguf.tensors import MisfitError, Tensors
from netscribe.readers.mapped_file import mapped
from netscribe.readers.netlist.file_start import file_in, starts_of
from netscribe.readers.port_names import renamed
from netscribe.readers.protocol import ReadRequest

_STANDARD = (
    "how the tensors are joined is not stored in the file: it is drawn as the architecture "
    "{name} has it"
)


def claims(source: object) -> bool:
    """Whether `source` is a file that begins as GGUF does."""
    path = file_in(source)
    return path is not None and starts_of(path, 4) == MAGIC


def read(source: object, request: ReadRequest) -> Graph:
    """The Graph of a file.

    Raises:
        ReadError: the file is damaged or hostile.
        InputError: a name was given for an input or output that is not there.
    """
    path = file_in(source)
    assert path is not None
    try:
        with mapped(path) as buffer:
            header = header_of(buffer, str(path))
        return _graph(header, path, request)
    except NetscribeError:
        raise
    except Exception as error:
        said = (str(error).splitlines() or [""])[0][:100]
        raise ReadError(
            f"{path}: cannot be understood: {type(error).__name__}: {said}",
            hint="if llama.cpp runs this file, please report it to netscribe",
        ) from error


def _graph(header: Header, path: Path, request: ReadRequest) -> Graph:
    origin = Origin("gguf", str(header.version), "gguf.file", path.name)
    name = request.name or _title(header) or path.stem
    word = str(header.facts.get("general.architecture", ""))[:40]
    model = architecture_of(header)
    if model is None:
        reason = f"the architecture {word!r} is not one that can be drawn"
        return _listed(header, name, origin, reason)
    try:
        return _network(header, model, name, request).finish(origin)
    except MisfitError as misfit:
        reason = f"the file is no plain {word}: {misfit}"
        return _listed(header, name, origin, reason)


def _title(header: Header) -> str:
    name = header.facts.get("general.name")
    return name.strip()[:80] if isinstance(name, str) else ""


def _listed(header: Header, name: str, origin: Origin, reason: str) -> Graph:
    """The tensors alone, in the file's order."""
    builder = GraphBuilder(name)
    for tensor, kind in header.tensors.items():
        builder.add_parameter(tensor, kind)
    builder.note(f"{reason}; its tensors are listed")
    parts = header.facts.get("split.count")
    if isinstance(parts, int) and parts > 1:
        builder.note(f"the file is one of {parts} parts; the tensors of the others are not listed")
    return builder.finish(origin)


def _network(header: Header, model: Architecture, name: str, request: ReadRequest) -> GraphBuilder:
    word = str(header.facts["general.architecture"])
    builder = GraphBuilder(name)
    tensors = Tensors(builder, header.tensors)
    wiring = Wiring(builder, tensors, model, _attention_facts(header, word))
    (given,) = renamed(["tokens"], request.input_names, "input")
    x = add_embedding(wiring, builder.add_input(given, TensorType("", ("B", "T"))))
    for number in range(model.blocks):
        x = add_block(wiring, number, x)
    x = add_head(wiring, x)
    limit = header.facts.get(f"{word}.final_logit_softcapping")
    if isinstance(limit, float) and limit > 0:
        x = soft_cap(wiring, "output_cap", x, builder.type_of(x).shape or (), limit)
    (made,) = renamed(["output"], request.output_names, "output")
    builder.add_output(made, x)
    tensors.check_all_taken()
    builder.note(_STANDARD.format(name=word))
    for message in tensors.mixed():
        builder.note(message)
    window = header.facts.get(f"{word}.attention.sliding_window")
    if isinstance(window, int) and window > 0:
        builder.note(
            f"some or all blocks look back {window:,} tokens only; which, the file does not say"
        )
    return builder


def _attention_facts(header: Header, word: str) -> Settings:
    limit = header.facts.get(f"{word}.attn_logit_softcapping")
    if isinstance(limit, float) and limit > 0:
        return (("soft cap at", f"{limit:.6g}"),)
    return ()
