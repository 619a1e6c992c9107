"""Rows that a zoo has measured, kept in a file, so that what failed is measured again alone.

In: a row, or nothing. Out: lines of JSON in `build/zoo`, one per row; of rows with one key the last
one counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Where `make` builds.
FOLDER = Path("build") / "zoo"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class KeptRows:
    """The rows of one zoo; `key` names the cells that tell them apart."""

    name: str
    key: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return FOLDER / f"{self.name}.jsonl"

    def add(self, row: Row) -> None:
        """Keeps one more row."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, sort_keys=True) + "\n")

    def rows(self) -> list[Row]:
        """The last row of every key, in the order of the first."""
        found: dict[tuple[str, ...], Row] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                found[tuple(row[cell] for cell in self.key)] = row
        return list(found.values())
