"""Exports one model, reads model and file, and prints what differs as a line of JSON.

`python -m tests.zoo.onnx_worker GROUP EXPORTER NAME FOLDER`, or `GROUP --names`.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import Any


def main(arguments: list[str]) -> None:
    answers, sys.stdout = sys.stdout, sys.stderr  # exporters print
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    group = arguments[0]
    if arguments[1] == "--names":
        print(json.dumps(_names(group)), file=answers)
        return
    exporter, name, folder = arguments[1:]
    file = Path(folder) / f"{name}.{exporter}.onnx"
    print(json.dumps({"name": name, **_compared(group, exporter, name, file)}), file=answers)


def _names(group: str) -> list[str]:
    if group == "keras":
        from tests.zoo.onnx_keras import MODELS

        return list(MODELS)
    from tests.zoo.onnx_exports import GROUPS

    return list(GROUPS[group])


def _compared(group: str, exporter: str, name: str, file: Path) -> dict[str, Any]:
    from tests.zoo.exporter_habits import HABITS
    from tests.zoo.onnx_facts import facts

    from netscribe.api import read
    from netscribe.errors import NetscribeError

    try:
        model, inputs, sizes = _exported(group, exporter, name, file)
    except Exception as error:  # noqa: BLE001 - the exporter's own
        lines = [line for line in str(error).splitlines() if line.strip()] or [""]
        return {"failed": f"{type(error).__name__}: {lines[0][:160]} … {lines[-1][:160]}"}
    foreign = _foreign(file)
    if foreign:
        return {"failed": f"the file holds {foreign}, which is no operator of ONNX"}
    start = time.process_time()
    try:
        graph = read(str(file))
    except NetscribeError as error:
        return {"unread": error.message}
    seconds = time.process_time() - start
    ours = facts(graph, sizes)
    theirs = facts(read(model, inputs), sizes, HABITS[exporter])
    return {
        "nodes": [theirs.nodes, ours.nodes],
        "parameters": ours.parameters,
        "multiply_adds": ours.multiply_adds,
        "bytes": file.stat().st_size,
        "seconds": round(seconds, 3),
        "differences": _differences(theirs, ours),
    }


def _foreign(file: Path) -> str:
    """An operator that an exporter left in a file, though the standard has none of that name."""
    import onnx

    graph = onnx.load(file, load_external_data=False).graph
    standard = {node.op_type for node in graph.node if not node.domain}
    return ", ".join(sorted(name for name in standard if not onnx.defs.has(name)))


def _exported(group: str, exporter: str, name: str, file: Path) -> tuple[Any, Any, Any]:
    """The live model, what goes into it, and the sizes of that; the file is there afterwards."""
    if group == "keras":
        from tests.zoo.onnx_keras import exported

        return exported(exporter, name, file)
    from tests.zoo.onnx_exports import EXPORTERS, build

    live = build(group, name)
    if not file.exists():
        EXPORTERS[exporter](live, file)
    inputs = dict(live.inputs) if live.by_name else list(live.inputs.values())
    sizes = {key: tuple(tensor.shape) for key, tensor in live.inputs.items()}
    return live.model, inputs, sizes


def _differences(live: Any, file: Any) -> dict[str, str]:
    live = live.looked_up(file.layers)
    found = {
        "layers": _multisets(live.layers, file.layers),
        "merges": _multisets(live.merges, file.merges),
        "ports": _ports(live, file),
        "parameters": _numbers(live.parameters, file.parameters),
        "multiply_adds": _numbers(live.multiply_adds, file.multiply_adds),
    }
    if live.unknown or file.unknown:
        found["multiply_adds"] += f" unknown: live {live.unknown}, file {file.unknown} nodes"
    return {fact: difference for fact, difference in found.items() if difference}


def _multisets(live: Counter[str], file: Counter[str]) -> str:
    missing, added = live - file, file - live
    parts = [
        f"{word} {', '.join(f'{count}x {what}' for what, count in sorted(which.items())[:6])}"
        for word, which in (("lacks", missing), ("has besides", added))
        if which
    ]
    return "; ".join(parts)


def _numbers(live: int, file: int) -> str:
    return "" if live == file else f"live {live:,}, file {file:,}"


def _ports(live: Any, file: Any) -> str:
    parts = []
    if live.inputs != file.inputs:
        parts.append(f"inputs {live.inputs}, file {file.inputs}")
    if file.outputs - live.outputs:
        parts.append(f"outputs {dict(live.outputs)}, file {dict(file.outputs)}")
    return "; ".join(parts)


if __name__ == "__main__":
    main(sys.argv[1:])
