"""What others read of the PyTorch zoo: torchview, torchinfo, TorchLens, torch.export, in one table.

`python -m tests.zoo.torch_peers [GROUP...] [--every N] [--only NAME] [--seconds S] [--records F]`
gives each peer the same models with the same real inputs, and prints per model the processor time
that it took or why it failed, and a line of totals. A model that cannot run, or whose inputs are
not known, is left out of the totals; a peer is stopped after S seconds on a model. Rows are kept as
they are measured, and a second run goes on where the first one ended.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.zoo.answers import START_SECONDS, Answers
from tests.zoo.torch_peer import PEERS, missing_packages
from tests.zoo.torch_records import FOLDER, Records, Row
from tests.zoo.torch_zoo import GROUPS

_WIDTH = 14
#: For building a model, and finding its inputs.
_BUILDING_SECONDS = 60.0


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Peers on the PyTorch zoo.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--every", type=int, default=1, help="take each Nth model only")
    parser.add_argument("--only", default="", help="take models with this in their names")
    parser.add_argument("--seconds", type=float, default=60.0, help="the longest for a model")
    parser.add_argument("--records", type=Path, default=FOLDER / "peers.jsonl")
    options = parser.parse_args(arguments)
    if missing_packages():
        print(f"not installed: pip install {' '.join(missing_packages())}", file=sys.stderr)
        return 1
    records = Records(options.records)
    print(f"{'model':<34}" + "".join(f"{peer:>{_WIDTH}}" for peer in PEERS))
    groups = options.groups or GROUPS
    for group in groups:
        print(f"== {group}", flush=True)
        _measure(group, options, records)
    rows = [row for group in groups for row in records.of(group) if options.only in row["name"]]
    print(totals(rows))
    return 0


def _measure(group: str, options: argparse.Namespace, records: Records) -> None:
    """Adds a row for each model that has none yet, and prints it."""
    worker = Answers(("tests.zoo.torch_peer", group, str(options.seconds)))
    names: list[str] = json.loads(worker.ask("--names", START_SECONDS))
    chosen = [name for name in names if options.only in name][:: options.every]
    longest = _BUILDING_SECONDS + len(PEERS) * options.seconds
    for name in records.unmeasured(group, chosen):
        line = worker.ask(name, longest)
        row: Row = json.loads(line) if line else {"name": name, "stopped": "died, or too slow"}
        records.add(group, row)
        print("\n".join(_lines(row)), flush=True)
    worker.stop()


def _lines(row: Row) -> list[str]:
    peers = row.get("peers", {})
    cells = "".join(f"{_cell(peers[peer]) if peer in peers else '-':>{_WIDTH}}" for peer in PEERS)
    said = [
        f"    {peer}: {outcome['outcome'][:160]}"
        for peer, outcome in peers.items()
        if outcome["outcome"] != "ok"
    ]
    return [f"{row['name'][:33]:<34}{cells}", *said]


def _cell(outcome: Row) -> str:
    return f"{outcome['seconds']:.2f} s" if outcome["outcome"] == "ok" else "failed"


def those_that_run(rows: Sequence[Row]) -> list[Row]:
    """Rows of models whose own pass ran, which every peer was given."""
    return [row for row in rows if len(row.get("peers", ())) == len(PEERS)]


def captured(rows: Sequence[Row], peer: str) -> int:
    """Of how many models a peer came to an end."""
    return sum(row["peers"][peer]["outcome"] == "ok" for row in rows)


def median_seconds(rows: Sequence[Row], peer: str) -> float:
    """Of the models that it captured; 0 if there are none."""
    done = [row["peers"][peer] for row in rows]
    return statistics.median([one["seconds"] for one in done if one["outcome"] == "ok"] or [0])


def median_ratio(rows: Sequence[Row], peer: str) -> float:
    """Its time against the model's own pass, of the models that it captured; 0 if none."""
    ratios = [
        row["peers"][peer]["seconds"] / max(row["peers"]["eager"]["seconds"], 1e-6)
        for row in rows
        if row["peers"][peer]["outcome"] == "ok"
    ]
    return statistics.median(ratios or [0])


def totals(rows: Sequence[Row]) -> str:
    """Of the models that run: how many each peer captured, and its median time."""
    ran = those_that_run(rows)
    lines = [f"{len(rows)} models, {len(ran)} run eagerly with known inputs; of these"]
    for peer in PEERS:
        seconds, ratio = median_seconds(ran, peer), median_ratio(ran, peer)
        lines.append(
            f"  {peer:<12} captured {captured(ran, peer):>4}, median {seconds:>7.2f} s, "
            f"{ratio:>7.1f} of eager"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
