"""What several tests of the live PyTorch reader use."""

from __future__ import annotations

import pytest
import torch


@pytest.fixture
def vectors() -> torch.Tensor:
    """Two vectors of eight numbers."""
    return torch.arange(16.0).reshape(2, 8)
