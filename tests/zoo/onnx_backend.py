"""Every model that the onnx package ships, and every case of its operator tests, read whole.

`python -m tests.zoo.onnx_backend` prints a table: models, nodes, how many are not accounted for,
operators without words, and what failed. Run by `make zoo`.
"""

from __future__ import annotations

import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import onnx
from tests.zoo.kept_rows import KeptRows

import netscribe
from netscribe.graph.types import Graph
from netscribe.transforms.pipeline import simplified

#: Bodies that are not looked into: they bend the scores of an attention.
_CLOSED = {"FlexAttention"}
ROWS = KeptRows("onnx_backend", ("what",))


@dataclass
class Count:
    """What was seen of one family of models."""

    models: int = 0
    nodes: int = 0
    missing: list[str] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    unknown: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)


def shipped() -> Iterator[tuple[str, onnx.ModelProto]]:
    """The model files of the package."""
    folder = Path(onnx.__file__).parent / "backend" / "test" / "data"
    for path in sorted(folder.rglob("*.onnx")):
        yield str(path.relative_to(folder)), onnx.load(path, load_external_data=False)


def operator_cases() -> Iterator[tuple[str, onnx.ModelProto]]:
    """The models of the operator tests, which the package makes."""
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for case in collect_testcases(None):
            yield case.name, case.model


def counted(models: Iterator[tuple[str, onnx.ModelProto]], folder: Path) -> Count:
    """Reads each model from a file of its own."""
    count = Count()
    path = folder / "model.onnx"
    for name, model in models:
        count.models += 1
        path.write_bytes(model.SerializeToString())
        try:
            graph = netscribe.read(path)
            simplified(graph)
        except Exception as error:  # noqa: BLE001 - a table of what failed
            said = (str(error).splitlines() or [""])[0][:100]
            count.failed.append(f"{name}: {type(error).__name__}: {said}")
            continue
        _compare(name, model, graph, count)
    return count


def _compare(name: str, model: onnx.ModelProto, graph: Graph, count: Count) -> None:
    nodes = _nodes(model.graph)
    count.nodes += nodes
    if len(graph.nodes) + len(graph.hidden) < nodes:
        count.missing.append(name)
    count.unknown.update(node.op.type_name for node in graph.nodes if node.custom)
    declared = {item.name: _sizes(item) for item in model.graph.output}
    for port in graph.outputs:
        found, wanted = graph.value[port.value].type.shape, declared.get(port.name)
        if wanted is None or found is None:
            continue
        pairs = list(zip(found, wanted))
        if len(found) != len(wanted) or any(w is not None and f != w for f, w in pairs):
            count.shapes.append(f"{name}: {found} for {wanted}")


def _nodes(graph: onnx.GraphProto) -> int:
    total = len(graph.node)
    for node in graph.node:
        if node.op_type not in _CLOSED:
            total += sum(_nodes(item.g) for item in node.attribute if item.HasField("g"))
    return total


def _sizes(item: onnx.ValueInfoProto) -> list[int | None] | None:
    tensor = item.type.tensor_type
    if not tensor.HasField("shape"):
        return None
    return [dim.dim_value if dim.HasField("dim_value") else None for dim in tensor.shape.dim]


def main() -> int:
    """Prints the table; 1 if anything failed."""
    failed = False
    print(f"{'':<28}{'models':>8}{'nodes':>8}{'lost':>6}{'shapes':>8}{'failed':>8}{'seconds':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for what, models in (("shipped models", shipped()), ("operator cases", operator_cases())):
            start = time.perf_counter()
            count = counted(models, Path(folder))
            taken = time.perf_counter() - start
            print(
                f"{what:<28}{count.models:>8,}{count.nodes:>8,}{len(count.missing):>6}"
                f"{len(count.shapes):>8}{len(count.failed):>8}{taken:>9.1f}"
            )
            ROWS.add({"what": what, "models": count.models, "nodes": count.nodes,
                      "lost": len(count.missing), "shapes": len(count.shapes),
                      "failed": len(count.failed)})  # fmt: skip
            for line in (*count.failed, *count.missing, *count.shapes):
                print(f"  {line}")
            for word, times in count.unknown.most_common():
                print(f"  no words for {word} ({times})")
            failed = failed or bool(count.failed or count.missing or count.shapes)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
