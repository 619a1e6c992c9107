"""One peer on one group of the PyTorch zoo; names come on standard input, a JSON line answers each.

`python -m tests.zoo.torch_peer PEER GROUP`; the line `--names` lists the group's models.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

Arguments = tuple[Any, ...]
Keywords = dict[str, Any]


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


def _outcome(group: Any, name: str, peer: str) -> dict[str, Any]:
    try:
        specimen = next(iter(group.build(name)))
        example = _example(specimen.model, specimen.inputs) if specimen.real else None
    except Exception as error:  # noqa: BLE001 - the model's own code
        return {"outcome": "not run", "why": f"{type(error).__name__}: {error}"[:200]}
    if example is None:
        return {"outcome": "not run", "why": "too large, or its inputs are not known"}
    start = time.perf_counter()
    try:
        PEERS[peer](specimen.model, *example)
    except Exception as error:  # noqa: BLE001 - the peer's own code
        lines = str(error).strip().splitlines() or [""]
        return {"outcome": f"{type(error).__name__}: {lines[0][:200]}"}
    return {"outcome": "ok", "seconds": time.perf_counter() - start}


def main(peer: str, group_name: str) -> None:
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    # what peers print must not stand among the answers
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    import torch

    torch.set_num_threads(1)
    from tests.zoo.torch_groups import GROUPS

    group = GROUPS[group_name]()
    for line in sys.stdin:
        asked = line.strip()
        with contextlib.redirect_stdout(sys.stderr):
            told = group.names() if asked == "--names" else _outcome(group, asked, peer)
        print(json.dumps(told), file=answers)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
