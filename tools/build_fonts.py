"""Build the bundled fonts and the table of advances from the npm package `inter-ui` 4.1.1.

In: the package as `npm pack inter-ui@4.1.1` writes it. Out: `src/netscribe/text/fonts/` (a TTF, a
WOFF2 and a WOFF2 of the basic characters for each weight, and the licence) and
`src/netscribe/text/advances.py`. A developer's tool, needs `fonttools` and `brotli`:

    npm pack inter-ui@4.1.1
    python tools/build_fonts.py inter-ui-4.1.1.tgz

Kerning, ligatures and hinting are left out, so that the width of a text is the sum of the advances
of its characters in every program, and a table of advances is all that netscribe needs to measure.
"""

from __future__ import annotations

import argparse
import io
import tarfile
import textwrap
from pathlib import Path

from fontTools import subset
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

WEIGHTS = {400: "Regular", 500: "Medium", 600: "SemiBold"}
TEXT_ROOM = Path(__file__).parent.parent / "src" / "netscribe" / "text"

ASCII = range(0x20, 0x7F)
LATIN_1 = range(0xA0, 0x100)
GREEK = range(0x391, 0x3CA)
SUPERSCRIPTS_AND_SUBSCRIPTS = "⁰⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉"
SYMBOLS = "–—‑‘’“”•…′″→←↑↓↔−√∞∑∏∂∫≈≠≤≥⊕⊗□■○●◆✓ŒœŠšŽžŁł€"
SUPERSCRIPT_T = 0x1D40
#: ⌈ ⌉ ⌊ ⌋: the bracket that each is made from, and whether it keeps the upper arm.
HALF_BRACKETS = {
    0x2308: ("[", True),
    0x2309: ("]", True),
    0x230A: ("[", False),
    0x230B: ("]", False),
}
#: What nearly every picture does with, so that most SVG files embed half as much.
BASIC = {*ASCII, *map(ord, "×·→…–—−÷⊕")}
NAMES_KEPT = [0, 1, 2, 3, 4, 5, 6, 13, 14, 16, 17]


def wanted_characters() -> set[int]:
    written = {ord(character) for character in SUPERSCRIPTS_AND_SUBSCRIPTS + SYMBOLS}
    return {*ASCII, *LATIN_1, *GREEK, SUPERSCRIPT_T, *HALF_BRACKETS} | written


def add_superscript_t(font: TTFont) -> None:
    """Give the font U+1D40 (transpose), which Inter 4 lacks: its T, smaller and raised."""
    scale, name = 0.6, "uni1D40"
    rise = round(font["OS/2"].sCapHeight * (1.04 - scale))
    pen = TTGlyphPen(font.getGlyphSet())
    pen.addComponent("T", (scale, 0, 0, scale, 0, rise))
    font.setGlyphOrder([*font.getGlyphOrder(), name])
    font["glyf"][name] = pen.glyph()
    advance, bearing = font["hmtx"]["T"]
    font["hmtx"][name] = (round(advance * scale), round(bearing * scale))
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[SUPERSCRIPT_T] = name


def add_half_brackets(font: TTFont) -> None:
    """Give the font the signs of rounding up and down, which Inter lacks: brackets less an arm."""
    names = font.getBestCmap()
    for code, (bracket, keeps_top) in HALF_BRACKETS.items():
        source, name = names[ord(bracket)], f"uni{code:04X}"
        spans = font["glyf"][source].getCoordinates(font["glyf"])[0]
        left, inner, right = sorted({x for x, _ in spans})
        bottom, low, high, top = sorted({y for _, y in spans})
        stem = (left, inner) if bracket == "[" else (right, inner)
        arm = right if bracket == "[" else left
        start, edge, inside = (bottom, top, high) if keeps_top else (top, bottom, low)
        corners = [
            (stem[0], start),
            (stem[0], edge),
            (arm, edge),
            (arm, inside),
            (stem[1], inside),
            (stem[1], start),
        ]
        pen = TTGlyphPen(None)
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
        font.setGlyphOrder([*font.getGlyphOrder(), name])
        font["glyf"][name] = pen.glyph()
        font["hmtx"][name] = font["hmtx"][source]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def reduced(source: bytes, characters: set[int]) -> TTFont:
    """The font with only `characters` and no layout features."""
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    add_superscript_t(font)
    add_half_brackets(font)
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = NAMES_KEPT
    options.drop_tables += ["GSUB", "GPOS", "GDEF"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


def saved(font: TTFont, path: Path, flavor: str | None) -> None:
    font.flavor = flavor
    font.save(path, reorderTables=True)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def as_ranges(characters: list[int]) -> str:
    """Code points as `20-7e a0-ff 2026`, sorted."""
    spans: list[list[int]] = []
    for character in characters:
        if spans and character == spans[-1][1] + 1:
            spans[-1][1] = character
        else:
            spans.append([character, character])
    return " ".join(f"{low:x}" if low == high else f"{low:x}-{high:x}" for low, high in spans)


def wrapped(text: str) -> str:
    return "\n".join(textwrap.wrap(text, 96))


def advance_module(fonts: dict[int, TTFont]) -> str:
    """The source text of `advances.py`."""
    first = next(iter(fonts.values()))
    characters = sorted(first.getBestCmap())
    basic = sorted(BASIC & set(characters))
    parts = [
        '"""Advances of the bundled font, in font units. Generated by tools/build_fonts.py.\n\n'
        "In: nothing. Out: numbers as text, parsed on first use by `metrics`. Knows no measure.\n"
        '"""\n',
        f"UNITS_PER_EM = {first['head'].unitsPerEm}",
        f"ASCENT = {first['hhea'].ascent}",
        f"DESCENT = {-first['hhea'].descent}",
        f"CAP_HEIGHT = {first['OS/2'].sCapHeight}",
        f"X_HEIGHT = {first['OS/2'].sxHeight}\n",
        "#: The characters that the font has, as hexadecimal code points and ranges, ascending.",
        f'CHARACTERS = """\n{wrapped(as_ranges(characters))}\n"""\n',
        "#: Those of them that the small `-basic` font files have.",
        f'BASIC_CHARACTERS = "{as_ranges(basic)}"\n',
        "#: For each weight the advances of `CHARACTERS`, in their order.",
        "ADVANCES = {",
    ]
    for weight, font in fonts.items():
        names = font.getBestCmap()
        numbers = " ".join(str(font["hmtx"][names[character]][0]) for character in characters)
        parts.append(f'    {weight}: """\n{wrapped(numbers)}\n""",')
    return "\n".join([*parts, "}", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the bundled fonts from inter-ui 4.1.1.")
    parser.add_argument("package", type=Path, help="the .tgz of `npm pack inter-ui@4.1.1`")
    folder = TEXT_ROOM / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    fonts: dict[int, TTFont] = {}
    with tarfile.open(parser.parse_args().package) as package:

        def content(name: str) -> bytes:
            found = package.extractfile(f"package/{name}")
            assert found is not None, name
            return found.read()

        (folder / "OFL.txt").write_bytes(content("LICENSE.txt"))
        for weight, style in WEIGHTS.items():
            source = content(f"web/Inter-{style}.woff2")
            fonts[weight] = reduced(source, wanted_characters())
            saved(fonts[weight], folder / f"Inter-{style}.ttf", None)
            saved(fonts[weight], folder / f"Inter-{style}.woff2", "woff2")
            saved(reduced(source, BASIC), folder / f"Inter-{style}-basic.woff2", "woff2")
    (TEXT_ROOM / "advances.py").write_text(advance_module(fonts), encoding="utf-8")


if __name__ == "__main__":
    main()
