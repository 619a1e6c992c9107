"""Builds tests/data/torch: one small PyTorch model as TorchScript, exported program and weights.

Needs PyTorch and safetensors. Run: python -m tools.model_files.torch
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

TARGET = Path(__file__).resolve().parents[2] / "tests" / "data" / "torch"


class Small(nn.Module):
    """A convolution, a norm, a linear layer, a branch."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.fc = nn.Linear(2, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.relu(self.norm(self.conv(x)))
        return self.fc(x.mean((2, 3)))


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    model, example = Small().eval(), (torch.zeros(2, 1, 6, 6),)
    torch.jit.script(model).save(TARGET / "scripted.pt")
    torch.jit.trace(model, example).save(TARGET / "traced.pt")
    torch.export.save(torch.export.export(model, example), TARGET / "program.pt2")
    torch.save(model.state_dict(), TARGET / "weights.pt")
    save_file(model.state_dict(), TARGET / "weights.safetensors")


if __name__ == "__main__":
    main()
