"""A configuration is claimed by its content, and built without weights where the library is."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from netscribe.errors import MissingLibraryError, NetscribeError, ReadError
from netscribe.readers.keras import file as keras_file
from netscribe.readers.protocol import ReadRequest
from netscribe.readers.torch import transformers_config

LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_hidden_layers": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "vocab_size": 1000,
}


def written(folder: Path, settings: object) -> Path:
    (folder / "config.json").write_text(json.dumps(settings))
    return folder


def test_a_folder_and_its_file_are_claimed_by_one_reader(tmp_path: Path) -> None:
    folder = written(tmp_path, LLAMA)
    for source in (folder, folder / "config.json"):
        assert transformers_config.claims(source)
        assert not keras_file.claims(source)


def test_a_keras_configuration_is_not_claimed(tmp_path: Path) -> None:
    folder = written(tmp_path, {"class_name": "Sequential", "config": {"model_type": "x"}})
    assert not transformers_config.claims(folder)
    assert keras_file.claims(folder)


def test_nothing_else_is_claimed(tmp_path: Path) -> None:
    assert not transformers_config.claims(tmp_path)
    assert not transformers_config.claims(tmp_path / "missing.json")
    assert not transformers_config.claims(object())


@pytest.fixture(scope="module")
def library() -> Any:
    """transformers, where it is installed and can build a model."""
    if importlib.util.find_spec("torchvision") is not None:
        importlib.import_module("tests.zoo.torchvision_operators")  # transformers imports it
    return pytest.importorskip("transformers", minversion="5")


@pytest.mark.usefixtures("library")
def test_the_architecture_it_names_is_drawn(tmp_path: Path) -> None:
    graph = transformers_config.read(written(tmp_path, LLAMA), ReadRequest())
    assert graph.name == "LlamaForCausalLM"
    assert graph.value[graph.inputs[0].value].type.shape == ("B", "T")
    assert graph.value[graph.outputs[0].value].type.shape == ("B", "T", 1000)
    attention, dense = 64 * 64 * 2 + 64 * 32 * 2, 3 * 64 * 128
    assert graph.parameter_count == 2 * (attention + dense + 128) + 2 * 64_000 + 64
    assert "without weights" in graph.notes[-1].message


def test_a_configuration_object_is_read(library: Any) -> None:
    config = library.BertConfig(num_hidden_layers=1, hidden_size=32, num_attention_heads=2)
    assert transformers_config.claims(config)
    assert transformers_config.read(config, ReadRequest()).name == "BertModel"


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"model_type": "lama"}, "knows no model_type 'lama'\nhint: did you mean"),
        ({"model_type": "own", "auto_map": {"AutoModel": "m.M"}}, "never runs"),
        ({"architectures": ["X"]}, "has no model_type"),
        ({**LLAMA, "hidden_size": 65}, "llama"),
        (["model_type"], "holds no configuration"),
    ],
)
def test_a_bad_configuration_is_one_clear_line(tmp_path: Path, settings: object, said: str) -> None:
    with pytest.raises(ReadError) as raised:
        transformers_config.read(written(tmp_path, settings), ReadRequest())
    assert said in str(raised.value)


def test_without_the_library_the_pip_line_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(MissingLibraryError) as raised:
        transformers_config.read(written(tmp_path, LLAMA), ReadRequest())
    assert isinstance(raised.value, NetscribeError)
    assert "pip install torch transformers" in str(raised.value)


def test_a_torchvision_that_does_not_load_is_told_with_the_way_out() -> None:
    cause = RuntimeError("operator torchvision::nms does not exist")
    error = ModuleNotFoundError("Could not import module 'LlamaForCausalLM'.")
    error.__cause__ = cause
    told = transformers_config._broken(error)
    assert "torchvision::nms" in told.message
    assert "pip uninstall torchvision" in (told.hint or "")
