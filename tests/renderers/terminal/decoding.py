"""Reads a terminal diagram back: who is joined to whom, from the characters alone.

It knows what the characters mean and nothing of how they were placed. Each element is known by its
headline, which the nets of these tests make unique.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

UNICODE_MARKS = set("●○■□⊕⊖⊗⊘▣")
ASCII_MARKS = set("Oo#%*@")
#: What a lane character does with a lane: goes on, begins, ends, or lets a line pass behind it.
UNICODE_LINES = {
    "│": "pass", "─": "across",
    "╮": "begin", "╭": "begin", "┬": "begin",
    "╯": "end", "╰": "end", "┴": "end",
    "┤": "join", "├": "join", "┼": "join",
}  # fmt: skip
ASCII_LINES = {"|": "pass", "-": "across", ".": "begin", "'": "end", "+": "join"}

#: (maker, which output of it, reader)
Joint = tuple[str, int, str]


@dataclass
class Decoder:
    """State while walking down: which tensor each column carries at the moment."""

    ascii: bool
    carried: dict[int, tuple[str, int]] = field(default_factory=dict)
    joints: set[Joint] = field(default_factory=set)
    headlines: list[str] = field(default_factory=list)
    sent: dict[str, tuple[str, int]] = field(default_factory=dict)
    received: list[tuple[str, str]] = field(default_factory=list)
    last: tuple[int, str] | None = None

    def walk(self, lines: list[str]) -> None:
        """Decodes all lines of a diagram."""
        parts = [self.split(line) for line in lines]
        for index, (lanes, text) in enumerate(parts):
            below = parts[index + 1][0] if index + 1 < len(parts) else ""
            self._line(lanes, text, below)
            self._tags(text)
        self.joints |= {(*self.sent[tag], reader) for tag, reader in self.received}

    def split(self, line: str) -> tuple[str, str]:
        """The lane part and the text of a line."""
        known = self._marks() | set(self._lines()) | {" "}
        cut = 0
        while cut < len(line) and line[cut] in known:
            across = "- " if self.ascii else "─ "
            if cut % 2 and line[cut] not in across:
                break
            is_text = line[cut] in self._marks() and cut + 1 < len(line) and line[cut + 1].isalnum()
            if is_text:
                break
            cut += 1
        cut = min(cut, len(line))
        return line[:cut].rstrip(), line[cut:].lstrip("┌┊└,:` ").rstrip()

    def _marks(self) -> set[str]:
        return ASCII_MARKS if self.ascii else UNICODE_MARKS

    def _lines(self) -> dict[str, str]:
        return ASCII_LINES if self.ascii else UNICODE_LINES

    def _line(self, lanes: str, text: str, below: str) -> None:
        meaning = {
            column: self._lines()[lanes[column]]
            for column in range(0, len(lanes), 2)
            if lanes[column] in self._lines()
        }
        marks = [column for column in range(0, len(lanes), 2) if lanes[column] in self._marks()]
        assert len(marks) <= 1, f"two marks in {lanes!r}"
        for column, what in meaning.items():
            if what in ("pass", "end", "join"):
                assert column in self.carried, f"a line from nowhere in {lanes!r}"
        for column in set(self.carried) - set(meaning) - set(marks):
            raise AssertionError(f"the line in column {column} breaks off at {lanes!r}")
        if marks:
            self._element(marks[0], meaning, text, below)
        else:
            self._fork(meaning, text)

    def _element(self, mark: int, meaning: dict[int, str], text: str, below: str) -> None:
        headline = re.split(r"  ", text)[0]
        self.headlines.append(headline)
        assert "begin" not in meaning.values()
        sources = [column for column, what in meaning.items() if what in ("end", "join")]
        if mark in self.carried:
            sources.append(mark)
        for column in sources:
            self.joints.add((*self.carried[column], headline))
        for column, what in meaning.items():
            if what == "end":
                del self.carried[column]
        self.carried.pop(mark, None)
        lasts = mark < len(below) and (
            below[mark] in self._marks()
            or self._lines().get(below[mark]) in ("pass", "end", "join")
        )
        if lasts:
            self.carried[mark] = (headline, 1)
        self.last = (mark, headline)

    def _fork(self, meaning: dict[int, str], text: str) -> None:
        source = [column for column, what in meaning.items() if what == "join"]
        targets = [column for column, what in meaning.items() if what == "begin"]
        assert "end" not in meaning.values() and len(source) == bool(targets)
        told = re.match(r"output (\d+) {2,}(?:shape )?\S+$", text)
        if told and self.last:
            self.carried[self.last[0]] = (self.last[1], int(told[1]))
        for column in targets:
            assert column not in self.carried
            self.carried[column] = self.carried[source[0]]

    def _tags(self, text: str) -> None:
        assert self.last is not None or not text
        sends, reads = ("->", "<-") if self.ascii else ("→", "←")
        for output, tag in re.findall(rf"(?:output (\d+) )?{sends} ([a-z]+)", text):
            self.sent[tag] = (self.last[1], int(output or 1))
        found = re.findall(rf"{reads} ([a-z]+)", text)
        self.received.extend((tag, self.last[1]) for tag in found)


def decode(text: str, *, in_ascii: bool = False) -> Decoder:
    """Decodes the diagram in `text`: between the column headings and the next empty line."""
    body = text.split("\n\n")[1].split("\n")
    decoder = Decoder(in_ascii)
    decoder.walk(body[1:] if body[0].strip().startswith(("shape", "param", "name")) else body)
    return decoder
