"""Multiply-adds of single calls agree with PyTorch's own counter, which counts two per product."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netscribe.graph.builder import Call, GraphBuilder
from netscribe.graph.counts import Total, total_multiply_adds
from netscribe.graph.types import Argument, Graph, Origin
from netscribe.readers.torch.facts import FunctionCall, ParameterArgument
from netscribe.readers.torch.operations import describe
from netscribe.readers.torch.operations.arguments import flattened
from readers.torch_operations.recording import calls_of, tensor, weight

IMAGE, WORDS = tensor(2, 6, 9, 9), tensor(2, 5, 8)
QUERY, KEY = tensor(2, 4, 5, 8), tensor(2, 4, 7, 8)
MATRIX, KERNEL = weight(8, 7), weight(12, 3, 3, 3)
LEFT, VECTOR = weight(3, 5), tensor(8)
ADDEND, BIAS = tensor(2, 5, 5), weight(7)
UP = weight(6, 4, 3, 3)


def _made(build: Callable[[], nn.Module]) -> nn.Module:
    with torch.device("meta"):
        return build()


LSTM = _made(lambda: nn.LSTM(8, 4, 2, bidirectional=True, batch_first=True))
GRU = _made(lambda: nn.GRU(8, 4))
PROJECTED = _made(lambda: nn.LSTM(8, 6, 2, proj_size=3))
CELL = _made(lambda: nn.GRUCell(8, 4))

CASES: dict[str, Callable[[], object]] = {
    "conv": lambda: F.conv2d(IMAGE, KERNEL, stride=2, padding=1, groups=2),
    "conv without a batch": lambda: F.conv2d(IMAGE[0], KERNEL, groups=2),
    "depthwise": lambda: F.conv2d(IMAGE, weight(12, 1, 3, 3), groups=6),
    "transposed": lambda: F.conv_transpose2d(IMAGE, UP, stride=2),
    "transposed grouped": lambda: F.conv_transpose2d(IMAGE, UP, groups=2),
    "conv over one axis": lambda: F.conv1d(WORDS, weight(4, 5, 3)),
    "linear": lambda: F.linear(WORDS, weight(7, 8)),
    "addmm": lambda: torch.addmm(BIAS, WORDS[0], MATRIX),
    "addmm of tensors": lambda: torch.addmm(ADDEND[0], WORDS[0], WORDS[0].t()),
    "matmul": lambda: QUERY @ KEY.mT,
    "matmul with a weight": lambda: WORDS @ MATRIX,
    "matmul with a weight on the left": lambda: LEFT @ WORDS,
    "bmm": lambda: torch.bmm(WORDS, WORDS.mT),
    "baddbmm": lambda: torch.baddbmm(ADDEND, WORDS, WORDS.mT),
    "einsum": lambda: torch.einsum("bhid,bhjd->bhij", QUERY, KEY),
    "tensordot": lambda: torch.tensordot(QUERY, KEY, dims=([1, 3], [1, 3])),
    "attention": lambda: F.scaled_dot_product_attention(QUERY, KEY, KEY),
    "attention without heads": lambda: F.scaled_dot_product_attention(WORDS, WORDS, WORDS),
    "lstm": lambda: LSTM(WORDS),
    "gru with the time first": lambda: GRU(WORDS),
    "lstm with projections": lambda: PROJECTED(WORDS),
    "gru cell": lambda: CELL(WORDS[0]),
}


def _graph(calls: list[FunctionCall]) -> Graph:
    """A graph of operations side by side: only their sizes matter here."""
    builder = GraphBuilder("calls")
    for place, call in enumerate(calls):
        facts = describe(call)
        if facts is None:
            continue
        roles = (*facts.roles, *("",) * len(call.inputs))
        inputs = tuple(
            Argument(builder.add_input(f"x{place}_{index}", given), role)
            for index, (given, role) in enumerate(zip(call.inputs, roles))
        )
        weights = tuple(
            builder.add_parameter(f"w{place}_{index}", value.type)
            for index, value in enumerate(flattened(list(call.arguments.values())))
            if isinstance(value, ParameterArgument)
        )
        made = Call(
            op=facts.op,
            path=f"call{place}",
            inputs=inputs,
            attributes=facts.attributes,
            parameters=weights,
            qualifiers=facts.qualifiers,
        )
        for index, value in enumerate(builder.add_call(made, call.outputs)):
            builder.add_output(f"y{place}_{index}", value)
    return builder.finish(Origin())


@pytest.mark.parametrize("case", CASES)
def test_a_call_costs_what_the_counter_of_pytorch_says(case: str) -> None:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        CASES[case]()
    assert counter.get_total_flops() > 0
    graph = _graph(calls_of(CASES[case]))
    assert total_multiply_adds(graph) == Total(counter.get_total_flops() // 2, 0)


def test_a_matrix_times_a_vector_counts_although_pytorch_leaves_it_out() -> None:
    graph = _graph(calls_of(lambda: torch.mv(WORDS[0], VECTOR)))
    assert total_multiply_adds(graph).known == 5 * 8
