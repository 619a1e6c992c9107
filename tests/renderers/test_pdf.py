"""The PDF: one page in the picture's size, selectable text, embedded fonts, and no clock."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import time
import zlib
from pathlib import Path

import pytest

from netscribe.geometry import Point, Size
from netscribe.renderers.pdf import render_pdf
from netscribe.scene.types import Scene, TextMark

PDFTOTEXT = shutil.which("pdftotext")


def scene_of(*words: str, height: float = 100) -> Scene:
    marks = tuple(
        TextMark(each, Point(10, 20 + 14 * row), 10, "#27272A") for row, each in enumerate(words)
    )
    return Scene(Size(300, height), None, marks, "Tïtle", "What it shows.")


def inflated(pdf: bytes) -> list[bytes]:
    """The contents of all compressed streams."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            found.append(stream)
    return found


def unicode_maps(pdf: bytes) -> set[int]:
    """All code points that the ToUnicode maps of the fonts name."""
    maps = [each.decode("ascii") for each in inflated(pdf) if b"beginbfchar" in each]
    return {int(code, 16) for each in maps for code in re.findall(r"> <([0-9A-F]{4})>", each)}


def test_the_page_has_the_size_of_the_picture(card_scene: Scene) -> None:
    pdf = render_pdf(card_scene)
    assert pdf.startswith(b"%PDF-1.")
    assert re.search(rb"/MediaBox \[0 0 334(?:\.00)? 410(?:\.00)?\]", pdf)
    assert pdf.count(b"/Type /Page\n") == 1


def test_it_says_what_it_is(card_scene: Scene) -> None:
    pdf = render_pdf(card_scene)
    assert b"/Title (Small CNN)" in pdf
    assert b"/Subject (A network of two convolutions.)" in pdf
    assert b"/Lang (en)" in pdf


def test_each_weight_is_an_embedded_subset_with_a_map_back_to_unicode(card_scene: Scene) -> None:
    pdf = render_pdf(card_scene)
    names = set(re.findall(rb"/BaseFont /[A-Z]{6}\+(\w+)", pdf))
    assert names == {b"Inter", b"InterMedium", b"InterSemiBold"}
    assert pdf.count(b"/FontFile2") == 3
    assert {ord(letter) for letter in "Conv3×·"} <= unicode_maps(pdf)


@pytest.mark.skipif(PDFTOTEXT is None, reason="no pdftotext on this machine")
def test_the_text_can_be_selected(card_scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "picture.pdf"
    path.write_bytes(render_pdf(card_scene))
    command = [str(PDFTOTEXT), "-enc", "UTF-8", str(path), "-"]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=30).stdout.decode()
    for words in ("Small CNN", "28 × 28 × 1", "Conv 3×3", "64 filters · stride 2", "18,496"):
        assert words in shown


def test_boxes_and_rounded_paths_are_vectors(card_scene: Scene) -> None:
    pdf = render_pdf(card_scene)
    content = next(each for each in inflated(pdf) if b" Tf" in each)
    assert b"/Subtype /Image" not in pdf
    assert content.count(b" c ") > 20
    assert b"[4 3] 0 d" in content


def test_characters_that_the_font_lacks_become_a_visible_substitute() -> None:
    assert ord("□") in unicode_maps(render_pdf(scene_of("畳み conv", "\x00\ud800")))


def test_a_picture_longer_than_a_page_may_be_is_scaled_to_it() -> None:
    pdf = render_pdf(scene_of("top", height=28_800))
    assert re.search(rb"/MediaBox \[0 0 150(?:\.00)? 14400(?:\.00)?\]", pdf)
    assert any(b"/F1 5.00 Tf" in each for each in inflated(pdf))


def test_wide_pictures_stay_wide(card_scene: Scene) -> None:
    wide = dataclasses.replace(card_scene, size=Size(800, 410))
    assert re.search(rb"/MediaBox \[0 0 800(?:\.00)? 410(?:\.00)?\]", render_pdf(wide))


def test_the_bytes_do_not_follow_the_clock(card_scene: Scene) -> None:
    first = render_pdf(card_scene)
    time.sleep(1.1)
    assert render_pdf(card_scene) == first
