"""The graphs that are laid out: a corpus of exported networks, Keras models read here, synthetic.

In: a name. Out: a `Plan` without labels. Groups are calls of modules: a module that is left and
called again is a second group. What is laid out is every operation, nothing folded.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from netscribe.geometry import Size
from netscribe.layout.types import Box, Group, Plan, Wire

CORPUS = Path(__file__).resolve().parent / "corpus"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
KERAS = (
    "MobileNetV2",
    "Xception",
    "ConvNeXtTiny",
    "EfficientNetV2S",
    "NASNetMobile",
    "InceptionResNetV2",
    "ResNet152V2",
)
#: Network families of 10,000 and 100,000 operations, and smaller ones to see the growth.
SYNTHETIC = (100, 1_000, 10_000, 100_000)
#: What keeping the trunk straight is worth, by kind of operation.
_WEIGHTED = 8.0
_LIGHT = 1.0
_MERGE = 3.0
_MERGES = ("add", "add_", "mul", "mul_", "sub", "iadd", "__add__")
_WITH_WEIGHTS = ("conv2d", "linear", "embedding", "matmul")
_CIRCLE = Size(24.0, 24.0)


def names() -> dict[str, str]:
    """Every graph's name and where it is from: "corpus", "keras", "file" or "synthetic"."""
    found = {path.name.removesuffix(".json.gz"): "corpus" for path in sorted(CORPUS.iterdir())}
    found["small_cnn"] = "file"
    found.update((name, "keras") for name in KERAS)
    found.update((f"synthetic_{size}", "synthetic") for size in SYNTHETIC)
    return found


def plan_of(name: str) -> Plan:
    """The plan of the graph of that name."""
    makers: dict[str, Callable[[str], Plan]] = {
        "corpus": _corpus,
        "keras": _keras,
        "file": _file,
        "synthetic": lambda name: synthetic(int(name.split("_")[1])),
    }
    return makers[names()[name]](name)


class _Builder:
    """Gathers boxes and wires; opens and closes groups as the scopes of the boxes go by."""

    def __init__(self) -> None:
        self.boxes: list[Box] = []
        self.wires: list[Wire] = []
        self.groups: list[Group] = []
        self._path: list[tuple[str, str]] = []
        self._calls: dict[str, int] = {}
        self._entering: dict[str, int] = {}

    def box(self, name: str, scope: tuple[str, ...], size: Size, weight: float) -> str:
        shared = 0
        while shared < min(len(self._path), len(scope)) and self._path[shared][0] == scope[shared]:
            shared += 1
        del self._path[shared:]
        for word in scope[shared:]:
            self._open(word)
        group = self._path[-1][1] if self._path else None
        self.boxes.append(Box(name, size, group, weight, side_entry=size == _CIRCLE))
        return name

    def _open(self, word: str) -> None:
        parent = self._path[-1][1] if self._path else None
        path = f"{parent or ''}/{word}"
        call = self._calls[path] = self._calls.get(path, 0) + 1
        name = f"{path}@{call}"
        self.groups.append(Group(name, parent, Size(7.0 * len(word) + 10.0, 14.0)))
        self._path.append((word, name))

    def wire(self, tensor: str, source: str, target: str) -> None:
        order = self._entering[target] = self._entering.get(target, -1) + 1
        number = len(self.wires)
        self.wires.append(Wire(f"w{number}", tensor, source, target, 0, order))

    def plan(self) -> Plan:
        return Plan(tuple(self.boxes), tuple(self.wires), tuple(self.groups))


def _corpus(name: str) -> Plan:
    data = json.loads(gzip.decompress((CORPUS / f"{name}.json.gz").read_bytes()))
    builder = _Builder()
    for node in data["nodes"]:
        merge = node["op"] in _MERGES
        weight = _MERGE if merge else _WEIGHTED if node["op"] in _WITH_WEIGHTS else _LIGHT
        size = _CIRCLE if merge else Size(float(node["w"]), float(node["h"]))
        builder.box(f"node {node['id']}", tuple(node["scope"]), size, weight)
    for source, target in data["edges"]:
        builder.wire(source, f"node {source}", f"node {target}")
    return builder.plan()


def _keras(name: str) -> Plan:
    import keras

    return _read(getattr(keras.applications, name)(weights=None))


def _file(name: str) -> Plan:
    return _read(str(EXAMPLES / f"{name}.keras"))


def _read(model: Any) -> Plan:
    """Every operation as netscribe reads and sizes it, the model's inputs and outputs too."""
    import netscribe
    from netscribe.style.sizing import measure_nodes

    graph = netscribe.read(model)
    sizes = measure_nodes(graph, names=False)
    parents = {module.id: module.parent for module in graph.modules}
    builder = _Builder()
    source_of: dict[str, str] = {}
    for port in graph.inputs:
        source_of[port.value] = builder.box(f"input {port.value}", (), Size(120.0, 30.0), _LIGHT)
    for node in graph.nodes:
        size = sizes[node.id].size
        weight = _WEIGHTED if node.parameters else _LIGHT
        builder.box(node.id, _scope(node.module, parents), size, weight)
        source_of.update((value, node.id) for value in node.outputs)
        for argument in node.inputs:
            if argument.value in source_of:
                builder.wire(argument.value, source_of[argument.value], node.id)
    for number, port in enumerate(graph.outputs):
        box = builder.box(f"output {number}", (), Size(120.0, 30.0), _LIGHT)
        builder.wire(port.value, source_of[port.value], box)
    return builder.plan()


def _scope(module: str | None, parents: dict[str, str | None]) -> tuple[str, ...]:
    path: list[str] = []
    while module is not None:
        path.append(module)
        module = parents[module]
    return tuple(reversed(path))


def synthetic(size: int) -> Plan:
    """Stages of equal blocks, every stage of its own design: branches, skips, long skips.

    The choices come from a generator with a fixed seed, so that the plan is always the same. A
    block repeats two to six times and never again, far less than in real networks of this size.
    """
    random = Random(size)
    builder = _Builder()
    last = builder.box("input", (), Size(110.0, 36.0), _LIGHT)
    stage = 0
    while len(builder.boxes) < size - 1:
        start = last
        design = random.getrandbits(32)
        for block in range(random.randint(2, 6)):
            last = _block(builder, Random(design), (f"stage{stage}", f"block{block}"), last)
        if random.random() < 0.3:
            name = builder.box(f"join{stage}", (), _CIRCLE, _MERGE)
            builder.wire(last, last, name)
            builder.wire(start, start, name)
            last = name
        stage += 1
    end = builder.box("output", (), Size(110.0, 36.0), _LIGHT)
    builder.wire(last, last, end)
    return builder.plan()


def _block(builder: _Builder, random: Random, scope: tuple[str, ...], start: str) -> str:
    """One to four branches of one to four operations, merged; a skip around them or none."""
    ends = []
    for branch in range(random.randint(1, 4)):
        last = start
        for _ in range(random.randint(1, 4)):
            name = f"operation {len(builder.boxes)}"
            width = random.choice((80.0, 100.0, 130.0))
            inner = (*scope, f"branch{branch}") if random.random() < 0.5 else scope
            builder.box(name, inner, Size(width, 36.0), random.choice((_LIGHT, _WEIGHTED)))
            builder.wire(last, last, name)
            last = name
        ends.append(last)
    if len(ends) > 1:
        last = builder.box(f"concat {len(builder.boxes)}", scope, Size(90.0, 30.0), _LIGHT)
        for end in ends:
            builder.wire(end, end, last)
    if random.random() < 0.6:
        added = builder.box(f"add {len(builder.boxes)}", scope, _CIRCLE, _MERGE)
        builder.wire(last, last, added)
        builder.wire(start, start, added)
        last = added
    return last
