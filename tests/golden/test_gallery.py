"""The checked-in gallery is what the program draws today: pictures and texts, byte for byte."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import netscribe as ns

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from build_gallery import GALLERY, PICTURES, readme_text  # noqa: E402

EXACT = [entry for entry in PICTURES if not entry[0].endswith(".png")]


@pytest.mark.parametrize(("file", "example", "options"), EXACT, ids=[name for name, _, _ in EXACT])
def test_gallery_file_is_what_is_drawn_today(
    file: str, example: str, options: dict[str, str], tmp_path: Path
) -> None:
    diagram = ns.diagram(ROOT / "examples" / f"{example}.keras", **options)
    diagram.save(tmp_path / file)
    assert (tmp_path / file).read_bytes() == (GALLERY / file).read_bytes(), (
        f"docs/gallery/{file} differs from what is drawn; look at it, then run `make gallery`"
    )


def test_readme_shows_the_texts_of_the_gallery() -> None:
    assert (ROOT / "README.md").read_text("utf-8") == readme_text()


def test_every_picture_of_the_readme_is_there() -> None:
    named = re.findall(r'src="(docs/gallery/[^"]+)"', (ROOT / "README.md").read_text("utf-8"))
    assert named
    assert all((ROOT / path).is_file() for path in named)
