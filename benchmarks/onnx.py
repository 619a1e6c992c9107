"""ONNX files: what reading costs by bytes of weights and by nodes, beside `onnx.load`.

In: nothing; writes files into a temporary folder, the largest as a hole in the file system. Out: a
table of seconds on the clock, seconds of work, and memory above what the process held before. Each
row is a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.zoo.kept_rows import KeptRows

from benchmarks.timing import duration

#: Bytes of weights in the largest file; protocol buffers end at 2 GiB.
_WEIGHTS = 2_000_000_000
_LAYERS = 300
_NODES = (1_000, 10_000, 100_000)
#: What `onnx.load` takes of the largest file, with some to spare.
_MEMORY_OF_LOAD = 5 * 2**30
CELLS = ("file", "what", "seconds", "worked", "megabytes")
ROWS = KeptRows("onnx_speed", ("file", "what"))
_WHOLE = "__import__('netscribe').read({!r})"
_MEASURE = """
import json, sys, time
def memory(word):
    lines = open('/proc/self/status').read().splitlines()
    return next((int(l.split()[1]) * 1024 for l in lines if l.startswith(word)), 0)
{prepare}
before = memory('VmRSS')
open('/proc/self/clear_refs', 'w').write('5')
start, worked = time.perf_counter(), time.process_time()
result = {call}
taken, worked = time.perf_counter() - start, time.process_time() - worked
print(json.dumps([taken, worked, memory('VmHWM') - before]))
"""
_NETSCRIBE = """
from netscribe.readers.onnx import file
from netscribe.readers.onnx.decoding import model_of
from netscribe.readers.protobuf import opened_message
from netscribe.readers.protocol import ReadRequest
file.read({small!r}, ReadRequest())
def walked(path):
    from pathlib import Path
    with opened_message(Path(path)) as message:
        return model_of(message)
"""


def print_table() -> None:
    """The largest file by netscribe and by onnx, then growth with the number of nodes."""
    with tempfile.TemporaryDirectory() as folder:
        small = _chain(Path(folder) / "small.onnx", 3, 0)
        large = _chain(Path(folder) / "large.onnx", _LAYERS, _WEIGHTS)
        where = f"{_WEIGHTS / 1e9:.1f} GB of weights inside, {_LAYERS} layers"
        print(f"{where} (limit 0.05 s, 20 MB)")
        _row(where, "file to records", _netscribe(small, large, "walked"))
        _row(where, "file to Graph", _netscribe(small, large, "read"))
        _row(where, "with import netscribe", _measured("", _WHOLE.format(str(large))))
        _row(where, "onnx.load", _loaded(large))
        large.unlink()
        for nodes in _NODES:
            path = _chain(Path(folder) / f"{nodes}.onnx", nodes // 2, 0)
            where = f"{nodes:,} nodes"
            print(where)
            _row(where, "file to records", _netscribe(small, path, "walked"))
            _row(where, "file to Graph", _netscribe(small, path, "read"))
            _row(where, "onnx.load", _loaded(path))


def _row(where: str, what: str, measured: tuple[float, float, int] | str) -> None:
    if isinstance(measured, str):
        print(f"  {what:<42}{measured}")
        return
    seconds, worked, memory = measured
    print(
        f"  {what:<42}{duration(seconds):>9}{duration(worked):>9} of work{memory / 1e6:>8,.0f} MB",
        flush=True,
    )
    ROWS.add(dict(zip(CELLS, (where, what, seconds, worked, round(memory / 1e6)), strict=True)))


def _netscribe(small: Path, path: Path, how: str) -> tuple[float, float, int] | str:
    if how == "walked":
        return _measured(_NETSCRIBE.format(small=str(small)), f"walked({str(path)!r})")
    call = f"file.read({str(path)!r}, ReadRequest())"
    return _measured(_NETSCRIBE.format(small=str(small)), call)


def _loaded(path: Path) -> tuple[float, float, int] | str:
    """`onnx.load`, where the machine has the memory for it."""
    if path.stat().st_size > 2**28 and _free_memory() < _MEMORY_OF_LOAD:
        return f"not run: needs {_MEMORY_OF_LOAD / 2**30:.0f} GB of free memory"
    return _measured("import onnx", f"onnx.load({str(path)!r})")


def _measured(prepare: str, call: str) -> tuple[float, float, int] | str:
    code = _MEASURE.format(prepare=prepare, call=call)
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    if made.returncode:
        return (made.stderr.strip().splitlines() or ["failed"])[-1][:80]
    seconds, worked, memory = json.loads(made.stdout)
    return float(seconds), float(worked), int(memory)


def _free_memory() -> int:
    lines = Path("/proc/meminfo").read_text().splitlines()
    found = [line.split()[1] for line in lines if line.startswith("MemAvailable")]
    return int(found[0]) * 1024 if found else 0


def _chain(path: Path, layers: int, weights: int) -> Path:
    """Convolutions and activations in a row; the last layer holds `weights` bytes of zeros."""
    from onnx import TensorProto, helper

    nodes, tensors, value = [], [], "x"
    for layer in range(layers):
        name = f"block{layer // 10}.{layer % 10}"
        scope = f"/block{layer // 10}/block{layer // 10}.{layer % 10}"
        tensors.append(TensorProto(name=f"{name}.weight", dims=[4, 4, 1, 1], data_type=1))
        tensors[-1].raw_data = bytes(64)
        nodes.append(
            helper.make_node("Conv", [value, f"{name}.weight"], [f"c{layer}"], f"{scope}/conv/Conv")
        )
        value = f"v{layer + 1}"
        nodes.append(helper.make_node("Relu", [f"c{layer}"], [value], f"{scope}/act/Relu"))
    if weights:
        nodes.append(helper.make_node("MatMul", [value, "large"], ["y"], name="/head/MatMul"))
    shape = [1, 4, 8, 8]
    graph = helper.make_graph(
        nodes,
        "chain",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y" if weights else value, TensorProto.FLOAT, None)],
        tensors,
    )
    opsets = helper.make_opsetid("", 17)
    head = b"\x08\x08" + b"\x42" + _with_length(opsets.SerializeToString())
    _write(path, head, graph.SerializeToString(), weights)
    return path


def _write(path: Path, head: bytes, graph: bytes, weights: int) -> None:
    """The model with one more tensor, whose zeros are a hole in the file."""
    tensor = b""
    if weights:
        named = b"\x08\x08" + b"\x08" + _varint(weights // 32) + b"\x10\x01" + b"\x42\x05large"
        tensor = named + b"\x4a" + _varint(weights)
    inside = b"\x2a" + _varint(len(tensor) + weights) + tensor if weights else b""
    content = graph + inside
    with path.open("wb") as file:
        file.write(head + b"\x3a" + _varint(len(content) + weights) + content)
        if weights:
            file.seek(weights - 1, os.SEEK_CUR)
            file.write(b"\0")


def _with_length(content: bytes) -> bytes:
    return _varint(len(content)) + content


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])
