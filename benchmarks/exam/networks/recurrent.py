"""A recurrent encoder and decoder with attention over the encoder's states."""

from __future__ import annotations

import random

import torch
from torch import nn

from benchmarks.exam.paper import Paper, ask, parameters


class Made:
    """The drawn numbers."""

    def __init__(self, draw: random.Random) -> None:
        self.cell = draw.choice(("LSTM", "GRU"))
        self.units = draw.choice((72, 136, 200))
        self.layers = draw.choice((2, 3))
        self.embedded = draw.choice((60, 90))
        self.rate = draw.choice((0.15, 0.45))
        self.given = draw.random() < 0.5
        self.words = draw.choice((3_300, 6_100))
        self.scores = draw.choice((2_400, 5_200))


class Net(nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        cell = getattr(nn, made.cell)
        self.heard = nn.Embedding(made.words, made.embedded)
        self.said = nn.Embedding(made.scores, made.embedded)
        settings = {"num_layers": made.layers, "batch_first": True}
        self.listen = cell(made.embedded, made.units, **settings)
        self.speak = cell(made.embedded, made.units, **settings)
        self.compare = nn.Linear(made.units, made.units, bias=False)
        self.blend = nn.Linear(2 * made.units, made.units)
        self.drop = nn.Dropout(made.rate)
        self.answer = nn.Linear(made.units, made.scores)
        self.given = made.given

    def forward(self, heard: torch.Tensor, said: torch.Tensor) -> torch.Tensor:
        memory, state = self.listen(self.heard(heard))
        states, _ = self.speak(self.said(said), state if self.given else None)
        weights = torch.softmax(self.compare(states) @ memory.transpose(1, 2), dim=-1)
        both = torch.cat([states, weights @ memory], dim=-1)
        return self.answer(self.drop(torch.tanh(self.blend(both))))


def paper(draw: random.Random, name: str) -> Paper:
    made = Made(draw)
    with torch.device("meta"):
        model = Net(made).eval()
        inputs = {
            "heard": torch.empty(1, 12, dtype=torch.int64),
            "said": torch.empty(1, 10, dtype=torch.int64),
        }
    return Paper(
        name,
        model,
        inputs,
        (
            ask("local", "Which kind of recurrent cell is used?", made.cell),
            ask("local", "How many units do the recurrent layers have?", model.listen.hidden_size),
            ask("local", "What is the dropout rate before the last layer?", made.rate),
            ask("local", "How wide are the embeddings?", made.embedded),
            ask("shape", "How many features does the concatenation give?", 2 * made.units),
            ask("shape", "How many scores does the network give per position?", made.scores),
            ask("count", "How many stacked layers does each recurrent layer have?", made.layers),
            ask(
                "topology",
                "Does the second recurrent layer start from the last states of the first?",
                made.given,
            ),
            ask(
                "topology",
                "What makes the queries of the attention: the layer named listen or speak?",
                "speak",
            ),
            ask("semantics", "Which activation follows the layer named blend?", "tanh"),
            ask("semantics", "How many parameters does the network have?", parameters(model)),
        ),
    )
