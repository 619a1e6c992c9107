"""All peers on one model of the PyTorch zoo after another; names come on standard input.

`python -m tests.zoo.torch_peer GROUP SECONDS` answers each name with a JSON line: per peer how it
ended, and its processor time. The line `--names` lists the group's models. A model is built once;
each peer works on it in a process of its own, forked from the one that built it, so that none finds
what another left behind, and is stopped after SECONDS.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import logging
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

Arguments = tuple[Any, ...]
Keywords = dict[str, Any]
Outcome = dict[str, Any]


def _eager(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import torch

    with torch.no_grad():
        return model(*args, **kwargs)


def _netscribe(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import netscribe

    return netscribe.read(model, kwargs or list(args)).nodes


def _torchview(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import torchview

    given = kwargs or list(args)
    return torchview.draw_graph(model, given, depth=100, device="cpu", mode="eval").edge_list


def _torchinfo(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import torchinfo

    given = kwargs or list(args)
    made = torchinfo.summary(model, input_data=given, depth=100, verbose=0, device="cpu")
    return made.summary_list


def _torchlens(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import torchlens

    return torchlens.trace(model, list(args), kwargs)


def _export(model: Any, args: Arguments, kwargs: Keywords) -> object:
    import torch

    return torch.export.export(model, args, kwargs, strict=False)


#: What is run of each; TorchLens and torchinfo compute the whole pass, the others do not.
PEERS: Mapping[str, Callable[[Any, Arguments, Keywords], object]] = {
    "eager": _eager,
    "netscribe": _netscribe,
    "torchview": _torchview,
    "torchinfo": _torchinfo,
    "TorchLens": _torchlens,
    "torch.export": _export,
}
_PACKAGES = {"torchview": "torchview", "torchinfo": "torchinfo", "TorchLens": "torchlens"}


def missing_packages() -> list[str]:
    """Packages of peers that are not installed."""
    found = []
    for package in _PACKAGES.values():
        try:
            importlib.import_module(package)
        except ImportError:
            found.append(package)
    return found


def _example(model: Any, inputs: Any) -> tuple[Arguments, Keywords] | None:
    """Real tensors for one call: those of the zoo, or those that netscribe finds."""
    import torch

    from netscribe.errors import NetscribeError
    from netscribe.readers.compat.torch_tensors import mapped
    from netscribe.readers.protocol import ReadRequest
    from netscribe.readers.torch.inputs_search import first_run

    if isinstance(inputs, dict):
        return (), inputs
    if inputs is not None:
        return (tuple(inputs) if isinstance(inputs, list) else (inputs,)), {}
    try:
        found = first_run(model, ReadRequest())[0]
    except NetscribeError:
        return None

    def real(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.device.type != "meta":
            return tensor
        return torch.rand(tuple(tensor.shape)).to(tensor.dtype)

    return mapped(real, tuple(found.args)), mapped(real, dict(found.kwargs))


def _outcomes(group: Any, name: str, seconds: float) -> dict[str, Any]:
    """One peer after the other; none if the model cannot run itself."""
    try:
        specimen = next(iter(group.build(name)))
        example = _example(specimen.model, specimen.inputs) if specimen.real else None
    except Exception as error:  # noqa: BLE001 - the model's own code
        return {"name": name, "unbuilt": f"{type(error).__name__}: {error}"[:200]}
    if example is None:
        return {"name": name, "unbuilt": "too large, or its inputs are not known"}
    peers: dict[str, Outcome] = {}
    for peer in PEERS:
        peers[peer] = _forked(lambda peer=peer: _warmed(peer, specimen.model, example), seconds)
        if peers["eager"]["outcome"] != "ok":
            break
    return {"name": name, "peers": peers}


def _ended(peer: str, model: Any, example: tuple[Arguments, Keywords]) -> Outcome:
    start = time.process_time()
    try:
        PEERS[peer](model, *example)
    except Exception as error:  # noqa: BLE001 - the peer's own code
        lines = str(error).strip().splitlines() or [""]
        return {"outcome": f"{type(error).__name__}: {lines[0][:200]}"}
    return {"outcome": "ok", "seconds": time.process_time() - start}


#: Refuses to work in a process that was forked after it was first used.
_WARMED_LATE = "TorchLens"


def _warm(peer: str) -> None:
    """A peer on next to nothing, so that no model pays for what is done once."""
    import torch

    _ended(peer, torch.nn.Linear(2, 2).eval(), ((torch.zeros(1, 2),), {}))


def _warmed(peer: str, model: Any, example: tuple[Arguments, Keywords]) -> Outcome:
    if peer == _WARMED_LATE:
        _warm(peer)
    return _ended(peer, model, example)


def _forked(work: Callable[[], Outcome], seconds: float) -> Outcome:
    """What a child process answers."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException):
            os.close(reading)
            os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], seconds)
    answer = os.read(reading, 65536) if ready else b""
    os.close(reading)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if answer:
        outcome: Outcome = json.loads(answer)
        return outcome
    return {"outcome": "died" if ready else f"stopped after {seconds:.0f} s"}


def main(group_name: str, seconds: float) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    # what peers print must not stand among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import torch

    torch.set_num_threads(1)
    from tests.zoo.torch_groups import GROUPS

    group = GROUPS[group_name]()
    for peer in PEERS:
        if peer != _WARMED_LATE:
            _warm(peer)
    for line in sys.stdin:
        asked = line.strip()
        with contextlib.redirect_stdout(sys.stderr):
            told = group.names() if asked == "--names" else _outcomes(group, asked, seconds)
        print(json.dumps(told), file=answers)
        gc.collect()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
