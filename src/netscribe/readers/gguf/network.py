"""Wires a language model as its architecture says, over the tensors that its file lists.

In: an `Architecture` and tensors. Out: calls in a builder: embedding, norm, scores. A tensor that
does not fit, is missing, or is left over ends the attempt: nothing is drawn that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass

from netscribe.graph.attributes import (
    Activation,
    Attributes,
    Elementwise,
    Embedding,
    Function,
    Linear,
    Normalization,
    Settings,
)
from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Argument, Op, Shape, TensorType
from netscribe.readers.gguf.architecture import LEARNED, Architecture
from netscribe.readers.gguf.tensors import MisfitError, Tensors

DOMAIN = "gguf"


@dataclass(frozen=True)
class Wiring:
    """What all parts of the network are made with."""

    builder: GraphBuilder
    tensors: Tensors
    model: Architecture
    attention_facts: Settings = ()

    def call(self, op: Op, path: str, inputs: tuple[str, ...], made: Shape, **rest: object) -> str:
        """One operation with one result."""
        call = Call(
            op=op,
            path=path,
            name=path.rpartition(".")[2] if rest.get("parameters") else "",
            inputs=tuple(Argument(value) for value in inputs),
            **rest,  # type: ignore[arg-type]
        )
        (found,) = self.builder.add_call(call, (TensorType("", made),))
        return found

    def over_tokens(self, width: int) -> Shape:
        """One vector per token."""
        return ("B", "T", width)

    def linear(self, name: str, source: str, width: int, units: int, fact: str = "") -> str:
        """A linear layer over the last axis, with its bias if there is one."""
        kernel = self.tensors.take(f"{name}.weight", (units, width))
        bias = self.tensors.optional(f"{name}.bias", (units,))
        attributes = Linear(
            units=units,
            bias=bool(bias),
            settings=(
                *self.tensors.kept_as(f"{name}.weight"),
                *(((fact, "yes"),) if fact else ()),
            ),
        )
        op = Op(Kind.LINEAR, "Linear", DOMAIN)
        made = self.over_tokens(units)
        return self.call(
            op, name, (source,), made, attributes=attributes, parameters=(kernel, *bias)
        )

    def norm(self, name: str, source: str, shape: Shape, width: int) -> str:
        """A norm over the last axis."""
        scale = self.tensors.take(f"{name}.weight", (width,))
        bias = self.tensors.optional(f"{name}.bias", (width,))
        attributes = Normalization(
            method=self.model.norm,
            axis=(-1,),
            epsilon=self.model.epsilon,
            center=bool(bias),
        )
        op = Op(Kind.NORM, "RMSNorm" if self.model.norm == "rms" else "LayerNorm", DOMAIN)
        weights = (scale, *bias)
        return self.call(op, name, (source,), shape, attributes=attributes, parameters=weights)

    def token_norm(self, name: str, source: str) -> str:
        """A norm of whole token vectors."""
        width = self.model.width
        return self.norm(name, source, self.over_tokens(width), width)

    def combined(self, path: str, operator: str, one: str, other: str, shape: Shape) -> str:
        """Two tensors element by element."""
        op = Op(Kind.ELEMENTWISE, operator, DOMAIN)
        return self.call(op, path, (one, other), shape, attributes=Elementwise(operator=operator))

    def activated(self, path: str, source: str, width: int) -> str:
        """The feed-forward part's activation."""
        function = self.model.activation
        op = Op(Kind.ACTIVATION, function, DOMAIN)
        attributes = Activation(function=function, approximate=self.model.tanh_form)
        return self.call(op, path, (source,), self.over_tokens(width), attributes=attributes)


def add_embedding(wiring: Wiring, tokens: str) -> str:
    """Token vectors, with whatever is added to them."""
    tensors, model = wiring.tensors, wiring.model
    vocabulary, width = _table(tensors, "token_embd.weight")
    if width != model.width:
        raise MisfitError(f"token_embd.weight is {width} wide, expected {model.width}")
    x = _looked_up(wiring, "token_embd", tokens, vocabulary)
    if model.embedding_scale is not None:
        op = Op(Kind.ELEMENTWISE, "scale", DOMAIN)
        attributes = Elementwise(operator="multiply", constant=f"{model.embedding_scale:.6g}")
        made = wiring.over_tokens(width)
        x = wiring.call(op, "embedding_scale", (x,), made, attributes=attributes)
    if model.position == LEARNED:
        x = _with_positions(wiring, x)
    if tensors.has("token_types.weight"):
        rows, _ = _table(tensors, "token_types.weight")
        kinds = wiring.builder.add_input("token types", TensorType("", ("B", "T")))
        found = _looked_up(wiring, "token_types", kinds, rows)
        x = wiring.combined("token_types_add", "add", x, found, wiring.over_tokens(width))
    if tensors.has("token_embd_norm.weight"):
        x = wiring.token_norm("token_embd_norm", x)
    return x


def _table(tensors: Tensors, name: str) -> tuple[int, int]:
    shape = tensors.shape(name)
    if len(shape) != 2:
        raise MisfitError(f"{name} has {len(shape)} axes, expected 2")
    return shape[0], shape[1]


def _looked_up(
    wiring: Wiring, name: str, source: str, rows: int, *, positional: bool = False
) -> str:
    attributes = Embedding(
        vocabulary=rows,
        width=wiring.model.width,
        settings=wiring.tensors.kept_as(f"{name}.weight"),
        positional=positional,
    )
    return wiring.call(
        Op(Kind.EMBEDDING, "Embedding", DOMAIN),
        name,
        (source,),
        wiring.over_tokens(wiring.model.width),
        attributes=attributes,
        parameters=(wiring.tensors.take(f"{name}.weight"),),
    )


def _with_positions(wiring: Wiring, x: str) -> str:
    """Each token's vector plus that of its place."""
    rows, width = _table(wiring.tensors, "position_embd.weight")
    if width != wiring.model.width:
        raise MisfitError(f"position_embd.weight is {width} wide, expected {wiring.model.width}")
    places = wiring.call(
        Op(Kind.CONSTANT, "positions", DOMAIN),
        "positions",
        (),
        ("B", "T"),
        attributes=Attributes(),
    )
    found = _looked_up(wiring, "position_embd", places, rows, positional=True)
    return wiring.combined("position_add", "add", x, found, wiring.over_tokens(width))


def add_head(wiring: Wiring, x: str) -> str:
    """The last norm, and scores over the vocabulary; without own weights, those of the tokens."""
    tensors, model = wiring.tensors, wiring.model
    if model.norms_after:
        return x
    x = wiring.token_norm("output_norm", x)
    vocabulary, width = _table(tensors, "token_embd.weight")
    if tensors.has("output.weight"):
        return wiring.linear("output", x, width, vocabulary)
    attributes = Linear(units=vocabulary, bias=False, settings=tensors.kept_as("token_embd.weight"))
    weights = (tensors.take("token_embd.weight"),)
    op = Op(Kind.LINEAR, "Linear", DOMAIN)
    made = wiring.over_tokens(vocabulary)
    return wiring.call(op, "output", (x,), made, attributes=attributes, parameters=weights)


def soft_cap(wiring: Wiring, path: str, source: str, shape: Shape, limit: float) -> str:
    """limit · tanh(x / limit), as Gemma 2 has it."""
    attributes = Function(function="soft cap", settings=(("at", f"{limit:.6g}"),))
    return wiring.call(
        Op(Kind.MATH, "soft cap", DOMAIN), path, (source,), shape, attributes=attributes
    )
