"""Drafts of a figure: its panels measured and laid out in a form, its table measured.

In: a Figure, its panels, a form. Out: `Sized` and placed panels, and `Drawn`s. Equal panels are
laid out once, whatever figure they are of. It chooses no form and places nothing on a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from netscribe.figure.types import Figure, Panel
from netscribe.layout.engine import layout
from netscribe.layout.types import Layout, Plan
from netscribe.scene.forms import PLAIN_FORM, Form
from netscribe.scene.frames import Frame, frame_around
from netscribe.scene.packing import Parts
from netscribe.scene.placed import PlacedPanel, measure_panel
from netscribe.scene.plan import panel_plan
from netscribe.scene.table import MeasuredTable, measure_table
from netscribe.style.measured import MeasuredMark
from netscribe.style.themes import CardLines


@dataclass(frozen=True, slots=True)
class Drawn:
    """All parts of a figure with their sizes, but not yet on a page."""

    overview: PlacedPanel
    cards: tuple[tuple[Frame, PlacedPanel], ...]
    table: MeasuredTable | None

    @property
    def parts(self) -> Parts:
        return Parts(
            self.overview.layout.size,
            tuple(frame.size for frame, _ in self.cards),
            self.table.size if self.table is not None else None,
        )


@dataclass(frozen=True)
class Drafts:
    """Makes drafts; `layouts` are those made so far, by their plan."""

    lines: CardLines
    direction: str
    layouts: dict[Plan, Layout] = field(default_factory=dict)

    def plain(self, figure: Figure) -> Drawn:
        """The form in which nothing makes room."""
        overview, *cards = (self.placed(self.sized(panel, PLAIN_FORM)) for panel in figure.panels)
        return drawn(figure, overview, cards)

    def sized(self, panel: Panel, form: Form) -> Sized:
        """A panel's plan with the sizes of its marks in a form."""
        measured = measure_panel(panel, self.lines, direction=self.direction, form=form.cards)
        plan = panel_plan(panel, measured, self.direction)
        return Sized(panel, measured, replace(plan, spacing=form.spacing))

    def placed(self, sized: Sized) -> PlacedPanel:
        """The panel laid out."""
        plan = sized.plan
        if plan not in self.layouts:
            self.layouts[plan] = layout(plan)
        return PlacedPanel(sized.panel, sized.measured, self.layouts[plan], plan.spacing)


@dataclass(frozen=True, slots=True)
class Sized:
    """A panel whose marks have their sizes, and the task of laying them out."""

    panel: Panel
    measured: Mapping[str, MeasuredMark]
    plan: Plan

    @property
    def least_area(self) -> float:
        """The area below which no layout will be: that of the marks, each with a wire below."""
        gap = self.plan.spacing.between_ranks
        return sum(box.size.width * (box.size.height + gap) for box in self.plan.boxes)


def drawn(figure: Figure, overview: PlacedPanel, cards: Iterable[PlacedPanel]) -> Drawn:
    """The figure of placed panels, its cards in their frames."""
    framed = tuple((frame_around(card.panel, card.layout.size), card) for card in cards)
    table = measure_table(figure.table) if figure.table is not None else None
    return Drawn(overview, framed, table)
