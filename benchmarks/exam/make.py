"""Makes an exam: for each reader a folder with pictures and a sheet of questions, and the keys.

In: a folder and a seed. Out: FOLDER/readers/reader-1/sheet.txt and network-1.png and so on, all
that this reader gets, and FOLDER/keys.json, which no reader sees.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import netscribe as ns
from benchmarks.exam.networks import papers
from benchmarks.exam.paper import NOT_SHOWN, Paper

DOTS_PER_INCH = 300
POINTS_PER_INCH = 72
HIGHEST_INCHES = 9.0
#: Name of a width and how many inches it is.
WIDTHS = {"wide": 6.9, "column": 3.3}
#: So many readers share the networks of one width.
READERS = 3

_SHEET = """Answer from the pictures in this folder alone. They show neural networks that you do not
know: nothing can be answered from memory. Write "{not_shown}" where the picture does not tell. A
right answer counts +1, "{not_shown}" 0, a wrong one -0.5.

Give numbers as digits, shapes with positions first and features last without the batch (such as
28x28x64, or 128x512 for 128 positions of 512 features), and yes or no where that is asked.

{networks}

Write your answers as JSON, with the question's id as key:

    {{"reader": "{reader}", "answers": {{"{first}": "...", ...}}}}
"""


def make(folder: Path, seed: int) -> None:
    """Writes the whole exam."""
    made = papers(seed)
    graphs = {paper.name: ns.read(paper.model, paper.inputs, name=paper.name) for paper in made}
    shares = {
        f"reader-{READERS * number + share + 1}": (width, made[share::READERS])
        for number, width in enumerate(WIDTHS)
        for share in range(READERS)
    }
    for reader, (width, share) in shares.items():
        place = folder / "readers" / reader
        place.mkdir(parents=True, exist_ok=True)
        for paper in share:
            png = picture(graphs[paper.name], WIDTHS[width])
            (place / f"{_file(paper)}.png").write_bytes(png)
        (place / "sheet.txt").write_text(sheet(reader, share), "utf-8")
    questions = {
        id_: asdict(question)
        for paper in made
        for id_, question in zip(ids(paper), paper.questions, strict=True)
    }
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    widths = {reader: width for reader, (width, _) in shares.items()}
    keys = {"seed": seed, "readers": widths, "questions": questions}
    (folder / "keys.json").write_text(json.dumps(keys, indent=1, ensure_ascii=False), "utf-8")
    print(f"{len(made)} networks, {len(questions)} questions, {len(shares)} readers: {folder}")


def picture(graph: ns.Graph, inches: float) -> bytes:
    """The PNG at print size: not wider and not higher than the slot, never enlarged."""
    diagram = ns.diagram(graph, slot=(inches, HIGHEST_INCHES))
    size = svg_size(diagram.svg())
    fit = min(1.0, inches * POINTS_PER_INCH / size[0], HIGHEST_INCHES * POINTS_PER_INCH / size[1])
    return diagram.png(scale=fit * DOTS_PER_INCH / POINTS_PER_INCH)


def svg_size(svg: str) -> tuple[float, float]:
    """Width and height in points."""
    head = svg[: svg.index(">")]
    return tuple(float(head.split(f'{name}="')[1].split('"')[0]) for name in ("width", "height"))  # type: ignore[return-value]


def sheet(reader: str, share: Sequence[Paper]) -> str:
    """The questions about some networks, without their answers."""
    return _SHEET.format(
        reader=reader,
        not_shown=NOT_SHOWN,
        networks="\n\n".join(map(_questions, share)),
        first=ids(share[0])[0],
    )


def _questions(paper: Paper) -> str:
    lines = (
        f"  {number}  {question.text}"
        for number, question in zip(ids(paper), paper.questions, strict=True)
    )
    return "\n".join((f"{paper.name} ({_file(paper)}.png)", "", *lines))


def ids(paper: Paper) -> list[str]:
    """ "3.2": the second question of the third network."""
    number = paper.name.rpartition(" ")[2]
    return [f"{number}.{place}" for place in range(1, len(paper.questions) + 1)]


def _file(paper: Paper) -> str:
    return paper.name.lower().replace(" ", "-")
