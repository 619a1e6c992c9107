"""Names of modules and layers out of the names that exporters give to nodes and weights.

In: a node. Out: the modules around it, as the PyTorch reader names them: dotted paths of
attributes ("layer1.0.conv1"). Knows no tensor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from netscribe.readers.onnx.records import NodeRecord

_COUNTER = re.compile(r"__\d+$")
#: Roots that TensorFlow puts around everything.
_ROOTS = frozenset({"StatefulPartitionedCall", "PartitionedCall", ""})
#: Stands in place of modules for what the exporter added by itself.
_NOWHERE = "_empty_nn_module_stack"
#: Stored tensors with these beginnings have no name of their own.
_UNNAMED = re.compile(r"onnx::|val_|_v_|const|/|new_const|\d")


class Around(NamedTuple):
    """A module around a node: its dotted path in the model, and its class word, "" if not told."""

    path: str
    class_name: str = ""


def modules_around(node: NodeRecord) -> tuple[Around, ...]:
    """The modules around a node, outermost first, without the model itself."""
    if is_told(node):
        return _told(node)
    return _from_name(node.name)


def is_told(node: NodeRecord) -> bool:
    """Whether the exporter tells the modules around a node."""
    return len(node.scopes) > 1 and not node.scopes[0].startswith(_NOWHERE)


def _told(node: NodeRecord) -> tuple[Around, ...]:
    """By the exporter: paths from the model's own, and the call itself last."""
    classes = node.classes or ("",) * len(node.scopes)
    pairs = zip(node.scopes[:-1], classes)
    return tuple(Around(path, class_name.rpartition(".")[2]) for path, class_name in pairs if path)


def _from_name(name: str) -> tuple[Around, ...]:
    """ "/layer1/layer1.0/conv1/Conv": what lies before the last slash."""
    parts = _COUNTER.sub("", name.partition(";")[0]).split("/")[:-1]
    found: list[Around] = []
    path = last = ""
    for part in parts:
        if part in _ROOTS:
            continue
        # members of a sequence are written with its name: layer1, then layer1.0
        inside = part.removeprefix(f"{last}.") if last else part
        path = f"{path}.{inside}" if path else inside
        last = part
        found.append(Around(path))
    return tuple(found)


def common_modules(chains: Sequence[tuple[Around, ...]]) -> tuple[Around, ...]:
    """The modules that all chains begin with."""
    shared = 0
    for level in zip(*chains):
        if len(set(level)) > 1:
            break
        shared += 1
    return chains[0][:shared] if chains else ()


def path_of(dotted: str) -> str:
    """layer1.0.conv1 -> layer1/0/conv1."""
    return dotted.replace(".", "/")


def name_of(dotted: str) -> str:
    """The attribute's name; a member of a sequence is told with the sequence: features.0."""
    parts = dotted.split(".")
    start = len(parts) - 1
    while start > 0 and parts[start].isdecimal():
        start -= 1
    return ".".join(parts[start:])


def stem_of(dotted: str) -> str:
    """The name without its numbers, which blocks of one kind share: layer1.0, inception3a."""
    name = name_of(dotted)
    return re.sub(r"[._]?\d+[a-z]?$|[._]?\d+", "", name) or name


def class_of(dotted: str) -> str:
    """The name as its class would be written: layer1.0 -> Layer, encoder.self_attn -> SelfAttn."""
    words = re.split(r"[._]+", stem_of(dotted))
    return "".join(word[:1].upper() + word[1:] for word in words)


def own_name(node: NodeRecord) -> str:
    """The name that the author gave to a node; "" for one that was numbered."""
    name = _COUNTER.sub("", node.name)
    bare = name.rpartition("/")[2]
    numbered = re.fullmatch(r"(node_|n)?(\w*?)_?\d*", bare)
    word = numbered.group(2).lower() if numbered else bare.lower()
    said = {"", node.op_type.lower(), f"{node.op_type.lower()}_", "node", "n"}
    return "" if "/" in name or word in said or bare.startswith("node_") else bare


def owner_of(weight: str) -> str:
    """The layer that a stored tensor belongs to: layer1.0.conv1.weight -> layer1.0.conv1."""
    return "" if _UNNAMED.match(weight) else weight.rpartition(".")[0]
