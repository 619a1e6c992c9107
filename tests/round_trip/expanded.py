"""A decoded figure with its repeats and block cards written out: one node per operation.

In: a `DrawnFigure`. Out: a `Net`. What a reader does is done here: a block's letters get their
values from the overview and from the sizes that come in, "first block only" is followed, "×N" is
written out N times, each block reading what the one before gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tests.round_trip.decoded import DrawnEdge, DrawnFigure, DrawnNode, DrawnPanel
from tests.round_trip.expressions import Size, with_values
from tests.round_trip.net import Net, completed, words
from tests.round_trip.panel_order import edges_into, entering, model_of, results_of, units
from tests.round_trip.rules import RULE, is_present, kept
from tests.round_trip.told_shapes import (
    DecodingError,
    Tensor,
    agreed,
    last_shape,
    port_label,
    stated,
)
from tests.round_trip.uses import Use, bind, letter_values

#: What the legend says is left out, as it comes out of letters; a pool's stride is left out
#: where it is that of its window.
_DEFAULTS = {"stride 1", "dilation 1", "groups 1", "padding 0"}
_WINDOWED = "pool"


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
            given.append(self._made(Tensor(port, last_shape(overview.ports[port].texts, {})), port))
        results = self._panel(overview, given, Use(), "")
        for port, result in zip(overview.side("output"), results, strict=True):
            self.net.outputs[port] = " ".join(overview.ports[port].texts)
            self.net.reads[port] = (result.id,)
        return self.net

    def _made(self, tensor: Tensor, maker: str) -> Tensor:
        self.net.maker[tensor.id] = maker
        return tensor

    def _panel(self, panel: DrawnPanel, given: list[Tensor], use: Use, prefix: str) -> list[Tensor]:
        """Writes a panel out; what it gives, in the order of its output ports."""
        tensors: dict[str, Tensor] = {}
        for port, tensor in zip(panel.side("input"), given, strict=True):
            for edge in panel.edges:
                if edge.source == port:
                    tensors[edge.tensor] = tensor
        self._write(panel, (list(panel.nodes.values()), tensors), use, prefix)
        results = []
        for port in panel.side("output"):
            edge = next(edge for edge in panel.edges if edge.target == port)
            results.append(tensors[edge.tensor])
        return results

    def _write(
        self,
        panel: DrawnPanel,
        given: tuple[list[DrawnNode], dict[str, Tensor]],
        use: Use,
        prefix: str,
        depth: int = 0,
    ) -> None:
        """Writes nodes out, those in a repeating container as often as it says.

        `given` are the nodes and the tensors so far; `depth` is how many such containers are
        around all of the nodes.
        """
        nodes, tensors = given
        pending = units(panel, nodes, depth)
        while pending:
            ready = (unit for unit in pending if entering(panel, unit) <= tensors.keys())
            unit = next(ready, None)
            if unit is None:
                raise DecodingError(f"{pending[0][0].id} reads what nothing gives before it")
            pending.remove(unit)
            repeats = panel.repeats_around(unit[0])[depth:]
            if repeats:
                self._repeat(panel, (unit, tensors), use, prefix, depth)
                continue
            edges = edges_into(panel, unit[0])
            read = (edges, [tensors[edge.tensor] for edge in edges])
            tensors.update(self._node(panel, unit[0], read, use, prefix))

    def _repeat(
        self,
        panel: DrawnPanel,
        given: tuple[list[DrawnNode], dict[str, Tensor]],
        use: Use,
        prefix: str,
        depth: int,
    ) -> None:
        """A container ×N: each of the N reads what the one before gives in place of the first."""
        nodes, tensors = given
        group = panel.repeats_around(nodes[0])[depth]
        inside = {node.id for node in nodes}
        first = next(iter(entering(panel, nodes)))
        left = {e.tensor for e in panel.edges if e.source in inside and e.target not in inside}
        if len(left) != 1:
            raise DecodingError(f"{group.id} hands on {len(left)} tensors")
        given_on = left.pop()
        for place in range(group.repeat):
            path = (*use.path, (group.id, use.model, place))
            own = dict(tensors)
            if place:
                own[first] = tensors[given_on]
            within = replace(use, path=path, model=group.id)
            self._write(panel, (nodes, own), within, f"{prefix}{group.id}[{place}]/", depth + 1)
            tensors[given_on] = own[given_on]

    def _node(
        self,
        panel: DrawnPanel,
        node: DrawnNode,
        reads: tuple[list[DrawnEdge], list[Tensor]],
        use: Use,
        prefix: str,
    ) -> Iterator[tuple[str, Tensor]]:
        edges, read = reads
        outgoing = [edge for edge in panel.edges if edge.source == node.id]
        names = list(dict.fromkeys(edge.tensor for edge in outgoing))
        shapes = {name: stated(name, outgoing, use.values) for name in names}
        if not is_present(node, edges, use):
            goes_on = read[edges.index(kept(panel, edges))]
            yield from ((name, goes_on) for name in names)
        elif node.operation == "block" and node.letter:
            results = self._block(node, read, use, prefix)
            card = self._card(node)
            for name, place in results_of(names, card):
                shape = agreed(node, shapes[name], results[place].shape)
                yield name, replace(results[place], shape=shape)
        else:
            yield from self._operation(node, read, (names, shapes), use, prefix)

    def _operation(
        self,
        node: DrawnNode,
        read: list[Tensor],
        gives: tuple[list[str], Mapping[str, tuple[Size, ...] | None]],
        use: Use,
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
        said = [with_values(fact, values) for fact in node.facts if not RULE.fullmatch(fact)]
        is_pool = node.operation == _WINDOWED
        told = [fact for fact in said if fact not in _DEFAULTS or is_pool]
        return completed(node, told, " ".join(self.figure.legend))

    def _card(self, node: DrawnNode) -> DrawnPanel:
        return next(panel for panel in self.figure.panels if panel.letter == node.letter)

    def _block(self, node: DrawnNode, read: list[Tensor], outer: Use, prefix: str) -> list[Tensor]:
        """All repeats of a block, the results of each going into the next."""
        card = self._card(node)
        results: list[Tensor] = []
        for place in range(node.repeat):
            given = [*results, *read[len(results) :]]
            values = letter_values(node, place, outer.values)
            bind(card, given, values)
            path = (*outer.path, (node.id, outer.model, place))
            use = Use(values, place, node.facts, path, model_of(card), outer)
            results = self._panel(card, given, use, f"{prefix}{node.id}[{place}]/")
            shapes = [last_shape((port_label(card, port),), values) for port in card.side("output")]
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
