"""Pictures as Chromium draws them: the real boxes of texts and marks, and points along each edge.

In: SVG texts by name. Out: a `DrawnPicture` each. One run of the browser measures all of them. With
`fallback` the embedded font is taken away, so that another one of the machine stands in.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netscribe.geometry import Point, Rect

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--virtual-time-budget=10000",
)
_SECONDS = 120
_FALLBACK_FONT = "DejaVu Sans"


@dataclass(frozen=True)
class DrawnText:
    """A text as drawn: its box, its length along the line, its size and weight."""

    item: str
    kind: str
    text: str
    box: Rect
    length: float
    size: float
    weight: int


@dataclass(frozen=True)
class DrawnShape:
    """The box of a closed mark of a node, port or group."""

    item: str
    kind: str
    box: Rect


@dataclass(frozen=True)
class DrawnEdge:
    """Points along an edge, 2 pt apart, and what it joins."""

    id: str
    source: str
    target: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class DrawnPicture:
    """All that was measured of one picture, from its top left corner."""

    frame: Rect
    texts: tuple[DrawnText, ...]
    shapes: tuple[DrawnShape, ...]
    edges: tuple[DrawnEdge, ...]


def browser_path() -> str | None:
    """A Chromium on this machine, or None."""
    return next(filter(None, map(shutil.which, _NAMES)), None)


def drawn_pictures(svgs: Mapping[str, str], *, fallback: bool = False) -> dict[str, DrawnPicture]:
    """What Chromium makes of each SVG."""
    browser = browser_path()
    assert browser is not None, "ask browser_path() first"
    page = _page([_without_font(svg) if fallback else svg for svg in svgs.values()])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page, encoding="utf-8")
        command = [browser, *_FLAGS, f"--user-data-dir={folder}/profile", "--dump-dom"]
        done = subprocess.run(
            [*command, path.as_uri()], capture_output=True, timeout=_SECONDS, check=True
        )
    found = re.search(r'<pre id="measures">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found is not None, "the page did not measure itself"
    measures = json.loads(html.unescape(found.group(1)))
    return {name: _picture(raw) for name, raw in zip(svgs, measures, strict=True)}


def _without_font(svg: str) -> str:
    svg = re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)
    return re.sub(
        r'font-family="[^"]*"|font-family=\'[^\']*\'', f'font-family="{_FALLBACK_FONT}"', svg
    )


def _picture(raw: dict[str, Any]) -> DrawnPicture:
    return DrawnPicture(
        frame=_rect(raw["frame"]),
        texts=tuple(
            DrawnText(item, kind, text, _rect(box), length, size, int(weight))
            for item, kind, text, box, length, size, weight in raw["texts"]
        ),
        shapes=tuple(DrawnShape(item, kind, _rect(box)) for item, kind, box in raw["shapes"]),
        edges=tuple(
            DrawnEdge(name, source, target, tuple(Point(x, y) for x, y in points))
            for name, source, target, points in raw["edges"]
        ),
    )


def _rect(box: list[float]) -> Rect:
    return Rect(*box)


def _page(svgs: list[str]) -> str:
    pictures = "\n".join(f"<div>{svg}</div>" for svg in svgs)
    return _PAGE.replace("PICTURES", pictures)


_PAGE = """<!doctype html><meta charset="utf-8"><style>body { margin: 0 }</style>
PICTURES
<pre id="measures"></pre>
<script>
function measure(svg) {
  const origin = svg.getBoundingClientRect();
  const box = element => {
    const r = element.getBoundingClientRect();
    return [r.left - origin.left, r.top - origin.top, r.width, r.height];
  };
  const found = {frame: [0, 0, origin.width, origin.height], texts: [], shapes: [], edges: []};
  for (const group of svg.querySelectorAll("g")) {
    const {kind, id, src, dst} = group.dataset;
    for (const element of group.children) {
      const tag = element.tagName;
      if (tag === "text") {
        const style = getComputedStyle(element);
        found.texts.push([id, kind, element.textContent, box(element),
          element.getComputedTextLength(), parseFloat(style.fontSize), style.fontWeight]);
      } else if (kind !== "edge" && ["rect", "ellipse", "polygon"].includes(tag)) {
        found.shapes.push([id, kind, box(element)]);
      } else if (tag === "path") {
        const points = [];
        for (let at = 0; at < element.getTotalLength(); at += 2) {
          const point = element.getPointAtLength(at);
          points.push([point.x, point.y]);
        }
        found.edges.push([id, src, dst, points]);
      }
    }
  }
  return found;
}
document.fonts.ready.then(() => {
  const all = [...document.querySelectorAll("svg")].map(measure);
  document.getElementById("measures").textContent = JSON.stringify(all);
});
</script>
"""
