"""AlexNet and U-Net as their papers describe them, in PyTorch.

AlexNet: Krizhevsky, Sutskever and Hinton 2012, its two halves as groups of a convolution, as Caffe
did. U-Net: Ronneberger, Fischer and Brox 2015, without padding, its skips cropped.
"""

from __future__ import annotations

import torch
from torch import nn


class AlexNet(nn.Module):
    """227 pixels a side, so that the first convolution fits without padding."""

    def __init__(self) -> None:
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 96, 11, stride=4),
            nn.ReLU(),
            nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(96, 256, 5, padding=2, groups=2),
            nn.ReLU(),
            nn.LocalResponseNorm(5, alpha=1e-4, beta=0.75, k=2.0),
            nn.MaxPool2d(3, stride=2),
            nn.Conv2d(256, 384, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(384, 384, 3, padding=1, groups=2),
            nn.ReLU(),
            nn.Conv2d(384, 256, 3, padding=1, groups=2),
            nn.ReLU(),
            nn.MaxPool2d(3, stride=2),
        )
        self.classifier = nn.Sequential(
            nn.Flatten(),
            nn.Linear(9216, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 4096),
            nn.ReLU(),
            nn.Dropout(),
            nn.Linear(4096, 1000),
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        scores: torch.Tensor = self.classifier(self.features(image))
        return scores


class DoubleConvolution(nn.Sequential):
    """Two unpadded 3x3 convolutions with their ReLUs."""

    def __init__(self, channels: int, filters: int) -> None:
        super().__init__(
            nn.Conv2d(channels, filters, 3),
            nn.ReLU(),
            nn.Conv2d(filters, filters, 3),
            nn.ReLU(),
        )


class UNet(nn.Module):
    """One grey channel in, two classes out, 572 pixels a side in, 388 out."""

    def __init__(self) -> None:
        super().__init__()
        widths = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(
            DoubleConvolution(channels, filters) for channels, filters in zip((1, *widths), widths)
        )
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(2 * filters, filters, 2, stride=2) for filters in widths[3::-1]
        )
        self.join = nn.ModuleList(
            DoubleConvolution(2 * filters, filters) for filters in widths[3::-1]
        )
        self.classes = nn.Conv2d(64, 2, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        skips: list[torch.Tensor] = []
        x = image
        for level, block in enumerate(self.down):
            x = block(self.pool(x) if level else x)
            skips.append(x)
        for up, join, skip in zip(self.up, self.join, skips[-2::-1]):
            x = up(x)
            x = join(torch.cat([_cropped(skip, x), x], dim=1))
        scores: torch.Tensor = self.classes(x)
        return scores


def _cropped(skip: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """The middle of `skip`, as large as `wanted`."""
    margin = (skip.shape[-1] - wanted.shape[-1]) // 2
    end = margin + wanted.shape[-1]
    return skip[:, :, margin:end, margin:end]
