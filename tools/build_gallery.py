"""Draws the README's pictures and texts from examples/*.keras, and puts the texts into the README;
draws the gallery of well-known architectures.

    python tools/build_gallery.py [readme] [architectures]

README.md is docs/README.template.md with each `@@name.txt@@` replaced by that text of the gallery.
No framework is needed. A test checks that what is checked in is what this script writes.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import architecture_gallery

import netscribe as ns

ROOT = Path(__file__).resolve().parent.parent
GALLERY = ROOT / "docs" / "gallery"
OWN_THEME = str(ROOT / "examples" / "theme.toml")
#: (file name, example, options)
PICTURES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("dense.svg", "dense", {"title": "Dense network"}),
    ("dense.txt", "dense", {"title": "Dense network"}),
    ("small_cnn.svg", "small_cnn", {"title": "Small CNN"}),
    ("small_cnn.txt", "small_cnn", {"title": "Small CNN"}),
    ("cnn.svg", "cnn", {"title": "CNN"}),
    ("cnn.txt", "cnn", {"title": "CNN"}),
    ("cnn.png", "cnn", {"title": "CNN"}),
    ("residual.svg", "residual", {"title": "Residual network"}),
    ("residual.txt", "residual", {"title": "Residual network"}),
    ("residual-dark.svg", "residual", {"title": "Residual network", "theme": "dark"}),
    ("residual-greyscale.svg", "residual", {"title": "Residual network", "theme": "greyscale"}),
    ("residual-right.svg", "residual", {"title": "Residual network", "direction": "right"}),
    ("residual-print.svg", "residual", {"title": "Residual network", "theme": "print"}),
    ("residual-own.svg", "residual", {"title": "Residual network", "theme": OWN_THEME}),
    ("residual-volumes.svg", "residual", {"title": "Residual network", "style": "volumes"}),
    ("cnn-volumes.svg", "cnn", {"title": "CNN", "style": "volumes"}),
    (
        "cnn-volumes-print.svg",
        "cnn",
        {"title": "CNN", "style": "volumes", "theme": "print"},
    ),
    ("dense-neurons.svg", "dense", {"title": "Dense network", "style": "neurons"}),
    ("translator.svg", "translator", {"title": "Translator"}),
    ("translator-volumes.svg", "translator", {"title": "Translator", "style": "volumes"}),
    ("translator.txt", "translator", {"title": "Translator"}),
)


def main(parts: list[str]) -> int:
    if not parts or "readme" in parts:
        draw_readme()
    if not parts or "architectures" in parts:
        draw_architectures()
    return 0


def draw_readme() -> None:
    GALLERY.mkdir(parents=True, exist_ok=True)
    for file, example, options in PICTURES:
        diagram = ns.diagram(ROOT / "examples" / f"{example}.keras", **options)  # type: ignore[arg-type]
        diagram.save(GALLERY / file)
        print(f"docs/gallery/{file}  {(GALLERY / file).stat().st_size:,} bytes")
    (ROOT / "README.md").write_text(readme_text(), "utf-8")


def draw_architectures() -> None:
    figures = architecture_gallery.FIGURES
    figures.mkdir(parents=True, exist_ok=True)
    for names in architecture_gallery.GROUPS.values():
        for name in names:
            made = architecture_gallery.draw(name).save(figures / f"{name}.svg")
            print(f"docs/gallery/architectures/{made.name}  {made.stat().st_size:,} bytes")
    architecture_gallery.PAGE.write_text(architecture_gallery.page_text(), "utf-8")


def readme_text() -> str:
    """The README with its terminal diagrams filled in from the gallery."""
    template = (ROOT / "docs" / "README.template.md").read_text("utf-8")
    return re.sub(
        r"@@([a-z_]+\.txt)@@",
        lambda match: (GALLERY / match[1]).read_text("utf-8").rstrip("\n"),
        template,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
