"""A network read live, exported, and from its .pt2 file is the same network."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch.export import Dim, ExportedProgram, export

import netscribe
from netscribe.graph.kinds import Kind
from readers.torch_files.networks import (
    NETWORKS,
    layers,
    made_shapes,
    operations,
    read,
    reader_of,
    wiring,
)

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def exported() -> dict[str, ExportedProgram]:
    return {name: export(*make()) for name, make in NETWORKS.items()}


@pytest.fixture(scope="module")
def saved(exported: dict[str, ExportedProgram], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pt2")
    for name, program in exported.items():
        torch.export.save(program, folder / f"{name}.pt2")
    return folder


def test_an_exported_program_is_claimed_by_its_own_reader(exported, saved) -> None:
    assert reader_of(exported["images"]) == "torch-exported"
    assert reader_of(saved / "images.pt2") == "torch-pt2"


@pytest.mark.parametrize("name", NETWORKS)
def test_layers_and_totals_are_those_of_the_live_module(name, exported) -> None:
    model, inputs = NETWORKS[name]()
    live, found = netscribe.read(model, inputs), read(exported[name])
    assert layers(found) == layers(live)
    assert found.parameter_count == live.parameter_count
    assert [module.id for module in found.modules] == [module.id for module in live.modules]


@pytest.mark.parametrize("name", NETWORKS)
def test_shapes_are_those_of_a_real_run(name, exported) -> None:
    model, inputs = NETWORKS[name]()
    seen: dict[str, tuple[int, ...]] = {}

    def hook(path: str):
        def note(module, given, made) -> None:
            first = made[0] if isinstance(made, tuple) else made
            if isinstance(first, torch.Tensor):
                seen.setdefault(path.replace(".", "/"), tuple(first.shape))

        return note

    for path, module in model.named_modules():
        module.register_forward_hook(hook(path))
    model(*inputs)
    found = made_shapes(read(exported[name]))
    assert found
    assert {path: seen[path] for path in found if path in seen} == {
        path: shape for path, shape in found.items() if path in seen
    }


@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_says_what_the_program_in_memory_says(name, exported, saved) -> None:
    live, found = read(exported[name]), read(saved / f"{name}.pt2")
    assert operations(found) == operations(live)
    assert wiring(found) == wiring(live)
    assert [(p.path, p.type) for p in found.parameters] == [
        (p.path, p.type) for p in live.parameters
    ]
    assert [port.name for port in found.outputs] == [port.name for port in live.outputs]


def test_free_sizes_become_letters() -> None:
    model, inputs = NETWORKS["images"]()
    program = export(model, inputs, dynamic_shapes=({0: Dim("batch")},))
    graph = read(program)
    assert graph.value[graph.inputs[0].value].type.shape == ("B", 3, 16, 16)
    assert graph.value[graph.outputs[0].value].type.shape == ("B", 5)


def test_shared_weights_count_once(exported, saved) -> None:
    for source in (exported["words"], saved / "words.pt2"):
        graph = read(source)
        users = [names for names in graph.parameter_users.values() if len(names) == 2]
        assert users == [("emb", "head")]


def test_a_write_into_a_part_reaches_the_whole(exported) -> None:
    graph = read(exported["parts"])
    multiply = next(node.id for node in graph.nodes if node.op.type_name == "mul")
    join = next(node.id for node in graph.nodes if node.op.kind is Kind.CONCAT)
    sources = {source for source, target in wiring(graph) if target == join}
    assert multiply in sources
    assert "input:x" not in sources


def test_a_slice_up_to_a_free_size_is_not_printed_as_endless() -> None:
    class Shifted(torch.nn.Module):
        def forward(self, x):
            return x[:, : x.shape[1] - 1]

    dynamic = ({1: Dim("length", min=3, max=64)},)
    graph = read(export(Shifted(), (torch.zeros(2, 8),), dynamic_shapes=dynamic))
    assert graph.nodes[0].attributes.index == ":, :…"


def test_steps_under_another_gradient_mode_are_inlined() -> None:
    class Frozen(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.fc = torch.nn.Linear(4, 4)

        def forward(self, x):
            with torch.no_grad():
                y = self.fc(x)
            return torch.relu(y)

    graph = read(export(Frozen(), (torch.zeros(2, 4),)))
    assert [node.op.kind for node in graph.nodes] == [Kind.LINEAR, Kind.ACTIVATION]


def test_a_branch_on_data_is_one_operation_with_a_note() -> None:
    class Branch(torch.nn.Module):
        def forward(self, x):
            return torch.cond(x.sum() > 0, lambda t: t + 1, lambda t: t - 1, (x,))

    graph = read(export(Branch(), (torch.zeros(3),)))
    assert graph.nodes[-1].custom
    assert any("cond" in note.message for note in graph.notes)


def test_a_file_is_read_without_importing_torch(saved) -> None:
    code = (
        "import sys, netscribe; netscribe.read(sys.argv[1]); "
        "assert 'torch' not in sys.modules and 'numpy' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(saved / "words.pt2")], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
