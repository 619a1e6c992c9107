"""Every public name of PyTorch that a model may call has a place in the tables."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import nn

from netscribe.readers.torch.facts import FunctionCall
from netscribe.readers.torch.operations import describe, describe_module
from netscribe.readers.torch.operations.leaf_modules import CONTAINERS, LEAF_MODULES
from netscribe.readers.torch.operations.naming import plain_name
from netscribe.readers.torch.operations.noise import is_noise
from netscribe.readers.torch.operations.signatures import SIGNATURES
from netscribe.readers.torch.operations.table import FUNCTION_TABLE

#: What a backend calls below the public functions: no model does.
_BACKENDS = ("cudnn_", "miopen_", "mkldnn_", "fbgemm_", "quantized_", "batch_norm_")
_NOT_FOR_MODELS = {"embedding_renorm_", "slice_inverse", "Optional", "TYPE_CHECKING"}
_CLASS_WORDS = {
    "Identity",
    "Buffer",
    "Parameter",
    "LinearCrossEntropyOptions",
    "RNNBase",
    "RNNCellBase",
    "UninitializedBuffer",
    "UninitializedParameter",
}


def _is_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type)


def _unclassified(owner: object) -> list[str]:
    names = [
        name
        for name in dir(owner)
        if not name.startswith("_") and _is_function(getattr(owner, name, None))
    ]
    return [
        name
        for name in names
        if plain_name(name) not in FUNCTION_TABLE
        and not is_noise(plain_name(name))
        and not name.startswith(_BACKENDS)
        and name not in _NOT_FOR_MODELS
    ]


def test_every_public_function_of_functional_is_classified() -> None:
    assert _unclassified(functional) == []


def test_every_public_function_of_torch_is_classified() -> None:
    assert _unclassified(torch) == []


def test_every_public_method_of_a_tensor_is_classified() -> None:
    assert _unclassified(torch.Tensor) == []


def test_fft_linalg_and_special_functions_are_classified() -> None:
    assert [_unclassified(part) for part in (torch.fft, torch.linalg, torch.special)] == [
        [],
        [],
        [],
    ]


def test_every_class_of_nn_is_a_leaf_or_a_container() -> None:
    classes = {name for name in dir(nn) if name[0].isupper()}
    assert classes - set(LEAF_MODULES) - CONTAINERS - _CLASS_WORDS == set()


def test_leaf_modules_and_signatures_name_known_functions() -> None:
    functions = {leaf.function for leaf in LEAF_MODULES.values()}
    assert {name for name in functions if name not in FUNCTION_TABLE} == set()
    assert {name for name in SIGNATURES if name not in FUNCTION_TABLE} == set()


def test_no_function_is_both_an_operation_and_noise() -> None:
    assert [name for name in FUNCTION_TABLE if is_noise(name)] == []


def test_every_function_gives_facts_or_nothing_when_nothing_is_known_of_its_arguments() -> None:
    words = {name: describe(FunctionCall(name)) for name in FUNCTION_TABLE}
    silent = {name for name, facts in words.items() if facts is None}
    assert silent == {name for name in silent if FUNCTION_TABLE[name].__name__ == "cast_or_nothing"}


def test_every_leaf_module_gives_facts_when_nothing_is_known_of_its_attributes() -> None:
    found = {name: describe_module(name, {}, (), ()) for name in (*LEAF_MODULES, "Identity")}
    assert [name for name, facts in found.items() if facts is None] == []
    assert [name for name, facts in found.items() if facts and facts.op.type_name != name] == []


def test_a_function_of_the_authors_own_is_custom() -> None:
    facts = describe(FunctionCall("SwishFunction", {"0": 2}))
    assert facts is not None and facts.op.kind == "custom" and facts.op.type_name == "SwishFunction"
