"""The Transformer of 2017, and an LSTM translator with attention, in PyTorch.

Transformer: Vaswani et al., base size, one vocabulary of 37,000 pieces for both languages and the
output. Translator: Luong, Pham and Manning 2015, global attention with the "general" score.
"""

from __future__ import annotations

import math

import torch
from torch import nn

VOCABULARY, WIDTH, LONGEST = 37_000, 512, 512


class SinePositions(nn.Module):
    """Fixed sine and cosine waves, added to what comes in."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("waves", torch.zeros(LONGEST, WIDTH), persistent=False)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        waves: torch.Tensor = self.waves
        return x + waves[: x.shape[1]]


class Transformer(nn.Module):
    """Encoder and decoder of six layers; embeddings and output share one matrix."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = SinePositions()
        self.transformer = nn.Transformer(
            WIDTH, nhead=8, num_encoder_layers=6, num_decoder_layers=6, batch_first=True
        )
        self.scores = nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.scores.weight = self.embedding.weight

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1], device=target.device)
        hidden = self.transformer(
            self._embedded(source), self._embedded(target), tgt_mask=mask, tgt_is_causal=True
        )
        scores: torch.Tensor = self.scores(hidden)
        return scores

    def _embedded(self, tokens: torch.Tensor) -> torch.Tensor:
        found: torch.Tensor = self.positions(self.embedding(tokens) * math.sqrt(WIDTH))
        return found


class GlobalAttention(nn.Module):
    """Scores every source state against a target state, and mixes them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.score = nn.Linear(width, width, bias=False)
        self.mix = nn.Linear(2 * width, width, bias=False)

    def forward(self, states: torch.Tensor, memory: torch.Tensor) -> torch.Tensor:
        weights = torch.softmax(self.score(states) @ memory.transpose(1, 2), dim=-1)
        context = weights @ memory
        return torch.tanh(self.mix(torch.cat([context, states], dim=-1)))


class Translator(nn.Module):
    """Two stacked LSTMs; the decoder starts from the encoder's last states."""

    def __init__(self, width: int = 1000, words: int = 50_000) -> None:
        super().__init__()
        self.source_embedding = nn.Embedding(words, width)
        self.target_embedding = nn.Embedding(words, width)
        self.encoder = nn.LSTM(width, width, num_layers=4, batch_first=True, dropout=0.2)
        self.decoder = nn.LSTM(width, width, num_layers=4, batch_first=True, dropout=0.2)
        self.attention = GlobalAttention(width)
        self.scores = nn.Linear(width, words)

    def forward(self, source: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        memory, state = self.encoder(self.source_embedding(source))
        states, _ = self.decoder(self.target_embedding(target), state)
        scores: torch.Tensor = self.scores(self.attention(states, memory))
        return scores
