"""The Diagram: what a call of netscribe gives back, and how it shows and saves itself.

In: a Graph and settings. Out: text, SVG, PNG, PDF or JSON when asked for, made once each. It shows
itself in a notebook without importing IPython.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from netscribe.errors import NoGraphError
from netscribe.figure.build import FigureSettings, make_figure
from netscribe.figure.source import Source
from netscribe.figure.stages import drawn_stage_table
from netscribe.figure.types import Figure, Table
from netscribe.graph.types import Graph
from netscribe.output import check_target, write_whole
from netscribe.pause import no_cycle_search
from netscribe.registry import RENDERERS
from netscribe.scene.types import Scene
from netscribe.settings import DrawSettings, is_theme_file
from netscribe.transforms.detail import Offer, Wish, offers
from netscribe.transforms.outline import Outline
from netscribe.transforms.pipeline import simplified

if TYPE_CHECKING:
    from netscribe.scene.choice import Candidate, Choice


@dataclass(frozen=True)
class Diagram:
    """A diagram of one network.

    Attributes:
        graph: the facts, as read: every operation, tensor and parameter.
        settings: how it is drawn.
    """

    graph: Graph
    settings: DrawSettings = field(default_factory=DrawSettings)

    def svg(self) -> str:
        """The picture as an SVG document with its font inside."""
        return _text(RENDERERS.load("svg").render_svg(self._scene))

    def png(self, *, scale: float | None = None) -> bytes:
        """The picture as PNG, `scale` pixels per point: 2, or what fits a very large picture.

        Raises:
            OutputError: the picture would be too large at this scale.
        """
        return _bytes(RENDERERS.load("png").render_png(self._scene, scale=scale))

    def pdf(self) -> bytes:
        """The picture as one vector PDF page of its own size, its text selectable."""
        return _bytes(RENDERERS.load("pdf").render_pdf(self._scene))

    def text(
        self,
        *,
        width: int = 100,
        ascii: bool = False,  # noqa: A002 - the word a user expects here
        color: bool = False,
    ) -> str:
        """The terminal diagram, `width` cells wide (60 or more), in box characters or ASCII."""
        terminal = RENDERERS.load("text")
        settings = terminal.TerminalSettings(
            width=width,
            ascii=ascii,
            color=color,
            names=self.settings.names,
            shapes=self.settings.shapes,
        )
        return _text(terminal.render_terminal(self._figure, settings))

    def summary(self, *, width: int = 100) -> str:
        """The layer table with its totals."""
        return _text(RENDERERS.load("summary").summary(self.graph, width))

    def describe(self) -> str:
        """The figure in prose: what the network takes, its stages and blocks, what it gives."""
        return self._figure.description

    def json(self) -> str:
        """The facts in netscribe's versioned JSON form."""
        return self.graph.to_json()

    def save(self, path: str | PathLike[str], *, scale: float | None = None) -> Path:
        """Writes the diagram; the suffix decides: .svg .png .pdf .txt .json.

        An existing file is replaced only by a complete new one.

        Raises:
            SettingError: the suffix is not known.
            OutputError: the file cannot be written.
        """
        target = Path(path)
        check_target(target)
        makers: dict[str, Callable[[], str | bytes]] = {
            ".svg": self.svg,
            ".png": lambda: self.png(scale=scale),
            ".pdf": self.pdf,
            ".txt": lambda: self.text() + "\n",
            ".json": self.json,
        }
        write_whole(target, makers[target.suffix.lower()])
        return target

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        count = len(self.graph.nodes)
        return f"<netscribe.Diagram of {self.graph.name!r}: {count} operations>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        """What a notebook shows: the SVG, or the terminal diagram where it shows text only."""
        return {"image/svg+xml": self.svg(), "text/plain": self.text()}

    @property
    def _figure(self) -> Figure:
        return self._choice.figure

    @property
    def _scene(self) -> Scene:
        return self._choice.scene

    @cached_property
    def _choice(self) -> Choice:
        """The most detailed figure that is legible in the slot, and its scene."""
        from netscribe.scene.choice import chosen
        from netscribe.scene.slots import slot_of
        from netscribe.scene.styles import Composition, composer_of
        from netscribe.style.theme_file import load_theme
        from netscribe.style.themes import THEMES

        _refuse_weights_alone(self.graph)
        settings = self.settings
        slot = slot_of(settings.detail.slot) if settings.style == "blocks" else None
        wanted = Composition(settings.style, settings.flow, settings.weights, slot)
        given = settings.theme
        theme = load_theme(given) if is_theme_file(given) else THEMES[str(given)]
        words = FigureSettings(settings.title, settings.shapes, settings.names)
        with no_cycle_search():
            candidates = _candidates(self.graph, settings, words)
            return chosen(candidates, composer_of(theme, wanted), slot)


def _candidates(graph: Graph, settings: DrawSettings, words: FigureSettings) -> Iterator[Candidate]:
    """What may be drawn, what shows most first."""
    from netscribe.scene.choice import Candidate

    detail = settings.detail
    drawn = graph if detail.detail == "ops" else simplified(graph)
    source = Source(drawn)
    if detail.detail == "ops" or settings.style != "blocks":
        yield Candidate(1.0, 1.0, 1, lambda: make_figure(Outline(drawn), words, source=source))
        return
    wish = Wish(detail.detail, detail.depth, detail.expand, detail.collapse, detail.cards)
    for offer in offers(drawn, wish):
        maker = _FigureMaker(offer, words, source)
        if detail.table:
            yield Candidate(offer.shown, offer.room, 1 + offer.cards, maker.with_table)
        yield Candidate(offer.shown, offer.room, 1 + offer.cards, maker.plain)


@dataclass(frozen=True)
class _FigureMaker:
    """Makes the figures of an offered outline, which is made once."""

    offer: Offer
    words: FigureSettings
    source: Source

    @cached_property
    def _outline(self) -> Outline | None:
        return self.offer.make()

    def with_table(self) -> Figure | None:
        """With its stage table; None where it has none."""
        if self._outline is None:
            return None
        table = drawn_stage_table(self._outline, self.source)
        return None if table is None else self._figure(self._outline, table)

    def plain(self) -> Figure | None:
        """Without: its blocks say what the table says, so that it gives way first."""
        return None if self._outline is None else self._figure(self._outline, None)

    def _figure(self, outline: Outline, table: Table | None) -> Figure:
        return make_figure(outline, self.words, source=self.source, table=table)


def _refuse_weights_alone(graph: Graph) -> None:
    """A file of weights does not tell which layers read them, and in which order."""
    if graph.weights_alone:
        raise NoGraphError(
            f"{graph.origin.source or graph.name} holds weights but no graph: nothing to draw",
            hint="pass the model itself (file.py:NAME), or a file that holds its graph (.keras, "
            ".onnx, .pt2 of torch.export.save); `netscribe summary` lists the weights",
        )


def _text(made: object) -> str:
    """What a renderer loaded by name must give; the registry cannot know its type."""
    assert isinstance(made, str)
    return made


def _bytes(made: object) -> bytes:
    assert isinstance(made, bytes)
    return made
