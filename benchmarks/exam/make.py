"""Makes an exam: one picture per network and width, a sheet of questions, and the keys.

In: a folder and a seed. Out: FOLDER/readers/WIDTH/network-1.png and network-1.md, which are for
the readers, and FOLDER/keys.json, which is not.
"""

from __future__ import annotations

import json
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

_SHEET = """# {name}

Answer from the picture `{picture}` alone. It shows a neural network that you do not know: nothing
can be answered from memory. Write "{not_shown}" where the picture does not tell. A right answer
counts +1, "{not_shown}" 0, a wrong one -0.5.

Give numbers as digits, shapes with positions first and features last without the batch (such as
28x28x64, or 128x512 for 128 positions of 512 features), and yes or no where that is asked.

{questions}

Write your answers as JSON, an object with the question's id as key:

    {{"{first}": "...", ...}}
"""


def make(folder: Path, seed: int) -> None:
    """Writes the whole exam."""
    keys = {}
    made = papers(seed)
    for paper in made:
        graph = ns.read(paper.model, paper.inputs, name=paper.name)
        for width, inches in WIDTHS.items():
            place = folder / "readers" / width
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{_file(paper)}.png").write_bytes(picture(graph, inches))
            (place / f"{_file(paper)}.md").write_text(sheet(paper), "utf-8")
        keys.update(zip(ids(paper), (asdict(question) for question in paper.questions)))
    (folder / "answers").mkdir(parents=True, exist_ok=True)
    text = json.dumps({"seed": seed, "questions": keys}, indent=1, ensure_ascii=False)
    (folder / "keys.json").write_text(text, "utf-8")
    print(f"{len(made)} networks, {len(keys)} questions, widths {', '.join(WIDTHS)}: {folder}")


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


def sheet(paper: Paper) -> str:
    """The questions, without their answers."""
    numbers = ids(paper)
    questions = "\n".join(
        f"- `{number}`: {question.text}"
        for number, question in zip(numbers, paper.questions, strict=True)
    )
    return _SHEET.format(
        name=paper.name,
        picture=f"{_file(paper)}.png",
        not_shown=NOT_SHOWN,
        questions=questions,
        first=numbers[0],
    )


def ids(paper: Paper) -> list[str]:
    """ "3.2": the second question of the third network."""
    number = paper.name.rpartition(" ")[2]
    return [f"{number}.{place}" for place in range(1, len(paper.questions) + 1)]


def _file(paper: Paper) -> str:
    return paper.name.lower().replace(" ", "-")
