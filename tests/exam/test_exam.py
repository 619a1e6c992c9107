"""The readers' exam: its papers, its keys, and how answers are marked."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from benchmarks.exam.make import ids, sheet
from benchmarks.exam.mark import is_right, mark, plain, report
from benchmarks.exam.networks import papers
from benchmarks.exam.paper import CLASSES, NOT_SHOWN

import netscribe as ns

PAPERS = papers(1)


def test_there_are_over_sixty_questions_in_all_five_classes() -> None:
    kinds = [question.kind for paper in PAPERS for question in paper.questions]
    assert len(kinds) >= 60
    assert all(kinds.count(kind) >= 8 for kind in CLASSES)


def test_a_seed_always_gives_the_same_papers_and_another_seed_others() -> None:
    def asked(seed: int) -> list[object]:
        return [question for paper in papers(seed) for question in paper.questions]

    assert asked(1) == asked(1)
    assert asked(1) != asked(2)


def test_sheets_hold_no_answers_and_every_question() -> None:
    text = sheet("reader-1", PAPERS)
    for paper in PAPERS:
        assert all(question.text in text for question in paper.questions)
        assert [number for number in ids(paper) if f"  {number}  " not in text] == []


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_keys_computed_from_the_module_agree_with_what_netscribe_reads(paper: object) -> None:
    graph = ns.read(paper.model, paper.inputs, name=paper.name)
    totals = [q.right[0] for q in paper.questions if "How many parameters" in q.text]
    assert totals in ([], [graph.parameter_count], [graph.trainable_count])
    sizes = {
        tuple(dim for dim in value.type.shape[1:] if isinstance(dim, int)) for value in graph.values
    }
    for question in paper.questions:
        if question.kind == "shape" and isinstance(question.right[0], tuple):
            shape = question.right[0]
            assert any(sorted(size) == sorted(shape) for size in sizes), question


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("5", [5]),
        ("5×5", [5]),
        ("0.15", [0.15]),
        ("12,345", [12345]),
        ("12345 parameters", [12345]),
        ("28 × 28 × 1,024", [[28, 28, 1024]]),
        ([28, 28, 1024], [[28, 28, 1024]]),
        ("Yes, they do", ["yes"]),
        (True, ["yes"]),
        ("ReLU 6", ["ReLU6"]),
        ("Concatenation", ["concat", "concatenation"]),
        ("concatenated along channels", ["concat"]),
    ],
)
def test_right_answers_however_they_are_spelt(answer: object, right: list[object]) -> None:
    assert is_right(answer, right)


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("5×3", [5]),
        ("3 or 5", [5]),
        ("28×28×64", [[28, 28, 32]]),
        ("no", ["yes"]),
        ("GELU", ["SiLU"]),
        ("1.5", [15]),
    ],
)
def test_wrong_answers(answer: object, right: list[object]) -> None:
    assert not is_right(answer, right)


def test_marks_are_plus_one_nothing_and_minus_a_half(tmp_path: Path) -> None:
    questions = {
        str(place): {"kind": "local", "text": f"Question {place}?", "right": [place]}
        for place in range(4)
    }
    (tmp_path / "keys.json").write_text(
        json.dumps({"seed": 1, "readers": {"one": "wide"}, "questions": questions})
    )
    (tmp_path / "answers").mkdir()
    answers = {"0": "0", "1": "1", "2": NOT_SHOWN, "3": "7"}
    given = {"reader": "one", "answers": answers}
    (tmp_path / "answers" / "one.json").write_text(json.dumps(given))
    marks = mark(tmp_path)["wide"]
    assert (marks.right.total(), marks.silent.total(), marks.wrong.total()) == (2, 1, 1)
    assert marks.points == 1.5
    text = report({"wide": marks})
    assert "2 of 4 right, 1.5 points" in text
    assert re.search(r"3 wrong: Question 3\? Answered '7', not 3", text)


def test_plain_spelling() -> None:
    assert plain("28 × 28 × 1,024") == "28x28x1024"
    assert plain(0.5) == "0.5"
    assert plain("Not shown.") == plain(NOT_SHOWN)
