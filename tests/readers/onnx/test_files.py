"""Whole files: claimed by content, read without their weights, damage told in one line."""

from __future__ import annotations

import gc
import itertools
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from onnx import helper

import netscribe
from netscribe.cli.main import main
from netscribe.errors import NetscribeError, ReadError
from netscribe.readers.onnx.decoding import model_of
from netscribe.readers.onnx.file import claims
from netscribe.readers.protobuf import message_of, opened_message
from readers.model_files import DATA, reader_of
from readers.onnx.files import model, port, read, stored, write

SHIPPED = sorted((Path(onnx.__file__).parent / "backend/test/data").rglob("*.onnx"))
SAMPLES = [path for place, path in enumerate(SHIPPED) if place % 6 == 0]


def small():
    node = helper.make_node("Gemm", ["x", "w"], ["y"])
    return model([node], [port("x", ["N", 8])], [port("y", ["N", 4])], [stored("w", 8, 4)])


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.parent.name)
def test_shipped_models_are_read_with_every_node(path) -> None:
    with opened_message(path) as message:
        record = model_of(message)
    expected = onnx.load(path)
    assert [node.op_type for node in record.graph.nodes] == [
        node.op_type for node in expected.graph.node
    ]
    assert [item.name for item in record.graph.initializers] == [
        item.name for item in expected.graph.initializer
    ]
    graph = netscribe.read(path)
    assert len(graph.nodes) + len(graph.hidden) >= len(expected.graph.node)


def test_a_file_is_claimed_by_what_it_holds(tmp_path) -> None:
    path = write(small(), tmp_path, "network.bin")
    assert reader_of(path) == "onnx"
    other = tmp_path / "other.bin"
    other.write_bytes(onnx.TensorProto(name="x", dims=[1], raw_data=b"abcd").SerializeToString())
    assert not claims(other)
    assert not claims("{}")
    assert not claims(tmp_path)


def test_show_says_what_was_read(tmp_path, capsys) -> None:
    assert main(["show", str(write(small(), tmp_path))]) == 0
    assert "Linear" in capsys.readouterr().out
    origin = read(small(), tmp_path).origin
    assert (origin.framework, origin.version, origin.reader) == ("onnx", "20", "onnx")
    assert origin.source == "network.onnx"


def test_names_of_inputs_and_outputs_can_be_given(tmp_path) -> None:
    path = write(small(), tmp_path)
    graph = netscribe.read(path, input_names=["features"], output_names={"y": "scores"})
    assert [item.name for item in (*graph.inputs, *graph.outputs)] == ["features", "scores"]


def test_weights_in_other_files_are_never_opened(tmp_path) -> None:
    made = small()
    tensor = made.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    for key, value in (("location", "/etc/../../outside"), ("length", "128")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    opened: list[str] = []
    path = write(made, tmp_path)
    hook = _watched(opened)
    graph = netscribe.read(path)
    hook.append(True)
    assert [name for name in opened if "outside" in name] == []
    assert graph.parameter_count == 32


def _watched(opened: list[str]) -> list[bool]:
    """Notes every file that is opened, until something is put into the list."""
    done: list[bool] = []

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and not done:
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    return done


@pytest.mark.parametrize("keep", [0, 1, 10, 100, 150])
def test_a_file_that_was_cut_off_is_one_line(keep, tmp_path, capsys) -> None:
    path = write(small(), tmp_path)
    path.write_bytes(path.read_bytes()[:keep])
    assert main(["show", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("netscribe:") and len(said.splitlines()) <= 2
    assert "internal" not in said


def test_lengths_beyond_the_file_are_refused(tmp_path) -> None:
    path = tmp_path / "long.onnx"
    path.write_bytes(b"\x08\x0a\x3a\xff\xff\xff\xff\x0f\x0a")
    with pytest.raises(ReadError, match="beyond"):
        netscribe.read(path)


def test_bodies_in_bodies_without_end_are_refused(tmp_path) -> None:
    graph = helper.make_graph([helper.make_node("Relu", ["x"], ["y"])], "g", [], [port("y", None)])
    for _ in range(40):
        node = helper.make_node("If", ["c"], ["y"], then_branch=graph, else_branch=graph)
        graph = helper.make_graph([node], "g", [], [port("y", None)])
        if graph.ByteSize() > 2**20:
            break
    content = onnx.ModelProto(ir_version=8, graph=graph).SerializeToString()
    with pytest.raises(NetscribeError):
        model_of(message_of(_deep(200), "f"))
    assert content


def _deep(levels: int) -> bytes:
    """An If inside an If inside an If."""
    content = b""
    for _ in range(levels):
        body = _held(6, content)
        attribute = _held(5, b"\xa0\x01\x05" + body)
        content = _held(1, attribute)
    return _held(7, content)


def _held(number: int, content: bytes) -> bytes:
    length, size = len(content), bytearray()
    while length > 127:
        size.append(length & 127 | 128)
        length >>= 7
    return bytes([number << 3 | 2, *size, length]) + content


FILES = [path.read_bytes() for path in sorted((DATA / "onnx").glob("*.script.onnx"))]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data, tmp_path) -> None:
    content = bytearray(data.draw(st.sampled_from(FILES)))
    changes = st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), max_size=8)
    for place, byte in data.draw(changes):
        content[place] = byte
    path = tmp_path / "changed.onnx"
    path.write_bytes(content)
    try:
        netscribe.read(path)
    except NetscribeError as error:
        assert "internal" not in str(error)


def test_the_garbage_collector_is_left_as_it_was(tmp_path) -> None:
    good, bad = write(small(), tmp_path), tmp_path / "bad.onnx"
    bad.write_bytes(b"\x08")
    for path, switch in itertools.product((good, bad), (gc.enable, gc.disable)):
        switch()
        try:
            netscribe.read(path)
        except ReadError:
            assert path == bad
        assert gc.isenabled() == (switch is gc.enable)
    gc.enable()


def test_reading_imports_no_framework() -> None:
    code = (
        "import sys, netscribe; from netscribe.readers.onnx.file import read;"
        "from netscribe.readers.protocol import ReadRequest;"
        f"g = read({str(DATA / 'onnx' / 'residual.dynamo.onnx')!r}, ReadRequest());"
        "assert g.nodes;"
        "print([m for m in ('numpy','onnx','torch','keras','tensorflow') if m in sys.modules])"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.strip() == "[]"
