"""Writes the page of the PyTorch zoo from what was measured.

`python -m tests.zoo.torch_page [--records FILE] [--peers FILE] [--large FILE]` reads the rows that
`torch_zoo`, `torch_peers` and `torch_large` kept, and writes docs/benchmarks/torch-zoo.md. All
numbers on the page come from the rows; the text around them is `torch_page.md` beside this file.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.zoo.torch_peer import PEERS
from tests.zoo.torch_peers import captured, median_ratio, median_seconds, those_that_run
from tests.zoo.torch_records import FOLDER, Records, Row
from tests.zoo.torch_zoo import GROUPS

_PAGE = Path("docs/benchmarks/torch-zoo.md")
_TEXT = Path(__file__).with_suffix(".md")
_WORDS = {
    "awkward": "awkward modules",
    "timm": "timm, one of every family",
    "optical_flow": "torchvision optical flow",
}
#: How the reader's own message on inputs begins.
_NOT_GUESSED = re.compile(r"^the inputs of .*? were not given and cannot be guessed; ")
#: How long a reason may be.
_LONGEST = 160


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="The page of the PyTorch zoo.")
    parser.add_argument("--records", type=Path, default=FOLDER / "torch.jsonl")
    parser.add_argument("--peers", type=Path, default=FOLDER / "peers.jsonl")
    parser.add_argument("--large", type=Path, default=FOLDER / "large.jsonl")
    options = parser.parse_args(arguments)
    rows, peers = Records(options.records), Records(options.peers)
    text = _TEXT.read_text(encoding="utf-8")
    for word, lines in (
        ("TABLE", _table(rows)),
        ("EDGES", _edges(rows)),
        ("FAILURES", _failures(rows)),
        ("PEERS", _peer_table(peers)),
        ("LARGE", _large(Records(options.large))),
    ):
        text = text.replace(f"{{{word}}}", "\n".join(lines))
    _PAGE.write_text(text, encoding="utf-8")
    return 0


def _word(group: str) -> str:
    fallback = group if group == "transformers" else f"torchvision {group}"
    return _WORDS.get(group, fallback)


def _done(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if "unbuilt" not in row and "stopped" not in row]


def _table(records: Records) -> Iterator[str]:
    yield "| group | models | built | eager runs | given input | no input | facts right |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for group in _measured_groups(records):
        rows = records.of(group)
        done = _done(rows)
        built = sum("unbuilt" not in row for row in rows)
        ran = [row for row in done if row["eager"] == "ok"]
        given = "-" if group == "transformers" else sum(row["given"] == "ok" for row in done)
        found = sum(row["found"] == "ok" for row in done)
        compared = [row for row in ran if row["given"] == "ok"]
        right = sum(not row["faults"] for row in compared)
        yield (
            f"| {_word(group)} | {len(rows)} | {built} | {len(ran)} | {given} | {found} "
            f"| {right} of {len(compared)} |"
        )
    earlier = sum("earlier" in row for group in GROUPS for row in records.of(group))
    if earlier:
        yield ""
        yield f"{earlier} of these rows are of earlier runs, in seconds on the clock."
    yield ""
    yield "| group | capture, median s | against an eager pass | peak MB, median | largest |"
    yield "|---|--:|--:|--:|--:|"
    for group in _measured_groups(records):
        ran = [row for row in _done(records.of(group)) if row["given"] == row["eager"] == "ok"]
        seconds = [row["given_seconds"] for row in ran] or [0]
        ratios = [row["given_seconds"] / max(row["eager_seconds"], 1e-6) for row in ran] or [0]
        memory = [row["memory"] for row in ran] or [0]
        yield (
            f"| {_word(group)} | {statistics.median(seconds):.2f} | {statistics.median(ratios):.1f}"
            f" | {statistics.median(memory):.0f} | {max(memory):.0f} |"
        )


def _measured_groups(records: Records) -> list[str]:
    return [group for group in GROUPS if records.of(group)]


def _edges(records: Records) -> Iterator[str]:
    rows = [row for group in GROUPS for row in _done(records.of(group))]
    agreeing = sum(row["edges"] == "agree" for row in rows)
    differing = [row for row in rows if "differ" in row["edges"]]
    yield f"{agreeing + len(differing)} compared, {agreeing} agree."
    yield from (f"- {row['name']}: {row['edges']}" for row in differing)


def _failures(records: Records) -> Iterator[str]:
    """Every model that is not captured, by what stands in its way."""
    for title, reasons in _REASONS:
        found = [
            f"- {row['name']}: {reason}"
            for group in GROUPS
            for row in records.of(group)
            for reason in [_short(reasons(row))]
            if reason
        ]
        if found:
            yield from ("", f"### {title} ({len(found)})", "", *found)


def _short(reason: str) -> str:
    plain = _NOT_GUESSED.sub("", re.sub(r"\s+", " ", reason)).replace("|", "/")
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()}…"


def _own(row: Row) -> str:
    """How the model's own pass ended, if it failed."""
    ended = row["eager"] or row["dry"]
    return "" if ended == "ok" else str(ended)


def _unbuilt(row: Row) -> str:
    return str(row.get("unbuilt", ""))


def _stopped(row: Row) -> str:
    return str(row.get("stopped", ""))


def _measured(row: Row) -> bool:
    return "unbuilt" not in row and "stopped" not in row


def _runs_but_is_not_captured(row: Row) -> str:
    """With the input that is given, or where none is, with none."""
    missed = _measured(row) and row["eager"] == "ok" != row["given"]
    return str(row["given"]) if missed else ""


def _too_large(row: Row) -> str:
    """Not captured, and not run for real, so that nothing tells whether the input was right."""
    missed = _measured(row) and not row["eager"] and not _own(row) and row["given"] != "ok"
    return str(row["given"]) if missed else ""


def _input_not_found(row: Row) -> str:
    missed = _measured(row) and not _own(row) and row["given"] == "ok" != row["found"]
    return str(row["found"]) if missed else ""


def _neither(row: Row) -> str:
    return _own(row) if _measured(row) and row["found"] != "ok" != row["given"] else ""


def _only_captured(row: Row) -> str:
    return _own(row) if _measured(row) and row["found"] == "ok" else ""


def _wrong(row: Row) -> str:
    return "; ".join(row.get("faults", ()))


_REASONS = (
    ("Facts that differ", _wrong),
    ("Runs, and is not captured", _runs_but_is_not_captured),
    ("Too large to run, and no input found", _too_large),
    ("Captured with the given input, none found without", _input_not_found),
    ("Stopped", _stopped),
    ("Not built by the library from its own defaults, or for want of a package", _unbuilt),
    ("Runs neither for real nor on what was tried as its input", _neither),
    ("Captured, though its own pass fails", _only_captured),
)


def _peer_table(records: Records) -> Iterator[str]:
    yield "| group | run | " + " | ".join(peer for peer in PEERS if peer != "eager") + " |"
    yield "|---|--:|" + "--:|" * (len(PEERS) - 1)
    everything: list[Row] = []
    for group in GROUPS:
        ran = those_that_run(records.of(group))
        everything += ran
        if ran:
            yield _peer_row(_word(group), ran)
    yield _peer_row("all", everything)
    for word, median in (("median seconds", median_seconds), ("against eager", median_ratio)):
        cells = (f"{median(everything, peer):.2f}" for peer in PEERS if peer != "eager")
        yield f"| {word} | | " + " | ".join(cells) + " |"


def _peer_row(word: str, ran: Sequence[Row]) -> str:
    cells = (str(captured(ran, peer)) for peer in PEERS if peer != "eager")
    return f"| {word} | {len(ran)} | " + " | ".join(cells) + " |"


def _large(records: Records) -> Iterator[str]:
    for row in records.of("large"):
        yield (
            f"{row['operations']:,} operations, {row['parameters']:,} parameters, captured in "
            f"{row['seconds']:.1f} s of processor time "
            f"({row['wall_seconds']:.1f} s on the clock, at "
            f"a load of {row['load']:.0f} on 2 cores), with {row['memory']:.0f} MB above the "
            "libraries' own; batch and length are symbolic, checked by a second pass."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
