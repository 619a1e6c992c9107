"""The SVG: valid, with every hook, short numbers, and texts that a browser draws as measured."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netscribe.geometry import Point, Size
from netscribe.renderers.svg import render_svg
from netscribe.scene.types import GroupMark, Hooks, Scene, TextMark

SVG = "{http://www.w3.org/2000/svg}"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def scene_of(*marks: TextMark | GroupMark, title: str = "A title") -> Scene:
    return Scene(Size(200, 100), "#FFFFFF", marks, title, "What it shows.")


def label(words: str, **look: object) -> TextMark:
    return TextMark(words, Point(10, 20), 10, "#27272A", **look)  # type: ignore[arg-type]


def test_it_is_well_formed_with_size_role_title_and_description(card_scene: Scene) -> None:
    root = ET.fromstring(render_svg(card_scene))
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height")) == ("334", "410")
    assert root.get("viewBox") == "0 0 334 410"
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert (title.tag, title.text) == (f"{SVG}title", card_scene.title)
    assert (description.tag, description.text) == (f"{SVG}desc", card_scene.description)
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


def test_groups_carry_their_hooks_in_document_order(card_scene: Scene) -> None:
    groups = list(ET.fromstring(render_svg(card_scene)).iter(f"{SVG}g"))
    found = [{k.removeprefix("data-"): v for k, v in group.attrib.items()} for group in groups]
    assert found == [
        {"kind": "title", "id": "title"},
        {"kind": "node", "id": "image", "op": "input"},
        {"kind": "group", "id": "block", "repeat": "3"},
        {"kind": "node", "id": "conv1", "op": "conv"},
        {"kind": "edge", "id": "conv1-conv2", "src": "conv1", "dst": "conv2"},
        {"kind": "label", "id": "label-conv1-conv2", "owner": "conv1-conv2"},
        {"kind": "node", "id": "conv2", "op": "conv"},
        {"kind": "edge", "id": "skip", "src": "image", "dst": "add"},
        {"kind": "node", "id": "add", "op": "add"},
    ]


def test_a_group_with_a_name_begins_with_its_title(card_scene: Scene) -> None:
    groups = ET.fromstring(render_svg(card_scene)).iter(f"{SVG}g")
    named = {group.get("data-id"): group for group in groups}
    assert named["conv1"][0].tag == f"{SVG}title"
    assert named["conv1"][0].text == "Conv 3×3, 32 filters · same"
    assert named["skip"].find(f"{SVG}title") is None


def test_every_text_is_a_text_element(card_scene: Scene) -> None:
    texts = [element.text for element in ET.fromstring(render_svg(card_scene)).iter(f"{SVG}text")]
    assert texts[:4] == ["Small CNN", "421,642 parameters · 1.6 MB", "image", "28 × 28 × 1"]
    assert texts.count("Conv 3×3") == 2


def test_numbers_have_two_decimals_at_most_and_no_negative_zero(card_scene: Scene) -> None:
    drawing = re.sub(r"<style>.*</style>", "", render_svg(card_scene), flags=re.DOTALL)
    assert not re.search(r"\d\.\d{3}", drawing)
    assert not re.search(r'[" ]-0[" ,]', drawing)


def test_only_the_weights_in_use_are_embedded_and_the_small_files_if_they_do() -> None:
    plain = render_svg(scene_of(label("Conv 3×3")))
    greek = render_svg(scene_of(label("σ(x)", weight=600)))
    assert re.findall(r"font-weight:(\d+)", plain) == ["400"]
    assert re.findall(r"font-weight:(\d+)", greek) == ["600"]
    assert len(plain) < 10_000 < len(greek) < 20_000
    data = re.search(r"base64,([^\"]+)", plain)
    assert data and base64.b64decode(data[1])[:4] == b"wOF2"
    assert "<style>" not in render_svg(scene_of())


def test_looks_are_attributes_and_css_only_declares_fonts(card_scene: Scene) -> None:
    svg = render_svg(card_scene)
    styles = re.findall(r"<style>(.*?)</style>", svg, flags=re.DOTALL)
    assert len(styles) == 1
    assert re.sub(r"@font-face\{[^}]*\}", "", styles[0]).strip() == ""
    assert " class=" not in svg and " style=" not in svg


@given(words=st.text(), name=st.text(min_size=1))
def test_any_text_gives_valid_xml(words: str, name: str) -> None:
    hooks = Hooks("node", name, title=words)
    root = ET.fromstring(render_svg(scene_of(GroupMark(hooks, (label(words),)), title=words)))
    assert root.find(f"{SVG}g") is not None


def test_markup_in_names_stays_text() -> None:
    hostile = '</text><script>alert("1")</script>&amp;'
    hooks = Hooks("node", '"><script/>', title=hostile)
    root = ET.fromstring(render_svg(scene_of(GroupMark(hooks, (label(hostile),)), title=hostile)))
    assert not list(root.iter(f"{SVG}script"))
    assert [element.text for element in root.iter(f"{SVG}text")] == [hostile]
    assert next(root.iter(f"{SVG}g")).get("data-id") == '"><script/>'


def test_spaces_are_kept_where_svg_would_drop_them() -> None:
    assert "xml:space" in render_svg(scene_of(label("a  b")))
    assert "xml:space" not in render_svg(scene_of(label("a b")))


def test_two_pictures_in_one_page_do_not_share_ids(card_scene: Scene) -> None:
    other = dataclasses.replace(card_scene, title="Another")
    ids = [set(re.findall(r' id="([^"]+)"', render_svg(each))) for each in (card_scene, other)]
    assert len(ids[0]) == len(ids[1]) == 2
    assert not ids[0] & ids[1]


def test_text_length_is_left_out_where_the_measure_is_not_exact() -> None:
    assert "textLength" in render_svg(scene_of(label("feature extractor")))
    assert "textLength" not in render_svg(scene_of(label("特徴抽出器の名前")))
    assert "textLength" not in render_svg(scene_of(label("1")))


MEASURE = """
<script>document.fonts.ready.then(() => {
  const widths = (root) => [...root.querySelectorAll("text")].map((t) => t.getBBox().width);
  const [embedded, free, fallback] = document.querySelectorAll("svg");
  free.querySelectorAll("text").forEach((t) => t.removeAttribute("textLength"));
  fallback.setAttribute("font-family", "DejaVu Sans, Verdana, sans-serif");
  const advances = [...free.querySelectorAll("text")].map((t) => t.getComputedTextLength());
  const found = [widths(embedded), advances, widths(fallback)];
  document.body.innerHTML = "<pre>" + JSON.stringify(found) + "</pre>";
});</script>
"""


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_a_browser_draws_texts_as_wide_as_measured(card_scene: Scene, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<meta charset=utf-8>{render_svg(card_scene) * 3}{MEASURE}", encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += ["--disable-background-networking", f"--user-data-dir={tmp_path / 'profile'}"]
    command += ["--virtual-time-budget=5000", page.as_uri()]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    result = re.search(r"<pre>(.*)</pre>", dom)
    assert result
    embedded, advances, fallback = json.loads(result[1])
    expected = [mark.width for mark in texts_of(card_scene.marks)]
    assert advances == pytest.approx(expected, abs=0.05)
    assert embedded == pytest.approx(expected, abs=0.5)  # boxes follow the ink a little
    assert all(wide <= width + 2 for wide, width in zip(fallback, expected, strict=True))


def texts_of(marks: tuple) -> list[TextMark]:
    found: list[TextMark] = []
    for mark in marks:
        if isinstance(mark, GroupMark):
            found.extend(texts_of(mark.marks))
        elif isinstance(mark, TextMark):
            found.append(mark)
    return found
