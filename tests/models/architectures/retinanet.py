"""The part of torchvision's RetinaNet that is a network: backbone, feature pyramid, two heads."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


class Heads(nn.Module):
    """Scores and box offsets of every anchor; anchors are made and boxes chosen outside."""

    def __init__(self, detector: Any) -> None:
        super().__init__()
        self.backbone = detector.backbone
        self.head = detector.head

    def forward(self, image: torch.Tensor) -> Any:
        return self.head(list(self.backbone(image).values()))
