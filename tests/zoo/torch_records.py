"""What was measured of the PyTorch zoo, kept as it is measured: one JSON line per model.

In: rows by group and name. Out: a file that a run which was stopped goes on with, and that
`torch_page` prints. A later line of a model takes the place of an earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
#: Where rows are kept unless another file is named.
FOLDER = Path("build/zoo")


class Records:
    """Rows of one file, by group and name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[tuple[str, str], Row] = {}
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        for line in lines:
            row: Row = json.loads(line)
            self._rows[row["group"], row["name"]] = row

    def add(self, group: str, row: Row) -> None:
        """Keeps a row, at once on disk."""
        kept = {"group": group, **row}
        self._rows[group, row["name"]] = kept
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as opened:
            opened.write(f"{json.dumps(kept)}\n")

    def of(self, group: str) -> list[Row]:
        """The rows of a group, by name."""
        return [self._rows[key] for key in sorted(self._rows) if key[0] == group]

    def unmeasured(self, group: str, names: Iterable[str]) -> list[str]:
        """Those of `names` that have no row, or one that tells of a run that was stopped."""
        rows = self._rows
        return [name for name in names if "stopped" in rows.get((group, name), {"stopped": ""})]
