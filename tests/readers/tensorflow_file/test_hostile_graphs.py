"""Damaged and hostile SavedModels and GraphDefs: a Graph or one clear error, in little time."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.readers.model_files import DATA

from netscribe.errors import NetscribeError, ReadError
from netscribe.graph.types import Graph
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.tensorflow_file import file, inlining

FILES = DATA / "tensorflow"
SEEDS = [
    (FILES / name).read_bytes()
    for name in ("images_frozen.pb", "words/saved_model.pb", "series/saved_model.pb")
]

# A small writer of protocol buffers: what the cases below are made of.


def field(number: int, content: bytes | int) -> bytes:
    """One field: bytes with their length, or a number."""
    if isinstance(content, int):
        return varint(number << 3) + varint(content)
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(value: int) -> bytes:
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))


def node(name: str, op: str, *inputs: str, **attributes: bytes) -> bytes:
    """A NodeDef; attributes as finished AttrValues."""
    parts = [field(1, name.encode()), field(2, op.encode())]
    parts += [field(3, source.encode()) for source in inputs]
    parts += [
        field(5, field(1, key.encode()) + field(2, value)) for key, value in attributes.items()
    ]
    return b"".join(parts)


def called(name: str) -> bytes:
    return field(10, field(1, name.encode()))


def function(name: str, returned: str, *nodes: bytes) -> bytes:
    """A FunctionDef from x to y."""
    signature = field(1, name.encode()) + field(2, field(1, b"x")) + field(3, field(1, b"y"))
    result = field(1, b"y") + field(2, returned.encode())
    return field(1, signature) + b"".join(field(3, item) for item in nodes) + field(4, result)


def graph(*nodes: bytes, functions: tuple[bytes, ...] = ()) -> bytes:
    library = b"".join(field(1, item) for item in functions)
    listed = b"".join(field(1, item) for item in nodes)
    return listed + (field(2, library) if functions else b"")


def read(path: Path) -> Graph:
    return file.read(path, ReadRequest())


def refusal(tmp_path: Path, content: bytes) -> str:
    """The one line in which a graph is refused."""
    path = tmp_path / "net.pb"
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert "\n" not in caught.value.message
    return caught.value.message.removeprefix(f"{path}: ")


X = node("x", "Placeholder")


def test_the_writer_of_these_tests_writes_graphs(tmp_path: Path) -> None:
    path = tmp_path / "net.pb"
    path.write_bytes(graph(X, node("y", "Relu", "x")))
    assert file.claims(path)
    assert [item.op.type_name for item in read(path).nodes] == ["Relu"]


@settings(max_examples=100, deadline=10_000)
@given(
    some.sampled_from(SEEDS),
    some.lists(some.tuples(some.integers(0, 2**20), some.integers(0, 255)), max_size=8),
    some.integers(0, 2**20),
)
def test_any_bytes_may_be_changed(
    tmp_path_factory: pytest.TempPathFactory,
    seed: bytes,
    changes: list[tuple[int, int]],
    cut: int,
) -> None:
    content = bytearray(seed)
    for place, value in changes:
        content[place % len(content)] = value
    end = len(content) if cut % 4 else cut % len(content)
    path = tmp_path_factory.mktemp("changed") / "net.pb"
    path.write_bytes(bytes(content[:end]))
    started = time.monotonic()
    try:
        read(path)
    except NetscribeError as error:
        assert "\n" not in error.message
    assert time.monotonic() - started < 10


def test_of_a_node_with_two_names_the_first_counts(tmp_path: Path) -> None:
    path = tmp_path / "net.pb"
    twice = node("y", "inner", "x") + field(1, b"z")
    path.write_bytes(graph(X, twice, functions=(function("inner", "r", node("r", "Relu", "x")),)))
    assert [item.op.type_name for item in read(path).nodes] == ["Relu"]


def test_a_result_that_an_operation_does_not_have_is_named(tmp_path: Path) -> None:
    content = graph(X, node("y", "Relu", "x:8"))
    assert refusal(tmp_path, content) == "result 8 of 'x' is read and never made"


def test_a_kernel_with_too_few_axes_tells_no_shape(tmp_path: Path) -> None:
    path = tmp_path / "net.pb"
    path.write_bytes(graph(X, node("k", "Const"), node("y", "Conv2D", "x", "k")))
    assert read(path).outputs
    content = graph(
        X, node("k", "Const", value=field(8, field(1, 1))), node("y", "Conv2D", "x", "k")
    )
    path.write_bytes(content)
    found = read(path)
    assert found.value[found.outputs[0].value].type.shape is None


def test_a_tensor_that_nothing_makes_is_named(tmp_path: Path) -> None:
    assert refusal(tmp_path, graph(X, node("y", "AddV2", "x", "lost"))) == (
        "'lost' is read, and nothing makes it"
    )


def test_operations_in_a_circle_are_refused(tmp_path: Path) -> None:
    circle = graph(X, node("a", "AddV2", "x", "b"), node("b", "Relu", "a"), node("c", "Relu", "b"))
    assert refusal(tmp_path, circle) == "operations read each other in a circle"


def test_identities_in_a_circle_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlining, "MOST_NODES", 1000)
    circle = graph(
        X, node("a", "Identity", "b"), node("b", "Identity", "a"), node("c", "Relu", "a")
    )
    assert refusal(tmp_path, circle) == "tensors are handed on in a circle"


def test_a_function_that_calls_itself_is_refused(tmp_path: Path) -> None:
    inner = function("f", "r:y:0", node("r", "PartitionedCall", "x", f=called("f")))
    content = graph(X, node("y", "PartitionedCall", "x", f=called("f")), functions=(inner,))
    assert "functions call each other" in refusal(tmp_path, content)


def test_functions_that_multiply_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inlining, "MOST_NODES", 1000)
    functions = [function("f0", "r:y:0", node("r", "Relu", "x"))]
    for level in range(1, 20):
        inner = called(f"f{level - 1}")
        both = (
            node("a", "PartitionedCall", "x", f=inner),
            node("b", "PartitionedCall", "a:y:0", f=inner),
            node("r", "AddV2", "a:y:0", "b:y:0"),
        )
        functions.append(function(f"f{level}", "r:z:0", *both))
    last = node("y", "PartitionedCall", "x", f=called("f19"))
    said = refusal(tmp_path, graph(X, last, functions=tuple(functions)))
    assert said == "more than 1,000 operations once functions are called"


def test_a_length_beyond_the_file_is_refused(tmp_path: Path) -> None:
    content = graph(X, node("y", "Relu", "x")) + b"\x0a\xff\xff\xff\x7f"
    assert "beyond" in refusal(tmp_path, content)


def test_an_unknown_operation_is_custom_under_its_own_word(tmp_path: Path) -> None:
    path = tmp_path / "net.pb"
    path.write_bytes(graph(X, node("y", "MyOp", "x")))
    (only,) = read(path).nodes
    assert (only.custom, only.op.type_name) == (True, "MyOp")


def test_a_loop_is_a_container_around_its_body(tmp_path: Path) -> None:
    path = tmp_path / "net.pb"
    body = function("body", "r:y:0", node("r", "Relu", "x"))
    condition = function("condition", "x")
    loop = node("loop", "While", "x", body=called("body"), cond=called("condition"))
    content = graph(X, loop, node("y", "Tanh", "loop"), functions=(body, condition))
    path.write_bytes(content)
    found = read(path)
    assert [(item.op.type_name, item.module) for item in found.nodes] == [
        ("Relu", "loop"),
        ("Tanh", None),
    ]
    assert [module.class_name for module in found.modules] == ["While"]
    assert [note.message for note in found.notes] == [
        "repeats its body while a condition holds, which is not drawn"
    ]
