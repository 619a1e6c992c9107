"""Scene to PDF, drawn by fpdf2: vectors, selectable text, an embedded subset of the bundled font.

In: a Scene. Out: PDF bytes of one page in the picture's own size, one unit a point, with title,
subject (the network in prose) and language; no clock and no random identifiers. A character that
the bundled font lacks (a name in Japanese, say) is drawn as "□".
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from netscribe.errors import MissingLibraryError
from netscribe.renderers.pdf_paths import PATH_OPERATORS, PageFrame
from netscribe.renderers.texts import characters_by_weight
from netscribe.scene.types import GroupMark, Mark, Scene, TextMark
from netscribe.text.font_files import ttf_path
from netscribe.text.metrics import text_width, with_known_glyphs
from netscribe.text.printable import printable

#: Programs following PDF 1.7 (annex C) may refuse a longer page; a larger picture is scaled to it.
LONGEST_SIDE_PT = 14_400.0
LANGUAGE = "en"
#: fpdf2 wants one; the epoch says that none is meant, and keeps the bytes the same on every run.
CREATION_DATE = datetime(1970, 1, 1, tzinfo=UTC)


def render_pdf(scene: Scene) -> bytes:
    """The PDF file.

    Raises:
        MissingLibraryError: fpdf2 is not installed.
    """
    document = _empty_document(scene)
    for weight in characters_by_weight(scene):
        document.add_font(_family(weight), fname=ttf_path(weight))
    if scene.background is not None:
        document.set_fill_color(*_rgb(scene.background))
        document.rect(0, 0, scene.size.width, scene.size.height, style="F")
    page = PageFrame(scene.size.height, document.k)
    # fpdf2 begins a page with square caps, which would lengthen lines and dashes.
    with document.local_context(stroke_cap_style="butt"):
        for mark in scene.marks:
            _draw(mark, document, page)
    return bytes(document.output())


def _empty_document(scene: Scene) -> Any:
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise MissingLibraryError("PDF pictures need fpdf2", hint="pip install fpdf2") from error
    size = (scene.size.width, scene.size.height)
    document = FPDF(unit=min(1.0, LONGEST_SIDE_PT / max(size)), format=size)
    document.set_auto_page_break(False)
    document.set_creation_date(CREATION_DATE)
    document.set_creator("netscribe")
    document.set_title(printable(scene.title))
    document.set_subject(printable(scene.description))
    document.set_lang(LANGUAGE)
    document.add_page()
    return document


def _draw(mark: Mark, document: Any, page: PageFrame) -> None:
    if isinstance(mark, GroupMark):
        for inner in mark.marks:
            _draw(inner, document, page)
    elif isinstance(mark, TextMark):
        _text(mark, document)
    else:
        # fpdf2's own paths take fifty times as long; its stream of operators is reached this way
        # by its own drawing methods too.
        document._out(PATH_OPERATORS[type(mark)](mark, page))


def _text(mark: TextMark, document: Any) -> None:
    text = with_known_glyphs(mark.text)
    shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[mark.anchor]
    left = mark.at.x - shift * text_width(text, mark.size, mark.weight)
    document.set_font(_family(mark.weight), size=mark.size * document.k)
    document.set_text_color(*_rgb(mark.color))
    document.text(left, mark.at.y, text)


def _family(weight: int) -> str:
    return f"inter-{weight}"


def _rgb(color: str) -> tuple[int, int, int]:
    """`#rrggbb` as three numbers up to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
