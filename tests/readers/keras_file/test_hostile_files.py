"""Damaged and hostile `.keras` files: each is met with one clear line, and quickly."""

from __future__ import annotations

import json
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from netscribe.errors import InputError, ReadError
from netscribe.readers.keras import file
from netscribe.readers.protocol import ReadRequest

from .archives import call, entry, functional, layer, saved, sequential, small, tensor


def message(source: object, request: ReadRequest | None = None) -> str:
    """The one line with which `source` is refused."""
    with pytest.raises(ReadError) as caught:
        file.read(source, request or ReadRequest())
    said = caught.value.message
    assert "\n" not in said
    assert len(said) < 400
    return said


def archive(path: Path, **entries: bytes | str) -> Path:
    """A zip with the entries named (config for config.json)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in entries.items():
            found.writestr(f"{name}.json", content)
    return path


def test_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "none.keras"
    assert message(path) == f"{path}: no such file"


def test_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.keras"
    path.write_bytes(b"")
    assert message(path) == f"{path}: the file is empty"


def test_text_file(tmp_path: Path) -> None:
    path = tmp_path / "text.keras"
    path.write_text("conv 3 3 64")
    assert message(path) == f"{path}: neither a .keras archive (zip), an HDF5 file nor JSON"


def test_hdf5_file(tmp_path: Path) -> None:
    path = tmp_path / "old.keras"
    path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(100))
    assert message(path) == f"{path}: a damaged HDF5 file: places of 0 bytes"


def test_truncated_archive(tmp_path: Path) -> None:
    path = saved(tmp_path / "cut.keras", small())
    path.write_bytes(path.read_bytes()[:-30])
    assert message(path) == f"{path}: a damaged archive: its end is missing"


def test_archive_with_damaged_content(tmp_path: Path) -> None:
    path = archive(tmp_path / "bits.keras", config=json.dumps(small()) * 20)
    content = bytearray(path.read_bytes())
    content[60:80] = bytes(20)
    path.write_bytes(content)
    assert message(path).startswith(f"{path}: a damaged archive: ")


def test_archive_without_configuration(tmp_path: Path) -> None:
    path = archive(tmp_path / "bare.keras", metadata="{}")
    assert message(path) == f"{path}: the archive holds no config.json"


def test_configuration_twice(tmp_path: Path) -> None:
    path = tmp_path / "twice.keras"
    with zipfile.ZipFile(path, "w") as found, pytest.warns(UserWarning):
        found.writestr("config.json", "{}")
        found.writestr("config.json", "{}")
    assert message(path) == f"{path}: the archive holds config.json 2 times"


def test_zip_bomb_is_told_by_its_ratio(tmp_path: Path) -> None:
    path = archive(tmp_path / "bomb.keras", config=b" " * (2**20 * 32))
    assert message(path).startswith(f"{path}: config.json is compressed ")
    assert message(path).endswith("to 1, expected at most 300 to 1: refused as a zip bomb")


def test_zip_bomb_that_lies_about_its_size(tmp_path: Path) -> None:
    path = archive(tmp_path / "liar.keras", config=b" " * (2**20 * 8))
    content = path.read_bytes()
    path.write_bytes(content.replace(struct.pack("<L", 2**20 * 8), struct.pack("<L", 900)))
    assert message(path).startswith(f"{path}: a damaged archive: ")


def test_hundred_megabytes_of_json(tmp_path: Path) -> None:
    path = tmp_path / "large.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as found:
        found.writestr("config.json", b"[" + b"0," * (50 * 2**20) + b"0]")
    assert message(path) == f"{path}: config.json has 100 MB, expected at most 64 MB"


def test_large_bare_json(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as found:
        found.write(b'{"class_name": 1, "config": "')
        found.truncate(100 * 2**20)
    assert message(path) == f"{path}: large.json has 100 MB, expected at most 64 MB"


def test_endless_list_of_entries(tmp_path: Path) -> None:
    path = saved(tmp_path / "many.keras", small())
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<L", 2**30)
    path.write_bytes(content)
    assert message(path) == f"{path}: the archive lists 1,024 MB of entries, expected three"


def test_encrypted_configuration(tmp_path: Path) -> None:
    path = saved(tmp_path / "secret.keras", small())
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.index(mark)
        while start >= 0:
            content[start + offset] |= 1
            start = content.find(mark, start + 4)
    path.write_bytes(content)
    assert message(path) == f"{path}: config.json is encrypted"


def test_configuration_that_is_a_link(tmp_path: Path) -> None:
    path = tmp_path / "link.keras"
    link = zipfile.ZipInfo("config.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as found:
        found.writestr(link, "/etc/passwd")
    assert message(path) == f"{path}: config.json is a link or a folder, expected a file"


def test_odd_compression(tmp_path: Path) -> None:
    path = tmp_path / "odd.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as found:
        found.writestr("config.json", json.dumps(small()))
    assert message(path) == f"{path}: config.json is compressed by method 14, expected deflate"


def test_names_that_climb_out_are_never_written(tmp_path: Path) -> None:
    path = tmp_path / "inside" / "climb.keras"
    path.parent.mkdir()
    saved(path, small())
    with zipfile.ZipFile(path, "a") as found:
        found.writestr("../../escaped.txt", "x")
        found.writestr("/tmp/netscribe-escaped.txt", "x")
    before = sorted(tmp_path.rglob("*"))
    assert file.read(path, ReadRequest()).parameter_count == 15
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff\xfe\x00", "not JSON: it is not UTF-8 text"),
        (b"{", "not JSON: Expecting property name enclosed in double quotes in line 1, column 2"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON: a number is too long"),
        (b"[" * 100_000, "nested more than 200 levels deep"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "nested more than 200 levels deep"),
        (b'"' + b'\\"[' * 200_000, "not JSON: Unterminated string starting at in line 1, column 1"),
        (b"[]", "no Keras model configuration: it has no `class_name` and `config`"),
        (b"null", "no Keras model configuration: it has no `class_name` and `config`"),
    ],
    ids=["bytes", "cut", "number", "lists", "mappings", "quotes", "list", "null"],
)
def test_text_that_is_no_configuration(tmp_path: Path, content: bytes, reason: str) -> None:
    path = archive(tmp_path / "text.keras", config=content)
    assert message(path).endswith(reason)


def text(model: Any) -> str:
    return json.dumps(model)


def test_subclassed_model() -> None:
    model = {"class_name": "Net", "config": {"width": 3}, "module": None, "registered_name": "Net"}
    assert message(text(model)) == (
        "the text: Net is a subclassed model: its file holds the arguments of its class, "
        "not its layers"
    )
    with pytest.raises(ReadError, match=r"netscribe show path/to/file\.py:model"):
        file.read(text(model), ReadRequest())


def test_lone_layer() -> None:
    said = message(text(layer("Dense", "scores", units=3)))
    assert said == "the text: describes the layer Dense, expected a model"


def test_layer_with_a_word_for_a_number() -> None:
    model = sequential(entry("x", [None, 4], network=False), layer("Dense", "d", units="many"))
    assert message(text(model)) == "Dense: `units` is many, expected a whole number"


def test_layer_with_a_huge_number() -> None:
    model = sequential(entry("x", [None, 4], network=False), layer("Dense", "d", units=10**30))
    assert message(text(model)) == "Dense: `units` is larger, expected a whole number below 2^63"


def test_layer_with_a_stride_of_nothing() -> None:
    model = sequential(
        entry("x", [None, 4, 4], network=False),
        layer("Conv1D", "c", filters=3, kernel_size=3, strides=0),
    )
    assert message(text(model)) == "Conv1D: `strides` is 0, expected whole numbers from 1"


def test_two_layers_of_one_name() -> None:
    model = sequential(layer("ReLU", "a"), layer("ReLU", "a"))
    assert message(text(model)) == "the text: two layers have the name 'a'"


def test_tensor_from_nowhere() -> None:
    layers = [entry("x", [None, 4]), layer("ReLU", "r", [call(tensor("ghost"))])]
    model = functional(layers, [["x", 0, 0]], [["r", 0, 0]])
    assert message(text(model)) == (
        "the text: result 0 of call 0 of 'ghost' is used and never made"
    )


def test_circle_of_layers() -> None:
    layers = [
        entry("x", [None, 4]),
        layer("Add", "a", [call([tensor("x"), tensor("b")])]),
        layer("ReLU", "b", [call(tensor("a"))]),
    ]
    model = functional(layers, [["x", 0, 0]], [["b", 0, 0]])
    assert message(text(model)) == "the model's layers read each other in a circle"


def test_models_that_call_models_over_and_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty models, each calling the one inside it twice: 2^40 calls if spelled out."""
    monkeypatch.setattr("netscribe.readers.keras.playback.MOST_CALLS", 500)
    inner: dict[str, Any] = layer("ReLU", "m0")
    for level in range(1, 40):
        calls = [call(tensor("x")), call(tensor(inner["config"]["name"]))]
        inside = {**inner, "name": f"m{level - 1}", "inbound_nodes": calls}
        inner = functional(
            [entry("x", [None, 4]), inside],
            [["x", 0, 0]],
            [[f"m{level - 1}", 1, 0]],
            f"m{level}",
        )
    assert "models inside it call each other over and over" in message(text(inner))


def test_models_inside_models_without_end() -> None:
    model = sequential(layer("ReLU", "r"))
    for level in range(45):
        model = sequential(model, name=f"s{level}")
    assert message(text(model)) == "the text: models inside models more than 40 levels deep"


def test_chain_without_a_shape() -> None:
    model = sequential(layer("Dense", "d", units=3), name="net")
    with pytest.raises(InputError, match="Sequential 'net' has no input shape yet"):
        file.read(text(model), ReadRequest())


def test_code_in_a_lambda_is_neither_run_nor_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    import marshal

    def refuse(*_: object) -> None:
        raise AssertionError("code was decoded")

    monkeypatch.setattr(marshal, "loads", refuse)
    code = {"class_name": "__lambda__", "config": {"code": "4wEAAAAAAAAA", "defaults": None}}
    model = sequential(entry("x", [None, 4], network=False), layer("Lambda", "f", function=code))
    graph = file.read(text(model), ReadRequest())
    assert graph.nodes[0].custom
    assert graph.nodes[0].attributes.settings == (("function", "lambda"),)


def _layers(model: Any) -> list[Any]:
    found: list[Any] = model["config"]["layers"]
    return found


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (lambda model: model["config"].update(layers=[1]), "an entry of `layers` is no layer"),
        (lambda model: _layers(model)[1].pop("config"), "the layer 'r' has no `config`"),
        (lambda model: _layers(model)[1].update(name=None, config={}), "a layer ReLU has no name"),
        (
            lambda model: _layers(model)[1].update(inbound_nodes=3),
            "the calls of the layer 'r' cannot be read",
        ),
        (
            lambda model: _layers(model)[1].update(inbound_nodes=["x"]),
            "the calls of the layer 'r' cannot be read",
        ),
        (
            lambda model: _layers(model)[1].update(inbound_nodes=[{"args": 3}]),
            "the calls of the layer 'r' cannot be read",
        ),
        (
            lambda model: model["config"].update(output_layers=[["r", 0, 7]]),
            "result 7 of call 0 of 'r' is used and never made",
        ),
        (
            lambda model: model["config"].update(input_layers=[]),
            "result 0 of call 0 of 'x' is used and never made",
        ),
    ],
)
def test_damaged_structure_is_refused_in_words(
    damage: Callable[[Any], object], reason: str
) -> None:
    layers = [entry("x", [None, 4]), layer("ReLU", "r", [call(tensor("x"))])]
    model = functional(layers, [["x", 0, 0]], [["r", 0, 0]])
    damage(model)
    assert message(text(model)) == f"the text: {reason}"


def test_a_weight_with_a_size_below_0_is_refused_in_words() -> None:
    model = sequential(
        entry("image", [None, 8, 8, 3], network=False),
        layer("Conv2D", "edges", filters=-1, kernel_size=[3, 3]),
    )
    assert message(text(model)) == (
        "Conv2D 'edges': its kernel would have the shape (3, 3, 3, -1), expected no size below 0"
    )
