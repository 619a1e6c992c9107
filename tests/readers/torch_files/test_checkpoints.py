"""Files of weights alone are listed without running anything, and refused where they are drawn."""

from __future__ import annotations

import collections
import io
import json
import os
import pickle
import struct
import zipfile
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import netscribe
from netscribe.cli.main import main
from netscribe.errors import NoGraphError, ReadError
from netscribe.readers.torch.inert_pickle import inert
from readers.torch_files.networks import Images, Words, read, reader_of, refusal


def weights() -> dict[str, tuple[int, ...]]:
    return {name: tuple(item.shape) for name, item in Images().state_dict().items()}


def saved(path: Path, content: object, **how: bool) -> Path:
    torch.save(content, path, **how)
    return path


@pytest.mark.parametrize(("name", "zipped"), [("a.pt", True), ("a.pth", False), ("a.bin", True)])
def test_a_state_dict_lists_its_tensors_in_order(name, zipped, tmp_path) -> None:
    path = saved(tmp_path / name, Images().state_dict(), _use_new_zipfile_serialization=zipped)
    assert reader_of(path) == "torch-checkpoint"
    graph = read(path)
    assert {item.path: item.type.shape for item in graph.parameters} == weights()
    assert not graph.nodes
    trained = sum(item.numel() for item in Images().parameters())
    assert graph.trainable_count == trained


def test_a_pickled_model_lists_its_tensors_and_says_what_it_is(tmp_path) -> None:
    graph = read(saved(tmp_path / "model.pt", Images()))
    assert {item.path: item.type.shape for item in graph.parameters} == weights()
    assert [note.message for note in graph.notes] == [
        "the file is a pickled Images, whose code it does not hold"
    ]


def test_dtypes_and_shared_weights_are_told(tmp_path) -> None:
    content = Words().to(torch.bfloat16).state_dict()
    graph = read(saved(tmp_path / "words.pt", content))
    assert {item.type.dtype for item in graph.parameters} == {"bfloat16"}
    assert "head.weight" not in {item.path for item in graph.parameters}
    assert [(note.where, note.message) for note in graph.notes] == [
        ("head.weight", "shares its numbers with emb.weight")
    ]


def test_of_a_training_checkpoint_the_model_is_listed(tmp_path) -> None:
    model = torch.nn.Linear(3, 2)
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.zeros(1, 3)).sum().backward()
    optimizer.step()
    content = {"epoch": 3, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
    graph = read(saved(tmp_path / "last.ckpt", content))
    assert [item.path for item in graph.parameters] == ["weight", "bias"]
    assert [note.message for note in graph.notes] == [
        "the file also holds 'optimizer', 6 tensors that are not listed"
    ]


def safetensors(path: Path, header: object, data: int = 0, length: int | None = None) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text) if length is None else length) + text)
    with path.open("ab") as file:
        file.write(b"\0" * data)
    return path


def test_safetensors_are_listed(tmp_path) -> None:
    header = {
        "__metadata__": {"format": "pt"},
        "fc.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
        "fc.bias": {"dtype": "BF16", "shape": [2], "data_offsets": [24, 28]},
    }
    graph = read(safetensors(tmp_path / "a.safetensors", header, 28))
    assert [(item.path, item.type.dtype, item.type.shape) for item in graph.parameters] == [
        ("fc.weight", "float32", (2, 3)),
        ("fc.bias", "bfloat16", (2,)),
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 23]}, "does not fit its shape"),
        ({"dtype": "F32", "shape": [2, 3], "data_offsets": [8, 32]}, "does not fit its shape"),
        ({"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}, "no list of whole numbers"),
        ({"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}, "no list of whole numbers"),
        ({"dtype": "F32"}, "no list of whole numbers"),
        (7, "no description of a tensor"),
    ],
)
def test_safetensors_that_lie_are_refused(entry, reason, tmp_path) -> None:
    path = safetensors(tmp_path / "a.safetensors", {"w": entry}, 24)
    assert reason in refusal(path)


def test_a_safetensors_header_longer_than_the_file_is_refused(tmp_path) -> None:
    path = safetensors(tmp_path / "a.safetensors", {}, length=2**39)
    assert "in a file of 10" in refusal(path)


class Attack:
    """Asks to run a command when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return (os.system, (f"touch {self.path}",))


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_asks_to_run_code_is_refused_and_nothing_runs(zipped, tmp_path) -> None:
    mark = tmp_path / "ran"
    path = saved(
        tmp_path / "attack.pt",
        {"w": torch.zeros(2), "x": Attack(mark)},
        _use_new_zipfile_serialization=zipped,
    )
    assert "asks to run" in refusal(path)
    assert ".system'" in refusal(path)
    assert not mark.exists()


@pytest.mark.parametrize(
    "attack",
    [
        b"cbuiltins\neval\n(S'1/0'\ntR.",
        b"(S'echo'\nios\nsystem\n.",
        b"\x80\x02cbuiltins\ngetattr\ncbuiltins\n__dict__\nX\x04\x00\x00\x00eval\x86R.",
        b"\x80\x02cnetscribe.errors\nReadError\n)R.",
        b"(cos\nsystem\nS'echo'\no.",
    ],
)
def test_other_ways_to_ask_for_code_are_refused(attack) -> None:
    with pytest.raises(ReadError, match="asks to run"):
        inert(attack, "here")


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\x80",
        b"\x80\x02",
        b"\x80\x02.",
        b"\x80\x02N",
        b"\x80\x02t.",
        b"\x80\x02NNNR.",
        b"\x80\x02h\x05.",
        b"\x80\x02\x82\x01.",
        b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
        b"\x80\x02](NNe" + b"]" * 10,
    ],
)
def test_a_damaged_pickle_is_one_line(damage) -> None:
    with pytest.raises(ReadError) as caught:
        inert(damage, "here")
    assert caught.value.message.startswith("here: ")
    assert "\n" not in caught.value.message


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_changed_pickle_is_read_or_refused(data) -> None:
    content = bytearray(pickle.dumps(collections.OrderedDict(a=[1, (2.5, "x")], b={3: None})))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    try:
        inert(bytes(content), "here")
    except ReadError as error:
        assert "\n" not in error.message


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.floats(0, 1),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner),
        max_leaves=12,
    ),
    st.integers(0, 5),
)
def test_plain_values_are_read_as_they_are(value, protocol) -> None:
    stream = io.BytesIO()
    pickle.dump(value, stream, protocol=protocol)
    found = inert(stream.getvalue(), "here")[0]
    if protocol > 2:
        assert found == value


@pytest.mark.parametrize("name", ["a.pt", "a.pth", "a.ckpt", "a.safetensors"])
def test_a_file_of_anything_else_is_refused_by_its_content(name, tmp_path) -> None:
    path = tmp_path / name
    path.write_text("hello")
    assert "no checkpoint" in refusal(path)


def test_a_checkpoint_that_ends_early_is_refused(tmp_path) -> None:
    path = saved(tmp_path / "a.pt", Images().state_dict())
    path.write_bytes(path.read_bytes()[:4000])
    assert refusal(path) == f"{path}: a damaged archive: its end is missing"


def test_a_checkpoint_whose_pickle_is_a_bomb_is_refused(tmp_path) -> None:
    path = tmp_path / "a.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/data.pkl", b"\0" * 40_000_000)
    assert "refused as a zip bomb" in refusal(path)


def test_drawing_says_that_there_is_no_graph(tmp_path) -> None:
    path = saved(tmp_path / "a.pth", Images().state_dict())
    made = netscribe.diagram(path)
    with pytest.raises(NoGraphError, match=r"a\.pth holds weights but no graph"):
        made.svg()
    with pytest.raises(NoGraphError, match=r"torch\.export\.save"):
        made.text()


def test_the_command_line_lists_them_and_refuses_to_draw(tmp_path, capsys) -> None:
    path = str(saved(tmp_path / "a.pth", Images().state_dict()))
    assert main(["summary", path]) == 0
    table = capsys.readouterr().out
    assert "8×3×3×3" in table
    assert "Total numbers: 1,487" in table
    assert "Without running statistics: 1,453" in table
    assert main(["show", path]) == 2
    said = capsys.readouterr().err
    assert "a.pth holds weights but no graph" in said
    assert "Traceback" not in said
