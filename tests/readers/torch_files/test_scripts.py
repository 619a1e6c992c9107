"""TorchScript archives are followed without being run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import netscribe
from netscribe.errors import ReadError
from netscribe.graph.kinds import Kind
from netscribe.graph.types import Graph
from readers.torch_files.networks import NETWORKS, layers, read, reader_of, refusal, wiring

pytestmark = pytest.mark.filterwarnings("ignore")


def scripted(path: Path, model: nn.Module) -> Path:
    torch.jit.save(torch.jit.script(model.eval()), path)
    return path


def facts(graph: Graph) -> list[tuple[object, ...]]:
    """Layers without the class words, which traces and scripts keep alike."""
    return [(path, call, op.kind, weights) for path, call, op, _, weights, _ in layers(graph)]


@pytest.mark.parametrize("name", ["images", "words"])
def test_a_script_has_the_layers_of_the_live_module(name, tmp_path) -> None:
    model, inputs = NETWORKS[name]()
    path = scripted(tmp_path / "net.pt", model)
    assert reader_of(path) == "torch-script"
    live, found = netscribe.read(model, inputs), read(path)
    assert facts(found) == facts(live)
    assert found.parameter_count == live.parameter_count


def test_a_script_says_of_layers_what_the_live_module_says(tmp_path) -> None:
    model, inputs = NETWORKS["images"]()
    found = read(scripted(tmp_path / "net.ts", model))
    assert layers(found) == layers(netscribe.read(model, inputs))
    assert wiring(found) == wiring(netscribe.read(model, inputs))


@pytest.mark.parametrize("name", ["images", "parts"])
def test_a_trace_has_the_layers_of_the_live_module(name, tmp_path) -> None:
    model, inputs = NETWORKS[name]()
    path = tmp_path / "net.pt"
    torch.jit.save(torch.jit.trace(model, inputs), path)
    live, found = netscribe.read(model, inputs), read(path)
    assert facts(found) == facts(live)


def test_shapes_that_nobody_tells_are_unknown_and_a_note_says_so(tmp_path) -> None:
    graph = read(scripted(tmp_path / "net.pt", NETWORKS["images"]()[0]))
    assert {value.type.shape for value in graph.values} == {None}
    (said,) = (note.message for note in graph.notes)
    assert said.startswith("TorchScript keeps no shapes but those of the weights")


class Branches(nn.Module):
    """Decided and undecided branches, and a loop of known length."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 4)
        self.second = nn.Linear(4, 4)
        self.use_first = True

    def forward(self, x: Tensor) -> Tensor:
        if self.use_first:  # noqa: SIM108 - a branch is what is tested
            x = self.first(x)
        else:
            x = self.second(x)
        for _ in range(3):
            x = torch.tanh(x)
        if bool(x.sum() > 0):  # noqa: SIM108
            y = self.second(x)
        else:
            y = x
        return torch.relu(y)


def test_a_branch_is_followed_where_the_archive_decides_it(tmp_path) -> None:
    graph = read(scripted(tmp_path / "net.pt", Branches()))
    kinds = [node.op.kind for node in graph.nodes]
    assert kinds[:4] == [Kind.LINEAR, *[Kind.ACTIVATION] * 3]
    assert graph.nodes[0].name == "first"


def test_a_branch_on_data_is_one_operation_over_all_it_reads(tmp_path) -> None:
    graph = read(scripted(tmp_path / "net.pt", Branches()))
    branch = next(node for node in graph.nodes if node.op.kind is Kind.CUSTOM)
    assert branch.op.type_name == "if"
    paths = {graph.parameter[name].path for name in branch.parameters}
    assert paths == {"second.weight", "second.bias"}
    assert (branch.id, graph.nodes[-1].id) in wiring(graph)
    assert any("the data decides an if" in note.message for note in graph.notes)


def test_a_transformer_is_shown_on_its_plain_way(tmp_path) -> None:
    layer = nn.TransformerEncoderLayer(16, 4, 32, batch_first=True)
    model = nn.TransformerEncoder(layer, 2).eval()
    live = netscribe.read(model, torch.zeros(2, 5, 16))
    assert facts(read(scripted(tmp_path / "net.pt", model))) == facts(live)


def test_counting_batches_is_no_input_of_a_traced_layer(tmp_path) -> None:
    model = nn.Sequential(nn.Linear(4, 8), nn.BatchNorm1d(8)).train()
    path = tmp_path / "net.pt"
    torch.jit.save(torch.jit.trace(model, (torch.zeros(3, 4),), check_trace=False), path)
    assert wiring(read(path)) == {("input:input", "0"), ("0", "1")}


def test_writes_into_views_reach_the_whole(tmp_path) -> None:
    class Writes(nn.Module):
        def forward(self, x: Tensor) -> Tensor:
            y = torch.relu(x)
            y[:, 0].mul_(2.0)
            return torch.tanh(y)

    graph = read(scripted(tmp_path / "net.pt", Writes()))
    tanh = graph.nodes[-1]
    multiply = next(node.id for node in graph.nodes if node.op.type_name in ("mul", "mul_"))
    found, waiting = set(), [tanh.id]
    while waiting:
        node = waiting.pop()
        for source, target in wiring(graph):
            if target == node and source not in found:
                found.add(source)
                waiting.append(source)
    assert multiply in found


def test_a_file_is_read_without_importing_torch(tmp_path) -> None:
    path = scripted(tmp_path / "net.pt", NETWORKS["words"]()[0])
    code = (
        "import sys, netscribe; netscribe.read(sys.argv[1]); "
        "assert 'torch' not in sys.modules and 'numpy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


RECORD = b"\x80\x02c__torch__\nNet\n)\x81}(X\x08\x00\x00\x00training\x89ub."


def archive(path: Path, code: str, record: bytes = RECORD) -> Path:
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a/code/__torch__.py", code)
        made.writestr("a/data.pkl", record)
    return path


def method(body: str) -> str:
    return f"class Net(Module):\n  def forward(self, x: Tensor) -> Tensor:\n    {body}\n"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("class Net(", "no TorchScript"),
        ("x = " + "(" * 5000, "brackets nested too deeply"),
        ("x = " + "-" * 200_000 + "1", "no TorchScript"),
        ("", "the archive holds no code of Net"),
        ("class Net(Module):\n  pass\n", "has no forward()"),
        (method("return (self).forward(x, )"), "levels deep"),
        (method("import os"), "the code has a Import"),
        (method("return [x for x in y]") + "def f(): pass\n", ""),
    ],
)
def test_code_that_is_none_is_refused_in_one_line(code, reason, tmp_path) -> None:
    path = archive(tmp_path / "net.pt", code)
    if reason:
        assert reason in refusal(path)
    else:
        assert not read(path).nodes


def test_code_that_calls_itself_over_and_over_is_stopped(tmp_path) -> None:
    functions = "".join(
        f"def f{n}(x: Tensor) -> Tensor:\n"
        f"  a = __torch__.f{n + 1}(x, )\n  return __torch__.f{n + 1}(a, )\n"
        for n in range(40)
    )
    path = archive(tmp_path / "net.pt", functions + method("return __torch__.f0(x, )"))
    assert "over and over" in refusal(path) or "levels deep" in refusal(path)


def test_a_record_that_asks_to_run_code_is_refused(tmp_path) -> None:
    path = archive(tmp_path / "net.pt", method("return x"), b"cos\nsystem\n(S'echo'\ntR.")
    assert "asks to run 'os.system'" in refusal(path)


def test_a_loaded_script_has_the_name_of_the_module_it_was(tmp_path: Path) -> None:
    path = scripted(tmp_path / "net.pt", nn.Sequential(nn.Linear(8, 4)))
    assert any("torch.jit.load" in note.message for note in read(path).notes)
    loaded = netscribe.read(torch.jit.load(path), (2, 8))
    assert loaded.name == read(path).name == "Sequential"
    assert loaded.value[loaded.outputs[0].value].type.shape == ("B", 4)


def test_an_executorch_program_says_what_to_pass_instead(tmp_path: Path) -> None:
    path = tmp_path / "net.bin"
    path.write_bytes(b"\x18\0\0\0ET12" + bytes(64))
    assert reader_of(path) == "torch-executorch"
    with pytest.raises(ReadError, match="ExecuTorch") as caught:
        read(path)
    assert ".pt2" in str(caught.value.hint)
    empty = tmp_path / "net.pte"
    empty.write_bytes(b"")
    assert "ExecuTorch" in refusal(empty)
