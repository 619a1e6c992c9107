"""What others read of the PyTorch zoo: torchview, torchinfo, TorchLens, torch.export, in one table.

`python -m tests.zoo.torch_peers [GROUP...] [--every N] [--only NAME] [--seconds S]` gives each peer
the same models with the same real inputs, and prints per model the seconds that it took or why it
failed, and a line of totals. A model that cannot run, or takes no input that is known, is left out
of the totals. Each peer works in a process of its own, whose models are stopped after S seconds.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections.abc import Sequence
from typing import Any

from tests.zoo.answers import START_SECONDS, Answers
from tests.zoo.torch_peer import PEERS
from tests.zoo.torch_zoo import GROUPS

_WIDTH = 14
Outcomes = dict[str, dict[str, Any]]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="Peers on the PyTorch zoo.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--every", type=int, default=1, help="take each Nth model only")
    parser.add_argument("--only", default="", help="take models with this in their names")
    parser.add_argument("--seconds", type=float, default=60.0, help="the longest for a model")
    options = parser.parse_args(arguments)
    print(f"{'model':<34}" + "".join(f"{peer:>{_WIDTH}}" for peer in PEERS))
    found: list[Outcomes] = []
    for group in options.groups or GROUPS:
        found += _group(group, options)
    print(_totals(found))
    return 0


def _group(group: str, options: argparse.Namespace) -> list[Outcomes]:
    """A row per model, printed when all peers have answered."""
    workers = {peer: Answers(("tests.zoo.torch_peer", peer, group)) for peer in PEERS}
    names: list[str] = json.loads(workers["netscribe"].ask("--names", START_SECONDS))
    rows: list[Outcomes] = []
    print(f"== {group}", flush=True)
    for name in [name for name in names if options.only in name][:: options.every]:
        row = {peer: _answer(workers[peer], name, options.seconds) for peer in PEERS}
        rows.append(row)
        print(
            f"{name[:33]:<34}" + "".join(f"{_cell(row[peer]):>{_WIDTH}}" for peer in PEERS),
            flush=True,
        )
        for peer in PEERS:
            if row[peer]["outcome"] not in ("ok", "not run"):
                print(f"    {peer}: {row[peer]['outcome'][:160]}", flush=True)
    for worker in workers.values():
        worker.stop()
    return rows


def _answer(worker: Answers, name: str, seconds: float) -> dict[str, Any]:
    line = worker.ask(name, seconds)
    if not line:
        return {"outcome": f"stopped after {seconds:.0f} s, or died"}
    answer: dict[str, Any] = json.loads(line)
    return answer


def _cell(outcome: dict[str, Any]) -> str:
    if outcome["outcome"] == "ok":
        return f"{outcome['seconds']:.2f} s"
    return "-" if outcome["outcome"] == "not run" else "failed"


def _totals(rows: list[Outcomes]) -> str:
    """Of the models that run: how many each peer captured, and its median time against theirs."""
    ran = [row for row in rows if row["eager"]["outcome"] == "ok"]
    lines = [f"{len(rows)} models, {len(ran)} run eagerly with known inputs; of these"]
    for peer in PEERS:
        done = [row for row in ran if row[peer]["outcome"] == "ok"]
        ratios = [row[peer]["seconds"] / max(row["eager"]["seconds"], 1e-6) for row in done]
        middle = f"{statistics.median(ratios):.1f}" if ratios else "-"
        lines.append(f"  {peer:<12} captured {len(done):>4}, median time against eager {middle:>7}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
