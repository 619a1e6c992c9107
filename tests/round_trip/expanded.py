"""A decoded figure with its repeats and block cards written out: one node per operation.

In: a `DrawnFigure`. Out: a `Net`. What a reader does is done here: a block's letters get their
values from the overview and from the sizes that come in, "first block only" is followed, "×N" is
written out N times, each block reading what the one before gives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.round_trip.decoded import DrawnEdge, DrawnFigure, DrawnNode, DrawnPanel
from tests.round_trip.expressions import Size, size, with_values
from tests.round_trip.net import Net, completed, words

_FIRST, _REST = "first block only", "not in the first block"
_EXCEPTED, _SOME = "not in all", "in some blocks only"
_RULE = re.compile(rf"(?:(.+): )?({_FIRST}|{_REST}|{_EXCEPTED}|{_SOME})")
_VALUE = re.compile(r"([A-Za-z]\d*) = (.+)")
#: What the legend says is left out, as it comes out of letters; a pool's stride is left out
#: where it is that of its window.
_DEFAULTS = {"stride 1", "dilation 1", "groups 1", "padding 0"}
_WINDOWED = "pool"
_SHAPE = re.compile(r"(?:[^\s×]+(?: [+−] [^\s×]+)?)(?: × (?:[^\s×]+(?: [+−] [^\s×]+)?))*")
_DTYPES = re.compile(r"(u?int\d+|bool|float\d+|string|bfloat16|complex\d+)$")


class DecodingError(AssertionError):
    """The picture contradicts itself, or does not say what is needed to write it out."""


@dataclass(frozen=True)
class Tensor:
    """A tensor of the written-out net, and its sizes where the picture told them."""

    id: str
    shape: tuple[Size, ...] | None = None


@dataclass(frozen=True)
class ClosedBlock:
    """A block whose inside is not shown.

    `path` leads to its first module: per level of cards (id on the card, id of the block that the
    card was made of, which repeat); the last level is the closed block itself.
    """

    id: str
    path: tuple[tuple[str, str, int], ...]
    repeat: int


@dataclass
class _Use:
    """One use of a block card: letters, place in its run, and what the use says of parts.

    `outer` is the use of the card that it lies in.
    """

    values: dict[str, Size] = field(default_factory=dict)
    place: int = 0
    facts: tuple[str, ...] = ()
    path: tuple[tuple[str, str, int], ...] = ()
    model: str = ""
    outer: _Use | None = None


@dataclass
class Expansion:
    """The net written so far."""

    figure: DrawnFigure
    net: Net = field(default_factory=Net)
    closed: list[ClosedBlock] = field(default_factory=list)

    def write(self) -> Net:
        """The whole figure."""
        overview = self.figure.panels[0]
        given = []
        for port in overview.side("input"):
            self.net.inputs[port] = " ".join(overview.ports[port].texts)
            given.append(
                self._made(Tensor(port, _last_shape(overview.ports[port].texts, {})), port)
            )
        results = self._panel(overview, given, _Use(), "")
        for port, result in zip(overview.side("output"), results, strict=True):
            self.net.outputs[port] = " ".join(overview.ports[port].texts)
            self.net.reads[port] = (result.id,)
        return self.net

    def _made(self, tensor: Tensor, maker: str) -> Tensor:
        self.net.maker[tensor.id] = maker
        return tensor

    def _panel(
        self, panel: DrawnPanel, given: list[Tensor], use: _Use, prefix: str
    ) -> list[Tensor]:
        """Writes a panel out; what it gives, in the order of its output ports."""
        tensors: dict[str, Tensor] = {}
        for port, tensor in zip(panel.side("input"), given, strict=True):
            for edge in panel.edges:
                if edge.source == port:
                    tensors[edge.tensor] = tensor
        for node in panel.nodes.values():
            edges = sorted(
                (edge for edge in panel.edges if edge.target == node.id),
                key=lambda edge: edge.argument,
            )
            made = self._node(panel, node, (edges, [tensors[e.tensor] for e in edges]), use, prefix)
            tensors.update(made)
        results = []
        for port in panel.side("output"):
            edge = next(edge for edge in panel.edges if edge.target == port)
            results.append(tensors[edge.tensor])
        return results

    def _node(
        self,
        panel: DrawnPanel,
        node: DrawnNode,
        reads: tuple[list[DrawnEdge], list[Tensor]],
        use: _Use,
        prefix: str,
    ) -> Iterator[tuple[str, Tensor]]:
        edges, read = reads
        outgoing = [edge for edge in panel.edges if edge.source == node.id]
        names = list(dict.fromkeys(edge.tensor for edge in outgoing))
        shapes = {name: _stated(name, outgoing, use.values) for name in names}
        if not _is_present(node, edges, use):
            kept = read[edges.index(_kept(panel, edges))]
            yield from ((name, kept) for name in names)
        elif node.operation == "block" and node.letter:
            results = self._block(node, read, use, prefix)
            card = self._card(node)
            for name, place in _results_of(names, card):
                shape = _agreed(node, shapes[name], results[place].shape)
                yield name, replace(results[place], shape=shape)
        else:
            yield from self._operation(node, read, (names, shapes), use, prefix)

    def _operation(
        self,
        node: DrawnNode,
        read: list[Tensor],
        gives: tuple[list[str], Mapping[str, tuple[Size, ...] | None]],
        use: _Use,
        prefix: str,
    ) -> Iterator[tuple[str, Tensor]]:
        if node.operation == "block":
            path = (*use.path, (node.id, use.model, 0))
            self.closed.append(ClosedBlock(f"{prefix}{node.id}", path, node.repeat))
        if node.repeat > 1 and node.operation != "block":
            raise DecodingError(f"{node.id} is repeated without being a block")
        names, shapes = gives
        id_ = f"{prefix}{node.id}"
        said = {} if node.operation == "block" else words(self._facts(node, use.values))
        self.net.facts[id_] = (node.operation, said)
        self.net.reads[id_] = tuple(dict.fromkeys(tensor.id for tensor in read))
        inherited = read[0].shape if read else None
        for name in names:
            shape = shapes[name] or (inherited if len(names) == 1 else None)
            yield name, self._made(Tensor(f"{prefix}{name}", shape), id_)

    def _facts(self, node: DrawnNode, values: Mapping[str, Size]) -> list[str]:
        """The facts with numbers, those of the legend too, without rules and declared defaults."""
        said = [with_values(fact, values) for fact in node.facts if not _RULE.fullmatch(fact)]
        is_pool = node.operation == _WINDOWED
        told = [fact for fact in said if fact not in _DEFAULTS or is_pool]
        return completed(node, told, " ".join(self.figure.legend))

    def _card(self, node: DrawnNode) -> DrawnPanel:
        return next(panel for panel in self.figure.panels if panel.letter == node.letter)

    def _block(self, node: DrawnNode, read: list[Tensor], outer: _Use, prefix: str) -> list[Tensor]:
        """All repeats of a block, the results of each going into the next."""
        card = self._card(node)
        results: list[Tensor] = []
        for place in range(node.repeat):
            given = [*results, *read[len(results) :]]
            values = _values(node, place, outer.values)
            _bind(card, given, values)
            path = (*outer.path, (node.id, outer.model, place))
            use = _Use(values, place, node.facts, path, _model_of(card), outer)
            results = self._panel(card, given, use, f"{prefix}{node.id}[{place}]/")
            shapes = [
                _last_shape((_port_label(card, port),), values) for port in card.side("output")
            ]
            results = [
                replace(result, shape=shape or result.shape)
                for result, shape in zip(results, shapes, strict=True)
            ]
        return results


def expanded(figure: DrawnFigure) -> Expansion:
    """The figure written out."""
    expansion = Expansion(figure)
    expansion.write()
    return expansion


def _values(node: DrawnNode, place: int, outer: Mapping[str, Size]) -> dict[str, Size]:
    """The letters that a use states, for one of its blocks."""
    found: dict[str, Size] = {}
    for fact in node.facts:
        match = _VALUE.fullmatch(fact)
        if match is None:
            continue
        listed, then, rest = match[2].partition(", then ")
        each = listed.split(", ")
        said = rest if then and place else each[min(place, len(each) - 1)]
        found[match[1]] = size(said, outer)
    return found


def _bind(card: DrawnPanel, given: list[Tensor], values: dict[str, Size]) -> None:
    """Letters of the sizes that come in get their values; all else must agree."""
    for port, tensor in zip(card.side("input"), given, strict=True):
        stated = _last_words(card.ports[port].texts)
        if tensor.shape is None or stated is None:
            continue
        if len(stated) != len(tensor.shape):
            raise DecodingError(f"{port} takes {stated}, and gets {tensor.shape}")
        for word, actual in zip(stated, tensor.shape, strict=True):
            if re.fullmatch("[A-Za-z]", word) and word not in values:
                values[word] = actual
            elif size(word, values) != actual:
                raise DecodingError(f"{port} takes {stated} with {values}, and gets {tensor.shape}")


def _is_present(node: DrawnNode, edges: list[DrawnEdge], use: _Use) -> bool:
    rule = _rule(node.facts) or _rule([p for edge in edges for p in edge.label.split(" · ")])
    present = {_FIRST: use.place == 0, _REST: use.place > 0}.get(rule, True)
    said_by: _Use | None = use
    while said_by is not None:
        for fact in said_by.facts:
            for name in _names(node):
                present = _excepted(fact, name, said_by.place, present)
        said_by = said_by.outer if rule == _SOME else None
    return present


def _kept(panel: DrawnPanel, edges: list[DrawnEdge]) -> DrawnEdge:
    """What goes on where a part is left out: not the wire with the rule, and not the skip."""
    plain = [edge for edge in edges if not _rule(edge.label.split(" · "))]
    inner = [edge for edge in plain if edge.source not in panel.ports]
    return (inner or plain)[0]


def _names(node: DrawnNode) -> tuple[str, ...]:
    """What a part may be called at a use."""
    if node.facts and node.facts[0] == "+":
        return ("skip",)
    called = (found[1] for fact in node.facts if (found := _RULE.fullmatch(fact)) and found[1])
    return (*node.asides, *node.facts[:1], *called)


def _excepted(fact: str, name: str, place: int, present: bool) -> bool:
    """Whether a part is there, by what the use says; a name may be printed shortened ("a…z")."""
    word = ".*".join(re.escape(part) for part in re.split(r"…|\.\.\.", name))
    listed = re.fullmatch(f"no {word} in block ([\\d, ]+)", fact)
    if listed is not None:
        return str(place + 1) not in listed[1].split(", ")
    said = {
        f"no {word}": False,
        f"{word} in each": True,
        f"with {word}": True,
        f"{word} in the first only": place == 0,
        f"no {word} in the first": place > 0,
    }
    found = (there for form, there in said.items() if re.fullmatch(form, fact, re.IGNORECASE))
    return next(found, present)


def _rule(parts: list[str] | tuple[str, ...]) -> str:
    return next((found[2] for part in parts if (found := _RULE.fullmatch(part))), "")


def _stated(
    tensor: str, edges: list[DrawnEdge], values: Mapping[str, Size]
) -> tuple[Size, ...] | None:
    """The shape beside one of the wires of a tensor."""
    for edge in edges:
        if edge.tensor == tensor and edge.label:
            return _last_shape((edge.label,), values)
    return None


def _last_words(texts: tuple[str, ...]) -> tuple[str, ...] | None:
    """The sizes of a shape among texts, as printed: "mask · 1 × T × T · bool"."""
    parts = [part for text in texts for part in text.split(" · ")]
    if parts and _DTYPES.fullmatch(parts[-1]):
        parts.pop()
    last = parts[-1] if parts else ""
    if last in ("", "any shape") or _RULE.fullmatch(last) or not _SHAPE.fullmatch(last):
        return None
    is_size = any(sign.isdigit() or sign in "×/" for sign in last) or len(last) <= 2
    return tuple(last.split(" × ")) if is_size or last == "scalar" else None


def _last_shape(texts: tuple[str, ...], values: Mapping[str, Size]) -> tuple[Size, ...] | None:
    found = _last_words(texts)
    return None if found is None else tuple(size(word, values) for word in found)


def _port_label(card: DrawnPanel, port: str) -> str:
    return next(edge.label for edge in card.edges if edge.target == port)


def _model_of(card: DrawnPanel) -> str:
    """The id of the module that a card was made of: what its nodes' ids begin with."""
    heads = [node.removeprefix("block ").split("/") for node in card.nodes]
    shared = []
    for parts in zip(*heads):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    longest = min(map(len, heads)) - 1
    return "/".join(shared[:longest])


def _results_of(names: list[str], card: DrawnPanel) -> Iterator[tuple[str, int]]:
    """For each tensor that a block gives, which output of its card it is.

    Where there are several, the last part of the tensor's id tells.
    """
    inside = [
        next(e.tensor for e in card.edges if e.target == port) for port in card.side("output")
    ]
    tails = [tensor.rpartition("/")[2] for tensor in inside]
    for order, name in enumerate(names):
        place, tail = order, name.rpartition("/")[2]
        if name in inside:
            place = inside.index(name)
        elif len(tails) > 1 and tails.count(tail) == 1:
            place = tails.index(tail)
        yield name, place


def _agreed(
    node: DrawnNode, stated: tuple[Size, ...] | None, made: tuple[Size, ...] | None
) -> tuple[Size, ...] | None:
    """The shape that comes out; a letter of the card alone stands for what the wire says."""
    if stated is None or made is None:
        return stated or made
    fits = len(stated) == len(made) and all(
        one == two or (isinstance(two, str) and len(two) == 1) for one, two in zip(stated, made)
    )
    if not fits:
        raise DecodingError(f"{node.id} gives {made} by its card, and {stated} beside its wire")
    return stated
