"""A Llama-3 405B from its config.json: time and memory of the capture, above the libraries' own.

`python -m tests.zoo.torch_large [--records FILE]` reads the configuration in this process, after
the libraries are loaded and a small model of the same kind was read, and prints operations,
parameters, seconds on the clock and of the processor, memory at its peak, and the machine's load.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.zoo.torch_records import FOLDER, Records

_LLAMA: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "num_hidden_layers": 126,
    "hidden_size": 16384,
    "intermediate_size": 53248,
    "num_attention_heads": 128,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
    "max_position_embeddings": 131072,
    "tie_word_embeddings": False,
}
_SMALL = {"num_hidden_layers": 1, "hidden_size": 256, "intermediate_size": 512}


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="A Llama-3 405B from its config.json.")
    parser.add_argument("--records", type=Path, default=FOLDER / "large.jsonl")
    options = parser.parse_args(arguments)
    logging.disable(logging.ERROR)
    import torch
    from tests.zoo import torchvision_operators  # noqa: F401 - before transformers imports it

    torch.set_num_threads(1)
    _measured({**_LLAMA, **_SMALL})
    row = _measured(_LLAMA)
    print(json.dumps(row))
    Records(options.records).add("large", row)
    return 0


def _measured(settings: dict[str, Any]) -> dict[str, Any]:
    from tests.zoo.process_memory import peak_memory, start_of_memory

    from netscribe.readers.protocol import ReadRequest
    from netscribe.readers.torch import transformers_config

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps(settings))
        gc.collect()
        before, clock, start = start_of_memory(), time.perf_counter(), time.process_time()
        graph = transformers_config.read(folder, ReadRequest())
    return {
        "name": "Llama-3 405B",
        "operations": len(graph.nodes),
        "parameters": graph.parameter_count,
        "input": str(graph.value[graph.inputs[0].value].type.shape),
        "wall_seconds": time.perf_counter() - clock,
        "seconds": time.process_time() - start,
        "memory": peak_memory() - before,
        "load": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
